import DemandModel
import ReorderPolicies

/// Cuts today's orders to the money that `[orders]` allows; nothing where the plan file has no such section.
///
/// - Parameters:
///   - items: with today's orders, suppliers' minimums met.
///   - problems: of the items with a policy, and which item each belongs to.
/// - Throws: `PlanError.infeasible` where the cap is below every order that could be made.
func capPurchases(
    _ items: inout [PlannedItem], prepared: PolicyProblems, suppliers: [SupplierRecord], configuration: PlanConfiguration,
    totals: inout [SupplierOrderTotal]
) throws(PlanError) -> PurchaseCapOutcome? {
    guard let cap = configuration.purchaseCap else { return nil }
    let known = Set(items.map(\.supply.supplier)).union(suppliers.map(\.supplier))
    if let stranger = cap.supplierBudgets.keys.sorted(by: bytesPrecede).first(where: { !known.contains($0) }) {
        throw .infeasible("orders.supplier_budgets names \"\(stranger)\", who is no supplier of the items or the suppliers table; there are "
            + known.filter { !$0.isEmpty }.sorted(by: bytesPrecede).prefix(8).map { "\"\($0)\"" }.joined(separator: ", ") + (known.count > 8 ? ", ..." : ""))
    }
    var indices: [Int] = []
    var candidates: [PurchaseCandidate] = []
    var free = 0
    for (slot, index) in prepared.itemIndices.enumerated() where items[index].recommendation.orderNow > 0 && items[index].source == nil {
        let item = items[index]
        guard let unitCost = item.supply.unitCost, unitCost > 0 else {
            free += 1
            continue
        }
        let evaluator: StockEvaluator
        do throws(PolicyError) { evaluator = try StockEvaluator(prepared.problems[slot].demand) } catch { continue }
        let isCount = item.outlook?.isCount ?? true
        let pack = item.supply.orderMultiple.flatMap { $0 > 0 ? (isCount ? $0.rounded(.up) : $0) : nil } ?? (isCount ? 1 : item.recommendation.orderNow / 48)
        candidates.append(PurchaseCandidate(
            evaluator: evaluator, inventoryPosition: item.supply.inventoryPosition, weight: item.weight, unitCost: unitCost,
            wantedQuantity: item.recommendation.orderNow, pack: item.recommendation.policy?.orderQuantity ?? pack,
            minimumQuantity: item.supply.minimumOrderQuantity ?? 0, supplier: item.supply.supplier))
        indices.append(index)
    }
    let wanted = candidates.reduce(0) { $0 + $1.unitCost * $1.wantedQuantity }
    var minimums: [String: Double] = [:]
    for record in suppliers { if let minimum = record.minimumOrderValue { minimums[record.supplier] = minimum } }
    let choice = choosePurchases(
        candidates, budget: cap.budget ?? .infinity, supplierBudgets: cap.supplierBudgets, supplierMinimums: minimums)
    if let budget = cap.budget, !candidates.isEmpty, choice.spent == 0, budget < choice.cheapestOrder {
        throw .infeasible("the purchase cap of \(plain(budget)) (orders.budget) is below every order that could be made: the least is "
            + "\(twoPlaces(choice.cheapestOrder)), with packs and minimum orders; raise it, or leave it out")
    }
    var outcome = PurchaseCapOutcome(
        budget: cap.budget, wanted: wanted, spent: choice.spent, waiting: choice.waiting, waitingIfAll: choice.waitingIfAll,
        waitingIfNone: choice.waitingIfNone, lowerBound: choice.lowerBound, curve: choice.curve.map { .init(money: $0.money, waiting: $0.waiting) })
    outcome.itemsWithoutCost = free
    outcome.unreachableSuppliers = choice.unreachable
    for (position, index) in indices.enumerated() {
        let own = items[index].recommendation.orderNow, granted = choice.quantities[position]
        guard granted < own else { continue }
        outcome.itemsHeldBack += 1
        outcome.unitsHeldBack += own - granted
        items[index].recommendation.orderNow = granted
        if items[index].recommendation.status != .check { items[index].recommendation.status = .capped }
        items[index].recommendation.heldBack = (items[index].recommendation.heldBack ?? 0) + own - granted
        if let added = items[index].recommendation.addedForSupplier { items[index].recommendation.addedForSupplier = granted > 0 ? min(added, granted) : nil }
        items[index].recommendation.addReasons(["\(plain(own - granted)) fewer for today's purchase cap"])
    }
    guard outcome.itemsHeldBack > 0 else { return outcome }
    totals = totals.compactMap { total in
        let members = items.filter { $0.supply.supplier == total.supplier && $0.recommendation.policy != nil }
        let held = members.reduce(0) { $0 + ($1.recommendation.heldBack ?? 0) }
        var reason = total.reason
        let hasOrders = members.contains { $0.recommendation.orderNow > 0 }
        if held > 0, !hasOrders {
            reason = choice.unreachable.contains(total.supplier)
                ? "its minimum order of \(twoPlaces(minimums[total.supplier] ?? 0)) is above today's purchase cap" : "held back by today's purchase cap"
        } else if held > 0 {
            reason = (reason.isEmpty ? "" : reason + "; ") + "cut for today's purchase cap"
        }
        let after = orderTotal(total.supplier, items: members, reason: reason)
        return after.items > 0 || !reason.isEmpty ? after : nil
    }
    return outcome
}

private func twoPlaces(_ value: Double) -> String { plain((value * 100).rounded() / 100) }
