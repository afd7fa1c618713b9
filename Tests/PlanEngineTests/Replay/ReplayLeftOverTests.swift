import CMath
import DemandModel
import Testing

@testable import PlanEngine

/// Plans that state the averages of a year, replayed over a shop whose items rise and fall.
@Suite struct ReplayLeftOverTests {
    /// Daily sales of forty items over 90 weeks: every ten weeks or so an item moves to another level, at another time than the others.
    private static func input() -> PlanInput {
        let start = Int(SmallShop.asOf.number)
        let series = (0..<40).map { index -> DemandSeries in
            let key = ItemLocation(item: "item-\(index)")
            var random = SeededRandom(key: key, seed: 11)
            var rate = 0.3
            var demand: [Double] = []
            for day in 0..<630 {
                if (day + 4 * index) % 70 == 0 { rate = min(max(rate * exp(0.9 * random.normal()), 0.04), 1.5) }
                // A geometric number of units with that mean.
                demand.append((log(1 - random.uniform()) / log(rate / (1 + rate))).rounded(.down))
            }
            return DemandSeries(key: key, firstPeriod: start, demand: demand)
        }
        return PlanInput(asOf: SmallShop.asOf.advanced(by: 630), calendar: PeriodCalendar(period: .day), series: series)
    }

    private static func point(countsLeftOver: Bool) throws -> ReplayPoint {
        var configuration = PlanConfiguration()
        configuration.defaults.unitCost = 2
        configuration.defaults.leadTimeDays = 14
        configuration.seasonLength = 1
        configuration.countsLeftOver = countsLeftOver
        var settings = ReplayConfiguration()
        settings.clock = ReplayClock(days: 196, discardedDays: 28, replanEveryDays: 28)
        settings.bootstrapDraws = 2
        settings.budgets = [625]
        settings.fillRateTargets = []
        let report = try replayPlan(input(), configuration: configuration, replay: settings, from: SmallShop.asOf.advanced(by: 420), options: PlanOptions(version: "test"))
        return try #require(report.plan.points.first)
    }

    @Test func aBudgetOfTheComingYearIsKeptBetter() throws {
        let today = try Self.point(countsLeftOver: false)
        let year = try Self.point(countsLeftOver: true)
        let promised = (today: today.promisedInventoryValue ?? .nan, year: year.promisedInventoryValue ?? .nan)
        #expect(promised.today <= 625 && promised.today > 600)
        #expect(promised.year <= 625 && promised.year > 590)
        let ratios = (today: today.inventoryValue / promised.today, year: year.inventoryValue / promised.year)
        #expect(ratios.today > 1.1, "\(ratios)")
        #expect(ratios.year > 0.9 && ratios.year < ratios.today, "\(ratios)")
        // Part of what was left over is counted.
        #expect((year.heldLeftOver ?? .nan) < 0.85 * (today.heldLeftOver ?? .nan))
        #expect((year.promisedBackorders ?? .nan) > (today.promisedBackorders ?? .nan), "lower levels serve fewer at once")
        let parts = (year.heldLeftOver ?? .nan) + (year.heldForDemandThatDidNotCome ?? .nan) + (year.heldWhileOthersWait ?? .nan)
        #expect(abs((year.heldBeyondPromise ?? .infinity) - parts) < 1e-6)
    }
}
