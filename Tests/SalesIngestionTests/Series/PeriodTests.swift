import DemandModel
import Testing
@testable import SalesIngestion

/// Bucketing: as-of blocks, calendar weeks, months, period totals, indices.
@Suite struct PeriodTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    /// One unit of item a on each of `days` days from 2024-01-01 (a Monday).
    private func daily(_ days: Int) throws -> String {
        let start = CalendarDay(iso: "2024-01-01") ?? CalendarDay(number: 0)
        return try files.write("date,item,quantity\n" + (0..<days).map { "\(start.advanced(by: $0)),a,1\n" }.joined())
    }

    @Test func weeksEndTheDayBeforeAsOfAndAPartialFirstWeekIsLeftOut() throws {
        var options = SalesReadingOptions()
        options.period = .week
        let sales = try readSales(paths: [try daily(17)], options: options)
        #expect(sales.asOf.description == "2024-01-18")
        #expect(sales.series[0].demand == [7, 7])
        #expect(sales.calendar.firstDay(of: sales.series[0].firstPeriod).description == "2024-01-04")
        #expect(sales.report.partialFirstPeriod?.description == "2023-12-28")
        #expect(sales.report.partialFirstUnits == 3)
        #expect(sales.report.partialLastPeriod == nil)
    }

    @Test func calendarWeeksLeaveOutAnIncompleteLastWeek() throws {
        var options = SalesReadingOptions()
        options.period = .week
        options.weekStart = .monday
        let sales = try readSales(paths: [try daily(17)], options: options)
        #expect(sales.series[0].demand == [7, 7])
        #expect(sales.calendar.firstDay(of: sales.series[0].firstPeriod).description == "2024-01-01")
        #expect(sales.report.partialLastPeriod?.description == "2024-01-15")
        #expect(sales.report.partialLastUnits == 3)
        options.weekStart = .sunday
        let sundays = try readSales(paths: [try daily(17)], options: options)
        #expect(sundays.series[0].demand == [7])
        #expect(sundays.calendar.firstDay(of: sundays.series[0].firstPeriod).description == "2024-01-07")
    }

    @Test func monthsAreCalendarMonths() throws {
        var options = SalesReadingOptions()
        options.period = .month
        let sales = try readSales(paths: [try daily(70)], options: options)   // until 2024-03-10
        #expect(sales.series[0].demand == [31, 29])
        #expect(sales.report.partialLastUnits == 10)
    }

    // Year starts as the National Retail Federation publishes its 4-5-4 calendars: 2012, 2017 and 2023 have 53 weeks.
    @Test func retailMonthsHaveWholeWeeks() throws {
        let starts = [2012: "2012-01-29", 2013: "2013-02-03", 2017: "2017-01-29", 2018: "2018-02-04", 2023: "2023-01-29", 2024: "2024-02-04", 2025: "2025-02-02"]
        for (year, day) in starts { #expect(RetailPattern.fourFiveFour.firstDay(ofMonth: year * 12).description == day) }
        for pattern in RetailPattern.allCases {
            let calendar = PeriodCalendar(period: .month, retailPattern: pattern)
            for number in (2011 * 12)..<(2026 * 12) {
                let first = calendar.firstDay(of: number), days = calendar.days(in: number)
                #expect(days == 28 || days == 35 || (days == 42 && number % 12 == 11))
                #expect(calendar.periodNumber(of: first) == number && calendar.periodNumber(of: first.advanced(by: days - 1)) == number)
            }
        }
        var options = SalesReadingOptions()
        options.period = .month
        options.retailPattern = .fourFourFive
        options.asOf = CalendarDay(iso: "2024-04-01")
        let sales = try readSales(paths: [try daily(91)], options: options)   // 2024-01-01 to 2024-03-31
        #expect(sales.series[0].demand == [28, 28])
        #expect(sales.report.partialFirstPeriod?.description == "2023-12-24")
        #expect(sales.report.partialLastPeriod?.description == "2024-03-31" && sales.report.partialLastUnits == 1)
    }

    @Test func asOfCutsTheHistory() throws {
        var options = dailyOptions()
        options.asOf = CalendarDay(iso: "2024-01-04")
        let sales = try readSales(paths: [try daily(10)], options: options)
        #expect(sales.series[0].demand == [1, 1, 1])
        #expect(sales.report.rowsAfterAsOf == 7)
        options.asOf = CalendarDay(iso: "2024-01-20")
        #expect(try readSales(paths: [try daily(10)], options: options).series[0].demand.count == 19)
        options.asOf = CalendarDay(iso: "2023-01-01")
        #expect(messageOf { try readSales(paths: [daily(10)], options: options) }.contains("10 rows are on or after the as-of day"))
    }

    @Test func aSeriesStartsAtItsFirstSaleAndAllEndTogether() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,a,1\n2024-01-03,b,1\n2024-01-05,a,1\n2024-01-02,b,0\n")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series.map(\.demand) == [[1, 0, 0, 0, 1], [1, 0, 0]])
    }

    @Test func aSingleObservationIsASeries() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,a,5\n")
        for period in [Period.day, .week, nil] {
            var options = SalesReadingOptions()
            options.period = period
            #expect(try readSales(paths: [path], options: options).series.map(\.demand) == [[5]])
        }
    }

    @Test func weeklyAndMonthlyTotalsKeepTheirPeriods() throws {
        let weekly = try files.write("ds,unique_id,y\n2024-01-07,a,1\n2024-01-14,a,2\n2024-01-21,a,3\n")
        var options = SalesReadingOptions()
        options.period = nil
        let weeks = try readSales(paths: [weekly], options: options)
        #expect(weeks.series[0].demand == [1, 2, 3])
        #expect(weeks.asOf.description == "2024-01-28")
        #expect(weeks.calendar.firstDay(of: weeks.series[0].firstPeriod).description == "2024-01-07")
        let monthly = try files.write("ds,unique_id,y\n2024-01-01,a,1\n2024-02-01,a,2\n2024-04-01,a,3\n", name: "monthly.csv")
        let months = try readSales(paths: [monthly], options: options)
        #expect(months.series[0].demand == [1, 2, 0, 3])
        #expect(months.asOf.description == "2024-05-01")
        options.period = .week
        #expect(messageOf { try readSales(paths: [monthly], options: options) }.contains("monthly totals"))
        options.period = .day
        #expect(messageOf { try readSales(paths: [weekly], options: options) }.contains("weekly totals"))
        options.period = .hour
        #expect(messageOf { try readSales(paths: [weekly], options: options) }.contains("day, week or month"))
    }

    @Test func wholeNumbersAreIndicesOfThePeriod() throws {
        let path = try files.write("ds,unique_id,y\n3,a,1\n1,a,2\n4,b,5\n")
        var options = SalesReadingOptions()
        options.period = .week
        let sales = try readSales(paths: [path], options: options)
        #expect(sales.series.map(\.demand) == [[2, 0, 1, 0], [5]])
        #expect(sales.series.map(\.firstPeriod) == [1, 4])
    }

    @Test(arguments: [
        ("2024-02-03", DateForm.iso), ("2024/02/03 10:00", .iso), ("20240203", .compact), ("13/02/2024", .dayMonthYear),
        ("02/13/2024 8:26", .monthDayYear), ("03.02.2024", .dayMonthYear), ("03-Feb-2024", .monthName), ("Feb 3, 2024", .monthName),
        ("45325", .spreadsheetSerial), ("17", .index),
    ])
    func dateFormsAreDetected(_ text: String, _ form: DateForm) {
        #expect(DateDetection.detect([text]) == .form(form))
    }

    @Test func dayAndMonthAreToldApartByTheRowsOrNotAtAll() throws {
        #expect(DateDetection.detect(["03/04/2024", "04/04/2024", "05/04/2024", "01/05/2024"]) == .form(.dayMonthYear))
        #expect(DateDetection.detect(["03/04/2024"]) == .ambiguous("03/04/2024"))
        let path = try files.write("date,item,quantity\n03/04/2024,a,1\n")
        #expect(messageOf { try readSales(paths: [path], options: dailyOptions()) }.contains("set date_form"))
        var options = dailyOptions()
        options.dateForm = .dayMonthYear
        #expect(try readSales(paths: [path], options: options).asOf.description == "2024-04-04")
    }
}
