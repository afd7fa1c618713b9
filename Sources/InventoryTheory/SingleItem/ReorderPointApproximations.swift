import NumericCore
import ReorderPolicies

// Approximations of (r,Q) for continuous demand in textbook use, kept as evaluators for comparison: the exact optimum costs less
// and takes microseconds. All follow Snyder & Shen 2019, section 5.3; h and p per unit and unit of time.

/// Expected-inventory-level approximation: r from P(D > r) = Q h / (p d), Q = sqrt(2 d (K + p n1(r)) / h), in turn until they agree.
/// Its cost counts a backorder once, not per time: h (r - mean + Q/2) + K d / Q + p d n1(r) / Q.
public func expectedLevelReorderPoint(
    holdingCost h: Double, backorderCost p: Double, fixedCost: Double, demandRate: Double, leadTimeDemand demand: MixtureDistribution
) -> ReorderPointSolution {
    var quantity = economicOrderQuantity(fixedCost: fixedCost, holdingCost: h, demandRate: demandRate)
    var r = demand.mean
    for _ in 0..<1000 {
        r = demand.quantile(min(1, max(0, 1 - quantity * h / (p * demandRate))))
        let next = (2 * demandRate * (fixedCost + p * demand.losses(at: r).first) / h).squareRoot()
        let change = abs(next - quantity)
        quantity = next
        if change <= 1e-14 * quantity { break }
    }
    let shortage = demand.losses(at: r).first
    return ReorderPointSolution(
        reorderPoint: r, quantity: quantity,
        cost: h * (r - demand.mean + 0.5 * quantity) + (fixedCost + p * shortage) * demandRate / quantity)
}

/// Q of the EOQ with planned backorders, and the best r for it.
public func plannedBackorderReorderPoint(
    holdingCost h: Double, backorderCost p: Double, fixedCost: Double, demandRate: Double, leadTimeDemand demand: MixtureDistribution
) -> ReorderPointSolution {
    let quantity = plannedBackorders(fixedCost: fixedCost, holdingCost: h, backorderCost: p, demandRate: demandRate).quantity
    let r = optimalReorderPoint(forQuantity: quantity, holdingCost: h, backorderCost: p, leadTimeDemand: demand)
    return solution(r, quantity, h, p, fixedCost, demandRate, demand)
}

/// Q of the EOQ, and r with the newsvendor's safety stock: F(r) = p / (p + h).
public func safetyStockReorderPoint(
    holdingCost h: Double, backorderCost p: Double, fixedCost: Double, demandRate: Double, leadTimeDemand demand: MixtureDistribution
) -> ReorderPointSolution {
    let quantity = economicOrderQuantity(fixedCost: fixedCost, holdingCost: h, demandRate: demandRate)
    return solution(demand.quantile(p / (p + h)), quantity, h, p, fixedCost, demandRate, demand)
}

/// Loss-function approximation: n1(r) = h Q / (h + p) and Q = sqrt(2 [K d + (h + p) n2(r)] / h), the exact conditions without the
/// losses at r + Q.
public func lossFunctionReorderPoint(
    holdingCost h: Double, backorderCost p: Double, fixedCost: Double, demandRate: Double, leadTimeDemand demand: MixtureDistribution
) -> ReorderPointSolution? {
    let spread = max(demand.variance.squareRoot(), 1e-9)
    func quantity(_ r: Double) -> Double {
        (2 * (fixedCost * demandRate + (h + p) * demand.losses(at: r).second) / h).squareRoot()
    }
    func miss(_ r: Double) -> Double { demand.losses(at: r).first - h * quantity(r) / (h + p) }
    var low = demand.mean - spread
    var high = demand.mean + spread
    var step = spread
    while miss(low) < 0 && step < 1e15 {
        step *= 2
        low -= step
    }
    step = spread
    while miss(high) > 0 && step < 1e15 {
        step *= 2
        high += step
    }
    guard let r = findRoot(in: low...high, miss) else { return nil }
    return solution(r, quantity(r), h, p, fixedCost, demandRate, demand)
}

private func solution(
    _ r: Double, _ quantity: Double, _ h: Double, _ p: Double, _ fixedCost: Double, _ demandRate: Double,
    _ demand: MixtureDistribution
) -> ReorderPointSolution {
    ReorderPointSolution(
        reorderPoint: r, quantity: quantity,
        cost: reorderPointCost(
            reorderPoint: r, quantity: quantity, holdingCost: h, backorderCost: p, fixedCost: fixedCost, demandRate: demandRate,
            leadTimeDemand: demand))
}
