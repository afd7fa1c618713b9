import DemandModel
import NumericCore

/// What a warehouse owes a location, by how long ago it was asked for: what long waits of the location's customers are made of.
///
/// Of the units owed right after a transfer those were asked for more than x days ago that demand over the c - x days before those x did not find in its stock,
/// (D0(c - x) - S0)+, c the days that its supplier's orders under way have not covered (`WarehouseTiming`). A customer of the location waits longer than w days where
/// S is less than the demand up to w days ago and what has then been owed so long: with t days since the location's order of that position, (D(t - w) + B - S)+ for
/// t >= w, and (B(w - t) - S)+ else.
public struct OwedWaits: Sendable {
    /// The location's part of what is owed.
    public let part: OwedPart
    private let demand: LeadTimeDemand
    private let level: Double
    private let batch: Double
    private let shortened: DemandOverDays
    /// Nothing is owed for longer than so many days.
    let longestDays: Double

    /// - Parameters:
    ///   - policy: of the warehouse.
    ///   - demand: of the warehouse, over c days.
    /// - Throws: `PolicyError` where the policy is none.
    public init(_ policy: ReplenishmentPolicy, demand: LeadTimeDemand, part: OwedPart) throws(PolicyError) {
        try checkPolicy(policy)
        self.part = part
        self.demand = demand
        level = policy.orderUpTo
        batch = policy.orderUpTo - policy.reorderPoint
        shortened = DemandOverDays(demand)
        longestDays = demand.leadTimeDays + demand.reviewPeriodDays
    }

    /// What is owed of what was asked for more than so many days ago.
    func owed(olderThanDays days: Double) -> OwedUnits {
        if days >= longestDays { return OwedUnits(probability: 0, mean: 0, meanSquare: 0) }
        var shorter = demand
        if days > 0 {
            let places = LeadTimeDemand.nodes(reviewPeriodDays: demand.reviewPeriodDays)
            shorter.leadTimeDays = max(0, demand.leadTimeDays - days)
            shorter.distributions = places.map { shortened.over(demand.leadTimeDays + $0.fraction * demand.reviewPeriodDays - days) }
        }
        guard let evaluator = try? StockEvaluator(shorter) else { return OwedUnits(probability: 0, mean: 0, meanSquare: 0) }
        return evaluator.owed(orderUpTo: level, batch: batch)
    }
}
