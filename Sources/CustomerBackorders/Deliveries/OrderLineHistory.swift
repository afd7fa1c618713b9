import DemandModel

/// One purchase order line with all the deliveries that came of it.
struct OrderLineHistory {
    var orderID: String
    var key: ItemLocation
    var supplier: String
    var orderedOn: CalendarDay
    var promisedOn: CalendarDay?
    /// In the order of their days.
    var deliveries: [(day: CalendarDay, received: Double?, usable: Double?)] = []
    /// Units; `nil` where no row says.
    var ordered: Double?
    /// Part of the line is still open.
    var isOpen = false

    var receivedUnits: Double? { sum(deliveries.map(\.received)) }
    var usableUnits: Double? { sum(deliveries.map(\.usable)) }

    private func sum(_ values: [Double?]) -> Double? {
        let known = values.compactMap { $0 }
        return known.isEmpty || known.count < values.count ? nil : known.reduce(0, +)
    }
}

/// Puts the rows of the receipts and of the open orders together into order lines; what happened on `asOf` or later is not known.
///
/// Rows with the same order, item and location are deliveries of one line; rows without an order number stand alone.
func orderLineHistories(receipts: [PurchaseReceipt], openOrders: [OpenOrder], asOf: CalendarDay) -> [OrderLineHistory] {
    struct Name: Hashable {
        var order: String
        var key: ItemLocation
    }
    var lines: [OrderLineHistory] = []
    lines.reserveCapacity(receipts.count)
    var positions: [Name: Int] = [:]
    for receipt in receipts where receipt.orderedOn < asOf {
        let name = Name(order: receipt.orderID, key: receipt.key)
        let position: Int
        if !receipt.orderID.isEmpty, let known = positions[name] {
            position = known
        } else {
            position = lines.count
            lines.append(OrderLineHistory(
                orderID: receipt.orderID, key: receipt.key, supplier: receipt.supplier, orderedOn: receipt.orderedOn, promisedOn: receipt.promisedOn))
            if !receipt.orderID.isEmpty { positions[name] = position }
        }
        var asked = lines[position].ordered
        if let quantity = receipt.orderedQuantity { asked = max(asked ?? 0, quantity) }
        lines[position].ordered = asked
        if receipt.orderedOn < lines[position].orderedOn { lines[position].orderedOn = receipt.orderedOn }
        // The first promise is the one to keep.
        if let promise = receipt.promisedOn { lines[position].promisedOn = min(lines[position].promisedOn ?? promise, promise) }
        if let day = receipt.receivedOn, day < asOf {
            lines[position].deliveries.append((day, receipt.receivedQuantity, receipt.acceptedQuantity ?? receipt.receivedQuantity))
        } else {
            lines[position].isOpen = true
        }
    }
    for order in openOrders {
        guard let ordered = order.orderedOn, ordered < asOf else { continue }
        if !order.orderID.isEmpty, let known = positions[Name(order: order.orderID, key: order.key)] {
            lines[known].isOpen = true
            if lines[known].promisedOn == nil { lines[known].promisedOn = order.promisedOn }
            continue
        }
        var line = OrderLineHistory(
            orderID: order.orderID, key: order.key, supplier: order.supplier, orderedOn: ordered, promisedOn: order.promisedOn)
        line.ordered = order.quantity
        line.isOpen = true
        lines.append(line)
    }
    for index in lines.indices {
        lines[index].deliveries.sort { $0.day < $1.day }
        // Rows that each say what they were asked for add up.
        if let received = lines[index].receivedUnits, let ordered = lines[index].ordered, lines[index].deliveries.count > 1, received > ordered {
            lines[index].ordered = received
        }
    }
    return lines
}
