import DemandModel
import ReorderPolicies
import TextForms

/// Levels of a plan in which warehouses feed locations, and what came of them.
struct NetworkLevels {
    var plan: AssortmentPlan
    /// Of today's levels, where `plan` counts what is left over in a year; else the same.
    var bare: AssortmentPlan
    var leftOver: LeftOverFactors?
    /// By position of the warehouse's item.
    var roles: [Int: WarehouseRole]
    /// By place of a location's problem: demand of its customers alone, and what its warehouse makes it wait for.
    var waits: [Int: (demand: LeadTimeDemand, source: OwedWaits)] = [:]
}

/// Levels of a plan in which warehouses feed locations: the problems get the demand that their levels have to cover.
///
/// - Throws: `PlanError.infeasible` where the objective cannot be met, or does not know warehouses.
func planNetworkLevels(_ prepared: inout PolicyProblems, _ network: NetworkFamilies, items: [PlannedItem], _ setting: PolicySetting) throws(PlanError) -> NetworkLevels {
    let objective = setting.configuration.objective
    if setting.configuration.levelHorizonDays != nil { throw .infeasible("[network] sets today's levels: leave out objective.horizon_days") }
    let families = prepared.families(network, items, setting)
    var ready = PreparedNetwork(prepared.problems, families: families, threads: setting.threads)
    let found: NetworkPlan
    var leftOver: LeftOverFactors?
    do throws(PolicyError) {
        switch setting.averages {
        case .today: found = try ready.plan(objective)
        case .comingYear(let known?):
            found = try ready.plan(objective.ofToday(known) ?? objective)
            leftOver = known
        case .comingYear(nil):
            let past = PastLevels(items, prepared: prepared, network: network, periodDays: setting.periodDays, renewedEveryDays: setting.periodDays)
            let counted = try planCountingLeftOver(
                objective, records: past.records, threads: setting.threads,
                solve: { objective throws(PolicyError) in try ready.plan(objective) }, shares: { past.shares($0.plan.decisions) })
            (found, leftOver) = (counted.plan, counted.factors)
        }
    } catch {
        throw .infeasible("\(error)")
    }
    var waits: [Int: (demand: LeadTimeDemand, source: OwedWaits)] = [:]
    for family in families {
        guard let policy = found.plan.decisions[family.warehouse].policy else { continue }
        for location in family.locations {
            let own = prepared.problems[location.problem].demand
            guard own.reviewPeriodDays > 0, let source = try? OwedWaits(policy, demand: prepared.problems[family.warehouse].demand, part: location.part) else { continue }
            waits[location.problem] = (own, source)
        }
    }
    for slot in prepared.problems.indices { prepared.problems[slot].demand = found.demands[slot] }
    var roles: [Int: WarehouseRole] = [:]
    for (family, owed) in zip(families, found.owedUnits) {
        roles[prepared.itemIndices[family.warehouse]] = WarehouseRole(locations: family.locations.count, ownShare: family.ownShare, owedUnits: owed)
    }
    return NetworkLevels(plan: leftOver.map { found.plan.counting($0, objective: objective) } ?? found.plan, bare: found.plan, leftOver: leftOver, roles: roles, waits: waits)
}

/// Today's transfers: what locations ask for goes from their warehouse as far as its stock does, shared out by need where it does not reach; the warehouse then orders
/// from its supplier what all have asked for.
///
/// Customers who wait at the warehouse itself are served first.
///
/// - Parameters:
///   - items: with recommendations whose `orderNow` is what each location asks for.
///   - prepared: with the demand without what the warehouse owes: a transfer of today is there to stay.
func transferToday(
    _ items: inout [PlannedItem], _ network: NetworkFamilies, prepared: PolicyProblems, roles: [Int: WarehouseRole]
) -> TransferTotals {
    var slots: [Int: Int] = [:]
    for (slot, index) in prepared.itemIndices.enumerated() { slots[index] = slot }
    var totals = TransferTotals()
    for family in network.families {
        guard var role = roles[family.warehouse] else { continue }
        totals.owedUnits += role.owedUnits
        let source = items[family.warehouse].key.location
        let isCount = items[family.warehouse].outlook?.isCount ?? true
        let asking = family.locations.filter { items[$0].recommendation.orderNow > 0 }
        let supply = items[family.warehouse].supply
        let free = max(0, supply.onHand - supply.backordered)
        let available = isCount ? free.rounded(.down) : free
        role.requestedToday = asking.reduce(0) { $0 + items[$1].recommendation.orderNow }
        let requests = asking.compactMap { index -> TransferRequest? in
            guard let slot = slots[index], let evaluator = try? StockEvaluator(prepared.problems[slot].demand) else { return nil }
            let terms = items[index].supply
            return TransferRequest(
                evaluator: evaluator, position: terms.inventoryPosition, wanted: items[index].recommendation.orderNow,
                pack: terms.orderMultiple.flatMap { $0 > 0 ? (isCount ? $0.rounded(.up) : $0) : nil } ?? (isCount ? 1 : 0), weight: items[index].weight)
        }
        guard requests.count == asking.count else { continue }
        let sent = shareTransfers(requests, available: available)
        for (index, units) in zip(asking, sent) {
            let wanted = items[index].recommendation.orderNow
            if units > 0 {
                totals.items += 1
                totals.units += units
            }
            guard units < wanted else { continue }
            let short = wanted - units
            role.shortToday += short
            items[index].recommendation.orderNow = units
            items[index].recommendation.heldBack = short
            if items[index].recommendation.status == .ok { items[index].recommendation.status = .capped }
            items[index].recommendation.addReasons([
                "asks \(source) for \(plain(wanted)), which has \(plain(available)) for \(counted(asking.count, "location")): \(plain(short)) fewer today, shared out by need",
            ])
        }
        totals.shortUnits += role.shortToday
        items[family.warehouse].recommendation.warehouse = role
        orderForTransfers(&items[family.warehouse], requested: role.requestedToday)
    }
    return totals
}

/// The warehouse's own order of today: its position counts what locations ask for today as gone.
private func orderForTransfers(_ item: inout PlannedItem, requested: Double) {
    guard let policy = item.recommendation.policy, let role = item.recommendation.warehouse else { return }
    var terms = item.supply
    terms.backordered += requested
    let order = orderNow(policy: policy, terms: terms, isCount: item.outlook?.isCount ?? true, meanPerDay: meanPerDay(item))
    item.recommendation.inventoryPosition = terms.inventoryPosition
    item.recommendation.orderNow = order.quantity
    if order.isCapped, item.recommendation.status == .ok { item.recommendation.status = .capped }
    var words = ["feeds \(counted(role.locations, "location")), which it owes \(plain((role.owedUnits * 100).rounded() / 100)) units on average"]
    if requested > 0 { words.append("\(plain(requested)) units are asked for today" + (role.shortToday > 0 ? ", \(plain(role.shortToday)) more than it has" : "")) }
    item.recommendation.addReasons(words + order.reasons)
}
