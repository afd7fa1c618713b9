import Foundation
import Testing

/// A part of the real order lines (every item whose code starts with 227, and the lines that are no goods) planned from file to
/// recommendations. The whole year is read in the tests of ingestion; planning all of it takes a debug build minutes.
@Suite struct RealShopTests {
    /// TWOBIN_SHARED, or `../shared` from the root of the repository.
    static var file: String {
        let shared = ProcessInfo.processInfo.environment["TWOBIN_SHARED"]
            ?? TwobinProcess.repository.deletingLastPathComponent().appendingPathComponent("shared").path
        return shared + "/data/online-retail-2010/transactions.csv.gz"
    }

    // Reference: Fixtures/real_shop_reference.py (pandas) on the same file.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: RealShopTests.file),
                   "the real order lines are outside the repository: set TWOBIN_SHARED to the folder that holds data/online-retail-2010"))
    func aPartOfTheYear() async throws {
        let place = try TemporaryDirectory()
        let cut = try await TwobinProcess.shell(
            "gzip -dc \"$FILE\" | awk -F, 'NR == 1 || $2 ~ /^(227.*|POST|M|DOT|ADJUST|BANK CHARGES|C2|D|S)$/' > sales.csv", in: place.path,
            environment: ["FILE": Self.file])
        try #require(cut.status == 0, "\(cut.errors)")
        try place.write("[sales]\npath = \"sales.csv\"\n[defaults]\nunit_cost_share_of_price = 0.5\n", to: "plan.toml")

        let series = try await TwobinProcess.run(["series", "sales.csv"], in: place.path)
        #expect(series.status == 0)
        // Goods: 11,146 lines of 94 items, of which 28 are write-offs and stock adjustments; returns netted, 103,951 units are left.
        #expect(TableText(series.output)["y"].compactMap(Double.init).reduce(0, +) == 103_951)
        #expect(series.errors.contains("13915 rows read, 11118 used"), "\(series.errors)")
        #expect(series.errors.contains("2,769 rows of what is no goods: ADJUST 67, BANK CHARGES 63"))

        let outcome = try await TwobinProcess.run(["plan", "plan.toml"], in: place.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let table = TableText(try place.text("out/recommendations.csv").unwrapped("recommendations.csv"))
        #expect(table.rows.count == 94)
        #expect(table.rows.allSatisfy { $0["item"]?.hasPrefix("227") == true && ["ok", "check"].contains($0["status"]) && $0.number("fill_rate") >= 0.95 - 1e-9 })
    }
}
