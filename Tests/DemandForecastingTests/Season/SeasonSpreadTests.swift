import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

/// Forecasts that know a season are no wider than the season leaves them.
@Suite struct SeasonSpreadTests {
    /// What is explained is as large far ahead as near, and never more than there is: variances 1, 4, 9, 100 with r^2 = 0.2 over the first two lose 0.8 times
    /// their mean, 2.5, at most 0.8 times themselves.
    @Test func whatTheSeasonExplainsDoesNotGrow() {
        let left = SeasonSpread(ratio: 0.2.squareRoot(), periods: 2).ratios([1, 2, 3, 10])
        let variances = zip(left, [1.0, 4, 9, 100]).map { $0 * $0 * $1 }
        for (found, wanted) in zip(variances, [0.2, 2, 7, 98]) { #expect(abs(found - wanted) < 1e-9) }
        #expect(SeasonSpread().ratios([1, 0, 3]) == [1, 1, 1])
        #expect(abs(SeasonSpread(ratio: 0.5, periods: 4).raised(to: 2).ratio - 0.25) < 1e-12)
    }

    /// Narrowing a member keeps the mean that the season gives it, on the log scale as on the raw one.
    @Test(arguments: [true, false]) func aNarrowerMemberKeepsItsMean(isLog: Bool) {
        let path = MemberPath(
            name: "m", isLog: isLog, location: isLog ? [2, 2.1, 2.2] : [8, 9, 10], errorVariance: isLog ? 0.5 : 4, errorWeights: [0.5, 0.5], floorAtZero: true,
            wantCumulative: true)
        let factors = [1.0, 3, 0.5], narrow = path.scaled(by: factors, spread: SeasonSpread(ratio: 0.3, periods: 3)), wide = path.scaled(by: factors)
        for h in 0..<3 {
            #expect(abs(narrow.mean(h) - factors[h] * path.mean(h)) < 1e-9 * path.mean(h))
            #expect(narrow.quantile(h, score: 1) < wide.quantile(h, score: 1) && narrow.quantile(h, score: -1) > wide.quantile(h, score: -1))
        }
        // What lies apart comes closer in the same measure.
        let apart = path.scaled(by: factors, spread: SeasonSpread(ratio: 0.3, periods: 3), around: path.spread.indices.map { 2 * path.mean($0) })
        for h in 0..<3 { #expect(apart.mean(h) > narrow.mean(h) && apart.mean(h) < 2 * narrow.mean(h)) }
        #expect(zip(narrow.cumulativeVariance, wide.cumulativeVariance).allSatisfy { $0 < $1 })
        // All of the first three periods' variance but 0.09 of its mean is explained.
        let mean = path.spread.reduce(0) { $0 + $1 * $1 } / 3
        let wanted = (path.spread[2] * path.spread[2] - 0.91 * mean).squareRoot() * (isLog ? 1 : factors[2])
        #expect(abs(narrow.spread[2] - wanted) < 1e-9)
    }

    /// Sixteen series of 84 weeks with one peak a year, twenty times the level and three weeks wide, and one in the coming 39: with the season the peak is
    /// found, and the quiet weeks are not as uncertain as if any of them could be the peak.
    private func panel(weeks: Int) -> [[Double]] {
        (0..<16).map { i in
            (0..<weeks).map { t in
                let peak = exp(-0.5 * pow((Double((t - 66 + 104) % 52) - Double(i % 3)) / 1.0, 2)), level = 50 + 40 * Double(i % 6)
                let noise = 0.08 * sin(Double(17 * t + 29 * i)) + 0.08 * sin(Double(5 * t * t + 11 * i))
                return (level * (1 + 19 * peak) * exp(noise)).rounded()
            }
        }
    }

    private func forecasts(_ known: [[Double]], usesLastYear: Bool) throws -> [PathForecast] {
        var configuration = ForecastConfiguration(horizon: 39, seasonLength: 52, threads: 1)
        configuration.quantiles = [0.1, 0.5, 0.9]
        configuration.usesLastYear = usesLastYear
        let series = known.enumerated().map { DemandSeries(key: ItemLocation(item: "a\($0)"), firstPeriod: 0, demand: $1) }
        return try PanelForecaster(configuration).forecast(series).map { try $0.get() }
    }

    @Test func aSeasonSeenOnceNarrowsWhatItExplains() throws {
        let whole = panel(weeks: 84 + 39), known = whole.map { Array($0.prefix(84)) }
        let with = try forecasts(known, usesLastYear: true), without = try forecasts(known, usesLastYear: false)
        func loss(_ forecasts: [PathForecast]) -> Double {
            var sum = 0.0
            for (path, series) in zip(forecasts, whole) {
                for (k, level) in [0.1, 0.5, 0.9].enumerated() {
                    for h in 0..<39 {
                        let error = series[84 + h] - path.quantiles[k][h]
                        sum += max(level * error, (level - 1) * error)
                    }
                }
            }
            return sum
        }
        #expect(loss(with) < 0.6 * loss(without), "\(loss(with)) \(loss(without))")
        // Last year's week, with no spread at all, as the rival: what it misses is the noise of one week.
        let rival = known.map { Array($0[(84 - 52)...].prefix(39)) }
        var naive = 0.0
        for (path, series) in zip(rival, whole) { for h in 0..<39 { naive += 1.5 * abs(series[84 + h] - path[h]) } }
        #expect(loss(with) < 1.6 * naive, "\(loss(with)) \(naive)")
        // A quiet week is not as wide as if the peak could come in any week: that is 2.4 means.
        let widths = with.map { ($0.quantiles[2][30] - $0.quantiles[0][30]) / $0.mean[30] }
        #expect(widths.reduce(0, +) / 16 < 1.9)
    }
}
