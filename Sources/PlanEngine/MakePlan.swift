import DemandForecasting
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
    try forecastItems(&items, input: input, configuration: configuration, threads: options.threads, progress: progress)
    let totals = try planPolicies(
        &items, configuration: configuration, asOf: input.asOf, seasonLength: seasonLength(input, configuration), progress: progress)
    var summary = summarise(items, totals: totals, objective: configuration.objective)
    summary.rowsRead = input.rowsRead
    summary.quarantinedRows = input.quarantine.count
    for row in input.quarantine { summary.quarantineCodes[row.code, default: 0] += 1 }
    summary.warnings = input.warnings + summary.warnings
    return PlanRun(
        id: id, version: options.version, asOf: input.asOf, calendar: input.calendar, configuration: configuration,
        inputs: input.inputs, summary: summary, items: items, quarantine: input.quarantine)
}

/// Every item-location of the sales and of the items table, sorted, with its supply terms filled in and nothing planned yet.
///
/// This is also what a dry run shows.
public func unplannedItems(_ input: PlanInput, configuration: PlanConfiguration) -> [PlannedItem] {
    var records: [ItemLocation: ItemRecord] = [:]
    for record in input.items { records[record.key] = record }
    var series: [ItemLocation: DemandSeries] = [:]
    for one in input.series { series[one.key] = one }
    let keys = Set(records.keys).union(series.keys).sorted()
    return keys.map { key in
        let facts = input.facts[key]
        let supply = resolveSupply(
            record: records[key], observed: input.observedSupply[key], defaults: configuration.defaults, medianPrice: facts?.medianPrice)
        return PlannedItem(
            key: key, supply: supply, history: series[key] ?? DemandSeries(key: key, firstPeriod: 0, demand: []),
            medianPrice: facts?.medianPrice, unitsPerOrderLine: facts?.unitsPerOrderLine,
            recommendation: Recommendation(
                key: key, status: .noHistory, protectionDays: supply.protectionDays, inventoryPosition: supply.inventoryPosition,
                reason: "no sales before the planning day: nothing to forecast from"))
    }
}

/// Periods per season: of the plan file, else the usual one of the period.
func seasonLength(_ input: PlanInput, _ configuration: PlanConfiguration) -> Int {
    configuration.seasonLength ?? input.calendar.period.defaultSeasonLength
}

/// Forecasts every item with a history; a series that cannot be forecast becomes `failed` and does not stop the others.
func forecastItems(
    _ items: inout [PlannedItem], input: PlanInput, configuration: PlanConfiguration, threads: Int,
    progress: @escaping @Sendable (PlanEvent) -> Void
) throws(PlanError) {
    let withHistory = items.indices.filter { items[$0].history.count > 0 }
    progress(.began(.forecasting, steps: withHistory.count))
    guard !withHistory.isEmpty else { return }
    let periodDays = input.calendar.period.meanDays ?? 1
    let horizon = forecastHorizon(items, periodDays: periodDays)

    let results: [Result<PathForecast, SeriesFailure>]
    do throws(ForecastError) {
        var forecasting = ForecastConfiguration(horizon: horizon, seasonLength: seasonLength(input, configuration))
        forecasting.threads = threads
        forecasting.quantiles = configuration.forecastQuantiles
        results = try PanelForecaster(forecasting).forecast(withHistory.map { items[$0].history }) { done in
            progress(.reached(.forecasting, steps: done))
        }
    } catch {
        throw .numericCore("\(error)")
    }
    for (slot, index) in withHistory.enumerated() {
        let item = items[index]
        switch results[slot] {
        case .success(let path):
            let next = item.history.firstPeriod + item.history.count
            items[index].outlook = path.outlook(periodDays: periodDays)
            items[index].forecast = path.forecast(
                uniqueID: item.key.uniqueID,
                periodStarts: (0..<horizon).map { input.calendar.firstDay(of: next + $0).description })
        case .failure(let failure):
            items[index].recommendation = Recommendation(
                key: item.key, status: .failed, protectionDays: item.supply.protectionDays,
                inventoryPosition: item.supply.inventoryPosition, reason: "forecast: \(failure.message)")
        }
    }
}

/// Periods to forecast: half as many again as the longest protection interval (room for scenarios), with two standard deviations
/// of its lead time, but no more than 400 (lead-time demand extends the outlook beyond by its stated rule).
private func forecastHorizon(_ items: [PlannedItem], periodDays: Double) -> Int {
    var longest = 0.0
    for item in items {
        longest = max(longest, item.supply.protectionDays + 2 * item.supply.leadTimeStandardDeviationDays)
    }
    return min(400, max(4, Int((1.5 * longest / periodDays).rounded(.up))))
}
