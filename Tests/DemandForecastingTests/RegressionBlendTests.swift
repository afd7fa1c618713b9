import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

@Suite("Blend of smoothing and regression")
struct RegressionBlendTests {
    @Test func `where prices drive demand and are planned, the regression carries the blend`() throws {
        let shop = MadeShop(items: 2, locations: 3)
        let blend = try forecastBlended(shop.input(), configuration: ForecastConfiguration(horizon: 8))
        #expect(blend.weight > 0.8)
        var absolute = 0.0, total = 0.0
        for item in 0..<2 {
            for location in 0..<3 {
                let path = try blend.forecasts[3 * item + location].get()
                #expect(path.members.first?.name == "Regression")
                #expect(abs(path.members.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
                #expect(path.cumulativeVariance.count == 8 && path.cumulativeVariance.allSatisfy { $0 > 0 })
                for step in 0..<8 {
                    let actual = shop.demand(item, location, 80 + step)
                    absolute += abs(path.mean[step] - actual)
                    total += actual
                }
            }
        }
        #expect(absolute / total < 0.15)
    }

    @Test func `without prices, promotions and events there is nothing to blend`() throws {
        let series = (0..<3).map { DemandSeries(key: ItemLocation(item: "i\($0)"), firstPeriod: 0, demand: (0..<40).map { Double($0 % 5 + 3) }) }
        let input = RegressionInput(series: series, horizon: 4, periodsPerYear: 52.18)
        let blend = try forecastBlended(input, configuration: ForecastConfiguration(horizon: 4))
        #expect(blend.weight == 0 && blend.regression == nil)
        let plain = try PanelForecaster(ForecastConfiguration(horizon: 4)).forecast(series)
        #expect(try blend.forecasts.map { try $0.get() } == plain.map { try $0.get() })
    }

    @Test func `prices that say nothing get little weight, and a series without demand stays as it is`() throws {
        var state = 11.0
        func noise() -> Double {
            state = (state * 16807).truncatingRemainder(dividingBy: 2_147_483_647)
            return state / 2_147_483_647
        }
        var series = (0..<12).map { item in
            var level = 100.0
            return DemandSeries(key: ItemLocation(item: "i\(10 + item)"), firstPeriod: 0, demand: (0..<60).map { _ in
                level *= exp(0.4 * (noise() - 0.5))
                return (level * (0.9 + 0.2 * noise())).rounded()
            }, price: (0..<60).map { _ in 1 + noise() })
        }
        series.append(DemandSeries(key: ItemLocation(item: "z"), firstPeriod: 0, demand: Array(repeating: 0, count: 60)))
        let blend = try forecastBlended(
            RegressionInput(series: series, horizon: 4, periodsPerYear: 1), configuration: ForecastConfiguration(horizon: 4))
        #expect(blend.weight < 0.5)
        #expect(try blend.forecasts[12].get().members.allSatisfy { $0.name != "Regression" })
    }
}
