import DemandModel
import Foundation
import Testing
import TextForms
@testable import SalesIngestion

/// Layouts of docs/guide/layouts.md: each named fixture is there, and what it holds is read.
@Suite struct ListedLayoutTests {
    private static var root: URL {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.lastPathComponent != "Tests" { folder.deleteLastPathComponent() }
        return folder.deletingLastPathComponent()
    }

    private func days(_ name: String) throws -> [String] {
        let sales = try readSales(paths: [Self.root.path + "/Tests/SalesIngestionTests/Fixtures/dialects/" + name], options: dailyOptions())
        #expect(sales.quarantine.isEmpty)
        return sales.series.flatMap { series in
            series.demand.enumerated().filter { $0.element != 0 }.map { index, units in
                "\(series.key.uniqueID) \(sales.calendar.firstDay(of: series.firstPeriod + index)) \(decimalText(units))"
            }
        }
    }

    @Test(arguments: [
        // Awaiting payment is sold; a credit note takes one cup back.
        ("xero-invoices.csv", ["CUP-R 2025-01-15 4", "MUG-B 2025-01-13 2"]),
        ("clover-line-items.csv", ["CUP 2025-01-15 2", "MUG 2025-01-13 2"]),
        ("faire-orders.csv", ["MUG-B 2025-01-13 12", "MUG-R 2025-01-15 6"]),
        // Two packs of six.
        ("ankorstore-orders.csv", ["MUG-B 2025-01-13 12"]),
        ("jtl-orders.csv", ["A1 2025-01-13 2", "A2 2025-01-15 1"]),
        ("ebay-orders.csv", ["CUP 2025-01-15 3", "MUG-B 2025-01-13 2"]),
    ]) func furtherSystems(name: String, expected: [String]) throws {
        #expect(try days(name) == expected)
    }

    /// Every fixture that the guide names is a file, and every file of layouts is named there or holds a table of the supply side.
    @Test func theGuideNamesFixturesThatAreThere() throws {
        let guide = try String(contentsOf: Self.root.appendingPathComponent("docs/guide/layouts.md"), encoding: .utf8)
        let fixtures = Self.root.appendingPathComponent("Tests/SalesIngestionTests/Fixtures")
        let named = guide.split(separator: "`").map(String.init).filter { $0.hasSuffix(".csv") || $0.hasSuffix(".txt") }
        #expect(named.count > 30)
        for name in named { #expect(FileManager.default.fileExists(atPath: fixtures.appendingPathComponent(name).path), "\(name)") }
        let layouts = try FileManager.default.contentsOfDirectory(atPath: fixtures.appendingPathComponent("dialects").path)
        for name in layouts { #expect(guide.contains("`dialects/\(name)`"), "\(name) is not in docs/guide/layouts.md") }
    }
}
