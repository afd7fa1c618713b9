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
///   - withDates: also the days on which stock runs out and is there again: what is kept needs them, totals and levels do not.
///   - threads: worker threads; no effect on results.
/// - Throws: `ScenarioError` for a change that does not apply, `PlanError` where the changed plan cannot be made.
public func planScenario(
    _ run: PlanRun, changes: [ScenarioChange], id: String, withDates: Bool = true, threads: Int = 1
) throws -> PlanRun {
    var result = run
    result.id = id
    result.parentID = run.id
    result.changes = changes.map(\.text)
    result.exchangeCurve = nil
    try applyChanges(changes, items: &result.items, configuration: &result.configuration)
    result.backorders = try delayedFacts(run, changes: changes)
    return try plannedScenario(result, base: run, ready: nil, withDates: withDates, threads: threads)
}

/// Plans a run whose items and configuration are changed already.
///
/// - Parameter withDates: also the days on which stock runs out and is there again.
func plannedScenario(
    _ changed: PlanRun, base: PlanRun, ready: ReadyPolicies?, withDates: Bool = true, threads: Int
) throws(PlanError) -> PlanRun {
    var result = changed
    let setting = PolicySetting(of: base, configuration: result.configuration, threads: threads)
    let outcome = try planPolicies(&result.items, setting, ready: ready, withDates: withDates)
    if withDates { addRestockDates(to: &result.items, facts: result.backorders, asOf: base.asOf, threads: threads) }
    countLeaving(in: &result.items, facts: result.backorders, threads: threads)
    countWaste(in: &result.items, facts: result.backorders, threads: threads)
    _ = countSubstitution(in: &result.items, facts: result.backorders, configuration: result.configuration, asOf: base.asOf, threads: threads)
    var summary = summarise(result.items, outcome: outcome, objective: result.configuration.objective)
    summary.rowsRead = base.summary.rowsRead
    summary.quarantinedRows = base.summary.quarantinedRows
    summary.quarantineCodes = base.summary.quarantineCodes
    summary.warnings = base.summary.warnings
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
