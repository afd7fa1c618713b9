import CustomerBackorders
import DemandModel

/// What an explanation of an item needs of a run besides it: the items that may be sent to those who wait for it, by name, none where nobody does.
///
/// - Returns: with the location that they lie at, `nil` for any.
public func standIns(for item: PlannedItem, in run: PlanRun) -> (items: [String], location: String?) {
    guard let facts = run.backorders, facts.waiting.contains(where: { $0.key == item.key }) else { return ([], nil) }
    let names = substituteNeighbours(of: item.key.item, in: facts.substitutes ?? [])
    return (names.sorted(by: bytesPrecede), run.configuration.substituteReach == .anyLocation ? nil : item.key.location)
}

/// Who waits for the item, what is on its way, and when; `nil` where the run knows of neither.
func customerSection(_ item: PlannedItem, run: PlanRun) -> Explanation.Section? {
    var own = run
    own.items = [item]
    own.backorders?.waiting.removeAll { $0.key != item.key }
    own.backorders?.openOrders.removeAll { $0.key != item.key }
    let waiting = own.backorders?.waiting ?? [], open = own.backorders?.openOrders ?? []
    let offers = substitutesToday(item, run: run)
    var facts: [Explanation.Fact] = []
    if !waiting.isEmpty {
        let dates = restockDates(RestockInput(own))
        let units = waiting.reduce(0) { $0 + $1.quantity }
        facts.append(.init(name: "waiting", text: "\(waiting.count) order \(waiting.count == 1 ? "line" : "lines"), \(plain(units)) units"))
        let served = servingOrder(Array(waiting.indices), in: waiting)
        if let first = served.first { facts.append(.init(name: "first served", text: dateText(dates.lines[first].dates))) }
        if let last = served.last, served.count > 1 { facts.append(.init(name: "last served", text: dateText(dates.lines[last].dates))) }
    }
    if !offers.isEmpty {
        let units = offers.reduce(0) { $0 + $1.coveredUnits }
        let known = offers.filter { $0.savedDays != nil }
        let saved = known.reduce(0) { $0 + ($1.savedUnitDays ?? 0) } / max(1, known.reduce(0) { $0 + $1.coveredUnits })
        let names = Set(offers.map { $0.key.location == item.key.location ? $0.key.item : "\($0.key.item) from \($0.key.location)" }).sorted(by: bytesPrecede)
        facts.append(.init(name: "substitutes", text: "\(names.joined(separator: ", ")) could be sent today for \(plain(units)) units of \(offers.count) "
            + "\(offers.count == 1 ? "line" : "lines")" + (saved >= 0.5 ? ", \(plain(saved.rounded())) days sooner on average" : "") + (offers.contains { $0.needsConsent } ? ", once the customer agrees" : "")))
    }
    let standIns = substitutes(of: item.key.item, run: run)
    if !standIns.isEmpty { facts.append(.init(name: "may be replaced by", text: standIns)) }
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

/// What the table of substitutes says of an item on the planning day.
private func substitutes(of item: String, run: PlanRun) -> String {
    (run.backorders?.substitutes ?? []).filter { $0.isValid(on: run.asOf) }.compactMap { row -> String? in
        if row.item == item { return row.ratio == 1 ? row.substitute : "\(row.substitute) (\(plain(row.ratio)) for one)" }
        guard row.isTwoWay, row.substitute == item else { return nil }
        return row.ratio == 1 ? row.item : "\(row.item) (\(plain(1 / row.ratio)) for one)"
    }.joined(separator: ", ")
}

/// What could be sent to those who wait for the item, as far as the run at hand holds its substitutes.
private func substitutesToday(_ item: PlannedItem, run: PlanRun) -> [SubstituteOffer] {
    guard var facts = run.backorders, facts.waiting.contains(where: { $0.key == item.key }) else { return [] }
    let isFar = run.configuration.substituteReach == .anyLocation
    let names = substituteNeighbours(of: item.key.item, in: facts.substitutes ?? [])
    guard isFar || names.count > 1 else { return [] }
    func isNear(_ key: ItemLocation) -> Bool { (isFar || key.location == item.key.location) && names.contains(key.item) }
    facts.waiting.removeAll { !isNear($0.key) }
    var own = RestockInput(run)
    own.facts = facts
    own.items.removeAll { !isNear($0.key) }
    if !own.items.contains(where: { $0.key == item.key }) { own.items = (own.items + [item]).sorted { $0.key < $1.key } }
    let lines = Set(facts.waiting.indices.filter { facts.waiting[$0].key == item.key })
    return substituteOffers(own, dates: restockDates(own)).filter { lines.contains($0.key) && $0.value.source != .found }.sorted { $0.key < $1.key }.map(\.value)
}
