import CMath
import DemandModel
import NumericCore
import ParallelWork

/// Some items of an assortment, ready to be asked by the search for one budget over all parts (`BudgetSearch`).
///
/// What a part answers of an item depends on that item alone, and sums are exact: the answers of all parts add up to the same whatever the parts are.
///
///     let part = AssortmentPart(problems, money: .averageInventoryValue)
///     let answer = part.answer(.floors)
public struct AssortmentPart: Sendable {
    private let problems: [ReplenishmentProblem]
    private let money: PlanObjective.Money
    private let items: [StockItem]
    private let undecided: [ReplenishmentDecision]
    private let curves: LevelCurves
    private let threads: Int

    /// - Parameter problems: in key order.
    public init(_ problems: [ReplenishmentProblem], money: PlanObjective.Money, threads: Int = 1) {
        self.problems = problems
        self.money = money
        self.threads = threads
        let made = parallelMap(chunks: problems.count, threads: threads) { index -> Result<StockItem, ImpossibleTerms> in
            do {
                return .success(try StockItem(problems[index], index: index))
            } catch let error as ImpossibleTerms {
                return .failure(error)
            } catch {
                return .failure(ImpossibleTerms(reason: "\(error)"))
            }
        }
        var items: [StockItem] = []
        undecided = zip(problems, made).map { problem, one in
            var decision = ReplenishmentDecision(key: problem.key, status: .failed)
            switch one {
            case .success(let item): items.append(item)
            case .failure(let error): decision.reasons = [error.reason]
            }
            return decision
        }
        self.items = items
        let all = items
        // What a walk rounds depends on the item alone.
        curves = LevelCurves(all, threads: threads) { MultiplierSearch.origin(all[$0]) }
    }

    /// Items that a budget cannot count, as they have no price; `nil`: all have one.
    public var priceProblem: PolicyError? {
        let missing = items.compactMap { problems[$0.problemIndex].price == nil ? problems[$0.problemIndex].key : nil }
        return missing.isEmpty ? nil : .missingUnitCost(missing)
    }

    private func isMovable(_ index: Int) -> Bool {
        items[index].weight > 0 && items[index].unitCost > 0 && items[index].floor < items[index].ceiling
    }

    private func key(_ index: Int) -> ItemLocation { problems[items[index].problemIndex].key }

    public func answer(_ question: BudgetQuestion) -> BudgetAnswer {
        switch question {
        case .floors: floors()
        case .grid(let multipliers): grid(multipliers)
        case .steps(let rich, let poor): steps(rich: rich, poor: poor)
        case .fill(let levels, let left, let most): fill(levels, left: left, most: most)
        case .reached(let levels): reached(levels)
        }
    }

    private func floors() -> BudgetAnswer {
        var answer = BudgetAnswer()
        var totals = BudgetTotals()
        let held = parallelMap(chunks: items.count, threads: threads) { index in
            let backorders = items[index].backorders(items[index].floor)
            return (money: items[index].money(items[index].floor, backorders: backorders, kind: money), weighted: items[index].weight * backorders)
        }
        var ratios = ExactTotal()
        for index in items.indices {
            totals.money.add(held[index].money)
            totals.weighted.add(held[index].weighted)
            if !items[index].isCount { answer.isAllCounts = false }
            guard isMovable(index) else { continue }
            answer.movable += 1
            if !items[index].isCount { answer.continuous += 1 }
            ratios.add(log(items[index].weight / items[index].unitCost))
        }
        answer.floors = totals
        answer.logRatios = ratios
        answer.moneyUnit = smallestMoneyUnit(items.map(\.unitCost))
        let dearest = items.indices.filter { held[$0].money > 0 }.sorted { (held[$1].money, $0) < (held[$0].money, $1) }
        answer.dearestFloors = dearest.prefix(5).map { BudgetAnswer.KeyedMoney(key: key($0), money: held[$0].money) }
        return answer
    }

    private func grid(_ multipliers: [Double]) -> BudgetAnswer {
        var answer = BudgetAnswer()
        var walk = AssortmentLevels(curves, threads: threads)
        for multiplier in multipliers {
            walk.seek(multiplier: multiplier, money: money)
            answer.grid.append(totals(walk))
        }
        return answer
    }

    private func totals(_ walk: AssortmentLevels) -> BudgetTotals {
        var totals = BudgetTotals()
        for index in items.indices {
            let level = walk.level(index), backorders = walk.backorders(index)
            totals.money.add(curves.prices.money(index, level: level, backorders: backorders, kind: money))
            totals.weighted.add(items[index].weight * backorders)
            if items[index].isCount { totals.units.add(level) }
        }
        return totals
    }

    private func step(_ walk: AssortmentLevels, _ index: Int) -> BudgetStep {
        let next = walk.nextStep(index, money: money)
        return BudgetStep(key: key(index), level: next.level, gain: next.gain, cost: next.cost, ratio: next.ratio)
    }

    private func steps(rich: Double, poor: Double) -> BudgetAnswer {
        var answer = BudgetAnswer()
        var low = AssortmentLevels(curves, threads: threads)
        var high = low
        low.seek(multiplier: poor, money: money)
        high.seek(multiplier: rich, money: money)
        for index in items.indices where items[index].isCount {
            let top = high.level(index)
            while low.level(index) < top {
                answer.steps.append(step(low, index))
                low.moveUp(index)
            }
        }
        return answer
    }

    /// All items at their levels.
    private func walk(_ levels: BudgetLevels) -> AssortmentLevels {
        var walk = AssortmentLevels(curves, threads: threads)
        if levels.multiplier < .infinity {
            walk.seek(multiplier: levels.multiplier, money: money)
        } else {
            for index in items.indices { walk.move(index, to: items[index].floor) }
        }
        guard !levels.above.isEmpty else { return walk }
        let above = Dictionary(levels.above.map { ($0.key, $0.units) }, uniquingKeysWith: { first, _ in first })
        for index in items.indices {
            if let units = above[key(index)] { walk.move(index, to: walk.level(index) + units) }
        }
        return walk
    }

    /// Units of one item that a fill names at once after the first: where the search takes them all it asks again.
    private static let longestChain = 16

    private func fill(_ levels: BudgetLevels, left: Double, most: Int) -> BudgetAnswer {
        var walk = walk(levels), answer = BudgetAnswer()
        var candidates: [(index: Int, step: BudgetStep)] = []
        func isWorth(_ step: BudgetStep, _ index: Int, _ left: Double) -> Bool { step.cost <= left && step.gain > items[index].weight * leastRatio }
        for index in items.indices where isMovable(index) && items[index].isCount && !items[index].isFixed && walk.level(index) < items[index].ceiling {
            let next = step(walk, index)
            if isWorth(next, index, left) { candidates.append((index, next)) }
        }
        candidates.sort { BudgetStep.precedes($0.step, $1.step) }
        if candidates.count > most, most > 0 { answer.lastNamed = candidates[most - 1].step }
        for (index, first) in candidates.prefix(most) {
            var chain = first, spent = first.cost
            while chain.next.count < Self.longestChain {
                walk.moveUp(index)
                guard walk.level(index) < items[index].ceiling else { break }
                let next = step(walk, index)
                spent += next.cost
                guard isWorth(next, index, .infinity), spent <= left else { break }
                chain.next.append(BudgetStep.Next(gain: next.gain, cost: next.cost, ratio: next.ratio))
            }
            chain.isCut = chain.next.count == Self.longestChain
            answer.steps.append(chain)
        }
        return answer
    }

    private func reached(_ levels: BudgetLevels) -> BudgetAnswer {
        let levels = walk(levels).levels
        let each = curves.performances(levels, threads: threads)
        var totals = BudgetTotals()
        for index in items.indices {
            totals.money.add(items[index].unitCost * (money == .stockValue ? levels[index] : each[index].averageOnHand))
            totals.weighted.add(items[index].weight * each[index].expectedBackorders)
            if items[index].isCount { totals.units.add(levels[index]) }
        }
        var answer = BudgetAnswer()
        answer.reached = totals
        return answer
    }

    /// The policies of the items at the levels that the search has ended with.
    public func plan(_ outcome: BudgetOutcome) -> AssortmentPlan {
        let levels = walk(outcome.levels).levels
        let each = curves.performances(levels, threads: threads)
        let made = parallelMap(chunks: items.count, threads: threads) { index in
            let isCapped = !items[index].isFixed && items[index].ceiling < .infinity && levels[index] >= items[index].ceiling
            return items[index].decision(
                levels[index], performance: each[index], problem: problems[items[index].problemIndex],
                capped: isCapped ? [items[index].ceilingReason] : [])
        }
        var decisions = undecided, totals = AssortmentTotals()
        for index in items.indices {
            decisions[items[index].problemIndex] = made[index]
            totals.expectedBackorders += each[index].expectedBackorders
            totals.weightedBackorders += items[index].weight * each[index].expectedBackorders
            totals.averageInventoryValue += made[index].averageInventoryValue ?? 0
            totals.stockValue += made[index].stockValue ?? 0
        }
        if let unit = smallestMoneyUnit(items.map { problems[$0.problemIndex].terms.unitCost ?? 0 }) {
            totals.stockValue = roundedToUnit(totals.stockValue, unit, isWhole: items.allSatisfy(\.isCount))
        }
        totals.multiplier = outcome.multiplier
        totals.lowerBound = outcome.lowerBound
        totals.relativeGap = outcome.relativeGap
        totals.unspentBudget = outcome.unspent
        return AssortmentPlan(decisions: decisions, totals: totals)
    }
}
