import DemandModel

/// What each fixed item of a plan costs against what the objective would choose for it alone: under `budget` and
/// `expectedBackorders` at the plan's common multiplier (what the last unit of money buys elsewhere), else at the item's own target.
///
/// - Parameters:
///   - plan: the plan of `problems` for `objective`.
/// - Returns: one entry per fixed problem that has a policy and could have another, in the order of the problems.
public func overrideCosts(
    _ problems: [ReplenishmentProblem], plan: AssortmentPlan, objective: PlanObjective
) -> [OverrideCost] {
    let fixed = problems.indices.filter { problems[$0].limits.isFixed }
    return overrideCosts(problems, fixed: fixed, totals: plan.totals, objective: objective) { plan.decisions[$0] }
}

/// The same where the fixed problems are known.
///
/// - Parameter decision: of a problem, in the plan.
public func overrideCosts(
    _ problems: [ReplenishmentProblem], fixed: [Int], totals: AssortmentTotals, objective: PlanObjective, decision: (Int) -> ReplenishmentDecision
) -> [OverrideCost] {
    var costs: [OverrideCost] = []
    for index in fixed {
        let problem = problems[index], kept = decision(index)
        var free = problem
        free.limits = problem.limits.unfixed
        guard let keptPolicy = kept.policy, let keptPerformance = kept.performance,
            let chosen = unfixedDecision(free, objective: objective, totals: totals), let policy = chosen.policy,
            let performance = chosen.performance
        else { continue }
        costs.append(OverrideCost(
            key: problem.key, reason: problem.limits.fixedReason, keptOrderUpTo: keptPolicy.orderUpTo,
            recommendedOrderUpTo: policy.orderUpTo,
            averageInventoryValue: problem.terms.unitCost.map { $0 * (keptPerformance.averageOnHand - performance.averageOnHand) },
            expectedBackorders: keptPerformance.expectedBackorders - performance.expectedBackorders))
    }
    return costs
}

private func unfixedDecision(
    _ problem: ReplenishmentProblem, objective: PlanObjective, totals: AssortmentTotals
) -> ReplenishmentDecision? {
    guard objective.kind.isAllocated else {
        return try? planAssortment([problem], objective: objective).decisions.first
    }
    guard let item = try? StockItem(problem, index: 0), let multiplier = totals.multiplier else { return nil }
    if objective.kind == .systemFillRate {
        return item.decision(item.level(servingAt: multiplier, money: objective.money), problem: problem)
    }
    // Nothing left to spend and no multiplier: every unit of money lies in the floors.
    let isSpent = multiplier == 0 && totals.unspentBudget == 0
    let ratio = thresholdRatio(
        unitCost: item.unitCost, weight: item.weight, multiplier: isSpent ? .infinity : multiplier, money: objective.money)
    return item.decision(item.level(reductionAtMost: ratio.isNaN ? 1 : ratio), problem: problem)
}

extension StockLimits {
    /// True where the objective cannot move the levels.
    public var isFixed: Bool { fixedPolicy != nil || fixedReorderPoint != nil || fixedOrderUpTo != nil }
}
