import NumericCore

/// An (r,Q) policy under continuous review with its cost.
public struct ReorderPointSolution: Sendable, Equatable {
    public var reorderPoint: Double
    public var quantity: Double
    /// Money per unit of time: ordering, holding and backorders.
    public var cost: Double

    public init(reorderPoint: Double, quantity: Double, cost: Double) {
        self.reorderPoint = reorderPoint
        self.quantity = quantity
        self.cost = cost
    }
}

/// G(y) = h E[(y - D)+] + p E[(D - y)+]: cost rate of an inventory position y against lead-time demand D.
func positionCost(_ y: Double, h: Double, p: Double, demand: MixtureDistribution) -> Double {
    let shortage = demand.losses(at: y).first
    return h * (y - demand.mean) + (h + p) * shortage
}

/// Cost rate of a given (r,Q): [K d + sum of G(y) over y = r+1...r+Q] / Q for counts, the integral over (r, r+Q] for continuous
/// demand (Zipkin 2000, 6.5.2), both by differences of the second-order loss.
///
/// - Parameters:
///   - holdingCost, backorderCost: h and p, money per unit and unit of time.
///   - fixedCost: K, money per order.
///   - demandRate: d, units per unit of time.
///   - leadTimeDemand: distribution of demand over the lead time.
public func reorderPointCost(
    reorderPoint r: Double, quantity: Double, holdingCost h: Double, backorderCost p: Double, fixedCost: Double, demandRate: Double,
    leadTimeDemand: MixtureDistribution
) -> Double {
    let backorders = (leadTimeDemand.losses(at: r).second - leadTimeDemand.losses(at: r + quantity).second) / quantity
    let position = leadTimeDemand.isCount ? r + 0.5 * (quantity + 1) : r + 0.5 * quantity
    return fixedCost * demandRate / quantity + h * (position - leadTimeDemand.mean) + (h + p) * backorders
}

/// The optimal (r,Q) policy (A. Federgruen and Y.-S. Zheng 1992, "An efficient algorithm for computing an optimal (r,Q) policy in
/// continuous review stochastic inventory systems").
///
/// Counts: G is convex, so the best positions are a run around its minimum; the run grows to the cheaper side until the next
/// position costs more than the average, C. Continuous: the run is (r, r+Q) with G(r) = G(r+Q) = C.
///
///     let demand = MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: 240)))], isCount: true)
///     optimalReorderPoint(
///         holdingCost: 0.5, backorderCost: 25, fixedCost: 60, demandRate: 120, leadTimeDemand: demand)
///     // r = 246, Q = 179, cost 92.51479436706366
///
/// - Returns: `nil` unless h, p and d are above 0 and K is not negative (without a cost on both sides there is no optimum).
public func optimalReorderPoint(
    holdingCost h: Double, backorderCost p: Double, fixedCost: Double, demandRate: Double, leadTimeDemand: MixtureDistribution
) -> ReorderPointSolution? {
    guard h > 0, p > 0, fixedCost >= 0, demandRate > 0, h < .infinity, p < .infinity, fixedCost < .infinity else { return nil }
    let ordering = fixedCost * demandRate
    return leadTimeDemand.isCount
        ? countOptimum(h, p, ordering, leadTimeDemand) : continuousOptimum(h, p, ordering, leadTimeDemand)
}

private func countOptimum(_ h: Double, _ p: Double, _ ordering: Double, _ demand: MixtureDistribution) -> ReorderPointSolution? {
    let best = Int(demand.quantile(p / (p + h)))
    // Width of the run under deterministic demand; the run of random demand is a little wider.
    let width = (2 * ordering * (h + p) / (h * p)).squareRoot()
    var reach = Int(min(1e7, 1.2 * width + 2 * demand.variance.squareRoot() + 8))
    while true {
        let above = min(reach, Int(1.2 * width * p / (h + p) + 2 * demand.variance.squareRoot() + 8) * max(1, reach / 64))
        let table = DistributionTable(demand, levels: (best - reach)...(best + above))
        let lowest = table.lowest
        let mean = demand.mean
        func cost(_ y: Int) -> Double { h * (Double(y) - mean) + (h + p) * table.firstLosses[y - lowest] }
        var low = best
        var high = best
        var sum = ordering + cost(best)
        var count = 1.0
        var isInside = true
        while true {
            guard low > lowest, high < best + above else {
                isInside = false
                break
            }
            let below = cost(low - 1)
            let over = cost(high + 1)
            let next = min(below, over)
            if next * count >= sum { break }
            if below <= over { low -= 1 } else { high += 1 }
            sum += next
            count += 1
        }
        if isInside {
            return ReorderPointSolution(reorderPoint: Double(low - 1), quantity: count, cost: sum / count)
        }
        if reach > 200_000_000 { return nil }
        reach *= 2
    }
}

private func continuousOptimum(
    _ h: Double, _ p: Double, _ ordering: Double, _ demand: MixtureDistribution
) -> ReorderPointSolution? {
    func g(_ y: Double) -> Double { positionCost(y, h: h, p: p, demand: demand) }
    let best = demand.quantile(p / (p + h))
    let bottom = g(best)
    if ordering == 0 { return ReorderPointSolution(reorderPoint: best, quantity: 0, cost: bottom) }
    /// The position above the minimum that costs as much as r.
    func partner(_ r: Double) -> Double {
        let target = g(r)
        var high = best + (best - r) + 1e-12 * abs(best)
        var step = max(best - r, 1e-9)
        while g(high) < target {
            step *= 2
            high += step
            if step > 1e30 { return high }
        }
        return findRoot(in: best...high) { g($0) - target } ?? best
    }
    /// Integral of C - G over the run, less K d: increasing as r falls.
    func balance(_ r: Double) -> Double {
        let top = partner(r)
        let low = demand.losses(at: r).second
        let high = demand.losses(at: top).second
        let a = r - demand.mean
        let b = top - demand.mean
        let area = 0.5 * h * (b * b - a * a) + (h + p) * (low - high)
        return g(r) * (top - r) - area - ordering
    }
    var step = max((2 * ordering * (h + p) / (h * p)).squareRoot() * h / (h + p), 1e-9)
    var low = best - step
    while balance(low) < 0 {
        step *= 2
        low -= step
        if step > 1e30 { return nil }
    }
    guard let r = findRoot(in: low...best, balance) else { return nil }
    return ReorderPointSolution(reorderPoint: r, quantity: partner(r) - r, cost: g(r))
}

/// The best r for a given Q under continuous demand: G(r) = G(r + Q).
public func optimalReorderPoint(
    forQuantity quantity: Double, holdingCost h: Double, backorderCost p: Double, leadTimeDemand demand: MixtureDistribution
) -> Double {
    let best = demand.quantile(p / (p + h))
    let root = findRoot(in: (best - quantity)...best) { r in
        positionCost(r + quantity, h: h, p: p, demand: demand) - positionCost(r, h: h, p: p, demand: demand)
    }
    return root ?? best - quantity * h / (h + p)
}
