import DemandModel
import Testing

@testable import PlanFile

@Suite struct ReadPlanFileTests {
    private let complete = """
        as_of = "2010-12-01"

        [sales]
        path = "sales.csv"
        dialect = "auto"
        max_quarantined = "2%"

        [sales.columns]
        quantity = "Menge"

        [items]
        path = "items.csv"

        [series]
        period = "month"
        week_start = "monday"

        [objective]
        kind = "budget"
        average_inventory_value = 120000
        weight = "customers"
        horizon_days = 56

        [policy]
        kind = "rQ"

        [defaults]
        lead_time_days = 21.5
        unit_cost_share_of_price = 0.5

        [output]
        directory = "night"
        quantiles = [0.5, 0.95]
        """

    @Test func averagesAreOfTodayOrOfTheComingYear() throws {
        func counts(_ lines: String) throws -> Bool? {
            try readPlanFile(text: "[sales]\npath = \"s.csv\"\n[objective]\nkind = \"fill_rate\"\nfill_rate = 0.95\n\(lines)\n", name: "plan.toml").countsLeftOver
        }
        #expect(try counts("") == nil)
        #expect(try counts("averages = \"today\"") == false)
        #expect(try counts("averages = \"coming_year\"") == true)
        #expect(throws: PlanFileError.self) { try counts("averages = \"year\"") }
        #expect(throws: PlanFileError.self) { try counts("averages = \"coming_year\"\nhorizon_days = 28") }
        #expect(try counts("averages = \"today\"\nhorizon_days = 28") == false)
    }

    @Test func readsEveryPart() throws {
        let plan = try readPlanFile(text: complete, name: "plan.toml")
        #expect(plan.asOf == CalendarDay(iso: "2010-12-01"))
        #expect(plan.salesPath == "sales.csv")
        #expect(plan.salesColumns == ["quantity": "Menge"])
        #expect(plan.maximumQuarantinedShare == 0.02)
        #expect(plan.itemsPath == "items.csv")
        #expect(plan.period == .month)
        #expect(plan.levelHorizonDays == 56)
        #expect(plan.countsLeftOver == nil)
        #expect(plan.weekStart == .monday)
        #expect(plan.objective == PlanObjective(kind: .budget, money: .averageInventoryValue, target: 120_000, weight: .customers))
        #expect(plan.policyKind == .rQ)
        #expect(plan.defaults.leadTimeDays == 21.5)
        #expect(plan.defaults.unitCostShareOfPrice == 0.5)
        #expect(plan.defaults.unitCost == nil)
        #expect(plan.outputDirectory == "night")
        #expect(plan.forecastQuantiles == [0.5, 0.95])
    }

    @Test func alertsAreRead() throws {
        let plan = try readPlanFile(text: """
            [sales]
            path = "a.csv"
            [alerts]
            quarantine_share = "1%"
            items_failed = 0
            feed_age_days = 2
            forecast_moved = "150%"
            orders_moved = 0.5
            budget_gap = 0.01
            stock_unread = 0.05
            """, name: "plan.toml", environment: ["TWOBIN_ALERTS_FEED_AGE_DAYS": "4"])
        let alerts = try #require(plan.alerts)
        #expect(alerts.quarantineShare == 0.01 && alerts.failedItems == 0 && alerts.feedAgeDays == 4 && alerts.forecastMoved == 1.5)
        #expect(alerts.ordersMoved == 0.5 && alerts.budgetGap == 0.01 && alerts.stockUnread == 0.05)
        #expect(try readPlanFile(text: "[sales]\npath = \"a.csv\"\n", name: "plan.toml").alerts == nil)
        for (line, needs) in [
            ("feed_age_days = 1.5", "a whole number of days from 0"), ("quarantine_share = 2", "a share of the sales rows from 0 to 1"),
            ("orders_moved = -1", "a share above 0"), ("items_failed = \"all\"", "a whole number of items from 0"),
        ] {
            #expect {
                try readPlanFile(text: "[sales]\npath = \"a.csv\"\n[alerts]\n\(line)\n", name: "plan.toml")
            } throws: { "\($0)".contains("plan.toml:4") && "\($0)".contains(needs) }
        }
    }

    @Test func limitsOfGroupsAndSuppliersAreRead() throws {
        let head = "[sales]\npath = \"s.csv\"\n[objective]\nkind = \"budget\"\nstock_value = 900\n"
        let plan = try readPlanFile(
            text: head + "[groups.winter]\nmaximum = 20\n[groups.\"1.5 l\"]\nminimum = 3\nmaximum = 4\n", name: "plan.toml")
        #expect(plan.objective.groupLimits == GroupLimits(subject: .group, floors: ["1.5 l": 3], ceilings: ["winter": 20, "1.5 l": 4]))
        let other = try readPlanFile(text: head + "[supplier_limits.Nord]\nmaximum = 20\n", name: "plan.toml")
        #expect(other.objective.groupLimits == GroupLimits(subject: .supplier, ceilings: ["Nord": 20]))
        #expect(try readPlanFile(text: head, name: "plan.toml").objective.groupLimits == nil)
        func message(_ text: String) -> String {
            (#expect(throws: PlanFileError.self) { try readPlanFile(text: text, name: "plan.toml") })?.description ?? ""
        }
        #expect(message(head + "[groups.a]\nmaximum = 2\n[supplier_limits.b]\nmaximum = 2\n").contains("are given together"))
        #expect(message(head + "[groups.a]\nmaximun = 2\n").contains("such as [groups.winter] maximum = 20000"))
        #expect(message(head + "[groups.a]\nmaximum = -2\n").contains("0 or more"))
        #expect(message("[sales]\npath = \"s.csv\"\n[groups.a]\nmaximum = 2\n").contains("share out a budget"))
    }

    @Test func leastMoneyForATargetIsRead() throws {
        let head = "[sales]\npath = \"s.csv\"\n[objective]\n"
        let share = try readPlanFile(text: head + "kind = \"system_fill_rate\"\nsystem_fill_rate = 0.97\n", name: "plan.toml")
        #expect(share.objective == PlanObjective(kind: .systemFillRate, target: 0.97))
        let total = head + "kind = \"expected_backorders\"\nexpected_backorders = 40\n"
        let plan = try readPlanFile(text: total + "[groups.winter]\nexpected_backorders = 5\n", name: "plan.toml")
        #expect(plan.objective.groupLimits?.backorderCeilings == ["winter": 5])
        func message(_ text: String) -> String {
            (#expect(throws: PlanFileError.self) { try readPlanFile(text: text, name: "plan.toml") })?.description ?? ""
        }
        #expect(message(head + "kind = \"system_fill_rate\"\n").contains("for example system_fill_rate = 0.95"))
        #expect(message(total + "[groups.a]\nmaximum = 5\n").contains("share out a budget"))
        #expect(message(total + "[groups.a]\nmaximum = 5\nexpected_backorders = 5\n").contains("without minimum and maximum"))
    }

    @Test func acceptsATOMLDateAsWell() throws {
        let plan = try readPlanFile(text: "as_of = 2010-12-01\n[sales]\npath = \"s.csv\"", name: "plan.toml")
        #expect(plan.asOf == CalendarDay(iso: "2010-12-01"))
    }

    @Test(arguments: [
        ("[sales]\npath = \"s.csv\"\n[defaults]\nlead_tiem_days = 3", "plan.toml:4: defaults.lead_tiem_days: there is no such key; did you mean defaults.lead_time_days?"),
        ("[sales]\npath = \"s.csv\"\n[objctive]\nkind = \"cost\"", "plan.toml:4: objctive.kind: there is no such key; did you mean objective.kind?"),
        ("[sales]\npath = \"s.csv\"\n[objctive]", "plan.toml:3: objctive: there is no such key; did you mean the section [objective]?"),
        ("[sales]\npath = \"s.csv\"\nperiod = \"week\"\n[objective]\nkind = \"budget\"\nbudget = 3000",
         """
         plan.toml:3: sales.period: there is no such key; did you mean series.period?
         plan.toml:6: objective.budget: there is no such key; the limit of a budget is average_inventory_value, stock_value, average_units or storage_volume
         """),
        ("[sales]\npath = \"s.csv\"\n[polcy]\nkind = \"RS\"", "plan.toml:4: polcy.kind: there is no such key; did you mean policy.kind?"),
        ("[sales]\npath = \"s.csv\"\n[output]\ncolour = 1", "plan.toml:4: output.colour: there is no such key; [output] has directory, database, keep_runs, reuse_forecasts, quantiles"),
        ("[sales]\npath = \"s.csv\"\n[policy]\nkind = \"XY\"", "plan.toml:4: policy.kind: needs one of \"rQ\", \"RS\", \"RsS\", \"sS\"; found the text \"XY\""),
        ("[sales]\npath = \"s.csv\"\n[defaults]\nlead_time_days = -1", "plan.toml:4: defaults.lead_time_days: needs a number of days from 0 to 3650; found the number -1.0"),
        ("[sales]\npath = \"s.csv\"\n[objective]\nkind = \"budget\"", "plan.toml:4: objective.average_inventory_value: the objective \"budget\" needs this key; for example average_inventory_value = 120000"),
        ("[sales]\npath = \"s.csv\"\n[objective]\nfill_rate = 0.9", "plan.toml: objective.kind: the objective has a target but no kind; add kind = \"budget\", \"fill_rate\", \"expected_backorders\" or \"cost\""),
        ("as_of = \"2010-02-30\"\n[sales]\npath = \"s.csv\"", "plan.toml:1: as_of: needs a date such as \"2010-12-01\"; found the text \"2010-02-30\""),
        ("[items]\npath = \"i.csv\"", "plan.toml: sales.path: no sales file is named; add [sales] with path = \"sales.csv\""),
    ])
    func saysWhatIsWrong(text: String, message: String) {
        let error = #expect(throws: PlanFileError.self) { try readPlanFile(text: text, name: "plan.toml") }
        #expect(error?.description == message)
    }

    @Test func syntaxFaultNamesTheLine() {
        let error = #expect(throws: PlanFileError.self) { try readPlanFile(text: "[sales]\npath = sales.csv", name: "plan.toml") }
        #expect(error?.line == 2)
    }

    @Test func theEnvironmentOverridesTheFile() throws {
        let plan = try readPlanFile(
            text: complete, name: "plan.toml",
            environment: ["TWOBIN_DEFAULTS_LEAD_TIME_DAYS": "9", "TWOBIN_AS_OF": "2011-01-01", "TWOBIN_OUTPUT_QUANTILES": "0.1,0.9"])
        #expect(plan.defaults.leadTimeDays == 9)
        #expect(plan.asOf == CalendarDay(iso: "2011-01-01"))
        #expect(plan.forecastQuantiles == [0.1, 0.9])
        let error = #expect(throws: PlanFileError.self) {
            try readPlanFile(text: complete, name: "plan.toml", environment: ["TWOBIN_POLICY_KIND": "nonsense"])
        }
        #expect(error?.source == "environment variable TWOBIN_POLICY_KIND")
    }

    @Test func namesVariablesThatOverrideNothing() {
        let environment = ["TWOBIN_OBJECTIVE_FILRATE": "0.9", "TWOBIN_THREADS": "2", "TWOBIN_AS_OF": "2011-01-01", "PATH": "/bin"]
        let unknown = unknownOverrides(in: environment, others: ["TWOBIN_THREADS"])
        #expect(unknown.map(\.name) == ["TWOBIN_OBJECTIVE_FILRATE"])
        #expect(unknown.first?.nearest == "TWOBIN_OBJECTIVE_FILL_RATE")
    }

    @Test func budgetsAndServicesOfEveryKind() throws {
        func objective(_ lines: String) throws -> PlanObjective {
            try readPlanFile(text: "[sales]\npath = \"s.csv\"\n[objective]\n" + lines, name: "plan.toml").objective
        }
        #expect(try objective("kind = \"budget\"\naverage_units = 900") == PlanObjective(kind: .budget, money: .averageUnits, target: 900))
        #expect(try objective("kind = \"budget\"\nstorage_volume = 2.5") == PlanObjective(kind: .budget, money: .storageVolume, target: 2.5))
        #expect(try objective("kind = \"ready_rate\"\nready_rate = 0.9") == PlanObjective(kind: .readyRate, target: 0.9))
        #expect(try objective("kind = \"cycle_service\"\ncycle_service = 0.8") == PlanObjective(kind: .cycleService, target: 0.8))
        let both = #expect(throws: PlanFileError.self) { try objective("kind = \"budget\"\nstock_value = 1\naverage_units = 2") }
        #expect(both?.description.contains("stock_value and average_units are given together") == true)
        #expect(throws: PlanFileError.self) { try objective("kind = \"ready_rate\"\nready_rate = 1") }
        #expect(throws: PlanFileError.self) { try objective("kind = \"cycle_service\"") }
    }
}
