import DemandModel
import NumericCore

/// The levels that one amount of money buys, and how good they are.
struct Allocation {
    var levels: [Double]
    var isAtCeiling: [Bool]
    var multiplier: Double
    var lowerBound: Double
    var relativeGap: Double?
    var unspent: Double?
}

/// All items at the levels that one multiplier asks for.
struct MultiplierState {
    var levels: [Double]
    var money: Double
    var weighted: Double
}

// Theory. With W = sum w b(S) (weighted expected backorders) and M = sum money(S), the Lagrangian W + theta M separates by item.
// b is convex, so each item's minimiser is the least S at which one more unit is not worth its money:
//   average inventory value, money = c (S - mean + b): reduction(S) <= theta c / (w + theta c)   [w P(D>S) / (c P(D<=S)) <= theta]
//   stock value, money = c S:                          reduction(S) <= theta c / w
// (Fox 1966; Everett 1963; Sherbrooke 1968). M falls in theta, so one theta brackets the budget; the steps between the two sides
// of the bracket are taken in the order of their ratio until one does not fit. At that step's ratio theta*, the levels reached
// minimise the Lagrangian, so W - theta* (budget - M) is a lower bound on what any allocation within the budget can reach.

/// The largest reduction per unit that a multiplier does not buy.
func thresholdRatio(_ item: StockItem, multiplier theta: Double, money: PlanObjective.Money) -> Double {
    let price = theta * item.unitCost
    if item.unitCost == 0 { return leastRatio }
    if item.weight == 0 { return 1 }
    return money == .stockValue ? price / item.weight : price / (item.weight + price)
}

/// Money of one more unit of S that takes `reduction` off E[B], and its ratio of weighted backorders removed per money.
func stepPrice(_ item: StockItem, reduction: Double, money: PlanObjective.Money) -> (cost: Double, ratio: Double) {
    let cost = item.unitCost * (money == .stockValue ? 1 : max(0, 1 - reduction))
    let gain = item.weight * reduction
    return (cost, gain <= 0 ? 0 : (cost > 0 ? gain / cost : .infinity))
}

func multiplierState(
    _ items: [StockItem], multiplier theta: Double, money: PlanObjective.Money, near: [Double]?
) -> MultiplierState {
    var state = MultiplierState(levels: [], money: 0, weighted: 0)
    state.levels.reserveCapacity(items.count)
    for (index, item) in items.enumerated() {
        let level = item.level(reductionAtMost: thresholdRatio(item, multiplier: theta, money: money), near: near?[index])
        let backorders = item.backorders(level)
        state.levels.append(level)
        state.money += item.money(level, backorders: backorders, kind: money)
        state.weighted += item.weight * backorders
    }
    return state
}

/// Least weighted backorders for a budget.
func allocate(
    _ items: [StockItem], budget: Double, money: PlanObjective.Money, problems: [ReplenishmentProblem]
) throws(PolicyError) -> Allocation {
    var floors = 0.0
    var withFloor: [ItemLocation] = []
    for item in items {
        let held = item.money(item.floor, backorders: item.backorders(item.floor), kind: money)
        floors += held
        if held > 0 { withFloor.append(problems[item.problemIndex].key) }
    }
    if floors > budget * (1 + 1e-12) { throw .budgetBelowFloors(budget: budget, floors: floors, items: withFloor) }
    guard let bracket = bracketMultiplier(items, money: money, isEnough: { $0.money <= budget }) else {
        return everything(items, budget: budget, money: money)
    }
    let (rich, poor) = bracket
    var remaining = steps(items, from: poor.state.levels, to: rich.state.levels, money: money)
    remaining.sort { $0.ratio != $1.ratio ? $0.ratio > $1.ratio : ($0.item != $1.item ? $0.item < $1.item : $0.level < $1.level) }
    var levels = poor.state.levels
    var spent = poor.state.money
    var weighted = poor.state.weighted
    var multiplier = poor.multiplier
    var taken = 0
    while taken < remaining.count {
        let step = remaining[taken]
        if spent + step.cost > budget {
            multiplier = step.ratio
            break
        }
        levels[step.item] = step.level + 1
        spent += step.cost
        weighted -= step.gain
        taken += 1
    }
    let lowerBound = max(0, weighted - multiplier * (budget - spent))
    improve(items, levels: &levels, budget: budget, money: money)
    var reached = totals(items, levels: levels, money: money)
    if var search = SmallAssortmentSearch(items, budget: budget, money: money),
        let exact = search.solve(budget: budget, incumbent: reached.weighted)
    {
        let better = totals(items, levels: exact, money: money)
        if better.money <= budget {
            levels = exact
            reached = better
        }
    }
    return Allocation(
        levels: levels, isAtCeiling: zip(items, levels).map { !$0.isFixed && $0.ceiling < .infinity && $1 >= $0.ceiling },
        multiplier: multiplier, lowerBound: min(lowerBound, reached.weighted),
        relativeGap: lowerBound > 0 ? max(0, reached.weighted - lowerBound) / lowerBound : nil,
        unspent: max(0, budget - reached.money))
}

/// Least money for a total of weighted backorders.
func allocate(
    _ items: [StockItem], backorderTarget target: Double, money: PlanObjective.Money
) throws(PolicyError) -> Allocation {
    let highest = multiplierState(items, multiplier: 0, money: money, near: nil)
    if highest.weighted > target { throw .targetOutOfReach(target: target, least: highest.weighted) }
    guard let bracket = bracketMultiplier(items, money: money, isEnough: { $0.weighted > target }) else {
        // The floors alone reach the target.
        let levels = items.map(\.floor)
        let reached = totals(items, levels: levels, money: money)
        return Allocation(
            levels: levels, isAtCeiling: items.map { _ in false }, multiplier: 0, lowerBound: reached.money, relativeGap: 0)
    }
    let (rich, poor) = bracket
    var remaining = steps(items, from: poor.state.levels, to: rich.state.levels, money: money)
    remaining.sort { $0.ratio != $1.ratio ? $0.ratio > $1.ratio : ($0.item != $1.item ? $0.item < $1.item : $0.level < $1.level) }
    var levels = poor.state.levels
    for index in items.indices where !items[index].isCount { levels[index] = rich.state.levels[index] }
    var reached = totals(items, levels: levels, money: money)
    var multiplier = poor.multiplier
    var lowerBound = reached.money
    var undo: [AllocationStep] = []
    for step in remaining {
        if reached.weighted <= target { break }
        multiplier = step.ratio
        lowerBound = reached.money + (multiplier > 0 ? (reached.weighted - target) / multiplier : 0)
        levels[step.item] = step.level + 1
        reached.weighted -= step.gain
        reached.money += step.cost
        undo.append(step)
    }
    // Take back, dearest first, the steps that the target does not need.
    let slack = target - totals(items, levels: levels, money: money).weighted
    var left = slack
    for step in undo.sorted(by: { $0.cost > $1.cost }) where step.gain <= left && levels[step.item] == step.level + 1 {
        levels[step.item] = step.level
        left -= step.gain
    }
    reached = totals(items, levels: levels, money: money)
    return Allocation(
        levels: levels, isAtCeiling: zip(items, levels).map { !$0.isFixed && $0.ceiling < .infinity && $1 >= $0.ceiling },
        multiplier: multiplier, lowerBound: min(lowerBound, reached.money),
        relativeGap: lowerBound > 0 ? max(0, reached.money - lowerBound) / lowerBound : nil)
}

/// Money and weighted backorders of given levels, summed in the order of the items.
func totals(_ items: [StockItem], levels: [Double], money: PlanObjective.Money) -> MultiplierState {
    var state = MultiplierState(levels: levels, money: 0, weighted: 0)
    for (index, item) in items.enumerated() {
        let backorders = item.backorders(levels[index])
        state.money += item.money(levels[index], backorders: backorders, kind: money)
        state.weighted += item.weight * backorders
    }
    return state
}

/// A budget that buys every useful unit: levels where a further unit would do nothing.
private func everything(_ items: [StockItem], budget: Double, money: PlanObjective.Money) -> Allocation {
    let state = multiplierState(items, multiplier: 0, money: money, near: nil)
    var bound = 0.0
    for (index, item) in items.enumerated() where state.levels[index] >= item.ceiling {
        bound += item.weight * item.backorders(item.ceiling)
    }
    return Allocation(
        levels: state.levels,
        isAtCeiling: zip(items, state.levels).map { !$0.isFixed && $0.ceiling < .infinity && $1 >= $0.ceiling },
        multiplier: 0, lowerBound: bound, relativeGap: bound > 0 ? max(0, state.weighted - bound) / bound : nil,
        unspent: max(0, budget - state.money))
}

/// A multiplier below which the state is not `enough` (too much stock) and one at which it is, with few steps between them;
/// `nil` where even the multiplier 0 is enough or no multiplier is.
private func bracketMultiplier(
    _ items: [StockItem], money: PlanObjective.Money, isEnough: (MultiplierState) -> Bool
) -> (rich: (multiplier: Double, state: MultiplierState), poor: (multiplier: Double, state: MultiplierState))? {
    let useful = items.filter { $0.weight > 0 && $0.unitCost > 0 && $0.floor < $0.ceiling }
    guard !useful.isEmpty else { return nil }
    let zero = multiplierState(items, multiplier: 0, money: money, near: nil)
    if isEnough(zero) { return nil }
    // Start where the median item keeps 5% of its time short.
    let ratios = useful.map { $0.weight / $0.unitCost }.sorted()
    var theta = 0.05 * ratios[ratios.count / 2]
    var rich = (multiplier: 0.0, state: zero)
    var poor: (multiplier: Double, state: MultiplierState)?
    var state = multiplierState(items, multiplier: theta, money: money, near: nil)
    var factor = 4.0
    while poor == nil {
        if isEnough(state) {
            poor = (theta, state)
        } else {
            rich = (theta, state)
            theta *= factor
            factor *= factor
            if theta > 1e280 {
                // Every useful item sits at its floor: no multiplier buys less.
                let bottom = multiplierState(items, multiplier: .infinity, money: money, near: state.levels)
                guard isEnough(bottom) else { return nil }
                poor = (theta, bottom)
                break
            }
            state = multiplierState(items, multiplier: theta, money: money, near: state.levels)
        }
    }
    guard var upper = poor else { return nil }
    factor = 4.0
    while rich.multiplier == 0 {
        theta = upper.multiplier / factor
        factor *= factor
        if theta < 1e-280 { break }
        state = multiplierState(items, multiplier: theta, money: money, near: upper.state.levels)
        if isEnough(state) { upper = (theta, state) } else { rich = (theta, state) }
    }
    let hasContinuous = useful.contains { !$0.isCount }
    let fewSteps = Double(max(64, items.count))
    for _ in 0..<200 {
        let low = rich.multiplier
        let high = upper.multiplier
        if low > 0 && high - low <= 4 * Double.ulpOfOne * high { break }
        var between = 0.0
        for index in items.indices where items[index].isCount {
            between += rich.state.levels[index] - upper.state.levels[index]
        }
        if between <= fewSteps && !hasContinuous { break }
        theta = low > 0 ? (low * high).squareRoot() : high / 1e6
        if theta <= low || theta >= high { break }
        state = multiplierState(items, multiplier: theta, money: money, near: upper.state.levels)
        if isEnough(state) { upper = (theta, state) } else { rich = (theta, state) }
    }
    return (rich, upper)
}
