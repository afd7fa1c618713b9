import DemandModel
import NumericCore

/// Evaluates stock levels of one item-location against its lead-time demand.
///
/// Right after an order opportunity the inventory position y is S (order-up-to), or uniform on r+1...S with S = r + q when orders
/// come in batches of q (Zipkin 2000, 6.5; exact for unit demand and for (r,nQ)). Backorders at the moment L + u R after the
/// opportunity are (D(L + u R) - y)+; the time average over 0 <= u <= 1 is the weighted sum over the nodes of `LeadTimeDemand`.
///
/// For continuous demand the position is uniform on the interval (r, S]. Batch 0 or 1 unit of counts: y = S.
public struct StockEvaluator: Sendable {
    /// One distribution per node, and the quadrature weights (sum 1).
    public let nodes: [MixtureDistribution]
    public let nodeWeights: [Double]
    public let isCount: Bool
    public let meanPerDay: Double
    public let isPeriodic: Bool
    /// Mean demand averaged over the nodes, over L, and over the protection interval, units.
    public let averageMean: Double
    public let leadTimeMean: Double
    public let protectionMean: Double
    public let protectionStandardDeviation: Double
    /// Every member lives on whole numbers, so that n1(S) - n1(S + 1) = P(D > S).
    let isLattice: Bool
    /// Under (R,s,S): probability of the position S - j after an order opportunity, j = 0, 1, ..., S - s - 1.
    var positionWeights: [Double]?

    public init(_ demand: LeadTimeDemand) throws(PolicyError) {
        let expected = LeadTimeDemand.nodes(reviewPeriodDays: demand.reviewPeriodDays)
        guard demand.distributions.count == expected.count else {
            throw .invalidValue(
                name: "number of lead-time demand distributions", value: Double(demand.distributions.count),
                accepted: "\(expected.count) for this review period")
        }
        guard demand.meanPerDay >= 0, demand.meanPerDay < .infinity else {
            throw .invalidValue(name: "mean demand per day", value: demand.meanPerDay, accepted: "a finite number, 0 or more")
        }
        var nodes: [MixtureDistribution] = []
        nodes.reserveCapacity(expected.count)
        for distribution in demand.distributions { nodes.append(try MixtureDistribution(distribution)) }
        self.nodes = nodes
        nodeWeights = expected.map(\.weight)
        isCount = nodes.allSatisfy(\.isCount)
        isLattice = Self.isLattice(nodes)
        meanPerDay = demand.meanPerDay
        isPeriodic = demand.reviewPeriodDays > 0
        var sum = 0.0
        for i in nodes.indices { sum += nodeWeights[i] * nodes[i].mean }
        averageMean = sum
        leadTimeMean = nodes[0].mean
        let last = nodes[nodes.count - 1]
        protectionMean = last.mean
        protectionStandardDeviation = last.variance.squareRoot()
    }

    /// Time-average P(D > y) and losses of a position y.
    ///
    /// - Parameter includingSecond: without it the second-order loss is left out, which is quicker.
    public func averageLosses(at y: Double, includingSecond: Bool = true) -> LossValues {
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        for i in nodes.indices {
            let own = nodes[i].losses(at: y, includingSecond: includingSecond)
            sum.atom += nodeWeights[i] * own.atom
            sum.upperTail += nodeWeights[i] * own.upperTail
            sum.first += nodeWeights[i] * own.first
            sum.second += nodeWeights[i] * own.second
        }
        return sum
    }

    /// Time-average P(D > y).
    public func averageUpperTail(at y: Double) -> Double {
        var sum = 0.0
        for i in nodes.indices { sum += nodeWeights[i] * nodes[i].upperTail(y) }
        return sum
    }

    /// Time-average P(D < y), with its own relative accuracy where it is small.
    func averageCDF(below y: Double) -> Double {
        let x = isLattice ? y.rounded(.up) - 1 : y
        var sum = 0.0
        for i in nodes.indices { sum += nodeWeights[i] * nodes[i].cdf(x) }
        return sum
    }

    /// True where the position after an order opportunity is the single value S.
    func isSingle(_ batch: Double) -> Bool { positionWeights == nil && batch <= (isCount ? 1 : 0) }

    /// True where positions follow the renewal of (R,s,S).
    var hasRenewalPositions: Bool { positionWeights != nil }

    /// Time-average E[B] with order-up-to level S and batch q.
    public func expectedBackorders(orderUpTo level: Double, batch: Double) -> Double {
        // Demand in whole units is never negative: below 0 every unit of demand waits.
        if isLattice && level <= 0 { return averageMean - averagePosition(orderUpTo: level, batch: batch) }
        if let weights = positionWeights {
            var sum = 0.0
            for i in nodes.indices { sum += nodeWeights[i] * renewalLosses(i, level, weights).first }
            return sum
        }
        if isSingle(batch) { return averageLosses(at: level, includingSecond: false).first }
        return max(0, (averageLosses(at: level - batch).second - averageLosses(at: level).second) / batch)
    }

    /// What one more unit of S (for continuous demand: a little more, per unit) takes off E[B]: between 0 and 1, not increasing in S.
    public func backorderReduction(orderUpTo level: Double, batch: Double) -> Double {
        if let weights = positionWeights {
            var sum = 0.0
            for i in nodes.indices {
                if isLattice {
                    sum += nodeWeights[i] * renewalLosses(i, level, weights).upperTail
                } else {
                    let step = renewalLosses(i, level, weights).first - renewalLosses(i, level + 1, weights).first
                    sum += nodeWeights[i] * max(0, step)
                }
            }
            return sum
        }
        if isSingle(batch) {
            if !isCount || isLattice { return averageUpperTail(at: level) }
            let here = averageLosses(at: level, includingSecond: false).first
            return max(0, here - averageLosses(at: level + 1, includingSecond: false).first)
        }
        // Counts: E[B](S) - E[B](S + 1) = [n1(r + 1) - n1(S + 1)] / q; continuous: the derivative, [n1(r) - n1(S)] / q.
        let shift: Double = isCount ? 1 : 0
        let low = averageLosses(at: level - batch + shift, includingSecond: false).first
        return max(0, (low - averageLosses(at: level + shift, includingSecond: false).first) / batch)
    }

    private static func isLattice(_ nodes: [MixtureDistribution]) -> Bool {
        nodes.allSatisfy { node in
            node.members.allSatisfy { member in
                switch member {
                case .poisson, .negativeBinomial, .discrete: true
                case .point(let x): x == x.rounded()
                case .normal, .gamma, .empirical: false
                }
            }
        }
    }

    /// Time-average units on hand: S - mean + E[B], or where that cancels (hardly anything is ever left) what is left of the position.
    public func averageOnHand(orderUpTo level: Double, batch: Double, expectedBackorders: Double) -> Double {
        // No position above 0, no stock: exactly, not up to rounding, nor to what a smooth member puts below zero.
        if isCount && level <= 0 { return 0 }
        let left = max(0, averagePosition(orderUpTo: level, batch: batch) - averageMean + expectedBackorders)
        if isLattice, positionWeights == nil, left < 1e-4 * averageMean, let exact = leftOver(level, batch) { return exact }
        return left
    }

    /// Time average of E[(y - D)+] over the positions y from sums of positive terms; `nil` where a level is not a whole number.
    private func leftOver(_ level: Double, _ batch: Double) -> Double? {
        var sum = 0.0
        for (node, weight) in zip(nodes, nodeWeights) {
            guard let high = node.lowerLosses(at: level) else { return nil }
            if isSingle(batch) {
                sum += weight * high.first
            } else {
                guard let low = node.lowerLosses(at: level - batch) else { return nil }
                sum += weight * (high.second - low.second) / batch
            }
        }
        return sum
    }

    /// Mean of the position after an order opportunity.
    public func averagePosition(orderUpTo level: Double, batch: Double) -> Double {
        if let weights = positionWeights {
            var mean = 0.0
            for (j, weight) in weights.enumerated() { mean += weight * Double(j) }
            return level - mean
        }
        if isSingle(batch) { return level }
        return isCount ? level - 0.5 * (batch - 1) : level - 0.5 * batch
    }

    /// Share of units served from the shelf at once.
    ///
    /// Periodic: 1 - (E[B just before the next delivery] - E[B just after this one]) / E[demand of a review period]. Continuous:
    /// 1 - [n1(r) - n1(r + Q)] / Q, both loss terms (exact where customers order single units).
    public func fillRate(orderUpTo level: Double, batch: Double) -> Double {
        let last = nodes[nodes.count - 1]
        if isPeriodic {
            let reviewDemand = protectionMean - leadTimeMean
            guard reviewDemand > 0 else { return 1 }
            let shortfall: Double
            if let weights = positionWeights {
                shortfall = renewalLosses(nodes.count - 1, level, weights).first - renewalLosses(0, level, weights).first
            } else if isSingle(batch) {
                shortfall = last.losses(at: level, includingSecond: false).first
                    - nodes[0].losses(at: level, includingSecond: false).first
            } else {
                shortfall = (last.losses(at: level - batch).second - last.losses(at: level).second
                    - nodes[0].losses(at: level - batch).second + nodes[0].losses(at: level).second) / batch
            }
            return min(1, max(0, 1 - shortfall / reviewDemand))
        }
        guard protectionMean > 0 || meanPerDay > 0 else { return 1 }
        return readyRate(orderUpTo: level, batch: batch)
    }

    /// Share of time with stock on hand.
    public func readyRate(orderUpTo level: Double, batch: Double) -> Double {
        let empty: Double
        if isSingle(batch) {
            let here = averageLosses(at: level, includingSecond: false)
            empty = here.upperTail + here.atom
            if empty > 0.99 { return averageCDF(below: level) }
        } else {
            let low = averageLosses(at: level - batch, includingSecond: false).first
            empty = (low - averageLosses(at: level, includingSecond: false).first) / batch
        }
        return min(1, max(0, 1 - empty))
    }
}
