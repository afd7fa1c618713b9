import DemandModel
import NumericCore

extension StockEvaluator {
    /// Tail and first loss at every node, many members at a time; `nil` where they are few, or not all counts.
    private func laneLosses(at level: Double) -> [LossValues]? {
        guard level >= 0, level < 1e9, level == level.rounded(), nodes.count * nodes[0].members.count >= 4 else { return nil }
        var sums = CountLaneSums(level: level, owners: nodes.count)
        for (index, node) in nodes.enumerated() where !sums.add(node, to: index) { return nil }
        return sums.losses()
    }

    /// Everything a plan reports about a policy: the figures above from one evaluation of each node.
    public func performance(orderUpTo level: Double, batch: Double) -> PolicyPerformance {
        let isSingle = isSingle(batch) || hasRenewalPositions
        let high: [LossValues]
        if let weights = positionWeights {
            high = nodes.indices.map { renewalLosses($0, level, weights) }
        } else if isSingle, let lanes = laneLosses(at: level) {
            high = lanes
        } else {
            high = nodes.map { $0.losses(at: level, includingSecond: !isSingle) }
        }
        let low = isSingle ? [] : nodes.map { $0.losses(at: level - batch) }
        let last = nodes.count - 1
        /// Average of E[(D - y)+], P(D >= y) and P(D > y) over the positions y, at one node.
        func shortage(_ i: Int) -> Double { isSingle ? high[i].first : max(0, low[i].second - high[i].second) / batch }
        func empty(_ i: Int) -> Double {
            isSingle ? high[i].upperTail + high[i].atom : (low[i].first - high[i].first) / batch
        }
        func late(_ i: Int) -> Double {
            if isSingle { return high[i].upperTail }
            if !isCount { return (low[i].first - high[i].first) / batch }
            return (low[i].first - low[i].upperTail - high[i].first + high[i].upperTail) / batch
        }
        var backorders = 0.0
        var timeEmpty = 0.0
        for i in nodes.indices {
            backorders += nodeWeights[i] * shortage(i)
            timeEmpty += nodeWeights[i] * empty(i)
        }
        var ready = min(1, max(0, 1 - timeEmpty))
        if isSingle && !hasRenewalPositions && ready < 0.01 { ready = averageCDF(below: level) }
        let reviewDemand = protectionMean - leadTimeMean
        let fill: Double
        if isPeriodic {
            fill = reviewDemand > 0 ? min(1, max(0, 1 - (shortage(last) - shortage(0)) / reviewDemand)) : 1
        } else {
            fill = protectionMean > 0 || meanPerDay > 0 ? ready : 1
        }
        let base: Double
        let cycle: Double
        if isPeriodic {
            base = level
            cycle = 1 - late(last)
        } else {
            base = isSingle ? (isCount ? level - 1 : level) : level - batch
            cycle = isSingle ? (isCount ? 1 - empty(last) : 1 - late(last)) : 1 - low[last].upperTail
        }
        return PolicyPerformance(
            expectedBackorders: backorders,
            backorderedUnitsPerYear: (1 - fill) * meanPerDay * daysPerYear,
            fillRate: fill,
            readyRate: ready,
            cycleServiceLevel: min(1, max(0, cycle)),
            expectedWaitDays: meanPerDay > 0 ? backorders / meanPerDay : 0,
            averageOnHand: averageOnHand(orderUpTo: level, batch: batch, expectedBackorders: backorders),
            safetyStock: base - protectionMean)
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
    let quantity = policy.orderQuantity ?? (policy.orderUpTo - policy.reorderPoint)
    var evaluator = try StockEvaluator(demand)
    if policy.kind == .RsS { evaluator = evaluator.withRenewalPositions(gap: quantity) }
    return evaluator.performance(orderUpTo: policy.reorderPoint + quantity, batch: quantity)
}

/// Days in the year of yearly figures.
public let daysPerYear = 365.0
