import Foundation
import Testing

/// A table of price breaks from the plan file to today's orders.
@Suite struct PriceBreakCommandTests {
    @Test func anOrderIsRaisedToItsBreakAndSaysWhy() async throws {
        var sales = "date,item,quantity\n"
        for week in 0..<40 { for item in ["BLUE", "RED"] { sales += "\(SmallShop.dateText(371 + 7 * week)),\(item),\(8 + (week * 7) % 5)\n" } }
        let plan = """
            [sales]
            path = "sales.csv"
            [items]
            path = "items.csv"
            [price_breaks]
            path = "price_breaks.csv"
            [defaults]
            lead_time_days = 14
            [objective]
            kind = "fill_rate"
            fill_rate = 0.95

            """
        let shop = try SmallShop(sales: sales, items: "item,on_hand,unit_cost\nBLUE,0,5\nRED,0,5\n", plan: plan)
        try shop.directory.write("item,quantity,unit_cost\nBLUE,70,4\nBLUE,70,3\nBLUE,90,6\nBLUE,9999,3.9\nGHOST,5,1\nRED,,0\n", to: "price_breaks.csv")
        let outcome = try await shop.run("plan", "plan.toml", "--threads", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let table = try shop.table("recommendations.csv")
        let blue = try table.row("item", "BLUE").unwrapped("no BLUE"), red = try table.row("item", "RED").unwrapped("no RED")
        #expect(blue["order_now"] == "70" && blue["reason"]?.contains("a unit then costs 4 in place of 5") == true, "\(blue)")
        #expect(red.number("order_now") < 70 && red.number("order_now") > 20, "\(red)")
        let quarantine = try shop.output("quarantine.csv")
        #expect(quarantine.contains("price_breaks.csv,3,quantity,duplicate_key") && quarantine.contains("price_breaks.csv,4,unit_cost"), "\(quarantine)")
        #expect(quarantine.contains("price_breaks.csv,7,unit_cost"), "\(quarantine)")
        #expect(try shop.output("summary.json").contains("[price_breaks]: 1 code not in the items table: \\\"GHOST\\\""))
    }
}
