/// One row of the `suppliers` table.
public struct SupplierRecord: Sendable, Codable, Equatable {
    public var supplier: String
    /// Money per order; `nil`: none.
    public var minimumOrderValue: Double?
    /// Units per period of the plan's series; `nil`: without limit.
    public var capacityPerPeriod: Double?
    /// Terms of its items that have none of their own; `nil`: none.
    public var leadTimeDays: Double?
    public var leadTimeStandardDeviationDays: Double?
    public var reviewPeriodDays: Double?
    public var orderCost: Double?
    public var minimumOrderQuantity: Double?
    public var orderMultiple: Double?
    /// Its currency, and what one unit of it is in the plan's: unit costs of its items and its minimum order value are in it.
    public var currency: String?
    public var exchangeRate: Double?
    /// Days on which it is closed; `nil`: none are known.
    public var closures: [SupplierClosure]?

    public init(supplier: String, minimumOrderValue: Double? = nil, capacityPerPeriod: Double? = nil) {
        self.supplier = supplier
        self.minimumOrderValue = minimumOrderValue
        self.capacityPerPeriod = capacityPerPeriod
    }
}

extension SupplierRecord {
    /// Takes from another row of the same supplier what this one does not say.
    public mutating func fillGaps(from other: SupplierRecord) {
        minimumOrderValue = minimumOrderValue ?? other.minimumOrderValue
        capacityPerPeriod = capacityPerPeriod ?? other.capacityPerPeriod
        leadTimeDays = leadTimeDays ?? other.leadTimeDays
        leadTimeStandardDeviationDays = leadTimeStandardDeviationDays ?? other.leadTimeStandardDeviationDays
        reviewPeriodDays = reviewPeriodDays ?? other.reviewPeriodDays
        orderCost = orderCost ?? other.orderCost
        minimumOrderQuantity = minimumOrderQuantity ?? other.minimumOrderQuantity
        orderMultiple = orderMultiple ?? other.orderMultiple
        currency = currency ?? other.currency
        exchangeRate = exchangeRate ?? other.exchangeRate
        if let more = other.closures { closures = (closures ?? []) + more }
    }
}

/// What is ordered today from a supplier, all its items together; the supplier is empty for items that name none.
public struct SupplierOrderTotal: Sendable, Codable, Equatable {
    public var supplier: String
    public var items: Int
    public var units: Double
    /// Money; items without a unit cost count nothing.
    public var value: Double
    /// What minimum and capacity did to the order, in plain words; empty where they did nothing.
    public var reason: String

    public init(supplier: String, items: Int, units: Double, value: Double, reason: String) {
        self.supplier = supplier
        self.items = items
        self.units = units
        self.value = value
        self.reason = reason
    }
}
