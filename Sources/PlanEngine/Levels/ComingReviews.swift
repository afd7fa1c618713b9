import DemandForecasting
import DemandModel
import NumericCore
import ParallelWork
import ReorderPolicies

/// The coming reviews that levels are set for: in equal steps over the horizon that a plan's averages are meant for.
struct LevelHorizon: Sendable, Equatable {
    /// Levels are set for at most so many reviews of the horizon; those between lie on the straight line.
    static let mostSteps = 4

    /// Days between two reviews that levels are set for, and their number.
    var stepDays: Double
    var steps: Int

    /// - Parameters:
    ///   - days: the horizon, days from today; shorter than two reviews: today's review alone.
    ///   - reviewPeriodDays: 0 for continuous review.
    init(days: Double, reviewPeriodDays: Double) {
        let review = max(1, reviewPeriodDays)
        let reviews = max(1, (days / review).rounded(.down))
        steps = Int(min(Double(Self.mostSteps), reviews))
        stepDays = steps > 1 ? max(1, (reviews / Double(steps)).rounded(.down)) * review : max(review, days)
    }
}

/// Puts the demand of the coming reviews beside the problems of a plan.
///
/// Where the plan names no horizon (`levelHorizonDays`): today's review alone, as if its level stayed, and nothing left over.
func pathProblems(_ items: [PlannedItem], prepared: PolicyProblems, _ setting: PolicySetting) -> [PathProblem] {
    parallelMap(chunks: prepared.problems.count, threads: setting.threads) { slot in
        let problem = prepared.problems[slot]
        let item = items[prepared.itemIndices[slot]]
        let now = ComingReview(days: 0, demand: problem.demand, meanSinceLast: 0)
        guard let horizonDays = setting.configuration.levelHorizonDays, let outlook = item.outlook else { return PathProblem(problem: problem, reviews: [now], position: nil) }
        let horizon = LevelHorizon(days: horizonDays, reviewPeriodDays: item.supply.reviewPeriodDays)
        var reviews = [now]
        var before = 0.0
        for step in 1..<max(2, horizon.steps) where step < horizon.steps {
            let days = Double(step) * horizon.stepDays
            guard let demand = try? LeadTimeDemand(
                outlook: outlook.later(byDays: days), pooled: item.pooled, errorTables: setting.errorTables, leadTime: LeadTime(item.supply),
                reviewPeriodDays: item.supply.reviewPeriodDays, seasonLength: setting.seasonLength
            ).compacted() else { break }
            let total = outlook.expectedDemand(days: days)
            reviews.append(ComingReview(days: days, demand: demand, meanSinceLast: max(0, total - before)))
            before = total
        }
        let isKnown = !item.supply.defaultsUsed.contains("on_hand")
        return PathProblem(problem: problem, reviews: reviews, position: isKnown ? item.supply.inventoryPosition : nil)
    }
}

extension [PathLevel] {
    /// The level of a review on a day, on the straight line between its neighbours (whole units where `isCount`); the last one goes on.
    func level(days: Double, isCount: Bool) -> PathLevel? {
        guard let next = firstIndex(where: { $0.days > days }) else { return last }
        guard next > 0 else { return first }
        let (low, high) = (self[next - 1], self[next])
        let share = (days - low.days) / (high.days - low.days)
        func between(_ value: (PathLevel) -> Double) -> Double { value(low) + share * (value(high) - value(low)) }
        let level = between(\.orderUpTo)
        let orderUpTo = isCount ? level.rounded() : level
        return PathLevel(
            days: days, orderUpTo: orderUpTo, reorderPoint: orderUpTo - (low.orderUpTo - low.reorderPoint),
            position: Swift.max(orderUpTo, between(\.position)), demandMean: between(\.demandMean), onHand: between(\.onHand), waiting: between(\.waiting),
            fillRate: between(\.fillRate))
    }
}
