import DemandModel
import Foundation
import NumericCore
import ReorderPolicies

/// Items as a shop with random lead times has them: per node five negative binomial members and one of past errors with a table of
/// its own, cut at zero demand; means from one unit in two months to thousands, mostly lumpy.
func randomLeadTimeProblems(_ count: Int) -> [ReplenishmentProblem] {
    var generator = Generator()
    let shape = (0..<100).map { (exp(0.9 * standardNormalQuantile((Double($0) + 0.5) / 100)) - exp(0.405)) / 2 }
    let bands = [(0.7, 0.3), (0.9, 0.3), (1.05, 0.25), (1.2, 0.11), (1.4, 0.04)]
    return (0..<count).map { index in
        let perDay = exp(-4 + 9 * generator.uniform())
        let spread = 0.3 + 1.2 * generator.uniform()
        let cost = exp(3 * generator.uniform() - 1)
        let distributions = LeadTimeDemand.nodes(reviewPeriodDays: 7).map { node in
            let mean = perDay * (28 + node.fraction * 7)
            let variance = mean + spread * mean * mean
            var members = bands.map { factor, weight in
                var member = DemandDistribution.Member(mean: mean * factor, variance: variance * factor * factor, isCount: true)
                member.weight = 0.6 * weight
                return member
            }
            let lowest = -mean / variance.squareRoot()
            members.append(.init(
                family: .empirical, weight: 0.4, mean: mean, variance: variance, standardisedQuantiles: shape.map { max($0, lowest) }))
            return DemandDistribution(members: members, isCount: true)
        }
        return ReplenishmentProblem(
            key: ItemLocation(item: "item\(index)"),
            demand: LeadTimeDemand(
                leadTimeDays: 28, leadTimeStandardDeviationDays: 5, reviewPeriodDays: 7, meanPerDay: perDay, distributions: distributions),
            terms: SupplyTerms(unitCost: cost, leadTimeDays: 28, reviewPeriodDays: 7))
    }
}

/// One budget alone, and seven budgets from one preparation: CPU seconds, the least of three runs.
func runRandomLeadTimes(_ count: Int) throws {
    let problems = randomLeadTimeProblems(count)
    let whole = problems.reduce(0.0) { $0 + ($1.terms.unitCost ?? 0) * $1.demand.meanPerDay * 35 }
    let budgets = [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5].map { whole * $0 }
    var alone: AssortmentPlan?
    let seconds = leastSeconds(3) {
        alone = try? planAssortment(problems, objective: PlanObjective(kind: .budget, target: budgets[3]))
    }
    print("items", count, "nodes 5 members 6 one budget: seconds", seconds)
    var prepared: PreparedAssortment?
    let preparing = leastSeconds(3) { prepared = PreparedAssortment(problems) }
    var plans: [AssortmentPlan] = []
    let planning = leastSeconds(3) {
        plans = budgets.compactMap { try? prepared?.plan(PlanObjective(kind: .budget, target: $0)) }
    }
    print("prepare once: seconds", preparing, "seven budgets: seconds", planning, "same plan as alone", plans[3] == alone)
    for (budget, plan) in zip(budgets, plans) {
        print(
            "budget", budget, "money", plan.totals.averageInventoryValue, "E[B]", plan.totals.weightedBackorders, "bound",
            plan.totals.lowerBound ?? .nan, "gap", plan.totals.relativeGap ?? .nan)
    }
}
