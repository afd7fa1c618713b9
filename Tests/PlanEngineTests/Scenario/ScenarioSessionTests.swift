import DemandModel
import Testing
@testable import PlanEngine

@Suite struct ScenarioSessionTests {
    static let changes: [[String]] = [
        [], ["budget=500"], ["budget=800"], ["fill_rate=0.97"], ["lead_time=+20%"], ["lead_time=+20%", "budget=700"], ["lead_time=+20%", "budget=900"],
        ["demand=+30%"], ["demand=-40%", "fill_rate=0.9"], ["review_period=14"], ["unit_cost=+10%", "budget=600"], ["item-2.lead_time_days=60"],
        ["item-2.lead_time_days=60", "item-4.demand=+50%"], ["item-3.order_multiple=12"], ["expected_backorders=3"], ["item-1.override_order_up_to=40"],
        ["supplier:north.lead_time_days=+50%"], ["group:tea.demand=+20%", "budget=450"], ["demand[2-4]=+60%"], ["item-2.demand[1]=+100%"], ["order_multiple=4"],
        ["lead_time=0", "lead_time_sd=0"], ["item-0.on_hand=100"], ["order_cost=5"], ["budget=500"],
        ["orders.budget=300"], ["supplier:north.orders_budget=100", "budget=600"], ["delivery_delay=+10"],
    ]

    /// The small shop with suppliers and a group.
    static func shop(_ objective: PlanObjective) throws -> PlanRun {
        var input = SmallShop.input()
        for index in input.items.indices {
            input.items[index].supplier = index % 2 == 0 ? "north" : "south"
            if index < 2 { input.items[index].stock.group = "tea" }
        }
        return try makePlan(input, configuration: SmallShop.configuration(objective), id: "plan-1", options: PlanOptions(version: "test"))
    }

    @Test func changesOfASupplierOrAGroupReachItsItemsOnly() throws {
        let run = try Self.shop(PlanObjective(kind: .fillRate, target: 0.95))
        let late = try planScenario(run, changes: [try ScenarioChange("supplier:north.lead_time_days=+10")], id: "s")
        for (before, after) in zip(run.items, late.items) {
            #expect(after.supply.leadTimeDays == before.supply.leadTimeDays + (before.supply.supplier == "north" ? 10 : 0))
        }
        let error = #expect(throws: ScenarioError.self) { _ = try planScenario(run, changes: [try ScenarioChange("supplier:nort.lead_time_days=1")], id: "s") }
        #expect(error?.hint == "did you mean north?")
        #expect(throws: ScenarioError.self) { _ = try planScenario(run, changes: [try ScenarioChange("group:coffee.demand=+1%")], id: "s") }
    }

    @Test func demandOfSomePeriodsRaisesTheseAlone() throws {
        let run = try Self.shop(PlanObjective(kind: .fillRate, target: 0.95))
        let raised = try planScenario(run, changes: [try ScenarioChange("demand[2-3]=+50%")], id: "s")
        let before = try #require(run.items[0].outlook), after = try #require(raised.items[0].outlook)
        #expect(after.mean[0] == before.mean[0])
        #expect(after.mean[1] == 1.5 * before.mean[1])
        #expect(after.mean[2] == 1.5 * before.mean[2])
        #expect(after.cumulativeVariance[0] == before.cumulativeVariance[0])
        #expect(after.cumulativeVariance[2] > before.cumulativeVariance[2])
        // All periods: the change without a range.
        let all = try planScenario(run, changes: [try ScenarioChange("demand[1-10000]=+50%")], id: "s")
        let whole = try planScenario(run, changes: [try ScenarioChange("demand=+50%")], id: "s")
        #expect(all.items[0].outlook?.mean == whole.items[0].outlook?.mean)
        #expect((all.summary.expectedBackorders - whole.summary.expectedBackorders).magnitude < 1e-9 * whole.summary.expectedBackorders)
        for text in ["demand[0]=+1%", "demand[3-2]=+1%", "demand[x]=+1%", "demand[9999]=+1%"] {
            #expect(throws: ScenarioError.self) { _ = try planScenario(run, changes: [try ScenarioChange(text)], id: "s") }
        }
    }

    /// What a session keeps never shows: each scenario is that of a fresh computation, bit for bit, in any order and on any number of threads.
    @Test(arguments: [1, 2, 3]) func everyScenarioIsThatOfAFreshComputation(threads: Int) throws {
        for objective in [PlanObjective(kind: .budget, target: 400), PlanObjective(kind: .fillRate, target: 0.95, weight: .value)] {
            let run = try Self.shop(objective)
            let session = ScenarioSession(run, threads: threads)
            for texts in Self.changes + Self.changes.reversed() {
                let changes = try texts.map { try ScenarioChange($0) }
                let fresh = try planScenario(run, changes: changes, id: "s")
                let isSame = try session.plan(changes, id: "s") == fresh
                #expect(isSame, "\(texts)")
            }
        }
    }

    /// In a network a location's terms move what its warehouse waits for: nothing is taken over from before.
    @Test func scenariosOfANetworkAreThoseOfAFreshComputation() throws {
        var input = SmallShop.input()
        input.series = input.series.prefix(3).enumerated().map { place, one in
            var series = one
            series.key = ItemLocation(item: "mug", location: ["DC", "North", "South"][place])
            return series
        }
        input.facts = [:]
        input.items = input.series.map { series in
            var record = ItemRecord(key: series.key)
            record.unitCost = 4
            record.leadTimeDays = series.key.location == "DC" ? 21 : 3
            record.reviewPeriodDays = 7
            record.onHand = 5
            record.source = series.key.location == "DC" ? nil : "DC"
            return record
        }
        var configuration = SmallShop.configuration(PlanObjective(kind: .budget, target: 150))
        var network = NetworkSettings()
        network.warehouse = "DC"
        configuration.network = network
        let run = try makePlan(input, configuration: configuration, id: "plan-1", options: PlanOptions(version: "test"))
        let session = ScenarioSession(run, threads: 2)
        for texts in [[], ["mug@North.review_period_days=21"], ["mug@South.lead_time_days=10"], ["mug@DC.lead_time_days=40"], ["lead_time=+50%"], ["budget=200"], ["mug@North.demand=+40%", "budget=120"]] {
            let changes = try texts.map { try ScenarioChange($0) }
            let fresh = try planScenario(run, changes: changes, id: "s")
            let isSame = try session.plan(changes, id: "s") == fresh
            #expect(isSame, "\(texts)")
            #expect(try session.figures(changes, id: "s").summary.expectedBackorders == fresh.summary.expectedBackorders, "\(texts)")
        }
    }

    /// Nor does what is worked out ahead, in the midst of scenarios.
    @Test func whatIsWorkedOutAheadDoesNotShow() throws {
        var run = try Self.shop(PlanObjective(kind: .budget, target: 400))
        run.exchangeCurve = try exchangeCurve(of: run)
        let session = ScenarioSession(run, threads: 2)
        #expect(session.workAhead(step: 0))
        #expect(!session.workAhead(step: 1), "six items are one step")
        for texts in Self.changes {
            let changes = try texts.map { try ScenarioChange($0) }
            let isSame = try session.plan(changes, id: "s") == planScenario(run, changes: changes, id: "s")
            #expect(isSame, "\(texts)")
        }
        run.exchangeCurve = nil
        #expect(!ScenarioSession(run).workAhead(step: 0), "a run without a curve says nothing of multipliers")
    }

    /// Totals without a whole plan, and rows one by one, are those of the whole plan, bit for bit: also with levels set by hand, terms that contradict
    /// each other, suppliers with minimums and capacities, items that fail, and limits of groups.
    @Test(arguments: [1, 2]) func figuresAreThoseOfTheWholePlan(threads: Int) throws {
        var input = SmallShop.input()
        for index in input.items.indices {
            input.items[index].supplier = index % 2 == 0 ? "north" : "south"
            if index < 2 { input.items[index].stock.group = "tea" }
            input.items[index].onHand = 1
        }
        input.items[1].stock.maximumStock = 20
        input.items[0].minimumOrderQuantity = 60
        input.items[2].stock.overrideOrderUpTo = 30
        input.items[3].orderMultiple = 12
        input.items[3].maximumOrderQuantity = 6
        input.suppliers = [
            SupplierRecord(supplier: "north", minimumOrderValue: 3_000), SupplierRecord(supplier: "south", capacityPerPeriod: 3),
        ]
        var grouped = PlanObjective(kind: .budget, target: 900)
        grouped.groupLimits = GroupLimits(subject: .group, ceilings: ["tea": 150])
        for objective in [PlanObjective(kind: .budget, target: 900), grouped, PlanObjective(kind: .fillRate, target: 0.95, weight: .value)] {
            let run = try makePlan(input, configuration: SmallShop.configuration(objective), id: "plan-1", options: PlanOptions(version: "test"))
            #expect(run.items.contains { $0.recommendation.status == .failed })
            #expect(run.items.contains { $0.recommendation.addedForSupplier != nil || $0.recommendation.heldBack != nil })
            let session = ScenarioSession(run, threads: threads)
            for texts in Self.changes {
                let changes = try texts.map { try ScenarioChange($0) }
                let whole = Result { try session.plan(changes, id: "s", withDates: false) }
                let figures = Result { try session.figures(changes, id: "s") }
                guard case .success(let whole) = whole, case .success(let figures) = figures else {
                    #expect("\(whole)".hasPrefix("failure") && "\(whole)" == "\(figures)", "\(texts)")
                    continue
                }
                var summary = whole.summary
                (summary.overrides, summary.supplierOrders, summary.priceQuartiles, summary.bulk) = (figures.summary.overrides, figures.summary.supplierOrders, figures.summary.priceQuartiles, figures.summary.bulk)
                (summary.rowsRead, summary.quarantinedRows, summary.quarantineCodes, summary.warnings) = (figures.summary.rowsRead, figures.summary.quarantinedRows, figures.summary.quarantineCodes, figures.summary.warnings)
                #expect(summary == figures.summary, "\(texts)")
                #expect(figures.objective == whole.configuration.objective)
                for index in whole.items.indices {
                    #expect(figures.recommendation(at: index) == whole.items[index].recommendation, "\(texts) \(index)")
                    #expect(figures.unitCost(at: index) == whole.items[index].supply.unitCost)
                }
            }
        }
    }

    @Test func aRefusedChangeLeavesTheSessionAsItWas() throws {
        let run = try SmallShop.plan(PlanObjective(kind: .budget, target: 400))
        let session = ScenarioSession(run, threads: 2)
        #expect(throws: ScenarioError.self) { _ = try session.plan([try ScenarioChange("nobody.on_hand=1")], id: "s") }
        #expect(throws: ScenarioError.self) { _ = try session.plan([try ScenarioChange("lead_time=-1000")], id: "s") }
        let change = [try ScenarioChange("budget=500")]
        let isSame = try session.plan(change, id: "s") == planScenario(run, changes: change, id: "s")
        #expect(isSame)
    }

    @Test func threadsChangeNothing() throws {
        let one = try SmallShop.plan(PlanObjective(kind: .budget, target: 400), threads: 1)
        let change = [try ScenarioChange("lead_time=+10%")]
        #expect(try planScenario(one, changes: change, id: "s", threads: 1) == planScenario(one, changes: change, id: "s", threads: 4))
    }

    @Test func todaysOrdersKeepToTheMoneyOfAScenario() throws {
        let run = try Self.shop(PlanObjective(kind: .fillRate, target: 0.95))
        let half = (run.summary.valueToOrder / 2).rounded()
        let capped = try planScenario(run, changes: [try ScenarioChange("orders.budget=\(half)")], id: "s")
        #expect(capped.summary.valueToOrder <= half && capped.summary.valueToOrder > 0)
        #expect(capped.summary.expectedBackorders == run.summary.expectedBackorders, "levels stay")
        let north = try planScenario(run, changes: [try ScenarioChange("supplier:north.orders_budget=40")], id: "s")
        let spent = north.items.filter { $0.supply.supplier == "north" }.reduce(0) { $0 + $1.recommendation.orderNow * ($1.supply.unitCost ?? 0) }
        #expect(spent <= 40)
        for change in ["orders.budget=+10%", "orders.budget=-1", "supplier:nort.orders_budget=5"] {
            #expect(throws: ScenarioError.self) { _ = try planScenario(run, changes: [try ScenarioChange(change)], id: "s") }
        }
    }

    @Test func withoutDatesLevelsAndTotalsAreTheSame() throws {
        let run = try Self.shop(PlanObjective(kind: .budget, target: 600))
        let session = ScenarioSession(run, threads: 2)
        for text in ["budget=500", "lead_time=+20%", "fill_rate=0.9"] {
            let change = [try ScenarioChange(text)]
            let (whole, quick) = (try session.plan(change, id: "s"), try session.plan(change, id: "s", withDates: false))
            var totals = whole.summary
            // Long waits are told with the dates.
            totals.longWaits = nil
            #expect(totals == quick.summary)
            #expect(whole.items.map(\.recommendation.policy) == quick.items.map(\.recommendation.policy))
            #expect(whole.items.map(\.recommendation.orderNow) == quick.items.map(\.recommendation.orderNow))
            #expect(whole.items.map(\.recommendation.status) == quick.items.map(\.recommendation.status))
        }
    }

    @Test func theCurveOfASessionIsThatOfItsScenario() throws {
        let run = try Self.shop(PlanObjective(kind: .budget, target: 600))
        let session = ScenarioSession(run, threads: 2)
        for changes in [[], ["lead_time=+20%"], ["demand=+30%", "budget=500"], []] {
            let parsed = try changes.map { try ScenarioChange($0) }
            let scenario = parsed.isEmpty ? run : try planScenario(run, changes: parsed, id: "s")
            #expect(try session.curve(parsed) == scenarioCurve(of: scenario), "\(changes)")
        }
    }
}
