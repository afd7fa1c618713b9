import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

/// A season that has been seen once is used, at this year's level.
@Suite struct LastYearTests {
    /// Twelve months with a December of three times the level, for so many periods.
    private static func shape(_ t: Int) -> Double { t % 12 == 11 ? 3 : 1 }

    /// Days with a year and a week.
    private static func day(_ t: Int) -> Double {
        let year = 1 + 0.6 * cos(2 * Double.pi * Double(t - 60) / 364), week = t % 7 == 5 ? 2.0 : 0.8
        return 200 * year * week
    }

    private func panel(_ count: Int, months: Int, growth: Double = 0, wobble: Double = 0.05) -> [DemandSeries] {
        (0..<count).map { i in
            DemandSeries(
                key: ItemLocation(item: "a\(i)"), firstPeriod: 0,
                demand: (0..<months).map { (t: Int) -> Double in
                    let level = 100 + 100 * Double(i % 5), noise = 1 + wobble * sin(Double(7 * t + 13 * i))
                    return level * Self.shape(t) * exp(growth * Double(t)) * noise
                })
        }
    }

    private func forecasts(_ panel: [DemandSeries], horizon: Int, season: Int = 12, usesLastYear: Bool = true, threads: Int = 1) throws -> [PathForecast] {
        var configuration = ForecastConfiguration(horizon: horizon, seasonLength: season, threads: threads)
        configuration.quantiles = [0.9]
        configuration.usesLastYear = usesLastYear
        return try PanelForecaster(configuration).forecast(panel).map { try $0.get() }
    }

    @Test func pathIsLastYearAtThisYearsLevel() throws {
        let found = try #require(LastYear(panel(10, months: 18, growth: 0.01), year: 12).path(3, horizon: 14))
        let wanted = (18..<32).map { (t: Int) -> Double in
            let month = t > 29 ? t - 12 : t
            return 400 * Self.shape(t) * exp(0.01 * Double(month))
        }
        // Its growth is not believed in full.
        for (a, b) in zip(found, wanted) { #expect(abs(log(a / b)) < 0.2) }
        #expect(found[5] > 2.5 * found[4] && found[12] == found[0])
    }

    @Test(arguments: [13, 16, 18, 22]) func aDecemberSeenOnceComesAgain(months: Int) throws {
        let panel = panel(30, months: months), horizon = 24 - months
        let with = try forecasts(panel, horizon: horizon), without = try forecasts(panel, horizon: horizon, usesLastYear: false)
        let truth = 3 * 100.0, december = 23 - months
        #expect(abs(log(with[0].mean[december] / truth)) < 0.45)
        #expect(abs(log(with[0].mean[december] / truth)) < abs(log(without[0].mean[december] / truth)) + 0.05)
        #expect(with[0].members.contains { $0.name == "last year" } && abs(with[0].members.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
    }

    /// A panel whose second year has shown nothing of the first's shape is left as it was.
    @Test func nothingIsAssumedWhereTheDataSpeakAgainstIt() throws {
        let panel = (0..<30).map { i in
            DemandSeries(
                key: ItemLocation(item: "a\(i)"), firstPeriod: 0,
                demand: (0..<23).map { (t: Int) -> Double in
                    let level = t < 12 ? 100 + 60 * sin(0.5 * Double(t) + Double(i)) : 100
                    return level * (1 + 0.02 * sin(Double(7 * t + 13 * i)))
                })
        }
        let path = try forecasts(panel, horizon: 11)[4]
        #expect(path.mean.allSatisfy { abs(log($0 / 100)) < 0.4 })
    }

    @Test func seriesThatEndedAreNotRevived() throws {
        var panel = panel(20, months: 20)
        for t in 10..<20 { panel[2].demand[t] = 0 }
        let last = LastYear(panel, year: 12)
        #expect(try #require(last.path(2, horizon: 3)).allSatisfy { $0 < 100 })
    }

    @Test func youngAndIntermittentSeriesTakeThePanelsRatio() throws {
        var panel = panel(20, months: 20)
        panel[1] = DemandSeries(key: panel[1].key, firstPeriod: 8, demand: Array(panel[1].demand.suffix(12).dropLast(2)), missing: [])
        panel[1].firstPeriod = 10
        let last = LastYear(panel, year: 12)
        #expect(last.path(1, horizon: 4) == nil)
        let ratios = try #require(last.ratios(1, horizon: 4))
        #expect(ratios[3] > 2 * ratios[0])
        #expect(LastYear([panel[1]], year: 12).ratios(0, horizon: 12) == nil)
    }

    @Test func threeSeasonsNeedNoHelp() throws {
        let panel = panel(8, months: 37)
        #expect(try forecasts(panel, horizon: 4) == forecasts(panel, horizon: 4, usesLastYear: false))
    }

    @Test func sameBytesOnAnyNumberOfThreads() throws {
        let panel = panel(70, months: 21)
        #expect(try forecasts(panel, horizon: 6) == forecasts(panel, horizon: 6, threads: 3))
    }

    /// Days: weekdays stay, the year comes from 364 days ago.
    @Test func daysOfAYear() throws {
        let panel = (0..<6).map { i in
            DemandSeries(
                key: ItemLocation(item: "a\(i)"), firstPeriod: 0,
                demand: (0..<420).map { (t: Int) -> Double in
                    let noise = 1 + 0.05 * sin(Double(11 * t + i))
                    return (Self.day(t) * noise).rounded()
                })
        }
        var configuration = ForecastConfiguration(horizon: 28, seasonLength: 7)
        let plain = try PanelForecaster(configuration).forecast(panel)[0].get()
        configuration.yearPeriods = 364
        let path = try PanelForecaster(configuration).forecast(panel)[0].get()
        let truth = (420..<448).map { Self.day($0) }
        func error(_ forecast: PathForecast) -> Double { zip(forecast.mean, truth).reduce(0) { $0 + abs($1.0 - $1.1) } }
        #expect(error(path) < 1.05 * error(plain))
        #expect(path.mean[5...].enumerated().allSatisfy { $0.element > 0 })
    }

    /// A file that is a week short of a year knows the season of all coming weeks but the first, which takes the second's.
    @Test func weekShortOfAYearStillKnowsTheSeason() throws {
        let weeks = (0..<51).map { t in t < 8 ? 300.0 : 100 }
        let panel = (0..<6).map { DemandSeries(key: ItemLocation(item: "a\($0)"), firstPeriod: 0, demand: weeks) }
        let ratios = try #require(LastYear(panel, year: 52).ratios(2, horizon: 4))
        #expect(ratios.allSatisfy { $0 > 2 && $0 < 3.2 })
        #expect(ratios[0] == ratios[1])
        // Two months short: the coming weeks have no counterpart.
        let short = panel.map { DemandSeries(key: $0.key, firstPeriod: 0, demand: Array($0.demand.dropFirst(9))) }
        #expect(LastYear(short, year: 52).ratios(2, horizon: 4) == nil)
    }

    /// The season of an outlook's total: with it over without it.
    @Test func seasonRatioOfATotal() {
        var outlook = DemandOutlook(
            key: ItemLocation(item: "a"), mean: [10, 40, 5], cumulativeVariance: [10, 50, 55], isCount: true, demandClass: .smooth, periodDays: 7, members: [])
        #expect(outlook.seasonRatio(periods: 2) == 1)
        outlook.seasonFactors = [1, 2, 0.5]
        #expect(abs(outlook.seasonRatio(periods: 2) - 50.0 / 30) < 1e-12)
        #expect(abs(outlook.seasonRatio(periods: 9) - 55.0 / 40) < 1e-12)
        #expect(outlook.seasonRatio(periods: 0) == 1)
    }
}
