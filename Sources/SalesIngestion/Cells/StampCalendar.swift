import DemandModel

/// Maps the moments of one series to consecutive period numbers and back.
///
/// Weeks keep the weekday, months, quarters and years the day of the month (or the last day of the month) and the starting month that
/// the series has; all keep its time of day.
public struct StampCalendar: Sendable, Equatable {
    public let period: Period
    /// Days (week) or months (quarter, year) that period 0 starts after the origin.
    private var offset = 0
    private var dayOfMonth = 1
    private var endOfMonth = false
    private var timeOfDay = 0
    /// Weeks per period: 2 and 4 where the rows are totals of 14 and 28 days.
    public private(set) var weeksPerPeriod = 1

    /// The calendar of some moments (ascending seconds) for a period.
    ///
    /// - Parameter keepsSpacing: totals of two or four weeks stay what they are.
    init(period: Period, stamps: [Int], keepsSpacing: Bool = false) {
        self.period = period
        guard let first = stamps.first, period != .none else { return }
        let day = StampCalendar.day(first)
        timeOfDay = first - day * 86_400
        switch period {
        case .hour:
            timeOfDay = first - StampCalendar.floorDivide(first, 3600) * 3600
        case .week:
            if keepsSpacing { weeksPerPeriod = StampCalendar.weeksBetween(stamps) }
            offset = day - StampCalendar.floorDivide(day, 7 * weeksPerPeriod) * 7 * weeksPerPeriod
        case .month, .quarter, .year:
            let civil = stamps.map { CalendarDay(number: Int32(clamping: StampCalendar.day($0))).civil }
            endOfMonth = civil.allSatisfy { $0.day == CalendarDay.daysInMonth(year: $0.year, month: $0.month) }
            dayOfMonth = civil.map(\.day).max() ?? 1
            let months = civil[0].year * 12 + civil[0].month - 1
            let length = period == .month ? 1 : period == .quarter ? 3 : 12
            offset = months - StampCalendar.floorDivide(months, length) * length
        default: break
        }
    }

    /// The period a moment starts, or `nil` where it starts none (a Tuesday among weeks that start on Mondays).
    func number(of stamp: Int) -> Int? {
        let number = StampCalendar.approximate(stamp, period: period, offset: offset, weeks: weeksPerPeriod)
        return seconds(of: number) == stamp ? number : nil
    }

    private static func approximate(_ stamp: Int, period: Period, offset: Int, weeks: Int) -> Int {
        switch period {
        case .none: return stamp
        case .hour: return floorDivide(stamp, 3600)
        case .day: return day(stamp)
        case .week: return floorDivide(day(stamp) - offset, 7 * weeks)
        case .month, .quarter, .year:
            let civil = CalendarDay(number: Int32(clamping: day(stamp))).civil
            let length = period == .month ? 1 : period == .quarter ? 3 : 12
            return floorDivide(civil.year * 12 + civil.month - 1 - offset, length)
        }
    }

    /// The moment a period starts.
    func seconds(of number: Int) -> Int {
        switch period {
        case .none: return number
        case .hour: return number * 3600 + timeOfDay
        case .day: return number * 86_400 + timeOfDay
        case .week: return (number * 7 * weeksPerPeriod + offset) * 86_400 + timeOfDay
        case .month, .quarter, .year:
            let length = period == .month ? 1 : period == .quarter ? 3 : 12
            let months = number * length + offset
            let year = StampCalendar.floorDivide(months, 12), month = months - year * 12 + 1
            let longest = CalendarDay.daysInMonth(year: year, month: month)
            let day = endOfMonth ? longest : min(dayOfMonth, longest)
            return Int(CalendarDay.dayNumber(year: year, month: month, day: day)) * 86_400 + timeOfDay
        }
    }

    /// Weeks between the moments, where all gaps are a multiple of one of several weeks and most are that one.
    private static func weeksBetween(_ stamps: [Int]) -> Int {
        let days = stamps.map(day)
        let gaps = zip(days.dropFirst(), days).map { $0 - $1 }
        let step = gaps.reduce(0) { greatestCommonDivisor($0, $1) }
        guard gaps.count >= 3, step > 7, step % 7 == 0, step <= 91, 10 * gaps.filter({ $0 == step }).count >= 8 * gaps.count else { return 1 }
        return step / 7
    }

    /// The period of moments in ascending order, `nil` where there are fewer than two or they are closer than an hour.
    static func detect(_ stamps: [Int]) -> Period? {
        guard stamps.count >= 2 else { return nil }
        let days = stamps.map(day)
        let sameTime = zip(stamps, days).allSatisfy { $0 - $1 * 86_400 == stamps[0] - days[0] * 86_400 }
        guard sameTime else {
            let step = zip(stamps.dropFirst(), stamps).reduce(0) { greatestCommonDivisor($0, $1.0 - $1.1) }
            return step % 3600 == 0 ? .hour : nil
        }
        let civil = days.map { CalendarDay(number: Int32(clamping: $0)).civil }
        let sameDay = civil.allSatisfy { $0.day == civil[0].day }
        let ends = civil.allSatisfy { $0.day == CalendarDay.daysInMonth(year: $0.year, month: $0.month) }
        if sameDay || ends {
            let months = civil.map { $0.year * 12 + $0.month }
            let step = zip(months.dropFirst(), months).reduce(0) { greatestCommonDivisor($0, $1.0 - $1.1) }
            if step > 0 { return step % 12 == 0 ? .year : step % 3 == 0 ? .quarter : .month }
        }
        let step = zip(days.dropFirst(), days).reduce(0) { greatestCommonDivisor($0, $1.0 - $1.1) }
        return step % 7 == 0 ? .week : .day
    }

    private static func day(_ seconds: Int) -> Int { floorDivide(seconds, 86_400) }

    private static func floorDivide(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        var (x, y) = (abs(a), abs(b))
        while y != 0 { (x, y) = (y, x % y) }
        return x
    }
}
