import Foundation
import Testing

/// What is done with a run after it was planned: whatif, explain, export, runs.
@Suite struct RunCommandTests {
    /// A shop planned once, for a budget; every test works on a copy.
    private static let planned = Task {
        let shop = try SmallShop(plan: SmallShop.plan + "[objective]\nkind = \"budget\"\naverage_inventory_value = 300\n")
        let outcome = try await shop.run("plan", "plan.toml", "--json")
        if outcome.status != 0 { throw Absent(description: "the shop could not be planned: \(outcome.errors)") }
        return shop
    }

    private func plannedShop() async throws -> SmallShop {
        let original = try await Self.planned.value
        let copy = try SmallShop(plan: SmallShop.plan + "[objective]\nkind = \"budget\"\naverage_inventory_value = 300\n")
        try FileManager.default.copyItem(atPath: original.directory.file("out"), toPath: copy.directory.file("out"))
        return copy
    }

    @Test func scenarios() async throws {
        let shop = try await plannedShop()
        let before = try shop.output("recommendations.csv")
        let text = try await shop.run("whatif", "latest", "--set", "lead_time=+20%", "--set", "budget=450", "--top", "2")
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.output.hasPrefix("Changes: lead_time=+20%, budget=450\n"))
        #expect(text.output.contains("units waiting on average"))
        let machine = try await shop.run("whatif", "latest", "--set", "mug.lead_time_days=42", "--set", "mug.on_hand=+5", "--json")
        let document = try json(machine.output)
        #expect(document["saved"] as? Bool == false)
        let totals = try (document["totals"] as? [String: [String: Double]]).unwrapped("totals")
        for (name, one) in totals { #expect(isClose((one["after"] ?? 0) - (one["before"] ?? 0), one["change"] ?? .nan), "\(name)") }
        let items = try (document["items"] as? [[String: Any]]).unwrapped("items")
        let mug = try items.first { $0["item"] as? String == "mug" }.unwrapped("mug")
        let (old, new) = (mug["before"] as? [String: Any], mug["after"] as? [String: Any])
        #expect(new?["protection_days"] as? Double == 49 && old?["protection_days"] as? Double == 28)
        #expect(new?["inventory_position"] as? Double == 15)
        #expect((new?["demand_mean"] as? Double ?? 0) > (old?["demand_mean"] as? Double ?? .infinity))
        // A scenario is kept on demand only, and never touches the files of the run.
        #expect(try await shop.run("runs", "--json").output.contains("\"scenario\"") == false)
        let kept = try await shop.run("whatif", "latest", "--set", "demand=-10%", "--top", "0", "--save")
        #expect(kept.output.contains("\nKept as run "))
        let list = try await shop.run("runs")
        #expect(list.lines.count == 3)
        #expect(list.lines[1].contains("scenario") && list.lines[2].contains("plan"))
        #expect(try shop.output("recommendations.csv") == before)
    }

    @Test func scenariosThatDoNotApply() async throws {
        let shop = try await plannedShop()
        for (change, message) in [
            ("lead_tme=+20%", "there is no plan field \"lead_tme\"; did you mean lead_time?"),
            ("mugg.on_hand=4", "the run has no item mugg; did you mean mug?"),
            ("mug.onhand=4", "an item has no field \"onhand\"; did you mean on_hand?"),
            ("lead_time=soon", "\"soon\" is no value"),
            ("lead_time=-900", "it cannot be negative"),
            ("demand=5", "demand is changed by a share"),
            ("fill_rate=+1%", "the run's objective is budget"),
            ("fill_rate=1", "a fill rate is a share"),
        ] {
            let outcome = try await shop.run("whatif", "latest", "--set", change)
            #expect(outcome.status == 65, "\(change)")
            #expect(outcome.errors.contains(message), "\(change): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        let none = try await shop.run("whatif", "latest")
        #expect(none.status == 64)
        // Items that the changed numbers leave without a plan are listed; the status says so.
        let lost = try await shop.run("whatif", "latest", "--set", "0012.maximum_order_quantity=1", "--set", "0012.minimum_order_quantity=5")
        #expect(lost.status == 1)
        #expect(lost.errors.contains("0012: "))
        #expect(lost.output.contains("1 item cannot be planned under these numbers"))
    }

    @Test func explanations() async throws {
        let shop = try await plannedShop()
        let text = try await shop.run("explain", "latest", "candle@north")
        #expect(text.status == 0)
        let titles = text.lines.filter { !$0.hasPrefix(" ") && !$0.isEmpty }
        #expect(titles.first?.hasPrefix("candle@north   run ") == true)
        #expect(titles.dropFirst().first?.contains("days to cover") == true)
        #expect(Array(titles.dropFirst(2)) == ["What may come", "Demand", "Forecast", "Supply", "Policy", "Order"])
        let row = try shop.table("recommendations.csv").row("item", "candle").unwrapped("candle")
        #expect(text.output.contains("order up to \(row["order_up_to"] ?? "?")"))
        #expect(text.output.contains("100 = on hand 100 + on order 0 - backordered 0"))
        let unsold = try await shop.run("explain", "latest", "new")
        #expect(unsold.status == 0)
        #expect(unsold.output.contains("no sales before 2024-07-29"))
        let document = try json(try await shop.run("explain", "latest", "mug", "--json").output)
        #expect((document["sections"] as? [[String: Any]])?.count == 6)
        let missing = try await shop.run("explain", "latest", "MUG")
        #expect(missing.status == 65)
        #expect(missing.errors.contains("has no item MUG. It has mug."))
        let run = try await shop.run("explain", "zzz", "mug")
        #expect(run.status == 65)
        #expect(run.errors.contains("no run has the id zzz"))
    }

    @Test func exports() async throws {
        let shop = try await plannedShop()
        let csv = try await shop.run("export", "latest", "--format", "csv")
        #expect(csv.output == (try shop.output("recommendations.csv")))
        let file = try await shop.run("export", "latest", "--format", "csv", "--out", "copy.csv")
        #expect(file.status == 0 && file.output.isEmpty)
        #expect(shop.directory.text("copy.csv") == csv.output)
        let document = try json(try await shop.run("export", "latest", "--format", "json").output)
        #expect(document["summary"] != nil)
        let notebook = try json(try await shop.run("export", "latest", "--format", "notebook", "--data-directory", "out").output)
        #expect(notebook["nbformat"] as? Int == 4)
        #expect(((notebook["cells"] as? [Any])?.count ?? 0) > 3)
        #expect(try await shop.run("export", "latest", "--format", "xml").status == 64)
        let nowhere = try await shop.run("export", "latest", "--format", "csv", "--out", "plan.toml/x.csv")
        #expect(nowhere.status == 73)
    }

    @Test func differences() async throws {
        let shop = try await plannedShop()
        #expect(try await shop.run("diff", "latest", "latest").output.contains("0 items changed, 0 added, 0 removed"))
        let kept = try await shop.run("whatif", "latest", "--set", "mug.lead_time_days=60", "--top", "0", "--save", "--json")
        let scenario = try (try json(kept.output)["scenario"] as? String).unwrapped("scenario")
        let base = try (try json(kept.output)["run"] as? String).unwrapped("run")
        let text = try await shop.run("diff", base, "latest")
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.output.contains("to run \(scenario)"))
        #expect(text.output.contains("lead time days 21 to 60"))
        let file = try await shop.run("diff", base, scenario, "--format", "csv", "--out", "changes.csv")
        #expect(file.status == 0 && file.output.isEmpty)
        let table = try shop.table("../changes.csv")
        let mug = try table.row("item", "mug").unwrapped("mug")
        #expect(mug["change"] == "changed" && mug["what_moved"]?.contains("lead time days 21 to 60") == true)
        #expect((Double(mug["order_up_to_after"] ?? "") ?? 0) > (Double(mug["order_up_to_before"] ?? "") ?? .infinity))
        let document = try json(try await shop.run("diff", base, scenario, "--format", "json").output)
        #expect((document["items"] as? [Any])?.isEmpty == false)
        #expect(try await shop.run("diff", "latest", "zzz").status == 65)
        #expect(try await shop.run("diff", "latest").status == 64)
    }

    @Test func lists() async throws {
        let shop = try await plannedShop()
        let again = try await shop.run("plan", "plan.toml", "--as-of", "2024-07-15", "--json")
        #expect(again.status == 0)
        let table = try await shop.run("runs", "--store", "out")
        #expect(table.lines.count == 3)
        #expect(table.lines[0].hasPrefix("run "))
        #expect(table.lines[1].contains("2024-07-15") && table.lines[2].contains("2024-07-29"))
        // The same plan again replaces its run.
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        #expect(try await shop.run("runs", environment: ["TWOBIN_STORE": "out/twobin.sqlite"]).lines.count == 3)
        let none = try await shop.run("runs", "--store", "elsewhere")
        #expect(none.status == 65)
        #expect(none.errors.contains("there is no run store at elsewhere/twobin.sqlite"))
        let other = try await shop.run("runs", "--store", "sales.csv")
        #expect(other.status == 65)
        #expect(other.errors.contains("is not a run store"))
    }
}
