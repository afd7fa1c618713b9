import CustomerBackorders
import DemandModel
import ReorderPolicies

/// How a plan is computed; none of this changes a byte of the result.
public struct PlanOptions: Sendable {
    /// Worker threads, 1 or more.
    public var threads: Int
    /// The version that the run carries.
    public var version: String

    public init(threads: Int = 1, version: String) {
        self.threads = threads
        self.version = version
    }
}

/// Makes a plan: demand series -> forecasts -> lead-time demand -> policies -> recommendations.
///
/// One bad series never stops the rest: it gets the status `failed` and a reason.
///
/// - Parameters:
///   - input: the data, already read.
///   - configuration: the objective, the defaults and the rest of the plan file.
///   - id: the id of the run (a digest of inputs and configuration, computed by the caller who knows the files).
///   - progress: told of stages and steps; steps of a stage may be reported from any thread.
/// - Throws: `PlanError` where no plan can be made at all.
/// - Complexity: linear in the number of item-locations, but for the search for the multiplier: O(n log(1/precision)).
public func makePlan(
    _ input: PlanInput, configuration: PlanConfiguration, id: String, options: PlanOptions,
    progress: @escaping @Sendable (PlanEvent) -> Void = { _ in }
) throws(PlanError) -> PlanRun {
    var items = unplannedItems(input, configuration: configuration)
    guard !items.isEmpty else { throw .nothingToPlan }
    let panel = try forecastItems(&items, input: input, configuration: configuration, threads: options.threads, progress: progress)
    let outcome = try planPolicies(
        &items, errorTables: panel.errorTables, suppliers: input.suppliers, configuration: configuration, asOf: input.asOf,
        periodDays: input.calendar.period.meanDays ?? 7, seasonLength: seasonLength(input, configuration), progress: progress)
    addRestockDates(to: &items, facts: input.backorders, asOf: input.asOf, threads: options.threads)
    let substitution = countSubstitution(in: &items, facts: input.backorders, configuration: configuration, asOf: input.asOf, threads: options.threads)
    var summary = summarise(items, outcome: outcome, objective: configuration.objective)
    summary.rowsRead = input.rowsRead
    summary.quarantinedRows = input.quarantine.count
    for row in input.quarantine { summary.quarantineCodes[row.code, default: 0] += 1 }
    summary.firstWords = input.firstWords.isEmpty ? nil : input.firstWords
    summary.warnings = input.warnings + panel.remarks + summary.warnings + (substitution.map { [$0] } ?? [])
    var run = PlanRun(
        id: id, version: options.version, asOf: input.asOf, calendar: input.calendar, configuration: configuration,
        inputs: input.inputs, summary: summary, items: items, quarantine: input.quarantine)
    run.errorTables = panel.errorTables
    run.suppliers = input.suppliers
    run.backorders = input.backorders
    return run
}

/// Every item-location of the sales and of the items table, sorted, with its supply terms filled in and nothing planned yet.
///
/// This is also what a dry run shows.
public func unplannedItems(_ input: PlanInput, configuration: PlanConfiguration) -> [PlannedItem] {
    var records: [ItemLocation: ItemRecord] = [:]
    for record in input.items { records[record.key] = record }
    var series: [ItemLocation: DemandSeries] = [:]
    for one in input.series { series[one.key] = one }
    let keys = Set(records.keys).union(series.keys).union(input.unplanned.keys).sorted()
    return keys.map { key in
        let facts = input.facts[key]
        let supply = resolveSupply(
            record: records[key], observed: input.observedSupply[key], defaults: configuration.defaults, medianPrice: facts?.medianPrice)
        var item = PlannedItem(
            key: key, supply: supply, history: series[key] ?? DemandSeries(key: key, firstPeriod: 0, demand: []),
            medianPrice: facts?.medianPrice, unitsPerOrderLine: facts?.unitsPerOrderLine,
            recommendation: Recommendation(
                key: key, status: .noHistory, protectionDays: supply.protectionDays, inventoryPosition: supply.inventoryPosition,
                reason: "no sales before the planning day: nothing to forecast from (launch = 1 in the items table plans from look-alikes)"))
        item.notes = input.notes[key]
        if let reason = input.unplanned[key] {
            item.history = DemandSeries(key: key, firstPeriod: 0, demand: [])
            item.recommendation.status = reason.status
            item.recommendation.reason = reason.text
        }
        if let card = records[key]?.card, !card.isEmpty { item.card = card }
        separateBulkOrders(&item, lines: facts?.orderLines, calendar: input.calendar, cover: configuration.bulkOrders)
        return item
    }
}

/// Periods per season: of the plan file, else the usual one of the period.
func seasonLength(_ input: PlanInput, _ configuration: PlanConfiguration) -> Int {
    configuration.seasonLength ?? input.calendar.period.defaultSeasonLength
}
