import DemandModel

/// Limits on one item-location's stock that the objective must keep.
public struct StockLimits: Sendable, Equatable {
    /// Least and most S, units; `nil`: no limit.
    public var minimumOrderUpTo: Double?
    public var maximumOrderUpTo: Double?
    /// What sets the most S, where that is not a maximum stock ("shelf life of 10 days").
    public var maximumReason = ""
    /// Share of units to serve from the shelf at once: the item's own target under the objective `fillRate`, a floor under any other.
    public var targetFillRate: Double?
    /// Most units that may be waiting for this item, on average over time: a floor under every objective.
    public var maximumExpectedBackorders: Double?
    /// Levels set by hand; where only one is given the other lies a batch away.
    public var fixedReorderPoint: Double?
    public var fixedOrderUpTo: Double?
    /// A policy that is kept as it is (frozen item or manual override), with its reason.
    public var fixedPolicy: ReplenishmentPolicy?
    public var fixedReason: String
    /// Why a capacity is not counted in the demand, for a person; empty: none is left out.
    public var capacityNote = ""

    public init(
        minimumOrderUpTo: Double? = nil, maximumOrderUpTo: Double? = nil, fixedPolicy: ReplenishmentPolicy? = nil,
        fixedReason: String = ""
    ) {
        self.minimumOrderUpTo = minimumOrderUpTo
        self.maximumOrderUpTo = maximumOrderUpTo
        self.fixedPolicy = fixedPolicy
        self.fixedReason = fixedReason
    }

    /// The same limits without anything fixed.
    var unfixed: StockLimits {
        var copy = self
        copy.fixedPolicy = nil
        copy.fixedReorderPoint = nil
        copy.fixedOrderUpTo = nil
        return copy
    }
}

/// One item-location to set a policy for.
///
/// A value like any other. What it holds is shared between copies: a list of many problems in which one is another costs next to nothing.
public struct ReplenishmentProblem: Sendable {
    private var shared: Shared

    private struct Fields: Sendable {
        var key: ItemLocation
        var demand: LeadTimeDemand
        var terms: SupplyTerms
        var weight: Double
        var kind: ReplenishmentPolicy.Kind?
        var limits: StockLimits
        var budgetPerUnit: Double?
        var group: String
    }

    /// Sendable because it is changed only where one value holds it.
    private final class Shared: @unchecked Sendable {
        var fields: Fields
        init(_ fields: Fields) { self.fields = fields }
    }

    private mutating func own() {
        if !isKnownUniquelyReferenced(&shared) { shared = Shared(shared.fields) }
    }

    public var key: ItemLocation {
        _read { yield shared.fields.key }
        _modify {
            own()
            yield &shared.fields.key
        }
    }
    public var demand: LeadTimeDemand {
        _read { yield shared.fields.demand }
        _modify {
            own()
            yield &shared.fields.demand
        }
    }
    public var terms: SupplyTerms {
        _read { yield shared.fields.terms }
        _modify {
            own()
            yield &shared.fields.terms
        }
    }
    /// What one unit waiting counts in the objective, >= 0 (1 for `units`).
    public var weight: Double {
        _read { yield shared.fields.weight }
        _modify {
            own()
            yield &shared.fields.weight
        }
    }
    /// `nil`: (R,S), or (r,Q) where the review period is 0.
    public var kind: ReplenishmentPolicy.Kind? {
        _read { yield shared.fields.kind }
        _modify {
            own()
            yield &shared.fields.kind
        }
    }
    public var limits: StockLimits {
        _read { yield shared.fields.limits }
        _modify {
            own()
            yield &shared.fields.limits
        }
    }
    /// What one unit takes of the budget where that is not its unit cost: 1 for units, its volume for storage.
    public var budgetPerUnit: Double? {
        _read { yield shared.fields.budgetPerUnit }
        _modify {
            own()
            yield &shared.fields.budgetPerUnit
        }
    }
    /// The group or supplier whose limits (`PlanObjective.groupLimits`) count the item; empty for none.
    public var group: String {
        _read { yield shared.fields.group }
        _modify {
            own()
            yield &shared.fields.group
        }
    }

    /// What one unit takes of the budget; `nil` where that is unknown.
    var price: Double? { shared.fields.budgetPerUnit ?? shared.fields.terms.unitCost }

    public init(
        key: ItemLocation, demand: LeadTimeDemand, terms: SupplyTerms, weight: Double = 1,
        kind: ReplenishmentPolicy.Kind? = nil, limits: StockLimits = StockLimits(), budgetPerUnit: Double? = nil
    ) {
        shared = Shared(Fields(
            key: key, demand: demand, terms: terms, weight: weight, kind: kind, limits: limits, budgetPerUnit: budgetPerUnit, group: ""))
    }
}

/// The policy of one item-location, and why it is what it is.
public struct ReplenishmentDecision: Sendable, Equatable {
    public var key: ItemLocation
    /// Absent where the status is `failed`.
    public var policy: ReplenishmentPolicy?
    public var performance: PolicyPerformance?
    /// Unit cost x time-average on hand, money; `nil` without a unit cost.
    public var averageInventoryValue: Double?
    /// Unit cost x S, money; `nil` without a unit cost.
    public var stockValue: Double?
    public var status: Recommendation.Status
    /// What binds and what was assumed, in plain words; empty where nothing does.
    public var reasons: [String]

    public init(
        key: ItemLocation, policy: ReplenishmentPolicy? = nil, performance: PolicyPerformance? = nil,
        averageInventoryValue: Double? = nil, stockValue: Double? = nil, status: Recommendation.Status, reasons: [String] = []
    ) {
        self.key = key
        self.policy = policy
        self.performance = performance
        self.averageInventoryValue = averageInventoryValue
        self.stockValue = stockValue
        self.status = status
        self.reasons = reasons
    }
}

/// What the whole assortment reaches, and how close to the best that is.
public struct AssortmentTotals: Sendable, Equatable {
    /// Sums over the items that have a policy.
    public var expectedBackorders = 0.0
    /// Sum of weight x E[B]: the value of the objective.
    public var weightedBackorders = 0.0
    public var averageInventoryValue = 0.0
    public var stockValue = 0.0
    /// Weighted E[B] removed by the last unit of money (budget and expected_backorders).
    public var multiplier: Double?
    /// No allocation of the budget reaches less weighted E[B] than this (for the least money for a target: less money). Lagrangian dual.
    public var lowerBound: Double?
    /// (value - bound) / bound, where the bound is above 0; 0 where a complete search has found nothing better.
    public var relativeGap: Double?
    /// True where no other levels are better, whatever the bound says.
    public var isProvenOptimal = false
    /// Money of the budget that no further step fits into.
    public var unspentBudget: Double?

    public init() {}

    /// What a gap above 1% means, for a person; `nil` for smaller ones, and where there is none.
    ///
    ///     var totals = AssortmentTotals()
    ///     totals.relativeGap = 0.034
    ///     totals.gapInWords      // "other levels could be better, by 3.4% of the bound at most: ..."
    public var gapInWords: String? {
        guard let gap = relativeGap, gap > 0.01 else { return nil }
        return "other levels could be better, by \(number((gap * 1000).rounded() / 10))% of the bound at most: single units are a large part of "
            + "what is shared out, or limits bind"
    }
}

/// The result for the whole assortment: one decision per problem, in their order.
public struct AssortmentPlan: Sendable, Equatable {
    public var decisions: [ReplenishmentDecision]
    public var totals: AssortmentTotals

    public init(decisions: [ReplenishmentDecision], totals: AssortmentTotals) {
        self.decisions = decisions
        self.totals = totals
    }
}
