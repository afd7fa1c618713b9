import DemandModel
import NumericCore
import ParallelWork
import Synchronization
import TextForms

/// Applies the changes of a scenario to a run's items and configuration; nothing is planned again here.
///
/// - Parameter threads: worker threads; no effect on what is changed.
/// - Throws: `ScenarioError` where a change names an item that the run does not hold, an objective the run does not have, or
///   leads to a value outside its range.
func applyChanges(
    _ changes: [ScenarioChange], items: inout [PlannedItem], configuration: inout PlanConfiguration, threads: Int = 1
) throws(ScenarioError) {
    for change in changes {
        switch change.subject {
        // Moves dates, not levels.
        case .delivery: continue
        case .plan(.ordersBudget):
            var cap = configuration.purchaseCap ?? PurchaseCap()
            cap.budget = try changedCap(cap.budget, change)
            configuration.purchaseCap = cap
        case .supplierBudget(let name):
            let names = Set(items.map(\.supply.supplier))
            guard names.contains(name) else {
                throw ScenarioError(
                    change: change.text, problem: "the run has no supplier \"\(name)\"",
                    hint: nearestName(to: name, among: names.sorted(by: bytesPrecede)).map { "did you mean \($0)?" } ?? "")
            }
            var cap = configuration.purchaseCap ?? PurchaseCap()
            cap.supplierBudgets[name] = try changedCap(cap.supplierBudgets[name], change)
            configuration.purchaseCap = cap
        case .plan(let field):
            if let objective = try changedObjective(configuration.objective, field: field, change: change) {
                configuration.objective = objective
            } else {
                try applyToAll(change, field: itemField(field), to: &items, threads: threads)
            }
        case .item(let key, let field):
            guard let index = place(of: key, in: items) else {
                let names = items.map(\.key.uniqueID)
                throw ScenarioError(
                    change: change.text, problem: "the run has no item \(key.uniqueID)",
                    hint: nearestName(to: key.uniqueID, among: names).map { "did you mean \($0)?" } ?? "")
            }
            try apply(change, field: field, to: &items[index])
        case .supplier(let name, let field):
            try apply(change, field: field, to: &items, named: name, kind: "supplier") { $0.supply.supplier }
        case .group(let name, let field):
            try apply(change, field: field, to: &items, named: name, kind: "group") { $0.supply.stock?.group ?? "" }
        }
    }
}

/// Changes every item; the first that it does not apply to is told of.
private func applyToAll(_ change: ScenarioChange, field: ScenarioChange.ItemField, to items: inout [PlannedItem], threads: Int) throws(ScenarioError) {
    let refused = Mutex<(index: Int, error: ScenarioError)?>(nil)
    parallelUpdate(&items, threads: threads) { index, item in
        do throws(ScenarioError) {
            try apply(change, field: field, to: &item)
        } catch {
            refused.withLock { known in
                if known.map({ index < $0.index }) ?? true { known = (index, error) }
            }
        }
    }
    if let (_, error) = refused.withLock({ $0 }) { throw error }
}

/// Money for today's orders: a value states a cap, a change of one needs that cap to be there.
private func changedCap(_ cap: Double?, _ change: ScenarioChange) throws(ScenarioError) -> Double {
    guard cap != nil || change.setsValue else {
        throw ScenarioError(change: change.text, problem: "the run has no such cap on today's orders", hint: "give a value, for example orders.budget=20000")
    }
    let result = change.operation.applied(to: cap ?? 0)
    guard result.isFinite, result >= 0 else { throw ScenarioError(change: change.text, problem: "leads to \(plain(result))", hint: "it cannot be negative") }
    return result
}

/// Changes all items of a supplier or a group.
private func apply(
    _ change: ScenarioChange, field: ScenarioChange.ItemField, to items: inout [PlannedItem], named name: String, kind: String,
    _ own: (PlannedItem) -> String
) throws(ScenarioError) {
    let chosen = items.indices.filter { own(items[$0]).utf8.elementsEqual(name.utf8) }
    guard !chosen.isEmpty else {
        let names = Set(items.map(own)).filter { !$0.isEmpty }.sorted(by: bytesPrecede)
        throw ScenarioError(
            change: change.text, problem: "the run has no \(kind) \"\(name)\"",
            hint: nearestName(to: name, among: names).map { "did you mean \($0)?" } ?? (names.isEmpty ? "" : "it has " + names.prefix(5).joined(separator: ", ")))
    }
    for index in chosen { try apply(change, field: field, to: &items[index]) }
}

private func changedObjective(
    _ objective: PlanObjective, field: ScenarioChange.PlanField, change: ScenarioChange
) throws(ScenarioError) -> PlanObjective? {
    let kind: PlanObjective.Kind
    switch field {
    case .budget: kind = .budget
    case .fillRate: kind = objective.kind == .systemFillRate ? .systemFillRate : .fillRate
    case .expectedBackorders: kind = .expectedBackorders
    default: return nil
    }
    var changed = objective
    if objective.kind != kind {
        // A value states a new objective; a change of one needs that objective to be there.
        guard case .set(let value) = change.operation else {
            throw ScenarioError(
                change: change.text, problem: "the run's objective is \(objective.kind.rawValue)",
                hint: "give a value (\(field.rawValue)=...) to plan for another objective")
        }
        changed = PlanObjective(kind: kind, target: value, weight: objective.weight)
    } else {
        changed.target = change.operation.applied(to: objective.target)
    }
    let range = kind != .budget && kind != .expectedBackorders ? 0...0.999999 : 0...Double.greatestFiniteMagnitude
    guard range.contains(changed.target) else {
        throw ScenarioError(
            change: change.text, problem: "leads to \(plain(changed.target))",
            hint: field == .fillRate ? "a fill rate is a share from 0 to below 1" : "it cannot be negative")
    }
    return changed
}

private func itemField(_ field: ScenarioChange.PlanField) -> ScenarioChange.ItemField {
    switch field {
    case .leadTime: .leadTimeDays
    case .leadTimeSpread: .leadTimeStandardDeviationDays
    case .reviewPeriod: .reviewPeriodDays
    case .unitCost: .unitCost
    case .orderCost: .orderCost
    case .holdingRate: .holdingRatePerYear
    case .minimumOrderQuantity: .minimumOrderQuantity
    case .orderMultiple: .orderMultiple
    case .maximumOrderQuantity: .maximumOrderQuantity
    case .demand, .budget, .fillRate, .expectedBackorders, .ordersBudget: .demand
    }
}

private func apply(_ change: ScenarioChange, field: ScenarioChange.ItemField, to item: inout PlannedItem) throws(ScenarioError) {
    func changed(_ value: Double?, _ fallback: Double = 0) throws(ScenarioError) -> Double {
        let result = change.operation.applied(to: value ?? fallback)
        guard result.isFinite, result >= 0 else {
            throw ScenarioError(change: change.text, problem: "leads to \(plain(result)) for item \(item.key.uniqueID)", hint: "it cannot be negative")
        }
        guard result <= field.most else {
            throw ScenarioError(
                change: change.text, problem: "leads to \(plain(result)) for item \(item.key.uniqueID)",
                hint: "\(field.rawValue) is at most \(plain(field.most)), as in the items table")
        }
        return result
    }
    switch field {
    case .demand: try changeDemand(change, of: &item)
    case .unitCost: if item.supply.unitCost != nil || change.setsValue { item.supply.unitCost = try changed(item.supply.unitCost) }
    case .leadTimeDays: item.supply.leadTimeDays = try changed(item.supply.leadTimeDays)
    case .leadTimeStandardDeviationDays:
        item.supply.leadTimeStandardDeviationDays = try changed(item.supply.leadTimeStandardDeviationDays)
    case .reviewPeriodDays: item.supply.reviewPeriodDays = try changed(item.supply.reviewPeriodDays)
    case .orderCost: item.supply.orderCost = try changed(item.supply.orderCost)
    case .holdingRatePerYear: item.supply.holdingRatePerYear = try changed(item.supply.holdingRatePerYear)
    case .backorderCostPerUnitDay: item.supply.backorderCostPerUnitDay = try changed(item.supply.backorderCostPerUnitDay)
    case .backorderWeight: item.supply.backorderWeight = try changed(item.supply.backorderWeight, 1)
    case .minimumOrderQuantity: item.supply.minimumOrderQuantity = try changed(item.supply.minimumOrderQuantity)
    case .orderMultiple: item.supply.orderMultiple = try changed(item.supply.orderMultiple, 1)
    case .maximumOrderQuantity: item.supply.maximumOrderQuantity = try changed(item.supply.maximumOrderQuantity)
    case .onHand: item.supply.onHand = try changed(item.supply.onHand)
    case .onOrder: item.supply.onOrder = try changed(item.supply.onOrder)
    case .backordered: item.supply.backordered = try changed(item.supply.backordered)
    case .overrideReorderPoint, .overrideOrderUpTo:
        // Taken whole first: without optimisation the compiler reads a part of a computed property after its end.
        let supply = item.supply, level = item.recommendation.policy
        var stock = supply.stock ?? StockTerms()
        if field == .overrideReorderPoint {
            stock.overrideReorderPoint = try changed(stock.overrideReorderPoint ?? level?.reorderPoint)
        } else {
            stock.overrideOrderUpTo = try changed(stock.overrideOrderUpTo ?? level?.orderUpTo)
        }
        stock.overrideReason = stock.overrideReason ?? "scenario"
        item.supply.stock = stock
    }
}

/// Demand may be scaled (+20%); a total cannot be set, since the forecast is a path.
private func changeDemand(_ change: ScenarioChange, of item: inout PlannedItem) throws(ScenarioError) {
    guard case .multiply(let factor) = change.operation else {
        throw ScenarioError(change: change.text, problem: "demand is changed by a share", hint: "write demand=+20% or demand=-10%")
    }
    guard factor <= 1_000 else {
        throw ScenarioError(change: change.text, problem: "multiplies demand by \(plain(factor))", hint: "a thousand times is the most")
    }
    guard let outlook = item.outlook else { return }
    if let periods = change.periods {
        guard periods.lowerBound <= outlook.mean.count else {
            throw ScenarioError(
                change: change.text, problem: "period \(periods.lowerBound) lies beyond the forecast of \(outlook.mean.count) periods of item \(item.key.uniqueID)",
                hint: "the next period is 1")
        }
        item.outlook = outlook.scaled(by: factor, periods: periods)
        item.pooled = item.pooled.map { $0.scaled(by: outlook.averageFactor(factor, periods: periods, through: $0.horizonPeriods)) }
        return
    }
    item.outlook = outlook.scaled(by: factor)
    item.pooled = item.pooled?.scaled(by: factor)
}

extension ScenarioChange.ItemField {
    /// The largest value that the items table accepts, too.
    var most: Double {
        switch self {
        case .leadTimeDays, .leadTimeStandardDeviationDays, .reviewPeriodDays: 3_650
        case .holdingRatePerYear: 100
        default: 1e12
        }
    }
}

extension ScenarioChange {
    var setsValue: Bool { if case .set = operation { true } else { false } }
}
