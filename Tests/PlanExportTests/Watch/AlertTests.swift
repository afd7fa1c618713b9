import DemandModel
import Testing

@testable import PlanExport

@Suite struct AlertTests {
    private let day = CalendarDay(number: 20_000)

    private func summary(_ change: (inout PlanSummary) -> Void = { _ in }) -> PlanSummary {
        var summary = PlanSummary()
        summary.rowsRead = 1_000
        summary.quarantinedRows = 10
        summary.plannedItems = 50
        summary.demandPerYear = 400
        summary.valueToOrder = 200
        summary.unitsToOrder = 20
        summary.gap = 0.02
        summary.salesEnd = day.advanced(by: -3)
        summary.itemsSold = 40
        summary.itemsWithoutStock = 4
        change(&summary)
        return summary
    }

    private func codes(_ summary: PlanSummary, last: PlanSummary? = nil, _ change: (inout AlertLimits) -> Void) -> [String] {
        var limits = AlertLimits()
        change(&limits)
        return testAlerts(summary, limits: limits, last: last, planningDay: day).raised.map(\.code)
    }

    /// At the limit nothing is raised, just beyond it something is.
    @Test func everyLimitBitesJustBeyondIt() {
        #expect(codes(summary()) { $0.quarantineShare = 0.01 }.isEmpty)
        #expect(codes(summary()) { $0.quarantineShare = 0.0099 } == ["quarantine_share"])
        #expect(codes(summary { $0.failedItems = 2 }) { $0.failedItems = 2 }.isEmpty)
        #expect(codes(summary { $0.failedItems = 2 }) { $0.failedItems = 1 } == ["items_failed"])
        #expect(codes(summary()) { $0.feedAgeDays = 3 }.isEmpty)
        #expect(codes(summary()) { $0.feedAgeDays = 2 } == ["feed_age_days"])
        #expect(codes(summary()) { $0.budgetGap = 0.02 }.isEmpty)
        #expect(codes(summary()) { $0.budgetGap = 0.019 } == ["budget_gap"])
        #expect(codes(summary()) { $0.stockUnread = 0.1 }.isEmpty)
        #expect(codes(summary()) { $0.stockUnread = 0.09 } == ["stock_unread"])
        let last = summary { $0.demandPerYear = 500; $0.valueToOrder = 100 }
        #expect(codes(summary(), last: last) { $0.forecastMoved = 0.2; $0.ordersMoved = 1 }.isEmpty)
        #expect(codes(summary(), last: last) { $0.forecastMoved = 0.19; $0.ordersMoved = 0.99 } == ["forecast_moved", "orders_moved"])
    }

    @Test func ordersCountInUnitsWhereNothingHasACost() {
        let now = summary { $0.valueToOrder = 0; $0.unitsToOrder = 30 }, last = summary { $0.valueToOrder = 0 }
        #expect(codes(now, last: last) { $0.ordersMoved = 0.5 }.isEmpty)
        #expect(codes(now, last: last) { $0.ordersMoved = 0.4 } == ["orders_moved"])
        // From nothing to something is a move beyond any share; from nothing to nothing is none.
        #expect(codes(summary(), last: summary { $0.valueToOrder = 0 }) { $0.ordersMoved = 1_000 } == ["orders_moved"])
        #expect(codes(summary { $0.valueToOrder = 0; $0.unitsToOrder = 0 }, last: summary { $0.valueToOrder = 0; $0.unitsToOrder = 0 }) { $0.ordersMoved = 0 }.isEmpty)
    }

    @Test func whatCannotBeMeasuredIsSaid() {
        var limits = AlertLimits()
        (limits.feedAgeDays, limits.forecastMoved, limits.ordersMoved, limits.budgetGap, limits.stockUnread) = (1, 0.1, 0.1, 0.1, 0.1)
        let outcome = testAlerts(PlanSummary(), limits: limits, last: nil, planningDay: day)
        #expect(outcome.raised.isEmpty)
        #expect(outcome.unmeasured.map(\.code) == ["feed_age_days", "forecast_moved", "orders_moved", "budget_gap", "stock_unread"])
        #expect(outcome.unmeasured.allSatisfy { !$0.reason.isEmpty })
        #expect(testAlerts(PlanSummary(), limits: AlertLimits(), last: nil, planningDay: day) == AlertOutcome())
        // Sales that end after the planning day are not old.
        #expect(codes(summary { $0.salesEnd = day.advanced(by: 5) }) { $0.feedAgeDays = 0 }.isEmpty)
    }
}
