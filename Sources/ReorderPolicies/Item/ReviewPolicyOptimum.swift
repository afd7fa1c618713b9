import DemandModel
import NumericCore

/// An (R,s,S) policy with its cost.
public struct ReviewPolicySolution: Sendable, Equatable {
    /// s: at a review, order up to S when the inventory position is at or below s.
    public var reorderPoint: Int
    public var orderUpTo: Int
    /// Money per day: orders, holding (time average on hand) and backorders (time average waiting).
    public var cost: Double
}

/// The cheapest (R,s,S) policy: s and S found together, time averages throughout.
///
/// The position after a review follows the renewal of the demand of a review period, so the cost of (s, S) is
/// [K / R + sum over j < S - s of m(j) G(S - j)] / sum of m(j), with G(y) = h E[(y - D)+] + b E[(D - y)+] averaged over the moments
/// between two receipts. G is convex, so the algorithm of Y.-S. Zheng and A. Federgruen (1991, "Finding optimal (s,S) policies is about as
/// simple as evaluating a single policy", equations 3-5) finds the least cost exactly.
///
/// - Parameters:
///   - demand: counts under periodic review.
///   - h: holding cost, money per unit and day.
///   - b: backorder cost, the same.
///   - orderCost: K, money per order.
/// - Returns: `nil` unless h and b are above 0, K is not negative, demand is counted in whole units and reviewed at intervals.
///
///     // Poisson demand of 1 a day, L = 2 and R = 7 days, h = 0.1, b = 2, K = 20:
///     let demand = try LeadTimeDemand(rate: 1, variancePerDay: 1, leadTime: 2, review: 7)
///     try optimalReviewPolicy(demand, holdingCostPerDay: 0.1, backorderCostPerDay: 2, orderCost: 20)
///     // s = 5, S = 24, cost 2.2528739911 a day
public func optimalReviewPolicy(
    _ demand: LeadTimeDemand, holdingCostPerDay h: Double, backorderCostPerDay b: Double, orderCost: Double
) throws(PolicyError) -> ReviewPolicySolution? {
    try StockEvaluator(demand).optimalReviewPolicy(
        h: h, b: b, orderCost: orderCost, reviewPeriodDays: demand.reviewPeriodDays)
}

extension StockEvaluator {
    /// See the public function of the same name.
    func optimalReviewPolicy(h: Double, b: Double, orderCost: Double, reviewPeriodDays: Double) -> ReviewPolicySolution? {
        guard h > 0, b > 0, orderCost >= 0, h < .infinity, b < .infinity, orderCost < .infinity, isLattice, isPeriodic, reviewPeriodDays > 0,
            let review = reviewDemand
        else { return nil }
        let fixedCost = orderCost / reviewPeriodDays
        let best = smallestWhole(from: protectionMean, lowest: 0, limit: 1e15) { averageUpperTail(at: $0) <= h / (h + b) }
        guard best < 1e15 else { return nil }
        let width = (2 * fixedCost * review.mean * (h + b) / (h * b)).squareRoot()
        let found = cheapestRenewalPolicy(
            fixedCost: fixedCost, demand: review, best: best,
            reach: 1.2 * width + 2 * protectionStandardDeviation + 2 * review.mean + 16
        ) { lowest, step, count in
            var costs = averageFirstLosses(from: lowest, step: step, count: count)
            for index in costs.indices { costs[index] = h * (lowest + Double(index) * step - averageMean) + (h + b) * costs[index] }
            return costs
        }
        return found.map { ReviewPolicySolution(reorderPoint: Int($0.s), orderUpTo: Int($0.level), cost: $0.cost) }
    }
}
