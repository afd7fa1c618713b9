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

    private func sales(_ days: [Int], units: String = "7", period: Period = .week) throws -> IngestedSales {
        let start = CalendarDay(number: CalendarDay.dayNumber(year: 2024, month: 1, day: 1))
        var options = dailyOptions()
        options.period = period
        let rows = days.map { "\(start.advanced(by: $0)),A,\(units),9.5" }
        return try readSales(bytes: Array(("date,item,quantity,price\n" + rows.joined(separator: "\n") + "\n").utf8), name: "x", options: options)
    }

    /// Totals of two and four weeks in a history of sales are shared out over their weeks, and speak of days to the end of the last one.
    @Test func totalsOfSeveralWeeksAreSharedOut() throws {
        let two = try sales([0, 14, 28, 42, 70])
        #expect(two.series[0].demand == [3, 4, 3, 4, 3, 4, 3, 4, 0, 0, 3, 4])
        #expect(two.series[0].price == [9.5, 9.5, 9.5, 9.5, 9.5, 9.5, 9.5, 9.5, 0, 0, 9.5, 9.5])
        #expect(two.asOf == CalendarDay(iso: "2024-03-25") && two.report.salesEnd == two.asOf)
        #expect(two.report.lines.contains { $0.contains("each row is the total of 2 weeks, and is shared out evenly over them") })
        let four = try sales([0, 28, 56, 84], units: "10.5")
        #expect(four.series[0].demand == Array(repeating: 2.625, count: 16))
        #expect(try sales([0, 28, 56, 84], units: "1").series[0].demand == (0..<4).flatMap { _ in [0.0, 0, 0, 1] })
    }

    @Test func weeksAndMarketsAreNotSharedOut() throws {
        #expect(try sales([0, 14, 28, 35, 49]).series[0].demand == [7, 0, 7, 0, 7, 7, 0, 7])
        // Mostly further apart than twice: no spacing.
        #expect(try sales([0, 14, 56, 112, 168]).report.weeksPerTotal == 1)
        #expect(try sales([0, 14, 28]).report.weeksPerTotal == 1)
        // Several lines a day are lines of orders, whatever their days.
        let lines = (0..<5).flatMap { [14 * $0, 14 * $0, 14 * $0] }
        let market = try sales(lines)
        #expect(market.report.weeksPerTotal == 1 && Set(market.series[0].demand) == [0, 21])
    }
}
