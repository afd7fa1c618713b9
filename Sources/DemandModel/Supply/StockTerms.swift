/// What a planner asks of one item-location's stock beyond its supply terms: columns of the items table, each of which may be absent.
public struct StockTerms: Sendable, Codable, Equatable {
    /// The group whose limits (`[groups.NAME]` of the plan file, `GroupLimits`) count the item.
    public var group: String?
    /// Storage volume of one unit, in any one unit of volume.
    public var volumePerUnit: Double?
    /// Days on the shelf after which a unit can no longer be sold.
    public var shelfLifeDays: Double?
    /// Share of units to serve from the shelf at once, above 0 and below 1.
    public var targetFillRate: Double?
    /// Least and most order-up-to level S, units.
    public var minimumStock: Double?
    public var maximumStock: Double?
    /// Share of customers who do not wait for a restock, 0...1.
    public var lostSaleShare: Double?
    /// Levels stay what they are: the overrides where given, else today's inventory position.
    public var isFrozen: Bool?
    /// Levels that a planner sets by hand, units, and why.
    public var overrideReorderPoint: Double?
    public var overrideOrderUpTo: Double?
    public var overrideReason: String?
    /// Who set them, and the last planning day for which they count.
    public var overrideBy: String?
    public var overrideExpires: CalendarDay?
    /// True for an item that is about to be sold for the first time: without sales it is planned from what launches sold.
    public var isLaunch: Bool?

    public init() {}

    public var isEmpty: Bool { self == StockTerms() }

    /// True where the objective may not move the levels.
    public var isFixed: Bool { isFrozen == true || overrideReorderPoint != nil || overrideOrderUpTo != nil }
}
