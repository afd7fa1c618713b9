import DemandModel
import Foundation

/// What Fixtures/backtest.py computed.
struct BacktestReference: Decodable {
    struct Row: Decodable {
        var mase, rmsse, smape, owa, wape, bias: Double
        var pinball, plain_coverage, total_pinball, total_plain_coverage: [Double]?
        var total_bias: Double?
        var outcomes, total_outcomes: Int?
    }

    struct Naive: Decodable {
        var history, forecast: [Double]
        var season: Int
    }

    var season, horizon, origins, step, periods, cases, too_short, inactive: Int
    var panel: [String: [Double?]]
    var rows: [String: Row]
    var naive2: [Naive]

    static func load() throws -> BacktestReference {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/backtest.json")
        return try JSONDecoder().decode(BacktestReference.self, from: Data(contentsOf: url))
    }

    var series: [DemandSeries] {
        panel.map { name, values in
            DemandSeries(
                key: ItemLocation(item: name), firstPeriod: 0, demand: values.map { $0 ?? 0 }, missing: values.indices.filter { values[$0] == nil })
        }
    }
}
