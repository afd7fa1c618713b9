import DemandForecasting
import DemandModel
import Testing

@testable import PlanEngine

/// Bulk orders in a plan: shown where they are covered, left out of the levels and listed where they are not.
@Suite struct BulkOrderPlanTests {
    /// The small shop with one line of 400 units on item-3 twenty weeks before the planning day.
    private func plan(_ cover: BulkOrderCover?) throws -> PlanRun {
        var input = SmallShop.input()
        let index = try #require(input.series.firstIndex { $0.key.item == "item-3" })
        input.series[index].demand[40] += 400
        let day = SmallShop.calendar.firstDay(of: input.series[index].firstPeriod + 40)
        input.facts[input.series[index].key]?.orderLines = OrderLines(
            sizes: [(2, 300), (3, 100), (400, 1)], largest: [OrderLine(day: day, units: 3), OrderLine(day: day, units: 400)])
        var configuration = SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.9))
        configuration.bulkOrders = cover
        return try makePlan(input, configuration: configuration, id: "plan-1", options: PlanOptions(version: "test"))
    }

    private func item(_ run: PlanRun) throws -> PlannedItem { try #require(run.items.first { $0.key.item == "item-3" }) }

    @Test func coveredBulkOrdersAreShownAndChangeNothing() throws {
        let run = try plan(nil), one = try item(run)
        #expect(one.bulk?.lines == 1 && one.bulk?.units == 400 && one.bulk?.isCovered == true)
        #expect(one.history.demand[40] >= 400)
        let bulk = try #require(run.summary.bulk)
        let units = run.items.reduce(0) { $0 + $1.history.demand.reduce(0, +) }
        #expect(bulk.isCovered && bulk.items == 1 && bulk.lines == 1)
        #expect(abs(bulk.shareOfDemand - 400 / units) < 1e-12)
        #expect(bulk.expectedBackorders >= 0 && bulk.expectedBackorders <= run.summary.expectedBackorders)
        #expect(explain(one, in: run).text.contains("bulk orders"))
        #expect(!one.recommendation.reason.contains("bulk"))
    }

    @Test func bulkOrdersThatAreNotCoveredLeaveTheLevelsAndAreReported() throws {
        let covered = try item(plan(.covered)), run = try plan(.notCovered), one = try item(run)
        #expect(one.history.demand[40] == covered.history.demand[40] - 400)
        let level = try #require(one.recommendation.policy?.orderUpTo), before = try #require(covered.recommendation.policy?.orderUpTo)
        #expect(level < before)
        #expect(one.recommendation.reason.contains("not covered: 1 bulk order line of more than"))
        let bulk = try #require(run.summary.bulk)
        #expect(!bulk.isCovered && bulk.units == 400 && bulk.expectedBackorders == 0)
        #expect(explain(one, in: run).text.contains("not covered"))
        // Nothing of the demand is lost: what is left and what was taken out add up.
        #expect(one.historyUnits == covered.historyUnits)
    }

    @Test func noBulkOrdersNoLine() throws {
        let run = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.9))
        #expect(run.summary.bulk == nil && run.items.allSatisfy { $0.bulk == nil })
    }

    /// Level 5 and windows of one week: 2, 3 and 40 units, 38 of these in one line. All 35 units short are its doing. With a line of
    /// 20 units, 15 of the 35 units are short anyway.
    @Test func theShareOfBackordersComesFromPastWindows() {
        func share(_ bulkUnits: Double) -> Double {
            var item = PlannedItem(
                key: ItemLocation(item: "a"), supply: SupplyTerms(leadTimeDays: 3, reviewPeriodDays: 4),
                history: DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: [2, 3, 40]),
                outlook: DemandOutlook(
                    key: ItemLocation(item: "a"), mean: [2], cumulativeVariance: [4], isCount: true, demandClass: .lumpy, periodDays: 7, members: []),
                recommendation: Recommendation(
                    key: ItemLocation(item: "a"), status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: 4, orderUpTo: 5), protectionDays: 7,
                    reason: ""))
            item.bulk = BulkDemand(threshold: 10, lines: 1, units: bulkUnits, periods: [2], unitsOfPeriods: [bulkUnits], isCovered: true)
            return item.bulkShareOfBackorders
        }
        #expect(share(38) == 1)
        #expect(abs(share(20) - 20.0 / 35) < 1e-12)
    }
}
