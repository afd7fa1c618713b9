import DemandModel

/// An assortment made ready once and planned for any number of objectives, as a replay over several budgets or a planner's slider
/// needs: distributions are read and the search's start is evaluated only once.
///
///     let prepared = PreparedAssortment(problems)
///     let plans = try budgets.map { try prepared.plan(PlanObjective(kind: .budget, target: $0)) }
///
/// A plan is the same, to the bit, as that of `planAssortment`, whatever was planned before.
public struct PreparedAssortment: Sendable {
    public let problems: [ReplenishmentProblem]
    private let items: [StockItem]
    /// `failed` with its reason for items that admit no policy.
    private let undecided: [ReplenishmentDecision]
    private let start: StockWalk?

    public init(_ problems: [ReplenishmentProblem]) { self.init(problems, isStarted: true) }

    /// - Parameter isStarted: evaluate the start of the search now; otherwise each plan that needs it does.
    init(_ problems: [ReplenishmentProblem], isStarted: Bool) {
        var decisions = problems.map { ReplenishmentDecision(key: $0.key, status: .failed) }
        var items: [StockItem] = []
        items.reserveCapacity(problems.count)
        for (index, problem) in problems.enumerated() {
            do {
                items.append(try StockItem(problem, index: index))
            } catch let error as ImpossibleTerms {
                decisions[index].reasons = [error.reason]
            } catch {
                decisions[index].reasons = ["\(error)"]
            }
        }
        self.problems = problems
        self.items = items
        undecided = decisions
        start = isStarted ? MultiplierSearch.start(items) : nil
    }

    /// Sets the policy of every item-location for one objective; see `planAssortment`.
    public func plan(_ objective: PlanObjective) throws(PolicyError) -> AssortmentPlan {
        try checkTarget(objective)
        if objective.kind.isAllocated {
            let missing = items.filter { problems[$0.problemIndex].price == nil }
            if !missing.isEmpty { throw .missingUnitCost(missing.map { problems[$0.problemIndex].key }) }
        }
        var decisions = undecided
        var totals = AssortmentTotals()
        switch objective.kind {
        case .fillRate, .readyRate, .cycleService:
            let measure = ServiceMeasure(objective.kind) ?? .fillRate
            for item in items {
                let own = measure == .fillRate ? problems[item.problemIndex].limits.targetFillRate : nil
                let (level, capped) = item.level(measure, own ?? objective.target)
                decisions[item.problemIndex] = item.decision(level, problem: problems[item.problemIndex], capped: capped)
            }
        case .cost:
            for item in items {
                decisions[item.problemIndex] = costDecision(item, problem: problems[item.problemIndex])
            }
        case .budget, .expectedBackorders, .systemFillRate:
            let allocation = if objective.kind == .budget, let limits = objective.groupLimits {
                try allocate(items, budget: objective.target, money: objective.money, limits: limits, problems: problems)
            } else if objective.kind == .budget {
                try allocate(items, budget: objective.target, money: objective.money, problems: problems, start: start)
            } else if objective.kind == .systemFillRate {
                try allocate(items, systemFillRate: objective.target, money: objective.money)
            } else if let limits = objective.groupLimits {
                try allocate(items, backorderTarget: objective.target, money: objective.money, limits: limits, problems: problems)
            } else {
                try allocate(items, backorderTarget: objective.target, money: objective.money, start: start)
            }
            for (index, item) in items.enumerated() {
                let level = allocation.levels[index]
                var capped: [String] = []
                if allocation.isAtCeiling[index] { capped.append(item.ceilingReason) }
                decisions[item.problemIndex] = item.decision(
                    level, performance: allocation.performances[index], problem: problems[item.problemIndex], capped: capped)
                if let group = allocation.groups[index], !item.isFixed { decisions[item.problemIndex].reasons.append(group.reason) }
            }
            totals.multiplier = allocation.multiplier
            totals.lowerBound = allocation.lowerBound
            totals.relativeGap = allocation.relativeGap
            totals.unspentBudget = allocation.unspent
        }
        for item in items {
            guard let performance = decisions[item.problemIndex].performance else { continue }
            totals.expectedBackorders += performance.expectedBackorders
            totals.weightedBackorders += item.weight * performance.expectedBackorders
            totals.averageInventoryValue += decisions[item.problemIndex].averageInventoryValue ?? 0
            totals.stockValue += decisions[item.problemIndex].stockValue ?? 0
        }
        return AssortmentPlan(decisions: decisions, totals: totals)
    }
}
