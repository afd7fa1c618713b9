import DemandModel
import ReorderPolicies

/// Puts today's orders together by supplier where the suppliers table has terms: other items join, packs are added up to a minimum order
/// value, and a capacity cuts what is ordered now. Items of all locations count together.
///
/// An item joins where it would be due before the supplier's next order is expected: at its r plus the demand of the days in which
/// the supplier's items sell for the minimum order value (at least a review period). Frozen items and overrides are never raised.
///
/// - Parameter items: sorted by key, with their recommendations; `orderNow`, `status` and `reason` may change.
/// - Returns: one total per supplier with an order, terms or none, in the order of their names.
func orderFromSuppliers(
    _ items: inout [PlannedItem], suppliers: [SupplierRecord], periodDays: Double
) -> [SupplierOrderTotal] {
    var members: [String: [Int]] = [:]
    for index in items.indices where items[index].recommendation.policy != nil && items[index].source == nil {
        members[items[index].supplier, default: []].append(index)
    }
    let terms = Dictionary(suppliers.map { ($0.supplier, $0) }, uniquingKeysWith: { first, _ in first })
    var totals: [SupplierOrderTotal] = []
    for (name, indices) in members.sorted(by: { bytesPrecede($0.key, $1.key) }) {
        guard let record = terms[name], record.hasOrderTerms else {
            let total = orderTotal(name, items: items, at: indices)
            if total.items > 0 { totals.append(total) }
            continue
        }
        let order = jointOrder(indices.map { OrderingItem(items[$0], policy: items[$0].recommendation.policy, orderNow: items[$0].recommendation.orderNow) }, record, periodDays: periodDays)
        for (position, index) in indices.enumerated() {
            apply(order, position, supplier: record.supplier, to: &items[index].recommendation)
        }
        let ordered = order.quantities.count { $0 > 0 }
        guard ordered > 0 || !order.reasons.isEmpty else { continue }
        totals.append(SupplierOrderTotal(
            supplier: record.supplier, items: ordered, units: order.quantities.reduce(0, +), value: order.value,
            reason: order.reasons.joined(separator: "; ")))
    }
    // Where no item names a supplier there is nothing to list by.
    return totals.allSatisfy(\.supplier.isEmpty) ? [] : totals
}

extension SupplierRecord {
    /// True where items are ordered together: for a minimum value, or within a capacity.
    var hasOrderTerms: Bool { minimumOrderValue ?? 0 > 0 || capacityPerPeriod != nil }
}

/// Today's order of a supplier's items under its terms, together.
func jointOrder(_ items: [OrderingItem], _ record: SupplierRecord, periodDays: Double) -> SupplierOrder {
    let minimum = record.minimumOrderValue ?? 0
    var sellingPerDay = 0.0
    var review = 0.0
    for item in items {
        sellingPerDay += item.perDay * item.unitCost
        review = max(review, item.reviewPeriodDays)
    }
    let joiningDays = minimum > 0 ? max(review, sellingPerDay > 0 ? minimum / sellingPerDay : 0) : 0
    // A review longer than a period lets more periods' capacity come together.
    let capacity = record.capacityPerPeriod.map { $0 * max(1, review / periodDays) } ?? .infinity
    return supplierOrder(items.map { $0.line(joiningDays: joiningDays) }, minimumValue: minimum, capacity: capacity)
}

/// What is ordered today from one supplier.
func orderTotal(_ supplier: String, items: [PlannedItem], reason: String = "") -> SupplierOrderTotal {
    orderTotal(supplier, items: items, at: Array(items.indices), reason: reason)
}

/// The same of some of the items, by position: an item is large to move.
private func orderTotal(_ supplier: String, items: [PlannedItem], at positions: [Int], reason: String = "") -> SupplierOrderTotal {
    var total = SupplierOrderTotal(supplier: supplier, items: 0, units: 0, value: 0, reason: reason)
    for index in positions where items[index].recommendation.orderNow > 0 {
        let units = items[index].recommendation.orderNow
        total.items += 1
        total.units += units
        total.value += units * (items[index].unitCost ?? 0)
    }
    return total
}

/// Units a day over the protection interval.
func meanPerDay(_ item: PlannedItem) -> Double {
    let days = item.recommendation.protectionDays
    return days > 0 ? max(0, item.recommendation.demandMean) / days : 0
}

/// An item as a joint order sees it.
struct OrderingItem: Sendable {
    /// Units a day over the protection interval.
    var perDay: Double
    var unitCost: Double
    var reviewPeriodDays: Double
    /// The item's own order and policy, units.
    var orderNow: Double
    var policy: ReplenishmentPolicy
    private var inventoryPosition: Double
    private var orderMultiple: Double?
    private var minimumOrderQuantity: Double?
    private var maximumOrderQuantity: Double?
    private var ceiling: Double?
    private var isFixed: Bool

    init(_ item: PlannedItem, policy: ReplenishmentPolicy?, orderNow: Double) {
        self.init(item, perDay: meanPerDay(item), policy: policy, orderNow: orderNow)
    }

    init(_ item: PlannedItem, perDay: Double, policy: ReplenishmentPolicy?, orderNow: Double) {
        let supply = item.supply, limits = stockLimits(supply, meanPerDay: perDay)
        self.perDay = perDay
        unitCost = supply.unitCost ?? 0
        reviewPeriodDays = supply.reviewPeriodDays
        self.orderNow = orderNow
        self.policy = policy ?? ReplenishmentPolicy(kind: .RS, reorderPoint: -.infinity, orderUpTo: 0)
        // What locations ask a warehouse for today is gone.
        inventoryPosition = supply.inventoryPosition - (item.recommendation.warehouse?.requestedToday ?? 0)
        orderMultiple = supply.orderMultiple
        minimumOrderQuantity = supply.minimumOrderQuantity
        maximumOrderQuantity = supply.maximumOrderQuantity
        ceiling = limits.maximumOrderUpTo
        isFixed = limits.isFixed
    }

    func line(joiningDays: Double) -> SupplierOrderLine {
        var most = maximumOrderQuantity.flatMap { $0 > 0 ? $0 : nil } ?? .infinity
        if let ceiling { most = min(most, max(orderNow, ceiling - inventoryPosition)) }
        if isFixed { most = orderNow }
        return SupplierOrderLine(
            inventoryPosition: inventoryPosition, reorderPoint: policy.reorderPoint,
            canOrderLevel: min(policy.orderUpTo, policy.reorderPoint + perDay * joiningDays), orderUpTo: policy.orderUpTo,
            unitCost: unitCost, orderMultiple: orderMultiple ?? 1, minimumQuantity: minimumOrderQuantity ?? 0,
            maximumQuantity: most, requiredQuantity: orderNow, meanPerDay: perDay)
    }
}

/// Writes a line of a joint order into a recommendation.
func apply(_ order: SupplierOrder, _ position: Int, supplier: String, to recommendation: inout Recommendation) {
    guard order.quantities[position] != recommendation.orderNow || order.cut[position] > 0 else { return }
    var reasons: [String] = []
    if order.joined[position] { reasons.append("joins today's order from \(supplier)") }
    if order.toppedUp[position] > 0 { reasons.append("\(plain(order.toppedUp[position])) more for the minimum order value of \(supplier)") }
    if order.cut[position] > 0 {
        reasons.append("\(plain(order.cut[position])) fewer for the capacity of \(supplier)")
        if recommendation.status != .check { recommendation.status = .capped }
    }
    recommendation.orderNow = order.quantities[position]
    let added = order.joined[position] ? order.quantities[position] : order.toppedUp[position]
    if added > 0 { recommendation.addedForSupplier = added }
    if order.cut[position] > 0 { recommendation.heldBack = order.cut[position] }
    recommendation.addReasons(reasons)
}

extension Recommendation {
    /// Adds sentences to the reason.
    mutating func addReasons(_ more: [String]) {
        reason = ((reason.isEmpty ? [] : [reason]) + more).joined(separator: "; ")
    }
}
