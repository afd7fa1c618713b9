import DemandModel
import NumericCore
import ParallelWork

/// An assortment made ready once and planned for any number of objectives, as a replay over several budgets or a planner's slider
/// needs: distributions are read and the search's start is evaluated only once.
///
///     let prepared = PreparedAssortment(problems)
///     let plans = try budgets.map { try prepared.plan(PlanObjective(kind: .budget, target: $0)) }
///
/// A plan is the same, to the bit, as that of `planAssortment`, whatever was planned before.
public struct PreparedAssortment: Sendable {
    public let problems: [ReplenishmentProblem]
    let items: [StockItem]
    let shapes: [PolicyShape]
    /// By problem, for items that admit no policy: why.
    private let refusals: [Int: String]
    private let curves: LevelCurves?
    /// By problem: its place in `items`, -1 for none.
    let places: [Int]
    /// What is known of floors and earlier searches; `nil` where the start was not evaluated.
    private let start: AllocationStart?
    /// Items without a price, by place.
    private let unpriced: [Int]
    private let threads: Int

    public init(_ problems: [ReplenishmentProblem]) { self.init(problems, isStarted: true) }

    /// - Parameters:
    ///   - isStarted: evaluate the start of the search now; otherwise each plan that needs it does.
    ///   - holdsEvaluators: distributions stay ready for further plans; false: each is made where it is needed, and an item takes a third of the memory.
    ///   - threads: worker threads; no effect on results.
    ///   - aim: what it will be planned for first; no effect on results.
    ///   - earlier: the same items made ready before; an item for which `isSame` is true (its problem is that of `earlier`) is taken over.
    public init(
        _ problems: [ReplenishmentProblem], isStarted: Bool, holdsEvaluators: Bool = true, threads: Int = 1, aim: SearchAim = .anything,
        earlier: PreparedAssortment? = nil, isSame: [Bool] = []
    ) {
        var known: [Int: Int] = [:]
        if let earlier, earlier.start != nil || !isStarted, earlier.problems.count == problems.count, isSame.count == problems.count {
            for (slot, item) in earlier.items.enumerated() where isSame[item.problemIndex] { known[item.problemIndex] = slot }
        }
        let kept = known
        let made = parallelMap(chunks: problems.count, threads: threads) { index -> Made in
            if let earlier, let slot = kept[index] { return .item(earlier.items[slot], atFloor: earlier.start?.backorders[slot] ?? 0) }
            do {
                let item = try StockItem(problems[index], index: index, holdsEvaluator: holdsEvaluators)
                return .item(item, atFloor: isStarted ? item.backorders(item.floor) : 0)
            } catch let error as ImpossibleTerms {
                return .impossible(error.reason)
            } catch {
                return .impossible("\(error)")
            }
        }
        var refusals: [Int: String] = [:]
        var items: [StockItem] = []
        var atFloor: [Double] = []
        items.reserveCapacity(problems.count)
        for (index, one) in made.enumerated() {
            switch one {
            case .item(let item, let backorders):
                items.append(item)
                atFloor.append(backorders)
            case .impossible(let reason): refusals[index] = reason
            }
        }
        var places = [Int](repeating: -1, count: problems.count)
        for (slot, item) in items.enumerated() { places[item.problemIndex] = slot }
        self.places = places
        self.problems = problems
        self.items = items
        shapes = items.indices.map { PolicyShape(items[$0]) }
        self.threads = threads
        self.refusals = refusals
        start = isStarted ? AllocationStart(items, backorders: atFloor, aim: aim, threads: threads) : nil
        unpriced = items.indices.filter { problems[items[$0].problemIndex].price == nil }
        if isStarted {
            let ready = items
            curves = MultiplierSearch.curves(ready, threads: threads, keepsResults: true, aim: aim, earlier: earlier?.curves) { slot in
                kept[ready[slot].problemIndex] == slot
            }
        } else {
            curves = nil
        }
    }

    /// The same assortment where some problems have changed: nothing of the others is worked out again or copied.
    ///
    /// - Parameter changed: the problems and their positions, ascending.
    /// - Returns: `nil` where the start of the search was not evaluated, or a changed problem admits no policy or admitted none.
    public init?(_ earlier: PreparedAssortment, changed: [(index: Int, problem: ReplenishmentProblem)]) {
        guard let known = earlier.curves, var start = earlier.start else { return nil }
        var problems = earlier.problems, items = earlier.items, shapes = earlier.shapes
        var slots: [Int] = []
        for (index, problem) in changed {
            let slot = earlier.places[index]
            guard slot >= 0, let item = try? StockItem(problem, index: index) else { return nil }
            problems[index] = problem
            items[slot] = item
            shapes[slot] = PolicyShape(item)
            start.replace(slot, item)
            slots.append(slot)
        }
        self.problems = problems
        self.items = items
        self.shapes = shapes
        self.start = start
        refusals = earlier.refusals
        places = earlier.places
        threads = earlier.threads
        unpriced = (earlier.unpriced.filter { !slots.contains($0) } + slots.filter { problems[items[$0].problemIndex].price == nil }).sorted()
        curves = LevelCurves(known, items: items, changed: slots) { MultiplierSearch.origin(items[$0]) }
    }

    /// About where the search for an objective ends, by what earlier searches came upon.
    public func aim(for objective: PlanObjective) -> SearchAim {
        switch objective.kind {
        case .budget: start?.memory.multiplier(holding: objective.target, objective.money).map { .multiplier($0.multiplier, objective.money) } ?? .anything
        case .fillRate, .readyRate, .cycleService: .nothing
        case .cost, .expectedBackorders, .systemFillRate: .anything
        }
    }

    /// Begins the next searches near multipliers that are known to hold some money.
    public func remember(_ points: [ExchangeCurve.Point], money: PlanObjective.Money) {
        for point in points { if let multiplier = point.multiplier { start?.memory.note(money, money: point.money, multiplier: multiplier) } }
    }

    /// Works out what some items reach at levels that plans for money between two amounts, and for fill rates between two, may ask for: no result depends
    /// on it.
    ///
    /// - Parameters:
    ///   - step: 0, 1, ...: which of the items.
    ///   - size: items of a step.
    /// - Returns: false where nothing is left to do: beyond the last step, or where no earlier search says what multipliers hold so much.
    public func workAhead(
        step: Int, size: Int, money kind: PlanObjective.Money, between amounts: ClosedRange<Double>, fillRates: ClosedRange<Double>
    ) -> Bool {
        let steps = (items.count + size - 1) / max(1, size)
        guard step < steps, let curves, let memory = start?.memory,
              let low = memory.multiplier(holding: amounts.upperBound, kind)?.multiplier,
              let high = memory.multiplier(holding: amounts.lowerBound, kind)?.multiplier, low <= high else { return false }
        curves.workAhead(
            Array(stride(from: step, to: items.count, by: steps)), multipliers: low...high, fillRates: fillRates, money: kind, most: 96, threads: threads)
        return true
    }

    /// The decision of a problem that has none: `failed`, with its reason where its item admits no policy.
    func undecided(_ problem: Int) -> ReplenishmentDecision {
        var decision = ReplenishmentDecision(key: problems[problem].key, status: .failed)
        if let reason = refusals[problem] { decision.reasons = [reason] }
        return decision
    }

    private enum Made: Sendable {
        case item(StockItem, atFloor: Double)
        case impossible(String)
    }

    /// The exchange curve of the assortment; see `exchangeCurve`.
    public func curve(money: PlanObjective.Money, count: Int = 40, recommendation: AssortmentPlan? = nil) throws(PolicyError) -> ExchangeCurve {
        try exchangeCurve(items, problems: problems, curves: curves, money: money, count: count, recommendation: recommendation, threads: threads)
    }

    /// What a problem's item reaches with another S, limits left aside; `nil` where it admits no policy.
    func performance(at level: Double, problem: Int) -> PolicyPerformance? {
        guard problems.indices.contains(problem), places[problem] >= 0 else { return nil }
        return items[places[problem]].performance(level)
    }

    /// Sets the policy of every item-location for one objective; see `planAssortment`.
    public func plan(_ objective: PlanObjective) throws(PolicyError) -> AssortmentPlan {
        var decisions: [ReplenishmentDecision]
        var totals: AssortmentTotals
        if let choice = try choice(objective) {
            decisions = parallelMap(chunks: problems.count, threads: threads) { choice.decision($0) }
            totals = choice.totals
        } else {
            decisions = problems.indices.map { undecided($0) }
            totals = AssortmentTotals()
            let each = parallelMap(chunks: items.count, threads: threads) { slot in
                costDecision(items[slot], problem: problems[items[slot].problemIndex])
            }
            for (slot, item) in items.enumerated() { decisions[item.problemIndex] = each[slot] }
        }
        // By index: a copy of an item counts the references it holds.
        for index in items.indices {
            let place = items[index].problemIndex
            guard let performance = decisions[place].performance else { continue }
            totals.expectedBackorders += performance.expectedBackorders
            totals.weightedBackorders += items[index].weight * performance.expectedBackorders
            totals.averageInventoryValue += decisions[place].averageInventoryValue ?? 0
            totals.stockValue += decisions[place].stockValue ?? 0
        }
        // Decimal prices add up to decimals.
        if let unit = smallestMoneyUnit(items.map { problems[$0.problemIndex].terms.unitCost ?? 0 }) {
            totals.stockValue = roundedToUnit(totals.stockValue, unit, isWhole: items.allSatisfy(\.isCount))
        }
        return AssortmentPlan(decisions: decisions, totals: totals)
    }

    /// The levels of `plan` in numbers alone; `nil` for an objective of least cost, whose decisions are made item by item.
    public func choice(_ objective: PlanObjective) throws(PolicyError) -> AssortmentChoice? {
        try checkTarget(objective)
        if objective.kind.isAllocated {
            if !unpriced.isEmpty { throw .missingUnitCost(unpriced.map { problems[items[$0].problemIndex].key }) }
        }
        var totals = AssortmentTotals()
        switch objective.kind {
        case .cost: return nil
        case .fillRate, .readyRate, .cycleService:
            let measure = ServiceMeasure(objective.kind) ?? .fillRate
            let near = start?.memory.levels ?? []
            let target: @Sendable (Int) -> Double = { slot in
                let own = measure == .fillRate ? problems[items[slot].problemIndex].limits.targetFillRate : nil
                return own ?? objective.target
            }
            let found = curves?.levels(measure, near: near, threads: threads, target: target)
                ?? parallelMap(chunks: items.count, threads: threads) { items[$0].level(measure, target($0)) }
            let levels = found.map(\.level)
            let reached = curves?.performances(levels, memory: start?.memory, threads: threads) ?? performances(items, levels: levels, threads: threads)
            start?.memory.set(levels)
            return AssortmentChoice(self, levels: levels, performances: reached, capped: found.map(\.capped), totals: totals)
        case .budget, .expectedBackorders, .systemFillRate:
            let allocation = if objective.kind == .budget, let limits = objective.groupLimits {
                try allocate(items, budget: objective.target, money: objective.money, limits: limits, problems: problems)
            } else if objective.kind == .budget {
                try allocate(
                    items, budget: objective.target, money: objective.money, problems: problems, curves: curves, start: start, threads: threads)
            } else if objective.kind == .systemFillRate {
                try allocate(items, systemFillRate: objective.target, money: objective.money, threads: threads)
            } else if let limits = objective.groupLimits {
                try allocate(items, backorderTarget: objective.target, money: objective.money, limits: limits, problems: problems)
            } else {
                try allocate(items, backorderTarget: objective.target, money: objective.money, curves: curves, threads: threads)
            }
            totals.multiplier = allocation.multiplier
            totals.lowerBound = allocation.lowerBound
            totals.relativeGap = allocation.relativeGap
            totals.unspentBudget = allocation.unspent
            totals.isProvenOptimal = allocation.isProvenOptimal
            return AssortmentChoice(
                self, levels: allocation.levels, performances: allocation.performances,
                capped: items.indices.map { allocation.isAtCeiling[$0] ? [items[$0].ceilingReason] : [] },
                groupReasons: allocation.groups.mapValues(\.reason), totals: totals)
        }
    }
}
