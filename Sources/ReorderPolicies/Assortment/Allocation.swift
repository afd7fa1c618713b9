import CMath
import DemandModel
import NumericCore
import ParallelWork

/// The levels that one amount of money buys, and how good they are.
struct Allocation {
    var levels: [Double]
    var performances: [PolicyPerformance]
    var isAtCeiling: [Bool]
    var multiplier: Double
    var lowerBound: Double
    var relativeGap: Double?
    var unspent: Double?
    /// A complete search has found nothing better.
    var isProvenOptimal = false
    /// By item: the limit of its group that binds, and the weighted E[B] that its group's last unit of money removes.
    var groups: [Int: (reason: String, multiplier: Double)] = [:]

    init(
        _ items: [StockItem], levels: [Double], performances: [PolicyPerformance], multiplier: Double, lowerBound: Double,
        reached: Double, unspent: Double? = nil
    ) {
        let atCeiling = items.indices.map { !items[$0].isFixed && items[$0].ceiling < .infinity && levels[$0] >= items[$0].ceiling }
        self.init(
            levels: levels, performances: performances, isAtCeiling: atCeiling, multiplier: multiplier, lowerBound: lowerBound, reached: reached,
            unspent: unspent)
    }

    init(
        _ ground: SearchGround, levels: [Double], performances: [PolicyPerformance], multiplier: Double, lowerBound: Double, reached: Double
    ) {
        let atCeiling = levels.indices.map { !ground.isFixed[$0] && ground.ceilings[$0] < .infinity && levels[$0] >= ground.ceilings[$0] }
        self.init(
            levels: levels, performances: performances, isAtCeiling: atCeiling, multiplier: multiplier, lowerBound: lowerBound, reached: reached, unspent: nil)
    }

    private init(
        levels: [Double], performances: [PolicyPerformance], isAtCeiling: [Bool], multiplier: Double, lowerBound: Double, reached: Double,
        unspent: Double?
    ) {
        self.levels = levels
        self.performances = performances
        self.isAtCeiling = isAtCeiling
        self.multiplier = multiplier
        self.lowerBound = min(lowerBound, reached)
        relativeGap = lowerBound > 0 ? max(0, reached - lowerBound) / lowerBound : nil
        self.unspent = unspent
    }
}

/// Money and weighted backorders of given levels from exact values, summed in the order of the items.
///
/// - Parameter known: E[B] of the items at these levels, where it is known; empty: it is evaluated here.
func exactTotals(
    _ items: [StockItem], levels: [Double], money: PlanObjective.Money, backorders known: [Double] = []
) -> (money: Double, weighted: Double) {
    var sum = (money: 0.0, weighted: 0.0)
    for index in items.indices {
        let backorders = known.isEmpty ? items[index].backorders(levels[index]) : known[index]
        sum.money += items[index].money(levels[index], backorders: backorders, kind: money)
        sum.weighted += items[index].weight * backorders
    }
    return sum
}

/// What every item reaches at its level.
func performances(_ items: [StockItem], levels: [Double], threads: Int = 1) -> [PolicyPerformance] {
    // By index, here and below: a copy of an item counts the references it holds.
    parallelMap(chunks: items.count, threads: threads) { items[$0].evaluator.performance(orderUpTo: levels[$0], batch: items[$0].quantity) }
}

/// Money and weighted backorders of performances, summed in the order of the items.
func performanceTotals(
    _ items: [StockItem], levels: [Double], _ reached: [PolicyPerformance], money: PlanObjective.Money
) -> (money: Double, weighted: Double) {
    var sum = (money: 0.0, weighted: 0.0)
    for index in items.indices {
        sum.money += items[index].unitCost * (money == .stockValue ? levels[index] : reached[index].averageOnHand)
        sum.weighted += items[index].weight * reached[index].expectedBackorders
    }
    return sum
}

/// The same from prices in flat arrays.
func performanceTotals(
    _ prices: StockPrices, levels: [Double], _ reached: [PolicyPerformance], money: PlanObjective.Money
) -> (money: Double, weighted: Double) {
    var sum = (money: 0.0, weighted: 0.0)
    for index in reached.indices {
        sum.money += prices.unitCosts[index] * (money == .stockValue ? levels[index] : reached[index].averageOnHand)
        sum.weighted += prices.weights[index] * reached[index].expectedBackorders
    }
    return sum
}

/// What an allocation begins with where it is at hand: what every item reaches at its floor, and what earlier searches came upon.
struct AllocationStart: Sendable {
    var backorders: [Double]
    var onHand: [Double]
    let memory: SearchMemory

    init(_ items: [StockItem], backorders: [Double], aim: SearchAim, threads: Int) {
        self.backorders = backorders
        onHand = parallelMap(chunks: items.count, threads: threads) { items[$0].onHand(items[$0].floor, backorders: backorders[$0]) }
        memory = SearchMemory(aim: aim)
    }

    /// Puts an item that has changed in its place.
    mutating func replace(_ index: Int, _ item: StockItem) {
        backorders[index] = item.backorders(item.floor)
        onHand[index] = item.onHand(item.floor, backorders: backorders[index])
    }

    /// Money and weighted backorders of all floors, summed in the order of the items.
    func held(_ ground: SearchGround, money: PlanObjective.Money) -> (money: Double, weighted: Double) {
        var sum = (money: 0.0, weighted: 0.0)
        for index in backorders.indices {
            sum.money += ground.prices.unitCosts[index] * (money == .stockValue ? ground.floors[index] : onHand[index])
            sum.weighted += ground.prices.weights[index] * backorders[index]
        }
        return sum
    }
}

/// Least weighted backorders for a budget.
///
/// - Parameter start: what is known of the floors, and of earlier searches; `nil`: it is evaluated here.
func allocate(
    _ items: [StockItem], budget given: Double, money: PlanObjective.Money, problems: [ReplenishmentProblem], curves: LevelCurves? = nil,
    start: AllocationStart? = nil, threads: Int = 1
) throws(PolicyError) -> Allocation {
    let budget = given + moneySlack(items, limit: given, money: money)
    let curves = curves ?? MultiplierSearch.curves(items, threads: threads)
    let ground = curves.ground, floors = ground.floors
    let held = start?.held(ground, money: money) ?? exactTotals(items, levels: floors, money: money)
    if held.money > budget * (1 + 1e-12) {
        // Those that hold most are named first.
        let own = items.indices.map { items[$0].money(items[$0].floor, backorders: items[$0].backorders(items[$0].floor), kind: money) }
        let withFloor = items.indices.filter { own[$0] > 0 }.sorted { (own[$1], $0) < (own[$0], $1) }
        throw .budgetBelowFloors(
            budget: given, floors: held.money, items: withFloor.map { problems[items[$0].problemIndex].key })
    }
    if budget <= held.money {
        // Nothing to spend: every item stays at its floor.
        return Allocation(
            items, levels: floors, performances: performances(items, levels: floors), multiplier: 0, lowerBound: held.weighted,
            reached: held.weighted, unspent: 0)
    }
    var search = MultiplierSearch(items, money: money, curves: curves, memory: start?.memory, threads: threads)
    guard let bracket = search.bracket(near: start?.memory.multiplier(holding: budget, money), { log($0.money / budget) }) else {
        search.settle(0)
        var ending = AllocationImprovement(search.walk, money: money, threads: threads)
        let each = ending.fit(budget: budget)
        let all = ending.walk
        let reached = performanceTotals(items, levels: all.levels, each, money: money)
        // Only ceilings keep E[B] from vanishing.
        var bound = 0.0
        for (index, item) in items.enumerated() where all.level(index) >= item.ceiling {
            bound += item.weight * item.backorders(item.ceiling)
        }
        return Allocation(
            items, levels: all.levels, performances: each, multiplier: 0, lowerBound: bound, reached: reached.weighted,
            unspent: max(0, given - reached.money))
    }
    let steps = search.steps(bracket)
    var spent = bracket.poor.money
    var taken = 0
    while taken < steps.count, spent + steps[taken].cost <= budget {
        search.move(steps[taken].item, to: steps[taken].level + 1)
        spent += steps[taken].cost
        taken += 1
    }
    // What is summed step by step depends on where the search began. Summed over the levels it does not, and decides.
    var reached = search.walk.totals(money)
    while taken > 0, reached.money > budget {
        taken -= 1
        search.move(steps[taken].item, to: steps[taken].level)
        reached = search.walk.totals(money)
    }
    while taken < steps.count {
        search.move(steps[taken].item, to: steps[taken].level + 1)
        let next = search.walk.totals(money)
        if next.money > budget {
            search.move(steps[taken].item, to: steps[taken].level)
            break
        }
        reached = next
        taken += 1
    }
    let multiplier = taken < steps.count ? steps[taken].ratio : bracket.poor.multiplier
    let lowerBound = max(0, reached.weighted - multiplier * (given - reached.money))
    if let memory = start?.memory { search.walk.keep(in: memory) }
    var improvement = AllocationImprovement(search.walk, money: money, memory: start?.memory, threads: threads)
    let each = improvement.run(budget: budget)
    let levels = improvement.levels
    reached = performanceTotals(ground.prices, levels: levels, each, money: money)
    var allocation = Allocation(
        ground, levels: levels, performances: each, multiplier: multiplier, lowerBound: lowerBound, reached: reached.weighted)
    allocation.closeGap(items, budget: budget, money: money)
    reached = performanceTotals(ground.prices, levels: allocation.levels, allocation.performances, money: money)
    allocation.unspent = max(0, given - reached.money)
    return allocation
}

/// Least money for a total of weighted backorders.
func allocate(
    _ items: [StockItem], backorderTarget target: Double, money: PlanObjective.Money, curves: LevelCurves? = nil, threads: Int = 1
) throws(PolicyError) -> Allocation {
    let floors = items.indices.map { items[$0].floor }
    let held = exactTotals(items, levels: floors, money: money)
    if held.weighted <= target {
        return Allocation(
            items, levels: floors, performances: performances(items, levels: floors), multiplier: 0, lowerBound: held.money,
            reached: held.money)
    }
    var search = MultiplierSearch(items, money: money, curves: curves, threads: threads)
    // A total that just meets the target counts as rich.
    let found = search.bracket { side in
        side.weighted <= target ? max(Double.leastNonzeroMagnitude, log(target / side.weighted)) : -log(side.weighted / target)
    }
    guard let bracket = found else {
        throw .targetOutOfReach(target: target, least: search.settle(0).weighted)
    }
    let steps = search.steps(bracket)
    for index in items.indices where !items[index].isCount { search.move(index, to: bracket.rich.levels[index]) }
    var reached = search.walk.totals(money)
    var multiplier = bracket.poor.multiplier
    var lowerBound = reached.money
    var taken: [AllocationStep] = []
    for step in steps {
        if reached.weighted <= target { break }
        multiplier = step.ratio
        // The levels before this step minimise the Lagrangian at its ratio.
        lowerBound = reached.money + (multiplier > 0 && multiplier < .infinity ? (reached.weighted - target) / multiplier : 0)
        search.move(step.item, to: step.level + 1)
        reached.weighted -= step.gain
        reached.money += step.cost
        taken.append(step)
    }
    // Take back, dearest first, the steps that the target does not need.
    var levels = search.walk.levels
    var slack = target - exactTotals(items, levels: levels, money: money).weighted
    for step in taken.sorted(by: { $0.cost != $1.cost ? $0.cost > $1.cost : $0.item < $1.item })
    where step.gain <= slack && levels[step.item] == step.level + 1 {
        levels[step.item] = step.level
        slack -= step.gain
    }
    let each = search.walk.curves.performances(levels, threads: threads)
    reached = performanceTotals(items, levels: levels, each, money: money)
    var allocation = Allocation(
        items, levels: levels, performances: each, multiplier: multiplier, lowerBound: lowerBound, reached: reached.money)
    allocation.closeGap(items, backorderTarget: target, money: money)
    return allocation
}
