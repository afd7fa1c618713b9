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

extension LeadTimeDemand {
    /// The same demand against a supplier whose orders do not come whole.
    ///
    /// What an order lacks is seen when it arrives and ordered again at the next opportunity. Right after an opportunity the position S counts all that is
    /// under way in full; of the orders of the last L days the lost part X does not come, so that at the moment L + u R net stock is S - D(L + u R) - X.
    /// X is lost from demand of the time before: it is added like an independent demand. With demand rate d, each unit wanted takes 1 / (1 - p) ordered ones, and
    ///
    ///     E[X] = d L p / (1 - p)
    ///     Var[X] = d L / (1 - p) x [ (q + k) Var V + E[V (1 - V)] + k p^2 ]
    ///
    /// with q the usual size of an order and k the variance of demand over its mean. An order of q units loses V q on average, unit by unit with
    /// chance V: E[q^2] Var V + q E[V (1 - V)] within an order, and orders vary as demand does. Under (R,S) E[q^2] = q^2 + k q; a fixed Q adds no k Var V.
    ///
    /// - Parameters:
    ///   - orderSize: usual units of an order.
    ///   - isFixedSize: orders are all of that size.
    ///
    ///     let demand = try LeadTimeDemand(rate: 2, variancePerDay: 2, leadTime: 20, review: 7)
    ///     demand.counting(OrderLosses(mean: 0.1, meanSquare: 0.1), orderSize: 14, isFixedSize: false).overLeadTime.mean      // 44.44...
    public func counting(_ losses: OrderLosses, orderSize: Double, isFixedSize: Bool) -> LeadTimeDemand {
        let p = losses.mean
        guard p > 0, leadTimeDays > 0, meanPerDay > 0 else { return self }
        let lost = meanPerDay * leadTimeDays * p / (1 - p)
        let whole = overProtectionInterval
        let k = lumpsOfOneOrder
        let spread = losses.meanSquare - p * p
        let perOrdered = (max(orderSize, overLeadTime.isCount ? 1 : 0) + (isFixedSize ? 0 : k)) * spread + p - losses.meanSquare + k * p * p
        let variance = max(meanPerDay * leadTimeDays / (1 - p) * perOrdered, overLeadTime.isCount ? lost : 0)
        var result = self
        for index in distributions.indices {
            let mean = distributions[index].mean
            guard mean > 0 else { continue }
            result.distributions[index].members = distributions[index].members.map { member in
                // A listed distribution has its own shape: it keeps it, moved on by whole units.
                if member.family == .listed {
                    var moved = member
                    moved.lowest = (member.lowest ?? 0) + Int(lost.rounded())
                    moved.mean += lost.rounded()
                    return moved
                }
                let part = max(0, member.mean) / mean
                if member.family == .empirical || member.family == .normal {
                    var moved = member
                    moved.mean += lost * part
                    moved.variance += variance * part
                    return moved
                }
                var moved = DemandDistribution.Member(
                    mean: member.mean + lost * part, variance: member.variance + variance * part, isCount: distributions[index].isCount)
                moved.weight = member.weight
                return moved
            }
        }
        result.orderLossMean = lost
        result.orderLossVariance = max(0, result.overProtectionInterval.variance - whole.variance)
        return result
    }

    /// Variance over mean of the demand that one order replaces: that of longer times has the error of the level in it, which grows with the mean, and
    /// is read back to a review period along a straight line.
    private var lumpsOfOneOrder: Double {
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
