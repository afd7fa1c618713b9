/// Levels of one item-location that a planner has set by hand on the page: kept in the store and read by the next plan.
public struct LevelOverride: Sendable, Codable, Equatable {
    /// Given by the store.
    public var number: Int64
    public var key: ItemLocation
    /// Units; at least one of the two.
    public var reorderPoint: Double?
    public var orderUpTo: Double?
    public var reason: String
    public var author: String
    /// Moment it was made, ISO 8601 in UTC.
    public var madeAt: String
    /// The last planning day it holds for; `nil`: until it is ended.
    public var expiresOn: CalendarDay?
    /// Moment and author of its end; `nil` while it holds.
    public var endedAt: String?
    public var endedBy: String?

    public init(
        number: Int64 = 0, key: ItemLocation, reorderPoint: Double? = nil, orderUpTo: Double? = nil, reason: String, author: String,
        madeAt: String, expiresOn: CalendarDay? = nil, endedAt: String? = nil, endedBy: String? = nil
    ) {
        self.number = number
        self.key = key
        self.reorderPoint = reorderPoint
        self.orderUpTo = orderUpTo
        self.reason = reason
        self.author = author
        self.madeAt = madeAt
        self.expiresOn = expiresOn
        self.endedAt = endedAt
        self.endedBy = endedBy
    }

    /// True where a plan of this day follows it.
    public func holds(on day: CalendarDay) -> Bool { endedAt == nil && expiresOn.map { day <= $0 } ?? true }

    /// The reason as an item's explanation shows it: who set it, and until when.
    public var fullReason: String { "\(reason) (\(author)" + (expiresOn.map { ", until \($0)" } ?? "") + ")" }
}
