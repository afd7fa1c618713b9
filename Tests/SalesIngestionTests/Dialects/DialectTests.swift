import DemandModel
import Foundation
import Testing
import TextForms
@testable import SalesIngestion

/// Every dialect: an invented shop's file with its golden series, and a broken twin with its error.
@Suite struct DialectTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/dialects/\(name)").path
    }

    /// `item@location: units units ...` per series.
    private func golden(_ sales: IngestedSales) -> [String] {
        sales.series.map { "\($0.key.uniqueID): " + $0.demand.map(decimalText).joined(separator: " ") }
    }

    @Test func wideFormWithDates() throws {
        let sales = try readSales(paths: [fixture("wide-dates.csv")], options: dailyOptions())
        #expect(sales.report.files[0].dialect == .wide)
        #expect(golden(sales) == ["0012@north: 1 0 3", "0012@south: 2 2"])
        #expect(sales.asOf.description == "2024-03-04")
    }

    @Test func wideFormWithNumbers() throws {
        var options = SalesReadingOptions()
        options.period = nil
        let sales = try readSales(paths: [fixture("wide-m5.csv")], options: options)
        #expect(golden(sales) == ["HOBBIES_1_001@CA_1: 2 0 1 4", "HOBBIES_1_002@CA_1: 1 0"])
        #expect(sales.report.files[0].dateForm == .index)
    }

    @Test func shopifyOrders() throws {
        let sales = try readSales(paths: [fixture("shopify-orders.csv")], options: dailyOptions())
        #expect(sales.report.files[0].dialect == .shopify)
        // 1002 is cancelled, 1004 refunded in full, 1005 paid through the Bogus Gateway; the tip is no goods.
        #expect(golden(sales) == ["Poster A2: 1", "TEA-250: 3 0 1", "mug: 2 0 2"])
        #expect(sales.report.cancelledOrderRows == 3)
        #expect(sales.report.testOrderRows == 1)
        #expect(sales.report.notMerchandiseRows == 1)
        #expect(sales.items.last?.medianPrice == 9.5)
    }

    @Test func amazonOrders() throws {
        let sales = try readSales(paths: [fixture("amazon-orders.txt")], options: dailyOptions())
        #expect(sales.report.files[0].dialect == .amazon)
        #expect(golden(sales) == ["AB-1: 2 1", "AB-2: 1"])
        #expect(sales.items[0].medianPrice == 10)
        #expect(sales.report.cancelledOrderRows == 1)
        // 23:30 UTC is the next day in Berlin.
        var options = dailyOptions()
        options.zone = try ZoneOffset(timeZone: "Europe/Berlin")
        #expect(golden(try readSales(paths: [fixture("amazon-orders.txt")], options: options)) == ["AB-1: 2 0 1", "AB-2: 1 0"])
    }

    @Test func wooCommerceLines() throws {
        let sales = try readSales(paths: [fixture("woocommerce-lines.csv")], options: dailyOptions())
        #expect(sales.report.files[0].dialect == .woocommerce)
        #expect(golden(sales) == ["W-1: 3 2", "W-2: 1 0"])
        #expect(sales.report.cancelledOrderRows == 2)
        #expect(sales.items[0].medianPrice == 4)
    }

    @Test(arguments: [
        ("Name,Created at,Lineitem quantity,Lineitem sku\n#1,yesterday,1,a\n", "bad_date 1"),
        ("Name,Created at,Lineitem quantity,Lineitem sku\n#1,2024-01-01 10:00:00 +0000,one,a\n", "bad_quantity"),
        ("amazon-order-id\tpurchase-date\tsku\tquantity\n1\t2024-01-01T00:00:00+00:00\t\t1\n", "missing_item 1"),
        ("Order ID,Order Date,Order Status,SKU,Quantity\n1,2024-01-01,completed,a,\n", "missing_quantity 1"),
        ("item,2024-01-01,2024-01-02\na,x,y\n", "bad_quantity 2"),
        ("Invoice,StockCode,Quantity,InvoiceDate,Price\n1,21000,1,31.13.2010,2\n", "bad_date 1"),
    ])
    func brokenTwinsSayWhatIsWrong(_ text: String, _ expected: String) throws {
        let message = messageOf { try readSales(paths: [files.write(text)], options: dailyOptions()) }
        #expect(message.contains(expected) || message.contains(expected.replacingOccurrences(of: "bad_quantity", with: "bad_number")), "\(message)")
    }

    @Test func aDialectMayBeForced() throws {
        var options = dailyOptions()
        options.dialect = .long
        let path = try files.write(OnlineRetailTests.header + "C1,M,MANUAL,2,2010-01-01 09:00:00,18.0,17,UK\n")
        #expect(golden(try readSales(paths: [path], options: options)) == ["M: 2"])
        options.dialect = .shopify
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("no column for order"))
        options.dialect = .wide
        #expect(messageOf { try readSales(paths: [path], options: options) }.contains("no column for periods"))
    }

    @Test func foldersAndPatternsAreOneHistory() throws {
        _ = try files.write("date,item,quantity\n2024-01-31,a,1\n", name: "2024-01.csv")
        _ = try files.write("date,item,quantity\n2024-02-01,a,2\n", name: "2024-02.csv")
        _ = try files.write("not a table", name: "notes.md")
        let folder = files.directory.path
        #expect(golden(try readSales(paths: [folder], options: dailyOptions())) == ["a: 1 2"])
        #expect(golden(try readSales(paths: [folder + "/2024-*.csv"], options: dailyOptions())) == ["a: 1 2"])
        #expect(golden(try readSales(paths: [folder + "/2024-0[2].csv"], options: dailyOptions())) == ["a: 2"])
        #expect(messageOf { try readSales(paths: [folder + "/2025-*.csv"], options: dailyOptions()) }.contains("no file matches"))
    }

    @Test func daysMayStartLaterThanMidnightInTheShopsZone() throws {
        let path = try files.write("""
            date,item,quantity
            2024-03-30T23:30:00Z,a,1
            2024-03-31T02:30:00+0200,a,2
            2024-03-31 03:59,a,4
            2024-03-31 04:00,a,8
            """)
        var options = dailyOptions()
        #expect(golden(try readSales(paths: [path], options: options)) == ["a: 1 14"])
        options.zone = try ZoneOffset(timeZone: nil, dayStartsAtMinute: 240)
        #expect(golden(try readSales(paths: [path], options: options)) == ["a: 7 8"])
        // Summer time in London starts on 2024-03-31 at 01:00 UTC: 00:30 UTC is 00:30.
        options.zone = try ZoneOffset(timeZone: "Europe/London")
        #expect(golden(try readSales(paths: [path], options: options)) == ["a: 1 14"])
        options.zone = try ZoneOffset(timeZone: "-05:00")
        #expect(golden(try readSales(paths: [path], options: options)) == ["a: 3 12"])
        #expect(messageOf { try ZoneOffset(timeZone: "Mars/Olympus") }.contains("not known"))
    }

    @Test func packsAreCountedInUnits() throws {
        let path = try files.write("date,item,quantity,pack_size\n2024-01-01,a,2,12\n2024-01-01,a,1,\n2024-01-01,a,1,half\n")
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(golden(sales) == ["a: 25"])
        #expect(sales.quarantine.map(\.column) == ["pack_size"])
    }
}
