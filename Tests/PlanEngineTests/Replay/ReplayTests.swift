import DemandModel
import ReorderPolicies
import Testing

@testable import PlanEngine

@Suite struct ReplayTests {
    @Test func replaysAPencilCase() {
        // Level 10, weekly review, lead time 3 days, two units a day from day 0.
        // Morning of day 0: 10 on hand, nothing to order. Days 0...4 leave 8 6 4 2 0. Days 5 and 6: 2 and 4 waiting.
        // Day 7: order 14, arrives on day 10. Days 7, 8, 9: 6, 8, 10 waiting. Day 10: 14 in, 10 served late, 4 left, 2 sold.
        let clock = ReplayClock(days: 11, discardedDays: 0, replanEveryDays: 28)
        let demand = [Double](repeating: 2, count: 11)
        let outcome = replay(dailyDemand: demand[...], levels: [10], reviewEveryDays: 7, leadTimeDays: [3, 3], clock: clock)
        #expect(outcome.days == 11)
        #expect(outcome.demand == 22)
        #expect(outcome.backordered == 10)
        #expect(outcome.onHandUnitDays == 8 + 6 + 4 + 2 + 0 + 2)
        #expect(outcome.waitingUnitDays == 2 + 4 + 6 + 8 + 10)
        #expect(outcome.orders == 1)
        #expect(abs(outcome.fillRate - 12.0 / 22) < 1e-15)
        #expect(abs(outcome.meanWaitDays - 30.0 / 22) < 1e-15)
    }

    @Test func discardedDaysCountForStockButNotForTheFigures() {
        let demand: [Double] = [5, 0, 0, 1]
        let all = replay(dailyDemand: demand[...], levels: [3], reviewEveryDays: 1, leadTimeDays: [9, 9, 9, 9], clock: ReplayClock(days: 4, discardedDays: 0))
        let late = replay(dailyDemand: demand[...], levels: [3], reviewEveryDays: 1, leadTimeDays: [9, 9, 9, 9], clock: ReplayClock(days: 4, discardedDays: 3))
        #expect(all.backordered == 3)
        #expect(late.backordered == 1)
        #expect(late.demand == 1)
        #expect(late.waitingUnitDays == 3)
    }

    @Test func newLevelsTakeOverOnTheirPlanningDay() {
        let clock = ReplayClock(days: 4, discardedDays: 0, replanEveryDays: 2)
        #expect(clock.planningDays == [0, 2])
        let outcome = replay(dailyDemand: [0, 0, 0, 0], levels: [4, 9], reviewEveryDays: 1, leadTimeDays: [0, 0, 0, 0], clock: clock)
        #expect(outcome.onHandUnitDays == 4 + 4 + 9 + 9)
    }

    @Test func ordersComeInBatches() {
        let clock = ReplayClock(days: 4, discardedDays: 0)
        func onHand(_ fillsUp: Bool) -> Double {
            replay(dailyDemand: [3, 4, 0, 0], levels: [10], reviewEveryDays: 1, leadTimeDays: [0], clock: clock, batches: [5], fillsUp: fillsUp)
                .onHandUnitDays
        }
        // Seven, then three; two days on, whole fives leave it at 8, filling up at 10.
        #expect(onHand(false) == 7 + 3 + 8 + 8)
        #expect(onHand(true) == 7 + 3 + 10 + 10)
    }

    @Test func stockBeyondThePromiseIsAccountedForToTheLastUnit() {
        // A level that falls from 40 to 10, lead times that differ, and a promise that is wrong in every part.
        let clock = ReplayClock(days: 70, discardedDays: 9, replanEveryDays: 28)
        var random = SeededRandom(key: ItemLocation(item: "beyond"), seed: 5)
        let demand = (0..<70).map { _ in (3 * random.uniform()).rounded(.down) }
        var track = ReplayTrack(dailyDemand: demand[...], reviewEveryDays: 7, leadTimeDays: [3, 9, 4, 4, 12, 2, 7, 7, 0, 5], clock: clock)
        #expect(track.position == nil)
        track.advance(to: 28) { _ in ReviewTarget(level: 40, promise: ReplayPromise(position: 40, onHand: 12, waiting: 1)) }
        let before = track.position ?? -1
        #expect(before <= 40)
        track.advance(to: 70) { _ in ReviewTarget(level: 10, promise: ReplayPromise(position: 11, onHand: 3, waiting: 2)) }
        let outcome = track.outcome
        #expect(outcome.days == 61)
        #expect(outcome.leftOverUnitDays > 0, "stock is never sent back")
        let beyond = outcome.onHandUnitDays - outcome.promisedOnHandUnitDays
        let parts = outcome.leftOverUnitDays + outcome.demandShortUnitDays + outcome.waitingUnitDays - outcome.promisedWaitingUnitDays
        #expect(abs(beyond - parts) < 1e-9)
    }

    @Test func levelsBetweenReviewsLieOnTheStraightLine() throws {
        func level(_ days: Double, _ units: Double) -> PathLevel {
            PathLevel(days: days, orderUpTo: units, reorderPoint: units - 1, position: units + 2, demandMean: units, onHand: units, waiting: 0, fillRate: 0.9)
        }
        let path = [level(0, 20), level(28, 10)]
        #expect(path.level(days: 0, isCount: true)?.orderUpTo == 20)
        #expect(path.level(days: 7, isCount: true)?.orderUpTo == 18)
        #expect(path.level(days: 7, isCount: false)?.orderUpTo == 17.5)
        #expect(path.level(days: 7, isCount: false)?.position == 19.5)
        #expect(path.level(days: 99, isCount: true)?.orderUpTo == 10)
        #expect([PathLevel]().level(days: 0, isCount: true) == nil)
        // Four steps of whole reviews within the horizon; one where it is no longer than a review.
        #expect(LevelHorizon(days: 56, reviewPeriodDays: 7) == LevelHorizon(days: 59, reviewPeriodDays: 7))
        #expect(LevelHorizon(days: 56, reviewPeriodDays: 7).stepDays == 14)
        #expect(LevelHorizon(days: 7, reviewPeriodDays: 7).steps == 1)
        #expect(LevelHorizon(days: 21, reviewPeriodDays: 7).steps == 3)
    }

    @Test func theTextbookLevel() {
        // mean 2, sample variance 2/3; two weeks: 4 + 2 sqrt(4/3).
        #expect(abs(textbookLevel(weekly: [1, 3, 2, 2], protectionDays: 14, z: 2) - (4 + 2 * (4.0 / 3).squareRoot())) < 1e-12)
        #expect(abs(textbookLevel(weekly: [100, 1, 3, 2, 2], weeks: 4, protectionDays: 7, z: 0) - 2) < 1e-12)
        #expect(textbookLevel(weekly: [], protectionDays: 7, z: 2) == 0)
    }

    @Test func randomNumbersDependOnKeyAndSeedAlone() {
        func draws(_ item: String, _ seed: UInt64) -> [Double] {
            var random = SeededRandom(key: ItemLocation(item: item), seed: seed)
            return (0..<5).map { _ in random.uniform() }
        }
        #expect(draws("a", 1) == draws("a", 1))
        #expect(draws("a", 1) != draws("a", 2))
        #expect(draws("a", 1) != draws("b", 1))
    }

    @Test(arguments: [(30.0, 6.0), (10, 20), (5, 0)])
    func gammaDrawsHaveTheirMoments(mean: Double, deviation: Double) {
        var random = SeededRandom(key: ItemLocation(item: "g"), seed: 3)
        let draws = (0..<40_000).map { _ in random.gamma(mean: mean, standardDeviation: deviation) }
        let average = draws.reduce(0, +) / Double(draws.count)
        let spread = (draws.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(draws.count)).squareRoot()
        #expect(abs(average - mean) < 4 * deviation / 200 + 1e-12)
        #expect(abs(spread - deviation) < 0.05 * deviation + 1e-12)
        #expect(draws.allSatisfy { $0 >= 0 })
    }

    @Test func dailyHistoryIsCutAsAPlanOfThatDayWouldSeeIt() throws {
        let day = try #require(CalendarDay(iso: "2024-01-29"))
        var demand = [Double](repeating: 0, count: 60)
        demand[0] = 1       // four weeks and two days before
        demand[29] = 7      // the day before
        demand[30] = 50     // the planning day itself: not known yet
        let history = DailyHistory(DemandSeries(key: ItemLocation(item: "a"), firstPeriod: Int(day.number) - 30, demand: demand))
        let weekly = try #require(history.series(before: day, calendar: PeriodCalendar(period: .week, weekAnchor: day)))
        #expect(weekly.demand == [1, 0, 0, 0, 7])
        #expect(history.days(from: day, count: 2) == [50, 0])
        let months = try #require(history.series(before: day, calendar: PeriodCalendar(period: .month)))
        #expect(months.demand == [1], "January is not over")
        #expect(history.series(before: day.advanced(by: -40), calendar: PeriodCalendar(period: .day)) == nil)
    }

    @Test func equalMoneyRatioIsOneForTheSameRule() {
        func setting(_ z: Double) -> ReplayedSetting {
            ReplayedSetting(setting: z, outcomes: (1...40).map { item in
                var outcome = ReplayOutcome()
                outcome.days = 10
                outcome.demand = 100
                outcome.onHandUnitDays = 10 * z * Double(item)
                outcome.backordered = 30 / (z * Double(item))
                return outcome
            })
        }
        let costs = (1...40).map { Double($0 % 5 + 1) }
        let ratio = equalMoneyRatio(
            of: [1, 2, 4].map(setting), against: [1, 2, 4].map(setting), unitCosts: costs, shortfallValue: costs, draws: 50, seed: 1)
        #expect(abs(ratio.ratio - 1) < 1e-12)
        #expect(abs(ratio.low - 1) < 1e-12 && abs(ratio.high - 1) < 1e-12)
    }

    @Test func aWholeReplayRuns() throws {
        // Daily sales of three items over 40 weeks; planned from week 30 on.
        let start = Int(SmallShop.asOf.number)
        func sales(_ index: Int) -> [Double] {
            (0..<280).map { day in (day * (index + 3)) % 7 == 0 ? Double(index + 2) : 0 }
        }
        let series = (0..<3).map { index in
            DemandSeries(key: ItemLocation(item: "i\(index)"), firstPeriod: start, demand: sales(index))
        }
        let input = PlanInput(asOf: SmallShop.asOf.advanced(by: 280), calendar: PeriodCalendar(period: .day), series: series)
        var configuration = PlanConfiguration()
        configuration.defaults.unitCost = 2
        configuration.defaults.leadTimeDays = 10
        configuration.seasonLength = 1
        var settings = ReplayConfiguration()
        settings.clock = ReplayClock(days: 56, discardedDays: 14, replanEveryDays: 28)
        settings.bootstrapDraws = 20
        let report = try replayPlan(
            input, configuration: configuration, replay: settings, from: SmallShop.asOf.advanced(by: 210), options: PlanOptions(version: "test"))
        #expect(report.items == 3)
        #expect(report.plan.points.count == settings.curvePoints)
        #expect(report.textbook.points.count == 4)
        #expect(report.fillRates.points.map(\.setting) == [0.9, 0.95, 0.98])
        // Whole units promise at least what was asked for, and more promised is more held.
        #expect(report.fillRates.points.allSatisfy { ($0.promisedFillRate ?? 0) >= $0.setting - 1e-9 })
        #expect(report.fillRates.points.map(\.inventoryValue) == report.fillRates.points.map(\.inventoryValue).sorted())
        #expect(report.unplanned.isEmpty)
        // What was held beyond the promise has its causes, which add up.
        for point in report.plan.points + report.fillRates.points {
            let parts = (point.heldLeftOver ?? .nan) + (point.heldForDemandThatDidNotCome ?? .nan) + (point.heldWhileOthersWait ?? .nan)
            #expect(abs((point.heldBeyondPromise ?? .infinity) - parts) < 1e-6)
        }
        #expect(report.textbook.points.allSatisfy { $0.heldBeyondPromise == nil })
        let money = report.plan.points.map(\.inventoryValue)
        #expect(money == money.sorted())
        #expect(report.textbook.points.allSatisfy { $0.demandUnits > 0 && $0.fillRate <= 1 })
    }
}
