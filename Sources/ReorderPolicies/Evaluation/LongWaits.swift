import DemandModel
import NumericCore

/// The share of units that wait longer than a number of days.
///
/// The backlog of the moment t after an opportunity grows by the units that start to wait and shrinks by those that are served. Counting only units that wait longer
/// than w is counting at a supplier who delivers w days sooner: with B(t) = E[(D(t) - y)+], the share is [B(L + R - w) - B(L - w)] / E[demand in R],
/// under continuous review the share of units that find nothing with a lead time of L - w (Kruse 1980; Zipkin 2000, 6.2.3). At w = 0 it is
/// 1 - fill rate; nobody waits longer than L + R.
///
/// Demand over less than the lead time has the mean and the variance of its part of the days: exact for a fixed lead time and demand that is
/// independent from day to day. A random lead time is shortened as a whole.
///
///     let demand = try LeadTimeDemand(rate: 0.5, variancePerDay: 0.5, leadTime: 6, review: 7)
///     let policy = ReplenishmentPolicy(kind: .RS, reorderPoint: 7, orderUpTo: 8)
///     try shareWaiting(longerThanDays: 2, policy: policy, demand: demand)      // 0.0578...
///
/// - Parameter days: w, 0 or more.
/// - Throws: `PolicyError` as `evaluatePolicy`.
public func shareWaiting(longerThanDays days: Double, policy: ReplenishmentPolicy, demand: LeadTimeDemand) throws(PolicyError) -> Double {
    try sharesWaiting(longerThanDays: [days], policy: policy, demand: demand)[0]
}

/// The same for several numbers of days, in their order.
public func sharesWaiting(
    longerThanDays days: [Double], policy: ReplenishmentPolicy, demand: LeadTimeDemand
) throws(PolicyError) -> [Double] {
    var waits = try LongWaits(policy, demand: demand)
    var shares: [Double] = []
    for wait in days { shares.append(try waits.share(longerThanDays: wait)) }
    return shares
}

/// The shares of units that wait longer than some days under one policy, asked for one after the other: what two of them have in common is worked
/// out once, and of the demand only what they need.
///
///     let demand = try LeadTimeDemand(rate: 0.5, variancePerDay: 0.5, leadTime: 6, review: 7)
///     var waits = try LongWaits(ReplenishmentPolicy(kind: .RS, reorderPoint: 7, orderUpTo: 8), demand: demand)
///     try waits.share(longerThanDays: 2)      // 0.0578...
public struct LongWaits {
    private let policy: ReplenishmentPolicy
    private let demand: LeadTimeDemand
    private let days: DemandOverDays
    private let top: Double
    private let quantity: Double
    /// Of periodic review: where positions lie, and mean demand of a review period.
    private let positionWeights: PositionWeights?
    private let isSingle: Bool
    private let reviewDemand: Double
    private let source: OwedWaits?
    private var known: [(days: Double, waiting: Double)] = []

    /// - Parameters:
    ///   - demand: of the customers alone.
    ///   - source: the warehouse that feeds the location; `nil`: what is ordered comes whole. Periodic review only.
    /// - Throws: `PolicyError` as `evaluatePolicy`, for what is read of the demand.
    public init(_ policy: ReplenishmentPolicy, demand: LeadTimeDemand, source: OwedWaits? = nil) throws(PolicyError) {
        try checkPolicy(policy)
        self.source = source
        self.policy = policy
        self.demand = demand
        quantity = policy.orderQuantity ?? (policy.orderUpTo - policy.reorderPoint)
        top = policy.reorderPoint + quantity
        days = DemandOverDays(demand)
        let nodes = days.nodes
        let isPlain = policy.kind == .RS || policy.kind == .rQ
        let isCount = nodes.first?.isCount ?? true
        if isPlain, demand.reviewPeriodDays > 0, nodes.count == 5, nodes.allSatisfy({ $0.isCount == isCount }) {
            positionWeights = nil
            isSingle = quantity <= (isCount ? 1 : 0)
            reviewDemand = try MixtureDistribution(nodes[4]).mean - MixtureDistribution(nodes[0]).mean
        } else {
            let evaluator = try StockEvaluator(demand).positioned(policy.kind, gap: quantity)
            positionWeights = evaluator.positionWeights
            isSingle = evaluator.isSingle(quantity)
            reviewDemand = evaluator.protectionMean - evaluator.leadTimeMean
        }
    }

    /// - Parameter wait: days, 0 or more.
    public mutating func share(longerThanDays wait: Double) throws(PolicyError) -> Double {
        guard wait >= 0 else { throw .invalidValue(name: "days of waiting", value: wait, accepted: "a number, 0 or more") }
        let lead = demand.leadTimeDays, review = demand.reviewPeriodDays
        if wait == 0 { return 1 - (try fillRate(source.map { demand.fed(by: $0.owed(olderThanDays: 0), $0.part) } ?? demand)) }
        if wait >= lead + review + (source?.longestDays ?? 0) || review > 0 && reviewDemand <= 0 { return 0 }
        if review > 0 { return min(1, max(0, (try waiting(lead + review - wait) - waiting(lead - wait)) / reviewDemand)) }
        var sooner = demand
        sooner.leadTimeDays = lead - wait
        sooner.distributions = [days.over(lead - wait)]
        return 1 - (try fillRate(sooner))
    }

    private func fillRate(_ demand: LeadTimeDemand) throws(PolicyError) -> Double {
        try StockEvaluator(demand).positioned(policy.kind, gap: quantity).fillRate(orderUpTo: top, batch: quantity)
    }

    /// Units waiting at the moment so many days after an opportunity.
    private mutating func waiting(_ after: Double) throws(PolicyError) -> Double {
        let passed = source == nil ? max(0, after) : after
        if let there = known.first(where: { $0.days == passed }) { return there.waiting }
        var over = days.over(max(0, passed))
        // What was asked for in the last days before the order has not waited long enough.
        if let source { over = over.fed(by: source.owed(olderThanDays: max(0, -passed)), source.part) }
        let demands = DemandSource(try MixtureDistribution(over))
        let losses = if let positionWeights {
            demands.losses(at: top, positions: positionWeights)
        } else {
            isSingle ? demands.losses(at: top, includingSecond: false) : demands.uniformLosses(at: top, batch: quantity)
        }
        known.append((passed, losses.first))
        return losses.first
    }
}
