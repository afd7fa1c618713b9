import Benchmark
import DemandForecasting
import DemandModel

/// Monthly series with level, trend, season and seeded noise.
private func panel(_ count: Int, periods: Int) -> [DemandSeries] {
    var state: UInt64 = 20_261_123
    return (0..<count).map { id in
        let demand = (0..<periods).map { t -> Double in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let noise = Double(state >> 11) / Double(1 << 53) - 0.5
            return 100 + Double(id % 7) + 0.2 * Double(t) + Double((t % 12) * (11 - t % 12)) + 20 * noise
        }
        return DemandSeries(key: ItemLocation(item: "S\(id)"), firstPeriod: 0, demand: demand)
    }
}

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(metrics: [.cpuTotal, .wallClock, .peakMemoryResident], maxDuration: .seconds(10))

    Benchmark("fit a panel: 500 series, 120 months") { benchmark in
        let series = panel(500, periods: 120)
        guard let forecaster = try? PanelForecaster(ForecastConfiguration(horizon: 18, seasonLength: 12)) else { return }
        benchmark.startMeasurement()
        blackHole(forecaster.forecast(series))
    }
}
