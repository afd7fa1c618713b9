/// Closes the gap between an allocation and its bound: the least total value of one level per item with a total cost within a limit.
///
/// Dynamic programming over the items, widest first. A partial allocation is dropped where another costs no more and is worth no more, where its
/// levels are together further from their best at the multiplier than the gap, or where the rest of the items can neither keep the limit nor use
/// it up. What is left is complete, so the result is the optimum, unless more than `mostStates` partial allocations had to be kept: then
/// those nearest to the bound are, and the result is only the best found.
struct GapSearch {
    /// Assortments beyond this are left as they are: their gap is too small to matter.
    static let mostItems = 200
    private static let mostStates = 20_000
    /// Partial allocations looked at, over all items.
    private static let mostSteps = 20_000_000

    private struct State {
        var cost: Double
        var value: Double
        /// How far the levels so far are from the least of value + multiplier x cost.
        var penalty: Double
        var parent: Int32
        var choice: Int32
    }

    private let items: [ItemChoices]
    private let limit: Double
    private let multiplier: Double

    init(_ items: [ItemChoices], limit: Double, multiplier: Double) {
        self.items = items
        self.limit = limit
        self.multiplier = multiplier
    }

    /// No choice of levels is worth less.
    var bound: Double { items.reduce(0) { $0 + $1.least } - multiplier * limit }

    /// The choice by item, and whether it is proven to be the best; `nil` where nothing beats `incumbent`.
    func solve(incumbent: Double) -> (chosen: [Int]?, isProven: Bool) {
        let gap = incumbent - bound
        guard gap > 0, !items.isEmpty else { return (nil, true) }
        let span = items.map { item in
            let costs = item.choices.map(\.cost)
            return (low: costs.min() ?? 0, high: costs.max() ?? 0)
        }
        let order = items.indices.sorted {
            let a = span[$0].high - span[$0].low
            let b = span[$1].high - span[$1].low
            return a != b ? a > b : $0 < $1
        }
        // Least and most that the items from a position on can cost.
        var restLow = [Double](repeating: 0, count: order.count + 1)
        var restHigh = restLow
        for position in order.indices.reversed() {
            restLow[position] = restLow[position + 1] + span[order[position]].low
            restHigh[position] = restHigh[position + 1] + span[order[position]].high
        }
        let slack = 1e-13 * max(abs(limit), restHigh[0])
        let mostStates = order.count > 40 ? Self.mostStates / 5 : Self.mostStates
        var isProven = true
        var layers: [[State]] = []
        var states = [State(cost: 0, value: 0, penalty: 0, parent: -1, choice: 0)]
        let stepsPerItem = Self.mostSteps / order.count
        func nearest(_ states: [State], _ count: Int) -> [State] {
            let border = states.map(\.penalty).sorted()[count]
            return states.filter { $0.penalty < border }
        }
        for (position, index) in order.enumerated() {
            let item = items[index]
            // Wide choices leave room for fewer partial allocations.
            let room = max(100, stepsPerItem / max(1, item.choices.count))
            if states.count > room {
                isProven = false
                states = nearest(states, room)
                if states.isEmpty { return (nil, false) }
                layers[layers.count - 1] = states
            }
            var next: [State] = []
            next.reserveCapacity(states.count * item.choices.count)
            for (parent, state) in states.enumerated() {
                for (choice, one) in item.choices.enumerated() {
                    let penalty = state.penalty + (one.value + multiplier * one.cost - item.least)
                    let cost = state.cost + one.cost
                    guard penalty <= gap, cost + restLow[position + 1] <= limit + slack,
                        penalty + multiplier * (limit - cost - restHigh[position + 1]) <= gap
                    else { continue }
                    next.append(State(
                        cost: cost, value: state.value + one.value, penalty: penalty, parent: Int32(parent), choice: Int32(choice)))
                }
            }
            next.sort { $0.cost != $1.cost ? $0.cost < $1.cost : ($0.value != $1.value ? $0.value < $1.value : $0.parent < $1.parent) }
            var kept: [State] = []
            for state in next where state.value < kept.last?.value ?? .infinity { kept.append(state) }
            if kept.count > mostStates {
                isProven = false
                kept = nearest(kept, mostStates)
            }
            if kept.isEmpty { return (nil, isProven) }
            layers.append(kept)
            states = kept
        }
        // The dearest within the limit is worth least.
        guard var at = states.indices.last, states[at].value < incumbent - 1e-14 * abs(incumbent) else { return (nil, isProven) }
        var chosen = items.map { _ in 0 }
        for position in order.indices.reversed() {
            let state = layers[position][at]
            chosen[order[position]] = Int(state.choice)
            at = Int(state.parent)
        }
        return (chosen, isProven)
    }
}
