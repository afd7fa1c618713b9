import DemandModel

/// An open order with the customers who wait for it.
public struct ExpediteRow: Sendable, Equatable {
    public var order: OpenOrder
    /// Days past its promise; `nil` without one, negative where it is not due.
    public var daysOverdue: Int?
    public var dates: DatePromise
    public var basis: ArrivalBasis
    /// Waiting lines and units that would be served if it came today, and what these customers pay.
    public var waitingLines: Int
    public var waitingUnits: Double
    public var waitingValue: Double
}

/// Which open orders to chase: those that customers wait for, most customers first, then most money, then the oldest.
///
/// The queue of an item takes its orders in the order of their middle days; a line waits for the order that completes it, and for those
/// before it that it needs.
public func expediteList(_ input: RestockInput) -> [ExpediteRow] {
    let model = QueueModel(input)
    let queues = ItemQueues(input)
    var rows: [ExpediteRow] = []
    for queue in queues.items where !queue.lines.isEmpty {
        let item = input.items[queue.item]
        var orders = queue.orders.map { index -> ExpediteRow in
            let order = input.facts.openOrders[index]
            let judged = model.arrival(of: order, supply: item.supply)
            return ExpediteRow(
                order: order, daysOverdue: order.promisedOn.map { $0.days(until: input.asOf) }, dates: judged.dates, basis: judged.basis, waitingLines: 0,
                waitingUnits: 0, waitingValue: 0)
        }
        orders.sort { comesBefore($0.dates, $0.order, $1.dates, $1.order) }
        var covered = item.supply.onHand - queue.unnamed
        var lines = queue.lines[...]
        var needed = 0.0
        for index in orders.indices {
            let before = max(0, covered)
            covered += orders[index].order.quantity
            while let line = lines.first {
                let waiting = input.facts.waiting[line]
                guard needed < covered else { break }
                let part = min(covered, needed + waiting.quantity) - max(before, needed)
                if part > 0 {
                    orders[index].waitingLines += 1
                    orders[index].waitingUnits += part
                    orders[index].waitingValue += part * (waiting.price ?? item.medianPrice ?? 0)
                }
                guard needed + waiting.quantity <= covered else { break }
                needed += waiting.quantity
                lines.removeFirst()
            }
        }
        rows += orders.filter { $0.waitingLines > 0 }
    }
    return rows.sorted {
        if $0.waitingLines != $1.waitingLines { return $0.waitingLines > $1.waitingLines }
        if $0.waitingValue != $1.waitingValue { return $0.waitingValue > $1.waitingValue }
        let a = $0.order.orderedOn?.number ?? .max, b = $1.order.orderedOn?.number ?? .max
        if a != b { return a < b }
        return $0.order.key != $1.order.key ? $0.order.key < $1.order.key : bytesPrecede($0.order.orderID, $1.order.orderID)
    }
}
