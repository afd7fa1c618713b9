import DemandModel
import Testing

@testable import DemandForecasting

/// Series whose end is unlike all before: a level is carried, growth is not invented.
@Suite struct EndJumpTests {
    private static let pairs = (0..<12).map { $0 % 2 == 0 ? 20.0 : 25 }
    /// Whole units around 10, from a fixed sequence.
    private static func tens(_ count: Int) -> [Double] {
        (0..<count).map { (t: Int) -> Double in
            let turn: Int = (7 * t + 3 * t * t) % 5
            return 8 + Double(turn)
        }
    }

    private static func growing(_ count: Int, by rate: Double) -> [Double] {
        var level = 100.0
        return (0..<count).map { _ in
            level *= 1 + rate
            return level
        }
    }

    private func forecast(_ y: [Double], season: Int, horizon: Int, with panel: [[Double]] = []) throws -> PathForecast {
        var configuration = ForecastConfiguration(horizon: horizon, seasonLength: season)
        configuration.quantiles = [0.5, 0.95, 0.99]
        let series = ([y] + panel).enumerated().map { DemandSeries(key: ItemLocation(item: "a\($0.offset)"), firstPeriod: 0, demand: $0.element) }
        return try #require(PanelForecaster(configuration).forecast(series).first).get()
    }

    @Test func whatIsAJump() throws {
        let spike = try #require(EndJump(Self.pairs + [200]))
        #expect(spike.age == 1 && spike.ratio > 8 && spike.isCount)
        let step = try #require(EndJump(Self.tens(60) + Self.tens(13).map { 10 * $0 }))
        #expect(step.age == 13 && abs(step.ratio - 10) < 2)
        let silence = try #require(EndJump(Self.tens(30).map { $0 + 30 } + [0, 0]))
        #expect(silence.age == 2 && silence.ratio == 0)
    }

    @Test func whatIsNone() {
        #expect(EndJump(Self.tens(60)) == nil)
        // Growth by a tenth each period; a high week that was seen before; a spike that is over; too short.
        #expect(EndJump(Self.growing(30, by: 0.1)) == nil)
        #expect(EndJump(Self.pairs + [200] + Self.pairs + [190]) == nil)
        #expect(EndJump(Self.pairs + [200, 20]) == nil)
        #expect(EndJump([1, 1, 9]) == nil)
        #expect(EndJump([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]) == nil)
        #expect(EndJump(Self.pairs + [-200]) == nil)
    }

    @Test func levelledSeriesHasNoJump() throws {
        let y = Self.tens(60) + Self.tens(13).map { 10 * $0 }
        var series = DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 3, demand: y, missing: [70])
        series.demand[70] = 0
        let jump = try #require(EndJump(series.knownDemand))
        #expect(jump.age == 12)
        let levelled = jump.levelled(series)
        #expect(EndJump(levelled.knownDemand) == nil)
        #expect(levelled.demand[..<60] == series.demand[..<60] && levelled.missing == [70])
        #expect(abs(levelled.demand[72] * jump.ratio - series.demand[72]) < 1e-9)
    }

    @Test func aSpikeInTheLastWeekIsNoGrowth() throws {
        let path = try forecast(Self.pairs + [200], season: 52, horizon: 13)
        #expect(path.mean.allSatisfy { $0 > 20 && $0 < 60 })
        #expect(path.median.allSatisfy { $0 > 15 && $0 < 35 })
        #expect(path.remarks.contains { $0.contains("in the last period") })
    }

    @Test func thirteenFlatWeeksAfterAStepStayFlat() throws {
        let path = try forecast(Self.tens(91) + Self.tens(13).map { $0 + 90 }, season: 52, horizon: 13)
        let total = path.mean.reduce(0, +)
        #expect(total > 1150 && total < 1400)
        #expect(path.quantiles[1].allSatisfy { $0 < 160 })
    }

    @Test func aFirstDecemberStaysBetweenTheLevels() throws {
        let path = try forecast([Double](repeating: 10, count: 11) + [100], season: 12, horizon: 12)
        #expect(path.mean.allSatisfy { $0 >= 10 && $0 <= 100 })
    }

    @Test func aRampIsNotCarriedOn() throws {
        let y = Self.tens(32).map { 4 * $0 } + [48, 54, 163, 457]
        let path = try forecast(y, season: 7, horizon: 28)
        #expect(path.mean.reduce(0, +) < 28 * 457)
        #expect(path.mean.allSatisfy { $0 < 457 })
    }

    @Test func steadyGrowthIsCarriedOn() throws {
        let y = Self.growing(40, by: 0.03)
        let path = try forecast(y, season: 1, horizon: 8)
        #expect(path.median[7] > 1.15 * y[39])
    }

    /// Where the panel's jumps have always lasted, the next is believed more.
    @Test func thePanelTellsWhetherJumpsLast() throws {
        func step(_ k: Int) -> [Double] { Self.tens(20 + k) + Self.tens(22 - k).map { 6 * $0 } }
        let own = Self.tens(41) + [60]
        let alone = try forecast(own, season: 1, horizon: 4), among = try forecast(own, season: 1, horizon: 4, with: (0..<20).map(step))
        #expect(among.mean[0] > 1.5 * alone.mean[0])
    }

    @Test func sameBytesOnAnyNumberOfThreads() throws {
        var panel: [DemandSeries] = []
        for k in 0..<70 {
            var y = Self.tens(30 + k % 7)
            if k % 3 == 0 { y[y.count - 1 - k % 4] = 90 }
            if k % 5 == 0 { for t in (y.count - 2 - k % 6)..<y.count { y[t] *= 8 } }
            panel.append(DemandSeries(key: ItemLocation(item: "a\(k)"), firstPeriod: 0, demand: y))
        }
        var configuration = ForecastConfiguration(horizon: 6, seasonLength: 12)
        configuration.quantiles = [0.9]
        let one = try PanelForecaster(configuration).forecast(panel).map { try $0.get() }
        configuration.threads = 3
        #expect(try PanelForecaster(configuration, largestBatch: 7).forecast(panel).map { try $0.get() } == one)
    }
}
