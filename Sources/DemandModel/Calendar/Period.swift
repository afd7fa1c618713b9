/// The bucket of a demand series.
///
/// A sales history is bucketed by day, week or month; a series file may also be hourly, quarterly or yearly, or have plain
/// whole numbers for its periods (`none`).
public enum Period: String, Sendable, Codable, CaseIterable {
    case hour, day, week, month, quarter, year
    /// Whole-number period index without a calendar meaning.
    case none

    /// The length of the season that is assumed for the period, in periods (1 = no season).
    public var defaultSeasonLength: Int {
        switch self {
        case .hour: 24
        case .day: 7
        case .week: 52
        case .month: 12
        case .quarter: 4
        case .year, .none: 1
        }
    }

    /// Whole weeks of days nearest to a year, where days are forecast with a season of weeks: the year then has to be named beside the season
    /// length; `nil`: it follows from the season length, or there is none.
    public func yearPeriods(seasonLength: Int) -> Int? { self == .day && seasonLength == 7 ? 364 : nil }

    /// Mean length in days; `nil` for `none`, which has no calendar meaning.
    public var meanDays: Double? {
        switch self {
        case .hour: 1.0 / 24
        case .day: 1
        case .week: 7
        case .month: 365.2425 / 12
        case .quarter: 365.2425 / 4
        case .year: 365.2425
        case .none: nil
        }
    }
}

/// Maps days to consecutive period numbers and back, for the periods a sales history is bucketed by.
///
/// Weeks are blocks of seven days counted from `weekAnchor` (any day that starts a week); months are calendar months, or the months
/// of a retail calendar.
/// Period numbers are consecutive integers; their origin has no meaning.
public struct PeriodCalendar: Sendable, Codable, Equatable {
    public let period: Period
    public let weekAnchor: CalendarDay
    /// Months are those of a retail calendar; `nil`: calendar months.
    public let retailPattern: RetailPattern?

    /// - Parameters:
    ///   - period: `.day`, `.week` or `.month`; anything else is treated as a precondition failure of the caller's validation.
    ///   - weekAnchor: a day on which a week starts; 1970-01-05 was a Monday.
    ///   - retailPattern: the weeks of a retail month (period `.month` only).
    public init(period: Period, weekAnchor: CalendarDay = CalendarDay(number: 4), retailPattern: RetailPattern? = nil) {
        precondition(period == .day || period == .week || period == .month, "a sales history is bucketed by day, week or month")
        self.period = period
        self.weekAnchor = weekAnchor
        self.retailPattern = period == .month ? retailPattern : nil
    }

    /// The number of the period that holds a day. O(1).
    public func periodNumber(of day: CalendarDay) -> Int {
        switch period {
        case .week:
            let offset = Int(day.number) - Int(weekAnchor.number)
            return offset >= 0 ? offset / 7 : -((6 - offset) / 7)
        case .month:
            if let retailPattern { return retailPattern.monthNumber(of: day) }
            let (year, month, _) = day.civil
            return year * 12 + month - 1
        default:
            return Int(day.number)
        }
    }

    /// The first day of a period. O(1).
    public func firstDay(of periodNumber: Int) -> CalendarDay {
        switch period {
        case .week:
            return weekAnchor.advanced(by: 7 * periodNumber)
        case .month:
            if let retailPattern { return retailPattern.firstDay(ofMonth: periodNumber) }
            let year = periodNumber >= 0 ? periodNumber / 12 : -((11 - periodNumber) / 12)
            return CalendarDay(number: CalendarDay.dayNumber(year: year, month: periodNumber - year * 12 + 1, day: 1))
        default:
            return CalendarDay(number: Int32(periodNumber))
        }
    }

    /// The number of days in a period.
    public func days(in periodNumber: Int) -> Int {
        firstDay(of: periodNumber).days(until: firstDay(of: periodNumber + 1))
    }
}
