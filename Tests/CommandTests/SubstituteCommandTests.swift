import Foundation
import Testing

/// A table of substitutes from the plan file to `backorders.csv`, `explain`, `causes` and notices.
@Suite struct SubstituteCommandTests {
    private static let plan = """
        [sales]
        path = "sales.csv"
        [items]
        path = "items.csv"
        [backorders]
        path = "backorders.csv"
        [substitutes]
        path = "substitutes.csv"
        [substitution]
        take_rate = "50%"
        [defaults]
        lead_time_days = 14
        unit_cost = 2
        [objective]
        kind = "fill_rate"
        fill_rate = 0.95

        """

    private func shop() throws -> SmallShop {
        var sales = "date,item,quantity\n"
        for week in 0..<40 { for item in ["BLUE", "RED"] { sales += "\(SmallShop.dateText(371 + 7 * week)),\(item),\(3 + (week * 7 + item.count) % 5)\n" } }
        let shop = try SmallShop(sales: sales, items: "item,on_hand\nBLUE,0\nRED,90\n", plan: Self.plan)
        try shop.directory.write("order_id,item,ordered_on,quantity\nC1,BLUE,2025-09-20,2\nC2,BLUE,2025-09-25,1\n", to: "backorders.csv")
        try shop.directory.write("item,substitute,two_way,needs_consent\nBLUE,RED,1,yes\nBLUE,GHOST,0,yes\nRED,RED,0,yes\n", to: "substitutes.csv")
        return shop
    }

    @Test func aSubstituteIsSuggestedInEveryFile() async throws {
        let shop = try shop()
        let outcome = try await shop.run("plan", "plan.toml", "--threads", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try shop.output("summary.json").contains("[substitutes]: 1 code not sold and not listed: \\\"GHOST\\\""))
        #expect(try shop.output("quarantine.csv").contains("substitutes.csv,4,substitute,substitute_loop,RED"))
        let row = try shop.table("backorders.csv").row("order_id", "C1").unwrapped("C1 is not in backorders.csv")
        #expect(row["substitute"] == "RED" && row["substitute_units"] == "2" && row["substitute_covers"] == "2", "\(row)")
        #expect(row["substitute_source"] == "table" && row["substitute_consent"] == "1")
        let store = ["--store", "out/twobin.sqlite"]
        let explained = try await shop.run("explain", "latest", "BLUE", store[0], store[1]).output
        #expect(explained.contains("RED could be sent today for 3 units of 2 lines, once the customer agrees"), "\(explained)")
        let causes = try await shop.run("causes", "latest", "--json", "--orders-only", store[0], store[1]).output
        #expect(causes.contains("\"substitute\": {") && causes.contains("\"source\": \"table\""), "\(causes)")
        let notices = try await shop.run("notices", "latest", "--out", "words", store[0], store[1])
        #expect(notices.status == 0, "\(notices.errors)")
        let words = try shop.directory.text("words/notices.csv").unwrapped("no notices")
        #expect(words.contains("choose something else in its place: 2 x RED"), "\(words)")
    }

    @Test func aShareOutsideOfItsRangeStops() async throws {
        let shop = try shop()
        try shop.directory.write(Self.plan.replacing("\"50%\"", with: "1.5"), to: "plan.toml")
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 65 && outcome.errors.contains("substitution.take_rate"), "\(outcome.errors)")
    }
}
