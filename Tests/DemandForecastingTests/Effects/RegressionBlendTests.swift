import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

@Suite("Blend of smoothing and regression")
struct RegressionBlendTests {
    @Test func `where prices drive demand and are planned, forecasts follow them`() throws {
        let shop = MadeShop(items: 2, locations: 3)
        let blend = try forecastBlended(shop.input(), configuration: ForecastConfiguration(horizon: 8))
        #expect(blend.smoothsWhatIsLeft && blend.rule.termsAreKnown)
        var absolute = 0.0, total = 0.0
        for item in 0..<2 {
            for location in 0..<3 {
                let path = try blend.forecasts[3 * item + location].get()
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

    @Test func `quantiles are wider where an effect is little known`() throws {
        // i0 has been on promotion often, the group of i9 once: both are on promotion again in the second coming week.
        let shop = MadeShop(items: 2, locations: 3)
        var input = shop.input(horizon: 4)
        let rare = Set(input.series.indices.filter { input.series[$0].key.item == "i1" })
        for index in rare { input.series[index].promotion = (0..<shop.weeks).map { $0 == 70 } }
        input.planned = input.planned.map { row in
            var row = row
            row.promotion = MadeShop.calendar.periodNumber(of: row.date) == shop.weeks + 1
            return row
        }
        let found = try forecastByRegression(input).forecasts.compactMap { $0 }
        #expect(found.allSatisfy { $0.widening.allSatisfy { $0 > 1 } && $0.totalWidening > 1 })
        #expect(found[3].widening[1] > 1.2 * found[3].widening[0])
        var path = PathForecast(
            key: found[0].key, mean: [10, 10], median: [9, 9], oneStepVariance: 1, cumulativeVariance: [1, 2], quantiles: [[5, 5], [15, 15]],
            totalMedian: nil, totalQuantiles: [], isCount: false, demandClass: .smooth, members: [], remarks: [])
        var other = found[0]
        other.mean = [20, 20]
        other.widening = [1, 2]
        let half = path.blended(with: other, weight: 0.5)
        #expect(half.mean == [15, 15] && half.median == [13.5, 13.5])
        // Distances 4 and 6 from the median, times 1.5 for the level, times 1 and 1.5 for the width; never below zero.
        #expect(half.quantiles == [[7.5, 4.5], [22.5, 27]])
        path.isCount = true
        #expect(path.blended(with: other, weight: 0.5).quantiles == [[8, 5], [23, 27]])
    }

    @Test func `a planned promotion counts in full, whatever the share of the regression`() throws {
        let shop = MadeShop(items: 2, locations: 3, elasticity: 0, uplift: 2)
        var input = shop.input()
        input.planned = input.planned.map { row in
            var row = row
            row.promotion = MadeShop.calendar.periodNumber(of: row.date) == shop.weeks + 2
            return row
        }
        for weight in [0, 0.4] {
            let rule = RegressionBlendRule(weight: weight, smoothsWhatIsLeft: true, termsAreKnown: true, hasEffects: true)
            let blend = try forecastBlended(input, configuration: ForecastConfiguration(horizon: 4), rule: rule)
            for (index, forecast) in blend.forecasts.enumerated() {
                let mean = try forecast.get().mean, usual = try #require(blend.usualForecasts[index]).mean
                #expect(abs(mean[2] / mean[1] - 2) < 0.2)
                #expect(abs(usual[2] / usual[1] - 1) < 0.1)
            }
            #expect(blend.rule == rule)
        }
        // Promotions that the plan does not know are part of usual demand: nothing is divided.
        input.planned = []
        let unknown = try forecastBlended(input, configuration: ForecastConfiguration(horizon: 4))
        #expect(unknown.usualDemand == input.series && unknown.rule.termsAreKnown == false)
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
