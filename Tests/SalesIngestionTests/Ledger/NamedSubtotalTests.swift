import DemandModel
import Testing

@testable import SalesIngestion

/// Rows that are sums of others under a name of their own, and headers in the middle of a file.
@Suite struct NamedSubtotalTests {
    /// Units of an item in a month: fixed, from 1 to 40.
    private static func units(_ item: Int, _ month: Int) -> Int { (item * 37 + month * month * 11 + item * month * 5) % 40 + 1 }

    private static func cells(_ items: [Int], _ times: Int = 1) -> String {
        (1...12).map { month in "\(times * items.reduce(0) { $0 + units($1, month) })" }.joined(separator: ",")
    }

    private static func report(_ rows: [(String, String)]) -> String {
        "Product," + (1...12).map { "2024-\($0 < 10 ? "0" : "")\($0)" }.joined(separator: ",") + "\n" + rows.map { "\($0.0),\($0.1)\n" }.joined()
    }

    private func reading(_ text: String, change: (inout SalesReadingOptions) -> Void = { _ in }) throws -> SalesReport {
        var options = SalesReadingOptions()
        options.period = nil
        change(&options)
        return try readSales(bytes: Array(text.utf8), name: "report.csv", options: options).report
    }

    private static let above = report([
        ("Mugs", cells([1, 2, 3])), ("blue", cells([1])), ("red", cells([2])), ("green", cells([3])), ("Plates", cells([4, 5])), ("small", cells([4])), ("large", cells([5])),
    ])

    @Test func sumsAboveTheirItemsAreSaid() throws {
        let report = try reading(Self.above)
        let remark = try #require(report.subtotalRemark)
        #expect(remark.hasPrefix("2 items are sums of the items beside them on every day"))
        #expect(remark.contains("Mugs is blue to green, 3 items; Plates is small to large, 2 items"))
        #expect(report.warnings.contains(remark) && report.lines.contains(remark))
    }

    @Test func sumsBelowTheirItemsAndSumsOfSumsAreSaid() throws {
        let report = try reading(Self.report([
            ("blue", Self.cells([1])), ("red", Self.cells([2])), ("Mugs", Self.cells([1, 2])), ("small", Self.cells([4])), ("large", Self.cells([5])), ("Plates", Self.cells([4, 5])),
            ("Kitchen", Self.cells([1, 2, 4, 5])), ("soap", Self.cells([7])),
        ]))
        #expect(report.subtotalRemark?.contains("3 items are sums") == true)
        #expect(report.subtotalRemark?.contains("Kitchen is blue to large, 4 items") == true)
    }

    @Test func itemsThatOnlyAddUpOnceAreNoSubtotals() throws {
        // One unit more in one month; twice another item; the sum of items that do not stand beside it.
        let other = Self.cells([1, 2]).split(separator: ",").map { Int($0)! }
        for rows in [
            [("Mugs", ([other[0] + 1, other[1] - 1] + other[2...]).map(String.init).joined(separator: ",")), ("blue", Self.cells([1])), ("red", Self.cells([2]))],
            [("Mugs", Self.cells([1], 2)), ("blue", Self.cells([1])), ("red", Self.cells([2]))],
            [("Mugs", Self.cells([1, 2])), ("blue", Self.cells([1])), ("soap", Self.cells([9])), ("red", Self.cells([2]))],
        ] { #expect(try reading(Self.report(rows)).subtotalRemark == nil) }
    }

    @Test func theSameIsSaidForAnyNumberOfThreadsAndSizeOfChunks() throws {
        let remark = try reading(Self.above).subtotalRemark
        for (threads, chunkBytes) in [(1, 64), (4, 64), (4, 1 << 20)] {
            #expect(try reading(Self.above) { ($0.threads, $0.chunkBytes) = (threads, chunkBytes) }.subtotalRemark == remark)
        }
    }

    @Test func aStrictRunStops() throws {
        #expect(throws: IngestionError.self) { try reading(Self.above) { $0.maximumQuarantinedShare = 0 } }
    }

    @Test(arguments: [64, 1 << 20]) func aHeaderInTheMiddleIsSaidWithItsLine(chunkBytes: Int) throws {
        let rows = (1...20).map { "2024-02-\($0 < 10 ? "0" : "")\($0),mug,\($0 % 5)\n" }.joined()
        let twice = "Date,Item,Quantity\n" + rows + "\nDate,Item,Quantity\n" + rows
        let report = try reading(twice) { $0.chunkBytes = chunkBytes }
        let remark = try #require(report.warnings.first { $0.contains("the header comes again") })
        #expect(remark.hasPrefix("the header comes again on line 23:"))
        let thrice = try reading(twice + "Date,Item,Quantity\n" + rows) { $0.chunkBytes = chunkBytes }
        #expect(thrice.warnings.contains { $0.hasPrefix("the header comes again on line 23 and 1 more time:") })
        // A first row that says what the columns are begins no table.
        let described = "Date,Item,Quantity\nDate of order,Item sold,Quantity sold\n" + rows
        #expect(try !reading(described) { $0.chunkBytes = chunkBytes }.warnings.contains { $0.contains("comes again") })
    }
}
