/// One item of a supplier when an order is considered.
public struct SupplierOrderLine: Sendable, Equatable {
    /// On hand + on order - backordered, units.
    public var inventoryPosition: Double
    /// At or below r the item must be ordered.
    public var reorderPoint: Double
    /// At or below this level it joins an order that another item triggers (Balintfy 1964); at least r.
    public var canOrderLevel: Double
    public var orderUpTo: Double
    /// Money per unit.
    public var unitCost: Double
    /// Units per pack; 0 or 1: single units.
    public var orderMultiple: Double
    /// Units per day.
    public var meanPerDay: Double

    public init(
        inventoryPosition: Double, reorderPoint: Double, canOrderLevel: Double, orderUpTo: Double, unitCost: Double,
        orderMultiple: Double = 1, meanPerDay: Double
    ) {
        self.inventoryPosition = inventoryPosition
        self.reorderPoint = reorderPoint
        self.canOrderLevel = max(reorderPoint, canOrderLevel)
        self.orderUpTo = orderUpTo
        self.unitCost = unitCost
        self.orderMultiple = orderMultiple
        self.meanPerDay = meanPerDay
    }
}

/// A joint order to a supplier.
public struct SupplierOrder: Sendable, Equatable {
    /// Units per line.
    public var quantities: [Double]
    /// Money.
    public var value: Double
    /// Units ordered above S to reach the supplier's minimum, per line.
    public var toppedUp: [Double]
    /// Why the order is as it is; empty for an order without surprises.
    public var reasons: [String]
}

/// What to order from a supplier with a minimum order value, all items together.
///
/// Nothing unless an item is at or below its r. Then every item at or below its can-order level is ordered up to S in packs. Where the
/// value stays below the minimum, packs are added one by one to the item whose position will last the fewest days, items without
/// demand never.
///
///     let low = SupplierOrderLine(
///         inventoryPosition: 2, reorderPoint: 4, canOrderLevel: 6, orderUpTo: 10, unitCost: 5, meanPerDay: 1)
///     let fair = SupplierOrderLine(
///         inventoryPosition: 6, reorderPoint: 3, canOrderLevel: 6, orderUpTo: 9, unitCost: 2, meanPerDay: 0.5)
///     supplierOrder([low, fair], minimumValue: 60).quantities      // [11, 3]: 8 and 3 up to S, then 3 more that last the least
public func supplierOrder(_ lines: [SupplierOrderLine], minimumValue: Double = 0) -> SupplierOrder {
    var order = SupplierOrder(
        quantities: lines.map { _ in 0 }, value: 0, toppedUp: lines.map { _ in 0 }, reasons: [])
    guard lines.contains(where: { $0.inventoryPosition <= $0.reorderPoint }) else { return order }
    func pack(_ line: SupplierOrderLine) -> Double { line.orderMultiple > 1 ? line.orderMultiple : 1 }
    for (index, line) in lines.enumerated() where line.inventoryPosition <= line.canOrderLevel {
        let gap = max(0, line.orderUpTo - line.inventoryPosition)
        var quantity = (gap / pack(line)).rounded(.down) * pack(line)
        // An item that must be ordered gets at least one pack.
        if quantity == 0 && line.inventoryPosition <= line.reorderPoint { quantity = pack(line) }
        order.quantities[index] = quantity
        order.value += quantity * line.unitCost
    }
    guard minimumValue.isFinite, order.value < minimumValue else { return order }
    let before = order.value
    var packs = 0
    while order.value < minimumValue && packs < 100_000 {
        var next = -1
        var fewest = Double.infinity
        for (index, line) in lines.enumerated() where line.meanPerDay > 0 && line.unitCost > 0 {
            let days = (line.inventoryPosition + order.quantities[index]) / line.meanPerDay
            if days < fewest {
                fewest = days
                next = index
            }
        }
        guard next >= 0 else {
            order.reasons.append(
                "the minimum order value of \(number(minimumValue)) cannot be reached: no item with demand and a unit cost")
            return order
        }
        order.quantities[next] += pack(lines[next])
        order.toppedUp[next] += pack(lines[next])
        order.value += pack(lines[next]) * lines[next].unitCost
        packs += 1
    }
    order.reasons.append(
        "raised from \(number(before)) to \(number(order.value)) for the supplier's minimum order value of \(number(minimumValue))")
    return order
}
