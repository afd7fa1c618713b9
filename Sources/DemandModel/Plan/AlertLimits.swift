/// Limits beyond which a finished plan asks for a person (section `[alerts]` of the plan file). They change no number of the plan.
///
///     var limits = AlertLimits()
///     limits.feedAgeDays = 2
public struct AlertLimits: Sendable, Codable, Equatable {
    /// Share of the sales rows (0...1) that may be set aside.
    public var quarantineShare: Double?
    /// Items that may fail.
    public var failedItems: Int?
    /// Days that may lie between the end of the sales and the planning day (today, where the plan file names none).
    public var feedAgeDays: Int?
    /// Share by which the demand expected a year may differ from the last run's.
    public var forecastMoved: Double?
    /// Share by which the value of today's orders may differ from the last run's; their units where no item has a unit cost.
    public var ordersMoved: Double?
    /// Share by which another allocation of the money could be better (`gap` of the objective).
    public var budgetGap: Double?
    /// Share of the items sold (0...1) that may be without a stock on hand in any table.
    public var stockUnread: Double?

    public init() {}

    /// True where nothing is limited.
    public var isEmpty: Bool { self == AlertLimits() }
}
