import DemandModel

/// One more unit of one item.
struct AllocationStep {
    var item: Int
    /// S before the step.
    var level: Double
    /// Weighted backorders removed, money, and their ratio.
    var gain: Double
    var cost: Double
    var ratio: Double
}

/// The unit steps of the count items between two sets of levels.
func steps(
    _ items: [StockItem], from low: [Double], to high: [Double], money: PlanObjective.Money
) -> [AllocationStep] {
    var all: [AllocationStep] = []
    for (index, item) in items.enumerated() where item.isCount {
        var level = low[index]
        while level < high[index] {
            all.append(step(item, index: index, level: level, money: money))
            level += 1
        }
    }
    return all
}

func step(_ item: StockItem, index: Int, level: Double, money: PlanObjective.Money) -> AllocationStep {
    let reduction = item.evaluator.backorderReduction(orderUpTo: level, batch: item.quantity)
    let price = stepPrice(item, reduction: reduction, money: money)
    return AllocationStep(
        item: index, level: level, gain: item.weight * reduction, cost: price.cost, ratio: price.ratio)
}

/// Spends what is left of a budget: first further steps that fit in the order of their ratio (fill-in), then swaps of one unit of an
/// item for other units (swap), then continuous items to the last cent. Never exceeds the budget.
func improve(_ items: [StockItem], levels: inout [Double], budget: Double, money: PlanObjective.Money) {
    let start = levels
    // Money added step by step and money summed over levels differ by rounding: where that matters, keep a margin.
    for margin in [0, 1e-14, 1e-13, 1e-12, 1e-10] {
        levels = start
        let limit = budget - margin * abs(budget)
        var spent = totals(items, levels: levels, money: money).money
        spent = fillIn(items, levels: &levels, spent: spent, limit: limit, money: money)
        if items.count <= 5_000 {
            for _ in 0..<8 {
                guard let after = swap(items, levels: &levels, spent: spent, limit: limit, money: money) else { break }
                spent = fillIn(items, levels: &levels, spent: after, limit: limit, money: money)
            }
        }
        spendOnContinuous(items, levels: &levels, spent: spent, limit: limit, money: money)
        if totals(items, levels: levels, money: money).money <= budget { return }
    }
    levels = start
}

private func fillIn(
    _ items: [StockItem], levels: inout [Double], spent: Double, limit: Double, money: PlanObjective.Money
) -> Double {
    var spent = spent
    var candidates: [AllocationStep] = []
    for (index, item) in items.enumerated()
    where item.isCount && item.weight > 0 && item.unitCost > 0 && levels[index] < item.ceiling {
        let next = step(item, index: index, level: levels[index], money: money)
        if spent + next.cost <= limit && next.gain > item.weight * leastRatio { candidates.append(next) }
    }
    candidates.sort { $0.ratio != $1.ratio ? $0.ratio < $1.ratio : $0.item > $1.item }
    while let best = candidates.popLast() {
        guard spent + best.cost <= limit else { continue }
        levels[best.item] = best.level + 1
        spent += best.cost
        guard levels[best.item] < items[best.item].ceiling else { continue }
        let next = step(items[best.item], index: best.item, level: best.level + 1, money: money)
        guard spent + next.cost <= limit, next.gain > items[best.item].weight * leastRatio else { continue }
        // Keep the order: insert where its ratio belongs.
        var low = 0
        var high = candidates.count
        while low < high {
            let middle = (low + high) / 2
            if candidates[middle].ratio < next.ratio { low = middle + 1 } else { high = middle }
        }
        candidates.insert(next, at: low)
    }
    return spent
}

/// One unit down on an item and up on the one that gains most within the money this frees. `nil` where nothing improves.
private func swap(
    _ items: [StockItem], levels: inout [Double], spent: Double, limit: Double, money: PlanObjective.Money
) -> Double? {
    var ups: [AllocationStep] = []
    var downs: [AllocationStep] = []
    for (index, item) in items.enumerated() where item.isCount && item.weight > 0 && item.unitCost > 0 {
        if levels[index] < item.ceiling { ups.append(step(item, index: index, level: levels[index], money: money)) }
        if levels[index] > item.floor { downs.append(step(item, index: index, level: levels[index] - 1, money: money)) }
    }
    ups.sort { $0.cost != $1.cost ? $0.cost < $1.cost : $0.item < $1.item }
    // Best gain among the ups up to each cost, and the runner-up of another item (-1: none).
    var best: [Int] = []
    var second: [Int] = []
    var first = -1
    var runner = -1
    for index in ups.indices {
        if first < 0 || ups[index].gain > ups[first].gain {
            runner = first
            first = index
        } else if runner < 0 || ups[index].gain > ups[runner].gain {
            runner = index
        }
        best.append(first)
        second.append(runner)
    }
    var most = 0.0
    var chosen: (down: AllocationStep, up: AllocationStep)?
    for down in downs {
        let free = limit - spent + down.cost
        var low = 0
        var high = ups.count
        while low < high {
            let middle = (low + high) / 2
            if ups[middle].cost <= free { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { continue }
        var pick = best[low - 1]
        if ups[pick].item == down.item { pick = second[low - 1] }
        guard pick >= 0 else { continue }
        let win = ups[pick].gain - down.gain
        if win > most + 1e-15 {
            most = win
            chosen = (down, ups[pick])
        }
    }
    guard let chosen else { return nil }
    levels[chosen.down.item] = chosen.down.level
    levels[chosen.up.item] = chosen.up.level + 1
    return spent - chosen.down.cost + chosen.up.cost
}

/// Raises the continuous items together, at one multiplier of their own, to use up what is left.
private func spendOnContinuous(
    _ items: [StockItem], levels: inout [Double], spent: Double, limit: Double, money: PlanObjective.Money
) {
    let indices = items.indices.filter { !items[$0].isCount && items[$0].weight > 0 && items[$0].unitCost > 0 && !items[$0].isFixed }
    guard !indices.isEmpty, spent < limit else { return }
    let chosen = indices.map { items[$0] }
    let start = indices.map { levels[$0] }
    let held = totals(chosen, levels: start, money: money).money
    let allowance = limit - (spent - held)
    // Highest multiplier of the current levels, then bisection downwards.
    var high = 0.0
    for (item, level) in zip(chosen, start) {
        let price = stepPrice(item, reduction: item.evaluator.backorderReduction(orderUpTo: level, batch: item.quantity), money: money)
        high = max(high, price.ratio)
    }
    guard high > 0, high < .infinity else { return }
    var low = high
    var bottom = multiplierState(chosen, multiplier: low, money: money, near: start)
    while bottom.money <= allowance && low > high * 1e-12 {
        low /= 4
        bottom = multiplierState(chosen, multiplier: low, money: money, near: start)
    }
    var best = start
    for _ in 0..<100 {
        let middle = (low * high).squareRoot()
        if middle <= low || middle >= high { break }
        let state = multiplierState(chosen, multiplier: middle, money: money, near: start)
        if state.money <= allowance {
            high = middle
            best = zip(state.levels, start).map { max($0, $1) }
        } else {
            low = middle
        }
    }
    if totals(chosen, levels: best, money: money).money <= allowance {
        for (position, index) in indices.enumerated() { levels[index] = best[position] }
    }
}
