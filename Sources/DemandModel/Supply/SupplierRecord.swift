/// One row of the `suppliers` table.
public struct SupplierRecord: Sendable, Codable, Equatable {
    public var supplier: String
    /// Money per order; `nil`: none.
    public var minimumOrderValue: Double?
    /// Units per period of the plan's series; `nil`: without limit.
    public var capacityPerPeriod: Double?

    public init(supplier: String, minimumOrderValue: Double? = nil, capacityPerPeriod: Double? = nil) {
        self.supplier = supplier
        self.minimumOrderValue = minimumOrderValue
        self.capacityPerPeriod = capacityPerPeriod
    }
}

/// What is ordered today from a supplier with a minimum order value or a capacity, all its items together.
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
