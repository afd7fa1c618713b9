import CMath
import DemandModel

/// The share of an order that never becomes usable: short, broken, refused or lost.
public struct OrderLosses: Sendable, Equatable {
    /// Mean V, and mean V squared, of the share V that is lost, 0...1.
    public var mean: Double
    public var meanSquare: Double

    /// - Parameter meanSquare: held between mean squared (always the same share) and mean (all or nothing).
    public init(mean: Double, meanSquare: Double) {
        self.mean = min(max(0, mean), 0.9)
        self.meanSquare = min(max(meanSquare, self.mean * self.mean), self.mean)
    }
}

extension OrderLosses {
    /// V as two chances with the same two moments: an order fails whole, else each of its units does alone. With p = E[V] and s = E[V^2] the chance of a
    /// unit is (p - s) / (1 - p).
    var chances: (order: Double, unit: Double) {
        let unit = min(1, (mean - meanSquare) / (1 - mean))
        return (max(0, 1 - (1 - mean) / (1 - unit)), unit)
    }
}

extension LeadTimeDemand {
    /// The same demand against a supplier whose orders do not come whole.
    ///
    /// What an order lacks is seen when it arrives and ordered again at the next opportunity. Right after an opportunity the position S counts all that is
    /// under way in full; of the orders that have not been seen yet the lost part X does not come, so that at the moment L + u R net stock is S - D(L + u R) - X.
    /// X is lost from orders of the time before: it is added like an independent demand. Each unit wanted takes 1 / (1 - p) ordered ones, p = E[V]; the orders
    /// under way are those of n = ceil(L / R) reviews, under continuous review those of L days. Single units are lost with the moments of a binomial, added to mean
    /// and variance of each member of the mixture. Whole orders are lost rarely and much at a time, which no two moments tell: the mixture is split by how
    /// many of the orders under way fail, up to four; above twelve orders under way moments do.
    ///
    /// - Parameters:
    ///   - orderSize: usual units of an order, where all are of one size.
    ///   - isFixedSize: orders are all of that size; else they replace the demand of a review.
    ///
    ///     let demand = try LeadTimeDemand(rate: 2, variancePerDay: 2, leadTime: 21, review: 7)
    ///     demand.counting(OrderLosses(mean: 0.1, meanSquare: 0.1), orderSize: 14, isFixedSize: false).orderLossMean      // 4.666...
    public func counting(_ losses: OrderLosses, orderSize: Double, isFixedSize: Bool) -> LeadTimeDemand {
        let p = losses.mean
        guard p > 0, leadTimeDays > 0, meanPerDay > 0 else { return self }
        let unseenDays = reviewPeriodDays > 0 ? reviewPeriodDays * (leadTimeDays / reviewPeriodDays - 1e-9).rounded(.up) : leadTimeDays
        let ordered = meanPerDay * unseenDays / (1 - p)
        let k = lumpsOfOneOrder
        let (fails, breaks) = losses.chances
        // Units lost one by one, of orders that do not fail.
        var unitMean = ordered * (1 - fails) * breaks
        var unitVariance = ordered * (1 - fails) * (breaks * (1 - breaks) + k * breaks * breaks)
        // Orders under way, and the units of one that is placed.
        var count = isFixedSize ? ordered / max(orderSize, 1e-9) : unseenDays / max(reviewPeriodDays, 1e-9)
        var size = ordered / max(count, 1e-9), chance = fails
        if !isFixedSize {
            let placed = 1 - exp(-size / max(k, 1e-9))
            size /= max(placed, 1e-9)
            chance *= placed
        }
        if count > 12 {
            unitMean += count * chance * size
            unitVariance += count * chance * (size * size * (1 - chance) + (isFixedSize ? 0 : k * size))
            (count, chance) = (0, 0)
        }
        let failures = failures(of: count, chance: chance)
        let parts = failures.enumerated().map { (number, weight) -> (weight: Double, mean: Double, variance: Double) in
            // A failed order may itself have had what an earlier one lacked.
            let perFailure = isFixedSize ? 0 : k * size + fails * (1 - fails) * size * size
            return (weight: weight, mean: unitMean + Double(number) * size, variance: unitVariance + Double(number) * perFailure)
        }
        var result = self
        result.distributions = distributions.map { node in
            let mean = node.mean, isCount = node.isCount
            guard mean > 0 else { return node }
            return DemandDistribution(members: parts.flatMap { part in
                node.members.map { $0.losing(part.mean, variance: part.variance, share: max(0, $0.mean) / mean, weight: part.weight, isCount: isCount) }
            }, isCount: isCount)
        }
        result.orderLossMean = parts.reduce(0) { $0 + $1.weight * $1.mean }
        result.orderLossVariance = max(0, result.overProtectionInterval.variance - overProtectionInterval.variance)
        return result
    }

    /// P(0), P(1), ... of so many orders, which need not be a whole number, fail; up to four, the last with all that are more.
    private func failures(of count: Double, chance: Double) -> [Double] {
        guard chance > 0, count > 0 else { return [1] }
        var odds = [1.0]
        var left = count
        while left > 1e-9 {
            let one = chance * min(1, left)
            var next = [Double](repeating: 0, count: min(5, odds.count + 1))
            for (number, weight) in odds.enumerated() {
                next[number] += weight * (1 - one)
                next[min(4, number + 1)] += weight * one
            }
            odds = next
            left -= 1
        }
        return odds
    }

    /// Variance over mean of the demand that one order replaces: that of longer times has the error of the level in it, which grows with the mean, and
    /// is read back to a review period along a straight line.
    var lumpsOfOneOrder: Double {
        func ratio(_ demand: DemandDistribution) -> Double {
            demand.mean > 0 ? demand.members.reduce(0) { $0 + $1.weight * $1.variance } / demand.mean : 1
        }
        let short = overLeadTime, long = overProtectionInterval
        let least: Double = short.isCount ? 1 : 0
        guard short.mean > 0, long.mean > short.mean * (1 + 1e-9) else { return max(least, ratio(long)) }
        let slope = max(0, (ratio(long) - ratio(short)) / (long.mean - short.mean))
        return max(least, ratio(short) - slope * max(0, short.mean - meanPerDay * reviewPeriodDays))
    }
}

extension DemandDistribution.Member {
    /// The member with what is lost added, in proportion to its part of the mean.
    fileprivate func losing(_ mean: Double, variance: Double, share: Double, weight factor: Double, isCount: Bool) -> DemandDistribution.Member {
        var moved = self
        moved.weight *= factor
        if family == .listed {
            // It keeps its own shape, moved on by whole units.
            moved.lowest = (lowest ?? 0) + Int(mean.rounded())
            moved.mean += mean.rounded()
            return moved
        }
        moved.mean += mean * share
        moved.variance += max(variance * share, 0)
        if family == .empirical || family == .normal { return moved }
        var fitted = DemandDistribution.Member(mean: moved.mean, variance: isCount && self.variance >= self.mean ? max(moved.variance, moved.mean) : moved.variance, isCount: isCount)
        fitted.weight = moved.weight
        return fitted
    }
}
