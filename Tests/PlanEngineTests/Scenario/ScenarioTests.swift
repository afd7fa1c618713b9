import DemandModel
import PlanEngine
import Testing

@Suite struct ScenarioTests {
    @Test func readsChanges() throws {
        #expect(try ScenarioChange("lead_time=+20%").operation == .multiply(1.2))
        #expect(try ScenarioChange("budget=90000").operation == .set(90000))
        #expect(try ScenarioChange("lead_time=-3").operation == .add(-3))
        #expect(try ScenarioChange("a.b@north.on_hand=7").subject == .item(ItemLocation(item: "a.b", location: "north"), .onHand))
    }

    @Test(arguments: [
        ("lead_tiem=+5", "--set lead_tiem=+5: there is no plan field \"lead_tiem\"; did you mean lead_time?"),
        ("lead_time", "--set lead_time: has no =; write KEY=VALUE, for example lead_time=+20%"),
        ("lead_time=often", "--set lead_time=often: \"often\" is no value; write a number (40), a share (+20% or -10%) or an amount (+5 or -5)"),
        ("lead_time=20%", "--set lead_time=20%: \"20%\" is no value; write a number (40), a share (+20% or -10%) or an amount (+5 or -5)"),
        ("mug.on_hnad=3", "--set mug.on_hnad=3: an item has no field \"on_hnad\"; did you mean on_hand?"),
    ])
    func saysWhatIsWrong(text: String, message: String) {
        let error = #expect(throws: ScenarioError.self) { try ScenarioChange(text) }
        #expect(error?.description == message)
    }

    @Test func longerLeadTimesNeedMoreStockForTheSameFill() throws {
        let base = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        let longer = try planScenario(base, changes: [ScenarioChange("lead_time=+50%")], id: "s")
        #expect(longer.parentID == "plan-1")
        #expect(longer.changes == ["lead_time=+50%"])
        for delta in scenarioDeltas(from: base, to: longer) where delta.before.policy != nil {
            #expect((delta.after.policy?.orderUpTo ?? 0) >= (delta.before.policy?.orderUpTo ?? 0))
        }
        #expect(longer.summary.stockValue > base.summary.stockValue)
    }

    @Test func noChangeIsNoChange() throws {
        let base = try SmallShop.plan(PlanObjective(kind: .budget, target: 150))
        let same = try planScenario(base, changes: [ScenarioChange("lead_time=+0%"), ScenarioChange("budget=150")], id: "s")
        #expect(scenarioDeltas(from: base, to: same).allSatisfy { !$0.isChanged })
        #expect(same.summary == base.summary)
    }

    @Test func changesOfOneItemReachThatItem() throws {
        let base = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        let changed = try planScenario(base, changes: [ScenarioChange("item-2.lead_time_days=40")], id: "s")
        #expect(scenarioDeltas(from: base, to: changed).filter(\.isChanged).map(\.key.item) == ["item-2"])
        let error = #expect(throws: ScenarioError.self) {
            try planScenario(base, changes: [ScenarioChange("item-22.on_hand=4")], id: "s")
        }
        #expect(error?.description == "--set item-22.on_hand=4: the run has no item item-22; did you mean item-2?")
    }

    @Test func demandScalesTheMeanAndTheSpread() throws {
        let base = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        let more = try planScenario(base, changes: [ScenarioChange("demand=+20%")], id: "s")
        for (before, after) in zip(base.items, more.items) where before.outlook != nil {
            #expect(abs(after.recommendation.demandMean / before.recommendation.demandMean - 1.2) < 1e-9)
            #expect(after.recommendation.demandStandardDeviation > before.recommendation.demandStandardDeviation)
        }
        #expect(throws: ScenarioError.self) { try planScenario(base, changes: [ScenarioChange("demand=7")], id: "s") }
    }

    @Test func theObjectiveCanBeChangedAndIsChecked() throws {
        let base = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        let budget = try planScenario(base, changes: [ScenarioChange("budget=100")], id: "s")
        #expect(budget.configuration.objective.kind == .budget)
        #expect(budget.summary.averageInventoryValue <= 100)
        #expect(throws: ScenarioError.self) { try planScenario(base, changes: [ScenarioChange("budget=+10%")], id: "s") }
        #expect(throws: ScenarioError.self) { try planScenario(base, changes: [ScenarioChange("fill_rate=1.5")], id: "s") }
        #expect(throws: ScenarioError.self) { try planScenario(base, changes: [ScenarioChange("lead_time=-100")], id: "s") }
    }

    @Test(arguments: [
        ("lead_time=100000", "leads to 100000 for item"), ("lead_time=+100000%", "lead_time_days is at most 3650, as in the items table"),
        ("holding_rate=101", "holding_rate_per_year is at most 100"), ("demand=+200000%", "multiplies demand by 2001; a thousand times is the most"),
    ])
    func valuesBeyondReasonAreRefused(text: String, message: String) throws {
        let base = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        let error = #expect(throws: ScenarioError.self) { try planScenario(base, changes: [ScenarioChange(text)], id: "s") }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "none")")
    }
}

@Suite struct RunExchangeCurveTests {
    @Test func thePlanLiesOnTheCurveAndBelowOneFactorForAll() throws {
        let run = try SmallShop.plan(PlanObjective(kind: .budget, target: 150))
        let curve = try exchangeCurve(of: run)
        let plan = try #require(curve.marks.first { $0.name == "recommendation" }).point
        let rule = try #require(curve.marks.first { $0.name == "equal_safety_factor" }).point
        #expect(abs(plan.money / run.summary.averageInventoryValue - 1) < 1e-9)
        #expect(abs(plan.weightedBackorders / run.summary.weightedExpectedBackorders - 1) < 1e-9)
        #expect(plan.weightedBackorders <= rule.weightedBackorders)
        for (more, less) in zip(curve.points, curve.points.dropFirst()) {
            #expect(more.money > less.money && more.weightedBackorders <= less.weightedBackorders)
        }
    }
}
