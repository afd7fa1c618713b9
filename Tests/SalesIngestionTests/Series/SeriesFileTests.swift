import DemandModel
import Testing
@testable import SalesIngestion

/// Series files: one row per series and period.
@Suite struct SeriesFileTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    @Test func negativesBlanksAndGaps() throws {
        let path = try files.write("unique_id,ds,y\nb,2024-01-01,1\na,2024-03-01,-2.5\na,2024-01-01,\na,2024-04-01,7\nb,2024-02-01,2\n")
        let file = try readSeriesFile(path: path)
        #expect(file.series.map(\.uniqueID) == ["a", "b"])
        #expect(file.series[0].demand.demand == [0, 0, -2.5, 7])
        #expect(file.series[0].demand.missing == [0, 1])
        #expect(file.series[0].period == .month)
        #expect(file.series[0].nextTexts(3) == ["2024-05-01", "2024-06-01", "2024-07-01"])
        #expect(file.series[1].dsText(at: 0) == "2024-01-01")
    }

    // Expected continuations: pandas.date_range(last, periods=3, freq=...)[1:] written with the format of the input.
    @Test(arguments: [
        (["2024-01-01 22:00:00", "2024-01-01 23:00:00"], Period.hour, ["2024-01-02 00:00:00", "2024-01-02 01:00:00"]),
        (["2024-02-28", "2024-02-29"], .day, ["2024-03-01", "2024-03-02"]),
        (["2024-02-18", "2024-02-25"], .week, ["2024-03-03", "2024-03-10"]),
        (["2023-11-30", "2023-12-31", "2024-01-31"], .month, ["2024-02-29", "2024-03-31"]),
        (["1990-03-31", "1990-06-30"], .quarter, ["1990-09-30", "1990-12-31"]),
        (["1990-02-01", "1990-05-01"], .quarter, ["1990-08-01", "1990-11-01"]),
        (["1990-01-01", "1991-01-01"], .year, ["1992-01-01", "1993-01-01"]),
        (["2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"], .month, ["2024-03-01T00:00:00Z", "2024-04-01T00:00:00Z"]),
        (["1/31/2024", "2/29/2024"], .month, ["3/31/2024", "4/30/2024"]),
        (["20240101", "20240102"], .day, ["20240103", "20240104"]),
        (["8", "9"], .none, ["10", "11"]),
    ])
    func periodsAreDetectedAndContinued(_ stamps: [String], _ period: Period, _ next: [String]) throws {
        let path = try files.write("unique_id,ds,y\n" + stamps.map { "a,\($0),1\n" }.joined())
        let series = try readSeriesFile(path: path).series[0]
        #expect(series.period == period)
        #expect(series.nextTexts(2) == next)
        #expect((0..<stamps.count).map { series.dsText(at: $0) } == stamps)
        #expect(series.demand.missing.isEmpty)
    }

    @Test func periodsMayDifferBetweenSeriesAndASingleRowFollowsTheMost() throws {
        let path = try files.write("""
            unique_id,ds,y
            m,2024-01-01,1
            m,2024-02-01,1
            n,2024-01-01,1
            n,2024-02-01,1
            q,2023-01-01,1
            q,2023-04-01,1
            single,2024-05-01,1
            """)
        let file = try readSeriesFile(path: path)
        #expect(file.series.map(\.period) == [.month, .month, .quarter, .month])
        var options = SeriesReadingOptions()
        options.period = .month
        #expect(try readSeriesFile(path: path, options: options).series[2].demand.missing == [1, 2])
    }

    @Test func aWrongCellStopsTheReading() throws {
        func message(_ text: String) -> String { messageOf { try readSeriesFile(path: files.write(text)) } }
        #expect(message("unique_id,ds,y\na,1,1\na,2,3\na,1,2\n").contains("line 4: a second row for a at 1"))
        #expect(message("unique_id,ds,y\na,1,1\na,2,nan\n").contains("line 3, column y: 'nan'"))
        #expect(message("unique_id,ds,y\na,2024-01-01,1\na,02.01.2024,1\n").contains("line 3, column ds"))
        #expect(message("unique_id,ds,y\n").contains("no rows"))
        #expect(message("unique_id,ds,value\na,1,1\n").contains("no column for quantity"))
        #expect(message("unique_id,ds,y\na,1,1\na,9000000,1\n").contains("are its dates right?"))
        #expect(message("unique_id,ds,y\na,2024-01-01 00:00,1\na,2024-01-01 00:15,1\n").contains("shorter than an hour"))
    }

    @Test func pricesAndPromotionsComeAlong() throws {
        let path = try files.write("unique_id,ds,y,price,promotion\na,1,5,,0\na,3,6,2.5,1\na,4,,3,0\n")
        let demand = try readSeriesFile(path: path).series[0].demand
        // What no row tells is unknown, not the neighbour's.
        #expect(demand.price == [0, 0, 2.5, 3])
        #expect(demand.promotion == [false, false, true, false])
        #expect(demand.missing == [1, 3])
    }

    @Test func whatIsWrittenReadsBack() throws {
        let sales = try readSales(
            paths: [files.write("date,item,quantity,price\n2024-01-01,\"=a,\"\"b\",1.5,2\n2024-01-03,\"=a,\"\"b\",2,2\n2024-01-02,c,1,\n")], options: dailyOptions())
        var bytes: [UInt8] = []
        writeSeries(sales.series, calendar: sales.calendar) { bytes += $0 }
        #expect(String(decoding: bytes, as: UTF8.self) == """
            unique_id,ds,y,price
            "=a,""b",2024-01-01,1.5,2
            "=a,""b",2024-01-02,0,
            "=a,""b",2024-01-03,2,2
            c,2024-01-02,1,
            c,2024-01-03,0,

            """)
        let back = try readSeriesFile(path: files.write(bytes: bytes, name: "series.csv"))
        #expect(back.series.map(\.demand.demand) == sales.series.map(\.demand))
    }
}
