import Foundation
import Testing

/// `[network]` from the plan file to today's transfers and orders.
@Suite struct NetworkCommandTests {
    /// Two items at three shops, 60 weeks; the warehouse DC sells a little of MUG itself.
    private static let sales: String = {
        var text = "date,item,location,quantity\n"
        for week in 0..<60 {
            for (shop, mugs) in [("North", 6), ("South", 3), ("West", 1)] {
                text += "\(SmallShop.dateText(7 * week)),MUG,\(shop),\(mugs + (week * 7) % 3)\n"
                if week % 2 == 0 { text += "\(SmallShop.dateText(7 * week)),POT,\(shop),1\n" }
            }
            if week % 3 == 0 { text += "\(SmallShop.dateText(7 * week)),MUG,DC,2\n" }
        }
        return text
    }()

    private static let items = """
        item,location,supplier,unit_cost,lead_time_days,order_multiple,on_hand,on_order
        MUG,DC,Nord,4,21,12,10,24
        MUG,North,,4,,,2,0
        MUG,South,,4,,,1,0
        MUG,West,,4,,,4,0
        POT,DC,Nord,30,21,1,9,0
        POT,North,,30,,,0,0
        POT,South,,30,,,0,0
        POT,West,,30,,,1,0

        """

    private static func plan(_ more: String) -> String {
        "[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n[objective]\nkind = \"budget\"\naverage_inventory_value = 300\n" + more
    }

    private static let network = "[network]\nwarehouse = \"DC\"\nlead_time_days = 2\n[network.lead_times]\nWest = 4\n"

    @Test func aWarehouseFeedsItsLocations() async throws {
        let shop = try SmallShop(sales: Self.sales, items: Self.items, plan: Self.plan(Self.network))
        let outcome = try await shop.run("plan", "plan.toml", "--threads", "1")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("to transfer now") && outcome.output.contains("no allocation can reach below"), "\(outcome.output)")
        #expect(outcome.output.contains("[network]: DC feeds 3 locations: 6 item-locations are supplied by transfers"), "\(outcome.output)")
        let rows = try shop.table("recommendations.csv")
        #expect(rows.columns.suffix(3) == ["source", "short_today", "owed_units"])
        func row(_ item: String, _ location: String) throws -> [String: String] {
            try rows.rows.first { $0["item"] == item && $0["location"] == location }.unwrapped("no \(item)@\(location)")
        }
        let warehouse = try row("MUG", "DC"), north = try row("MUG", "North"), west = try row("MUG", "West")
        // Lead time 21 days, reviews of a week everywhere: what is asked for in 21 days.
        #expect(warehouse["protection_days"] == "21" && warehouse["source"] == "" && warehouse["supplier"] == "Nord")
        #expect(north["source"] == "DC" && north["supplier"] == "DC" && north["protection_days"] == "9" && west["protection_days"] == "11")
        // The warehouse's demand is what all buy: 6 + 3 + 1 and three ones more a week, and two thirds of a unit of its own.
        #expect(abs(warehouse.number("demand_mean") - 3 * (13 + 2.0 / 3)) < 5, "\(warehouse)")
        // No more goes out than it has, in whole units.
        let sent = rows.rows.filter { $0["item"] == "MUG" && $0["source"] == "DC" }
        let units = sent.reduce(0) { $0 + $1.number("order_now") }, short = sent.reduce(0) { $0 + $1.number("short_today") }
        #expect(units == 10 && short > 0 && warehouse.number("short_today") == short, "\(sent)")
        #expect(sent.allSatisfy { $0.number("order_now") <= $0.number("order_up_to") - $0.number("inventory_position") })
        // It orders what is asked for, sent or not, in packs.
        let asked = units + short, position = 10.0 + 24 - asked
        #expect(warehouse.number("inventory_position") == position)
        #expect(warehouse.number("order_now").truncatingRemainder(dividingBy: 12) == 0)
        if position <= warehouse.number("reorder_point") { #expect(warehouse.number("order_now") > 0) }
        // Customers of the totals are those of locations and of the warehouse itself, each once.
        let summary = try JSONSerialization.jsonObject(with: Data(try shop.output("summary.json").utf8)) as? [String: Any] ?? [:]
        let totals = summary["totals"] as? [String: Any] ?? [:]
        let bought = rows.rows.filter { $0["source"] == "DC" }.reduce(0) { $0 + $1.number("demand_mean") / $1.number("protection_days") * 365.25 }
        let own = (totals["demand_per_year"] as? Double ?? 0) - bought
        #expect(own > 20 && own < 50, "\(totals)")
        #expect(abs((totals["expected_backorders"] as? Double ?? -1) - rows.rows.reduce(0) { $0 + $1.number("expected_backorders") }) < 1e-4)
        #expect((totals["average_inventory_value"] as? Double ?? 1e9) <= 300.0001)
        let transfers = summary["transfers"] as? [String: Any] ?? [:]
        #expect(transfers["short_units"] as? Double == rows.rows.filter { $0["source"] == "DC" }.reduce(0) { $0 + $1.number("short_today") })
        // Transfers are listed beside orders, and their money is not spent.
        let orders = try await shop.run("orders", "latest", "--store", "out/twobin.sqlite").output
        #expect(orders.contains("Transfer from DC to North") && orders.contains("Nord for DC"), "\(orders)")
        let csv = try await shop.run("orders", "latest", "--store", "out/twobin.sqlite", "--format", "csv").output
        #expect(csv.contains("transfer from DC"), "\(csv)")
        let told = try await shop.run("explain", "latest", "MUG@DC", "--store", "out/twobin.sqlite").output
        #expect(told.contains("feeds") && told.contains("3 locations") && told.contains("of its own customers"), "\(told)")
        #expect(try await shop.run("explain", "latest", "MUG@North", "--store", "out/twobin.sqlite").output.contains("fed by"))
    }

    /// A table says the same as the keys; other objectives, and what-ifs, know the warehouse, too.
    @Test func aTableSaysTheSameAndObjectivesAgree() async throws {
        let shop = try SmallShop(sales: Self.sales, items: Self.items, plan: Self.plan(Self.network))
        #expect(try await shop.run("plan", "plan.toml", "--threads", "2").status == 0)
        let byKeys = try shop.output("recommendations.csv")
        let richer = try await shop.run("whatif", "latest", "--store", "out/twobin.sqlite", "--set", "budget=1400")
        #expect(richer.status == 0, "\(richer.errors)")
        try shop.directory.write("location,source,lead_time_days\nNorth,DC,2\nSouth,DC,2\nWest,DC,4\n", to: "network.csv")
        try shop.directory.write(Self.plan("[network]\npath = \"network.csv\"\n"), to: "plan.toml")
        #expect(try await shop.run("plan", "plan.toml", "--threads", "1").status == 0)
        #expect(try shop.output("recommendations.csv") == byKeys)
        for objective in ["kind = \"fill_rate\"\nfill_rate = 0.95\n", "kind = \"expected_backorders\"\nexpected_backorders = 1\n", "kind = \"system_fill_rate\"\nsystem_fill_rate = 0.96\n"] {
            try shop.directory.write(
                "[sales]\npath = \"sales.csv\"\n[items]\npath = \"items.csv\"\n[network]\npath = \"network.csv\"\n[objective]\n" + objective, to: "plan.toml")
            let outcome = try await shop.run("plan", "plan.toml", "--threads", "1")
            #expect(outcome.status == 0, "\(outcome.errors)")
            if objective.contains("\"fill_rate\"") {
                for row in try shop.table("recommendations.csv").rows where row["source"] == "DC" { #expect(row.number("fill_rate") >= 0.9499, "\(row)") }
            }
        }
    }

    /// A budget means the coming year, what money buys is drawn, long waits are told, and a supplier's minimum holds for what the warehouse orders.
    @Test func theYearTheCurveAndTheMinimum() async throws {
        let shop = try SmallShop(sales: Self.sales, items: Self.items, plan: Self.plan(Self.network))
        func totals() throws -> (all: [String: Any], totals: [String: Any]) {
            let all = try JSONSerialization.jsonObject(with: Data(try shop.output("summary.json").utf8)) as? [String: Any] ?? [:]
            return (all, all["totals"] as? [String: Any] ?? [:])
        }
        #expect(try await shop.run("plan", "plan.toml", "--threads", "1").status == 0)
        let year = try totals()
        #expect(year.all["left_over"] is [String: Any], "\(year.all["left_over"] ?? "")")
        #expect(year.totals["waiting_over_7_days"] is Double && (year.totals["average_inventory_value"] as? Double ?? 999) <= 300.0001)
        let over7 = try shop.table("recommendations.csv").rows.map { $0.number("waiting_over_7_days") }
        #expect(over7.allSatisfy { $0 >= 0 && $0 < 1 } && over7.contains { $0 > 0 })
        // What money buys: the run lies on the curve, and more money leaves fewer waiting.
        let curve = try await shop.run("export", "latest", "--format", "exchange-csv", "--store", "out/twobin.sqlite")
        #expect(curve.status == 0 && curve.output.contains("recommendation"), "\(curve.errors)")
        let text = Self.plan("averages = \"today\"\n" + Self.network + "[suppliers]\npath = \"suppliers.csv\"\n")
        try shop.directory.write("supplier,minimum_order_value\nNord,2000\n", to: "suppliers.csv")
        try shop.directory.write(text, to: "plan.toml")
        #expect(try await shop.run("plan", "plan.toml", "--threads", "1").status == 0)
        #expect(try totals().all["left_over"] is NSNull)
        let rows = try shop.table("recommendations.csv").rows
        let value = rows.filter { $0["supplier"] == "Nord" }.reduce(0) { $0 + $1.number("line_value") }
        #expect(value >= 2_000 && rows.contains { $0["location"] == "DC" && ($0["reason"] ?? "").contains("minimum order value of Nord") }, "\(value)")
        // A supplier's goods are its own in locations, too.
        try shop.directory.write(Self.plan(Self.network + "[supplier_limits.Nord]\nmaximum = 220\n"), to: "limited.toml")
        #expect(try await shop.run("plan", "limited.toml", "--threads", "1", "--out", "limited").status == 0)
        let limited = TableText(try shop.directory.text("limited/recommendations.csv").unwrapped("limited")).rows
        let held = limited.reduce(0) { $0 + $1.number("average_inventory_value") }
        #expect(held <= 220 * 1.2 && held > 180 && limited.contains { ($0["reason"] ?? "").contains("the supplier Nord is held at its maximum of 220") }, "\(held)")
        // Transfers take no part in it.
        #expect(rows.allSatisfy { $0["source"] != "DC" || !($0["reason"] ?? "").contains("minimum order value") })
    }

    /// A location without stock is not told the days of a transfer where its warehouse has nothing to send.
    @Test func anEmptyWarehouseDelaysItsLocations() async throws {
        let items = Self.items.replacing("MUG,DC,Nord,4,21,12,10,24", with: "MUG,DC,Nord,4,21,12,0,0").replacing("MUG,North,,4,,,2,0", with: "MUG,North,,4,,,0,0")
        let shop = try SmallShop(sales: Self.sales, items: items, plan: "as_of = \"\(SmallShop.dateText(420))\"\n" + Self.plan(Self.network))
        #expect(try await shop.run("plan", "plan.toml", "--threads", "1").status == 0)
        let row = try shop.table("recommendations.csv").rows.first { $0["item"] == "MUG" && $0["location"] == "North" }.unwrapped("North")
        #expect(row.number("order_now") == 0 && row.number("short_today") > 0)
        // The supplier takes 21 days, and the transfer two.
        #expect((row["restock_p50"] ?? "") >= SmallShop.dateText(420 + 21 + 2) && (row["restock_p50"] ?? "") <= SmallShop.dateText(420 + 42), "\(row["restock_p50"] ?? "")")
    }

    @Test(arguments: [
        ("[network]\nlead_time_days = 2\n", "plan.toml:8: network.warehouse: no warehouse is named"),
        ("[network]\nwarehouse = \"DCC\"\nlead_time_days = 2\n", "[network] warehouse \"DCC\": neither the sales nor a table has that location; there are \"DC\", \"North\", \"South\", \"West\""),
        ("[network]\nwarehouse = \"DC\"\n", "[network] lead_time_days: no days from \"DC\" to \"North\""),
        ("[network]\nwarehouse = \"DC\"\nlocations = [\"North\", \"DC\"]\nlead_time_days = 1\n", "[network] locations: the warehouse \"DC\" cannot feed itself"),
        ("[network]\nwarehouse = \"DC\"\nlocations = [\"Norht\"]\nlead_time_days = 1\n", "[network] location \"Norht\": neither the sales"),
        ("[network]\nwarehouse = \"DC\"\nlead_time_days = 1\n[network.lead_times]\nEast = 3\n", "[network.lead_times] \"East\": no location of that name is fed"),
        ("[network]\nwarehouse = \"DC\"\nlead_time = 1\n", "network.lead_time: there is no such key; [network] has warehouse, locations, lead_time_days"),
        ("[network]\nwarehouse = \"DC\"\nlead_time_days = 1\n[groups.x]\nmaximum = 5\n", "limits are given for the group \"x\", which no planned item belongs to"),
        ("[network]\nwarehouse = \"DC\"\nlead_time_days = 1\n[supplier_limits.Nrod]\nmaximum = 5\n", "did you mean \"Nord\"?"),
    ])
    func badKeysAreSaid(section: String, message: String) async throws {
        let shop = try SmallShop(sales: Self.sales, items: Self.items, plan: Self.plan(section))
        let outcome = try await shop.run("plan", "plan.toml", "--threads", "1")
        #expect(outcome.status == 65 && outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test(arguments: [
        ("location,source,lead_time_days\nNorth,DC,2\nNorth,South,2\n", "network.csv, line 3", "line 2 says that DC feeds it"),
        ("location,source,lead_time_days\nNorth,DC,2\nDC,North,2\n", "network.csv, line 2", "the two would feed each other"),
        ("location,source,lead_time_days\nNorth,South,2\nSouth,DC,2\n", "network.csv, line 2", "networks of three levels are not planned"),
        ("location,source,lead_time_days\nNorth,North,2\n", "network.csv, line 2", "North cannot feed itself"),
        ("location,source,lead_time_days\nNorth,DC,soon\n", "network.csv, line 2", "days, 0 to 3650"),
        ("location,source\nNorth,DC\n", "[network] lead_time_days", "no days from \"DC\" to \"North\""),
        ("location,source,lead_time_days\nNorth,Depot,1\n", "[network] source \"Depot\"", "neither the sales nor a table has that location"),
    ])
    func badTablesAreSaid(table: String, place: String, message: String) async throws {
        let shop = try SmallShop(sales: Self.sales, items: Self.items, plan: Self.plan("[network]\npath = \"network.csv\"\n"))
        try shop.directory.write(table, to: "network.csv")
        let outcome = try await shop.run("plan", "plan.toml", "--threads", "1")
        #expect(outcome.status == 65 && outcome.errors.contains(place) && outcome.errors.contains(message), "\(outcome.errors)")
    }

    /// The bundled chain: what shards say of a row is what the whole plan says, dates that follow from the warehouse's stock included.
    @Test func partsOfAChainSayWhatTheWholePlanSays() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../datasets/warehouse-shop").standardized
        func bundled(_ name: String) throws -> String { try String(contentsOf: folder.appending(path: name), encoding: .utf8) }
        let shop = try SmallShop(sales: bundled("sales.csv"), items: bundled("items.csv"), plan: bundled("plan.toml"))
        try shop.directory.write(bundled("network.csv"), to: "network.csv")
        #expect(try await shop.run("plan", "plan.toml", "--out", "whole").status == 0)
        func rows(_ folder: String, _ name: String) throws -> [String] {
            try String(contentsOfFile: shop.path + "/\(folder)/\(name)", encoding: .utf8).split(separator: "\n").dropFirst().map(String.init)
        }
        var found: [String: [String]] = [:]
        for number in 1...3 {
            #expect(try await shop.run("plan", "plan.toml", "--shard", "\(number)/3", "--out", "part-\(number)").status == 0)
            for name in ["recommendations.csv", "forecasts.csv", "availability.csv"] { found[name, default: []] += try rows("part-\(number)", name) }
        }
        #expect(found["recommendations.csv"]?.count == 75)
        for (name, lines) in found { #expect(lines.sorted() == (try rows("whole", name)).sorted(), "\(name)") }
        // A replay does not know a network, and says which section to leave out.
        let replay = try await shop.run("replay", "plan.toml", "--from", "2025-06-01")
        #expect(replay.status == 65 && replay.errors.contains("leave the section out to replay"), "\(replay.errors)")
    }

    @Test func levelsOfComingReviewsAreRefused() async throws {
        let plan = Self.plan(Self.network).replacing("[objective]\n", with: "[objective]\nhorizon_days = 28\n")
        let shop = try SmallShop(sales: Self.sales, items: Self.items, plan: plan)
        let horizon = try await shop.run("plan", "plan.toml")
        #expect(horizon.status == 65 && horizon.errors.contains("leave out objective.horizon_days"), "\(horizon.errors)")
    }
}
