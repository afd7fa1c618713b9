/// A plan of deterministic lot sizes.
public struct LotSizePlan: Sendable, Equatable {
    /// Units ordered at the start of each period.
    public var orders: [Double]
    /// Fixed plus holding cost (purchase cost is the same for every plan).
    public var cost: Double
}

/// The cheapest way to meet known demand (H. M. Wagner and T. M. Whitin 1958): orders cover whole runs of periods.
///
/// Dynamic programming over the first period of the last order; the work grows with the square of the number of periods.
///
/// - Parameters:
///   - demand: units per period, each >= 0.
///   - fixedCost: money per order.
///   - holdingCost: money per unit held at the end of a period.
///
///     wagnerWhitin(demand: [90, 120, 80, 70], fixedCost: 500, holdingCost: 2).orders      // [210, 0, 150, 0]
public func wagnerWhitin(demand: [Double], fixedCost: Double, holdingCost: Double) -> LotSizePlan {
    let n = demand.count
    var best = [Double](repeating: .infinity, count: n + 1)
    var next = [Int](repeating: n, count: n + 1)
    best[n] = 0
    for start in stride(from: n - 1, through: 0, by: -1) {
        // No demand, no order needed.
        if demand[start] == 0 {
            best[start] = best[start + 1]
            next[start] = -1
        }
        var held = 0.0
        for end in start..<n {
            held += holdingCost * Double(end - start) * demand[end]
            let cost = fixedCost + held + best[end + 1]
            if cost < best[start] {
                best[start] = cost
                next[start] = end + 1
            }
        }
    }
    var orders = [Double](repeating: 0, count: n)
    var period = 0
    while period < n {
        if next[period] < 0 {
            period += 1
            continue
        }
        orders[period] = demand[period..<next[period]].reduce(0, +)
        period = next[period]
    }
    return LotSizePlan(orders: orders, cost: best[0])
}
