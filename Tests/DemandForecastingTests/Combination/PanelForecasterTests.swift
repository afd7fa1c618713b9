import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

/// A reproducible series: level, trend and season with a little noise from a linear congruential generator.
func sampleSeries(_ id: Int, count: Int, level: Double = 100, slope: Double = 0.5, season: Int = 12, noise: Double = 5) -> DemandSeries {
    var state = UInt64(id) &* 2_862_933_555_777_941_757 &+ 3_037_000_493
    let demand = (0..<count).map { t -> Double in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let uniform = Double(state >> 11) / Double(1 << 53)
        let wave = season > 1 ? Double((t % season) * (season - t % season)) : 0
        return level + slope * Double(t) + wave + noise * (uniform - 0.5)
    }
    return DemandSeries(key: ItemLocation(item: "S\(id)"), firstPeriod: 0, demand: demand)
}

@Suite struct PanelForecasterTests {
    static func panel() -> [DemandSeries] {
        (0..<14).map { sampleSeries($0, count: 5 + ($0 * 13) % 50, level: 20 + Double($0), season: 4) }
            + [DemandSeries(key: ItemLocation(item: "gap"), firstPeriod: 0, demand: sampleSeries(1, count: 40, season: 4).demand, missing: [0, 7, 8, 30])]
    }

    @Test func sameBytesForAnyThreadsAndBatches() throws {
        var configuration = ForecastConfiguration(horizon: 6, seasonLength: 4, quantiles: [0.1, 0.9], totalOverHorizon: true)
        let whole = try PanelForecaster(configuration, largestBatch: 1000).forecast(Self.panel())
        let single = try PanelForecaster(configuration, largestBatch: 4).forecast(Self.panel())
        configuration.threads = 3
        let threaded = try PanelForecaster(configuration, largestBatch: 7).forecast(Self.panel())
        for index in whole.indices {
            let first = try whole[index].get()
            let (alone, parallel) = (try single[index].get(), try threaded[index].get())
            #expect(alone == first)
            #expect(parallel == first)
        }
    }

    @Test func constantSeriesAreForecastExactly() throws {
        let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 3, seasonLength: 4))
        for value in [0.0, 7, -2.5, 1e-140, 1e140] {
            let series = DemandSeries(key: ItemLocation(item: "c"), firstPeriod: 0, demand: .init(repeating: value, count: 9))
            let path = try forecaster.forecast([series])[0].get()
            #expect(path.mean == [value, value, value])
            #expect(path.median == path.mean)
            // A count that has not moved in nine periods may yet: variance mean / 9.
            #expect(abs(path.oneStepVariance - (value == 7 ? 7.0 / 9 : 0)) < 1e-15)
        }
    }

    /// Members forecast the series without its long season; what is compared must have it back, as the combination has.
    @Test func membersOfALongSeasonAreAtTheScaleOfTheSeries() throws {
        let season = 120
        let demand = (0..<(3 * season)).map { t in 200 + 150 * sin(2 * Double.pi * Double(t % season) / Double(season)) }
        var configuration = ForecastConfiguration(horizon: season, seasonLength: season)
        configuration.memberForecasts = true
        let path = try PanelForecaster(configuration)
            .forecast([DemandSeries(key: ItemLocation(item: "wave"), firstPeriod: 0, demand: demand)])[0].get()
        try #require(!path.memberForecasts.isEmpty)
        for member in path.memberForecasts {
            // Every member that is the whole combination's share has the crest of a quarter of a season and the trough of three.
            let crest = member.mean[season / 4], trough = member.mean[3 * season / 4]
            #expect(crest > 2 * trough, "\(member.members.first?.name ?? "")")
        }
    }

    @Test func scaleEquivariant() throws {
        let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 8, seasonLength: 12))
        let series = sampleSeries(3, count: 50)
        var scaled = series
        scaled.demand = series.demand.map { 10 * $0 }
        let paths = try forecaster.forecast([series, scaled]).map { try $0.get() }
        for h in 0..<8 {
            #expect(abs(paths[1].mean[h] - 10 * paths[0].mean[h]) < 1e-6 * abs(paths[1].mean[h]))
            #expect(abs(paths[1].cumulativeVariance[h] / paths[0].cumulativeVariance[h] - 100) < 1e-4)
        }
    }

    @Test func cumulativeVarianceNeverFallsAndNothingIsNotANumber() throws {
        let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 20, seasonLength: 4, quantiles: [0.05, 0.5, 0.95]))
        for result in forecaster.forecast(Self.panel()) {
            let path = try result.get()
            for h in 0..<20 {
                #expect(path.mean[h].isFinite && path.median[h].isFinite && path.cumulativeVariance[h].isFinite)
                #expect(path.quantiles[0][h] <= path.quantiles[1][h] && path.quantiles[1][h] <= path.quantiles[2][h])
                if h > 0 { #expect(path.cumulativeVariance[h] >= path.cumulativeVariance[h - 1]) }
            }
            #expect(abs(path.members.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        }
    }

    @Test(arguments: [
        [5.0], [0, 0, 0, 0], [0, 0, 100, 0, 0, 0, 0], [-3, 4, -5, 6, -7, 8], [1e-140, 3e-140, 2e-140, 5e-140],
        [1e140, 3e140, 2e140, 5e140, 1e140], [1, 2], [1, 2, 3], [0, 0, 0, 0, 1], [1e-100, 1e100, 1, 1, 1, 2],
    ])
    func oddSeriesGiveSensibleForecasts(demand: [Double]) throws {
        let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 5, seasonLength: 12, quantiles: [0.1, 0.9], totalOverHorizon: true))
        let path = try forecaster.forecast([DemandSeries(key: ItemLocation(item: "x"), firstPeriod: 0, demand: demand)])[0].get()
        let largest = demand.map(abs).max() ?? 0
        for h in 0..<5 {
            #expect(path.mean[h].isFinite && abs(path.mean[h]) <= 20 * largest)
            #expect(path.quantiles[0][h] <= path.quantiles[1][h])
            #expect(path.cumulativeVariance[h] >= 0)
        }
    }

    /// Intermittent counts: the mean is near the history's, quantiles are whole numbers, the median of rare demand is zero.
    @Test func intermittentCountsHaveWholeQuantiles() throws {
        var configuration = ForecastConfiguration(horizon: 3, quantiles: [0.5, 0.9, 0.99])
        configuration.totalOverHorizon = true
        let demand = (0..<60).map { $0 % 4 == 3 ? 2.0 : 0 }
        let path = try PanelForecaster(configuration).forecast([DemandSeries(key: ItemLocation(item: "x"), firstPeriod: 0, demand: demand)])[0].get()
        #expect(path.demandClass == .intermittent)
        #expect(path.median == [0, 0, 0])
        for h in 0..<3 {
            #expect(abs(path.mean[h] - 0.5) < 0.1)
            for q in 0..<3 { #expect(path.quantiles[q][h] == path.quantiles[q][h].rounded()) }
        }
        #expect(path.members.contains { $0.name == "TSB" })
        #expect(path.totalQuantiles.count == 3)
    }

    @Test func unusableSeriesSayWhy() throws {
        let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 2))
        let key = ItemLocation(item: "x")
        let bad: [(DemandSeries, String)] = [
            (DemandSeries(key: key, firstPeriod: 0, demand: []), "no observation"),
            (DemandSeries(key: key, firstPeriod: 0, demand: [0, 0], missing: [0, 1]), "no observation"),
            (DemandSeries(key: key, firstPeriod: 0, demand: [1, .nan]), "period 2 is not a finite number"),
            (DemandSeries(key: key, firstPeriod: 0, demand: [1, 1e300]), "change the unit"),
            (DemandSeries(key: key, firstPeriod: 0, demand: [1, 1e-300]), "change the unit"),
        ]
        for (series, text) in bad {
            let result = forecaster.forecast([series])[0]
            guard case .failure(let failure) = result else {
                Issue.record("forecast in spite of: \(text)")
                continue
            }
            #expect(failure.message.contains(text))
        }
    }

    @Test func badConfigurationsAreRefused() {
        for configuration in [
            ForecastConfiguration(horizon: 0), ForecastConfiguration(horizon: 10_001), ForecastConfiguration(horizon: 1, seasonLength: 0),
            ForecastConfiguration(horizon: 1, seasonLength: 367), ForecastConfiguration(horizon: 1, threads: 0),
            ForecastConfiguration(horizon: 1, quantiles: [1]),
        ] {
            #expect(throws: ForecastError.self) { try PanelForecaster(configuration) }
        }
    }

    @Test func longHorizonsStayBounded() throws {
        var configuration = ForecastConfiguration(horizon: 10_000, seasonLength: 12, cumulativeVariance: false)
        configuration.quantiles = [0.99]
        let path = try PanelForecaster(configuration).forecast([sampleSeries(1, count: 40)])[0].get()
        #expect(path.mean.count == 10_000)
        #expect(path.mean.filter { !$0.isFinite }.isEmpty)
    }

    @Test func demandClasses() {
        #expect(DemandClass(of: [0, 3, 0, 0, 3, 0]) == .intermittent)
        #expect(DemandClass(of: [0, 30, 0, 0, 1, 0]) == .lumpy)
        #expect(DemandClass(of: [3, 30, 1, 1, 1, 2]) == .erratic)
        #expect(DemandClass(of: [3, 4, 3]) == .smooth)
        #expect(DemandClass(of: [0, 0]) == .none)
    }
}
