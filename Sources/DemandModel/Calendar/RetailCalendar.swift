/// The weeks of the months of a retail quarter: thirteen weeks as 4-4-5, 4-5-4 or 5-4-4.
///
/// A retail year starts on the Sunday nearest to the first of February (29 January to 4 February), the rule of the National Retail
/// Federation's 4-5-4 calendar. Years of 53 weeks give the last week to the last month.
///
///     RetailPattern.fourFiveFour.firstDay(ofMonth: 2024 * 12)          // 2024-02-04: fiscal 2024, month 1
///     RetailPattern.fourFiveFour.monthNumber(of: CalendarDay(iso: "2024-02-03")!)   // 2023 * 12 + 11: week 53 of fiscal 2023
public enum RetailPattern: String, Sendable, Codable, CaseIterable {
    case fourFourFive = "4-4-5"
    case fourFiveFour = "4-5-4"
    case fiveFourFour = "5-4-4"

    /// Weeks of a quarter before each of its months.
    private var weeksBefore: (Int, Int, Int) {
        switch self {
        case .fourFourFive: (0, 4, 8)
        case .fourFiveFour: (0, 4, 9)
        case .fiveFourFour: (0, 5, 9)
        }
    }

    /// The first day of a fiscal year.
    static func firstDay(ofYear year: Int) -> CalendarDay {
        let earliest = CalendarDay(number: CalendarDay.dayNumber(year: year, month: 1, day: 29))
        return earliest.advanced(by: (7 - earliest.isoWeekday) % 7)
    }

    /// Fiscal year * 12 + month - 1 of the retail month that holds a day. O(1).
    public func monthNumber(of day: CalendarDay) -> Int {
        var year = day.civil.year
        if day < RetailPattern.firstDay(ofYear: year) { year -= 1 }
        let week = min(51, RetailPattern.firstDay(ofYear: year).days(until: day) / 7)
        let (quarter, inQuarter) = (week / 13, week % 13)
        let month = inQuarter >= weeksBefore.2 ? 2 : inQuarter >= weeksBefore.1 ? 1 : 0
        return year * 12 + quarter * 3 + month
    }

    /// The first day of a retail month. O(1).
    public func firstDay(ofMonth number: Int) -> CalendarDay {
        let year = number >= 0 ? number / 12 : -((11 - number) / 12)
        let (quarter, month) = ((number - year * 12) / 3, (number - year * 12) % 3)
        let weeks = quarter * 13 + (month == 2 ? weeksBefore.2 : month == 1 ? weeksBefore.1 : 0)
        return RetailPattern.firstDay(ofYear: year).advanced(by: 7 * weeks)
    }
}
