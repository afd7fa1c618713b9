import DemandModel
import NumericCore
import Testing

@testable import ReorderPolicies

@Suite struct BadInputTests {
    private let budget = PlanObjective(kind: .budget, target: 100)
    private let service = PlanObjective(kind: .fillRate, target: 0.95)

    private func demand() -> LeadTimeDemand { periodicDemand(perDay: 0.5, lead: 10, review: 7, ratio: 2) }

    @Test func unusableTargets() {
        for objective in [
            PlanObjective(kind: .budget, target: -1), PlanObjective(kind: .budget, target: .nan),
            PlanObjective(kind: .budget, target: .infinity), PlanObjective(kind: .fillRate, target: 1),
            PlanObjective(kind: .fillRate, target: 0), PlanObjective(kind: .fillRate, target: .nan),
            PlanObjective(kind: .expectedBackorders, target: -0.1),
        ] {
            #expect(throws: PolicyError.self) { try planAssortment([problem(0, demand())], objective: objective) }
        }
    }

    @Test func noUnitCost() throws {
        let problems = [problem(0, demand(), cost: nil), problem(1, demand())]
        #expect(throws: PolicyError.missingUnitCost([ItemLocation(item: "item0")])) {
            try planAssortment(problems, objective: budget)
        }
        let plan = try planAssortment(problems, objective: service)
        #expect(plan.decisions[0].status == .ok && plan.decisions[0].averageInventoryValue == nil)
    }

    @Test func emptyAssortment() throws {
        let plan = try planAssortment([], objective: budget)
        #expect(plan.decisions.isEmpty && plan.totals.weightedBackorders == 0)
    }

    @Test func budgetOfZeroAndMoreThanNeeded() throws {
        let none = try planAssortment([problem(0, demand())], objective: PlanObjective(kind: .budget, target: 0))
        #expect(none.decisions[0].policy?.orderUpTo == 0)
        #expect(none.totals.averageInventoryValue == 0)
        let plenty = try planAssortment([problem(0, demand())], objective: PlanObjective(kind: .budget, target: 1e9))
        #expect(plenty.totals.weightedBackorders < 1e-6)
        #expect(try #require(plenty.totals.unspentBudget) > 9e8)
        #expect(plenty.totals.multiplier == 0)
    }

    @Test func floorsCeilingsAndFixedPolicies() throws {
        let floored = problem(0, demand()) { $0.limits.minimumOrderUpTo = 30 }
        #expect(throws: PolicyError.self) {
            try planAssortment([floored], objective: PlanObjective(kind: .budget, target: 5))
        }
        let refusal = #expect(throws: PolicyError.self) {
            try planAssortment([floored, problem(1, demand())], objective: PlanObjective(kind: .budget, target: 5))
        }
        if case .budgetBelowFloors(let given, let floors, let items)? = refusal {
            #expect(given == 5 && floors > 15 && items == [floored.key])
        } else {
            Issue.record("not a budget below the floors")
        }
        let message = refusal.map { "\($0)" }
        #expect(message?.contains("item0") == true)
        let crossed = problem(0, demand()) {
            $0.limits.minimumOrderUpTo = 30
            $0.limits.maximumOrderUpTo = 20
        }
        let plan = try planAssortment([crossed, problem(1, demand())], objective: budget)
        #expect(plan.decisions[0].status == .failed && plan.decisions[0].reasons[0].contains("minimum stock 30"))
        #expect(plan.decisions[1].status == .ok)
        let capped = try planAssortment([problem(0, demand()) { $0.limits.maximumOrderUpTo = 4 }], objective: service)
        #expect(capped.decisions[0].status == .capped && capped.decisions[0].policy?.orderUpTo == 4)
        let frozen = problem(0, demand()) {
            $0.limits.fixedPolicy = ReplenishmentPolicy(kind: .RS, reorderPoint: 6, orderUpTo: 7)
            $0.limits.fixedReason = "phase-out"
        }
        let kept = try planAssortment([frozen, problem(1, demand())], objective: budget)
        #expect(kept.decisions[0].policy?.orderUpTo == 7)
        #expect(kept.decisions[0].reasons.contains("fixed: phase-out"))
        #expect(kept.totals.averageInventoryValue <= 100)
    }

    @Test func orderLimits() throws {
        let impossible = problem(0, demand()) {
            $0.terms.orderMultiple = 24
            $0.terms.maximumOrderQuantity = 10
        }
        let plan = try planAssortment([impossible], objective: service)
        #expect(plan.decisions[0].status == .failed && plan.decisions[0].reasons[0].contains("order_multiple 24"))
        let contradictory = problem(0, demand()) {
            $0.terms.minimumOrderQuantity = 30
            $0.terms.maximumOrderQuantity = 10
        }
        #expect(try planAssortment([contradictory], objective: service).decisions[0].status == .failed)
        let tooSmall = problem(0, demand()) { $0.terms.maximumOrderQuantity = 2 }
        let capped = try planAssortment([tooSmall], objective: service).decisions[0]
        #expect(capped.status == .capped && capped.reasons[0].contains("maximum order 2 per review"))
        let negative = problem(0, demand()) { $0.terms.orderMultiple = -3 }
        #expect(try planAssortment([negative], objective: service).decisions[0].status == .failed)
        let wholeYear = problem(0, demand()) { $0.terms.minimumOrderQuantity = 180 }
        let lumpy = try planAssortment([wholeYear], objective: service).decisions[0]
        // Rounding to a minimum order is what minimum orders are for: said, not called capped.
        #expect(lumpy.status == .ok)
        #expect(lumpy.performance.map { $0.fillRate >= 0.95 } == true)
        #expect(lumpy.reasons[0].contains("minimum order 180"))
    }

    @Test func backorderCosts() throws {
        let cost = PlanObjective(kind: .cost, target: 0)
        func decision(_ backorderCost: Double?) throws -> ReplenishmentDecision {
            try planAssortment([problem(0, demand()) { $0.terms.backorderCostPerUnitDay = backorderCost }], objective: cost).decisions[0]
        }
        #expect(try decision(nil).status == .failed)
        #expect(try decision(-1).status == .failed)
        #expect(try decision(.infinity).status == .failed)
        #expect(try decision(.nan).status == .failed)
        let nothing = try decision(0)
        #expect(nothing.policy?.orderUpTo == 0 && nothing.reasons.contains("backorder cost is 0: no stock pays"))
        let usual = try decision(0.01)
        // Newsvendor on the time-average distribution: no neighbour costs less.
        let evaluator = try StockEvaluator(demand())
        func dailyCost(_ level: Double) -> Double {
            let reached = evaluator.performance(orderUpTo: level, batch: 1)
            return 0.25 / 365 * reached.averageOnHand + 0.01 * reached.expectedBackorders
        }
        let level = try #require(usual.policy?.orderUpTo)
        #expect(dailyCost(level) <= dailyCost(level - 1) && dailyCost(level) <= dailyCost(level + 1))
    }

    @Test func degenerateDemand() throws {
        func one(_ member: DemandDistribution.Member, isCount: Bool = true) -> LeadTimeDemand {
            LeadTimeDemand(
                leadTimeDays: 0, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 7, meanPerDay: member.mean / 7,
                distributions: LeadTimeDemand.nodes(reviewPeriodDays: 7).map { node in
                    var scaled = member
                    scaled.mean *= node.fraction
                    scaled.variance *= node.fraction
                    return DemandDistribution(members: [scaled], isCount: isCount)
                })
        }
        // No lead time and no variance: the demand of a review period serves every unit.
        let certain = try planAssortment([problem(0, one(.init(family: .deterministic, mean: 7, variance: 0)))], objective: service)
        #expect(certain.decisions[0].policy?.orderUpTo == 7 && certain.decisions[0].performance?.fillRate == 1)
        // No demand: no stock.
        for family in [DemandDistribution.Family.poisson, .negativeBinomial, .deterministic] {
            let none = try planAssortment([problem(0, one(.init(family: family, mean: 0, variance: 0)))], objective: service)
            #expect(none.decisions[0].policy?.orderUpTo == 0 && none.decisions[0].performance?.fillRate == 1)
            #expect(none.decisions[0].reasons.contains("no demand expected"))
            let funded = try planAssortment([problem(0, one(.init(family: family, mean: 0, variance: 0)))], objective: budget)
            #expect(funded.decisions[0].policy?.orderUpTo == 0)
        }
        // So lumpy that one order is a year's sales.
        let lumpy = try planAssortment(
            [problem(0, one(.init(family: .negativeBinomial, mean: 1, variance: 400)))], objective: service)
        let lumpyFill = lumpy.decisions[0].performance.map(\.fillRate)
        #expect(lumpyFill.map { $0 >= 0.95 } == true)
        // Not a number.
        for bad in [Double.nan, .infinity, -1] {
            let broken = try planAssortment(
                [problem(0, one(.init(family: .normal, mean: 3, variance: bad), isCount: false)), problem(1, demand())],
                objective: service)
            #expect(broken.decisions[0].status == .failed && broken.decisions[1].status == .ok)
        }
        let nodes = LeadTimeDemand(
            leadTimeDays: 1, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 7, meanPerDay: 1, distributions: [])
        #expect(try planAssortment([problem(0, nodes)], objective: service).decisions[0].status == .failed)
    }

    @Test func ordersOfToday() {
        var terms = SupplyTerms(leadTimeDays: 7, reviewPeriodDays: 7, onHand: 3)
        let upTo = ReplenishmentPolicy(kind: .RS, reorderPoint: 19, orderUpTo: 20)
        #expect(orderNow(policy: upTo, terms: terms, isCount: true).quantity == 17)
        terms.orderMultiple = 6
        let packs = ReplenishmentPolicy(kind: .RS, reorderPoint: 14, orderUpTo: 20)
        #expect(orderNow(policy: packs, terms: terms, isCount: true).quantity == 12)
        terms.maximumOrderQuantity = 11
        let cut = orderNow(policy: packs, terms: terms, isCount: true)
        #expect(cut.quantity == 6 && cut.isCapped)
        terms.onHand = 15
        #expect(orderNow(policy: packs, terms: terms, isCount: true).quantity == 0)
        let batches = ReplenishmentPolicy(kind: .rQ, reorderPoint: 9, orderUpTo: 19, orderQuantity: 10)
        for (position, quantity) in [(10.0, 0.0), (9, 10), (0, 10), (-1, 20), (-10, 20), (-11, 30)] {
            let now = SupplyTerms(leadTimeDays: 7, reviewPeriodDays: 0, onHand: position)
            #expect(orderNow(policy: batches, terms: now, isCount: true).quantity == quantity)
        }
    }

    @Test func policiesThatAreNotOnes() {
        let usual = demand()
        for policy in [
            ReplenishmentPolicy(kind: .RS, reorderPoint: 5, orderUpTo: 3),
            ReplenishmentPolicy(kind: .RS, reorderPoint: .nan, orderUpTo: 3),
            ReplenishmentPolicy(kind: .rQ, reorderPoint: 1, orderUpTo: 3, orderQuantity: -2),
        ] {
            #expect(throws: PolicyError.self) { try evaluatePolicy(policy, demand: usual) }
        }
    }
}
