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
///   - h: holding cost, money per unit and unit of time.
///   - p: backorder cost, the same.
///   - fixedCost: K, money per order.
///   - demandRate: d, units per unit of time.
///   - leadTimeDemand: distribution of demand over the lead time.
///   - quantity: Q, units; 0 for continuous ordering: the cost of the position r where K is 0, infinite otherwise.
public func reorderPointCost(
    reorderPoint r: Double, quantity: Double, holdingCost h: Double, backorderCost p: Double, fixedCost: Double, demandRate: Double,
    leadTimeDemand: MixtureDistribution
) -> Double {
    if quantity <= 0 {
        // The limit of ever smaller orders: the position stays at r, and orders cost nothing or more than any money.
        return fixedCost > 0 ? .infinity : positionCost(r, h: h, p: p, demand: leadTimeDemand)
    }
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
    let quantile = demand.criticalQuantile(overage: h, underage: p)
    guard abs(quantile) < 1e15 else { return nil }
    let best = Int(quantile)
    // Width of the run under deterministic demand; the run of random demand is a little wider.
    let width = (2 * ordering * (h + p) / (h * p)).squareRoot()
    let wanted = 1.2 * width + 2 * demand.variance.squareRoot() + 8
    guard wanted < widestTable else { return wideCountOptimum(h, p, ordering, demand, best: quantile, width: width) }
    var reach = Int(wanted)
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
        if Double(reach) > widestTable { return wideCountOptimum(h, p, ordering, demand, best: quantile, width: width) }
        reach *= 2
    }
}

/// Runs of positions wider than this are found by their ends instead of position by position.
private let widestTable = 20_000.0

/// The same run found by its ends, whatever its width: for a cost C the run holds all y with G(y) < C; its sum of G follows from n2 at
/// both ends, and the average C(s, Q) of a run is the next C (W. Dinkelbach 1967).
private func wideCountOptimum(
    _ h: Double, _ p: Double, _ ordering: Double, _ demand: MixtureDistribution, best: Double, width: Double
) -> ReorderPointSolution? {
    func g(_ y: Double) -> Double { positionCost(y, h: h, p: p, demand: demand) }
    func average(_ r: Double, _ quantity: Double) -> Double {
        let backorders = max(0, demand.losses(at: r).second - demand.losses(at: r + quantity).second) / quantity
        return ordering / quantity + h * (r + 0.5 * (quantity + 1) - demand.mean) + (h + p) * backorders
    }
    var quantity = max(1, width.rounded())
    var r = (best - quantity * h / (h + p)).rounded() - 1
    var cost = average(r, quantity)
    for _ in 0..<200 {
        // The first position below the minimum that costs C or more, and the last above that costs less.
        let reach = max(1, quantity)
        let low = -smallestWhole(from: -r, lowest: 1 - best, limit: 1e15 - best) { g(-$0) >= cost }
        let high = smallestWhole(from: best + reach * p / (h + p), lowest: best, limit: 1e15) { g($0 + 1) >= cost }
        guard low > -1e15, high < 1e15, cost.isFinite else { return nil }
        let next = average(low, high - low)
        if low == r && high - low == quantity || next >= cost { return ReorderPointSolution(reorderPoint: r, quantity: quantity, cost: cost) }
        (r, quantity, cost) = (low, high - low, next)
    }
    return ReorderPointSolution(reorderPoint: r, quantity: quantity, cost: cost)
}

private func continuousOptimum(
    _ h: Double, _ p: Double, _ ordering: Double, _ demand: MixtureDistribution
) -> ReorderPointSolution? {
    func g(_ y: Double) -> Double { positionCost(y, h: h, p: p, demand: demand) }
    let best = demand.criticalQuantile(overage: h, underage: p)
    guard best.isFinite else { return nil }
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
    let best = demand.criticalQuantile(overage: h, underage: p)
    let root = findRoot(in: (best - quantity)...best) { r in
        positionCost(r + quantity, h: h, p: p, demand: demand) - positionCost(r, h: h, p: p, demand: demand)
    }
    return root ?? best - quantity * h / (h + p)
}
