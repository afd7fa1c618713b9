import CMath
import DemandModel

/// The levels that one budget buys over all parts of an assortment, in few words that every part reads in the same way.
public struct BudgetOutcome: Sendable, Codable, Equatable {
    public var levels: BudgetLevels
    /// Weighted E[B] removed by the last unit of money.
    public var multiplier: Double
    /// No allocation of the budget reaches less weighted E[B] than this (Lagrangian dual).
    public var lowerBound: Double
    public var relativeGap: Double?
    /// Weighted E[B] and money of the levels, from exact values, and money of the budget that no further step fits into.
    public var weighted: Double
    public var money: Double
    public var unspent: Double
    /// Questions that were put to the parts.
    public var rounds: Int
}

/// The search for the levels that one budget buys, over an assortment that no single machine holds: it asks the parts, adds up what they answer and never
/// sees an item but for the few steps around the last unit of money.
///
/// For one multiplier every item decides alone, so money and weighted backorders on a grid of multipliers bracket the budget; the bracket is refined until few
/// unit steps lie inside it, and these are taken in the order of their worth until one does not fit (`MultiplierSearch` has the theory). What is left is
/// filled with further steps that fit. Sums are exact (`ExactTotal`) and ties are broken by key, so the outcome is the same for any cut into parts.
///
///     var search = BudgetSearch(budget: 40_000, money: .averageInventoryValue)
///     while let question = search.question { try search.take(parts.map { $0.answer(question) }) }
///     let plans = parts.map { $0.plan(search.outcome!) }
public struct BudgetSearch: Sendable, Codable {
    /// What to ask next; `nil`: the outcome is there.
    public private(set) var question: BudgetQuestion? = .floors
    public private(set) var outcome: BudgetOutcome?

    private let given: Double
    private let money: PlanObjective.Money
    /// The budget with the slack of decimal prices.
    private var budget: Double
    private var hasContinuous = false
    private var rounds = 0
    private var floors = BudgetTotals()
    private var rich: Side?
    private var poor: Side?
    private var spent = ExactTotal()
    private var weighted = ExactTotal()
    private var multiplier = 0.0
    private var lowerBound = 0.0
    /// Steps taken above the poor side, in their order.
    private var taken: [Taken] = []

    private struct Side: Sendable, Codable {
        var multiplier: Double
        var totals: BudgetTotals
    }

    private struct Taken: Sendable, Codable {
        var key: ItemLocation
        var cost: Double
    }

    /// Points of a grid; how far the first one reaches from its middle to either side; steps that are taken one by one; steps named by a fill.
    private static let gridPoints = 33, firstReach = 64.0, mostSteps = 20_000.0, mostFills = 1_000

    public init(budget: Double, money: PlanObjective.Money) {
        given = budget
        self.budget = budget
        self.money = money
    }

    /// Takes the answers of all parts, in any order.
    ///
    /// - Throws: `PolicyError.budgetBelowFloors` where floors and fixed items hold more than the budget.
    public mutating func take(_ answers: [BudgetAnswer]) throws(PolicyError) {
        if rounds == 0 { try checkTarget(PlanObjective(kind: .budget, money: money, target: given)) }
        rounds += 1
        switch question {
        case .floors: try start(answers)
        case .grid(let multipliers): narrow(multipliers, Self.sums(answers, count: multipliers.count))
        case .steps: takeSteps(answers.flatMap(\.steps))
        case .fill: fillIn(answers)
        case .reached(let levels): finish(levels, answers)
        case nil: break
        }
    }

    private static func sums(_ answers: [BudgetAnswer], count: Int) -> [BudgetTotals] {
        var sums = [BudgetTotals](repeating: BudgetTotals(), count: count)
        for answer in answers { for (index, totals) in answer.grid.enumerated() where index < count { sums[index].add(totals) } }
        return sums
    }

    // MARK: The bracket

    private mutating func start(_ answers: [BudgetAnswer]) throws(PolicyError) {
        var logRatios = ExactTotal(), movable = 0
        for answer in answers {
            if let totals = answer.floors { floors.add(totals) }
            if let ratios = answer.logRatios { logRatios.add(ratios) }
            movable += answer.movable
            if answer.continuous > 0 { hasContinuous = true }
        }
        if money == .stockValue, answers.allSatisfy(\.isAllCounts), let own = smallestMoneyUnit([given]) {
            var unit: Double? = own
            for answer in answers { unit = answer.moneyUnit.flatMap { next in unit.map { min($0, next) } } }
            if let unit { budget += 0.25 * unit }
        }
        if floors.money.value > budget * (1 + 1e-12) {
            let dearest = answers.flatMap(\.dearestFloors).sorted { $0.money != $1.money ? $0.money > $1.money : $0.key < $1.key }
            throw .budgetBelowFloors(budget: given, floors: floors.money.value, items: dearest.prefix(5).map(\.key))
        }
        guard ExactTotal(budget) > floors.money else {
            // Nothing to spend: every item stays at its floor.
            lowerBound = floors.weighted.value
            question = .reached(BudgetLevels(multiplier: .infinity))
            return
        }
        guard movable > 0 else {
            question = .reached(BudgetLevels(multiplier: 0))
            return
        }
        // About where the typical item is short 5% of its time.
        let middle = 0.05 * exp(logRatios.value / Double(movable))
        ask(from: middle * Self.firstReach, to: middle / Self.firstReach)
    }

    /// Asks for a grid, highest multiplier first.
    private mutating func ask(from high: Double, to low: Double, endsIncluded: Bool = true, last: Double? = nil) {
        let count = Self.gridPoints, gaps = Double(endsIncluded ? count - 1 : count + 1)
        let points = (0..<count).map { high * pow(low / high, Double(endsIncluded ? $0 : $0 + 1) / gaps) }
        question = .grid(points + (last.map { [$0] } ?? []))
    }

    private mutating func narrow(_ multipliers: [Double], _ sums: [BudgetTotals]) {
        let limit = ExactTotal(budget)
        for (multiplier, totals) in zip(multipliers, sums) {
            let side = Side(multiplier: multiplier, totals: totals)
            if totals.money > limit {
                if rich == nil || multiplier > rich?.multiplier ?? 0 { rich = side }
            } else if poor == nil || multiplier < poor?.multiplier ?? .infinity {
                poor = side
            }
        }
        switch (rich, poor) {
        case (let high?, nil) where high.multiplier > 1e200: poor = Side(multiplier: .infinity, totals: floors)
        case (let high?, nil): return ask(from: high.multiplier * 1e12, to: high.multiplier * 1.5)
        case (nil, let low?) where low.multiplier == 0:
            // Even all useful stock is not too much.
            question = .reached(BudgetLevels(multiplier: 0))
            return
        case (nil, let low?): return ask(from: low.multiplier / 1.5, to: low.multiplier * 1e-9, last: 0)
        default: break
        }
        guard let rich, let poor else { return }
        let between = rich.totals.units.value - poor.totals.units.value
        let isNarrow = rich.multiplier > 0 && poor.multiplier < .infinity && poor.multiplier / rich.multiplier - 1 < 1e-13
        let isClose = rich.multiplier > 0 && poor.multiplier < .infinity && poor.multiplier / rich.multiplier - 1 < 1e-9
        if isNarrow || rounds > 200 || (between <= Self.mostSteps && (!hasContinuous || isClose)) {
            (spent, weighted, multiplier) = (poor.totals.money, poor.totals.weighted, poor.multiplier)
            question = .steps(rich: rich.multiplier, poor: poor.multiplier)
            return
        }
        let high = poor.multiplier < .infinity ? poor.multiplier : rich.multiplier * 1e30
        ask(from: high, to: rich.multiplier > 0 ? rich.multiplier : high * 1e-30, endsIncluded: false)
    }

    // MARK: Unit steps

    private var levels: BudgetLevels {
        var units: [ItemLocation: Double] = [:]
        for step in taken { units[step.key, default: 0] += 1 }
        return BudgetLevels(
            multiplier: poor?.multiplier ?? .infinity,
            above: units.keys.sorted().map { BudgetLevels.KeyedUnits(key: $0, units: units[$0] ?? 0) })
    }

    /// Takes a step where it fits.
    private mutating func take(_ key: ItemLocation, cost: Double, gain: Double) -> Bool {
        var after = spent
        after.add(cost)
        guard after <= ExactTotal(budget) else { return false }
        spent = after
        weighted.subtract(gain)
        taken.append(Taken(key: key, cost: cost))
        return true
    }

    private mutating func takeSteps(_ steps: [BudgetStep]) {
        for step in steps.sorted(by: BudgetStep.precedes) where !take(step.key, cost: step.cost, gain: step.gain) {
            multiplier = step.ratio
            break
        }
        lowerBound = multiplier < .infinity ? max(0, weighted.value - multiplier * (given - spent.value)) : 0
        askForMore()
    }

    private mutating func askForMore() {
        let left = budget - spent.value
        question = left > 0 ? .fill(levels, left: left, most: Self.mostFills) : .reached(levels)
    }

    private mutating func fillIn(_ answers: [BudgetAnswer]) {
        // Behind these some part has steps that it has not named.
        let ends = answers.compactMap(\.lastNamed)
        var candidates = answers.flatMap(\.steps).sorted { BudgetStep.precedes($1, $0) }
        while let best = candidates.popLast() {
            if ends.contains(where: { BudgetStep.precedes($0, best) }) { return askForMore() }
            guard take(best.key, cost: best.cost, gain: best.gain) else { continue }
            guard let following = best.next.first else {
                if best.isCut { return askForMore() }
                continue
            }
            let next = BudgetStep(
                key: best.key, level: best.level + 1, gain: following.gain, cost: following.cost, ratio: following.ratio, next: Array(best.next.dropFirst()),
                isCut: best.isCut)
            var low = 0, high = candidates.count
            while low < high {
                let middle = (low + high) / 2
                if BudgetStep.precedes(next, candidates[middle]) { low = middle + 1 } else { high = middle }
            }
            candidates.insert(next, at: low)
        }
        question = .reached(levels)
    }

    // MARK: The end

    private mutating func finish(_ levels: BudgetLevels, _ answers: [BudgetAnswer]) {
        var reached = BudgetTotals()
        for answer in answers { if let totals = answer.reached { reached.add(totals) } }
        if reached.money > ExactTotal(budget), levels.multiplier < .infinity {
            // Walking and exact values differ by rounding: the last step is given back.
            if taken.popLast() == nil { poor?.multiplier *= 1 + 1e-9 }
            question = .reached(self.levels)
            return
        }
        let value = reached.weighted.value
        let isBound = rich != nil
        outcome = BudgetOutcome(
            levels: levels, multiplier: isBound ? multiplier : 0, lowerBound: min(lowerBound, value),
            relativeGap: lowerBound > 0 ? max(0, value - lowerBound) / lowerBound : nil, weighted: value, money: reached.money.value,
            unspent: levels.multiplier == .infinity ? 0 : max(0, given - reached.money.value), rounds: rounds)
        question = nil
    }
}
