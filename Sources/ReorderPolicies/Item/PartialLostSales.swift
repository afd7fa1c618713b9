/// What a base stock level achieves where only some customers wait for a restock.
public struct PartialLostSales: Sendable, Equatable {
    /// Share of customers served from the shelf at once, and of customers who leave.
    public var fillRate: Double
    public var lostShare: Double
    /// Units waiting, and units on the shelf, on average over time.
    public var expectedBackorders: Double
    public var averageOnHand: Double
    /// Mean wait of those who wait for a restock, in lead times; 0 where nobody waits.
    public var meanWait: Double
}

/// Base stock under Poisson demand where a customer who finds the shelf empty waits with probability `waitingShare` and leaves otherwise.
///
/// Every accepted customer triggers an order of one unit, so the units on order N are the customers of an infinite-server queue with
/// arrivals at rate lambda while N < S and beta lambda from S on. Its stationary distribution depends on lead times through their mean only
/// (Kelly 1979, ch. 3: arrivals that depend on the state, any service times):
///
///     p(n) ~ a^n / n!  (n <= S),   a^n beta^(n - S) / n!  (n >= S),   a = lambda L
///
/// beta = 1 is full backordering (Poisson), beta = 0 Erlang's loss formula (Karush 1957).
///
/// - Parameters:
///   - a: mean demand over a lead time, units, above 0; lead times independent with any distribution.
///   - baseStock: S, units, 0 or more.
///   - beta: share that waits, 0...1.
/// - Returns: `nil` where an argument is outside of its range.
/// - Complexity: O(sqrt(a)) terms.
///
///     partialLostSales(leadTimeDemand: 2, baseStock: 3, waitingShare: 0)?.lostShare        // 0.2105263...: 4/19
public func partialLostSales(leadTimeDemand a: Double, baseStock: Int, waitingShare beta: Double) -> PartialLostSales? {
    guard a > 0, a < 1e12, baseStock >= 0, baseStock < 1 << 40, beta >= 0, beta <= 1 else { return nil }
    let stock = Double(baseStock)
    let mode = a < stock ? a.rounded(.down) : max(stock, (a * beta).rounded(.down))
    var total = 0.0, onHand = 0.0, waiting = 0.0, short = 0.0
    func add(_ n: Double, _ weight: Double) {
        total += weight
        if n < stock { onHand += weight * (stock - n) } else {
            short += weight
            waiting += weight * (n - stock)
        }
    }
    // Away from the mode the terms only fall: they are summed from it in both directions, relative to its own.
    var weight = 1.0
    var n = mode
    while weight > 1e-300 {
        add(n, weight)
        weight *= (n < stock ? a : a * beta) / (n + 1)
        n += 1
        if weight < total * 1e-19, n > stock, weight * (n - stock + 1) <= waiting * 1e-19 { break }
    }
    weight = 1
    n = mode
    while n > 0 {
        weight *= n / (n <= stock ? a : a * beta)
        n -= 1
        if weight < 1e-300 { break }
        add(n, weight)
        if weight < total * 1e-19 && n < stock { break }
    }
    let empty = short / total
    let waits = waiting / total
    return PartialLostSales(
        fillRate: 1 - empty, lostShare: (1 - beta) * empty, expectedBackorders: waits, averageOnHand: onHand / total,
        meanWait: beta * empty > 0 ? waits / (a * beta * empty) : 0)
}
