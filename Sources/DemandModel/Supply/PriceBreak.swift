/// A price that a supplier asks from a quantity on: for the whole order, not for the units beyond it.
public struct PriceBreak: Sendable, Codable, Equatable {
    /// Least units of one order.
    public var quantity: Double
    /// Money per unit.
    public var unitCost: Double

    public init(quantity: Double, unitCost: Double) {
        self.quantity = quantity
        self.unitCost = unitCost
    }
}

/// A row of the table of price breaks.
public struct ItemPriceBreak: Sendable, Equatable {
    public var item: String
    /// `nil`: at every location.
    public var location: String?
    public var price: PriceBreak

    public init(item: String, location: String? = nil, price: PriceBreak) {
        self.item = item
        self.location = location
        self.price = price
    }
}

extension [PriceBreak] {
    /// The price of an order of so many units; `nil` below the first break.
    public func unitCost(of quantity: Double) -> Double? { last { $0.quantity <= quantity + 1e-9 }?.unitCost }
}
