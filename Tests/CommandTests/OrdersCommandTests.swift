import Foundation
import Testing

/// From a plan to orders: listed, exported, placed and not proposed twice.
@Suite struct OrdersCommandTests {
    private static let items = """
        item,location,supplier,supplier_code,name,unit_cost,lead_time_days,review_period_days,order_multiple,on_hand
        0012,main,alder,A-12,"Mug, blue",1.25,14,7,,0
        mug,main,birch,,,2,21,7,6,0
        teapot,main,,,,9.5,60,0,,0
        candle,north,birch,,,0.4,7,7,,0

        """

    private func planned(plan: String = SmallShop.plan, suppliers: String? = nil) async throws -> SmallShop {
        let shop = try SmallShop(items: Self.items, plan: plan + (suppliers == nil ? "" : "\n[suppliers]\npath = \"suppliers.csv\"\n"))
        if let suppliers { try shop.directory.write(suppliers, to: "suppliers.csv") }
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return shop
    }

    @Test func everySupplierHasAnOrderInEveryForm() async throws {
        let shop = try await planned(suppliers: "supplier,minimum_order_value\nalder,500\nbirch,0\n")
        let text = try await shop.run("orders", "latest")
        #expect(text.status == 0, "\(text.errors)")
        for words in ["alder for main", "birch for main", "birch for north", "no supplier named for main", "minimum 500.00", "Mug, blue", "A-12", "TB-"] {
            #expect(text.output.contains(words), "\(words)")
        }
        let table = TableText(try await shop.run("orders", "latest", "--format", "csv").output)
        #expect(Set(table["item"]) == ["0012", "mug", "teapot", "candle", "brush"])
        let mug = try table.row("item", "mug").unwrapped("mug")
        #expect(mug.number("packs") * 6 == mug.number("units") && mug.number("line_value") == 2 * mug.number("units"))
        let recommended = try shop.table("recommendations.csv")
        for row in table.rows { #expect(recommended.row("item", row["item"] ?? "")?["order_now"] == row["units"]) }
        let document = try json(try await shop.run("orders", "latest", "--format", "json").output)
        #expect((document["orders"] as? [Any])?.count == 4)
        let page = try await shop.run("orders", "latest", "--format", "html").output
        #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("Mug, blue") && !page.contains("<script"))
        let summary = try json(try shop.output("summary.json"))
        let totals = (summary["supplier_orders"] as? [[String: Any]])?.compactMap { $0["supplier"] as? String }
        #expect(totals == ["", "alder", "birch"])
        let one = try await shop.run("orders", "latest", "--supplier", "birch", "--location", "north", "--format", "csv")
        #expect(TableText(one.output)["item"] == ["candle"])
        let wrong = try await shop.run("orders", "latest", "--supplier", "aldre")
        #expect(wrong.status == 64 && wrong.errors.contains("did you mean alder?"), "\(wrong.errors)")
    }

    @Test func aPlacedOrderIsOnOrderInTheNextPlanAndNotProposedTwice() async throws {
        let shop = try await planned(plan: "open_orders = \"store\"\n\n" + SmallShop.plan)
        let before = try shop.table("recommendations.csv")
        let units = try before.row("item", "mug").unwrapped("mug").number("order_now")
        #expect(units > 0)
        let placed = try await shop.run("approve", "latest", "--orders", "birch")
        #expect(placed.status == 0 && placed.output.contains("placed"), "\(placed.errors)")
        let again = try await shop.run("approve", "latest", "--orders", "birch")
        #expect(again.status == 0 && again.output.contains("placed before, nothing changed"))
        #expect(try await shop.run("orders", "latest").output.contains("placed on 2024-07-29"))

        let arguments = ["export", "latest", "--format", "erpnext", "--content", "orders", "--with-rule-items"]
        let export = try await shop.run(arguments)
        #expect(export.status == 0 && export.output.contains("0012") && !export.output.contains("mug"), "\(export.errors)")
        #expect(export.errors.contains("mug: TB-") && export.errors.contains("was placed on 2024-07-29: --again"))
        #expect(try await shop.run(arguments + ["--again"]).output.contains("mug"))
        let none = try await shop.run(arguments + ["--only-location", "north"])
        #expect(none.status == 65 && none.errors.contains("placed already (twobin approve); --again"), "\(none.errors)")

        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let after = try shop.table("recommendations.csv").row("item", "mug").unwrapped("mug")
        #expect(after.number("order_now") == 0 && after.number("inventory_position") == units)
        let list = try json("{\"orders\": \(try await shop.run("approve", "--list", "--json").output)}")
        let orders = try (list["orders"] as? [[String: Any]]).unwrapped("no orders")
        #expect(orders.count == 2 && orders.allSatisfy { $0["state"] as? String == "placed" })
        let reference = try (orders.first { $0["location"] as? String == "main" }?["reference"] as? String).unwrapped("no reference")
        #expect(try await shop.run("approve", "--cancel", reference).output.contains("cancelled"))
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        #expect(try shop.table("recommendations.csv").row("item", "mug")?.number("order_now") == units)
        #expect(try await shop.run("approve", "--received", "TB-none").status == 65)
        #expect(try await shop.run("approve", "latest", "--orders", "nobody").status == 64)
    }

    /// The items table's own column of units on order does not hide what was placed here.
    @Test func aPlacedOrderCountsBesideAnItemsTableWithUnitsOnOrder() async throws {
        let items = Self.items.split(separator: "\n").enumerated().map { "\($1),\($0 == 0 ? "on_order" : "0")\n" }.joined()
        let shop = try SmallShop(items: items, plan: "open_orders = \"store\"\n\n" + SmallShop.plan)
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let units = try shop.table("recommendations.csv").row("item", "mug").unwrapped("mug").number("order_now")
        #expect(try await shop.run("approve", "latest", "--orders", "birch").status == 0)
        let next = try await shop.run("plan", "plan.toml")
        #expect(next.output.contains("fewer units on order than the orders placed here, which count, for 2 items: ") && next.output.contains("(0 against "), "\(next.output)")
        let mug = try shop.table("recommendations.csv").row("item", "mug").unwrapped("mug")
        #expect(mug.number("order_now") == 0 && mug.number("inventory_position") == units)
        // Of a table of open orders it is said which of the two counts.
        try shop.directory.write(SmallShop.plan + "\n[open_orders]\npath = \"open.csv\"\n", to: "plan.toml")
        try shop.directory.write("order_id,item,location,ordered_on,promised_on,quantity\nP1,mug,main,2024-07-20,2024-08-01,66\n", to: "open.csv")
        let told = try await shop.run("plan", "plan.toml")
        #expect(told.output.contains("fewer units on order than the open orders due in time, and is what counts, for 1 item: mug (0 against 66)"), "\(told.output)")
        #expect(try shop.table("recommendations.csv").row("item", "mug")?.number("inventory_position") == 0)
    }

    /// What arrived of a placed order is taken off once.
    @Test func aPlacedOrderOfWhichHalfArrivedHasTheOtherHalfOnOrder() async throws {
        let plan = "open_orders = \"store\"\n\n" + SmallShop.plan
        let shop = try await planned(plan: plan)
        let placed = try await shop.run("approve", "latest", "--orders", "birch", "--json")
        let list = try json("{\"orders\": \(placed.output)}")["orders"].flatMap { $0 as? [[String: Any]] }.unwrapped("no orders")
        let order = try list.first { $0["location"] as? String == "main" }.unwrapped("no order for main")
        let reference = try (order["reference"] as? String).unwrapped("no reference")
        let units = try shop.table("recommendations.csv").row("item", "mug").unwrapped("mug").number("order_now"), arrived = (units / 2).rounded(.up)
        try shop.directory.write("order_id,item,location,supplier,ordered_on,received_on,ordered_quantity,received_quantity\n"
            + "\(reference),mug,main,birch,2024-07-20,2024-07-27,\(units),\(arrived)\n", to: "receipts.csv")
        try shop.directory.write(plan + "\n[receipts]\npath = \"receipts.csv\"\n", to: "plan.toml")
        let next = try await shop.run("plan", "plan.toml")
        #expect(next.status == 0, "\(next.errors)")
        #expect(try shop.table("recommendations.csv").row("item", "mug")?.number("inventory_position") == units - arrived)
    }

    @Test func aCapForAnUnknownSupplierAndOneBelowAMinimumAreSaid() async throws {
        let shop = try await planned(plan: SmallShop.plan + "\n[orders]\n[orders.supplier_budgets]\nalder = 400\n", suppliers: "supplier,minimum_order_value\nalder,500\nbirch,0\n")
        let text = try await shop.run("orders", "latest").output
        #expect(text.contains("Nothing can be ordered from alder: the minimum order is above the money that is there for it."), "\(text)")
        let cap = try (json(try shop.output("summary.json"))["purchase_cap"] as? [String: Any]).unwrapped("no cap")
        #expect(cap["unreachable_suppliers"] as? [String] == ["alder"])
        let stranger = try SmallShop(items: Self.items, plan: SmallShop.plan + "\n[orders]\n[orders.supplier_budgets]\naldre = 400\n")
        let refused = try await stranger.run("plan", "plan.toml")
        #expect(refused.status == 65 && refused.errors.contains("orders.supplier_budgets names \"aldre\"") && refused.errors.contains("\"alder\""), "\(refused.errors)")
    }

    @Test func flagsThatMeanNothingAreRefused() async throws {
        let shop = try await planned()
        for (arguments, words) in [
            (["--format", "csv", "--merge", "items.csv"], "--merge is for the files of other systems"), (["--format", "json", "--only-location", "main"], "--only-location is for"),
            (["--format", "netsuite", "--only-location", "mian"], "has no location \"mian\"; did you mean main?"),
            (["--format", "netsuite", "--location", "mian=HQ"], "has no location \"mian\""),
        ] {
            let outcome = try await shop.run(["export", "latest"] + arguments)
            #expect(outcome.status == 64 && outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
        }
        // A list of what an earlier export left out does not stay beside a later one.
        try shop.directory.write("item,location,reason\nold,main,failed\n", to: "ns.csv.left-out.csv")
        #expect(try await shop.run("export", "latest", "--format", "netsuite", "--out", "ns.csv").status == 0)
        #expect(try shop.directory.text("ns.csv.left-out.csv")?.contains("old") == false)
        #expect(try await shop.run("export", "latest", "--format", "shopify", "--content", "orders", "--out", "po").status == 0)
        try shop.directory.write("SKU\n", to: "po/TB-old-birch-main.csv")
        let beside = try await shop.run("export", "latest", "--format", "shopify", "--content", "orders", "--out", "po")
        #expect(beside.errors.contains("1 order file of earlier exports (TB-old-birch-main.csv)"), "\(beside.errors)")
    }

    @Test func aPurchaseCapIsKept() async throws {
        let free = try await planned()
        let wanted = try json(try free.output("summary.json"))["totals"].flatMap { ($0 as? [String: Any])?["value_to_order"] as? Double }.unwrapped("no value")
        let shop = try await planned(plan: SmallShop.plan + "\n[orders]\nbudget = \((wanted / 2).rounded())\n\n[orders.supplier_budgets]\nbirch = 30\n")
        let table = TableText(try await shop.run("orders", "latest", "--format", "csv").output)
        #expect(table.rows.reduce(0) { $0 + $1.number("line_value") } <= wanted / 2 + 0.5)
        #expect(table.rows.filter { $0["supplier"] == "birch" }.reduce(0) { $0 + $1.number("line_value") } <= 30)
        let cap = try (json(try shop.output("summary.json"))["purchase_cap"] as? [String: Any]).unwrapped("no cap")
        let waiting = cap["waiting"] as? Double ?? .nan, bound = cap["lower_bound"] as? Double ?? .nan
        #expect(bound <= waiting && (cap["waiting_if_all"] as? Double ?? .nan) <= waiting && waiting <= (cap["waiting_if_none"] as? Double ?? .nan))
        #expect((cap["curve"] as? [Any])?.count ?? 0 > 3)
        #expect(try await shop.run("orders", "latest").output.contains("Purchase cap of"))
        let tight = try SmallShop(items: Self.items, plan: SmallShop.plan + "\n[orders]\nbudget = 0.1\n")
        let refused = try await tight.run("plan", "plan.toml")
        #expect(refused.status == 65 && refused.errors.contains("is below every order that could be made"), "\(refused.errors)")
        #expect(tight.directory.names(in: "out").filter { $0 != ".twobin.lock" && !$0.hasPrefix("twobin.sqlite") }.isEmpty)
    }

    @Test func overridesAreReadFromTheWorkbookAndFromCSV() async throws {
        let shop = try await planned()
        let csv = "item,location,reorder_point,order_up_to,reason,name,expires\nmug,main,,600,trade fair,Ann,2030-01-01\n0012,main,,900,old,Bob,2020-01-01\nnobody,main,1,2,,,\n"
        try shop.directory.write(csv, to: "overrides.csv")
        let outcome = try await shop.run("plan", "plan.toml", "--overrides", "overrides.csv")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let mug = try shop.table("recommendations.csv").row("item", "mug").unwrapped("mug")
        #expect(mug["order_up_to"] == "600" && mug["reason"]?.contains("trade fair") == true)
        #expect(outcome.output.contains("1 override expired and not used: 0012 (2020-01-01, Bob)"))
        #expect(outcome.output.contains("neither sold nor in the items table: nobody"))
        #expect(try await shop.run("export", "latest", "--format", "xlsx", "--out", "plan.xlsx").status == 0)
        // The workbook has the override; without the CSV it comes back from there.
        let again = try await shop.run("plan", "plan.toml", "--overrides", "plan.xlsx")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try shop.table("recommendations.csv").row("item", "mug")?["order_up_to"] == "600")
    }

    @Test func anExportToAnotherSystemIsWholeAndSaysWhatIsLeftOut() async throws {
        let shop = try await planned()
        let missing = try await shop.run("export", "latest", "--format", "odoo")
        #expect(missing.status == 64 && missing.errors.contains("--odoo-version"))
        #expect(try await shop.run("export", "latest", "--format", "odoo", "--odoo-version", "18", "--out", "op.csv").status == 0)
        let rules = TableText(try shop.directory.text("op.csv").unwrapped("op.csv"))
        let recommended = try shop.table("recommendations.csv")
        for row in rules.rows {
            let own = try recommended.row("item", row["product_id"] ?? "").unwrapped("item")
            #expect(row.number("product_min_qty") == own.number("reorder_point") + 1 && row["product_max_qty"] == own["order_up_to"])
        }
        let own = try shop.directory.text("op.csv").unwrapped("op.csv").replacing("0012,", with: "0012,")
        try shop.directory.write(own, to: "live.csv")
        let same = try await shop.run("diff", "latest", "--against", "live.csv", "--system", "odoo", "--odoo-version", "18")
        #expect(same.status == 0 && same.output.contains("0 rules of"), "\(same.errors) \(same.output)")
        // Rules that are the plan's come to what the plan says, also where orders come in packs.
        #expect(recommended.rows.contains { $0["policy"] == "RS" && ($0.number("order_multiple") ?? 1) > 1 })
        let table = try await shop.run("diff", "latest", "--against", "live.csv", "--system", "odoo", "--odoo-version", "18", "--format", "csv")
        for row in TableText(table.output).rows {
            #expect(row["expected_backorders_change"] == "0" && ["0", ""].contains(row["average_inventory_value_change"] ?? ""), "\(row)")
        }
        let shopify = try await shop.run("export", "latest", "--format", "shopify", "--content", "orders", "--out", "po")
        #expect(shopify.status == 0 && shop.directory.names(in: "po").count == 5, "\(shop.directory.names(in: "po"))")
        let wrong = try await shop.run("export", "latest", "--format", "odoo", "--odoo-version", "18", "--merge", "items.csv", "--out", "x.csv")
        #expect(wrong.status == 65 && !shop.directory.exists("x.csv") && wrong.errors.contains("right system"), "\(wrong.errors)")
    }

    @Test func theChangeFromTheLastPlanIsThatOfAnEarlierDay() async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml", "--as-of", "2024-07-01").status == 0)
        #expect(Set(try shop.table("recommendations.csv")["order_up_to_change"]) == [""])
        let first = try shop.table("recommendations.csv")
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let second = try shop.table("recommendations.csv")
        for item in ["0012", "mug", "candle"] {
            let before = try first.row("item", item).unwrapped(item), now = try second.row("item", item).unwrapped(item)
            #expect(now.number("order_up_to_change") == now.number("order_up_to") - before.number("order_up_to"))
        }
        #expect(try await shop.run("diff", "previous", "latest").status == 0)
    }
}
