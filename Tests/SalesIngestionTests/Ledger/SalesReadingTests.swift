import DemandModel
import Testing
@testable import SalesIngestion

/// The long form: what a well-formed file turns into.
@Suite struct SalesReadingTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    @Test func pricesOfPeriodsWithoutARowAreUnknown() throws {
        let path = try files.write("""
            date,item,quantity,price,promotion
            2024-01-01,tea,1,4,0
            2024-01-02,tea,3,3,1
            2024-01-04,tea,1,5,0
            2024-01-06,tea,2,3,1
            2024-01-08,tea,1,5,0
            2024-01-02,sale,1,3,1
            2024-01-08,sale,1,3,1

            """)
        let sales = try readSales(paths: [path], options: dailyOptions())
        let prices = Dictionary(uniqueKeysWithValues: sales.series.map { ($0.key.item, $0.price) })
        #expect(prices["tea"] == [4, 3, 0, 5, 0, 3, 0, 5])
        #expect(prices["sale"] == [3, 0, 0, 0, 0, 0, 3])
    }

    @Test func rowsWithoutUnitsTellThePriceOfQuietPeriods() throws {
        let rows = [
            "2024-01-01,tea,2,4,0,0", "2024-01-02,tea,0,3,1,0", "2024-01-03,tea,0,5,0,0", "2024-01-03,tea,1,4,0,0", "2024-01-03,tea,0,6,0,0",
            "2024-01-04,tea,0,5,0,0", "2024-01-04,tea,0,4,0,0", "2024-01-05,tea,0,,0,0", "2024-01-06,tea,1,,0,0",
        ]
        // A sale's price goes before them, whatever the order of the rows.
        for order in [rows, rows.reversed()] {
            let path = try files.write("date,item,quantity,price,promotion,stockout\n" + order.joined(separator: "\n") + "\n")
            let series = try readSales(paths: [path], options: dailyOptions()).series[0]
            #expect(series.demand == [2, 0, 1, 0, 0, 1])
            #expect(series.price == [4, 3, 4, 4.5, 0, 0])
            #expect(series.promotion == [false, true, false, false, false, false])
        }
    }

    @Test func aFlaggedStockOutAtTheEndIsPartOfTheHistory() throws {
        let path = try files.write("date,item,quantity,stockout\n2024-01-01,tea,2,0\n2024-01-02,tea,0,1\n2024-01-03,tea,0,1\n2024-01-04,tea,0,0\n")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.asOf.description == "2024-01-04")
        #expect(sales.series[0].demand == [2, 0, 0] && sales.series[0].stockout == [false, true, true])
    }

    @Test func aSmallFileBecomesSeries() throws {
        let path = try files.write("""
            date,item,quantity,price
            2024-01-01,0012,3,2.50
            2024-01-03,0012,1,3.50
            2024-01-02,mug,2,7
            2024-01-03,mug,-1,7
            2024-01-01T09:30:00,0012,1,2.50

            """)
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.asOf.description == "2024-01-04")
        #expect(sales.series.map(\.key.item) == ["0012", "mug"])
        #expect(sales.series[0].demand == [4, 0, 1])
        #expect(sales.series[0].price == [2.5, 0, 3.5])
        // The return has no customer: it is netted on its own day and never below zero.
        #expect(sales.series[1].demand == [2, 0])
        #expect(sales.report.clippedPeriods == 1)
        #expect(sales.report.clippedUnits == 1)
        #expect(sales.items[0].saleLines == 3)
        #expect(sales.items[0].medianPrice == 2.5)
        #expect(sales.items[0].unitsPerOrderLine == 5.0 / 3)
        #expect(sales.items[1].unitsReturned == 1)
        #expect(sales.inputs[0].rows == 5)
        #expect(sales.quarantine.isEmpty)
    }

    @Test func byteOrderMarkCarriageReturnsQuotesAndDelimitersAreUnderstood() throws {
        let plain = "date,item,quantity,name\n2024-01-01,a b,1,x\n2024-01-02,a b,2,y\n"
        let expected = try readSales(paths: [files.write(plain)], options: dailyOptions()).series
        let variants = [
            "\u{FEFF}date,item,quantity,name\r\n2024-01-01,a b,1,x\r\n2024-01-02,a b,2,y\r\n",
            "date,item,quantity,name\r2024-01-01,a b,1,x\r2024-01-02,a b,2,y",
            "date;item;quantity;name\n2024-01-01;a b;1;x\n2024-01-02;a b;2;y",
            "date\titem\tquantity\tname\n2024-01-01\ta b\t1\tx\n2024-01-02\ta b\t2\ty\n\n\n",
            "\"Date\",ITEM,\"quantity\",name\n\"2024-01-01\",\"a b\",\"1\",\"two\nlines, a comma and a \"\"quote\"\"\"\n2024-01-02,a b,2,7\" wide\n",
            "\n\ndate,item,quantity,name\n2024-01-01,a b,1,\n\n2024-01-02,a b,2,\n",
        ]
        for text in variants {
            let sales = try readSales(paths: [files.write(text)], options: dailyOptions())
            #expect(sales.series == expected)
            #expect(sales.quarantine.isEmpty)
        }
    }

    @Test func gzipIsReadByContentAndSeveralMembersFollowEachOther() throws {
        // Made with: printf 'date,item,quantity\n2024-01-01,a,1\n' | gzip -9n ; printf '2024-01-02,a,2\n' | gzip -9n
        let members: [UInt8] = GzipFixture.first + GzipFixture.second
        let path = try files.write(bytes: members, name: "sales.csv.gz")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series.map(\.demand) == [[1, 2]])
        let renamed = try files.write(bytes: members, name: "sales.csv")
        #expect(try readSales(paths: [renamed], options: dailyOptions()).series == sales.series)
        let cut = try files.write(bytes: Array(members.dropLast(12)), name: "cut.csv.gz")
        #expect(messageOf { try readSales(paths: [cut], options: dailyOptions()) }.contains("cut off"))
        let wrong = try files.write("date,item,quantity\n", name: "plain.csv.gz")
        #expect(messageOf { try readSales(paths: [wrong], options: dailyOptions()) }.contains("the name says gzip"))
    }

    @Test func quantitiesMayBeNegativeFractionalOrDecorated() throws {
        let path = try files.write("date;item;quantity\n2024-01-01;a;0,1\n2024-01-01;a;0,2\n2024-01-01;b;1.234,5\n2024-01-01;c;+7\n2024-01-01;d;1e3\n")
        let sales = try readSales(paths: [path], options: dailyOptions())
        // Sums are exact in millionths: 0.1 + 0.2 is 0.3.
        #expect(sales.series.map(\.demand) == [[0.3], [1234.5], [7], [1000]])
        #expect(sales.items.map(\.isCount) == [false, false, true, true])
    }

    @Test func locationsAreKeptApart() throws {
        let path = try files.write("ds,sku,store,units\n2024-01-01,a,north,1\n2024-01-01,a,main,2\n2024-01-01,a,,4\n")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series.map(\.key.uniqueID) == ["a", "a@north"])
        #expect(sales.series.first?.demand == [6])
    }

    @Test func caseVariantsAndDuplicatesAreKeptAndReported() throws {
        let text = "date,item,quantity\n2024-01-01,Ab,1\n2024-01-01,AB,2\n2024-01-01,Ab,1\n2024-01-02,Ab,1\n"
        let path = try files.write(text)
        var options = dailyOptions()
        let kept = try readSales(paths: [path], options: options)
        #expect(kept.report.duplicateRows == 1)
        #expect(kept.report.caseVariants == [["AB", "Ab"]])
        #expect(kept.series.map(\.demand) == [[2, 0], [2, 1]])
        options.foldCase = true
        options.dropDuplicates = true
        let folded = try readSales(paths: [path], options: options)
        #expect(folded.series.map(\.key.item) == ["AB"])
        #expect(folded.series.map(\.demand) == [[3, 1]])
        #expect(folded.items[0].saleLines == 3)
    }

    @Test func writeOffsAreNotDemand() throws {
        let path = try files.write("date,item,quantity,price\n2024-01-01,a,5,1\n2024-01-01,a,-3,0\n")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series[0].demand == [5])
        #expect(sales.report.writeOffRows == 1)
        #expect(sales.report.writeOffUnits == -3)
    }

    @Test func promotionsAndStockoutsMarkTheirPeriod() throws {
        let path = try files.write("date,item,quantity,promotion,stockout\n2024-01-01,a,1,0,no\n2024-01-02,a,1,yes,0\n2024-01-03,a,1,,true\n")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series[0].promotion == [false, true, false])
        #expect(sales.series[0].stockout == [false, false, true])
    }

    @Test func columnsMayBeNamedByTheUser() throws {
        let path = try files.write("when,thing,pieces\n2024-01-01,a,1\n")
        #expect(messageOf { try readSales(paths: [path], options: dailyOptions()) }.contains("no column for date"))
        var options = dailyOptions()
        options.columns = [.date: "when", .item: "thing", .quantity: "Pieces"]
        #expect(try readSales(paths: [path], options: options).series[0].demand == [1])
        options.columns[.item] = "thingg"
        let message = messageOf { try readSales(paths: [path], options: options) }
        #expect(message.contains("'thingg'") && message.contains("Did you mean 'thing'?"))
    }

    @Test func severalFilesAreOneHistory() throws {
        let january = try files.write("date,item,quantity\n2024-01-31,a,1\n", name: "january.csv")
        let february = try files.write("Date;SKU;Qty\n2024-02-01;a;2\n", name: "february.csv")
        let sales = try readSales(paths: [january, february], options: dailyOptions())
        #expect(sales.series.map(\.demand) == [[1, 2]])
        #expect(sales.inputs.map(\.rows) == [1, 1])
    }

    @Test func itemsWithOnlyReturnsAreLeftOutAndItemsWithOnlyZerosStay() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,a,-1\n2024-01-01,b,0\n2024-01-02,b,0\n2024-01-03,c,1\n")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.series.map(\.key.item) == ["b", "c"])
        #expect(sales.series.map(\.demand) == [[0, 0, 0], [1]])
        #expect(sales.report.keysWithoutSale == 1)
    }
}

/// The store of units by day, apart from files.
@Suite struct DemandPagesTests {
    @Test func pagesAreFoundInAnyOrder() {
        // 40 item-locations x 300 pages in a scrambled order: many more walks than pages, so that the index is built on the way.
        let pages = DemandPages()
        var heads = [Int32](repeating: -1, count: 40), highest = [Int32](repeating: Int32.min, count: 40)
        for round in 0..<3 {
            for step in 0..<12_000 {
                let scrambled = (step * 7_919) % 12_000
                let series = scrambled % 40, number = Int32(scrambled / 40) - 100
                let page = pages.page(series: UInt32(series), number: number, head: &heads[series], highest: &highest[series])
                pages.add(Micro(scrambled + round) * microUnit, page: page, day: Int(number & 15))
            }
        }
        for series in 0..<40 {
            var page = heads[series], count = 0
            while page >= 0 {
                let head = pages.header(page).pointee
                let scrambled = Micro(Int(head.number) + 100) * 40 + Micro(series)
                #expect(pages.quantity(page: page, day: Int(head.number & 15)) == (3 * scrambled + 3) * microUnit)
                count += 1
                page = head.next
            }
            #expect(count == 300)
        }
    }

    @Test func fractionsAndLargeNumbersAddExactly() {
        let pages = DemandPages()
        var head: Int32 = -1, highest = Int32.min
        let page = pages.page(series: 0, number: 0, head: &head, highest: &highest)
        for _ in 0..<10 { pages.add(100_000, page: page, day: 3) }
        for _ in 0..<3 { pages.add(1_000_000_000 * microUnit, page: page, day: 3) }
        #expect(pages.quantity(page: page, day: 3) == 3_000_000_001 * microUnit)
        #expect(!pages.overflowed)
        for _ in 0..<10_000 { pages.add(1_000_000_000 * microUnit, page: page, day: 4) }
        _ = pages.quantity(page: page, day: 4)
        #expect(pages.overflowed)
    }
}
