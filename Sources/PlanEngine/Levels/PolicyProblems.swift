import DemandModel
import ReorderPolicies

/// The problems of the items that have an outlook, which item each belongs to, and what the others are told.
struct PolicyProblems: Sendable {
    var problems: [ReplenishmentProblem] = []
    var itemIndices: [Int] = []
    /// Items whose lead-time demand cannot be computed.
    var failures: [(index: Int, recommendation: Recommendation)] = []
    /// By problem: its demand before capacities were counted, where one is.
    var uncounted: [Int: LeadTimeDemand] = [:]
}

/// What the policies of an assortment reach together.
struct PolicyOutcome {
    var totals: AssortmentTotals
    var overrides: [OverrideCost]
    var supplierOrders: [SupplierOrderTotal]
    /// What the purchase cap did; `nil` where there is none.
    var purchaseCap: PurchaseCapOutcome?
    /// `nil` where it was not asked for.
    var curve: ExchangeCurve?
    /// What the year's averages are, as multiples of those of today's levels; `nil` where nothing left over is counted.
    var leftOver: LeftOverFactors?
    /// `nil` where no warehouse feeds locations.
    var transfers: TransferTotals?
    /// The levels, for a later plan; `nil` where nobody asked.
    var kept: KeptPolicies?
}
