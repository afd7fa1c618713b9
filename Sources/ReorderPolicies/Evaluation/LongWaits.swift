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
    try checkPolicy(policy)
    for wait in days where !(wait >= 0) { throw .invalidValue(name: "days of waiting", value: wait, accepted: "a number, 0 or more") }
    let lead = demand.leadTimeDays
    let review = demand.reviewPeriodDays
    let quantity = policy.orderQuantity ?? (policy.orderUpTo - policy.reorderPoint)
    let top = policy.reorderPoint + quantity
    let evaluator = try StockEvaluator(demand).positioned(policy.kind, gap: quantity)
    func waiting(_ after: Double) throws(PolicyError) -> Double {
        let source = DemandSource(try MixtureDistribution(demand.demand(overDays: max(0, after))))
        return evaluator.positionLosses(source, orderUpTo: top, batch: quantity).first
    }
    let reviewDemand = evaluator.protectionMean - evaluator.leadTimeMean
    var shares: [Double] = []
    for wait in days {
        if wait == 0 {
            shares.append(1 - evaluator.fillRate(orderUpTo: top, batch: quantity))
        } else if wait >= lead + review || review > 0 && reviewDemand <= 0 {
            shares.append(0)
        } else if review > 0 {
            shares.append(min(1, max(0, (try waiting(lead + review - wait) - waiting(lead - wait)) / reviewDemand)))
        } else {
            var sooner = demand
            sooner.leadTimeDays = lead - wait
            sooner.distributions = [demand.demand(overDays: lead - wait)]
            let quicker = try StockEvaluator(sooner).positioned(policy.kind, gap: quantity)
            shares.append(1 - quicker.fillRate(orderUpTo: top, batch: quantity))
        }
    }
    return shares
}

extension LeadTimeDemand {
    /// Demand over a number of days, at most L + R: between the nodes by their members' ways, below L in proportion to it.
    func demand(overDays days: Double) -> DemandDistribution {
        if days <= 0 { return DemandDistribution(members: [.init(family: .deterministic, mean: 0, variance: 0)], isCount: overLeadTime.isCount) }
        if days >= leadTimeDays, reviewPeriodDays > 0 {
            let u = min(1, (days - leadTimeDays) / reviewPeriodDays)
            if let paths = memberPaths() { return DemandDistribution(members: paths.map { $0.member(u) }, isCount: overLeadTime.isCount) }
        }
        // Where members cannot be followed: the nearest longer of the distributions, scaled.
        let nodes = LeadTimeDemand.nodes(reviewPeriodDays: reviewPeriodDays)
        let index = nodes.indices.first { leadTimeDays + nodes[$0].fraction * reviewPeriodDays >= days } ?? nodes.count - 1
        let share = min(1, days / (leadTimeDays + nodes[index].fraction * reviewPeriodDays))
        let members = distributions[index].members.map { member in
            if member.family == .listed {
                var scaled = DemandDistribution.Member(mean: share * member.mean, variance: share * member.variance, isCount: true)
                scaled.weight = member.weight
                return share == 1 ? member : scaled
            }
            var scaled = member
            scaled.mean *= share
            scaled.variance *= share
            return scaled
        }
        return DemandDistribution(members: members, isCount: distributions[index].isCount)
    }
}
