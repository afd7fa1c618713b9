import CustomerBackorders
import DemandModel
import ReorderPolicies

/// What a scenario changed for one item-location.
public struct ScenarioDelta: Sendable, Equatable {
    public var key: ItemLocation
    public var before: Recommendation
    public var after: Recommendation

    /// True where policy, order or performance differ.
    public var isChanged: Bool {
        before.policy != after.policy || before.orderNow != after.orderNow || before.performance != after.performance
            || before.status != after.status
    }
}

/// Plans a run again under changed numbers, from its stored forecasts: no series is fitted anew.
///
/// - Parameters:
///   - run: a plan or another scenario.
///   - changes: applied in order.
///   - id: the id of the resulting run.
/// - Throws: `ScenarioError` for a change that does not apply, `PlanError` where the changed plan cannot be made.
public func planScenario(_ run: PlanRun, changes: [ScenarioChange], id: String) throws -> PlanRun {
    var result = run
    result.id = id
    result.parentID = run.id
    result.changes = changes.map(\.text)
    try applyChanges(changes, items: &result.items, configuration: &result.configuration)
    let season = run.configuration.seasonLength ?? run.calendar.period.defaultSeasonLength
    let outcome = try planPolicies(
        &result.items, errorTables: run.errorTables, suppliers: run.suppliers, configuration: result.configuration, asOf: run.asOf,
        periodDays: run.calendar.period.meanDays ?? 7, seasonLength: season, progress: { _ in })
    addRestockDates(to: &result.items, facts: run.backorders, asOf: run.asOf, threads: 1)
    var summary = summarise(result.items, outcome: outcome, objective: result.configuration.objective)
    summary.rowsRead = run.summary.rowsRead
    summary.quarantinedRows = run.summary.quarantinedRows
    summary.quarantineCodes = run.summary.quarantineCodes
    summary.warnings = run.summary.warnings
    result.summary = summary
    return result
}

/// The two recommendations of each item-location that is in both runs, in key order.
public func scenarioDeltas(from before: PlanRun, to after: PlanRun) -> [ScenarioDelta] {
    var later: [ItemLocation: Recommendation] = [:]
    for item in after.items { later[item.key] = item.recommendation }
    return before.items.compactMap { item in
        later[item.key].map { ScenarioDelta(key: item.key, before: item.recommendation, after: $0) }
    }
}
