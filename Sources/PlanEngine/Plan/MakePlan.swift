import CustomerBackorders
import DemandForecasting
import DemandModel
import NumericCore
import ParallelWork
import ReorderPolicies

/// How a plan is computed. Nothing but `part` changes a byte of the result.
public struct PlanOptions: Sendable {
    /// Worker threads, 1 or more.
    public var threads: Int
    /// The version that the run carries.
    public var version: String
    /// Plan these item-locations alone, with what the whole panel teaches; `nil`: all. Their levels are those of the whole plan.
    public var part: PlanPart?
    /// Asked between the stages; the run ends with `PlanError.cancelled` once it says yes.
    public var isCancelled: @Sendable () -> Bool = { false }
    /// Where forecasts that were made from the same are found, for a whole plan; `nil`: everything is forecast.
    public var reuse: ForecastReuse?

    public init(threads: Int = 1, version: String, part: PlanPart? = nil) {
        self.threads = threads
        self.version = version
        self.part = part
    }
}

/// Makes a plan: demand series -> forecasts -> lead-time demand -> policies -> recommendations.
///
/// One bad series never stops the rest: it gets the status `failed` and a reason.
///
/// - Parameters:
///   - given: the data, already read.
///   - configuration: the objective, the defaults and the rest of the plan file.
///   - id: the id of the run (a digest of inputs and configuration, computed by the caller who knows the files).
///   - progress: told of stages and steps; steps of a stage may be reported from any thread.
/// - Throws: `PlanError` where no plan can be made at all.
/// - Complexity: linear in the number of item-locations, but for the search for the multiplier: O(n log(1/precision)).
public func makePlan(
    _ given: consuming PlanInput, configuration: PlanConfiguration, id: String, options: PlanOptions,
    progress: @escaping @Sendable (PlanEvent) -> Void = { _ in }
) throws(PlanError) -> PlanRun {
    var input = given
    var items = unplannedItems(input, configuration: configuration)
    // Every item has its own of these: a caller that gives its input away does not hold them for the whole run.
    (input.series, input.items, input.facts, input.observedSupply) = ([], [], [:], [:])
    guard !items.isEmpty else { throw .nothingToPlan }
    let all = items.count
    let isCoupled = configuration.couplesItems(input)
    if let part = options.part, !items.contains(where: { part.holds($0.key) }) { throw .nothingInPart(part.description) }
    var forecasting = ForecastSetting(input, configuration: configuration, part: isCoupled ? nil : options.part, threads: options.threads)
    func facts(_ items: [PlannedItem]) throws(PlanError) -> PanelFacts? {
        configuration.learnFrom == nil ? nil : try learn(from: items, forecasting, panelItems: nil, progress: progress)
    }
    let panel: PanelFindings
    var record: ForecastRecord?
    if options.part == nil, let reuse = options.reuse {
        (panel, record) = try forecastOrTakeOver(&items, forecasting, reuse: reuse, progress: progress, learn: facts)
    } else {
        forecasting.facts = try facts(items)
        panel = try forecastItems(&items, forecasting, progress: progress)
    }
    if !isCoupled, let part = options.part { items.removeAll { !part.holds($0.key) } }
    if options.isCancelled() { throw .cancelled }
    // From here on few ask for them.
    parallelUpdate(&items, threads: options.threads) { _, item in item.pack() }
    var policies = PolicySetting(input, errorTables: panel.errorTables, configuration: configuration, threads: options.threads)
    if configuration.learnFrom != nil { policies.budget = .searched }
    if let reuse = options.reuse, let sources = record?.sources {
        policies.reuse = PolicyReuse(program: reuse.program, configuration: reuse.configuration, histories: sources.histories, find: reuse.findPolicies)
    }
    var run = try completePlan(
        items, policies, input: input, panel: panel, of: all, isCoupled: isCoupled, id: id, options: options, progress: progress)
    run.forecastRecord = record
    return run
}

/// From forecast items to a run: levels, orders, dates and sums.
///
/// - Parameters:
///   - input: what is left of it.
///   - all: item-locations of the whole panel.
func completePlan(
    _ forecast: consuming [PlannedItem], _ policies: PolicySetting, input given: PlanInput, panel: PanelFindings, of all: Int, isCoupled: Bool, id: String,
    options: PlanOptions, progress: @escaping @Sendable (PlanEvent) -> Void
) throws(PlanError) -> PlanRun {
    var items = forecast, input = given
    let configuration = policies.configuration
    let outcome = try planPolicies(&items, policies, withCurve: showsCurve(items, configuration), progress: progress)
    func keepPart(_ part: PlanPart) {
        items.removeAll { !part.holds($0.key) }
        input.backorders?.waiting.removeAll { !part.holds($0.key) }
        input.backorders?.openOrders.removeAll { !part.holds($0.key) }
    }
    // Dates of a location follow from its warehouse, and substitutes serve each other: items that depend on others are shown alone once all is known.
    if !isCoupled, let part = options.part { keepPart(part) }
    addRestockDates(to: &items, facts: input.backorders, asOf: input.asOf, threads: options.threads)
    countLeaving(in: &items, facts: input.backorders, threads: options.threads)
    countWaste(in: &items, facts: input.backorders, threads: options.threads)
    let substitution = countSubstitution(in: &items, facts: input.backorders, configuration: configuration, asOf: input.asOf, threads: options.threads)
    if isCoupled, let part = options.part { keepPart(part) }
    if options.isCancelled() { throw .cancelled }
    var summary = summarise(items, outcome: outcome, objective: configuration.objective)
    if let part = options.part {
        // Bound and gap are of all items together.
        (summary.lowerBound, summary.gap) = (nil, nil)
        summary.overrides.removeAll { !part.holds($0.key) }
        summary.warnings.append("a part of the plan: \(items.count) of \(all) item-locations (\(part.description)), with what all of them teach"
            + (isCoupled ? "; orders by supplier are of all" : ""))
    }
    summary.rowsRead = input.rowsRead
    summary.quarantinedRows = input.quarantine.count
    for row in input.quarantine { summary.quarantineCodes[row.code, default: 0] += 1 }
    summary.firstWords = input.firstWords.isEmpty ? nil : input.firstWords
    let losses = uncountedLosses(items, histories: input.backorders?.histories ?? [], configuration: configuration)
    summary.warnings = input.warnings + panel.remarks + summary.warnings + (substitution.map { [$0] } ?? []) + (losses.map { [$0] } ?? [])
    var run = PlanRun(
        id: id, version: options.version, asOf: input.asOf, calendar: input.calendar, configuration: configuration,
        inputs: input.inputs, summary: summary, items: items, quarantine: input.quarantine)
    run.errorTables = panel.errorTables
    run.suppliers = input.suppliers
    run.backorders = input.backorders
    if options.part == nil { run.exchangeCurve = outcome.curve }
    run.keptPolicies = outcome.kept
    return run
}

/// The most items whose exchange curve a plan works out for all who will look at it; that of more is worked out when somebody asks.
private let mostItemsWithCurve = 100_000

/// True where the run is to keep its exchange curve: all items have what its money counts.
private func showsCurve(_ items: [PlannedItem], _ configuration: PlanConfiguration) -> Bool {
    guard items.count <= mostItemsWithCurve else { return false }
    return switch configuration.objective.money {
    case .averageInventoryValue, .stockValue: items.indices.allSatisfy { !items[$0].hasOutlook || items[$0].unitCost != nil }
    case .averageUnits: true
    case .storageVolume: items.indices.allSatisfy { items[$0].outlook == nil || items[$0].supply.stock?.volumePerUnit != nil }
    }
}

/// Every item-location of the sales and of the items table, sorted, with its supply terms filled in and nothing planned yet.
///
/// This is also what a dry run shows.
public func unplannedItems(_ input: PlanInput, configuration: PlanConfiguration) -> [PlannedItem] {
    // Places in the input: copies of a million records are not small.
    var records: [ItemLocation: Int] = [:]
    for (index, record) in input.items.enumerated() { records[record.key] = index }
    var series: [ItemLocation: Int] = [:]
    for (index, one) in input.series.enumerated() { series[one.key] = index }
    let keys = Set(records.keys).union(series.keys).union(input.unplanned.keys).sorted()
    // Most items take the same columns from the defaults: one list for all of them.
    var lists: [[String]: [String]] = [:], lastList: [String] = []
    return keys.map { key in
        let facts = input.facts[key]
        let record = records[key].map { input.items[$0] }
        var supply = resolveSupply(
            record: record, observed: input.observedSupply[key], defaults: configuration.defaults, medianPrice: facts?.medianPrice)
        if supply.defaultsUsed != lastList {
            lastList = lists[supply.defaultsUsed] ?? supply.defaultsUsed
            lists[lastList] = lastList
        }
        supply.defaultsUsed = lastList
        // An item that is not planned for itself has no history: another one has it.
        let reason = input.unplanned[key]
        let sold = reason == nil ? series[key].map { input.series[$0] } : nil
        let history = ItemHistory(
            sold: sold ?? DemandSeries(key: key, firstPeriod: 0, demand: []), lines: facts?.orderLines, calendar: input.calendar,
            isCovered: configuration.bulkOrders != .notCovered)
        var item = PlannedItem(
            key: key, supply: supply, history: history.withoutBulk, medianPrice: facts?.medianPrice, unitsPerOrderLine: facts?.unitsPerOrderLine,
            recommendation: Recommendation(
                key: key, status: reason?.status ?? .noHistory, protectionDays: supply.protectionDays, inventoryPosition: supply.inventoryPosition,
                reason: reason?.text ?? "no sales before the planning day: nothing to forecast from (launch = 1 in the items table plans from look-alikes)"))
        item.bulk = history.bulk
        item.notes = input.notes[key]
        if let card = record?.card, !card.isEmpty { item.card = card }
        return item
    }
}
