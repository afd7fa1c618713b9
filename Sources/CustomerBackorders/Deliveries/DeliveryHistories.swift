import CMath
import DemandModel

/// Lines ordered within this many days before the planning day are recent.
let recentDays = 182

/// An order line of a year ago counts half: suppliers change.
private let halfLifeDays = 365.0

/// Gathers who waits, what is on its way and how suppliers have delivered.
///
/// - Parameters:
///   - receipts: the purchase history; lines without a day of receipt are open.
///   - openOrders: further open lines; a line that is in both counts once.
///   - waiting: customer order lines; those ordered on `asOf` or later are not known yet.
///   - supplierOf: the supplier of an item-location where a row names none.
/// - Complexity: O(n log n) in the number of rows.
public func backorderFacts(
    receipts: [PurchaseReceipt], openOrders: [OpenOrder], waiting: [CustomerBackorder], supplierOf: [ItemLocation: String], asOf: CalendarDay
) -> BackorderFacts {
    func supplier(_ named: String, _ key: ItemLocation) -> String { named.isEmpty ? supplierOf[key] ?? "" : named }
    var lines = orderLineHistories(receipts: receipts, openOrders: openOrders, asOf: asOf)
    for index in lines.indices { lines[index].supplier = supplier(lines[index].supplier, lines[index].key) }
    var facts = BackorderFacts(waiting: waiting.filter { ($0.orderedOn.map { $0 < asOf } ?? true) && $0.quantity > 0 })
    facts.histories = histories(lines, asOf: asOf)
    facts.togetherShare = togetherShare(lines)
    facts.shortDeliveries = lines.compactMap { shortDelivery($0, asOf: asOf) }.sorted {
        $0.receivedOn != $1.receivedOn ? $0.receivedOn < $1.receivedOn
            : $0.key != $1.key ? $0.key < $1.key : bytesPrecede($0.orderID, $1.orderID)
    }
    facts.openOrders = allOpenOrders(receipts: receipts, openOrders: openOrders, asOf: asOf).map { order in
        var named = order
        named.supplier = supplier(order.supplier, order.key)
        return named
    }
    return facts
}

/// The open orders of both tables, those of the receipts that the other does not have among them.
private func allOpenOrders(receipts: [PurchaseReceipt], openOrders: [OpenOrder], asOf: CalendarDay) -> [OpenOrder] {
    var result = openOrders.filter { ($0.orderedOn.map { $0 < asOf } ?? true) && $0.quantity > 0 }
    let named = Set(openOrders.map { $0.orderID + "\u{1F}" + $0.key.uniqueID })
    for receipt in receipts where receipt.orderedOn < asOf && !(receipt.receivedOn.map { $0 < asOf } ?? false) {
        guard let quantity = receipt.orderedQuantity, quantity > 0,
              receipt.orderID.isEmpty || !named.contains(receipt.orderID + "\u{1F}" + receipt.key.uniqueID) else { continue }
        result.append(OpenOrder(
            orderID: receipt.orderID, key: receipt.key, supplier: receipt.supplier, orderedOn: receipt.orderedOn, promisedOn: receipt.promisedOn,
            quantity: quantity))
    }
    return result
}

private func histories(_ lines: [OrderLineHistory], asOf: CalendarDay) -> [DeliveryHistory] {
    struct Name: Hashable {
        var supplier: String
        var item: String?
    }
    var tallies: [Name: DeliveryTally] = [:]
    let settled = settledAges(lines, asOf: asOf)
    for line in lines {
        let isSettled = line.orderedOn.days(until: asOf) > settled[line.supplier, default: -1]
        let weight = exp2(-Double(line.orderedOn.days(until: asOf)) / halfLifeDays)
        tallies[Name(supplier: line.supplier), default: DeliveryTally()].add(line, weight: weight, isSettled: isSettled, asOf: asOf)
        tallies[Name(supplier: line.supplier, item: line.key.item), default: DeliveryTally()].add(line, weight: weight, isSettled: isSettled, asOf: asOf)
    }
    let names = tallies.keys.sorted {
        if $0.supplier != $1.supplier { return bytesPrecede($0.supplier, $1.supplier) }
        guard let a = $0.item else { return $1.item != nil }
        guard let b = $1.item else { return false }
        return bytesPrecede(a, b)
    }
    return names.compactMap { name in tallies[name]?.history(supplier: name.supplier, item: name.item) }
}

/// Per supplier the age in days by which all but one in fifty of its orders had come; -1 where too few are older.
///
/// Curves are read from older orders alone: of younger ones those that were quick have come and those that were not are open, and a list
/// of open orders need not go with a purchase history that is as complete. Of the older ones the open are late indeed.
private func settledAges(_ lines: [OrderLineHistory], asOf: CalendarDay) -> [String: Int] {
    var leads: [String: [Int]] = [:], ages: [String: [Int]] = [:]
    for line in lines {
        guard let first = line.deliveries.first?.day else { continue }
        leads[line.supplier, default: []].append(line.orderedOn.days(until: first))
        ages[line.supplier, default: []].append(line.orderedOn.days(until: asOf))
    }
    return leads.reduce(into: [:]) { result, entry in
        let sorted = entry.value.sorted()
        let age = sorted[min(sorted.count - 1, sorted.count * 49 / 50)]
        let older = ages[entry.key, default: []].count { $0 > age }
        result[entry.key] = older >= 5 && older * 2 >= sorted.count ? age : -1
    }
}

private func togetherShare(_ lines: [OrderLineHistory]) -> Double? {
    var days: [String: (first: CalendarDay, lines: Int, isTogether: Bool)] = [:]
    for line in lines where !line.orderID.isEmpty {
        guard let day = line.deliveries.first?.day else { continue }
        let name = line.supplier + "\u{1F}" + line.orderID
        if var order = days[name] {
            order.lines += 1
            order.isTogether = order.isTogether && order.first == day
            days[name] = order
        } else {
            days[name] = (day, 1, true)
        }
    }
    let several = days.values.filter { $0.lines > 1 }
    return several.isEmpty ? nil : Double(several.count { $0.isTogether }) / Double(several.count)
}

private func shortDelivery(_ line: OrderLineHistory, asOf: CalendarDay) -> ShortDelivery? {
    guard let ordered = line.ordered, let received = line.receivedUnits, let usable = line.usableUnits, usable < ordered,
          let last = line.deliveries.last?.day, last.days(until: asOf) <= recentDays else { return nil }
    return ShortDelivery(
        orderID: line.orderID, key: line.key, supplier: line.supplier, receivedOn: last, ordered: ordered, received: received, usable: usable)
}
