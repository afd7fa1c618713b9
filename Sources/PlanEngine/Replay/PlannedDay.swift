import DemandForecasting
import DemandModel
import ReorderPolicies

/// What the plan of one day says, for every objective of a replay: paths of levels by item.
struct PlannedDay {
    /// `paths[objective][item]`; empty where the item could not be planned.
    var paths: [[[PathLevel]]]
    /// Orders of an item count whole units.
    var isCount: [Bool]
    /// Positions of items without a policy keep the level they had.
    var unplanned: [Int]
}

/// Promises of the plans of a replay, by objective: means over the planning days.
struct PlanPromises {
    private var fill: [Double]
    private var value: [Double]
    private var waiting: [Double]
    private var days = 0.0

    init(settings: Int) {
        fill = [Double](repeating: 0, count: settings)
        value = fill
        waiting = fill
    }

    func fillRate(_ slot: Int) -> Double? { days > 0 ? fill[slot] / days : nil }
    func backorders(_ slot: Int) -> Double? { days > 0 ? waiting[slot] / days : nil }
    func money(_ slot: Int) -> Double? { days > 0 ? value[slot] / days : nil }

    mutating func nextDay() { days += 1 }

    mutating func add(_ plan: PathPlan, _ problems: [PathProblem], slot: Int) {
        var served = 0.0
        var demand = 0.0
        for (index, path) in plan.paths.enumerated() where !path.isEmpty {
            for (level, review) in zip(path, problems[index].reviews) {
                let perDay = review.demand.meanPerDay / Double(path.count)
                served += perDay * level.fillRate
                demand += perDay
            }
        }
        fill[slot] += demand > 0 ? served / demand : 1
        value[slot] += plan.totals.averageInventoryValue
        waiting[slot] += plan.totals.expectedBackorders
    }
}

/// Plans one day: one forecast, then a path of levels for each objective from the positions that its own orders led to.
///
/// - Parameters:
///   - positions: `positions[objective][item]`.
///   - renewedEveryDays: days until levels are set again.
func planDay(
    _ unplannedItems: [PlannedItem], asOf: CalendarDay, calendar: PeriodCalendar, objectives: [PlanObjective], positions: [[Double?]],
    renewedEveryDays: Double, promises: inout PlanPromises, configuration: PlanConfiguration, options: PlanOptions, progress: @escaping @Sendable (PlanEvent) -> Void
) throws(PlanError) -> PlannedDay {
    let input = PlanInput(asOf: asOf, calendar: calendar, series: [])
    var items = unplannedItems
    let panel = try forecastItems(&items, ForecastSetting(input, configuration: configuration, threads: options.threads), progress: progress)
    let setting = PolicySetting(input, errorTables: panel.errorTables, configuration: configuration, threads: options.threads)
    let prepared = try policyProblems(&items, setting, progress: progress)
    let problems = pathProblems(items, prepared: prepared, setting)
    let assortment = PathAssortment(problems, threads: options.threads)
    let past = objectives.contains { configuration.countsComingYear($0) }
        ? PastLevels(items, prepared: prepared, periodDays: calendar.period.meanDays ?? 1, renewedEveryDays: renewedEveryDays) : nil
    promises.nextDay()
    var day = PlannedDay(paths: [], isCount: [Bool](repeating: true, count: items.count), unplanned: [])
    for (slot, index) in prepared.itemIndices.enumerated() { day.isCount[index] = prepared.problems[slot].demand.overProtectionInterval.isCount }
    var isPlanned = [Bool](repeating: true, count: items.count)
    for (slot, objective) in objectives.enumerated() {
        let known = configuration.levelHorizonDays == nil ? [] : prepared.itemIndices.map { positions[slot][$0] }
        let plan: PathPlan
        do throws(PolicyError) {
            if let past, configuration.countsComingYear(objective) {
                let counted = try planCountingLeftOver(
                    objective, records: past.records, threads: options.threads,
                    solve: { objective throws(PolicyError) in try assortment.plan(objective, positions: known) }, shares: { past.shares($0.decisions) })
                plan = counted.plan.counting(counted.factors, objective: objective)
            } else {
                plan = try assortment.plan(objective, positions: known)
            }
        } catch {
            throw PlanError.infeasible("\(error)")
        }
        promises.add(plan, problems, slot: slot)
        var paths = [[PathLevel]](repeating: [], count: items.count)
        for (position, index) in prepared.itemIndices.enumerated() { paths[index] = plan.paths[position] }
        for index in items.indices where paths[index].isEmpty { isPlanned[index] = false }
        day.paths.append(paths)
    }
    day.unplanned = items.indices.filter { !isPlanned[$0] }
    return day
}
