import DemandModel
import NumericCore

extension StockEvaluator {
    /// Tail and first loss at every node, many members at a time; `nil` where they are few, or not all counts.
    private func laneLosses(at level: Double) -> [LossValues]? {
        guard timeAverage == nil, level >= 0, level < 1e9, level == level.rounded(), nodes.count * nodes[0].members.count >= 4 else { return nil }
        var sums = CountLaneSums(level: level, owners: nodes.count)
        for (index, node) in nodes.enumerated() where !sums.add(node, to: index) { return nil }
        return sums.losses()
    }

    /// Everything a plan reports about a policy: the figures above from one evaluation of each node.
    public func performance(orderUpTo level: Double, batch: Double) -> PolicyPerformance {
        let last = nodes.count - 1
        let each: [LossValues]
        let average: LossValues
        if timeAverage != nil {
            each = [nodes[0], nodes[last]].map { positionLosses(DemandSource($0), orderUpTo: level, batch: batch) }
            average = averagePositionLosses(orderUpTo: level, batch: batch)
        } else {
            if isSingle(batch), let lanes = laneLosses(at: level) {
                each = lanes
            } else {
                each = nodes.map { positionLosses(DemandSource($0), orderUpTo: level, batch: batch) }
            }
            var sum = LossValues(upperTail: 0, first: 0, second: 0)
            for i in each.indices { sum.add(each[i], times: nodeWeights[i]) }
            average = sum
        }
        let early = each[0]
        let late = each[each.count - 1]
        let backorders = isLattice && level <= 0 ? averageMean - averagePosition(orderUpTo: level, batch: batch) : average.first
        var ready = min(1, max(0, 1 - average.upperTail - average.atom))
        if isSingle(batch) && ready < 0.01 { ready = averageCDF(below: level) }
        let fill: Double
        if isPeriodic {
            fill = periodicFillRate(late: late.first, early: early.first)
        } else if protectionMean <= 0 && meanPerDay <= 0 {
            fill = 1
        } else {
            fill = isCount && customerOrders.isLumpy ? lumpyFillRate(orderUpTo: level, batch: batch) : ready
        }
        let base: Double
        let cycle: Double
        if isPeriodic {
            // With batches the position may lie anywhere above r: only r can be counted on.
            base = isSingle(batch) ? level : level - batch
            cycle = 1 - late.upperTail
        } else {
            let isSingle = isSingle(batch)
            base = isSingle ? (isCount ? level - 1 : level) : level - batch
            cycle = isSingle ? (isCount ? 1 - late.atom - late.upperTail : 1 - late.upperTail) : 1 - nodes[last].upperTail(level - batch)
        }
        return PolicyPerformance(
            expectedBackorders: backorders,
            backorderedUnitsPerYear: (1 - fill) * meanPerDay * daysPerYear,
            fillRate: fill,
            readyRate: ready,
            cycleServiceLevel: min(1, max(0, cycle)),
            expectedWaitDays: meanPerDay > 0 ? backorders / meanPerDay : 0,
            averageOnHand: averageOnHand(orderUpTo: level, batch: batch, expectedBackorders: backorders),
            safetyStock: base - protectionMean, probabilityOfWaiting: 1 - fill,
            ordersPerYear: ordersPerDay(batch: batch).map { $0 * daysPerYear })
    }

    /// Orders placed a day, on average; `nil` where no demand is expected.
    ///
    /// Order-up-to: the reviews before which something was sold. Batches of q under periodic review: E[min(D, q)] / q of the reviews, as the position is
    /// uniform; (R,s,S): one in `RenewalLattice.cycle`. Continuous review: demand / q, or (s,S) with orders of several units one in so many customers.
    func ordersPerDay(batch: Double) -> Double? {
        guard meanPerDay > 0 else { return nil }
        guard isPeriodic else {
            if let cycle = positionWeights?.cycle, let size = customerOrders.sizes?.mean { return meanPerDay / size / cycle }
            return batch > 0 ? meanPerDay / max(batch, isCount ? 1 : 0) : nil
        }
        guard let review = reviewDemand, let reviewDays, reviewDays > 0 else { return nil }
        if let cycle = positionWeights?.cycle { return 1 / (reviewDays * cycle) }
        if batch <= 0 { return 1 / reviewDays }
        let quantity = isCount ? max(1, batch) : batch
        return min(1, (review.mean - review.losses(at: quantity, includingSecond: false).first) / quantity) / reviewDays
    }
}

/// What a given policy achieves: today's levels, a planner's own, or another demand for the same levels.
///
/// - Throws: `PolicyError` where the demand cannot be evaluated or the policy is not made of finite numbers, r <= S.
///
///     let demand = DemandDistribution(members: [.init(family: .poisson, mean: 3, variance: 3)], isCount: true)
///     let lead = LeadTimeDemand(
///         leadTimeDays: 2, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 0, meanPerDay: 1.5, distributions: [demand])
///     let policy = ReplenishmentPolicy(kind: .rQ, reorderPoint: 2, orderUpTo: 3, orderQuantity: 1)
///     try evaluatePolicy(policy, demand: lead).expectedBackorders      // 0.6721254229661632
public func evaluatePolicy(
    _ policy: ReplenishmentPolicy, demand: LeadTimeDemand
) throws(PolicyError) -> PolicyPerformance {
    try checkPolicy(policy)
    let quantity = policy.orderQuantity ?? (policy.orderUpTo - policy.reorderPoint)
    let evaluator = try StockEvaluator(demand).positioned(policy.kind, gap: quantity)
    return evaluator.performance(orderUpTo: policy.reorderPoint + quantity, batch: quantity)
}

/// Throws where a policy is not made of finite numbers, r <= S.
func checkPolicy(_ policy: ReplenishmentPolicy) throws(PolicyError) {
    guard policy.orderUpTo.isFinite else {
        throw .invalidValue(name: "order_up_to", value: policy.orderUpTo, accepted: "a finite number")
    }
    guard policy.reorderPoint <= policy.orderUpTo, policy.reorderPoint.isFinite else {
        throw .invalidValue(
            name: "reorder_point", value: policy.reorderPoint, accepted: "a finite number, not above order_up_to \(policy.orderUpTo)")
    }
    if let quantity = policy.orderQuantity, !(quantity >= 0 && quantity < .infinity) {
        throw .invalidValue(name: "order_quantity", value: quantity, accepted: "a finite number, 0 or more")
    }
}

/// Days in the year of yearly figures.
public let daysPerYear = 365.0
