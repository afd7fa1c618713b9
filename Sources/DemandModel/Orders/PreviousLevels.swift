/// What an earlier plan recommended for an item-location: what a change is measured from.
public struct PreviousLevels: Sendable, Codable, Equatable {
    /// Id of the earlier run.
    public var runID: String
    /// Units; `nil` where that run had no policy for the item.
    public var reorderPoint: Double?
    public var orderUpTo: Double?
    /// Units ordered on that day.
    public var orderNow: Double

    public init(runID: String, reorderPoint: Double?, orderUpTo: Double?, orderNow: Double) {
        self.runID = runID
        self.reorderPoint = reorderPoint
        self.orderUpTo = orderUpTo
        self.orderNow = orderNow
    }
}
