import DemandModel
import Testing
@testable import SalesIngestion

/// Periods stay what their spacing says: weekdays, two weeks, four weeks.
@Suite struct SpacingTests {
    private func file(_ days: [Int], values: (Int) -> Int = { $0 }) throws -> SeriesFile {
        let start = CalendarDay(number: CalendarDay.dayNumber(year: 2024, month: 1, day: 1))
        let rows = days.map { "a,\(start.advanced(by: $0)),\(values($0))" }
        return try readSeriesFile(bytes: Array(("unique_id,ds,y\n" + rows.joined(separator: "\n") + "\n").utf8), name: "x")
    }

    @Test func weekdaysOnlyMeansClosedWeekends() throws {
        let open = (0..<60).filter { $0 % 7 < 5 }
        #expect(try file(open).closedWeekdays == [6, 7])
        #expect(try file(Array(0..<60)).closedWeekdays.isEmpty)
        // Six days a week.
        #expect(try file((0..<60).filter { $0 % 7 < 6 }).closedWeekdays == [7])
        // Days that are missing here and there are not closed, nor are those of a short file.
        #expect(try file((0..<60).filter { $0 % 11 != 3 }).closedWeekdays.isEmpty)
        #expect(try file((0..<14).filter { $0 % 7 < 5 }).closedWeekdays.isEmpty)
        // A series with a sale on every fifth day only has no closed weekdays.
        #expect(try file((0..<60).filter { $0 % 5 == 0 }).closedWeekdays.isEmpty)
    }

    @Test(arguments: [(14, 2, 26), (28, 4, 13), (7, 1, 52)])
    func totalsOfSeveralWeeksStayWhatTheyAre(_ step: Int, _ weeks: Int, _ season: Int) throws {
        let series = try file((0..<10).map { $0 * step }).series[0]
        #expect(series.demand.count == 10)
        #expect(series.demand.missing.isEmpty)
        #expect(series.calendar.weeksPerPeriod == weeks)
        #expect(series.seasonLength == season)
        let next = CalendarDay(number: CalendarDay.dayNumber(year: 2024, month: 1, day: 1)).advanced(by: 10 * step)
        #expect(series.nextTexts(1) == ["\(next)"])
    }

    @Test func weeksWithGapsAreWeeks() throws {
        let series = try file([0, 14, 28, 35, 49]).series[0]
        #expect(series.calendar.weeksPerPeriod == 1)
        #expect(series.demand.count == 8)
    }

    @Test func daysThatStandForNoDateAreSetAside() throws {
        var text = "date,item,quantity\n1970-01-01,A,5\n1970-01-01,A,6\n1900-01-01,A,1\n"
        for day in 1...28 { text += "2024-02-\(day < 10 ? "0" : "")\(day),A,2\n" }
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        #expect(sales.report.quarantineCodes == ["isolated_date": 3])
        #expect(sales.report.firstDay?.description == "2024-02-01")
    }

    @Test func aSeasonWithoutSalesIsNoTypingError() throws {
        var text = "date,item,quantity\n"
        for year in 2021...2024 { for day in 1...24 { text += "\(year)-12-\(day < 10 ? "0" : "")\(day),A,2\n" } }
        let sales = try readSales(bytes: Array(text.utf8), name: "x", options: dailyOptions())
        #expect(sales.quarantine.isEmpty)
    }
}
