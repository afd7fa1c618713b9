import DemandModel
import Testing
@testable import SalesIngestion

/// Bad rows are set aside with a reason; bad files get an error that says what, where and what to do.
@Suite struct BadInputTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    @Test func badRowsAreQuarantinedAndTheRestCounts() throws {
        let path = try files.write("""
            date,item,quantity,price,promotion
            2024-01-01,a,1,1,0
            01/02/2024,a,1,1,0
            2024-02-30,a,1,1,0
            2024-01-02,,1,1,0
            2024-01-02,a,many,1,0
            2024-01-02,a,nan,1,0
            2024-01-02,a,inf,1,0
            2024-01-02,a,,1,0
            ,a,1,1,0
            2024-01-02,a,99999999999,1,0
            2024-01-02,a,1,cheap,0
            2024-01-02,a,1,1,maybe
            2024-01-02,a,1,1
            2024-01-02,"two
            lines",1,1,0,extra
            2024-01-02,a,2,1,1
            """)
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series.map(\.demand) == [[1, 2]])
        #expect(sales.quarantine.map(\.code) == [
            "bad_date", "bad_date", "missing_item", "bad_quantity", "bad_quantity", "bad_quantity", "missing_quantity", "missing_date",
            "quantity_out_of_range", "bad_price", "bad_flag", "wrong_field_count", "wrong_field_count",
        ])
        #expect(sales.quarantine.map(\.line) == Array(3...15))
        #expect(sales.quarantine.map(\.column) == [
            "date", "date", "item", "quantity", "quantity", "quantity", "quantity", "date", "quantity", "price", "promotion", "", "",
        ])
        #expect(sales.quarantine[0].value == "01/02/2024")
        #expect(sales.quarantine[0].hint.contains("2010-12-31"))
        #expect(sales.quarantine[12].value.hasPrefix("2024-01-02,\"two\nlines\""))
        #expect(sales.report.rowsRead == 15)
        #expect(sales.report.quarantineCodes["bad_quantity"] == 3)
    }

    @Test func linesAreRightBehindQuotedLineBreaks() throws {
        let path = try files.write("date,item,quantity,note\r\n2024-01-01,a,1,\"x\r\ny\n\nz\"\r\n\r\n2024-01-01,a,oops,\r\n")
        #expect(try readSales(paths: [path], options: dailyOptions()).quarantine.map(\.line) == [7])
    }

    /// Found by fuzzing: blank lines in front of the header filled a chunk of their own, and the header became a row.
    @Test func blankLinesBeforeTheHeaderDoNotMatter() throws {
        for chunk in [16, 64, 1 << 16] {
            var options = dailyOptions()
            options.chunkBytes = chunk
            let text = String(repeating: "\r\n", count: 40) + "date,item,quantity\n2024-01-01,a,1\n2024-01-01,a,x\n"
            let sales = try readSales(bytes: Array(text.utf8), name: "blank", options: options)
            #expect(sales.report.rowsRead == 2)
            #expect(sales.quarantine.map(\.line) == [43])
        }
    }

    /// Found by fuzzing: a carriage return that stands alone ends a line, also when the line of an open quote is counted.
    @Test func openQuotesAreFoundBehindCarriageReturns() throws {
        for chunk in [16, 1 << 16] {
            var options = dailyOptions()
            options.chunkBytes = chunk
            let text = "date,item,quantity\n2024-01-01,a\rb,1\r\n2024-01-01,a,1\n2024-01-01,\"a,1\n"
            #expect(messageOf { try readSales(bytes: Array(text.utf8), name: "open", options: options) }.contains("line 5: a quoted field"))
        }
    }

    @Test func longValuesAreCut() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,a,1\n2024-01-01,a,\(String(repeating: "ä", count: 300))\n")
        let value = try readSales(paths: [path], options: dailyOptions()).quarantine[0].value
        #expect(value.utf8.count <= 200 && value.utf8.count > 190)
    }

    @Test func bytesThatAreNotTextAreQuarantined() throws {
        let path = try files.write(bytes: Array("date,item,quantity\n2024-01-01,a,1\n2024-01-01,caf".utf8) + [0xE9] + Array(",1\n".utf8), name: "latin.csv")
        #expect(try readSales(paths: [path], options: dailyOptions()).quarantine.map(\.code) == ["bad_encoding"])
    }

    @Test func unusableFilesSayWhy() throws {
        let options = dailyOptions()
        func message(_ path: String) -> String { messageOf { try readSales(paths: [path], options: options) } }
        #expect(message(files.directory.path + "/absent.csv").contains("there is no such file"))
        #expect(message(files.directory.path).contains("it is a directory"))
        #expect(message(try files.write("")).contains("is empty"))
        #expect(message(try files.write("\u{FEFF}\n\n")).contains("is empty"))
        #expect(message(try files.write("date,item,quantity\n")).contains("a header and no rows"))
        let missing = message(try files.write("date,itm,quantity\n2024-01-01,a,1\n"))
        #expect(missing.contains("no column for item") && missing.contains("date, itm, quantity") && missing.contains("Did you mean 'itm'?"))
        #expect(message(try files.write("date,item,quantity\n2024-01-01,a,x\n")).contains("bad_quantity 1"))
        #expect(message(try files.write("date,item,item,quantity\n2024-01-01,a,b,1\n")).contains("could all be the item"))
        #expect(message(try files.write("date,item,quantity\n2024-01-01,\"a,1\n2024-01-02,a,1\n")).contains("line 2: a quoted field opens"))
        #expect(message(try files.write(bytes: [0x50, 0x4B, 3, 4, 0], name: "book.csv")).contains("workbook"))
    }

    @Test func limitsStopRecordsThatAreTooLong() throws {
        var options = dailyOptions()
        options.limits.recordBytes = 1 << 20
        options.chunkBytes = 1 << 12
        let path = try files.write("date,item,quantity\n2024-01-01,a,1\n2024-01-01," + String(repeating: "x", count: 2 << 20) + ",1\n")
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("line 3: a row of more than 1048576 bytes"))
        options.limits.columns = 100
        let wide = try files.write((0..<200).map { "c\($0)" }.joined(separator: ",") + "\n1\n")
        #expect(messageOf { try readSales(paths: [wide], options: options) }.contains("200 columns, more than the limit of 100"))
    }

    /// Found by fuzzing: an index or a column far away must not become memory.
    @Test func farAwayPeriodsAreRefused() throws {
        func message(_ text: String) -> String { messageOf { try readSales(bytes: Array(text.utf8), name: "far", options: dailyOptions()) } }
        #expect(message("ds,unique_id,y\n1,a,1\n9000000,b,1\n").contains("mistyped dates"))
        #expect(message("item,d_1,d_900000\na,1,1\n").contains("mistyped dates"))
        #expect(message("item,d_1,d_99999999\na,1,1\n").contains("no column for date"))
        var options = dailyOptions()
        options.limits.seriesPeriods = 100
        let text = "date,item,quantity\n2023-01-01,a,1\n2024-01-01,b,1\n"
        #expect(messageOf { try readSales(bytes: Array(text.utf8), name: "far", options: options) }.contains("use a longer period"))
        #expect(messageOf { try readSeriesFile(bytes: Array("unique_id,ds,y\na,1,1\na,900000,1\n".utf8), name: "far") }.contains("are its dates right?"))
    }

    @Test func tooManyQuarantinedRowsStopTheReading() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,a,1\n2024-01-01,a,x\n")
        var options = dailyOptions()
        options.maximumQuarantinedShare = 0.01
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("1 of 2 rows cannot be used"))
        options.maximumQuarantinedShare = 0.5
        #expect(try readSales(paths: [path], options: options).quarantine.count == 1)
    }

    @Test func theMessageAboutTooManyRowsShowsTheFirst() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,a,1\n2024-02-30,a,1\n2024-13-01,a,1\n0202-01-01,a,1\n1.2.2024,a,1\n")
        var options = dailyOptions()
        options.maximumQuarantinedShare = 0
        let message = messageOf { try readSales(paths: [path], options: options) }
        #expect(message.contains("4 of 5 rows cannot be used, and none may be (strict)"))
        #expect(message.contains("line 3, column date: '2024-02-30': there is no such day: month 2 of 2024 has 29 days"))
        #expect(message.contains("'2024-13-01': there is no month 13"))
        #expect(message.contains("'0202-01-01': the year 202 is outside 1900 to 2200"))
        #expect(message.contains("'1.2.2024': not a day written like 2010-12-31"))
    }

    @Test func twoColumnsThatCouldBeTheQuantityAreNotChosenBetween() throws {
        let path = try files.write("date,item,units,sales\n2024-01-01,a,3,29.85\n")
        var options = dailyOptions()
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("units, sales could all be the quantity"))
        options.columns = [.quantity: "units"]
        #expect(try readSales(paths: [path], options: options).series[0].demand == [3])
        // The same numbers twice, or the name the quantity has here: nothing to choose.
        #expect(try readSales(paths: [files.write("date,item,units,qty\n2024-01-01,a,3,3\n")], options: dailyOptions()).series[0].demand == [3])
        #expect(try readSales(paths: [files.write("date,item,quantity,sales\n2024-01-01,a,3,9\n")], options: dailyOptions()).series[0].demand == [3])
    }

    @Test func returnsBeforeAFirstSaleAreCounted() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,a,-5\n2024-01-02,a,3\n2024-01-01,b,1\n2024-01-02,c,-2\n")
        let report = try readSales(paths: [path], options: dailyOptions()).report
        #expect(report.clippedUnits == 5 && report.clippedPeriods == 1)
        #expect(report.keysWithoutSale == 1 && report.unitsWithoutSale == 2)
    }

    @Test func quarantineKeepsTheFirstRowsAndCountsAll() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,a,1\n" + String(repeating: "2024-01-01,a,x\n", count: 50))
        for chunk in [16, 100, 1 << 19] {
            var options = dailyOptions()
            options.limits.quarantinedRows = 3
            options.chunkBytes = chunk
            options.threads = 2
            let sales = try readSales(paths: [path], options: options)
            #expect(sales.quarantine.map(\.line) == [3, 4, 5])
            #expect(sales.report.quarantinedRows == 50)
        }
    }
}
