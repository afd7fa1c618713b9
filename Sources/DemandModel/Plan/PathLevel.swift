/// What one coming review orders up to, and what it leaves.
public struct PathLevel: Sendable, Equatable, Codable {
    /// Days from today to the review.
    public var days: Double
    /// S and r, units.
    public var orderUpTo: Double
    public var reorderPoint: Double
    /// Mean position after the review: S, or more where stock is left over from a higher level (stock is never sent back).
    public var position: Double
    /// Mean demand over L + R from the review on, units.
    public var demandMean: Double
    /// Time averages between the receipt of this review's order and of the next one's, units.
    public var onHand: Double
    public var waiting: Double
    /// Share of that time's units served from the shelf at once.
    public var fillRate: Double

    public init(
        days: Double, orderUpTo: Double, reorderPoint: Double, position: Double, demandMean: Double, onHand: Double, waiting: Double, fillRate: Double
    ) {
        self.days = days
        self.orderUpTo = orderUpTo
        self.reorderPoint = reorderPoint
        self.position = position
        self.demandMean = demandMean
        self.onHand = onHand
        self.waiting = waiting
        self.fillRate = fillRate
    }
}
