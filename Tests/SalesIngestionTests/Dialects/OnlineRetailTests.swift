import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

/// Order lines of UCI Online Retail: an invented shop, and the real file where it is present.
@Suite struct OnlineRetailTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    static let header = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"

    /// TWOBIN_SHARED, or `../shared` from the root of the repository.
    static var realFile: String {
        let shared = ProcessInfo.processInfo.environment["TWOBIN_SHARED"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appendingPathComponent("shared").path
        return shared + "/data/online-retail-2010/transactions.csv.gz"
    }

    @Test func cancellationsGoBackToTheirSale() throws {
        let path = try files.write(Self.header + """
            100,21000,MUG,10,2010-01-01 09:00:00,2.0,17,UK
            101,21000,MUG,4,2010-01-02 09:00:00,2.0,18,UK
            C102,21000,MUG,-6,2010-01-03 09:00:00,2.0,17,UK
            C103,21000,MUG,-1,2010-01-03 10:00:00,2.0,99,UK
            104,21000,MUG,3,2010-01-03 11:00:00,2.0,,UK
            """)
        let sales = try readSales(paths: [path], options: dailyOptions())
        #expect(sales.report.files[0].dialect == .onlineRetail)
        // Six of customer 17 go back to day 1; the one of customer 99 has no sale and stays on day 3.
        #expect(sales.series[0].demand == [4, 4, 2])
        #expect(sales.report.cancellationRows == 2)
        #expect(sales.report.unitsMatchedToSales == 6)
        var options = dailyOptions()
        options.matchesReturns = false
        let plain = try readSales(paths: [path], options: options)
        #expect(plain.series[0].demand == [10, 4, 0])
        #expect(plain.report.clippedUnits == 4)
    }

    @Test func linesThatAreNoDemandAreSetApartAndCounted() throws {
        let path = try files.write(Self.header + """
            100,21000,MUG,10,2010-01-01 09:00:00,2.0,17,UK
            100,POST,POSTAGE,1,2010-01-01 09:00:00,18.0,17,UK
            A101,B,Adjust bad debt,1,2010-01-01 09:00:00,-50.0,,UK
            102,21000,broken,-3,2010-01-01 09:00:00,0,,UK
            103,21000,found,7,2010-01-01 09:00:00,0.0,,UK
            104,21000,gift,1,2010-01-01 09:00:00,0.0,17,UK
            105,gift_0001_20,Voucher,1,2010-01-01 09:00:00,17.0,17,UK
            106,TEST001,test,5,2010-01-01 09:00:00,4.5,17,UK
            A107,21000,Adjust,1,2010-01-01 09:00:00,-5.0,,UK
            """)
        let report = try readSales(paths: [path], options: dailyOptions())
        #expect(report.series.map(\.key.item) == ["21000"])
        #expect(report.series[0].demand == [11])
        #expect(report.report.rowsUsed == 2)
        #expect(report.report.writeOffRows == 1)
        #expect(report.report.stockAdjustmentRows == 1)
        #expect(report.report.adjustmentRows == 1)
        #expect(report.report.notMerchandiseCodes.map(\.code) == ["B", "POST", "TEST001", "gift_0001_20"])
    }

    // Reference: Fixtures/online_retail_reference.py (pandas) on the same file.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: OnlineRetailTests.realFile),
                   "the real order lines are outside the repository: set TWOBIN_SHARED to the folder that holds data/online-retail-2010"))
    func theRealYear() throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/online_retail_reference.csv")
        var reference: [String: [Double]] = [:]
        for line in try String(contentsOf: fixture, encoding: .utf8).split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",")
            reference[String(cells[0])] = cells[1].split(separator: " ").compactMap { Double($0) }
        }
        var options = SalesReadingOptions()
        options.matchesReturns = false
        let sales = try readSales(paths: [Self.realFile], options: options)
        #expect(sales.report.rowsRead == 502_938)
        #expect(sales.report.duplicateRows == 6_544)
        #expect(sales.report.adjustmentRows + sales.report.notMerchandiseCodes.filter { $0.code == "B" }.map(\.rows).reduce(0, +) == 3)
        #expect(sales.quarantine.isEmpty)
        #expect(sales.asOf.description == "2010-12-01")
        #expect(sales.series.count == reference["items"]?.first.map { Int($0) })
        for (id, values) in reference where id != "items" {
            let series = sales.series.first { $0.key.item == id }
            #expect(series?.demand == values, "\(id)")
        }
    }
}
