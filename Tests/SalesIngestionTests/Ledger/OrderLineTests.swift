import DemandModel
import Foundation
import Testing
@testable import SalesIngestion

/// What is known of the sizes of order lines, from files whose rows are order lines.
@Suite struct OrderLineTests {
    let files: TemporaryFiles
    init() throws { files = try TemporaryFiles() }

    private func timed(_ quantities: [String]) -> String {
        "date,item,quantity\n" + quantities.enumerated().map { "2024-01-\($0.offset % 20 + 11) 09:30,mug,\($0.element)\n" }.joined()
    }

    @Test func linesAreCountedWhereSalesHaveATimeOfDay() throws {
        let sales = try readSales(paths: [try files.write(timed(["1", "1", "3", "2.5", "500"]))], options: dailyOptions())
        let lines = try #require(sales.items[0].orderLines)
        #expect(lines.count == 5 && lines.units == 507.5 && lines.median == 2.5)
        #expect(lines.largest.map(\.units) == [1, 1, 2.5, 3, 500])
        #expect(lines.largest.last?.day == CalendarDay(iso: "2024-01-15"))
    }

    @Test func totalsOfPeriodsAreNoLines() throws {
        let path = try files.write("date,item,quantity\n2024-01-01,mug,1\n2024-01-02,mug,500\n2024-01-03 00:00:00,mug,2\n")
        #expect(try readSales(paths: [path], options: dailyOptions()).items[0].orderLines == nil)
    }

    /// A line that was returned whole is no bulk order; a return of other units leaves it.
    @Test func linesThatWereReturnedAreLeftOut() throws {
        let lines = try #require(try readSales(
            paths: [try files.write(timed(["1", "400", "2", "500", "-500", "-399"]))], options: dailyOptions()).items[0].orderLines)
        #expect(lines.largest.map(\.units) == [1, 2, 400])
        let before = try #require(try readSales(
            paths: [try files.write(timed(["-500", "1", "500"]))], options: dailyOptions()).items[0].orderLines)
        #expect(before.largest.map(\.units) == [1, 500])
    }

    @Test func onlyTheLargestAreKeptInAnyOrderOfRows() throws {
        let sizes = (1...150).map { String($0 * 7 % 151) }
        let one = try readSales(paths: [try files.write(timed(sizes), name: "a.csv")], options: dailyOptions())
        var options = dailyOptions()
        (options.threads, options.chunkBytes) = (3, 64)
        let other = try readSales(paths: [try files.write(timed(sizes), name: "a.csv")], options: options)
        #expect(one.items == other.items)
        let lines = try #require(one.items[0].orderLines)
        #expect(lines.count == 150 && lines.largest.count == OrderLines.kept)
        #expect(lines.largest.map(\.units) == (87...150).map(Double.init))
    }

    @Test func aGrownHistoryKnowsTheSameLines() throws {
        var options = dailyOptions()
        options.memoryPath = files.directory.path + "/sales.memory"
        let start = timed(["1", "400", "2", "500", "3"])
        let path = try files.write(start)
        _ = try readSales(paths: [path], options: options)
        _ = try files.write(start + "2024-02-01 10:00,mug,900\n2024-02-02 10:00,mug,-400\n")
        let grown = try readSales(paths: [path], options: options)
        #expect(grown.report.rowsRemembered == 5)
        options.memoryPath = nil
        #expect(try readSales(paths: [path], options: options).items == grown.items)
    }
}
