import DemandModel
import NumericCore

/// What is known of an item's stock without its distributions: means, spread and positions. A search keeps these of every item, and makes the
/// distributions again where it needs them.
struct StockFigures: Sendable {
    let isCount: Bool
    let meanPerDay: Double
    /// Days between order opportunities; `nil` under continuous review.
    let reviewDays: Double?
    /// Mean demand averaged over the nodes, over L, and over the protection interval, units.
    let averageMean: Double
    let leadTimeMean: Double
    let protectionMean: Double
    let protectionStandardDeviation: Double
    /// Every member lives on whole numbers, so that n1(S) - n1(S + 1) = P(D > S).
    let isLattice: Bool
    /// The nodes are those of `LeadTimeDemand`, and time averages are sums over them.
    var isPlain = true
    /// Under (R,s,S), and (s,S) with lumpy orders: the probabilities of the positions above s.
    var positionWeights: PositionWeights?

    var isPeriodic: Bool { reviewDays != nil }

    init(_ nodes: [MixtureDistribution], weights: [Double], demand: LeadTimeDemand) {
        isCount = nodes.allSatisfy(\.isCount)
        isLattice = nodes.allSatisfy(\.isLattice)
        meanPerDay = demand.meanPerDay
        reviewDays = demand.reviewPeriodDays > 0 ? demand.reviewPeriodDays : nil
        var sum = 0.0
        for i in nodes.indices { sum += weights[i] * nodes[i].mean }
        averageMean = sum
        leadTimeMean = nodes[0].mean
        let last = nodes[nodes.count - 1]
        protectionMean = last.mean
        protectionStandardDeviation = last.variance.squareRoot()
    }

    /// True where the position after an order opportunity is the single value S.
    func isSingle(_ batch: Double) -> Bool { positionWeights == nil && batch <= (isCount ? 1 : 0) }

    /// Mean of the position after an order opportunity.
    func averagePosition(orderUpTo level: Double, batch: Double) -> Double {
        if let positionWeights { return level - positionWeights.meanBelow }
        if isSingle(batch) { return level }
        return isCount ? level - 0.5 * (batch - 1) : level - 0.5 * batch
    }

    /// Time-average units on hand: S - mean + E[B].
    func averageOnHand(orderUpTo level: Double, batch: Double, expectedBackorders: Double) -> Double {
        // No position above 0, no stock: exactly, not up to rounding, nor to what a smooth member puts below zero.
        if isCount && level <= 0 { return 0 }
        return max(0, averagePosition(orderUpTo: level, batch: batch) - averageMean + expectedBackorders)
    }

    /// True where units on hand come from a difference of nearly equal numbers, and are to be summed up instead.
    func cancels(_ onHand: Double, orderUpTo level: Double) -> Bool {
        isLattice && positionWeights == nil && !(isCount && level <= 0) && onHand < 1e-4 * averageMean
    }
}
