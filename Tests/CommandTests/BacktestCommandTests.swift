import DemandModel
import Foundation
import PlanEngine
import PlanExport
import Testing

@testable import twobin

/// What `twobin backtest` writes, from a report of two small invented series.
@Suite struct BacktestCommandTests {
    private static let report = Result {
        var steady: [Double] = [], rare: [Double] = []
        for period in 0..<30 {
            let units = Double((period * 7 + 3) % 5)
            steady.append(6 + units)
            rare.append(period % 3 == 0 ? units : 0)
        }
        let series = [
            DemandSeries(key: ItemLocation(item: "rare"), firstPeriod: 0, demand: rare),
            DemandSeries(key: ItemLocation(item: "steady"), firstPeriod: 0, demand: steady),
        ]
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
        let parsed = try JSONSerialization.jsonObject(with: Data(BacktestFiles.json(report).bytes()))
        let document = try #require(parsed as? [String: Any])
        let results = try #require(document["results"] as? [[String: Any]])
        #expect(results.count == report.rows.count)
        let measures = try #require(results.first?["measures"] as? [String: Any])
        let mase = try #require(measures["mase"] as? Double), expected = try #require(report.row("combination")?.measures.mase)
        let coverage = measures["total_coverage_by_level"] as? [Double]
        // Foundation's parser may be off by the last bit.
        #expect(abs(mase - expected) < 1e-14)
        #expect(coverage?.count == 5)
    }

    @Test func filesAppearTogether() throws {
        let report = try Self.report.get()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-backtest-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let paths = try BacktestFiles.write(report, json: BacktestFiles.json(report), to: folder)
        let found = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let chart = try String(contentsOfFile: folder + "/reliability.svg", encoding: .utf8)
        #expect(found == ["backtest.csv", "backtest.json", "reliability.svg"])
        #expect(paths.count == 3)
        #expect(chart.hasPrefix("<svg"))
    }
}
