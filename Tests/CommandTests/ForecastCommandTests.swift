import Testing

/// `twobin series` and `twobin forecast`: files in, files out.
@Suite struct ForecastCommandTests {
    let place: TemporaryDirectory

    init() throws {
        place = try TemporaryDirectory()
        var text = "unique_id,ds,y\n"
        for month in 0..<36 { text += "north,\(2021 + month / 12)-\(month % 12 < 9 ? "0" : "")\(month % 12 + 1)-01,\(20 + month % 12 * 3)\n" }
        for day in 1...20 { text += "Delta,2024-02-\(day < 10 ? "0" : "")\(day),\(day % 3)\n" }
        try place.write(text, to: "dates.csv")
        try place.write("unique_id,ds,y\nb,3,5\nb,1,2\nb,2,4\na,7,1\n", to: "numbers.csv")
    }

    private func run(_ arguments: String..., input: String? = nil) async throws -> Outcome {
        try await TwobinProcess.run(arguments, in: place.path, input: input)
    }

    @Test func seriesOfTheShop() async throws {
        let shop = try SmallShop(sales: """
            date,item,quantity,price
            2024-01-01,a,3,2
            2024-01-07,a,1,2
            2024-01-08,b,5,1
            2024-01-21,a,-1,2
            2024-01-20,a,4,2.5
            """)
        let weekly = try await shop.run("series", "sales.csv")
        #expect(weekly.status == 0)
        try expectGolden(weekly.output, "series-week.csv")
        try expectGolden(weekly.errors, "series-week.log")
        let written = try await shop.run("series", "sales.csv", "--period", "day", "--out", "daily.csv", "--as-of", "2024-01-09", "--quarantine", "bad.csv")
        #expect(written.status == 0 && written.output.isEmpty)
        let daily = TableText(try shop.directory.text("daily.csv").unwrapped("daily.csv"))
        #expect(daily.rows.count == 9)
        #expect(daily["y"].compactMap(Double.init).reduce(0, +) == 9)
        #expect(shop.directory.text("bad.csv") == "file,line,column,code,value,hint\n")
        let calendarWeeks = try await shop.run("series", "sales.csv", "--week-start", "sunday", "--as-of", "2024-01-21")
        #expect(TableText(calendarWeeks.output)["ds"].allSatisfy { ["2024-01-07", "2024-01-14"].contains($0) })
    }

    @Test func rowsBySeriesThenTime() async throws {
        let outcome = try await run("forecast", "dates.csv", "--horizon", "3")
        #expect(outcome.status == 0)
        let table = TableText(outcome.output)
        #expect(table.columns == ["unique_id", "ds", "mean"])
        // Byte order: capital letters first.
        #expect(table["unique_id"] == ["Delta", "Delta", "Delta", "north", "north", "north"])
        #expect(table["ds"] == ["2024-02-21", "2024-02-22", "2024-02-23", "2024-01-01", "2024-02-01", "2024-03-01"])
        // A season of twelve months repeats: January is low.
        #expect(abs((table.rows.last?.number("mean") ?? 0) - 26) < 5)
    }

    @Test func flaggedStockOutsAreALowerBound() async throws {
        var text = "unique_id,ds,y,stockout\n", plain = "unique_id,ds,y\n"
        for day in 1...60 {
            // 3 to 9 are wanted, 6 stand on the shelf.
            let sold = min(3 + day * 5 % 7, 6)
            text += "milk,\(day),\(sold),\(sold == 6 ? 1 : 0)\n"
            plain += "milk,\(day),\(sold)\n"
        }
        try place.write(text, to: "milk.csv")
        try place.write(plain, to: "plain.csv")
        let flagged = try await run("forecast", "milk.csv", "--horizon", "2"), unflagged = try await run("forecast", "plain.csv", "--horizon", "2")
        func mean(_ outcome: Outcome) -> Double { TableText(outcome.output).rows.last?.number("mean") ?? 0 }
        #expect(mean(unflagged) < 5.5 && mean(flagged) > mean(unflagged) + 0.3, "\(mean(flagged)) \(mean(unflagged))")
        #expect(flagged.errors.contains("stock-outs in ") && flagged.errors.contains(" periods of 1 series: sales are a lower bound of demand there"))
        #expect(!unflagged.errors.contains("stock-outs"))
        #expect(!unflagged.errors.contains("prices and promotions"))
        try place.write("unique_id,ds,y,price\na,1,5,2\na,2,6,2\na,3,4,2\n", to: "priced.csv")
        #expect(try await run("forecast", "priced.csv", "--horizon", "1").errors.contains("prices and promotions of the file are not used here"))
    }

    @Test func quantilesAndMedian() async throws {
        let outcome = try await run("forecast", "numbers.csv", "--horizon", "2", "--point", "median", "--quantiles", "0.05,0.50,0.90")
        #expect(outcome.status == 0)
        let table = TableText(outcome.output)
        #expect(table.columns == ["unique_id", "ds", "median", "q0.05", "q0.5", "q0.9"])
        #expect(table["ds"] == ["8", "9", "4", "5"])
        for row in table.rows {
            #expect(row.number("q0.05") <= row.number("q0.5") && row.number("q0.5") <= row.number("q0.9"))
            // Counts have whole-number quantiles.
            for name in ["q0.05", "q0.5", "q0.9"] { #expect(row.number(name) == row.number(name).rounded()) }
        }
    }

    @Test func totalsOverTheHorizon() async throws {
        let periods = TableText(try await run("forecast", "dates.csv", "--horizon", "6").output)
        let outcome = try await run("forecast", "dates.csv", "--horizon", "6", "--cumulative", "--quantiles", "0.5,0.99")
        #expect(outcome.status == 0)
        let totals = TableText(outcome.output)
        #expect(totals.columns == ["unique_id", "mean", "q0.5", "q0.99"])
        #expect(totals["unique_id"] == ["Delta", "north"])
        for row in totals.rows {
            let sum = periods.rows.filter { $0["unique_id"] == row["unique_id"] }.map { $0.number("mean") }.reduce(0, +)
            #expect(isClose(row.number("mean"), sum, relative: 0.02))
            #expect(row.number("q0.5") < row.number("q0.99"))
        }
        let median = TableText(try await run("forecast", "dates.csv", "--horizon", "6", "--cumulative", "--point", "median").output)
        #expect(median.columns == ["unique_id", "median"])
    }

    /// Totals of counts have whole-number quantiles, and the same distribution as the one that a backtest judges.
    @Test func totalsOfCountsAreWholeNumbers() async throws {
        let outcome = try await run("forecast", "numbers.csv", "--horizon", "3", "--cumulative", "--quantiles", "0.05,0.5,0.99")
        #expect(outcome.status == 0)
        let table = TableText(outcome.output)
        #expect(table["unique_id"] == ["a", "b"])
        for row in table.rows {
            for name in ["q0.05", "q0.5", "q0.99"] { #expect(row.number(name) == row.number(name).rounded()) }
            #expect(row.number("q0.05") <= row.number("q0.5") && row.number("q0.5") < row.number("q0.99"))
        }
    }

    @Test func standardInputAndOutput() async throws {
        let text = try place.text("numbers.csv").unwrapped("numbers.csv")
        let piped = try await run("forecast", "-", "--horizon", "2", "--out", "-", input: text)
        let named = try await run("forecast", "numbers.csv", "--horizon", "2", "--out", "forecasts.csv")
        #expect(piped.status == 0 && named.status == 0)
        #expect(named.output.isEmpty)
        #expect(piped.output == place.text("forecasts.csv"))
    }

    @Test func thePeriodMayBeNamed() async throws {
        let text = "unique_id,ds,y\na,2023-01-01,4\na,2024-01-01,2\n"
        for (period, next) in [("day", "2024-01-02"), ("month", "2024-02-01"), ("quarter", "2024-04-01"), ("year", "2025-01-01")] {
            let outcome = try await run("forecast", "-", "--horizon", "1", "--period", period, input: text)
            #expect(TableText(outcome.output)["ds"] == [next], "\(period)")
        }
        let none = try await run("forecast", "-", "--horizon", "1", "--period", "none", input: text)
        #expect(none.status == 65)
        #expect(none.errors.contains("--period none needs whole numbers in ds"))
    }

    /// A series without an observation is left out and listed; the others are forecast; the status is 1.
    @Test func seriesThatCannotBeForecast() async throws {
        let outcome = try await run("forecast", "-", "--horizon", "1", input: "unique_id,ds,y\nempty,1,\nempty,2,\ngood,1,4\ngood,2,3\nhuge,1,1e300\n")
        #expect(outcome.status == 1)
        #expect(TableText(outcome.output)["unique_id"] == ["good"])
        #expect(outcome.errors.contains("twobin: error: empty: no observation"))
        #expect(outcome.errors.contains("twobin: error: huge: "))
    }

    @Test func aSingleObservationAndZeros() async throws {
        let outcome = try await run("forecast", "-", "--horizon", "2", "--quantiles", "0.5", input: "unique_id,ds,y\none,4,5\nzero,1,0\nzero,2,0\n")
        #expect(outcome.status == 0)
        let table = TableText(outcome.output)
        #expect(table["ds"] == ["5", "6", "3", "4"])
        #expect(table["mean"] == ["5", "5", "0", "0"])
    }

    @Test(arguments: [
        (["--horizon", "0"], "--horizon is a number of periods from 1 to 10,000, not 0."),
        (["--horizon", "10001"], "--horizon is a number of periods from 1 to 10,000, not 10001."),
        (["--horizon", "2", "--season", "0"], "--season is a number of periods from 1 (none) to 366, not 0."),
        (["--horizon", "2", "--quantiles", "0.5,"], "--quantiles: \"\" is no number between 0 and 1"),
        (["--horizon", "2", "--quantiles", "1"], "--quantiles: \"1\" is no number between 0 and 1"),
        (["--horizon", "2", "--quantiles", "0.5,0.50"], "--quantiles: 0.5,0.50 names a quantile twice"),
        (["--horizon", "2", "--period", "wek"], "--period: \"wek\" is none of auto, hour, day"),
        (["--horizon", "2", "--threads", "0"], "--threads: needs a whole number from 1 to 1024, found 0"),
        (["--horizon", "two"], "The value 'two' is invalid for '--horizon <horizon>'"),
        ([], "Missing expected argument '--horizon <horizon>'"),
    ])
    func wrongUsage(arguments: [String], message: String) async throws {
        let outcome = try await TwobinProcess.run(["forecast", "numbers.csv"] + arguments, in: place.path)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test(arguments: [
        ("unique_id,ds,y\na,1,1\na,1,2\n", "standard input, line 3: a second row for a at 1"),
        ("unique_id,ds,y\na,1,nan\n", "line 2, column y: 'nan' cannot be used"),
        ("unique_id,ds,y\na,2024-01-01,1\na,3,1\n", "line 3, column ds: '3' cannot be used"),
        ("unique_id,ds,value\na,1,1\n", "has no column for quantity"),
        ("unique_id,ds,y\n", "has a header and no rows"),
        ("", "is empty: a header line and at least one row are needed"),
    ])
    func badSeriesFiles(text: String, message: String) async throws {
        let outcome = try await run("forecast", "-", "--horizon", "1", input: text)
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }
}
