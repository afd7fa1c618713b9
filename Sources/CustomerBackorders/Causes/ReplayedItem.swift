import CMath
import DemandModel
import NumericCore

/// One item's policy, demand and supply as a replay by days needs them.
struct ReplayedItem: Sendable {
    /// Units a day; variance of a day's demand over its mean; deviation of the level of demand over the level.
    let perDay: Double
    let lumpSize: Double
    let relativeError: Double
    let leadDays: Double
    let leadDeviation: Double
    let reviewDays: Double
    /// Mean share of an order that never becomes usable.
    let loss: Double
    let leastOrder: Double
    let multiple: Double
    let mostOrder: Double
    let policy: ReplenishmentPolicy
    let isCount: Bool
    let seedValue: UInt64

    /// `nil` for an item without a policy or demand.
    ///
    /// What the plan's variance holds beyond day-to-day noise and lead-time spread is the error of the level: the replay's demand over lead time
    /// and review has the plan's mean and variance.
    ///
    /// - Parameters:
    ///   - loss: of the supplier's deliveries.
    ///   - capacityPerDay: the item's part of its supplier's capacity; infinite for none.
    init?(_ item: PlannedItem, loss: Double, capacityPerDay: Double) {
        guard let policy = item.recommendation.policy, let outlook = item.outlook, item.recommendation.protectionDays > 0,
              item.recommendation.demandMean > 0, let first = outlook.mean.first, first >= 0 else { return nil }
        let supply = item.supply
        self.policy = policy
        isCount = outlook.isCount
        perDay = item.recommendation.demandMean / item.recommendation.protectionDays
        let total = item.recommendation.demandStandardDeviation * item.recommendation.demandStandardDeviation
        leadDays = supply.leadTimeDays
        leadDeviation = supply.leadTimeStandardDeviationDays
        let ofLead = perDay * perDay * leadDeviation * leadDeviation
        let own = first > 0 ? max(0.05, (outlook.cumulativeVariance.first ?? first) / first) : 1
        // Noise cannot be more than all that varies.
        lumpSize = total > ofLead ? min(own, max(0.05, (total - ofLead) / item.recommendation.demandMean)) : own
        reviewDays = max(1, supply.reviewPeriodDays)
        self.loss = loss
        leastOrder = supply.minimumOrderQuantity ?? 0
        multiple = supply.orderMultiple ?? 0
        mostOrder = min(supply.maximumOrderQuantity.flatMap { $0 > 0 ? $0 : nil } ?? .infinity, capacityPerDay * reviewDays)
        relativeError = max(0, total - item.recommendation.demandMean * lumpSize - ofLead).squareRoot() / item.recommendation.demandMean
        seedValue = seed(item.key.item, item.key.location, "waiting")
    }

    /// The largest order of a review brings less than sells until the next one.
    var fallsBehind: Bool { mostOrder * (1 - loss) < perDay * reviewDays }

    var warmUpDays: Int { Int(2 * (leadDays + reviewDays)) + 1 }

    /// Chance of each day as a difference from its mean, for demand at a level: the same for every strength of the noise.
    func noise(level: Double, days: Int, random: inout PlainRandom) -> [Double] {
        let lumps = level * perDay / lumpSize
        let draws = PoissonDraws(mean: lumps)
        return (0..<days).map { _ in (draws.draw(&random) - lumps) * lumpSize }
    }

    /// Units ordered at a look, 0 where none is due.
    ///
    /// - Parameter limits: strength of minimum, multiple and largest order: 1 as they are, 0 without.
    func order(position: Double, limits: Double) -> Double {
        guard position <= policy.reorderPoint + 1e-9 || policy.kind == .RS && position < policy.orderUpTo - 1e-9 else { return 0 }
        // Half as strong: a minimum and a multiple half as large, a largest order twice as large.
        let most = limits > 0 ? mostOrder / limits : .infinity
        let batch = max(multiple, policy.orderQuantity ?? 0) * limits
        var quantity = max(policy.orderUpTo - position, leastOrder * limits)
        if batch > 1 { quantity = (quantity / batch).rounded(.up) * batch }
        return min(quantity, most)
    }

    /// Days until an order arrives, for a chance in 0...1.
    func arrivalDays(_ chance: Double, strength: Double) -> Int {
        max(0, Int((leadDays + strength * leadDeviation * standardNormal(chance)).rounded()))
    }
}

/// Levels of demand over the expected one: gamma distributed with mean 1, each the mean of its part of the distribution.
///
/// - Parameter parts: cumulative shares at which the distribution is cut, from 0 to 1.
/// - Returns: one level for each part; their mean, weighted by the parts, is 1.
func demandLevels(relativeError: Double, parts: [Double]) -> [Double] {
    guard relativeError > 1e-9 else { return [Double](repeating: 1, count: max(0, parts.count - 1)) }
    let variance = relativeError * relativeError
    let gamma = GammaDistribution(mean: 1, variance: variance)
    // E[X; X <= q] = P(Y <= q) with Y gamma distributed, its shape greater by one.
    let above = GammaDistribution(mean: 1 + variance, variance: (1 + variance) * variance)
    let cuts = parts.map { (part: Double) -> Double in
        if part <= 0 { return 0 }
        return part >= 1 ? 1 : above.cdf(gamma.quantile(part))
    }
    return (1..<parts.count).map { (index: Int) -> Double in
        let mass = cuts[index] - cuts[index - 1]
        return mass / (parts[index] - parts[index - 1])
    }
}

/// Normal quantile by the logistic approximation of Tocher (1963), within 0.02 between 0.01 and 0.99: enough for a spread that is itself estimated.
func standardNormal(_ u: Double) -> Double {
    let p = min(0.999, max(0.001, u))
    return (pow(p, 0.135) - pow(1 - p, 0.135)) / 0.1975
}

/// The share V of each supplier's orders that never becomes usable: E[V] and E[V squared].
///
/// What a first delivery lacks comes later with the supplier's own odds, or not at all.
public func deliveryLosses(_ histories: [DeliveryHistory]) -> [String: (mean: Double, meanSquare: Double)] {
    var losses: [String: (mean: Double, meanSquare: Double)] = [:]
    for history in histories where history.item == nil {
        let cases = history.firstShares.reduce(0, +)
        guard cases > 0 else { continue }
        var missing = 0.0, squares = 0.0
        for (step, weight) in history.firstShares.enumerated() {
            let share = 1 - Double(step) / 20
            missing += weight * share
            squares += weight * share * share
        }
        let rest = (history.restCame + 0.5) / (history.restCame + history.restFailed + 1)
        losses[history.supplier] = (missing / cases * (1 - rest), squares / cases * (1 - rest))
    }
    return losses
}
