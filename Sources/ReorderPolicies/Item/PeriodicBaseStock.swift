import NumericCore

/// What an order-up-to level reviewed every period achieves, with independent demand per period.
public struct PeriodicBaseStock: Sendable, Equatable {
    public var orderUpTo: Double
    /// 1 - (E[B at the end of a period] - E[B just after the receipt]) / E[D].
    public var fillRate: Double
    /// P(no backorders at the end of a period) = P(D_{L+1} <= S).
    public var cycleServiceLevel: Double
    /// EB_end = E[(D_{L+1} - S)+], units.
    public var backordersAtEnd: Double
}

/// Evaluates S: an order placed at the start of a period arrives L periods later.
///
/// - Parameters:
///   - overLeadTime: demand over L periods, `nil` for L = 0.
///   - overProtection: demand over L + 1 periods.
public func periodicBaseStock(
    orderUpTo level: Double, periodMean: Double, overLeadTime: MixtureDistribution?, overProtection: MixtureDistribution
) -> PeriodicBaseStock {
    let end = overProtection.losses(at: level)
    let start = overLeadTime?.losses(at: level).first ?? max(0, -level)
    let fill = periodMean > 0 ? 1 - (end.first - start) / periodMean : 1
    return PeriodicBaseStock(
        orderUpTo: level, fillRate: min(1, max(0, fill)), cycleServiceLevel: 1 - end.upperTail, backordersAtEnd: end.first)
}

/// The least whole S whose fill rate reaches the target (Zipkin 2000, 9.4; exact for lumpy demand, unlike mean + z sigma).
public func leastPeriodicBaseStock(
    fillRate target: Double, periodMean: Double, overLeadTime: MixtureDistribution?, overProtection: MixtureDistribution
) -> PeriodicBaseStock {
    let guess = overProtection.mean + 2 * overProtection.variance.squareRoot()
    let level = smallestWhole(from: guess, lowest: 0, limit: 1e15) { s in
        periodicBaseStock(
            orderUpTo: s, periodMean: periodMean, overLeadTime: overLeadTime, overProtection: overProtection
        ).fillRate >= target
    }
    return periodicBaseStock(
        orderUpTo: level, periodMean: periodMean, overLeadTime: overLeadTime, overProtection: overProtection)
}
