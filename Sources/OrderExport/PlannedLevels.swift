import DemandModel

/// What a run recommended for an item, as far as a change is told from it.
public struct PlannedLevels: Sendable, Equatable {
    /// Units; `nil` where there was no policy.
    public var reorderPoint: Double?
    public var orderUpTo: Double?
    public var orderQuantity: Double?

    public init(reorderPoint: Double?, orderUpTo: Double?, orderQuantity: Double? = nil) {
        self.reorderPoint = reorderPoint
        self.orderUpTo = orderUpTo
        self.orderQuantity = orderQuantity
    }

    /// True where no number moved by more than a share of the larger one.
    public func isNear(_ other: PlannedLevels, tolerance: Double) -> Bool {
        func near(_ a: Double?, _ b: Double?) -> Bool {
            guard let a, let b else { return a == nil && b == nil }
            return abs(a - b) <= tolerance * max(abs(a), abs(b))
        }
        return near(reorderPoint, other.reorderPoint) && near(orderUpTo, other.orderUpTo) && near(orderQuantity, other.orderQuantity)
    }
}
