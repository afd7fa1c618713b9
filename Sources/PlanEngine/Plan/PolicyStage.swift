import DemandForecasting
import DemandModel
import NumericCore
import ParallelWork
import ReorderPolicies
import TextForms

/// What levels are worked out from beside the items, and how.
struct PolicySetting: Sendable {
    /// How far forecasts of totals err in a panel, by length.
    var errorTables: [PooledErrorTable]
    var suppliers: [SupplierRecord]
    var configuration: PlanConfiguration
    var asOf: CalendarDay
    var calendar: PeriodCalendar
    /// Periods per season.
    var seasonLength: Int
    /// How one budget is shared out where the items may be a part of all that share it; `nil`: these are all.
    var budget: SharedBudget?
    /// Worker threads; no effect on results.
    var threads: Int
    /// What suppliers' orders lack, by supplier; empty where the plan takes them to come whole.
    var losses: [String: OrderLosses]
    var averages: AverageTime
    /// Where levels that were worked out from the same are found; `nil`: they are worked out.
    var reuse: PolicyReuse?

    /// Of when averages are.
    enum AverageTime {
        /// Of today's levels, as if they stayed.
        case today
        /// Of the coming year, by what the shop's own past leaves over or what an earlier plan of the same items has found of it.
        case comingYear(known: LeftOverFactors?)
    }

    init(_ input: PlanInput, errorTables: [PooledErrorTable], configuration: PlanConfiguration, threads: Int) {
        self.errorTables = errorTables
        suppliers = input.suppliers
        self.configuration = configuration
        asOf = input.asOf
        calendar = input.calendar
        seasonLength = configuration.seasonLength ?? input.calendar.period.defaultSeasonLength
        self.threads = threads
        losses = configuration.countsYield == true ? orderLosses(input.backorders?.histories ?? []) : [:]
        averages = configuration.countsComingYear(configuration.objective) ? .comingYear(known: nil) : .today
    }

    /// That of a run which has been made.
    ///
    /// - Parameter configuration: the run's own where it is `nil`; the season is always the run's.
    init(of run: PlanRun, configuration: PlanConfiguration? = nil, threads: Int = 1) {
        errorTables = run.errorTables
        suppliers = run.suppliers
        self.configuration = configuration ?? run.configuration
        asOf = run.asOf
        calendar = run.calendar
        seasonLength = run.configuration.seasonLength ?? run.calendar.period.defaultSeasonLength
        self.threads = threads
        losses = self.configuration.countsYield == true ? orderLosses(run.backorders?.histories ?? []) : [:]
        // What is changed is compared with the run: both count the same, whatever the objective.
        averages = run.summary.leftOver.map { .comingYear(known: $0) } ?? .today
    }

    var periodDays: Double { calendar.period.meanDays ?? 7 }
}

/// Lead-time demand, policies and recommendations for items whose supply terms and outlooks are known: the part of the pipeline
/// that a plan and a scenario share.
///
/// Items without an outlook keep the recommendation they came with (no history, failed). The rest get theirs from one
/// assortment-wide optimisation; an item whose lead-time demand cannot be computed becomes `failed` and does not stop the others.
///
/// - Parameters:
///   - ready: what an earlier plan of the same items worked out; `nil`: everything is worked out here.
///   - withDates: also the days on which stock runs out and the shares of long waits, which no level needs.
///   - withCurve: also what other amounts of money would reach.
/// - Returns: the totals of the optimisation, and what levels kept by hand cost.
func planPolicies(
    _ items: inout [PlannedItem], _ setting: PolicySetting, ready: ReadyPolicies? = nil, withDates: Bool = true, withCurve: Bool = false,
    progress: (PlanEvent) -> Void = { _ in }
) throws(PlanError) -> PolicyOutcome {
    let configuration = setting.configuration, threads = setting.threads
    var prepared: PolicyProblems
    if let ready {
        prepared = ready.prepared
        try requireCostsAndWeights(&items, objective: configuration.objective)
        for (index, recommendation) in prepared.failures { items[index].recommendation = recommendation }
    } else {
        prepared = try policyProblems(&items, setting, progress: progress)
    }
    progress(.began(.policies, steps: prepared.problems.count))
    let network = NetworkFamilies(items, configuration)
    let asked = prepared
    var levels: NetworkLevels?
    let plan: AssortmentPlan
    /// Of today's levels.
    var bare: AssortmentPlan?
    var costs: [OverrideCost]?
    var kept: KeptPolicies?
    var paths: [[PathLevel]] = []
    var curve: ExchangeCurve?
    var leftOver: LeftOverFactors?
    if let network {
        let found = try planNetworkLevels(&prepared, network, items: items, setting)
        (plan, bare, leftOver, levels) = (found.plan, found.bare, found.leftOver, found)
    } else {
        do throws(PolicyError) {
            if configuration.levelHorizonDays != nil {
                let path = try PathAssortment(pathProblems(items, prepared: prepared, setting), threads: threads).plan(configuration.objective)
                paths = path.paths
                plan = AssortmentPlan(decisions: path.decisions, totals: path.totals)
            } else if let budget = setting.budget, configuration.objective.kind == .budget, configuration.objective.groupLimits == nil {
                plan = try budget.plan(prepared.problems, objective: configuration.objective, threads: threads)
            } else {
                var bySearch = setting
                if setting.budget != nil { bySearch.averages = .today }
                let found = try solveLevels(items, prepared: prepared, bySearch, ready: ready, withCurve: withCurve)
                (leftOver, curve, kept) = (found.levels.leftOver, found.levels.curve?.counting(found.levels.leftOver), found.kept)
                var levels = found.levels.plan
                if let factors = leftOver {
                    // What asks for today's levels comes first: no second list of all decisions is kept.
                    costs = overrideCosts(prepared.problems, plan: levels, objective: configuration.objective)
                    levels.count(factors, objective: configuration.objective)
                }
                plan = levels
            }
        } catch {
            throw PlanError.infeasible("\(error)")
        }
    }
    // Some thousands at a time: no second list of all recommendations is made.
    for start in stride(from: 0, to: prepared.problems.count, by: 4_096) {
        let slots = start..<min(start + 4_096, prepared.problems.count)
        let told = recommendations(
            items, slots, prepared: prepared, decisions: plan.decisions, asOf: setting.asOf, withDates: withDates, network: network, waits: levels?.waits ?? [:],
            threads: threads)
        for (slot, recommendation) in zip(slots, told) {
            let index = prepared.itemIndices[slot]
            items[index].recommendation = recommendation
            if slot < paths.count, !paths[slot].isEmpty { items[index].recommendation.levelPath = paths[slot] }
            if let factors = leftOver { items[index].recommendation.longWaits = items[index].recommendation.longWaits?.scaled(by: factors.unserved) }
        }
    }
    // Transfers come before orders: a warehouse orders what they take.
    let transfers = network.map { transferToday(&items, $0, prepared: asked, roles: levels?.roles ?? [:]) }
    let overrides = costs ?? overrideCosts(prepared.problems, plan: bare ?? plan, objective: configuration.objective)
    for cost in overrides { note(cost, in: &items) }
    var orders = orderFromSuppliers(&items, suppliers: setting.suppliers, periodDays: setting.periodDays)
    let cap = try capPurchases(&items, prepared: prepared, suppliers: setting.suppliers, configuration: configuration, totals: &orders)
    progress(.reached(.policies, steps: prepared.problems.count))
    return PolicyOutcome(totals: plan.totals, overrides: overrides, supplierOrders: orders, purchaseCap: cap, curve: curve, leftOver: leftOver, transfers: transfers,
        kept: kept)
}

/// The recommendations of some of the items with a problem, in the order of the problems.
private func recommendations(
    _ items: [PlannedItem], _ slots: Range<Int>, prepared: PolicyProblems, decisions: [ReplenishmentDecision], asOf: CalendarDay, withDates: Bool, network: NetworkFamilies?,
    waits: [Int: (demand: LeadTimeDemand, source: OwedWaits)], threads: Int
) -> [Recommendation] {
    parallelMap(chunks: slots.count, threads: threads) { place in
        let slot = slots.lowerBound + place
        return recommendation(
            items, prepared.itemIndices[slot], problem: prepared.problems[slot], decision: decisions[slot], asOf: asOf, withDates: withDates,
            protectionDays: network?.protectionDays(of: prepared.itemIndices[slot]), waits: waits[slot])
    }
}

/// Adds what kept levels cost to the item's reason. Items are sorted by key.
private func note(_ cost: OverrideCost, in items: inout [PlannedItem]) {
    guard let place = place(of: cost.key, in: items) else { return }
    items[place].recommendation.addReasons([words(of: cost)])
}

/// What keeping an item's levels costs.
func words(of cost: OverrideCost) -> String {
    var text = "the plan would choose S \(twoDecimals(cost.recommendedOrderUpTo)): keeping it holds "
    if let money = cost.averageInventoryValue { text += "\(signed(money)) money and " }
    return text + "\(signed(cost.expectedBackorders)) units waiting"
}

private func twoDecimals(_ value: Double) -> String { plain((value * 100).rounded() / 100) }
private func signed(_ value: Double) -> String { (value >= 0 ? "+" : "") + twoDecimals(value) }

/// Lead-time demand for every item with an outlook; an item for which it cannot be computed becomes `failed`.
///
/// - Parameter known: lead-time demand by position of the item, where an earlier plan worked it out; `nil` elsewhere.
func policyProblems(
    _ items: inout [PlannedItem], _ setting: PolicySetting, known: [LeadTimeDemand?] = [], progress: (PlanEvent) -> Void = { _ in }
) throws(PlanError) -> PolicyProblems {
    let configuration = setting.configuration
    try requireCostsAndWeights(&items, objective: configuration.objective)
    var prepared = PolicyProblems()
    prepared.problems.reserveCapacity(items.count)
    prepared.itemIndices.reserveCapacity(items.count)
    progress(.began(.leadTimeDemand, steps: items.count))
    let network = NetworkFamilies(items, configuration)
    // In parts, so that progress is seen.
    let part = 4_096
    for start in stride(from: 0, to: items.count, by: part) {
        let range = start..<min(items.count, start + part)
        let made = problems(of: items[range], setting, network, known: known)
        for (index, problem) in zip(range, made) {
            switch problem {
            case nil: continue
            case .success(let problem):
                prepared.problems.append(problem)
                prepared.itemIndices.append(index)
            case .failure(let error):
                let supply = items[index].supply
                let recommendation = Recommendation(
                    key: items[index].key, status: .failed, protectionDays: supply.protectionDays,
                    inventoryPosition: supply.inventoryPosition, reason: "lead-time demand: \(error)")
                prepared.failures.append((index, recommendation))
            }
        }
        progress(.reached(.leadTimeDemand, steps: range.upperBound))
    }
    for (index, recommendation) in prepared.failures { items[index].recommendation = recommendation }
    countCapacities(&prepared, items: items, suppliers: setting.suppliers, periodDays: setting.periodDays)
    return prepared
}

/// The problems of some items, with their lead-time demand; `nil` for those without an outlook.
private func problems(
    of items: ArraySlice<PlannedItem>, _ setting: PolicySetting, _ network: NetworkFamilies?, known: [LeadTimeDemand?]
) -> [Result<ReplenishmentProblem, LeadTimeDemandError>?] {
    parallelMap(chunks: items.count, threads: setting.threads) { offset in
        let index = items.startIndex + offset
        return leadTimeDemand(items, index, setting, network, known: known)?.map { demand in
            var problem = policyProblem(items[index], demand: demand, configuration: setting.configuration)
            if network?.placeOfWarehouse[index] != nil { problem.kind = items[index].supply.reviewPeriodDays > 0 ? .RS : problem.kind ?? .rQ }
            return problem
        }
    }
}

/// Lead-time demand of an item; `nil` for one without an outlook.
private func leadTimeDemand(
    _ items: ArraySlice<PlannedItem>, _ index: Int, _ setting: PolicySetting, _ network: NetworkFamilies?, known: [LeadTimeDemand?]
) -> Result<LeadTimeDemand, LeadTimeDemandError>? {
    guard let outlook = items[index].outlook else { return nil }
    if index < known.count, let demand = known[index] { return .success(demand) }
    let supply = network?.terms(of: index, items[index].supply) ?? items[index].supply
    do throws(LeadTimeDemandError) {
        let demand = try LeadTimeDemand(
            outlook: outlook, pooled: items[index].pooled, errorTables: setting.errorTables, leadTime: LeadTime(supply),
            reviewPeriodDays: supply.reviewPeriodDays, seasonLength: setting.seasonLength, isCompacted: true)
        guard let losses = setting.losses[supply.supplier] else { return .success(demand) }
        let size = usualOrder(supply, demand: demand, kind: setting.configuration.policyKind)
        return .success(demand.counting(losses, orderSize: size.units, isFixedSize: size.isFixed))
    } catch {
        return .failure(error)
    }
}

/// The problem of one item, whose weight is filled in.
func policyProblem(_ item: PlannedItem, demand: LeadTimeDemand, configuration: PlanConfiguration) -> ReplenishmentProblem {
    let supply = item.supply
    var problem = ReplenishmentProblem(
        key: item.key, demand: demand, terms: supply, weight: item.weight, kind: configuration.policyKind,
        limits: stockLimits(supply, meanPerDay: demand.meanPerDay), budgetPerUnit: budgetPerUnit(supply, configuration.objective))
    switch configuration.objective.groupLimits?.subject {
    case .group: problem.group = supply.stock?.group ?? ""
    case .supplier: problem.group = supply.supplier
    case nil: break
    }
    return problem
}

/// What a unit takes of a budget that is not money.
private func budgetPerUnit(_ supply: SupplyTerms, _ objective: PlanObjective) -> Double? {
    switch objective.money {
    case .averageInventoryValue, .stockValue: nil
    case .averageUnits: 1
    case .storageVolume: supply.stock?.volumePerUnit
    }
}

/// Fills each item's weight, and refuses an objective whose money or weight cannot be computed.
private func requireCostsAndWeights(_ items: inout [PlannedItem], objective: PlanObjective) throws(PlanError) {
    let planned = items.indices.filter { items[$0].hasOutlook }
    let isAllocated = objective.kind.isAllocated
    let countsMoney = isAllocated && objective.money.isMoney || objective.kind == .cost
    if isAllocated, objective.money == .storageVolume {
        let without = planned.filter { items[$0].supply.stock?.volumePerUnit == nil }.map { items[$0].key.uniqueID }
        if !without.isEmpty { throw .volumeMissing(itemLocations: without) }
    }
    if countsMoney || objective.weight == .value {
        let without = planned.filter { items[$0].unitCost == nil }.map { items[$0].key.uniqueID }
        if !without.isEmpty { throw .unitCostMissing(itemLocations: without) }
    }
    if objective.kind == .cost {
        let without = planned.filter { items[$0].supply.backorderCostPerUnitDay == nil }.map { items[$0].key.uniqueID }
        if !without.isEmpty { throw .backorderCostMissing(itemLocations: without) }
    }
    if objective.weight == .customers {
        let without = planned.filter { items[$0].unitsPerOrderLine == nil }.map { items[$0].key.uniqueID }
        if !without.isEmpty { throw .weightMissing(weight: "customers", itemLocations: without) }
    }
    for index in planned {
        let weight: Double = switch objective.weight {
        case .units: 1
        case .value: items[index].unitCost ?? 1
        case .customers: 1 / max(items[index].unitsPerOrderLine ?? 1, 1e-9)
        case .column: items[index].supply.backorderWeight
        }
        // Setting a field copies what is shared with the plan that a scenario starts from.
        if items[index].weight != weight { items[index].weight = weight }
    }
}

/// The status of a planned item: what the plan has to say most urgently of it.
func plannedStatus(_ decided: Recommendation.Status, isOrderCapped: Bool, isDoubted: Bool) -> Recommendation.Status {
    isDoubted ? .check : isOrderCapped ? .capped : decided
}

/// By index: a copy of an item counts the references it holds.
///
/// - Parameters:
///   - protectionDays: what the level covers, where that is not lead time and review period: of a warehouse.
///   - waits: of a location that a warehouse feeds.
func recommendation(
    _ items: [PlannedItem], _ index: Int, problem: ReplenishmentProblem, decision: ReplenishmentDecision, asOf: CalendarDay, withDates: Bool,
    protectionDays: Double? = nil, waits: (demand: LeadTimeDemand, source: OwedWaits)? = nil
) -> Recommendation {
    let supply = items[index].supply
    let covered = problem.demand.overProtectionInterval, wanted = problem.demand.wantedOverProtectionInterval
    var result = Recommendation(
        key: items[index].key, status: decision.status, policy: decision.policy, performance: decision.performance,
        protectionDays: protectionDays ?? supply.protectionDays, demandMean: wanted.mean, demandStandardDeviation: wanted.standardDeviation,
        averageInventoryValue: decision.averageInventoryValue, inventoryPosition: supply.inventoryPosition, reason: "")
    var reasons = decision.reasons
    var isOrderCapped = false
    if let policy = decision.policy {
        let order = orderNow(policy: policy, terms: supply, isCount: covered.isCount, meanPerDay: problem.demand.meanPerDay)
        result.orderNow = order.quantity
        isOrderCapped = order.isCapped
        reasons += order.reasons
        if let outlook = items[index].outlook {
            result.orderBy = nextOrderDay(
                reorderPoint: policy.reorderPoint, inventoryPosition: supply.inventoryPosition,
                meanPerPeriod: outlook.mean, periodDays: outlook.periodDays, asOf: asOf).map { beforeClosures($0, supply.closures ?? [], asOf: asOf) }
        }
    }
    result.previous = items[index].recommendation.previous
    if withDates, let outlook = items[index].outlook {
        result.projectStock(outlook: outlook, leadTimeSpreadDays: supply.leadTimeStandardDeviationDays, isCount: covered.isCount, asOf: asOf)
    }
    if withDates, supply.source == nil || waits != nil, let policy = decision.policy {
        result.longWaits = longWaits(
            policy, demand: waits?.demand ?? problem.demand, waiting: decision.performance?.probabilityOfWaiting, source: waits?.source)
    }
    let contradictions = termContradictions(supply, meanPerDay: problem.demand.meanPerDay)
    let isContradicted = !contradictions.isEmpty && decision.policy != nil
    if isContradicted { reasons = contradictions + reasons }
    if !problem.limits.capacityNote.isEmpty, decision.policy != nil { reasons.append(problem.limits.capacityNote) }
    let behind = problem.demand.shortfallMean ?? 0
    if behind >= 0.005, decision.policy != nil { reasons.append("\(twoDecimals(behind)) units of the level stand for what a capacity lets orders fall behind") }
    if let lost = problem.demand.orderLossMean.map({ $0 - behind }), lost >= 0.005, decision.policy != nil {
        reasons.append("\(twoDecimals(lost)) units of the level stand for what " + (supply.source.map { "\($0) owes it on average" } ?? "orders under way will lack"))
    }
    if result.orderNow > 0, supply.defaultsUsed.contains("on_hand") { reasons.append("ordered as from an empty shelf: its stock is not known") }
    if let bulk = items[index].bulkReason { reasons.append(bulk) }
    reasons += (items[index].notes ?? []).map(\.text)
    reasons += items[index].outlook?.remarks ?? []
    if !supply.defaultsUsed.isEmpty { reasons.append("defaults for " + supply.defaultsUsed.joined(separator: " ")) }
    let doubt = plannerDoubt(items[index], recommendation: result)
    if let doubt { reasons.insert(doubt, at: 0) }
    result.status = plannedStatus(decision.status, isOrderCapped: isOrderCapped, isDoubted: isContradicted || doubt != nil)
    result.reason = reasons.joined(separator: "; ")
    return result
}

/// The last day on or before `day` on which the supplier takes orders, not before today.
private func beforeClosures(_ day: CalendarDay, _ closures: [SupplierClosure], asOf: CalendarDay) -> CalendarDay {
    var open = day
    for closure in closures.sorted(by: { $0.first > $1.first }) where closure.first <= open && open <= closure.last { open = closure.first.advanced(by: -1) }
    return max(open, asOf)
}
