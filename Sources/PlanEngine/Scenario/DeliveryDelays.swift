import CustomerBackorders
import DemandModel
import TextForms

/// The facts of a run with what is on its way from suppliers moved by a scenario's delays; delays of a scenario of a scenario add up.
///
/// - Throws: `ScenarioError` for a supplier that the run does not have.
func delayedFacts(_ run: PlanRun, changes: [ScenarioChange]) throws(ScenarioError) -> BackorderFacts? {
    let isDelayed = changes.contains { if case .delivery = $0.subject { true } else { false } }
    guard isDelayed else { return run.backorders }
    let suppliers = Set(run.items.map(\.supplier)).union(run.backorders?.openOrders.map(\.supplier) ?? [])
    var facts = run.backorders
    for change in changes {
        guard case .delivery(let named) = change.subject, let days = change.delayDays else { continue }
        if let named, !suppliers.contains(named) {
            throw ScenarioError(
                change: change.text, problem: "the run has no supplier \(named)",
                hint: nearestName(to: named, among: Array(suppliers)).map { "did you mean \($0)?" } ?? "")
        }
        var changed = facts ?? BackorderFacts()
        for supplier in named.map({ [$0] }) ?? suppliers.sorted(by: bytesPrecede) { changed.delayDays = (changed.delayDays ?? [:]).merging([supplier: days], uniquingKeysWith: +) }
        facts = changed
    }
    return facts
}

/// A waiting line whose day a scenario moves.
public struct WaitingDelta: Sendable, Equatable {
    public var line: CustomerBackorder
    public var before: DatePromise
    public var after: DatePromise

    /// Days by which the day that nine of ten keep to comes later; `nil` where one of the two cannot be named.
    public var days: Int? {
        guard let old = before.p90, let new = after.p90 else { return nil }
        return old.days(until: new)
    }
}

/// The waiting lines whose dates differ between a run and a scenario of it, those that wait longest first.
public func waitingDeltas(from before: PlanRun, to after: PlanRun) -> [WaitingDelta] {
    guard let facts = before.backorders, !facts.waiting.isEmpty else { return [] }
    let old = restockDates(RestockInput(before)), new = restockDates(RestockInput(after))
    let moved = zip(old.lines, new.lines).filter { $0.dates != $1.dates }.map {
        WaitingDelta(line: facts.waiting[$0.line], before: $0.dates, after: $1.dates)
    }
    return moved.enumerated().sorted { a, b in
        let first = a.element.days ?? Int.max, second = b.element.days ?? Int.max
        return first != second ? first > second : a.offset < b.offset
    }.map(\.element)
}

/// Who waits in two plans: last night's and tonight's.
public struct WaitingDifference: Sendable, Equatable {
    /// Lines in both whose day that nine of ten keep to has moved, those that moved back furthest first; lines without a day any more come before.
    public var moved: [WaitingDelta] = []
    /// Lines of the later plan alone, and lines that the earlier one alone had: served or cancelled.
    public var added: [CustomerBackorder] = []
    public var gone: [CustomerBackorder] = []

    /// Lines are the same where order, item and location are; of several such lines the first is the first.
    public init(from before: PlanRun, to after: PlanRun, threads: Int = 1) {
        struct Name: Hashable {
            var order: String
            var key: ItemLocation
        }
        let earlier = before.backorders?.waiting ?? [], later = after.backorders?.waiting ?? []
        guard !earlier.isEmpty || !later.isEmpty else { return }
        let old = restockDates(RestockInput(before), threads: threads), new = restockDates(RestockInput(after), threads: threads)
        var places: [Name: [Int]] = [:]
        for index in earlier.indices.reversed() { places[Name(order: earlier[index].orderID, key: earlier[index].key), default: []].append(index) }
        var left = Set(earlier.indices)
        for (index, line) in later.enumerated() {
            guard let place = places[Name(order: line.orderID, key: line.key)]?.popLast() else {
                added.append(line)
                continue
            }
            left.remove(place)
            let delta = WaitingDelta(line: line, before: old.lines[place].dates, after: new.lines[index].dates)
            if delta.before.p90 != delta.after.p90 { moved.append(delta) }
        }
        gone = left.sorted().map { earlier[$0] }
        moved = moved.enumerated().sorted { a, b in
            let first = a.element.days ?? (a.element.after.p90 == nil ? Int.max : Int.min), second = b.element.days ?? (b.element.after.p90 == nil ? Int.max : Int.min)
            return first != second ? first > second : a.offset < b.offset
        }.map(\.element)
    }

    public var isEmpty: Bool { moved.isEmpty && added.isEmpty && gone.isEmpty }
}
