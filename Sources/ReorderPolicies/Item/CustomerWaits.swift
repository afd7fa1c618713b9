import NumericCore

/// P(a customer waits longer than t) under base stock S, constant lead time L, first come first served: the units demanded after
/// the arrival of a unit of stock have not reached it, P(D(L - t) >= S) (Zipkin 2000, 6.2.3; Kruse 1980).
///
/// - Parameters:
///   - baseStock: S, whole units.
///   - demandOverRemaining: demand over L - t units of time; for t >= L nobody waits longer.
public func probabilityOfWait(baseStock: Double, demandOverRemaining: MixtureDistribution) -> Double {
    demandOverRemaining.upperTail(baseStock - 1)
}

/// Wait distribution under (r,Q) with unit demand: the position that serves a customer is uniform on r+1...r+Q, so the average of
/// P(D(L - t) >= y) over these positions, by the difference of first-order losses.
public func probabilityOfWait(
    reorderPoint r: Double, quantity: Double, demandOverRemaining demand: MixtureDistribution
) -> Double {
    min(1, max(0, (demand.losses(at: r).first - demand.losses(at: r + quantity).first) / quantity))
}

/// Wait distribution under periodic review, order-up-to level S (or positions uniform on the q values up to S) and constant lead time L.
///
/// A unit demanded u after a delivery's review opportunity waits longer than t where the demand of L + u - t reaches S; averaged over
/// 0 <= u < R this is [n1 over (L + R - t) - n1 over (L - t)] / E[demand in R], since n1 grows by P(D >= S) with the mean of unit
/// demand. At t = 0 it is 1 - fill rate; beyond L + R nobody waits.
///
///     let units = { (days: Double) in MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: 0.5 * days)))], isCount: true) }
///     // L = 6, R = 7, S = 8: longer than two days
///     probabilityOfWait(orderUpTo: 8, demandOverLead: units(4), demandOverProtection: units(11), reviewDemand: 3.5)      // 0.0578...
///
/// - Parameters:
///   - quantity: size of an order batch; 1 for none.
///   - demandOverLead: demand over L - t, `nil` where t >= L.
///   - demandOverProtection: demand over L + R - t.
///   - reviewDemand: mean demand of a whole review period, units, above 0.
public func probabilityOfWait(
    orderUpTo level: Double, quantity: Double = 1, demandOverLead: MixtureDistribution?, demandOverProtection: MixtureDistribution,
    reviewDemand: Double
) -> Double {
    func short(_ demand: MixtureDistribution) -> Double {
        if quantity <= 1 { return demand.losses(at: level).first }
        return (demand.losses(at: level - quantity).second - demand.losses(at: level).second) / quantity
    }
    // Without a lead time left, only positions below 0 are short.
    let before = demandOverLead.map(short) ?? short(MixtureDistribution(members: [(1, .point(0))], isCount: demandOverProtection.isCount))
    return min(1, max(0, (short(demandOverProtection) - before) / reviewDemand))
}

/// Lost sales with base stock S and Poisson demand: the share of demand lost is Erlang's loss formula B(S, a), whatever the
/// distribution of lead times (S. Karush 1957), a = demand rate x mean lead time.
///
/// B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)): stable for any S.
///
///     lostSalesShare(baseStock: 5, offeredLoad: 3)      // 0.11005434782608696
public func lostSalesShare(baseStock: Int, offeredLoad a: Double) -> Double {
    guard a > 0 else { return baseStock == 0 ? 1 : 0 }
    var blocked = 1.0
    for n in 0..<max(0, baseStock) {
        blocked = a * blocked / (Double(n + 1) + a * blocked)
    }
    return blocked
}

/// Probability that today's stock runs out before the next receipt, and what waits then.
public struct StockoutBeforeReceipt: Sendable, Equatable {
    /// P(demand until the receipt > on hand).
    public var probability: Double
    /// E[units waiting] when the receipt arrives.
    public var expectedBackorders: Double
}

/// - Parameters:
///   - onHand: units now, less those promised.
///   - demandUntilReceipt: distribution of demand until the receipt.
public func stockoutBeforeReceipt(onHand: Double, demandUntilReceipt: MixtureDistribution) -> StockoutBeforeReceipt {
    let losses = demandUntilReceipt.losses(at: onHand)
    return StockoutBeforeReceipt(probability: losses.upperTail, expectedBackorders: losses.first)
}
