import DemandModel
import Testing

@testable import ReorderPolicies

@Suite struct BudgetKindTests {
    private func problems(_ change: (Int, inout ReplenishmentProblem) -> Void) -> [ReplenishmentProblem] {
        (0..<20).map { index in
            problem(index, periodicDemand(perDay: 0.2 + 0.15 * Double(index), lead: 10, review: 7, ratio: 2), cost: 1 + Double(index % 5)) {
                change(index, &$0)
            }
        }
    }

    @Test func unitsAreABudgetOfItemsThatAllCostOne() throws {
        let limited = try planAssortment(
            problems { $1.budgetPerUnit = 1 }, objective: PlanObjective(kind: .budget, money: .averageUnits, target: 90))
        let units = limited.decisions.reduce(0) { $0 + ($1.performance?.averageOnHand ?? 0) }
        #expect(units <= 90 && units > 89)
        let same = try planAssortment(problems { $1.terms.unitCost = 1 }, objective: PlanObjective(kind: .budget, target: 90))
        #expect(limited.decisions.map(\.policy) == same.decisions.map(\.policy))
        #expect(limited.totals.lowerBound == same.totals.lowerBound)
        // Money is still counted in money.
        let first = limited.decisions[3]
        #expect(first.averageInventoryValue == first.performance.map { 4 * $0.averageOnHand })
    }

    @Test func aStorageVolumeIsKept() throws {
        let wanted = problems { $1.budgetPerUnit = $0 == 19 ? 0.5 : 0.01 * Double(1 + $0 % 3); $1.terms.unitCost = nil }
        let plan = try planAssortment(wanted, objective: PlanObjective(kind: .budget, money: .storageVolume, target: 2))
        let volume = zip(plan.decisions, wanted).reduce(0) { $0 + ($1.0.performance?.averageOnHand ?? 0) * ($1.1.budgetPerUnit ?? 0) }
        #expect(volume <= 2)
        #expect(try #require(plan.totals.lowerBound) <= plan.totals.weightedBackorders)
        // The bulky item waits most for its demand.
        let fills = plan.decisions.compactMap(\.performance?.fillRate)
        #expect(fills.min() == fills[19])
        let broken = problems { $1.budgetPerUnit = $0 == 0 ? -1 : 1 }
        #expect(try planAssortment(broken, objective: PlanObjective(kind: .budget, money: .averageUnits, target: 9)).decisions[0].status == .failed)
    }

    @Test func readyRateAndCycleServiceAreReachedByTheLeastLevel() throws {
        for kind in [PlanObjective.Kind.readyRate, .cycleService] {
            func service(_ performance: PolicyPerformance) -> Double {
                kind == .readyRate ? performance.readyRate : performance.cycleServiceLevel
            }
            for policy in [ReplenishmentPolicy.Kind.RS, .RsS, .rQ] {
                let review = policy == .rQ ? 0.0 : 7
                let one = problem(0, periodicDemand(perDay: 0.7, lead: 10, review: review, ratio: 2)) {
                    $0.kind = policy
                    $0.terms.reviewPeriodDays = review
                    $0.terms.orderMultiple = 4
                }
                let decision = try planAssortment([one], objective: PlanObjective(kind: kind, target: 0.93)).decisions[0]
                let item = try StockItem(one, index: 0)
                let level = try #require(decision.policy?.orderUpTo)
                #expect(service(item.performance(level)) >= 0.93 && service(item.performance(level - 1)) < 0.93)
            }
            #expect(throws: PolicyError.self) { try planAssortment([], objective: PlanObjective(kind: kind, target: 1)) }
            let low = problem(0, periodicDemand(perDay: 0.7, lead: 10, review: 7, ratio: 2)) { $0.limits.maximumOrderUpTo = 3 }
            let capped = try planAssortment([low], objective: PlanObjective(kind: kind, target: 0.93)).decisions[0]
            #expect(capped.status == .capped && capped.reasons.joined().contains(kind == .readyRate ? "ready rate" : "cycle service"))
        }
    }
}
