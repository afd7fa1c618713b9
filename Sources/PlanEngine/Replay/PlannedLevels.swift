import DemandForecasting
import DemandModel
import ReorderPolicies

/// The order-up-to levels that the plan sets, by objective, item and planning day, with what it promised.
struct PlannedLevels {
    /// `levels[objective][item][planning day]`.
    var levels: [[[Double]]]
    /// Order sizes, S less r, in the same shape.
    var batches: [[[Double]]]
    var unplanned: Set<String> = []
    private var promisedFill: [Double]
    private var promisedValue: [Double]
    private var promisedWaiting: [Double]
    private var planningDays = 0.0

    init(items: Int, settings: Int) {
        levels = Array(repeating: Array(repeating: [], count: items), count: settings)
        batches = levels
        promisedFill = Array(repeating: 0, count: settings)
        promisedValue = Array(repeating: 0, count: settings)
        promisedWaiting = promisedValue
    }

    func promisedFillRate(_ slot: Int) -> Double? { planningDays > 0 ? promisedFill[slot] / planningDays : nil }
    func promisedBackorders(_ slot: Int) -> Double? { planningDays > 0 ? promisedWaiting[slot] / planningDays : nil }
    func promisedMoney(_ slot: Int) -> Double? { planningDays > 0 ? promisedValue[slot] / planningDays : nil }

    /// Plans one day: one forecast, then levels for each objective.
    mutating func plan(
        _ unplannedItems: [PlannedItem], asOf: CalendarDay, calendar: PeriodCalendar, objectives: [PlanObjective],
        configuration: PlanConfiguration, options: PlanOptions, progress: @escaping @Sendable (PlanEvent) -> Void
    ) throws(PlanError) {
        let input = PlanInput(asOf: asOf, calendar: calendar, series: [])
        var items = unplannedItems
        let panel = try forecastItems(&items, input: input, configuration: configuration, threads: options.threads, progress: progress)
        let prepared = try policyProblems(
            &items, errorTables: panel.errorTables, configuration: configuration, seasonLength: seasonLength(input, configuration), progress: progress)
        let assortment = PreparedAssortment(prepared.problems)
        for (slot, objective) in objectives.enumerated() {
            let plan: AssortmentPlan
            do throws(PolicyError) {
                plan = try assortment.plan(objective)
            } catch {
                throw PlanError.infeasible("\(error)")
            }
            var served = 0.0
            var demand = 0.0
            var level = [Double?](repeating: nil, count: items.count)
            var batch = [Double](repeating: 0, count: items.count)
            for (position, index) in prepared.itemIndices.enumerated() {
                let decision = plan.decisions[position]
                guard let policy = decision.policy, let performance = decision.performance else { continue }
                level[index] = policy.orderUpTo
                batch[index] = policy.orderUpTo - policy.reorderPoint
                let perDay = prepared.problems[position].demand.meanPerDay
                served += perDay * performance.fillRate
                demand += perDay
                promisedWaiting[slot] += performance.expectedBackorders
            }
            for index in items.indices {
                if level[index] == nil { unplanned.insert(items[index].key.uniqueID) }
                batches[slot][index].append(batch[index])
                levels[slot][index].append(level[index] ?? levels[slot][index].last ?? 0)
            }
            promisedFill[slot] += demand > 0 ? served / demand : 1
            promisedValue[slot] += plan.totals.averageInventoryValue
        }
        planningDays += 1
    }
}
