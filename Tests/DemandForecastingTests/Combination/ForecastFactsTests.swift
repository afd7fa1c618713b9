import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

@Suite struct ForecastFactsTests {
    /// Positive, intermittent and short series, some with a jump at the end, some with gaps.
    private static func panel(_ count: Int, periods: Int) -> [DemandSeries] {
        (0..<count).map { index in
            var state = UInt64(index + 3) &* 0x9E37_79B9_7F4A_7C15
            func noise() -> Double {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(state >> 40) / Double(1 << 24)
            }
            let n = index % 9 == 8 ? periods / 3 : periods
            let demand = (0..<n).map { t -> Double in
                let season = 1 + 0.4 * sin(2 * Double.pi * Double(periods - n + t) / 12)
                if index % 3 == 1 { return noise() < 0.3 ? (1 + 4 * noise()).rounded() : 0 }
                return ((20 + Double(index)) * season * (0.7 + 0.6 * noise()) * (index % 10 == 3 && n - t < 3 ? 6 : 1)).rounded()
            }
            return DemandSeries(key: ItemLocation(item: "s\(index)"), firstPeriod: periods - n, demand: demand, missing: index % 7 == 2 ? [5, 6] : [])
        }
    }

    private static func sent(_ facts: ForecastFacts) throws -> ForecastFacts {
        let encoder = JSONEncoder(), decoder = JSONDecoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(ForecastFacts.self, from: try encoder.encode(facts))
    }

    private static func values(_ results: [Result<PathForecast, SeriesFailure>]) -> [String] { results.map { "\($0)" } }

    /// What is learnt once and sent as text forecasts every split of the panel as the panel is forecast at once.
    @Test(arguments: [(season: 12, periods: 22), (season: 12, periods: 60), (season: 1, periods: 40), (season: 30, periods: 130)])
    func learntOnceForecastsAnySplit(season: Int, periods: Int) throws {
        let panel = Self.panel(30, periods: periods)
        var configuration = ForecastConfiguration(horizon: 6, seasonLength: season, threads: 2, quantiles: [0.5, 0.9])
        if season == 12 { configuration.yearPeriods = 12 }
        let forecaster = try PanelForecaster(configuration)
        let whole = Self.values(forecaster.forecast(panel))
        let facts = try Self.sent(forecaster.learn(panel))
        #expect(Self.values(forecaster.forecast(panel, facts: facts)) == whole)
        for size in [1, 7] {
            let parts = stride(from: 0, to: panel.count, by: size).flatMap { start in
                Self.values(forecaster.forecast(Array(panel[start..<min(start + size, panel.count)]), facts: facts))
            }
            #expect(parts == whole)
        }
    }
}
