import DemandForecasting
import DemandModel
import TextForms

/// Today's purchase orders of a run: one per supplier and location with anything to order, by supplier, then location.
///
///     for order in purchaseOrders(of: run) { print(order.supplierName, order.location, order.value) }
///
/// Lines are sorted by item. Items whose plan failed or that have no history order nothing and are in no order.
///
/// - Parameters:
///   - units: stock units that somebody set by hand in place of the plan's own; 0 takes an item out. Items that the plan does not order are added.
///   - approvals: orders that were placed: those of this run have the units that were approved, unless they were taken back.
public func purchaseOrders(of run: PlanRun, units: [ItemLocation: Double] = [:], approvals: [ApprovedOrder] = []) -> [PurchaseOrder] {
    let own = approvals.filter { $0.runID == run.id && $0.state != .cancelled }
    guard !units.isEmpty || !own.isEmpty else { return proposedOrders(of: run) }
    var set = units
    let places = Set(own.map { ItemLocation(item: $0.supplier, location: $0.location) })
    // A placed order is what was approved, whatever is edited later.
    for item in run.items where places.contains(ItemLocation(item: item.supply.supplier, location: item.key.location)) { set[item.key] = 0 }
    for line in own.flatMap(\.lines) { set[line.key] = line.units }
    var edited = run
    var proposed: [ItemLocation: Double] = [:]
    for index in edited.items.indices {
        guard let units = set[edited.items[index].key], units != edited.items[index].recommendation.orderNow else { continue }
        proposed[edited.items[index].key] = edited.items[index].recommendation.orderNow
        edited.items[index].recommendation.orderNow = units
        edited.items[index].recommendation.addedForSupplier = edited.items[index].recommendation.addedForSupplier.map { min($0, units) }
    }
    var orders = proposedOrders(of: edited)
    for order in orders.indices {
        for line in orders[order].lines.indices {
            guard let plan = proposed[orders[order].lines[line].key] else { continue }
            orders[order].lines[line].proposedUnits = plan
            let words = plan > 0 ? "set by hand, the plan says \(plain(plan))" : "added by hand"
            orders[order].lines[line].reason = plan > 0 ? words + ": " + orders[order].lines[line].reason : words
        }
    }
    return orders
}

private func proposedOrders(of run: PlanRun) -> [PurchaseOrder] {
    let terms = Dictionary(run.suppliers.map { ($0.supplier, $0) }, uniquingKeysWith: { first, _ in first })
    let totals = Dictionary(run.summary.supplierOrders.map { ($0.supplier, $0) }, uniquingKeysWith: { first, _ in first })
    var groups: [ItemLocation: [PlannedItem]] = [:]
    var values: [String: Double] = [:]
    for item in run.items where item.recommendation.orderNow > 0 {
        groups[ItemLocation(item: item.supply.supplier, location: item.key.location), default: []].append(item)
        values[item.supply.supplier, default: 0] += item.recommendation.orderNow * (item.supply.unitCost ?? 0)
    }
    return groups.sorted { $0.key < $1.key }.map { group, items in
        let supplier = group.item
        var order = PurchaseOrder(
            reference: orderReference(run: run.id, supplier: supplier, location: group.location),
            supplier: supplier, location: group.location, orderedOn: run.asOf,
            lines: items.sorted { $0.key < $1.key }.map { purchaseLine($0, asOf: run.asOf) },
            supplierMinimum: terms[supplier]?.minimumOrderValue.flatMap { $0 > 0 ? $0 : nil },
            supplierCapacity: terms[supplier]?.capacityPerPeriod, supplierValue: values[supplier] ?? 0,
            note: totals[supplier]?.reason ?? "")
        if items.contains(where: { $0.source != nil }) { order.isTransfer = true }
        return order
    }
}

/// The reference of an order: the same run, supplier and location always have the same.
///
///     orderReference(run: "2291ab3471cd", supplier: "Nord", location: "main")    // TB-2291ab34- and six digits
public func orderReference(run: String, supplier: String, location: String) -> String {
    "TB-\(run.prefix(8))-\(stableFingerprint("\(run)\u{1F}\(supplier)\u{1F}\(location)").prefix(6))"
}

private func purchaseLine(_ item: PlannedItem, asOf: CalendarDay) -> PurchaseLine {
    let recommendation = item.recommendation
    let leadTime = LeadTime(item.supply)
    func arrival(_ probability: Double) -> CalendarDay {
        let days = leadTime.quantile(probability)
        return asOf.advanced(by: days.isFinite ? Int(min(max(0, days), 36_500).rounded(.up)) : 0)
    }
    var line = PurchaseLine(
        key: item.key, name: item.card?.name, supplierCode: item.card?.supplierCode, units: recommendation.orderNow,
        unitsPerPack: item.supply.orderMultiple.flatMap { $0 > 1 ? $0 : nil }, unitCost: item.supply.unitCost,
        needBy: recommendation.stockoutP50, receiptP50: arrival(0.5), receiptP90: arrival(0.9),
        addedUnits: recommendation.addedForSupplier ?? 0)
    line.barcode = item.card?.barcode
    line.purchaseUnit = item.card?.purchaseUnit
    line.unitsPerPurchaseUnit = item.card?.unitsPerPurchaseUnit
    line.reason = orderReason(item, receiptP50: line.receiptP50)
    return line
}

/// Why an item is ordered, in a few words.
private func orderReason(_ item: PlannedItem, receiptP50: CalendarDay) -> String {
    let recommendation = item.recommendation
    guard let policy = recommendation.policy else { return "" }
    let added = recommendation.addedForSupplier ?? 0
    var words: [String] = item.source.map { ["transfer from \($0)"] } ?? []
    if recommendation.inventoryPosition > policy.reorderPoint {
        words.append(recommendation.orderBy.map { "taken along, due by \($0)" } ?? "taken along")
    } else {
        words.append("\(plain(recommendation.inventoryPosition)) left, orders at \(plain(policy.reorderPoint)), up to \(plain(policy.orderUpTo))")
        if added > 0 { words.append("\(plain(added)) more for the minimum") }
    }
    if let held = recommendation.heldBack, held > 0 { words.append("\(plain(held)) held back") }
    if recommendation.inventoryPosition < 0 {
        words.append("customers wait")
    } else if let out = recommendation.stockoutP50, out < receiptP50 {
        words.append("may run out before it arrives")
    }
    return words.joined(separator: "; ")
}
