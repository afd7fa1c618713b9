/// How an item-location is replenished.
public struct ReplenishmentPolicy: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Continuous review: order Q (or a multiple) when the inventory position is at or below r.
        case rQ
        /// Periodic review: every R days order up to S.
        case RS
        /// Periodic review: every R days, order up to S if the inventory position is at or below s.
        case RsS
        /// Continuous review: order up to S when the inventory position is at or below s.
        case sS
    }

    public var kind: Kind
    /// The highest inventory position at which an order is placed (units); for (R,S) in whole units S - 1.
    public var reorderPoint: Double
    /// S, units: for (r,Q) the position right after an order at r, r + Q.
    public var orderUpTo: Double
    /// Q, units; `nil` for order-up-to policies.
    public var orderQuantity: Double?

    public init(kind: Kind, reorderPoint: Double, orderUpTo: Double, orderQuantity: Double? = nil) {
        self.kind = kind
        self.reorderPoint = reorderPoint
        self.orderUpTo = orderUpTo
        self.orderQuantity = orderQuantity
    }
}

/// What a policy achieves under its stated lead-time demand.
public struct PolicyPerformance: Sendable, Codable, Equatable {
    /// Time-average number of units that customers are waiting for.
    public var expectedBackorders: Double
    /// Units a year that are not served from the shelf at once.
    public var backorderedUnitsPerYear: Double
    /// Share of units served from the shelf at once, 0...1.
    public var fillRate: Double
    /// Share of time with stock on hand, 0...1.
    public var readyRate: Double
    /// Probability of no stock-out per replenishment cycle, 0...1.
    public var cycleServiceLevel: Double
    /// Mean wait of a unit of demand, days: E[B] / daily demand.
    public var expectedWaitDays: Double
    /// Time-average units on the shelf.
    public var averageOnHand: Double
    /// Safety stock, units: r (S under (R,S) without batches) less the mean demand it must cover; may be negative. With batches and minimum orders it
    /// counts from r: what a batch holds above it comes and goes.
    public var safetyStock: Double
    /// Probability that a unit of demand is not served from the shelf at once, 0...1; `nil` in runs stored before it was kept.
    public var probabilityOfWaiting: Double?
    /// Orders placed a year, on average; `nil` where no demand is expected.
    public var ordersPerYear: Double?
    /// Units a year that are too old before they are sold; `nil` without a shelf life.
    public var expiredUnitsPerYear: Double?

    public init(
        expectedBackorders: Double, backorderedUnitsPerYear: Double, fillRate: Double, readyRate: Double,
        cycleServiceLevel: Double, expectedWaitDays: Double, averageOnHand: Double, safetyStock: Double,
        probabilityOfWaiting: Double? = nil, ordersPerYear: Double? = nil
    ) {
        self.expectedBackorders = expectedBackorders
        self.backorderedUnitsPerYear = backorderedUnitsPerYear
        self.fillRate = fillRate
        self.readyRate = readyRate
        self.cycleServiceLevel = cycleServiceLevel
        self.expectedWaitDays = expectedWaitDays
        self.averageOnHand = averageOnHand
        self.safetyStock = safetyStock
        self.probabilityOfWaiting = probabilityOfWaiting
        self.ordersPerYear = ordersPerYear
    }
}
