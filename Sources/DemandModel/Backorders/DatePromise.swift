/// A day with how sure it is.
public struct DatePromise: Sendable, Codable, Equatable {
    /// The day that half of such lines are filled by, and the day that nine of ten are filled by; `nil` where supply in sight does not reach.
    /// Between two neighbouring days, one with less and one with more than the share, the odds are such that the share holds over many items.
    public var p50: CalendarDay?
    public var p90: CalendarDay?

    public init(p50: CalendarDay? = nil, p90: CalendarDay? = nil) {
        self.p50 = p50
        self.p90 = p90
    }
}
