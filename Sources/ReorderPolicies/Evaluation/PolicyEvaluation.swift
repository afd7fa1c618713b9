import DemandModel
import NumericCore

extension StockEvaluator {
    /// True where tails and first losses at a level are taken many members at a time.
    private func hasLanes(at level: Double, batch: Double) -> Bool {
        timeAverage == nil && isCount && isSingle(batch) && level >= 0 && level < 1e9 && level == level.rounded() && nodes.count * nodes[0].members.count >= 4
    }

    /// Share of units served from the shelf at once under periodic review: that of `performance`.
    func laneFillRate(orderUpTo level: Double, batch: Double) -> Double? {
        guard isPeriodic, hasLanes(at: level, batch: batch) else { return nil }
        let ends = CountLanes.losses([nodes[0], nodes[nodes.count - 1]], at: level)
        return periodicFillRate(late: ends[1].first, early: ends[0].first)
    }

    /// Everything a plan reports about a policy: the figures above from one evaluation of each node.
    public func performance(orderUpTo level: Double, batch: Double) -> PolicyPerformance {
        figures.performance(reached(orderUpTo: level, batch: batch), orderUpTo: level, batch: batch, ordersPerYear: ordersPerYear(batch: batch))
    }

    /// What a level reaches.
    func reached(orderUpTo level: Double, batch: Double) -> StockOutcome {
        let last = nodes.count - 1
        let each: [LossValues]
        let average: LossValues
        if timeAverage != nil {
            each = [nodes[0], nodes[last]].map { positionLosses(DemandSource($0), orderUpTo: level, batch: batch) }
            average = averagePositionLosses(orderUpTo: level, batch: batch)
        } else {
            if hasLanes(at: level, batch: batch) {
                each = CountLanes.losses(nodes, at: level)
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
        let cycle: Double
        if isPeriodic {
            cycle = 1 - late.upperTail
        } else {
            cycle = isSingle(batch) ? (isCount ? 1 - late.atom - late.upperTail : 1 - late.upperTail) : 1 - nodes[last].upperTail(level - batch)
        }
        return StockOutcome(
            waiting: backorders, fillRate: fill, readyRate: ready, cycleService: min(1, max(0, cycle)),
            onHand: averageOnHand(orderUpTo: level, batch: batch, expectedBackorders: backorders))
    }

    /// Orders placed a year, on average; `nil` where no demand is expected. The same at every level.
    func ordersPerYear(batch: Double) -> Double? { ordersPerDay(batch: batch).map { $0 * daysPerYear } }

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
