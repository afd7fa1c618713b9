import CMath
import DemandModel
import NumericCore
import ParallelWork

/// The exchange curve of an assortment, with marks.
///
/// - Parameters:
///   - count: number of multipliers tried, spread evenly on a logarithmic scale; equal points are listed once.
///   - recommendation: its decisions, if it is to be marked; the equal-safety-factor rule is then marked at the same money.
///   - threads: worker threads; no effect on results.
///
/// Marks: `today` (the level whose average inventory position is that of now), `equal_safety_factor` (orders are placed at mean + z sd
/// of demand over the protection interval with one z for all items, at the recommendation's money; batches come on top),
/// `recommendation`. Problems without a policy (invalid terms) are left out.
public func exchangeCurve(
    _ problems: [ReplenishmentProblem], money: PlanObjective.Money, count: Int = 40, recommendation: AssortmentPlan? = nil,
    threads: Int = 1
) throws(PolicyError) -> ExchangeCurve {
    let items = parallelMap(chunks: problems.count, threads: threads) { try? StockItem(problems[$0], index: $0) }.compactMap(\.self)
    return try exchangeCurve(items, problems: problems, curves: nil, money: money, count: count, recommendation: recommendation, threads: threads)
}

/// The exchange curve of items that are made ready.
///
/// - Parameter curves: of the items, where they are at hand.
func exchangeCurve(
    _ items: [StockItem], problems: [ReplenishmentProblem], curves: LevelCurves?, money: PlanObjective.Money, count: Int, recommendation: AssortmentPlan?,
    threads: Int
) throws(PolicyError) -> ExchangeCurve {
    let missing = items.filter { problems[$0.problemIndex].price == nil }
    if !missing.isEmpty { throw .missingUnitCost(missing.map { problems[$0.problemIndex].key }) }
    var curve = ExchangeCurve(moneyKind: money, points: [], marks: [])
    let ratios = items.filter { $0.weight > 0 && $0.unitCost > 0 }.map { $0.weight / $0.unitCost }.sorted()
    guard !ratios.isEmpty, count > 1 else { return curve }
    let middle = ratios[ratios.count / 2]
    let curves = curves ?? MultiplierSearch.curves(items, threads: threads)
    var search = MultiplierSearch(items, money: money, curves: curves, threads: threads)
    // The median item is short from 0.02% to 90% of its time.
    let lowest = log(middle * 2e-4)
    let highest = log(middle * 9)
    for step in 0..<count {
        let theta = exp(lowest + (highest - lowest) * Double(step) / Double(count - 1))
        let side = search.settle(theta)
        let point = ExchangeCurve.Point(money: side.money, weightedBackorders: max(0, side.weighted), multiplier: theta)
        if let last = curve.points.last, last.money <= point.money { continue }
        curve.points.append(point)
    }
    curve.marks.append(mark(todayMarkName, items, todayLevels(items, problems), money: money, threads: threads))
    if let recommendation {
        let levels = items.map { item in recommendation.decisions[item.problemIndex].policy?.orderUpTo ?? item.floor }
        let reached = mark("recommendation", items, levels, money: money, threads: threads)
        let equal = equalSafetyFactorLevels(curves, money: money, target: reached.point.money, threads: threads)
        curve.marks.append(mark("equal_safety_factor", items, equal, money: money, threads: threads))
        curve.marks.append(reached)
    }
    return curve
}

/// The name of the mark of today's stock.
public let todayMarkName = "today"

/// What today's stock holds and leaves waiting, as a curve's mark of that name: the only part of a curve that stock is asked for.
public func todayMark(_ problems: [ReplenishmentProblem], money: PlanObjective.Money, threads: Int = 1) throws(PolicyError) -> ExchangeCurve.Mark {
    let items = parallelMap(chunks: problems.count, threads: threads) { try? StockItem(problems[$0], index: $0, holdsEvaluator: false) }.compactMap(\.self)
    let missing = items.filter { problems[$0.problemIndex].price == nil }
    if !missing.isEmpty { throw .missingUnitCost(missing.map { problems[$0.problemIndex].key }) }
    return mark(todayMarkName, items, todayLevels(items, problems), money: money, threads: threads)
}

private func mark(_ name: String, _ items: [StockItem], _ levels: [Double], money: PlanObjective.Money, threads: Int) -> ExchangeCurve.Mark {
    let backorders = parallelMap(chunks: items.count, threads: threads) { items[$0].backorders(levels[$0]) }
    let sum = exactTotals(items, levels: levels, money: money, backorders: backorders)
    return ExchangeCurve.Mark(name: name, point: ExchangeCurve.Point(money: sum.money, weightedBackorders: sum.weighted))
}

/// Levels whose average position is today's.
private func todayLevels(_ items: [StockItem], _ problems: [ReplenishmentProblem]) -> [Double] {
    items.map { item in
        // Positions are uniform on the Q values up to S, so that their mean is S - (Q - 1)/2.
        let level = problems[item.problemIndex].terms.inventoryPosition + max(0, item.isCount ? item.quantity - 1 : item.quantity) / 2
        return max(0, item.isCount ? level.rounded() : level)
    }
}

/// Levels of the rule "order at mean + z sd over the protection interval", one z for all items, holding as much money as asked (the
/// most z that does not exceed it). Under (r,Q) the rule sets r and a batch lifts the position to r + Q; under periodic review it
/// sets the least position after an order, and a batch overshoots it by up to Q - 1.
private func equalSafetyFactorLevels(_ curves: LevelCurves, money kind: PlanObjective.Money, target: Double, threads: Int) -> [Double] {
    let items = curves.items
    func levels(_ z: Double) -> [Double] {
        items.indices.map { index in
            let batch = items[index].quantity, isCount = items[index].isCount
            let overshoot = items[index].kind == .rQ || !isCount ? batch : max(0, batch - 1)
            let level = items[index].figures.protectionMean + z * items[index].figures.protectionStandardDeviation + overshoot
            return min(max(isCount ? level.rounded() : level, items[index].floor), items[index].ceiling)
        }
    }
    func holds(_ z: Double) -> Bool {
        let tried = levels(z)
        let backorders = curves.backorders(tried, threads: threads)
        return exactTotals(items, levels: tried, money: kind, backorders: backorders).money <= target
    }
    // Outwards from one deviation, a whole one at a time: far levels are seldom asked for.
    var low = 1.0
    while low > -10, !holds(low) { low -= 1 }
    var high = low + 1
    while high < 10, holds(high) {
        low = high
        high += 1
    }
    for _ in 0..<36 {
        let middle = 0.5 * (low + high)
        if holds(middle) { low = middle } else { high = middle }
    }
    return levels(low)
}
