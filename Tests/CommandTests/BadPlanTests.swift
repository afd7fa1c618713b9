import Foundation
import Testing

/// Plan files, objectives and places that cannot be used.
@Suite struct BadPlanTests {
    @Test(arguments: [
        ("[objective]\nkid = \"budget\"\n", "plan.toml:10: objective.kid: there is no such key; did you mean objective.kind?"),
        ("[defalts]\nlead_time_days = 3\n", "plan.toml:10: defalts.lead_time_days: there is no such key; did you mean defaults.lead_time_days?"),
        ("[defaults]\nlead_time_days = \"soon\"\n", "defaults.lead_time_days: needs a number of days from 0 to 3650; found the text \"soon\""),
        ("[objective]\nkind = \"fill_rate\"\nfill_rate = 95\n", "plan.toml:11: objective.fill_rate: needs a share of units above 0 and below 1, such as 0.95; found the number 95.0"),
        ("[objective]\nkind = \"fill_rate\"\nfill_rate = 0\n", "objective.fill_rate: needs a share of units above 0"),
        ("[objective]\nkind = \"budget\"\naverage_inventory_value = -5\n", "objective.average_inventory_value: needs a number of money, 0 or more"),
        ("[objective]\nkind = \"budget\"\n", "objective.average_inventory_value: the objective \"budget\" needs this key"),
        ("[policy]\nkind = \"rq\"\n", "policy.kind: needs one of \"rQ\", \"RS\", \"RsS\", \"sS\"; found the text \"rq\""),
        ("[series]\nperiod = \"hour\"\n", "series.period: needs one of \"day\", \"week\", \"month\", \"auto\""),
        ("[series]\nseason = 2.5\n", "series.season: needs a whole number of periods from 1 (none) to 366"),
        ("[output]\nquantiles = [0.5, 0.5]\n", "output.quantiles: needs a list of different numbers between 0 and 1"),
        ("[output]\ndirectory = out\n", "plan.toml:10: not valid TOML"),
    ])
    func misspeltAndMisfit(section: String, message: String) async throws {
        let shop = try SmallShop(plan: "[sales]\npath = \"sales.csv\"\n\n[items]\npath = \"items.csv\"\n\n\n\n" + section)
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty && !shop.directory.exists("out"))
    }

    @Test func filesAndFlags() async throws {
        let shop = try SmallShop()
        for (arguments, status, message) in [
            (["plan"], 64, "Missing expected argument '<plan-file>'"),
            (["plan", "plan.toml", "--as-of", "1.12.2010"], 64, "--as-of: \"1.12.2010\" is no day; write YYYY-MM-DD"),
            (["plan", "plan.toml", "--thread", "2"], 64, "Unknown option '--thread'. Did you mean '--threads'?"),
            (["plan", "nightly.toml"], 65, "nightly.toml: no such plan file; check the path"),
            (["plan", "."], 65, ". is a directory; name a plan file"),
            (["plan", "plan.toml", "--as-of", "2020-01-01"], 65, "rows are on or after the as-of day"),
            (["series", "sales.csv", "--dialect", "loong"], 65, "there is no dialect \"loong\"; did you mean long?"),
            (["series", "sales.csv", "--period", "hour"], 64, "--period: \"hour\" is none of day, week, month, auto"),
            (["series", "nothing*.csv"], 65, "nothing*.csv"),
        ] as [([String], Int32, String)] {
            let outcome = try await TwobinProcess.run(arguments, in: shop.path)
            #expect(outcome.status == status, "\(arguments)")
            #expect(outcome.errors.contains(message), "\(arguments): \(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        for (name, value, status, message) in [
            ("TWOBIN_THREADS", "many", 64, "environment variable TWOBIN_THREADS: needs a whole number from 1 to 1024, found many"),
            ("TWOBIN_OBJECTIVE_FILL_RATE", "95", 65, "environment variable TWOBIN_OBJECTIVE_FILL_RATE: objective.fill_rate: needs a share"),
        ] as [(String, String, Int32, String)] {
            let outcome = try await shop.run("plan", "plan.toml", environment: [name: value])
            #expect(outcome.status == status)
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
        }
    }

    @Test func budgets() async throws {
        func money(_ objective: String) async throws -> (status: Int32, totals: [String: Any], text: Outcome) {
            let shop = try SmallShop(plan: SmallShop.plan + "[objective]\n" + objective)
            let outcome = try await shop.run("plan", "plan.toml")
            let summary = (try? shop.output("summary.json")) ?? "{}"
            return (outcome.status, try json(summary)["totals"] as? [String: Any] ?? [:], outcome)
        }
        let nothing = try await money("kind = \"budget\"\naverage_inventory_value = 0\n")
        #expect(nothing.status == 0, "\(nothing.text.errors)")
        #expect(nothing.totals["average_inventory_value"] as? Double ?? 1 < 1e-6)
        let plenty = try await money("kind = \"budget\"\naverage_inventory_value = 1e9\n")
        #expect(plenty.status == 0)
        #expect(plenty.totals["fill_rate"] as? Double ?? 0 > 0.999)
        #expect(plenty.totals["average_inventory_value"] as? Double ?? 1e9 < 1e5)
        let none = try await money("kind = \"expected_backorders\"\nexpected_backorders = 0\n")
        #expect(none.status == 65)
        #expect(none.text.errors.contains("cannot be reached"))
    }

    @Test func moneyThatIsUnknown() async throws {
        let shop = try SmallShop(items: nil, plan: "[sales]\npath = \"sales.csv\"\n[objective]\nkind = \"budget\"\naverage_inventory_value = 100\n")
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("the objective counts money, but 0012, brush, candle@north, mug, teapot have no unit cost; add unit_cost"), "\(outcome.errors)")
        #expect(!shop.directory.exists("out/recommendations.csv"))
    }

    /// Below a regular file, and where no directory can be made even by root.
    @Test(arguments: ["plan.toml/out", "/proc/twobin"]) func placesThatCannotBeWritten(directory: String) async throws {
        let shop = try SmallShop()
        let outcome = try await shop.run("plan", "plan.toml", "--out", directory)
        #expect(outcome.status == 73)
        #expect(outcome.errors.contains("\(directory): "), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        let table = try await shop.run("series", "sales.csv", "--out", directory + "/series.csv")
        #expect(table.status == 73)
    }

    /// A library in front of OpenBLAS that says it is the sequential build, which is not safe for several threads.
    @Test func sequentialOpenBLASIsRefused() async throws {
        #if os(Linux)
        let shop = try SmallShop()
        try shop.directory.write("int openblas_get_parallel(void) { return 0; }\n", to: "sequential.c")
        let compiled = try await TwobinProcess.shell("cc -shared -fPIC -o sequential.so sequential.c", in: shop.path)
        try #require(compiled.status == 0, "a C compiler is needed: \(compiled.errors)")
        for arguments in [["plan", "plan.toml"], ["forecast", "series.csv", "--horizon", "2"]] {
            try shop.directory.write("unique_id,ds,y\na,1,2\na,2,3\n", to: "series.csv")
            let outcome = try await TwobinProcess.run(arguments, in: shop.path, environment: ["LD_PRELOAD": shop.directory.file("sequential.so")])
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("OpenBLAS: the installed build is the sequential one"), "\(outcome.errors)")
            #expect(outcome.errors.contains("libopenblas0-pthread"))
        }
        #expect(!shop.directory.exists("out/recommendations.csv"))
        #endif
    }

    @Test func backordersWithoutACostCannotBeWeighed() async throws {
        let shop = try SmallShop(plan: SmallShop.plan + "[objective]\nkind = \"cost\"\n")
        let outcome = try await shop.run("plan", "plan.toml")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("0012, brush, candle@north, mug, teapot have no backorder cost; add backorder_cost_per_unit_day"), "\(outcome.errors)")
        #expect(!shop.directory.exists("out/recommendations.csv"))
    }

    @Test func aBudgetWithoutUseForItsMoneySaysSo() async throws {
        let shop = try SmallShop(plan: SmallShop.plan + "[objective]\nkind = \"budget\"\naverage_inventory_value = 1e9\n")
        let outcome = try await shop.run("plan", "plan.toml", environment: ["TWOBIN_OBJECTIVE_WEIHGT": "units"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("of it is of use: more stock would spare next to no customer a wait"), "\(outcome.output)")
        #expect(outcome.errors.contains("the environment variable TWOBIN_OBJECTIVE_WEIHGT overrides nothing; did you mean TWOBIN_OBJECTIVE_WEIGHT?"))
    }
}
