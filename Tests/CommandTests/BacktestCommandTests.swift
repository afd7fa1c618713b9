import DemandModel
import Foundation
import PlanEngine
import PlanExport
import Testing

@testable import twobin

/// What `twobin backtest` writes, from a report of two small invented series.
@Suite struct BacktestCommandTests {
    private static let report = Result {
        let series = ["rare": 0.0, "steady": 6.0].map { name, level in
            DemandSeries(key: ItemLocation(item: name), firstPeriod: 0, demand: (0..<30).map { Double(($0 * 7 + 3) % 5) * ($0 % 3 == 0 ? 1 : level / 6) + level })
        }
        var configuration = BacktestConfiguration(horizon: 3, origins: 2)
        configuration.leadTimePeriods = 2
        return try runBacktest([BacktestPanel(seasonLength: 1, series: series)], configuration: configuration)
    }

    @Test func theTableNamesEveryPart() throws {
        let text = BacktestText.text(try Self.report.get())
        #expect(text.hasPrefix("4 cases: 2 of 2 series, 2 origins, horizon 3, L = 2 periods\n"))
        for part in ["Point forecasts", "demand over 2 periods", "by demand class", "Coverage of the combination", "combination", "seasonal naive", "Naive2"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.split(separator: "\n").contains { $0.hasSuffix(" ") })
    }

    @Test func theLongFormHasOneNumberPerRow() throws {
        let rows = String(decoding: BacktestFiles.csv(try Self.report.get()), as: UTF8.self).split(separator: "\n")
        #expect(rows.first == "model,kind,class,measure,level,value")
        #expect(rows.contains { $0.hasPrefix("combination,combination,all,total_coverage,0.95,") })
        #expect(rows.contains { $0.hasPrefix("Naive2,floor,all,owa,,1") })
        #expect(rows.contains { $0.hasPrefix("\"normal, sigma sqrt(L)\",floor,all,total_pinball,,") })
        #expect(Set(rows).count == rows.count)
    }

    @Test func jsonHasTheSameNumbers() throws {
        let report = try Self.report.get()
        let text = BacktestFiles.json(report).text(indent: nil)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let results = try #require(document["results"] as? [[String: Any]])
        #expect(results.count == report.rows.count)
        let measures = try #require(results.first?["measures"] as? [String: Any])
        #expect(measures["mase"] as? Double == report.row("combination")?.measures.mase)
        #expect((measures["total_coverage_by_level"] as? [Double])?.count == 5)
    }

    @Test func filesAppearTogether() throws {
        let report = try Self.report.get()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-backtest-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let paths = try BacktestFiles.write(report, json: BacktestFiles.json(report), to: folder)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["backtest.csv", "backtest.json", "reliability.svg"])
        #expect(paths.count == 3)
        #expect(try String(contentsOfFile: folder + "/reliability.svg", encoding: .utf8).hasPrefix("<svg"))
    }
}
