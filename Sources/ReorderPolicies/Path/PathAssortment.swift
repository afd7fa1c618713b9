import DemandModel
import NumericCore
import ParallelWork

/// An assortment whose levels follow what is expected at each coming review.
///
/// Every item is taken once for each of its coming reviews, with an equal share of its weight and of its price; one search over all of them
/// then has one multiplier for all reviews of the horizon, and its money is an average over the horizon. What that search cannot see is stock
/// left over: a level that falls by more than demand is not reached. With P the mean position after a review and D the demand since the last one,
/// `P(k) = S(k) + E[(P(k-1) - D - S(k))+]`, from the position of today. On hand, units waiting and fill of a review are those of its position. A budget holds for the average on hand of
/// these positions: the search is given what makes it so (bisection on the logarithm of what it may spend). At least a quarter of the budget stays for
/// levels: stock that nobody wants must not starve the rest.
public struct PathAssortment: Sendable {
    public let problems: [PathProblem]
    private let prepared: PreparedAssortment
    /// By problem: its first one in `prepared`.
    private let first: [Int]
    private let threads: Int

    /// Share of a budget that stays for levels whatever is left over.
    static let leastShareForLevels = 0.25
    /// A budget is met to this share of it.
    static let budgetTolerance = 0.002

    public init(_ problems: [PathProblem], threads: Int = 1) {
        self.problems = problems
        self.threads = threads
        var each: [ReplenishmentProblem] = []
        var first: [Int] = []
        for problem in problems {
            first.append(each.count)
            let share = 1 / Double(max(1, problem.reviews.count))
            for review in problem.reviews {
                var one = problem.problem
                one.demand = review.demand
                if share < 1 {
                    one.budgetPerUnit = problem.problem.price.map { $0 * share }
                    one.weight *= share
                }
                each.append(one)
            }
        }
        self.first = first
        prepared = PreparedAssortment(each, isStarted: each.count > 0, threads: threads)
    }

    /// Levels for one objective.
    ///
    /// - Parameter positions: today's positions in place of those of the problems, as a replay has them; empty: those of the problems.
    public func plan(_ objective: PlanObjective, positions: [Double?] = []) throws(PolicyError) -> PathPlan {
        let known = positions.count == problems.count ? positions : problems.map(\.position)
        guard objective.kind == .budget, objective.money != .stockValue, objective.target > 0 else {
            return result(try prepared.plan(objective), known, objective)
        }
        let budget = objective.target
        func trial(_ levels: Double) throws(PolicyError) -> PathPlan {
            var given = objective
            given.target = levels
            var plan = result(try prepared.plan(given), known, objective)
            plan.budgetForLevels = levels
            return plan
        }
        func held(_ plan: PathPlan) -> Double { money(plan) }
        var high = try trial(budget)
        var highLevels = budget, highHeld = held(high)
        guard highHeld > budget * (1 + Self.budgetTolerance) else { return high }
        var lowLevels = budget * Self.leastShareForLevels
        var low: PathPlan
        do {
            low = try trial(lowLevels)
        } catch {
            // Levels set by hand and minimum stocks take more than that: nothing can be saved below them.
            return high
        }
        var lowHeld = held(low)
        if lowHeld > budget {
            low.isAboveBudget = true
            return low
        }
        for _ in 0..<8 {
            // False position on what is held, kept away from the ends.
            let place = min(0.9, max(0.1, (budget - lowHeld) / (highHeld - lowHeld)))
            let middle = lowLevels + place * (highLevels - lowLevels)
            let plan = try trial(middle)
            let here = held(plan)
            if abs(here - budget) <= Self.budgetTolerance * budget, here <= budget { return plan }
            if here > budget { (high, highLevels, highHeld) = (plan, middle, here) } else { (low, lowLevels, lowHeld) = (plan, middle, here) }
        }
        return low
    }

    /// What the objective counts of a plan's averages: money, units or volume.
    private func money(_ plan: PathPlan) -> Double {
        var sum = 0.0
        for (index, path) in plan.paths.enumerated() where !path.isEmpty {
            let price = problems[index].problem.price ?? 0
            sum += price * path.reduce(0) { $0 + $1.onHand } / Double(path.count)
        }
        return sum
    }

    private func result(_ plan: AssortmentPlan, _ positions: [Double?], _ objective: PlanObjective) -> PathPlan {
        let paths = parallelMap(chunks: problems.count, threads: threads) { path($0, plan, position: positions[$0]) }
        var decisions: [ReplenishmentDecision] = []
        var totals = plan.totals
        totals.expectedBackorders = 0
        totals.weightedBackorders = 0
        totals.averageInventoryValue = 0
        totals.stockValue = 0
        var leftOver = 0.0
        for (index, problem) in problems.enumerated() {
            guard first[index] < plan.decisions.count, !problem.reviews.isEmpty else {
                decisions.append(ReplenishmentDecision(key: problem.problem.key, status: .failed))
                continue
            }
            var decision = plan.decisions[first[index]]
            let path = paths[index]
            if !path.isEmpty {
                let share = 1 / Double(path.count)
                let waiting = share * path.reduce(0) { $0 + $1.waiting }
                totals.expectedBackorders += waiting
                totals.weightedBackorders += problem.problem.weight * waiting
                if let cost = problem.problem.terms.unitCost {
                    let value = cost * share * path.reduce(0) { $0 + $1.onHand }
                    decision.averageInventoryValue = value
                    totals.averageInventoryValue += value
                    totals.stockValue += cost * share * path.reduce(0) { $0 + $1.orderUpTo }
                    leftOver += cost * share * path.reduce(0) { $0 + max(0, $1.position - $1.orderUpTo) }
                }
            }
            decisions.append(decision)
        }
        return PathPlan(decisions: decisions, paths: paths, totals: totals, leftOverValue: leftOver)
    }

    /// The levels of one item with the positions that they lead to.
    private func path(_ index: Int, _ plan: AssortmentPlan, position: Double?) -> [PathLevel] {
        let problem = problems[index]
        var levels: [PathLevel] = []
        var before = position
        for (step, review) in problem.reviews.enumerated() {
            let slot = first[index] + step
            guard let policy = plan.decisions[slot].policy, var reached = plan.decisions[slot].performance else { return [] }
            var left = 0.0
            if let before {
                left = step == 0
                    ? max(0, before - review.meanSinceLast - policy.orderUpTo)
                    : excess(of: before - policy.orderUpTo, mean: review.meanSinceLast, like: review.demand)
            }
            if left > 1e-9, let there = prepared.performance(at: policy.orderUpTo + left, problem: slot) { reached = there }
            levels.append(PathLevel(
                days: review.days, orderUpTo: policy.orderUpTo, reorderPoint: policy.reorderPoint, position: policy.orderUpTo + left,
                demandMean: review.demand.overProtectionInterval.mean, onHand: reached.averageOnHand, waiting: reached.expectedBackorders, fillRate: reached.fillRate))
            before = policy.orderUpTo + left
        }
        return levels
    }

    /// E[(x - D)+] for demand D of a mean, spread like a review's demand over L + R.
    private func excess(of x: Double, mean: Double, like demand: LeadTimeDemand) -> Double {
        guard x > 0 else { return 0 }
        let covered = demand.overProtectionInterval
        guard mean > 0, covered.mean > 0 else { return x }
        let dispersion = max(0, covered.variance - covered.mean) / (covered.mean * covered.mean)
        let between = DemandDistribution(mean: mean, variance: mean + dispersion * mean * mean, isCount: covered.isCount)
        guard let mixture = try? MixtureDistribution(between) else { return max(0, x - mean) }
        return max(0, x - mean + mixture.losses(at: x, includingSecond: false).first)
    }
}
