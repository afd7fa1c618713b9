import DemandModel
import Testing

@Suite struct CalendarTests {
    /// Day numbers from Python's `(date(y, m, d) - date(1970, 1, 1)).days`.
    @Test(arguments: [(1970, 1, 1, 0), (2010, 12, 1, 14944), (2000, 2, 29, 11016), (1900, 3, 1, -25508), (9999, 12, 31, 2_932_896), (1, 1, 1, -719_162)])
    func dayNumbers(year: Int, month: Int, day: Int, number: Int) throws {
        let date = try #require(CalendarDay(year: year, month: month, day: day))
        #expect(Int(date.number) == number)
        let civil = date.civil
        #expect(civil.year == year && civil.month == month && civil.day == day)
        #expect(CalendarDay(iso: date.description) == date)
    }

    @Test func rejectsDaysThatDoNotExist() {
        #expect(CalendarDay(iso: "2010-02-29") == nil)
        #expect(CalendarDay(iso: "1900-02-29") == nil)
        #expect(CalendarDay(iso: "2010-13-01") == nil)
        #expect(CalendarDay(iso: "2010-1-01") == nil)
        #expect(CalendarDay(iso: "") == nil)
    }

    @Test func weekdays() {
        #expect(CalendarDay(iso: "1970-01-05")?.isoWeekday == 1)
        #expect(CalendarDay(iso: "2010-12-05")?.isoWeekday == 7)
        #expect(CalendarDay(iso: "1969-12-31")?.isoWeekday == 3)
    }

    @Test(arguments: [Period.day, .week, .month])
    func periodsTileTheCalendar(period: Period) throws {
        let anchor = try #require(CalendarDay(iso: "2010-12-01"))
        let calendar = PeriodCalendar(period: period, weekAnchor: anchor)
        for offset in -800...800 {
            let day = anchor.advanced(by: offset)
            let number = calendar.periodNumber(of: day)
            #expect(calendar.firstDay(of: number) <= day)
            #expect(day < calendar.firstDay(of: number + 1))
        }
        #expect(calendar.days(in: calendar.periodNumber(of: anchor)) == [.day: 1, .week: 7, .month: 31][period])
    }
}
