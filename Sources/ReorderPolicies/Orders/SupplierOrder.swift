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
    /// Least and most units of one order of the item.
    public var minimumQuantity: Double
    public var maximumQuantity: Double
    /// Units to order where the item must be: by default up to S in packs.
    public var requiredQuantity: Double?
    /// Units per day.
    public var meanPerDay: Double

    public init(
        inventoryPosition: Double, reorderPoint: Double, canOrderLevel: Double, orderUpTo: Double, unitCost: Double,
        orderMultiple: Double = 1, minimumQuantity: Double = 0, maximumQuantity: Double = .infinity, requiredQuantity: Double? = nil,
        meanPerDay: Double
    ) {
        self.inventoryPosition = inventoryPosition
        self.reorderPoint = reorderPoint
        self.canOrderLevel = max(reorderPoint, canOrderLevel)
        self.orderUpTo = orderUpTo
        self.unitCost = unitCost
        self.orderMultiple = orderMultiple
        self.minimumQuantity = minimumQuantity
        self.maximumQuantity = maximumQuantity
        self.requiredQuantity = requiredQuantity
        self.meanPerDay = meanPerDay
    }

    var pack: Double { orderMultiple > 1 ? orderMultiple : 1 }

    /// Units of the item's own order: what it must have, or up to S where it joins.
    func ownQuantity(isForced: Bool) -> Double {
        if isForced, let requiredQuantity { return requiredQuantity }
        let gap = max(0, orderUpTo - inventoryPosition)
        var quantity = (gap / pack).rounded(.down) * pack
        // An item that must be ordered gets at least one pack.
        if quantity == 0 && isForced { quantity = pack }
        if quantity > 0 { quantity = max(quantity, (minimumQuantity / pack).rounded(.up) * pack) }
        return quantity > maximumQuantity ? (maximumQuantity / pack).rounded(.down) * pack : quantity
    }
}

/// A joint order to a supplier.
public struct SupplierOrder: Sendable, Equatable {
    /// Units per line.
    public var quantities: [Double]
    /// Money.
    public var value: Double
    /// Units ordered above the item's own order to reach the supplier's minimum, per line.
    public var toppedUp: [Double]
    /// Units of the item's own order that the supplier's capacity does not allow, per line.
    public var cut: [Double]
    /// Lines that another item's order brought in.
    public var joined: [Bool]
    /// Why the order is as it is; empty for an order without surprises.
    public var reasons: [String]
}

/// What to order from a supplier with a minimum order value and a capacity, all items together.
///
/// Nothing unless an item is at or below its r. Then every item at or below its can-order level is ordered up to S in packs. Where the
/// value stays below the minimum, packs are added one by one to the item whose position will last the fewest days, items without
/// demand never. Where the units are more than the capacity, packs are granted one by one in the same order, the items' own orders at most.
///
///     let low = SupplierOrderLine(
///         inventoryPosition: 2, reorderPoint: 4, canOrderLevel: 6, orderUpTo: 10, unitCost: 5, meanPerDay: 1)
///     let fair = SupplierOrderLine(
///         inventoryPosition: 6, reorderPoint: 3, canOrderLevel: 6, orderUpTo: 9, unitCost: 2, meanPerDay: 0.5)
///     supplierOrder([low, fair], minimumValue: 60).quantities      // [11, 3]: 8 and 3 up to S, then 3 more that last the least
///     supplierOrder([low, fair], capacity: 7).quantities           // [7, 0]: the first would be out before the second
///
/// - Parameters:
///   - minimumValue: money; where capacity or the items' largest orders keep the order below it, nothing is added and the reason says so.
///   - capacity: units that the supplier can deliver of this order.
/// - Complexity: O(lines) for each of about a hundred halvings, however many packs are added.
public func supplierOrder(
    _ lines: [SupplierOrderLine], minimumValue: Double = 0, capacity: Double = .infinity
) -> SupplierOrder {
    let none = lines.map { _ in 0.0 }
    var order = SupplierOrder(
        quantities: none, value: 0, toppedUp: none, cut: none, joined: lines.map { _ in false }, reasons: [])
    guard lines.contains(where: { $0.inventoryPosition <= $0.reorderPoint }) else { return order }
    for (index, line) in lines.enumerated() where line.inventoryPosition <= line.canOrderLevel {
        let isForced = line.inventoryPosition <= line.reorderPoint
        order.quantities[index] = line.ownQuantity(isForced: isForced)
        order.joined[index] = !isForced && order.quantities[index] > 0
    }
    let value: ([Double]) -> Double = { zip($0, lines).reduce(0) { $0 + $1.0 * $1.1.unitCost } }
    let units: ([Double]) -> Double = { $0.reduce(0, +) }
    order.value = value(order.quantities)
    if minimumValue.isFinite, order.value < minimumValue {
        let ceilings = zip(lines, order.quantities).map { line, own in
            line.meanPerDay > 0 && line.unitCost > 0
                ? max(own, (line.maximumQuantity / line.pack).rounded(.down) * line.pack) : own
        }
        let before = order.value
        if let raised = levelled(lines, from: order.quantities, to: ceilings, reaching: { value($0) >= minimumValue }, mustReach: true),
            units(raised) <= capacity
        {
            order.toppedUp = zip(raised, order.quantities).map { $0 - $1 }
            order.quantities = raised
            order.value = value(raised)
            order.reasons.append(
                "raised from \(money(before)) to \(money(order.value)) for the supplier's minimum order value of \(money(minimumValue))")
        } else {
            order.reasons.append(
                "the minimum order value of \(money(minimumValue)) cannot be reached: "
                    + (units(ceilings) > units(order.quantities)
                        ? "the capacity or the largest orders of the items keep it lower"
                        : "no item with demand and a unit cost can be ordered beyond its level"))
        }
    }
    let wanted = order.quantities
    if capacity >= 0, units(wanted) > capacity,
        let granted = levelled(lines, from: none, to: wanted, reaching: { units($0) > capacity }, mustReach: false)
    {
        order.cut = zip(wanted, granted).map { $0 - $1 }
        order.quantities = granted
        order.toppedUp = zip(order.toppedUp, order.cut).map { max(0, $0 - $1) }
        order.value = value(granted)
        order.reasons.append(
            "cut from \(number(units(wanted))) to \(number(units(granted))) units for the supplier's capacity of \(number(capacity))")
    }
    return order
}

/// Raises quantities pack by pack, always the line whose position lasts the fewest days, from `start` to at most `limit`, until
/// `isReached` holds: with `mustReach` the first quantities for which it does (`nil` if none), else the last for which it does not.
private func levelled(
    _ lines: [SupplierOrderLine], from start: [Double], to limit: [Double], reaching isReached: ([Double]) -> Bool, mustReach: Bool
) -> [Double]? {
    func quantities(_ days: Double) -> [Double] {
        lines.indices.map { index in
            let line = lines[index]
            guard limit[index] > start[index] else { return start[index] }
            // Positions that last less than this are raised; lines without demand last for ever.
            let missing = line.meanPerDay > 0 ? days * line.meanPerDay - line.inventoryPosition - start[index] : 0
            guard missing > 0 else { return start[index] }
            let packs = start[index] + (missing / line.pack).rounded(.up) * line.pack
            return min(limit[index], start[index] > 0 ? packs : max(packs, (line.minimumQuantity / line.pack).rounded(.up) * line.pack))
        }
    }
    /// Quantities after one more pack for the first candidate, the first two, and so on.
    func raised(_ now: [Double], _ candidates: [Int]) -> [[Double]] {
        var steps: [[Double]] = []
        var current = now
        for index in candidates {
            let line = lines[index]
            let step = current[index] > 0 ? line.pack : max(line.pack, (line.minimumQuantity / line.pack).rounded(.up) * line.pack)
            current[index] = min(limit[index], current[index] + step)
            steps.append(current)
        }
        return steps
    }
    let withDemand = lines.indices.filter { lines[$0].meanPerDay > 0 }
    var low = withDemand.map { (lines[$0].inventoryPosition + start[$0]) / lines[$0].meanPerDay }.min() ?? 0
    var step = 1.0
    while !isReached(quantities(low + step)) && step < 1e7 { step *= 2 }
    var high = low + step
    if isReached(quantities(high)) {
        for _ in 0..<200 {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if isReached(quantities(middle)) { high = middle } else { low = middle }
        }
        // At `low` not yet, at `high` reached: the lines between take their next pack one by one.
        let below = quantities(low)
        let above = quantities(high)
        let candidates = lines.indices.filter { above[$0] > below[$0] }
        var last = below
        for quantities in raised(below, candidates) {
            if isReached(quantities) {
                return mustReach ? quantities : filled(lines, last, to: limit, while: { !isReached($0) })
            }
            last = quantities
        }
        return mustReach ? above : filled(lines, last, to: limit, while: { !isReached($0) })
    }
    if mustReach { return nil }
    // Every line with demand has all it wants: what is left goes to the others, in their order.
    var all = quantities(high)
    for index in lines.indices where lines[index].meanPerDay <= 0 && limit[index] > start[index] {
        var whole = all
        whole[index] = limit[index]
        if !isReached(whole) {
            all = whole
            continue
        }
        // The most packs that fit, found by halving.
        var fits = 0.0
        var fails = ((limit[index] - start[index]) / lines[index].pack).rounded(.up)
        while fails - fits > 1 {
            let middle = ((fits + fails) / 2).rounded(.down)
            whole[index] = start[index] + middle * lines[index].pack
            if isReached(whole) { fails = middle } else { fits = middle }
        }
        all[index] = start[index] + fits * lines[index].pack
    }
    return all
}

/// Further packs that fit, the line that lasts the fewest days first, passing over lines whose next pack does not.
private func filled(
    _ lines: [SupplierOrderLine], _ start: [Double], to limit: [Double], while fits: ([Double]) -> Bool
) -> [Double] {
    var now = start
    var open = lines.indices.filter { lines[$0].meanPerDay > 0 && now[$0] < limit[$0] }
    func days(_ index: Int) -> Double { (lines[index].inventoryPosition + now[index]) / lines[index].meanPerDay }
    while let next = open.indices.min(by: { days(open[$0]) < days(open[$1]) }) {
        let index = open[next]
        let line = lines[index]
        let step = now[index] > 0 ? line.pack : max(line.pack, (line.minimumQuantity / line.pack).rounded(.up) * line.pack)
        var trial = now
        trial[index] = min(limit[index], now[index] + step)
        if fits(trial) { now = trial }
        if now[index] < trial[index] || now[index] >= limit[index] { open.remove(at: next) }
    }
    return now
}
