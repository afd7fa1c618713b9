import Foundation
import Testing

/// Kits, successors, closures, open orders with dates, and sales that end early: each is planned by its rule and said.
@Suite struct LinkedItemsTests {
    /// Weekly sales of each item, units a week, for a number of weeks that end with Sunday, 5 October 2025.
    private static func sales(_ items: [(item: String, units: Int, weeks: Range<Int>)]) -> String {
        var text = "date,item,quantity\n"
        for (item, units, weeks) in items { for week in weeks { text += "\(SmallShop.dateText(371 + 7 * week)),\(item),\(units)\n" } }
        return text
    }

    private static func plan(_ more: String) -> String {
        "[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n[defaults]\nlead_time_days = 14\n" + more
    }

    private func run(_ shop: SmallShop, _ more: String...) async throws -> Outcome {
        try await TwobinProcess.run(["plan", "plan.toml", "--threads", "1"] + more, in: shop.path)
    }

    /// The columns of one item, and what `explain` says of it.
    private func item(_ name: String, _ shop: SmallShop) async throws -> (row: [String: String], text: String) {
        let row = try shop.table("recommendations.csv").row("item", name).unwrapped("\(name) is not in recommendations.csv")
        return (row, try await shop.run("explain", "latest", name, "--store", "out/twobin.sqlite").output)
    }

    /// 10 kits a week of 2 mugs and 1 tea, and 5 mugs by themselves: 25 mugs and 10 teas a week.
    @Test func kitsAreOrderedAsTheirParts() async throws {
        let shop = try SmallShop(
            sales: Self.sales([("GIFTSET", 10, 0..<40), ("MUG", 5, 0..<40)]), items: "item,on_hand\nMUG,30\nTEA,0\nGIFTSET,4\n", plan: Self.plan("[kits]\npath = \"kits.csv\"\n"))
        try shop.directory.write("kit,component,quantity\nGIFTSET,MUG,2\nGIFTSET,TEA,\n", to: "kits.csv")
        let outcome = try await run(shop)
        #expect(outcome.status == 0 && outcome.output.contains("1 kits planned as their parts"), "\(outcome.errors)")
        let kit = try await item("GIFTSET", shop), mug = try await item("MUG", shop), tea = try await item("TEA", shop)
        #expect(kit.row["status"] == "kit" && kit.row["order_now"] == "0")
        #expect(abs(mug.row.number("demand_mean") - 75) < 1 && abs(tea.row.number("demand_mean") - 30) < 1)
        // Four sets on the shelf are eight mugs and four teas.
        #expect(mug.row["inventory_position"] == "38" && tea.row["inventory_position"] == "4")
        #expect(kit.text.contains("1 GIFTSET = 2 MUG + 1 TEA") && mug.text.contains("2 for each GIFTSET sold"), "\(mug.text)")
    }

    @Test func kitsOfKitsAreTakenApartAndCirclesStop() async throws {
        let shop = try SmallShop(
            sales: Self.sales([("BOX", 1, 0..<40), ("MUG", 5, 0..<40)]), items: "item,on_hand\nMUG,30\n", plan: Self.plan("[kits]\npath = \"kits.csv\"\n"))
        try shop.directory.write("kit,component,quantity\nBOX,SET,3\nSET,MUG,4\n", to: "kits.csv")
        #expect(try await run(shop).status == 0)
        #expect(abs(try await item("MUG", shop).row.number("demand_mean") - 51) < 1)
        try shop.directory.write("kit,component,quantity\nBOX,SET,3\nSET,BOX,4\n", to: "kits.csv")
        let circle = try await run(shop)
        #expect(circle.status == 65 && circle.errors.contains("BOX holds SET holds BOX"), "\(circle.errors)")
        try shop.directory.write("kit,component,quantity\nBIN,TUB,3\n", to: "kits.csv")
        #expect(try await run(shop).errors.contains("[kits]: not one of its codes"))
    }

    /// The old mug sold 10 a week until week 30, the new one since.
    @Test func successorsHaveOneHistory() async throws {
        let sales = Self.sales([("OLD", 10, 0..<30), ("NEW", 10, 30..<40), ("CUP", 3, 0..<40)])
        let items = "item,on_hand\nOLD,6\nNEW,9\nCUP,1\n"
        let shop = try SmallShop(sales: sales, items: items, plan: Self.plan("[successors]\npath = \"successors.csv\"\n"))
        try shop.directory.write("old,new,from,ratio\nOLD,NEW,2025-08-04,\n", to: "successors.csv")
        #expect(try await run(shop).status == 0)
        let old = try await item("OLD", shop), new = try await item("NEW", shop)
        #expect(old.row["status"] == "replaced" && old.row["order_now"] == "0" && old.text.contains("replaced by NEW"))
        #expect(abs(new.row.number("demand_mean") - 30) < 0.5 && new.row["inventory_position"] == "15")
        #expect(new.text.contains("40 weeks from") && new.text.contains("takes the place of OLD from 2025-08-04, whose history is part of its own: 300 units"), "\(new.text)")
        // A day beyond what an order of today reaches: both are planned as they are.
        try shop.directory.write("old,new,from\nOLD,NEW,2026-03-01\n", to: "successors.csv")
        #expect(try await run(shop).output.contains("not yet joined"))
        #expect(try await item("OLD", shop).row["status"] != "replaced")
        // One pack of the new one for two of the old.
        try shop.directory.write("old,new,from,ratio\nOLD,NEW,,0.5\n", to: "successors.csv")
        #expect(try await run(shop).status == 0)
        #expect(try await item("NEW", shop).row["inventory_position"] == "12")
        try shop.directory.write("old,new\nOLD,NEW\nNEW,OLD\n", to: "successors.csv")
        #expect(try await run(shop).errors.contains("is followed by"))
    }

    /// The next order is placed on 13 October and would arrive on the 27th; closed from the 20th, it arrives twelve days later.
    @Test(arguments: ["closures", "suppliers", "calendar"]) func closuresLengthenTheLeadTime(table: String) async throws {
        let shop = try SmallShop(
            sales: Self.sales([("MUG", 10, 0..<40), ("CUP", 10, 0..<40)]), items: "item,on_hand,supplier\nMUG,5,Wei\nCUP,5,Nord\n",
            plan: Self.plan("[\(table)]\npath = \"closed.csv\"\n"))
        let text = switch table {
        case "closures": "supplier,from,until\nWei,2025-10-20,2025-10-31\n"
        case "suppliers": "supplier,closed_from,closed_until\nWei,2025-10-20,2025-10-25\nWei,2025-10-24,2025-10-31\nNord,,\n"
        default: "date,event,supplier,days_after\n2025-10-20,golden week,Wei,11\n"
        }
        try shop.directory.write(text, to: "closed.csv")
        let outcome = try await run(shop, "--as-of", "2025-10-06")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let closed = try await item("MUG", shop), open = try await item("CUP", shop)
        #expect(closed.row["protection_days"] == "33" && open.row["protection_days"] == "21")
        #expect(closed.row.number("order_now") > open.row.number("order_now") + 12)
        #expect(closed.text.contains("Wei is closed from 2025-10-20 to 2025-10-31: lead time 14 and 12 closed days"), "\(closed.text)")
    }

    /// Today's orders serve the 21 days to 27 October.
    @Test(arguments: [
        ("P1,MUG,60,2026-09-01", 0.0, "due after the days"), ("P1,MUG,60,2025-10-27", 60, ""), ("P1,MUG,60,2025-10-28", 0, "due after the days"), ("P1,MUG,60,2025-10-01", 60, "about to arrive"),
        ("P1,MUG,60,2025-07-01", 0, "overdue by more than a lead time"), ("P1,MUG,60,2025-10-20\nP1,MUG,60,2025-10-20", 60, "listed twice"),
        ("P1,MUG,60,2025-10-20\nP2,MUG,60,2025-10-20", 120, ""), ("P1,MUG,60,", 60, ""),
    ]) func openOrdersCountByTheirDay(lines: String, counted: Double, word: String) async throws {
        let shop = try SmallShop(
            sales: Self.sales([("MUG", 10, 0..<40)]), items: "item,on_hand\nMUG,5\n", plan: Self.plan("[open_orders]\npath = \"open.csv\"\n"))
        try shop.directory.write("order_id,item,quantity,promised_on\n\(lines)\n", to: "open.csv")
        let outcome = try await run(shop, "--as-of", "2025-10-06")
        #expect(outcome.status == 0 && outcome.output.contains("open orders:") == !word.isEmpty && outcome.output.contains(word.isEmpty ? "run" : word), "\(outcome.output)\(outcome.errors)")
        #expect(try await item("MUG", shop).row.number("inventory_position") == 5 + counted)
    }

    @Test func aLineThatWasReceivedIsNotOnOrder() async throws {
        let shop = try SmallShop(
            sales: Self.sales([("MUG", 10, 0..<40)]), items: "item,on_hand\nMUG,5\n",
            plan: Self.plan("[open_orders]\npath = \"open.csv\"\n[receipts]\npath = \"receipts.csv\"\n"))
        try shop.directory.write("order_id,item,quantity\nP1,MUG,60\nP2,MUG,7\n", to: "open.csv")
        try shop.directory.write("order_id,item,ordered_on,received_on,received_quantity\nP1,MUG,2025-09-01,2025-09-15,60\n", to: "receipts.csv")
        #expect(try await run(shop).output.contains("received already by the receipts"))
        #expect(try await item("MUG", shop).row["inventory_position"] == "12")
    }

    /// Receipts whose suppliers only one side names are used, and said.
    @Test(arguments: [("", "Wei", "ordered from last"), ("Wei", "", "name no supplier"), ("Wei Ltd", "WEI-LTD", "written differently"), ("Nord", "Wei", "not used")])
    func receiptsAreUsedWhereOnlyOneSideNamesSuppliers(listed: String, received: String, word: String) async throws {
        let shop = try SmallShop(
            sales: Self.sales([("MUG", 10, 0..<40)]), items: "item,on_hand,supplier\nMUG,5,\(listed)\n", plan: Self.plan("[receipts]\npath = \"receipts.csv\"\n"))
        var text = "order_id,item,supplier,ordered_on,received_on\n"
        for month in 1...6 { text += "P\(month),MUG,\(received),2025-0\(month)-01,2025-0\(month)-11\n" }
        try shop.directory.write(text, to: "receipts.csv")
        let outcome = try await run(shop)
        #expect(outcome.output.contains("receipts: ") && outcome.output.contains(word), "\(outcome.output)")
        #expect(try await item("MUG", shop).row["protection_days"] == (word == "not used" ? "21" : "17"))
    }

    /// Sales on every day until 28 September; planned as of 6 October.
    @Test func salesThatEndEarlyDoNotLowerTheForecast() async throws {
        var text = "date,item,quantity\n"
        for day in 371..<637 { text += "\(SmallShop.dateText(day)),MUG,\(3 + day % 3)\n" }
        let shop = try SmallShop(sales: text, items: "item,on_hand\nMUG,5\n", plan: Self.plan(""))
        let late = try await run(shop, "--as-of", "2025-10-20")
        #expect(late.status == 0 && late.output.contains("\n  ATTENTION: the sales end 21 days before 2025-10-20"), "\(late.output)")
        let planned = try shop.output("recommendations.csv")
        #expect(try await run(shop, "--as-of", "2025-09-29").output.contains("ATTENTION") == false)
        #expect(try shop.output("recommendations.csv") == planned)
        #expect(try await run(shop, "--as-of", "2025-09-30").output.contains("ATTENTION") == false)
        let failed = try await run(try SmallShop(sales: text, items: "item,on_hand\nMUG,5\n", plan: "[sales]\npath = \"sales.csv\"\nstale = \"fail\"\n"), "--as-of", "2025-10-20")
        #expect(failed.status == 65 && failed.errors.contains("stale = \"warn\""))
    }

    /// Ten units a week: packs and minimum orders round, and where they make no sense the status says so.
    @Test(arguments: [
        ("order_multiple", "12", "ok", ""), ("minimum_order_quantity", "24", "ok", ""), ("minimum_order_quantity", "1000", "check", "minimum order 1000 is 1.9 years of demand"),
        ("order_multiple", "600", "check", "pack of 600 is 1.1 years of demand"), ("minimum_order_quantity,maximum_stock", "90,50", "failed", "minimum_order_quantity 90 is above maximum_stock 50"),
        ("minimum_order_quantity,shelf_life_days", "90,14", "check", "more than sells within the shelf life of 14 days"),
        ("maximum_order_quantity,order_multiple", "5,12", "failed", "order_multiple 12 is larger than maximum_order_quantity 5"),
        ("minimum_stock,maximum_stock", "90,50", "failed", "minimum"),
    ]) func termsThatContradictEachOtherAreNamed(columns: String, values: String, status: String, word: String) async throws {
        let shop = try SmallShop(sales: Self.sales([("MUG", 10, 0..<40)]), items: "item,on_hand,\(columns)\nMUG,5,\(values)\n", plan: Self.plan(""))
        _ = try await run(shop)
        let row = try await item("MUG", shop).row
        #expect(row["status"] == status && (word.isEmpty || row["reason"]?.contains(word) == true), "\(row)")
    }

    /// A typo of units is refused at once, whatever the panel.
    @Test(arguments: ["lead_time_sd_days = 1000", "lead_time_sd_days = 3650", "lead_time_sd_days = 300"]) func aSpreadOfYearsIsRefused(key: String) async throws {
        let shop = try SmallShop(plan: SmallShop.plan.replacing("unit_cost_share_of_price", with: key + "\nunit_cost_share_of_price"))
        let outcome = try await run(shop)
        #expect(outcome.status == 65 && outcome.errors.contains("defaults.lead_time_sd_days"), "\(outcome.errors)")
        let item = try SmallShop(items: "item,on_hand,lead_time_days,lead_time_sd_days\n0012,5,14,200\nmug,5,14,5000\n")
        let named = try await run(item)
        #expect(named.status == 65 && named.errors.contains("[items] 0012: lead_time_sd_days of 200"), "\(named.errors)")
        let far = try SmallShop()
        let late = try await run(far, "--as-of", "2199-12-31")
        #expect(late.status == 0 && late.output.contains("ATTENTION: the sales end"), "\(late.errors)")
    }
}
