import DemandModel

/// The best whole levels of a few items within a budget, proven by branch and bound.
///
/// Items are fixed one after the other, dearest first, each at every affordable level. The rest is bounded by its linear
/// relaxation: unit steps in the order of their ratio, the last one in part (the steps of an item come in this order because E[B] is
/// convex). Worthwhile where single units are a large part of the budget; with many items fill-in and swaps come close enough.
struct SmallAssortmentSearch {
    static let mostItems = 10
    private static let mostNodes = 400_000
    /// With few items cheap units are bought that hardly help: the optimum is exact.
    private static let leastReduction = 1e-15

    private let items: [StockItem]
    private let money: PlanObjective.Money
    /// By item, dearest first: values (weighted E[B]) and money at floor + 0, 1, 2, ... units.
    private var values: [[Double]] = []
    private var prices: [[Double]] = []
    private let order: [Int]
    /// All steps in the order of their ratio, with the position of their item in `order`.
    private var steps: [(position: Int, gain: Double, cost: Double)] = []
    private var nodes = 0
    private var best = Double.infinity
    private var bestLevels: [Int] = []

    /// `nil` unless all items are counts and few.
    init?(_ items: [StockItem], budget: Double, money: PlanObjective.Money) {
        let isSmall = items.count <= Self.mostItems && items.allSatisfy { $0.isCount && ($0.unitCost > 0 || $0.floor == $0.ceiling) }
        guard isSmall else { return nil }
        self.items = items
        self.money = money
        order = items.indices.sorted { items[$0].unitCost != items[$1].unitCost ? items[$0].unitCost > items[$1].unitCost : $0 < $1 }
        var ranked: [(ratio: Double, position: Int, gain: Double, cost: Double)] = []
        for (position, index) in order.enumerated() {
            let item = items[index]
            var level = item.floor
            var value: [Double] = []
            var price: [Double] = []
            while true {
                let backorders = item.backorders(level)
                value.append(item.weight * backorders)
                price.append(item.money(level, backorders: backorders, kind: money))
                let reduction = item.evaluator.backorderReduction(orderUpTo: level, batch: item.quantity)
                if level >= item.ceiling || reduction <= Self.leastReduction || item.weight == 0 { break }
                if price[price.count - 1] > budget || price.count > 2_000 { break }
                let step = stepPrice(unitCost: item.unitCost, weight: item.weight, reduction: reduction, money: money)
                ranked.append((step.ratio, position, item.weight * reduction, step.cost))
                level += 1
            }
            values.append(value)
            prices.append(price)
        }
        if values.contains(where: { $0.count > 2_000 }) { return nil }
        ranked.sort { $0.ratio != $1.ratio ? $0.ratio > $1.ratio : $0.position < $1.position }
        steps = ranked.map { ($0.position, $0.gain, $0.cost) }
    }

    /// The best levels, by item; `nil` where the search was cut off or nothing beats `incumbent`.
    mutating func solve(budget: Double, incumbent: Double) -> [Double]? {
        best = incumbent
        var chosen = Array(repeating: 0, count: order.count)
        guard branch(0, remaining: budget, value: 0, chosen: &chosen), !bestLevels.isEmpty else { return nil }
        var levels = items.map(\.floor)
        for (position, index) in order.enumerated() { levels[index] += Double(bestLevels[position]) }
        return levels
    }

    /// False where the limit of nodes is hit.
    private mutating func branch(_ position: Int, remaining: Double, value: Double, chosen: inout [Int]) -> Bool {
        nodes += 1
        if nodes > Self.mostNodes { return false }
        if position == order.count {
            if value < best - 1e-15 {
                best = value
                bestLevels = chosen
            }
            return true
        }
        if bound(position, remaining: remaining) + value >= best - 1e-15 { return true }
        // From the most that is affordable downwards: good solutions early.
        var level = prices[position].count - 1
        while level >= 0 && prices[position][level] > remaining { level -= 1 }
        while level >= 0 {
            chosen[position] = level
            let ok = branch(
                position + 1, remaining: remaining - prices[position][level], value: value + values[position][level],
                chosen: &chosen)
            if !ok { return false }
            // Less of the last item is never better.
            if position == order.count - 1 { break }
            level -= 1
        }
        return true
    }

    /// Least value of the items from `position` on with the money that remains, with the last step bought in part.
    private func bound(_ position: Int, remaining: Double) -> Double {
        var left = remaining
        var value = 0.0
        for p in position..<order.count {
            value += values[p][0]
            left -= prices[p][0]
        }
        if left < 0 { return .infinity }
        for step in steps where step.position >= position {
            if step.cost <= left {
                left -= step.cost
                value -= step.gain
            } else {
                return value - step.gain * left / step.cost
            }
        }
        return value
    }
}
