import Foundation
import Testing

/// Tables that do not fit the sales as they stand: the right reading, or a stop that says what to do.
@Suite struct TablesTogetherTests {
    /// Forty weeks of four units of each item, from Monday, 6 January 2025.
    static func sales(_ items: [String], locations: [String] = ["main"], weeks: Int = 40) -> String {
        var text = "date,item,location,quantity\n"
        for week in 0..<weeks {
            for item in items { for location in locations { text += "\(SmallShop.dateText(371 + 7 * week)),\(item),\(location),4\n" } }
        }
        return text
    }

    static func shop(_ items: [String], table: String, more: String = "", locations: [String] = ["main"]) throws -> SmallShop {
        try SmallShop(sales: sales(items, locations: locations), items: table, plan: "[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n" + more)
    }

    private func plan(_ shop: SmallShop, _ more: String...) async throws -> Outcome {
        try await TwobinProcess.run(["plan", "plan.toml", "--threads", "1"] + more, in: shop.path)
    }

    @Test(arguments: [("123", "00123", "leading zeros"), ("mug-1", "MUG-1", "upper and lower case"), ("MUG 1", "MUG-1", "spaces, dashes"), ("MUG-1 ", "MUG-1", "spaces")])
    func aTableThatMeetsNothingStops(listed: String, sold: String, difference: String) async throws {
        let table = "item,on_hand\n\"\(listed)\",500\n"
        let stopped = try await plan(Self.shop([sold], table: table))
        #expect(stopped.status == 65)
        for word in ["[items]", "\"\(listed)\" is listed, \"\(sold)\" is sold", difference, "match = \"loose\""] { #expect(stopped.errors.contains(word), "\(stopped.errors)") }
        let shop = try Self.shop([sold], table: table, more: "match = \"loose\"\n")
        let joined = try await plan(shop)
        #expect(joined.status == 0)
        #expect(joined.output.contains("1 code joined"))
        #expect(try shop.table("recommendations.csv")[0, "order_now"] == "0")
        #expect(try shop.table("recommendations.csv")[0, "inventory_position"] == "500")
    }

    /// Half of the codes match, the other half of the stock would be ordered again.
    @Test func aTenthOfTheStockUnderAlmostMatchingCodesStops() async throws {
        let stopped = try await plan(Self.shop(["A-1", "00123"], table: "item,on_hand\nA-1,300\n123,200\n"))
        #expect(stopped.status == 65)
        #expect(stopped.errors.contains("200 of 500 units on hand are not seen") && stopped.errors.contains("\"123\" is listed, \"00123\" is sold"), "\(stopped.errors)")
        let warned = try await plan(Self.shop(["A-1", "00123"], table: "item,on_hand\nA-1,300\n123,200\n", more: "unseen_stock = \"warn\"\n"))
        #expect(warned.status == 0 && warned.output.contains("\n  ATTENTION: 200 of 500 units on hand are not seen"), "\(warned.output)")
    }

    @Test func stockWhereNothingIsSoldStopsUntilTheLocationsAreNamed() async throws {
        let table = "item,location,on_hand\nMUG,Warehouse,500\n"
        let stopped = try await plan(Self.shop(["MUG"], table: table, locations: ["main", "Pop-up"]))
        #expect(stopped.status == 65)
        #expect(stopped.errors.contains("500 at locations where nothing is sold (Warehouse 500)") && stopped.errors.contains("[locations]"), "\(stopped.errors)")
        let mapped = try Self.shop(["MUG"], table: table, more: "[locations]\nWarehouse = \"main\"\n\"Pop-up\" = \"main\"\n", locations: ["main", "Pop-up"])
        #expect(try await plan(mapped).status == 0)
        let rows = try mapped.table("recommendations.csv")
        #expect(rows.rows.count == 1 && rows[0, "order_now"] == "0" && rows[0, "inventory_position"] == "500")
        let ignored = try Self.shop(["MUG"], table: table, more: "[locations]\nignore = true\n", locations: ["main", "Pop-up"])
        #expect(try await plan(ignored).status == 0)
        // Both ways plan eight units a week at one place.
        #expect(try ignored.table("recommendations.csv")[0, "demand_mean"] == rows[0, "demand_mean"])
        let unknown = try await plan(Self.shop(["MUG"], table: table, more: "[locations]\nWarehuose = \"main\"\n"))
        #expect(unknown.status == 65 && unknown.errors.contains("[locations] \"Warehuose\""))
        // Next to nothing of the stock is elsewhere: said, not stopped.
        let little = try await plan(Self.shop(["MUG"], table: "item,location,on_hand\nMUG,main,500\nMUG,Office,3\n"))
        #expect(little.status == 0 && little.output.contains("3 of 503 units on hand are not seen"), "\(little.output)")
    }

    @Test func stockThatIsNotReadIsNotTakenForZeroInSilence() async throws {
        let shop = try Self.shop(["MUG"], table: "item,unit_cost\nMUG,2\n")
        let outcome = try await plan(shop)
        #expect(outcome.status == 0 && outcome.output.contains("\n  ATTENTION: no stock was read"), "\(outcome.output)")
        #expect(try shop.output("summary.json").contains("no stock was read"))
        #expect(try shop.table("recommendations.csv")[0, "reason"].contains("ordered as from an empty shelf"))
        let known = try Self.shop(["MUG"], table: "item,on_hand\nMUG,0\n")
        #expect(try await plan(known).output.contains("ATTENTION") == false)
        #expect(try known.table("recommendations.csv")[0, "reason"].contains("empty shelf") == false)
    }

    @Test(arguments: [
        ("Lead time (days)", "90", "90"), ("Delivery time [weeks]", "2", "14"), ("lead_time_weeks", "2", "14"), ("Lead time in days", "9", "9"), ("LT (days)", "9", "9"),
    ]) func unitsInHeadersAreUnderstood(header: String, cell: String, days: String) async throws {
        let shop = try Self.shop(["MUG"], table: "SKU,\(header),SOH,Min. order quantity,Shelf colour\nMUG,\(cell),5,24,red\n")
        let outcome = try await plan(shop)
        #expect(outcome.status == 0 && outcome.output.contains("not used: \"Shelf colour\""), "\(outcome.output)")
        let explained = try await shop.run("explain", "latest", "MUG", "--store", "out/twobin.sqlite")
        #expect(explained.output.contains("\(days) days"), "\(explained.output)")
        #expect(try shop.table("recommendations.csv")[0, "inventory_position"] == "5")
    }

    @Test func severalFilesFillEachOthersGapsAndSuppliersGiveTerms() async throws {
        let shop = try SmallShop(
            sales: Self.sales(["MUG", "CUP"]), items: "item,supplier,lead_time_days\nMUG,Nord,\nCUP,Sud,5\n", plan: """
                [sales]
                path = "sales.csv"
                [items]
                path = ["items.csv", "stock.csv"]
                [suppliers]
                path = "suppliers.csv"
                """)
        try shop.directory.write("item,on_hand,lead_time_days,unit_cost\nMUG,3,40,2\nCUP,4,40,2\n", to: "stock.csv")
        try shop.directory.write("supplier,lead_time_days,minimum_order_quantity,currency,exchange_rate\nNord,21,12,USD,0.5\nSud,30,12,,\n", to: "suppliers.csv")
        let outcome = try await plan(shop)
        #expect(outcome.status == 0, "\(outcome.errors)")
        // MUG: lead time of the second file, which is the item's own; CUP: its own of the first.
        let rows = try shop.table("recommendations.csv")
        #expect(rows["protection_days"] == ["12", "47"])
        #expect(rows["inventory_position"] == ["4", "3"])
        let explained = try await shop.run("explain", "latest", "MUG", "--store", "out/twobin.sqlite")
        #expect(explained.output.contains("from supplier Nord: minimum 12, unit cost 2 USD x 0.5"), "\(explained.output)")
        for supplier in ["Nord", "Sud"] { #expect(try shop.output("summary.json").contains("\"supplier\": \"\(supplier)\"")) }
    }
}

extension TableText {
    /// A cell by row, counted from 0, and column.
    subscript(row: Int, column: String) -> String { rows.indices.contains(row) ? rows[row][column] ?? "" : "" }
}
