import DemandModel
import Foundation
import Testing
import TextForms
@testable import SalesIngestion

/// What several exports say of one order: it counts once, and the last file that has a line has the last word on it.
@Suite struct LaterExportTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func read(_ texts: [String], threads: Int = 2, chunkBytes: Int = 1 << 19) throws -> IngestedSales {
        var options = dailyOptions()
        (options.threads, options.chunkBytes) = (threads, chunkBytes)
        return try readSales(paths: try texts.enumerated().map { try files.write("Order,Created,SKU,Qty,State\n" + $0.element, name: "export-\($0.offset + 1).csv") }, options: options)
    }

    private func units(_ sales: IngestedSales) -> [String: Double] {
        Dictionary(sales.series.map { ($0.key.item, $0.demand.reduce(0, +)) }, uniquingKeysWith: +)
    }

    @Test func aLaterExportCancelsAnOrderThatWasCounted() throws {
        let first = "#1,2025-01-13,A,2,Paid\n#2,2025-01-14,A,3,Paid\n#2,2025-01-14,B,1,Paid\n", second = "#2,2025-01-14,A,3,Cancelled\n#2,2025-01-14,B,1,Cancelled\n#3,2025-01-15,A,4,Paid\n"
        let sales = try read([first, second])
        #expect(units(sales) == ["A": 6])
        #expect(sales.report.changedOrderLines == 2)
        #expect(sales.report.warnings.contains { $0.contains("2 order lines say something else in a later file") })
        // The other way round: pending before, paid since.
        #expect(units(try read([second, first])) == ["A": 9, "B": 1])
        // A third file speaks last.
        #expect(units(try read([first, second, "#2,2025-01-14,A,3,Paid\n"])) == ["A": 9])
        // Refunded as a whole.
        #expect(units(try read([first, "#1,2025-01-13,A,2,Refunded\n"])) == ["A": 3, "B": 1])
    }

    @Test func anOrderThatStaysAsItIsCountsOnce() throws {
        let rows = (1...300).map { "#\($0),2025-01-\(10 + $0 % 20),A,\($0 % 5 + 1),Paid\n" }
        let whole = try read([rows.joined()])
        let sales = try read([rows.prefix(200).joined(), rows.suffix(150).joined()])
        #expect(units(sales) == units(whole) && sales.report.repeatedOrderLines == 50 && sales.report.changedOrderLines == 0)
    }

    /// Threads and chunks decide nothing.
    @Test(arguments: [(1, 1 << 19), (4, 96), (2, 200)]) func theOrderOfWorkDecidesNothing(threads: Int, chunkBytes: Int) throws {
        var first = "", second = ""
        for order in 1...200 {
            first += "#\(order),2025-01-\(10 + order % 20),A,\(order % 5 + 1),Paid\n#\(order),2025-01-\(10 + order % 20),A,\(order % 5 + 1),Paid\n"
            second += "#\(order),2025-01-\(10 + order % 20),A,\(order % 5 + 1),\(order % 3 == 0 ? "Cancelled" : "Paid")\n#\(order),2025-01-\(10 + order % 20),A,\(order % 5 + 1),Paid\n"
        }
        let one = try read([first, second], threads: 2)
        let other = try read([first, second], threads: threads, chunkBytes: chunkBytes)
        #expect(units(one) == units(other) && one.report.changedOrderLines == other.report.changedOrderLines)
        // Of the orders whose one line was cancelled, the other one counts: two lines less one each.
        var expected = 0.0
        for order in 1...200 { expected += Double(order % 5 + 1) * (order % 3 == 0 ? 1 : 2) }
        #expect(units(one) == ["A": expected])
    }

    @Test func aFileThatStopsBesideOthersIsNamed() throws {
        func file(_ item: String, _ range: Range<Int32>) -> String {
            range.map { "#\(item)\($0),\(CalendarDay(number: 20_000 + $0)),\(item),2,Paid\n" }.joined()
        }
        #expect(try read([file("W", 0..<200), file("P", 0..<280)]).report.warnings.contains { $0.contains("export-1.csv ends on") && $0.contains("80 days before") })
        // Months one after the other go on from each other; a shop that opened later is no export that stopped.
        #expect(try read([file("A", 0..<60), file("A", 60..<120), file("A", 120..<180)]).report.warnings.isEmpty)
        #expect(try read([file("A", 0..<280), file("B", 200..<280)]).report.warnings.isEmpty)
    }
}
