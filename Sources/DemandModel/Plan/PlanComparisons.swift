/// What keeping an item's levels by hand costs against what the plan would choose for it.
public struct OverrideCost: Sendable, Codable, Equatable {
    public var key: ItemLocation
    /// Why the levels are kept, in plain words.
    public var reason: String
    /// Order-up-to levels kept and not chosen, units.
    public var keptOrderUpTo: Double
    public var recommendedOrderUpTo: Double
    /// Money that the kept levels hold on average beyond the recommendation's; below 0 where they hold less, `nil` without a unit cost.
    public var averageInventoryValue: Double?
    /// E[B] that the kept levels leave beyond the recommendation's, units; below 0 where they leave less.
    public var expectedBackorders: Double

    public init(
        key: ItemLocation, reason: String, keptOrderUpTo: Double, recommendedOrderUpTo: Double, averageInventoryValue: Double?,
        expectedBackorders: Double
    ) {
        self.key = key
        self.reason = reason
        self.keptOrderUpTo = keptOrderUpTo
        self.recommendedOrderUpTo = recommendedOrderUpTo
        self.averageInventoryValue = averageInventoryValue
        self.expectedBackorders = expectedBackorders
    }
}

/// What a quarter of the planned items, by price, gets of the service: who waits under the chosen weight.
public struct PriceQuartile: Sendable, Codable, Equatable {
    /// Money per unit: the lowest and the highest of the quarter (unit cost, or the median selling price where no cost is known).
    public var lowestPrice: Double
    public var highestPrice: Double
    public var items: Int
    /// Units a year.
    public var demandPerYear: Double
    /// Units waiting, on average over time.
    public var expectedBackorders: Double
    /// Share of the units served from the shelf at once.
    public var fillRate: Double

    public init(
        lowestPrice: Double, highestPrice: Double, items: Int, demandPerYear: Double, expectedBackorders: Double, fillRate: Double
    ) {
        self.lowestPrice = lowestPrice
        self.highestPrice = highestPrice
        self.items = items
        self.demandPerYear = demandPerYear
        self.expectedBackorders = expectedBackorders
        self.fillRate = fillRate
    }
}
