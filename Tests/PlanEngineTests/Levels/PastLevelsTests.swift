import DemandModel
import ReorderPolicies
import Testing

@testable import PlanEngine

/// Averages of the coming year: what the items' own past says falling levels leave over.
@Suite struct PastLevelsTests {
    private func record(_ weekly: [Double], missing: [Int] = [], renewedEveryDays: Double = 7) -> LeftOverRecord? {
        PastLevels.record(
            DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: weekly, missing: missing), supply: SupplyTerms(leadTimeDays: 14, reviewPeriodDays: 7),
            isCount: true, periodDays: 7, renewedEveryDays: renewedEveryDays)
    }

    @Test func aSteadyItemHasTheSameMomentsAtEveryReview() throws {
        let found = try #require(record([Double](repeating: 6, count: 104)))
        // A year and four weeks of reviews, and today's.
        #expect(found.reviews.count == 57)
        #expect(found.reviews.count { $0.isCounted } == 53)
        #expect(abs(found.governedShare - 17.5 / 21) < 1e-12)
        for review in found.reviews { #expect(abs(review.mean - 18) < 1e-9) }
        for review in found.reviews.dropFirst() { #expect(review.soldSince == 6) }
        #expect(LeftOverFactors([found], shares: [0.9]).onHand == 1)
    }

    @Test func nothingIsReadFromWhatCameLater() throws {
        var changed = [Double](repeating: 6, count: 104)
        for week in 90..<104 { changed[week] = 40 }
        let (steady, jumped) = (try #require(record([Double](repeating: 6, count: 104))), try #require(record(changed)))
        // Reviews end with week 104: the one before week 90 is the fifteenth from the end.
        #expect(Array(steady.reviews.dropLast(14)) == Array(jumped.reviews.dropLast(14)))
        #expect(steady.reviews.last != jumped.reviews.last)
    }

    @Test func levelsAreRenewedAsOftenAsAsked() throws {
        let weekly = (0..<104).map { Double($0 % 9) }
        let each = try #require(record(weekly)), fourth = try #require(record(weekly, renewedEveryDays: 28))
        #expect(each.reviews.count == fourth.reviews.count)
        #expect(zip(each.reviews, each.reviews.dropFirst()).allSatisfy { $0.mean != $1.mean })
        #expect(Set(fourth.reviews.map(\.mean)).count <= 15)
        // Today's review is one of those.
        #expect(fourth.reviews.last?.mean == each.reviews.last?.mean)
    }

    @Test func youngItemsAndUnknownPeriods() throws {
        #expect(record([Double](repeating: 6, count: 11)) == nil)
        #expect(record([Double](repeating: 0, count: 104)) == nil)
        #expect(record([Double](repeating: 6, count: 20))?.reviews.count == 13)
        var holes = [Double](repeating: 6, count: 104)
        for week in 80..<84 { holes[week] = 0 }
        let found = try #require(record(holes, missing: [80, 81, 82, 83]))
        for review in found.reviews { #expect(abs(review.mean - 18) < 1e-9) }
    }

    private func plan(_ objective: PlanObjective, countsLeftOver: Bool?, threads: Int = 1) throws -> PlanRun {
        var configuration = SmallShop.configuration(objective)
        configuration.countsLeftOver = countsLeftOver
        return try makePlan(SmallShop.input(), configuration: configuration, id: "plan-1", options: PlanOptions(threads: threads, version: "test"))
    }

    @Test func budgetsAndFillRatesAreOfTheComingYear() throws {
        let budget = PlanObjective(kind: .budget, target: 600), rate = PlanObjective(kind: .fillRate, target: 0.9)
        #expect(try plan(budget, countsLeftOver: nil).items == plan(budget, countsLeftOver: true).items)
        let usual = try plan(rate, countsLeftOver: nil)
        #expect(try usual.items == plan(rate, countsLeftOver: true).items)
        #expect(usual.summary.leftOver != nil)
        #expect(try plan(rate, countsLeftOver: false).summary.leftOver == nil)
        // Every item promises what was asked for, by levels no higher than those that reach it today.
        let today = try plan(rate, countsLeftOver: false)
        for (year, now) in zip(usual.items, today.items) {
            guard let level = year.recommendation.policy?.orderUpTo, let before = now.recommendation.policy?.orderUpTo else { continue }
            #expect(level <= before)
            #expect((year.recommendation.performance?.fillRate ?? 0) > 0.9 - 1e-9)
        }
        #expect(try plan(PlanObjective(kind: .readyRate, target: 0.9), countsLeftOver: nil).summary.leftOver == nil)
        var stock = budget
        stock.money = .stockValue
        #expect(try plan(stock, countsLeftOver: nil).summary.leftOver == nil)
    }

    /// What is compared with a run counts what the run has counted, by the sums of a session as by a whole plan.
    @Test func whatIfsCountWhatTheirRunHasCounted() throws {
        let run = try plan(PlanObjective(kind: .budget, target: 600), countsLeftOver: nil)
        let factors = try #require(run.summary.leftOver)
        for changes in [["lead_time=+20%"], ["budget=700"], ["demand=+10%", "budget=500"]] {
            let parsed = try changes.map { try ScenarioChange($0) }
            let whole = try planScenario(run, changes: parsed, id: "s", withDates: false)
            let sums = try ScenarioSession(run).figures(parsed, id: "s")
            #expect(whole.summary.leftOver == factors && sums.summary.leftOver == factors)
            #expect(sums.summary.averageInventoryValue == whole.summary.averageInventoryValue)
            #expect(sums.summary.weightedExpectedBackorders == whole.summary.weightedExpectedBackorders)
            #expect(sums.summary.fillRate == whole.summary.fillRate && sums.summary.lowerBound == whole.summary.lowerBound)
            for position in run.items.indices { #expect(sums.recommendation(at: position).performance == whole.items[position].recommendation.performance) }
        }
        #expect(try planScenario(run, changes: [], id: "s").summary.averageInventoryValue == run.summary.averageInventoryValue)
    }

    @Test func aPlanStatesTheAveragesOfTheComingYear() throws {
        let objective = PlanObjective(kind: .budget, target: 600)
        let run = try plan(objective, countsLeftOver: true)
        let today = try plan(objective, countsLeftOver: false)
        let factors = try #require(run.summary.leftOver)
        #expect(today.summary.leftOver == nil)
        #expect(factors.reviews > 0)
        #expect(factors.onHand >= 1)
        let planned = run.items.filter { $0.recommendation.policy != nil }
        #expect(planned.count == 6)
        let money = planned.reduce(0) { $0 + ($1.recommendation.averageInventoryValue ?? .nan) }
        #expect(abs(money - run.summary.averageInventoryValue) < 1e-9 * money)
        #expect(money <= 600)
        #expect(money > 540)
        #expect(run.summary.stockValue <= today.summary.stockValue)
        for item in planned {
            let one = item.recommendation
            guard let performance = one.performance, performance.fillRate < 1 else { continue }
            let perDay = performance.backorderedUnitsPerYear / (1 - performance.fillRate) / 365
            #expect(abs(perDay / (one.demandMean / one.protectionDays) - 1) < 2e-3)
        }
        #expect(try plan(objective, countsLeftOver: true, threads: 2) == run)
        // The exchange curve speaks of the same averages.
        let mark = try #require(exchangeCurve(of: run).marks.first { $0.name == "recommendation" })
        #expect(abs(mark.point.money - money) < 0.02 * money)
        #expect(abs(mark.point.weightedBackorders - run.summary.weightedExpectedBackorders) < 0.02 * run.summary.weightedExpectedBackorders)
    }
}
