import CustomerBackorders
import DemandModel

/// Who waits for the item, what is on its way, and when; `nil` where the run knows of neither.
func customerSection(_ item: PlannedItem, run: PlanRun) -> Explanation.Section? {
    var own = run
    own.items = [item]
    own.backorders?.waiting.removeAll { $0.key != item.key }
    own.backorders?.openOrders.removeAll { $0.key != item.key }
    let waiting = own.backorders?.waiting ?? [], open = own.backorders?.openOrders ?? []
    var facts: [Explanation.Fact] = []
    if !waiting.isEmpty {
        let dates = restockDates(RestockInput(own))
        let units = waiting.reduce(0) { $0 + $1.quantity }
        facts.append(.init(name: "waiting", text: "\(waiting.count) order \(waiting.count == 1 ? "line" : "lines"), \(plain(units)) units"))
        let served = servingOrder(Array(waiting.indices), in: waiting)
        if let first = served.first { facts.append(.init(name: "first served", text: dateText(dates.lines[first].dates))) }
        if let last = served.last, served.count > 1 { facts.append(.init(name: "last served", text: dateText(dates.lines[last].dates))) }
    }
    if !open.isEmpty {
        facts.append(.init(name: "on its way", text: open.prefix(5).map { order in
            "\(order.orderID.isEmpty ? "an order" : order.orderID) \(plain(order.quantity)) units" + (order.promisedOn.map { ", promised \($0)" } ?? "")
        }.joined(separator: "; ") + (open.count > 5 ? "; ..." : "")))
    }
    if let restock = item.recommendation.restock { facts.append(.init(name: "an order of today", text: dateText(restock))) }
    return facts.isEmpty ? nil : .init(title: "Customers", facts: facts)
}

private func dateText(_ dates: DatePromise) -> String {
    guard let half = dates.p50 else { return "no day can be named" }
    return "half of such lines by \(half), " + (dates.p90.map { "nine of ten by \($0)" } ?? "nine of ten by no day that can be named")
}
