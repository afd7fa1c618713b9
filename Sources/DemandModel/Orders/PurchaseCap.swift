/// The most money that today's orders may cost (section `[orders]` of the plan file).
public struct PurchaseCap: Sendable, Codable, Equatable {
    /// Money for all orders; `nil`: no limit of all together.
    public var budget: Double?
    /// Money by supplier.
    public var supplierBudgets: [String: Double]

    public init(budget: Double? = nil, supplierBudgets: [String: Double] = [:]) {
        self.budget = budget
        self.supplierBudgets = supplierBudgets
    }
}

/// What a purchase cap did to today's orders, and what more or less money would do.
///
/// Waiting is counted in weighted units, on average from the arrival of today's orders until the next ones can arrive, over the items that
/// order today.
public struct PurchaseCapOutcome: Sendable, Codable, Equatable {
    public struct Point: Sendable, Codable, Equatable {
        /// Money spent today.
        public var money: Double
        public var waiting: Double

        public init(money: Double, waiting: Double) {
            self.money = money
            self.waiting = waiting
        }
    }

    public var budget: Double?
    /// Money of all that would be ordered without the cap, and of what is.
    public var wanted: Double
    public var spent: Double
    public var waiting: Double
    public var waitingIfAll: Double
    public var waitingIfNone: Double
    /// No choice within the cap leaves fewer waiting.
    public var lowerBound: Double
    public var itemsHeldBack = 0
    public var unitsHeldBack = 0.0
    /// Items without a unit cost: they are ordered as they are and count nothing.
    public var itemsWithoutCost = 0
    /// Suppliers whose minimum order is above the money that is there for them; `nil` in runs of earlier versions.
    public var unreachableSuppliers: [String]?
    /// From no order to all that is wanted.
    public var curve: [Point]

    public init(
        budget: Double?, wanted: Double, spent: Double, waiting: Double, waitingIfAll: Double, waitingIfNone: Double, lowerBound: Double, curve: [Point]
    ) {
        self.budget = budget
        self.wanted = wanted
        self.spent = spent
        self.waiting = waiting
        self.waitingIfAll = waitingIfAll
        self.waitingIfNone = waitingIfNone
        self.lowerBound = lowerBound
        self.curve = curve
    }

    /// (waiting - bound) / bound; `nil` where the bound is 0.
    public var gap: Double? { lowerBound > 0 ? max(0, waiting - lowerBound) / lowerBound : nil }
}
