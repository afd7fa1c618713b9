import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

/// The total of a panel knows a season that its series, which begin and end, do not.
@Suite struct PanelTotalTests {
    private static func series(_ name: String, from first: Int = 0, _ demand: [Double]) -> DemandSeries {
        DemandSeries(key: ItemLocation(item: name), firstPeriod: first, demand: demand)
    }

    /// By hand: 50 series of 10 a month in a year whose January and February were 4 and 16 (mean 10); forecasts of 10 each. n = 50, so n / (n + 50) = 1/2;
    /// every series has the mean square deviation (36 + 36) / 12 = 6 (v = 50 * 6 / 500^2 = 0.0012). Growth of a year's length is not known: 1.
    @Test func factorsAreThoseOfTheFormula() throws {
        let year = [4.0, 16] + [Double](repeating: 10, count: 10)
        let sample = (0..<50).map { (series: Self.series("a\($0)", year), count: 1.0) }
        let forecasts = [[Double]](repeating: [10, 10, 10], count: 50)
        let found = try #require(PanelTotal(sample: sample, forecasts: forecasts, year: 12, horizon: 3, weight: 0.8)).factors
        let power = 0.8 * 0.5 / (1 + 0.0012 / 0.02)
        for (a, b) in zip(found, [pow(0.4, power), pow(1.6, power), 1]) { #expect(abs(a - b) < 1e-12) }
    }

    /// Growth: a second January, February and March of 12 where the first were 8: times 1.5^0.7.
    @Test func growthOfTheQuarterCounts() throws {
        let months: [Double] = [8, 8, 8, 10, 10, 10, 10, 10, 10, 10, 10, 10, 12, 12, 12]
        let sample = (0..<1000).map { (series: Self.series("a\($0)", months), count: 1.0) }
        let forecasts = [[Double]](repeating: [12], count: 1000)
        let found = try #require(PanelTotal(sample: sample, forecasts: forecasts, year: 12, horizon: 1, weight: 1)).factors[0]
        // Mean 10, variance 3 (4 + 4) / 15 = 1.6.
        let noise = 1.6 / 100_000, power = 1000.0 / 1050 / (1 + noise / 0.02)
        let wanted = pow(10 * pow(1.5, 0.7) / 12, power)
        #expect(abs(found - wanted) < 1e-9)
    }

    /// A shop that renews itself, after one year: each item lives for 30 weeks, so that none of those on sale at its end, twelve weeks of 1.8 times the level, has seen
    /// its beginning. Its total has.
    @Test func aShopThatRenewsItselfKnowsThatItsSeasonEnds() throws {
        func demand(_ i: Int, _ week: Int) -> Double {
            let first = (i * 7) % 130 - 30
            guard week >= first, week < first + 30 else { return 0 }
            return (20 * (week % 52 >= 40 ? 1.8 : 1) * (1 + 0.2 * sin(Double(13 * i + 7 * week)))).rounded()
        }
        let panel = (0..<300).compactMap { i -> DemandSeries? in
            let weeks = (0..<52).map { demand(i, $0) }
            guard let first = weeks.firstIndex(where: { $0 > 0 }) else { return nil }
            return Self.series("a\(i)", from: first, Array(weeks[first...]))
        }
        let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 4, seasonLength: 52))
        var facts = forecaster.learn(panel)
        func total() -> Double { forecaster.forecast(panel, facts: facts).reduce(0) { $0 + ((try? $1.get())?.mean.reduce(0, +) ?? 0) } }
        let with = total(), factors = try #require(facts.season?.total)
        facts.season?.total = nil
        let alone = total()
        var truth = 0.0
        for i in 0..<300 { for week in 52..<56 { truth += demand(i, week) } }
        #expect(factors.count == 4 && alone > 1.1 * truth && abs(log(with / truth)) < 0.7 * abs(log(alone / truth)), "\(alone) \(with) of \(truth)")
    }

    /// One series that stepped from 20 to 400 times as much moves the forecasts of thirty others by less than a twentieth.
    @Test(arguments: [5, 11, 30, 100]) func anOddSeriesMovesTheOthersLittle(count: Int) throws {
        let steady = (0..<count).map { i in Self.series("a\(i)", (0..<80).map { 20 + 2 * sin(Double(31 * i + 7 * $0)) }) }
        let odd = Self.series("odd", (0..<80).map { $0 < 70 ? 20 : 400 })
        func factors(_ panel: [DemandSeries]) throws -> [Double] {
            let sample = panel.map { (series: $0, count: 1.0) }
            let forecasts = panel.map { [Double](repeating: $0.demand.last ?? 0, count: 5) }
            return try #require(PanelTotal(sample: sample, forecasts: forecasts, year: 52, horizon: 5, weight: 0.75)).factors
        }
        for (with, without) in zip(try factors(steady + [odd]), try factors(steady)) { #expect(abs(with / without - 1) < 0.05, "\(with) \(without)") }
    }

    /// A selection by size stands for the panel: 20,000 series whose sizes differ by a factor of a thousand.
    @Test func theSampleStandsForThePanel() {
        let panel = (0..<20_000).map { i in
            Self.series(String(format: "a%05d", i), (0..<12).map { t in exp(0.35 * Double(i % 21)) * (1 + 0.5 * sin(Double(i + t))) })
        }
        let sample = PanelTotal.sample(panel)
        #expect(sample.count <= PanelTotal.largestSample && sample.count > PanelTotal.largestSample / 2)
        let total = panel.reduce(0) { $0 + $1.demand[5] }, estimate = sample.reduce(0) { $0 + $1.count * $1.series.demand[5] }
        #expect(abs(estimate / total - 1) < 0.06, "\(estimate / total)")
        let reversed = PanelTotal.sample(panel.reversed())
        #expect(reversed.map(\.series.key) == sample.map(\.series.key) && reversed.map(\.count) == sample.map(\.count))
    }

    /// What is known today of last December multiplies a level of last October over it.
    @Test func aPastWindowIsHeldAgainstTheSeasonKnownToday() throws {
        let panel = (0..<1000).map { i in Self.series("a\(i)", (0..<13).map { $0 == 11 ? 30 : 10 }) }
        let season = try #require(KnownSeason(panel, year: 12))
        let mean = 150.0 / 13, variance = (12 * (10 - mean) * (10 - mean) + (30 - mean) * (30 - mean)) / 13
        let reach = 23.0 / 12, trust = 1000.0 / 1050 / (1 + variance / (1000 * mean * mean) / 0.02)
        let power = 0.75 * min(reach, 1) * trust
        #expect(abs(season.ratio(from: 11, horizon: 1) - pow(3, power)) < 1e-9)
        #expect(abs(season.ratio(from: 5, horizon: 4) - 1) < 1e-12)
        #expect(KnownSeason(panel.map { Self.series($0.key.item, Array($0.demand.prefix(9))) }, year: 12) == nil)
    }
}
