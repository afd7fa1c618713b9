import Foundation
import Testing

/// A table of substitutes from the plan file to `backorders.csv`, `explain`, `causes` and notices; open orders that serve nobody who waits.
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
        #expect(explained.contains("RED could be sent today for 3 units of 2 lines, ") && explained.contains(" days sooner on average, once the customer agrees"), "\(explained)")
        let causes = try await shop.run("causes", "latest", "--json", "--orders-only", store[0], store[1]).output
        #expect(causes.contains("\"substitute\": {") && causes.contains("\"source\": \"table\""), "\(causes)")
        let notices = try await shop.run("notices", "latest", "--out", "words", store[0], store[1])
        #expect(notices.status == 0, "\(notices.errors)")
        let words = try shop.directory.text("words/notices.csv").unwrapped("no notices")
        #expect(words.contains("take another item instead: 2 x RED"), "\(words)")
        // The built-in words never go out in place of a shop's own that are not there.
        let missing = try await shop.run("notices", "latest", "--out", "words", "--templates", "nowhere", store[0], store[1])
        #expect(missing.status == 65 && missing.errors.contains("nowhere: no such folder, or none of notice.en.txt"), "\(missing.errors)")
    }

    @Test func aShareOutsideOfItsRangeStops() async throws {
        let shop = try shop()
        try shop.directory.write(Self.plan.replacing("\"50%\"", with: "1.5"), to: "plan.toml")
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 65 && outcome.errors.contains("substitution.take_rate"), "\(outcome.errors)")
    }

    private static let waitingPlan = """
        as_of = "2025-10-06"
        [sales]
        path = "sales.csv"
        [items]
        path = "items.csv"
        [receipts]
        path = "receipts.csv"
        [open_orders]
        path = "open.csv"
        [backorders]
        path = "backorders.csv"
        [defaults]
        lead_time_days = 14
        unit_cost = 2
        [objective]
        kind = "fill_rate"
        fill_rate = 0.95

        """

    /// Three items that sell alike, eight units waiting for each. Five are on their way for ONCE; TWICE has the same line two times; the order of GONE has
    /// been received. The second line is no second order, and what has come does not come again: all three wait for what is ordered today.
    @Test func linesThatAreListedTwiceOrHaveComeServeNobody() async throws {
        var sales = "date,item,quantity\n"
        for week in 0..<40 { for item in ["ONCE", "TWICE", "GONE"] { sales += "\(SmallShop.dateText(371 + 7 * week)),\(item),\(3 + week % 5)\n" } }
        let shop = try SmallShop(sales: sales, items: "item,on_hand,supplier\nONCE,0,S\nTWICE,0,S\nGONE,0,S\n", plan: Self.waitingPlan)
        var receipts = "order_id,item,supplier,ordered_on,promised_on,received_on,ordered_quantity,received_quantity\nP3,GONE,S,2025-09-10,2025-09-24,2025-09-24,5,5\n"
        for month in 1...8 { receipts += "R\(month),ONCE,S,2025-0\(month)-01,2025-0\(month)-15,2025-0\(month)-15,10,10\n" }
        try shop.directory.write(receipts, to: "receipts.csv")
        try shop.directory.write(
            "order_id,item,supplier,ordered_on,promised_on,quantity\nP1,ONCE,S,2025-09-25,2025-10-09,5\nP2,TWICE,S,2025-09-25,2025-10-09,5\n"
                + "P2,TWICE,S,2025-09-25,2025-10-09,5\nP3,GONE,S,2025-09-10,2025-09-24,5\n", to: "open.csv")
        try shop.directory.write(
            "order_id,item,ordered_on,quantity\nC1,ONCE,2025-09-20,8\nC2,TWICE,2025-09-20,8\nC3,GONE,2025-09-20,8\nC4,GONE,2031-01-01,8\nC5,ONCE,2025-09-21,1\nC5,ONCE,2025-09-21,1\nC5,ONCE,2025-09-21,2\n,ONCE,2025-09-21,1\n,ONCE,2025-09-21,1\n",
            to: "backorders.csv")
        let outcome = try await shop.run("plan", "plan.toml", "--threads", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let table = try shop.table("backorders.csv")
        let days = try ["C1", "C2", "C3"].map { try table.row("order_id", $0).unwrapped("\($0) is not in backorders.csv")["restock_p90"] }
        #expect(Set(days).count == 1 && days[0] != "", "\(days)")
        let scores = try shop.output("suppliers.csv")
        #expect(scores.contains("\nS,,9,2,0,"), "\(scores)")
        let summary = try shop.output("summary.json")
        #expect(summary.contains("1 waiting order line ordered on the planning day"))
        // Counted, and said.
        #expect(summary.contains("1 waiting order line stands in the table more than once with the same order, item, days and units"))
    }
}
