import DemandModel
import Testing

@testable import ReorderPolicies

@Suite struct StockLimitTests {
    private let budget = PlanObjective(kind: .budget, target: 60)
    private let service = PlanObjective(kind: .fillRate, target: 0.95)
    private func demand() -> LeadTimeDemand { periodicDemand(perDay: 0.5, lead: 10, review: 7, ratio: 2) }

    @Test func anItemsOwnFillRateReplacesTheTargetAndHoldsUnderABudget() throws {
        let own = problem(0, demand()) { $0.limits.targetFillRate = 0.8 }
        let relaxed = try planAssortment([own, problem(1, demand())], objective: service)
        let fills = relaxed.decisions.compactMap(\.performance?.fillRate)
        #expect(fills[0] >= 0.8 && fills[0] < 0.95 && fills[1] >= 0.95)
        // The least level: one unit less misses the target.
        let level = try #require(relaxed.decisions[0].policy?.orderUpTo)
        #expect(try StockEvaluator(demand()).fillRate(orderUpTo: level - 1, batch: 1) < 0.8)
        let cheap = problem(0, demand()) { $0.weight = 0.0001; $0.limits.targetFillRate = 0.97 }
        let plan = try planAssortment([cheap, problem(1, demand())], objective: PlanObjective(kind: .budget, target: 25))
        #expect(plan.decisions[0].performance.map { $0.fillRate >= 0.97 } == true)
        #expect(plan.decisions[0].reasons == ["its own target fill rate of 97% holds"])
        #expect(plan.totals.averageInventoryValue <= 25)
        let wrong = problem(0, demand()) { $0.limits.targetFillRate = 1 }
        #expect(try planAssortment([wrong], objective: service).decisions[0].status == .failed)
    }

    @Test func floorsAndCeilingsSayThatTheyHold() throws {
        let floored = problem(0, demand()) { $0.limits.minimumOrderUpTo = 40 }
        let plan = try planAssortment([floored], objective: service)
        #expect(plan.decisions[0].policy?.orderUpTo == 40 && plan.decisions[0].reasons == ["minimum stock 40 holds"])
        let aged = problem(0, demand()) {
            $0.limits.maximumOrderUpTo = 6.5
            $0.limits.maximumReason = "shelf life of 3 days"
        }
        let capped = try planAssortment([aged], objective: PlanObjective(kind: .budget, target: 1e6)).decisions[0]
        #expect(capped.policy?.orderUpTo == 6 && capped.status == .capped)
        #expect(capped.reasons.contains("maximum stock 6 reached (shelf life of 3 days)"))
        let crossed = problem(0, demand()) {
            $0.limits = aged.limits
            $0.limits.minimumOrderUpTo = 9
        }
        let refused = try planAssortment([crossed], objective: service).decisions[0]
        #expect(refused.status == .failed && refused.reasons[0].contains("above maximum stock 6.5 (shelf life of 3 days)"))
    }

    /// A maximum of nothing, and one that is the minimum too, keep an item from its target like any other.
    @Test func aLimitThatLeavesOneLevelSaysWhatItCosts() throws {
        let none = problem(0, demand()) { $0.limits.maximumOrderUpTo = 0 }
        let nothing = try planAssortment([none], objective: service).decisions[0]
        #expect(nothing.policy?.orderUpTo == 0 && nothing.status == .capped)
        #expect(nothing.reasons == ["maximum stock 0 reached: it keeps the fill rate at 0%, below 95%"])
        let one = problem(0, demand()) { $0.limits.maximumOrderUpTo = 4; $0.limits.minimumOrderUpTo = 4 }
        let kept = try planAssortment([one], objective: service).decisions[0]
        #expect(kept.policy?.orderUpTo == 4 && kept.status == .capped && kept.reasons[0].hasPrefix("maximum stock 4 reached: it keeps the fill rate at"))
        let enough = problem(0, demand()) { $0.limits.maximumOrderUpTo = 60; $0.limits.minimumOrderUpTo = 60 }
        #expect(try planAssortment([enough], objective: service).decisions[0].status == .ok)
    }

    @Test func overridesAreCompletedByTheBatch() throws {
        func decided(_ change: (inout ReplenishmentProblem) -> Void) throws -> ReplenishmentDecision {
            try planAssortment([problem(0, demand()) { $0.terms.orderMultiple = 6; change(&$0) }], objective: service).decisions[0]
        }
        let low = try decided { $0.limits.fixedReorderPoint = 5 }
        #expect(low.policy == ReplenishmentPolicy(kind: .RsS, reorderPoint: 5, orderUpTo: 11))
        let high = try decided { $0.limits.fixedOrderUpTo = 15 }
        #expect(high.policy == ReplenishmentPolicy(kind: .RS, reorderPoint: 9, orderUpTo: 15))
        let both = try decided { $0.limits.fixedReorderPoint = 3; $0.limits.fixedOrderUpTo = 17 }
        #expect(both.policy == ReplenishmentPolicy(kind: .RsS, reorderPoint: 3, orderUpTo: 17))
        let crossed = try decided { $0.limits.fixedReorderPoint = 18; $0.limits.fixedOrderUpTo = 17 }
        #expect(crossed.status == .failed && crossed.reasons[0].contains("override_reorder_point 18 is above override_order_up_to 17"))
    }

    @Test func whatAnOverrideCosts() throws {
        let problems = (0..<6).map { index in
            problem(index, periodicDemand(perDay: 0.5 + 0.2 * Double(index), lead: 10, review: 7, ratio: 2))
        }
        for objective in [service, budget, PlanObjective(kind: .expectedBackorders, target: 6)] {
            let free = try planAssortment(problems, objective: objective)
            let usual = try #require(free.decisions[3].policy?.orderUpTo)
            var kept = problems
            kept[3].limits.fixedOrderUpTo = usual + 5
            kept[3].limits.fixedReason = "override: shelf full"
            let plan = try planAssortment(kept, objective: objective)
            #expect(plan.decisions[3].policy?.orderUpTo == usual + 5)
            let costs = overrideCosts(kept, plan: plan, objective: objective)
            #expect(costs.count == 1 && costs[0].key == kept[3].key && costs[0].reason == "override: shelf full")
            #expect(costs[0].keptOrderUpTo == usual + 5 && abs(costs[0].recommendedOrderUpTo - usual) <= 2)
            #expect(try #require(costs[0].averageInventoryValue) > 0 && costs[0].expectedBackorders < 0)
        }
        // An override that the plan would have chosen costs nothing.
        let free = try planAssortment(problems, objective: service)
        var same = problems
        same[2].limits.fixedOrderUpTo = free.decisions[2].policy?.orderUpTo
        let costs = overrideCosts(same, plan: try planAssortment(same, objective: service), objective: service)
        #expect(costs[0].averageInventoryValue == 0 && costs[0].expectedBackorders == 0)
    }

    @Test func aBudgetBelowTheFloorsSaysByHowMuchAndForWhom() throws {
        let problems = [
            problem(0, demand()) { $0.limits.minimumOrderUpTo = 30 }, problem(1, demand()),
            problem(2, demand()) { $0.limits.fixedOrderUpTo = 25 },
        ]
        let refusal = #expect(throws: PolicyError.self) { try planAssortment(problems, objective: PlanObjective(kind: .budget, target: 5)) }
        guard case .budgetBelowFloors(_, let floors, let items)? = refusal else {
            Issue.record("another error")
            return
        }
        #expect(items == [problems[0].key, problems[2].key])
        let held = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: floors))
        #expect(held.totals.averageInventoryValue <= floors && held.decisions[1].policy?.orderUpTo == 0)
    }

    /// A smooth member reaches a little below zero: no stock is held at S = 0 for that, and nothing stands against a budget of zero.
    @Test func aBudgetOfZeroLeavesEveryItemAtZero() throws {
        var smooth = demand()
        for index in smooth.distributions.indices {
            var member = smooth.distributions[index].members[0]
            member.family = .empirical
            member.standardisedQuantiles = [-2, -0.5, 0, 1, 3]
            smooth.distributions[index].members = [member]
        }
        let problems = [problem(0, smooth), problem(1, demand())]
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: 0))
        #expect(plan.decisions.allSatisfy { $0.policy?.orderUpTo == 0 && $0.performance?.averageOnHand == 0 })
        let floored = problem(2, demand()) { $0.limits.minimumOrderUpTo = 40 }
        let refusal = #expect(throws: PolicyError.self) {
            try planAssortment([problem(0, demand()) { $0.limits.minimumOrderUpTo = 20 }, floored], objective: PlanObjective(kind: .budget, target: 1))
        }
        guard case .budgetBelowFloors(_, _, let items)? = refusal else {
            Issue.record("another error")
            return
        }
        #expect(items.first == floored.key, "the item that holds most comes first")
    }
}
