import DemandModel
import TextForms

/// One limit of `[alerts]` that a run is beyond.
public struct RunAlert: Sendable, Equatable {
    /// Stable word for machines, the key under `[alerts]`: `feed_age_days`, `items_failed`, ...
    public var code: String
    public var measured: Double
    public var limit: Double
    /// For a person, without a full stop.
    public var text: String
}

/// What the limits of a plan file say of a finished run.
public struct AlertOutcome: Sendable, Equatable {
    /// In the order of the limits' documentation.
    public var raised: [RunAlert] = []
    /// Limits that nothing could be measured for, with the reason: they are not silently passed.
    public var unmeasured: [(code: String, reason: String)] = []

    public static func == (a: AlertOutcome, b: AlertOutcome) -> Bool {
        a.raised == b.raised && a.unmeasured.elementsEqual(b.unmeasured) { $0 == $1 }
    }
}

/// Measures a run against limits.
///
///     let outcome = testAlerts(run.summary, limits: limits, last: lastRun?.summary, planningDay: run.asOf)
///     print(outcome.raised.map(\.text))
///
/// - Parameters:
///   - last: totals of the plan saved before this one; `nil` where there is none.
///   - planningDay: the day that the sales should reach: of the plan file, else of the clock.
public func testAlerts(_ summary: PlanSummary, limits: AlertLimits, last: PlanSummary?, planningDay: CalendarDay) -> AlertOutcome {
    var outcome = AlertOutcome()
    func test(_ code: String, _ limit: Double?, _ measured: Double?, missing: @autoclosure () -> String, _ text: (Double) -> String) {
        guard let limit else { return }
        guard let measured else {
            outcome.unmeasured.append((code, missing()))
            return
        }
        guard measured > limit else { return }
        outcome.raised.append(RunAlert(code: code, measured: measured, limit: limit, text: text(measured)))
    }
    let rows = summary.rowsRead
    test("quarantine_share", limits.quarantineShare, rows > 0 ? Double(summary.quarantinedRows) / Double(rows) : 0, missing: "") {
        "\(percent($0, 2)) of the sales rows were set aside (\(grouped(summary.quarantinedRows)) of \(grouped(rows)))"
    }
    test("items_failed", limits.failedItems.map(Double.init), Double(summary.failedItems), missing: "") { _ in
        "\(counted(summary.failedItems, "item")) failed"
    }
    test("feed_age_days", limits.feedAgeDays.map(Double.init), summary.salesEnd.map { Double(max(0, $0.days(until: planningDay))) },
         missing: "the rows have no dates") {
        "the sales end \(counted(Int($0), "day")) before \(planningDay)"
    }
    let compared = "there is no earlier plan in the store"
    test("forecast_moved", limits.forecastMoved, last.map { moved($0.demandPerYear, summary.demandPerYear) }, missing: compared) {
        "the demand expected a year moved by \(share($0)), from \(fixed(last?.demandPerYear ?? 0, 0)) to \(fixed(summary.demandPerYear, 0)) units"
    }
    let byValue = (last?.valueToOrder ?? 0) > 0 || summary.valueToOrder > 0
    test("orders_moved", limits.ordersMoved, last.map { byValue ? moved($0.valueToOrder, summary.valueToOrder) : moved($0.unitsToOrder, summary.unitsToOrder) },
         missing: compared) {
        let before = byValue ? last?.valueToOrder : last?.unitsToOrder, after = byValue ? summary.valueToOrder : summary.unitsToOrder
        return "what is to be ordered moved by \(share($0)), from \(fixed(before ?? 0, 0)) to \(fixed(after, 0))\(byValue ? "" : " units")"
    }
    test("budget_gap", limits.budgetGap, summary.gap, missing: "the objective has no bound to compare with") {
        "another allocation of the money could be better by \(percent($0, 2)) at most"
    }
    test("stock_unread", limits.stockUnread, stockUnread(summary), missing: "the run does not say how much stock was read") {
        "\(percent($0, 1)) of the items sold have no stock on hand in any table (\(grouped(summary.itemsWithoutStock ?? 0)) of \(grouped(summary.itemsSold ?? 0)))"
    }
    return outcome
}

private func stockUnread(_ summary: PlanSummary) -> Double? {
    guard let without = summary.itemsWithoutStock, let sold = summary.itemsSold else { return nil }
    return sold > 0 ? Double(without) / Double(sold) : 0
}

/// Share of the earlier total by which a total moved; infinite where it was 0 and is not any more.
private func moved(_ before: Double, _ after: Double) -> Double {
    before == after ? 0 : abs(after - before) / abs(before)
}

private func share(_ value: Double) -> String { value.isFinite ? percent(value, 1) : "more than any share" }
