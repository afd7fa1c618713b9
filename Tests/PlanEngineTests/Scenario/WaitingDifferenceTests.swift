import DemandModel
import PlanEngine
import Testing

/// Whose day has moved between two plans.
struct WaitingDifferenceTests {
    private func run(asOf: CalendarDay, promised: Int32, waiting: [(order: String, units: Double)]) -> PlanRun {
        let key = ItemLocation(item: "a")
        var supply = SupplyTerms(supplier: "s", leadTimeDays: 14, reviewPeriodDays: 7)
        supply.backordered = waiting.reduce(0) { $0 + $1.units }
        supply.onOrder = 9
        let recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: 9, orderUpTo: 10), protectionDays: 21, inventoryPosition: supply.inventoryPosition, reason: "")
        let item = PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []),
            outlook: DemandOutlook(
                key: key, mean: [1, 1, 1, 1], cumulativeVariance: [1, 2, 3, 4], isCount: true, demandClass: .smooth, periodDays: 7, members: []),
            recommendation: recommendation)
        var run = PlanRun(
            id: "r", version: "1", asOf: asOf, calendar: PeriodCalendar(period: .week), configuration: PlanConfiguration(), inputs: [], summary: PlanSummary(),
            items: [item], quarantine: [])
        run.backorders = BackorderFacts(
            waiting: waiting.map { CustomerBackorder(orderID: $0.order, key: key, orderedOn: asOf.advanced(by: -9), quantity: $0.units) },
            openOrders: [OpenOrder(orderID: "p", key: key, supplier: "s", promisedOn: CalendarDay(number: promised), quantity: 9)])
        return run
    }

    @Test func movedNewAndGone() throws {
        let before = run(asOf: CalendarDay(number: 20_000), promised: 20_010, waiting: [("x", 2), ("y", 1)])
        let after = run(asOf: CalendarDay(number: 20_001), promised: 20_015, waiting: [("y", 1), ("z", 1)])
        let difference = WaitingDifference(from: before, to: after)
        #expect(difference.moved.map(\.line.orderID) == ["y"])
        #expect(difference.moved.first?.days == 5, "\(difference.moved)")
        #expect(difference.added.map(\.orderID) == ["z"] && difference.gone.map(\.orderID) == ["x"])
        #expect(WaitingDifference(from: before, to: before).isEmpty)
        #expect(WaitingDifference(from: after, to: before).moved.first?.days == -5)
    }
}
