import Foundation
import Testing

/// What a night tells those who watch it: events, metrics, alerts, and the test of a run afterwards.
@Suite struct NightTests {
    private func events(_ outcome: Outcome) throws -> [[String: Any]] {
        try outcome.errors.split(separator: "\n").map {
            try (JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]).unwrapped("no object: \($0)")
        }
    }

    @Test func eventsAreOneObjectALine() async throws {
        let shop = try SmallShop()
        let events = try events(try await shop.run("plan", "plan.toml", "--log-format", "json"))
        for event in events {
            for key in ["time", "level", "event", "run", "message"] { #expect(event[key] != nil, "\(key) of \(event)") }
        }
        let names = events.compactMap { $0["event"] as? String }
        #expect(names.first == "started" && names.last == "finished" && names.contains("files_written"))
        let stages = events.filter { $0["event"] as? String == "stage_finished" }
        #expect(stages.compactMap { $0["stage"] as? String } .first == "reading" && stages.last?["stage"] as? String == "writing")
        #expect(stages.allSatisfy { $0["seconds"] is Double })
        let rows = try shop.directory.text("sales.csv").unwrapped("no sales").split(separator: "\n").count - 1
        #expect(stages.first?["rows"] as? Int == rows)
        // The run has a name once its inputs are read, and it is the one of the summary.
        let finished = try events.last.unwrapped("no event")
        #expect(events.first?["run"] is NSNull)
        #expect(try shop.output("summary.json").contains("\"id\": \"\(finished["run"] as? String ?? "?")\""))
        #expect(finished["status"] as? Int == 0 && finished["verdict"] as? String == "ok" && finished["rows"] as? Int == rows)
    }

    @Test func aFailureIsAnEventWithItsStatus() async throws {
        let shop = try SmallShop(sales: "date,item,quantity\nnever,a,1\n")
        let outcome = try await shop.run("plan", "plan.toml", "--log-format", "json", "--metrics-file", "night.prom")
        #expect(outcome.status == 65)
        let events = try events(outcome)
        #expect(events.last?["event"] as? String == "finished" && events.last?["status"] as? Int == 65 && events.last?["verdict"] as? String == "failed")
        #expect(events.contains { $0["event"] as? String == "error" && $0["status"] as? Int == 65 })
        let metrics = try shop.directory.text("night.prom").unwrapped("no metrics")
        #expect(metrics.contains("twobin_exit_status{output=\"\(URL(fileURLWithPath: shop.path).appendingPathComponent("out").path)\"} 65\n"))
        #expect(!metrics.contains("twobin_rows_read"))
    }

    @Test func aDeadFeedEndsWithStatusTwoAfterWriting() async throws {
        let shop = try SmallShop(plan: "as_of = \"2024-09-01\"\n" + SmallShop.plan + "[alerts]\nfeed_age_days = 2\nstock_unread = 0.1\nforecast_moved = 0.2\n")
        let outcome = try await shop.run("plan", "plan.toml", "--metrics-file", "out/night.prom")
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.lines.first?.hasPrefix("LOOK FIRST: 2 alerts: the sales end ") == true, "\(outcome.output)")
        #expect(outcome.output.contains("  ALERT: ") && outcome.output.contains("(feed_age_days, limit 2)"))
        #expect(outcome.errors.contains("alerts.forecast_moved cannot be measured: there is no earlier plan in the store"))
        #expect(shop.directory.exists("out/summary.json"))
        let metrics = try shop.directory.text("out/night.prom").unwrapped("no metrics")
        #expect(metrics.contains("alert=\"feed_age_days\"} 1\n") && metrics.contains("alert=\"forecast_moved\"} 0\n"))
        #expect(metrics.contains("twobin_newest_plan_timestamp_seconds{"))
        // The run can be tested again, with its own limits or with others.
        let again = try await shop.run("check", "latest", "--store", "out")
        #expect(again.status == 2 && again.output.contains("ALERT"), "\(again.output) \(again.errors)")
        try shop.directory.write(SmallShop.plan + "[alerts]\nfeed_age_days = 400\n", to: "patient.toml")
        let patient = try await shop.run("check", "--store", "out", "--plan", "patient.toml", "--json")
        #expect(patient.status == 0, "\(patient.output)")
        let document = try (JSONSerialization.jsonObject(with: Data(patient.output.utf8)) as? [String: Any]).unwrapped("no object")
        #expect(document["limits"] as? [String] == ["feed_age_days"] && (document["alerts"] as? [Any])?.isEmpty == true)
    }

    @Test func limitsChangeNoRun() async throws {
        let plain = try SmallShop(), limited = try SmallShop(plan: SmallShop.plan + "[alerts]\nitems_failed = 0\nquarantine_share = \"1%\"\n")
        #expect(try await plain.run("plan", "plan.toml").status == 0)
        let outcome = try await limited.run("plan", "plan.toml")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.lines.first?.hasPrefix("OK: 5 items planned, ") == true)
        #expect(try plain.output("summary.json") == limited.output("summary.json"))
    }

    /// An order total that jumps against the night before is an alert of the second night only.
    @Test func whatMovedIsMeasuredAgainstTheLastRun() async throws {
        let shop = try SmallShop(plan: SmallShop.plan + "[alerts]\norders_moved = \"50%\"\n")
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        // The same run again is compared with the one before it, and there is none.
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        try shop.directory.write(SmallShop.items.replacing(",,,100,,", with: ",,,0,,90000"), to: "items.csv")
        let second = try await shop.run("plan", "plan.toml")
        #expect(second.status == 2 && second.output.contains("(orders_moved, limit 0.5)"), "\(second.output)")
    }

    @Test func checkFindsATouchedFile() async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let before = try await shop.run("check", "--store", "out")
        #expect(before.status == 0 && before.lines.first?.hasPrefix("OK: every rule holds, run ") == true, "\(before.output) \(before.errors)")
        #expect(before.output.contains("7 files as they were written"))
        try shop.directory.write(try shop.output("forecasts.csv") + "x\n", to: "out/forecasts.csv")
        let after = try await shop.run("check", "--store", "out")
        #expect(after.status == 2 && after.output.contains("BROKEN  files_whole") && after.output.contains("forecasts.csv is not as it was written"))
    }

    @Test func metricsDoNotOverwriteAnInput() async throws {
        let shop = try SmallShop()
        let sales = shop.directory.text("sales.csv")
        #expect(try await shop.run("plan", "plan.toml", "--metrics-file", "sales.csv").status == 64)
        #expect(shop.directory.text("sales.csv") == sales)
        // A place that cannot be written is said at the end: the run is there all the same.
        let blind = try await shop.run("plan", "plan.toml", "--metrics-file", "sales.csv/night.prom")
        #expect(blind.status == 73 && blind.errors.contains("--metrics-file"), "\(blind.errors)")
        #expect(shop.directory.exists("out/summary.json"))
    }

    @Test func oldRunsAreRemovedWhenAsked() async throws {
        let shop = try SmallShop()
        for day in ["2024-06-01", "2024-07-01"] { #expect(try await shop.run("plan", "plan.toml", "--as-of", day).status == 0) }
        let unsaid = try await shop.run("runs", "prune", "--store", "out")
        #expect(unsaid.status == 64 && unsaid.errors.contains("--keep 60"))
        #expect(try await shop.run("runs", "prune", "--keep", "0", "--store", "out").status == 64)
        let pruned = try await shop.run("runs", "prune", "--keep", "1", "--store", "out")
        #expect(pruned.status == 0 && pruned.output.hasPrefix("1 plan and 0 scenarios removed; the store has "), "\(pruned.output) \(pruned.errors)")
        for command in [["runs"], ["runs", "list"]] {
            let listed = try await TwobinProcess.run(command + ["--store", "out"], in: shop.path)
            #expect(listed.lines.count == 2 && listed.lines[1].contains("2024-07-01"), "\(listed.output)")
        }
    }

    /// A run that was killed between two renames, made by hand from two real ones: the next start puts the old files back, even one that fails.
    @Test func filesOfAKilledRunAreSettledAtTheNextStart() async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let names = ["recommendations.csv", "forecasts.csv", "level_path.csv", "quarantine.csv", "backorders.csv", "availability.csv", "suppliers.csv", "timings.json", "lineage.json", "summary.json"]
        let before = try names.map { try shop.output($0) }
        for (index, name) in names.enumerated() {
            try FileManager.default.moveItem(
                atPath: shop.directory.file("out/" + name), toPath: shop.directory.file("out/.twobin-0123456789abcdef-\(index)-of-\(names.count).previous"))
        }
        for name in names.prefix(4) { try shop.directory.write("of another run\n", to: "out/" + name) }
        try shop.directory.write(SmallShop.plan.replacing("sales.csv", with: "nothing.csv"), to: "broken.toml")
        let broken = try await shop.run("plan", "broken.toml")
        #expect(broken.status == 65 && broken.errors.contains("those of the run before are there again"), "\(broken.errors)")
        #expect(try names.map { try shop.output($0) } == before)
        #expect(!shop.directory.names(in: "out").contains { $0.hasPrefix(".twobin-") })
        #expect(try await shop.run("check", "--store", "out").status == 0)
    }

    /// What was read may name customers: only the owner reads a new file, and what the owner has allowed since stays.
    @Test func whatWasReadIsKeptPrivately() async throws {
        let shop = try SmallShop(plan: SmallShop.plan.replacing("path = \"sales.csv\"", with: "path = \"sales.csv\"\nincremental = true"))
        let path = shop.directory.file("out/twobin.sales")
        func mode() throws -> Int? { try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int }
        #expect(try await TwobinProcess.shell("umask 022; \"$TWOBIN\" plan plan.toml", in: shop.path).status == 0)
        #expect(try mode() == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try shop.directory.write(SmallShop.sales(weeks: 31), to: "sales.csv")
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        #expect(try mode() == 0o640)
    }

    /// A file beyond its limit, a terminal's quit key: no run ends between two files by a signal.
    @Test(arguments: ["20", "1"]) func aFileBeyondItsLimitIsAStatus(blocks: String) async throws {
        let shop = try SmallShop()
        #expect(try await shop.run("plan", "plan.toml").status == 0)
        let before = try shop.output("summary.json")
        try shop.directory.write(SmallShop.sales(weeks: 31), to: "sales.csv")
        let outcome = try await TwobinProcess.shell("ulimit -f \(blocks); \"$TWOBIN\" plan plan.toml 2> /dev/null", in: shop.path)
        #expect(outcome.status == 73 && !outcome.wasKilled)
        #expect(try shop.output("summary.json") == before)
        #expect(try await shop.run("plan", "plan.toml").status == 0)
    }

    /// Quit comes while the run waits for its sales (a pipe that stays open): it goes on and ends as if nothing had been.
    @Test func theQuitKeyDoesNotEndARun() async throws {
        let shop = try SmallShop(plan: SmallShop.plan.replacing("path = \"sales.csv\"", with: "path = \"-\""))
        let outcome = try await TwobinProcess.shell(
            """
            mkfifo rows
            "$TWOBIN" plan plan.toml < rows & run=$!
            exec 3> rows
            until [ -e out/.twobin.lock ] || ! kill -0 $run; do :; done
            kill -QUIT $run
            cat sales.csv >&3; exec 3>&-
            wait $run; echo "ended $?"
            """, in: shop.path)
        #expect(outcome.output.contains("ended 0"), "\(outcome.output) \(outcome.errors)")
        #expect(shop.directory.exists("out/summary.json"))
    }
}
