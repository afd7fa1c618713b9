import DemandModel
import SalesIngestion
import TextForms

/// Which open orders count as stock for today's decision, and what is said of the others.
///
/// - An order counts if it is expected by the end of the days that today's order has to cover (lead time and review period): a later one cannot serve
///   them, and an order placed today overtakes it.
/// - It is expected on the promised day, else a lead time after it was ordered; without either it counts.
/// - Overdue orders count as about to arrive. One that is overdue by more than a lead time (and 30 days) is taken for an order that was never closed and
///   does not count.
/// - A line that occurs twice with the same order, line number, quantity and dates counts once; a line that the receipts show as received does not count.
struct OpenOrderRules {
    var asOf: CalendarDay
    /// What is left of each item's orders after the rules that need no terms.
    private(set) var lines: [ItemLocation: [OpenOrder]] = [:]
    /// The same in the order of the file: what is on its way, counted today or not.
    private(set) var underWay: [OpenOrder] = []
    private(set) var duplicates: [OpenOrder] = []
    private(set) var received: [OpenOrder] = []
    private(set) var later: [OpenOrder] = []
    private(set) var longOverdue: [OpenOrder] = []
    private(set) var overdue: [OpenOrder] = []

    init(_ orders: [OpenOrder], receipts: [PurchaseReceipt], asOf: CalendarDay) {
        self.asOf = asOf
        struct Line: Hashable {
            var order: String, line: String, supplier: String
            var key: ItemLocation
            var quantity: Double
            var ordered: CalendarDay?, promised: CalendarDay?
        }
        var arrived: [String: Double] = [:]
        for receipt in receipts where !receipt.orderID.isEmpty {
            guard let day = receipt.receivedOn, day < asOf else { continue }
            arrived[receipt.orderID + "\u{1F}" + receipt.key.uniqueID, default: 0] += receipt.receivedQuantity ?? receipt.orderedQuantity ?? .infinity
        }
        var seen: Set<Line> = []
        for order in orders where order.orderedOn.map({ $0 < asOf }) ?? true {
            if !order.orderID.isEmpty {
                let line = Line(
                    order: order.orderID, line: order.line, supplier: order.supplier, key: order.key, quantity: order.quantity, ordered: order.orderedOn,
                    promised: order.promisedOn)
                guard seen.insert(line).inserted else { duplicates.append(order); continue }
                let id = order.orderID + "\u{1F}" + order.key.uniqueID
                if let units = arrived[id], order.quantity > 0, units >= order.quantity {
                    arrived[id] = units - order.quantity
                    received.append(order)
                    continue
                }
            }
            lines[order.key, default: []].append(order)
            underWay.append(order)
        }
    }

    /// Units that count for one item-location, and what to say of the rest.
    mutating func counted(_ key: ItemLocation, leadTimeDays: Double, protectionDays: Double) -> (units: Double, notes: [String]) {
        var units = 0.0, notes: [String] = []
        let horizon = asOf.advanced(by: Int(protectionDays.rounded(.down)))
        for order in lines[key] ?? [] {
            guard let expected = order.expectedOn(leadTimeDays: leadTimeDays) else {
                units += order.quantity
                continue
            }
            let name = order.orderID.isEmpty ? "" : " (order \(order.orderID))"
            if expected > horizon {
                later.append(order)
                notes.append("\(decimalText(order.quantity)) due on \(expected)\(name) do not count: today's order serves the days to \(horizon)")
            } else if order.isGivenUp(asOf: asOf, leadTimeDays: leadTimeDays) {
                longOverdue.append(order)
                notes.append("\(decimalText(order.quantity)) due on \(expected)\(name) do not count: overdue by \(expected.days(until: asOf)) days")
            } else {
                if expected < asOf {
                    overdue.append(order)
                    notes.append("\(decimalText(order.quantity)) due on \(expected)\(name) are overdue and count as about to arrive")
                }
                units += order.quantity
            }
        }
        return (units, notes)
    }

    /// For the summary, once every item was asked for.
    var warnings: [String] {
        func line(_ orders: [OpenOrder], _ what: String) -> [String] {
            guard !orders.isEmpty else { return [] }
            let units = orders.reduce(0) { $0 + $1.quantity }
            let names = orders.map { $0.key.uniqueID + ($0.promisedOn.map { " due \($0)" } ?? "") }.sorted(by: bytesPrecede)
            return ["open orders: \(TextForms.counted(orders.count, "line")), \(fixed(units, 0)) units, \(what): " + names.prefix(3).joined(separator: ", ") + (orders.count > 3 ? ", ..." : "")]
        }
        return line(later, "due after the days that today's orders serve, not counted") + line(longOverdue, "overdue by more than a lead time, not counted (never closed?)")
            + line(overdue, "overdue, counted as about to arrive") + line(duplicates, "listed twice, counted once")
            + line(received, "received already by the receipts, not counted")
    }
}
