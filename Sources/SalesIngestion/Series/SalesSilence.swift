import DemandModel

/// Days without any sale before the planning day, beyond what the shop's own rhythm explains: the file is probably old.
public struct SalesSilence: Sendable, Equatable {
    /// The day after the last row (after its week or month, for totals).
    public var ended: CalendarDay
    /// Days from there to the planning day.
    public var days: Int
    /// The longest usual stretch of days without sales between two rows.
    public var usualDays: Int
}

extension SalesReport {
    /// The day after the last row (after its week or month, for totals); `nil` where rows have no dates.
    public var salesEnd: CalendarDay? {
        guard let last = soldDays.last, granularity != .none else { return nil }
        return Granularity.dayAfter(CalendarDay(number: last), granularity, weeks: weeksPerTotal)
    }

    /// The silence before a day, if it is longer than the shop's own rhythm explains.
    ///
    /// The rhythm is the longest stretch without rows between two days with rows; one stretch that is more than three times as long as the next is
    /// taken for a hole in the data. Ten days with rows tell a rhythm; below, nothing is said.
    ///
    ///     // rows on every working day until Friday, 28 November: as of Monday nothing is amiss, three weeks later the feed has stopped
    public func silence(before asOf: CalendarDay) -> SalesSilence? {
        guard rowsAfterAsOf == 0, let last = soldDays.last, granularity != .none, soldDays.count >= 10 else { return nil }
        let length: (Int32) -> Int = { [granularity, weeksPerTotal] day in
            Int(Granularity.dayAfter(CalendarDay(number: day), granularity, weeks: weeksPerTotal).number - day)
        }
        var stretches = zip(soldDays, soldDays.dropFirst()).map { Int($1 - $0) - length($0) }.sorted()
        if stretches.count >= 2, let longest = stretches.last, longest > 7, longest > 3 * max(1, stretches[stretches.count - 2]) { stretches.removeLast() }
        let usual = max(0, stretches.last ?? 0)
        let ended = Granularity.dayAfter(CalendarDay(number: last), granularity, weeks: weeksPerTotal)
        let silent = ended.days(until: asOf)
        // A single period of totals may simply not be closed yet.
        guard silent > usual, silent > (granularity == .day ? 2 : length(last)) else { return nil }
        return SalesSilence(ended: ended, days: silent, usualDays: usual)
    }
}
