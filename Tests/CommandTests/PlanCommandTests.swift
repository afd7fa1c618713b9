import Foundation
import Testing

/// `twobin plan` on a small shop: what it says and what it leaves behind.
@Suite struct PlanCommandTests {
    static let columns = [
        "item", "name", "supplier", "location", "status", "order_now", "line_value", "unit_cost", "order_multiple", "minimum_order_quantity", "order_by",
        "policy", "reorder_point", "order_up_to", "order_quantity", "reorder_point_change", "order_up_to_change", "inventory_position", "days_of_cover",
        "stockout_p50", "stockout_p10", "safety_stock", "protection_days", "demand_mean", "demand_sd", "expected_backorders", "backordered_units_per_year",
        "fill_rate", "ready_rate", "cycle_service_level", "expected_wait_days", "waiting_over_7_days", "waiting_over_14_days", "waiting_over_30_days", "average_on_hand", "average_inventory_value", "restock_p50", "restock_p90",
        "reason",
    ]

    @Test func writesOneSetOfFiles() async throws {
        let shop = try SmallShop()
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(shop.directory.names(in: "out") == [
            ".twobin.lock", "availability.csv", "backorders.csv", "forecasts.csv", "level_path.csv", "lineage.json", "quarantine.csv", "recommendations.csv", "summary.json", "suppliers.csv", "timings.json", "twobin.sqlite",
        ])
        let table = try shop.table("recommendations.csv")
        #expect(table.columns == Self.columns)
        #expect(table["item"] == ["0012", "brush", "candle", "mug", "new", "teapot"])
        #expect(table["location"] == ["main", "main", "north", "main", "main", "main"])
        #expect(table["policy"] == ["RS", "RS", "RS", "RS", "", "rQ"])
        #expect(table["status"] == ["ok", "ok", "ok", "ok", "no_history", "ok"])
        // Items with free stock have no restock day; the others have both.
        #expect(table["restock_p50"].contains("") && table["restock_p50"].contains { $0.hasPrefix("2024-") })
        #expect(zip(table["restock_p50"], table["restock_p90"]).allSatisfy { $0 <= $1 && $0.isEmpty == $1.isEmpty })
        // Progress is not data: stdout holds the summary, stderr one line per stage.
        #expect(outcome.output.contains("5 planned, 1 without sales"))
        #expect(outcome.output.contains("note: 1 item sold but absent from the items table, planned with defaults: brush"))
        #expect(!outcome.output.contains("forecasting"))
        for stage in ["reading", "forecasting 5", "policies 5", "writing"] { #expect(outcome.errors.contains("twobin: \(stage): "), "\(stage)") }
    }

    /// A price column with holes, a promotion that sells double, and a planned one: all of it is said, in text and as numbers.
    @Test func effectsAndGapsAreSaid() async throws {
        var sales = "date,item,quantity,price,promotion\n"
        let first = 19_723                                            // 2024-01-01
        func day(_ week: Int) -> String {
            let date = Date(timeIntervalSince1970: Double(first + 7 * week) * 86_400)
            return String(date.formatted(.iso8601).prefix(10))
        }
        for week in 0..<80 {
            let promoted = week % 9 == 4
            sales += "\(day(week)),tea,\((promoted ? 2 : 1) * (10 + week * 5 % 7)),\((20..<26).contains(week) ? "" : "\(5 + week / 10 % 2)"),\(promoted ? 1 : 0)\n"
        }
        let shop = try SmallShop(
            sales: sales, items: nil,
            plan: "[sales]\npath = \"sales.csv\"\n[planned]\npath = \"planned.csv\"\n[defaults]\nlead_time_days = 14\nunit_cost = 1\n")
        try shop.directory.write("date,item,price,promotion,shelf\n\(day(81)),tea,5,1,3\n\(day(81)),coffee,5,1,3\n", to: "planned.csv")
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        for note in [
            "planned.csv: a column of the planned table not used: \"shelf\"", "prices are unknown in 6 of 80 periods (6 of them with sales), of 1 item-location",
            "planned prices and promotions for what has no history change nothing: coffee",
        ] { #expect(outcome.output.contains("note: " + note), "\(note) \(outcome.output)") }
        let text = try await shop.run("explain", "latest", "tea", "--store", "out").output
        #expect(text.contains("price unknown in 6 of 80 periods, 6 of them with sales"))
        #expect(text.contains("median price") && text.contains(", unknown in 6 weeks with sales"), "\(text)")
        #expect(text.contains("promotion planned in 1 of the next "), "\(text)")
        let json = try await shop.run("explain", "latest", "tea", "--json", "--store", "out").output
        struct Document: Decodable {
            struct Effect: Decodable { let name: String, factor: Double, lowerFactor: Double, upperFactor: Double }
            struct Section: Decodable {
                struct Fact: Decodable { let name: String, text: String }
                let facts: [Fact]
            }
            let effects: [Effect], sections: [Section]
        }
        let document = try JSONDecoder().decode(Document.self, from: Data(json.utf8))
        let promotion = try document.effects.first { $0.name == "promotion" }.unwrapped("no promotion")
        #expect(promotion.lowerFactor < 2 && promotion.upperFactor > 1.8 && promotion.factor > 1.7)
        let fact = try document.sections.flatMap(\.facts).first { $0.name == "promotion" }.unwrapped("no fact")
        #expect(fact.text.contains("multiplies demand by \(String(format: "%.4g", promotion.factor)) (90% between "), "\(fact.text)")
        #expect(text.contains(fact.text))
    }

    /// Every number of a recommendation agrees with the others that it is made of.
    @Test(arguments: ["", "[objective]\nkind = \"budget\"\naverage_inventory_value = 250\n"])
    func numbersAgree(objective: String) async throws {
        // Estimates stand in the table with six significant digits.
        let shown = 1e-5
        let shop = try SmallShop(plan: SmallShop.plan + objective)
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let table = try shop.table("recommendations.csv")
        let costs = ["0012": 1.25, "brush": 3.5, "candle": 0.4, "mug": 2, "teapot": 9.5]
        let positions = ["0012": 60.0, "brush": 0, "candle": 100, "mug": 10, "teapot": 2]
        let protection = ["0012": 21.0, "brush": 17, "candle": 14, "mug": 28, "teapot": 60]
        for (item, cost) in costs {
            let row = try table.row("item", item).unwrapped(item)
            let mean = row.number("demand_mean")
            #expect(isClose(row.number("average_inventory_value"), cost * row.number("average_on_hand"), relative: shown), "\(item)")
            // With minimums and packs a planner can count on the reorder point, not on what a batch adds.
            let target = ["teapot", "mug"].contains(item) ? "reorder_point" : "order_up_to"
            #expect(isClose(row.number("safety_stock"), row.number(target) - mean, relative: shown), "\(item)")
            // Little's law; where the lead time is random, the days of its distribution are whole and their mean is nearly the given one.
            let waiting = row.number("expected_backorders") / (mean / row.number("protection_days"))
            #expect(isClose(row.number("expected_wait_days"), waiting, relative: item == "mug" || item == "teapot" ? 0.01 : shown), "\(item)")
            #expect(row.number("inventory_position") == positions[item], "\(item)")
            #expect(row.number("protection_days") == protection[item], "\(item)")
            for share in ["fill_rate", "ready_rate", "cycle_service_level"] { #expect((0...1).contains(row.number(share)), "\(item) \(share)") }
            #expect(row.number("demand_sd") > 0)
            #expect(row.number("order_now") >= 0)
        }
        let mug = try table.row("item", "mug").unwrapped("mug")
        #expect(mug.number("order_now").truncatingRemainder(dividingBy: 6) == 0 && mug.number("order_now") >= 12)
        let summary = try json(try shop.output("summary.json"))
        let totals = try (summary["totals"] as? [String: Any]).unwrapped("totals")
        for column in ["expected_backorders", "backordered_units_per_year", "average_inventory_value"] {
            let sum = table.rows.map { Double($0[column] ?? "") ?? 0 }.reduce(0, +)
            #expect(isClose(totals[column] as? Double ?? .nan, sum, relative: shown), "\(column)")
        }
        #expect(totals["units_to_order"] as? Double == table["order_now"].compactMap(Double.init).reduce(0, +))
        #expect(totals["planned_items"] as? Double == 5)
        if !objective.isEmpty {
            let money = try (totals["average_inventory_value"] as? Double).unwrapped("money")
            #expect(money <= 250 * 1.000001)
            #expect(money > 200)
        }
    }

    @Test func fillRatesAreMet() async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml", environment: ["TWOBIN_OBJECTIVE_FILL_RATE": "0.9", "TWOBIN_OBJECTIVE_KIND": "fill_rate"]).status == 0)
        for row in try shop.table("recommendations.csv").rows where row["status"] == "ok" { #expect(row.number("fill_rate") >= 0.9 - 1e-9) }
    }

    @Test func forecastsContinueTheSeries() async throws {
        let shop = try SmallShop(plan: SmallShop.plan + "[output]\nquantiles = [0.5, 0.9, 0.95]\n")
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let table = try shop.table("forecasts.csv")
        #expect(table.columns == ["unique_id", "ds", "mean", "q0.5", "q0.9", "q0.95"])
        let names = table["unique_id"]
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(Set(names) == ["0012", "brush", "candle@north", "mug", "teapot"])
        let weeks = table.rows.filter { $0["unique_id"] == "mug" }
        // 30 weeks of sales from 2024-01-01: the next week starts on day 210.
        for (index, week) in weeks.enumerated() {
            #expect(week["ds"] == SmallShop.dateText(7 * (30 + index)))
            #expect(week.number("q0.5") <= week.number("q0.9") && week.number("q0.9") <= week.number("q0.95"))
            #expect(week.number("mean") > 0)
        }
        #expect(weeks.count >= 4)
    }

    @Test func dryRunWritesNothing() async throws {
        let shop = try SmallShop()
        let outcome = try await shop.run("plan", "plan.toml", "--dry-run")
        #expect(outcome.status == 0)
        #expect(!shop.directory.exists("out"))
        try expectGolden(outcome.output, "plan-dry-run.txt")
        try expectGolden(withoutSeconds(outcome.errors), "plan-dry-run.log")
        let machine = try await shop.run("plan", "plan.toml", "--dry-run", "--json", "--as-of", "2024-07-01")
        try expectGolden(machine.output, "plan-dry-run.json")
        #expect(!shop.directory.exists("out"))
    }

    @Test func jsonIsOneDocumentAndIsTheSummary() async throws {
        let shop = try SmallShop()
        let outcome = try await shop.run("plan", "plan.toml", "--json", "--as-of", "2024-07-08", "--out", "night")
        #expect(outcome.status == 0)
        #expect(!shop.directory.exists("out"))
        #expect(outcome.output == shop.directory.text("night/summary.json"))
        let document = try json(outcome.output)
        #expect(document["as_of"] as? String == "2024-07-08")
        #expect((document["rows"] as? [String: Any])?["quarantined"] as? Double == 0)
        // Every input by the digest of its bytes.
        let inputs = try (document["inputs"] as? [[String: Any]]).unwrapped("inputs")
        #expect(inputs.map { $0["role"] as? String } == ["sales", "items"])
        #expect(inputs.allSatisfy { ($0["sha256"] as? String)?.count == 64 })
    }

    /// Paths of the plan file count from the plan file, paths of flags from the working directory.
    @Test func findsFilesFromThePlanFile() async throws {
        let place = try TemporaryDirectory("twobin ü space")
        try place.write(SmallShop.sales(weeks: 12), to: "shop a/Verkäufe 2024.csv")
        try place.write("[sales]\npath = \"../shop a/Verkäufe 2024.csv\"\n[output]\ndirectory = \"../results\"\n", to: "plans/nightly plan.toml")
        let outcome = try await TwobinProcess.run(["plan", "plans/nightly plan.toml"], in: place.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(place.exists("results/recommendations.csv"))
        let flagged = try await TwobinProcess.run(["plan", "plans/nightly plan.toml", "--out", "tonight"], in: place.path)
        #expect(flagged.status == 0)
        #expect(place.exists("tonight/recommendations.csv"))
        #expect(place.text("tonight/recommendations.csv") == place.text("results/recommendations.csv"))
    }

    /// Flags come before the environment, the environment before the plan file.
    @Test func precedence() async throws {
        let shop = try SmallShop(plan: "as_of = \"2024-05-06\"\n" + SmallShop.plan)
        func day(_ arguments: [String], _ environment: [String: String]) async throws -> String? {
            let outcome = try await TwobinProcess.run(["plan", "plan.toml", "--dry-run", "--json"] + arguments, in: shop.path, environment: environment)
            return try json(outcome.output)["as_of"] as? String
        }
        #expect(try await day([], [:]) == "2024-05-06")
        #expect(try await day([], ["TWOBIN_AS_OF": "2024-05-13"]) == "2024-05-13")
        #expect(try await day(["--as-of", "2024-05-20"], ["TWOBIN_AS_OF": "2024-05-13"]) == "2024-05-20")
    }

    @Test(arguments: ["rQ", "RS", "sS", "RsS"]) func everyPolicy(kind: String) async throws {
        let shop = try SmallShop(
            items: "item,location,order_cost\n0012,main,8\nmug,main,8\n", plan: SmallShop.plan + "[policy]\nkind = \"\(kind)\"\n")
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let table = try shop.table("recommendations.csv")
        #expect(Set(table["policy"]) == [kind])
        for row in table.rows {
            #expect(row.number("reorder_point") < row.number("order_up_to"))
            #expect((row["order_quantity"] == "") == (kind != "rQ"))
        }
    }
}

func json(_ text: String) throws -> [String: Any] {
    try (JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]).unwrapped("no JSON object: \(text.prefix(200))")
}

func isClose(_ a: Double, _ b: Double, relative: Double = 1e-9) -> Bool { abs(a - b) <= relative * max(1, abs(a), abs(b)) }
