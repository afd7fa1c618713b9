import CMath
import DemandModel
import NumericCore

/// What one amount of inventory money reaches.
public struct ExchangePoint: Sendable, Codable, Equatable {
    /// Money, of the kind of the curve.
    public var money: Double
    /// Sum of weight x E[B].
    public var weightedBackorders: Double
    /// Weighted E[B] removed by the last unit of money; `nil` where the point is not on the curve.
    public var multiplier: Double?

    public init(money: Double, weightedBackorders: Double, multiplier: Double? = nil) {
        self.money = money
        self.weightedBackorders = weightedBackorders
        self.multiplier = multiplier
    }
}

/// A named point beside the curve: today's stock, the textbook rule, the recommendation.
public struct ExchangeMark: Sendable, Codable, Equatable {
    public var name: String
    public var point: ExchangePoint

    public init(name: String, point: ExchangePoint) {
        self.name = name
        self.point = point
    }
}

/// The least weighted E[B] reachable for each amount of inventory money, from much stock to little.
///
/// Every point minimises the Lagrangian at its multiplier, so no allocation with its money does better.
public struct ExchangeCurve: Sendable, Codable, Equatable {
    public var moneyKind: PlanObjective.Money
    /// Money falls and weighted E[B] rises from point to point.
    public var points: [ExchangePoint]
    public var marks: [ExchangeMark]

    /// Weighted E[B] of the curve at an amount of money: linear between points (a convex curve's chord, so never too low);
    /// `nil` outside of the points.
    public func weightedBackorders(money: Double) -> Double? {
        guard let first = points.first, let last = points.last, money <= first.money, money >= last.money else { return nil }
        for (more, less) in zip(points, points.dropFirst()) where money >= less.money {
            let width = more.money - less.money
            if width <= 0 { return more.weightedBackorders }
            let share = (money - less.money) / width
            return less.weightedBackorders + share * (more.weightedBackorders - less.weightedBackorders)
        }
        return last.weightedBackorders
    }
}

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
    return try exchangeCurve(items, problems: problems, start: nil, money: money, count: count, recommendation: recommendation, threads: threads)
}

/// The exchange curve of items that are made ready.
///
/// - Parameter start: the walk to set out from, where one is at hand.
func exchangeCurve(
    _ items: [StockItem], problems: [ReplenishmentProblem], start: StockWalk?, money: PlanObjective.Money, count: Int, recommendation: AssortmentPlan?, threads: Int
) throws(PolicyError) -> ExchangeCurve {
    let missing = items.filter { problems[$0.problemIndex].price == nil }
    if !missing.isEmpty { throw .missingUnitCost(missing.map { problems[$0.problemIndex].key }) }
    var curve = ExchangeCurve(moneyKind: money, points: [], marks: [])
    let ratios = items.filter { $0.weight > 0 && $0.unitCost > 0 }.map { $0.weight / $0.unitCost }.sorted()
    guard !ratios.isEmpty, count > 1 else { return curve }
    let middle = ratios[ratios.count / 2]
    var search = MultiplierSearch(items, money: money, start: start)
    // The median item is short from 0.02% to 90% of its time.
    let lowest = log(middle * 2e-4)
    let highest = log(middle * 9)
    for step in 0..<count {
        let theta = exp(lowest + (highest - lowest) * Double(step) / Double(count - 1))
        let side = search.settle(theta)
        let point = ExchangePoint(money: side.money, weightedBackorders: max(0, side.weighted), multiplier: theta)
        if let last = curve.points.last, last.money <= point.money { continue }
        curve.points.append(point)
    }
    func mark(_ name: String, _ levels: [Double]) -> ExchangeMark {
        let backorders = parallelMap(chunks: items.count, threads: threads) { items[$0].backorders(levels[$0]) }
        let sum = exactTotals(items, levels: levels, money: money, backorders: backorders)
        return ExchangeMark(name: name, point: ExchangePoint(money: sum.money, weightedBackorders: sum.weighted))
    }
    curve.marks.append(mark("today", items.map { item in
        // Positions are uniform on the Q values up to S, so that their mean is S - (Q - 1)/2.
        let level = problems[item.problemIndex].terms.inventoryPosition + max(0, item.isCount ? item.quantity - 1 : item.quantity) / 2
        return max(0, item.isCount ? level.rounded() : level)
    }))
    if let recommendation {
        let levels = items.map { item in recommendation.decisions[item.problemIndex].policy?.orderUpTo ?? item.floor }
        let reached = mark("recommendation", levels)
        curve.marks.append(mark("equal_safety_factor", equalSafetyFactorLevels(items, money: money, target: reached.point.money, threads: threads)))
        curve.marks.append(reached)
    }
    return curve
}

/// Levels of the rule "order at mean + z sd over the protection interval", one z for all items, holding as much money as asked (the
/// most z that does not exceed it). Under (r,Q) the rule sets r and a batch lifts the position to r + Q; under periodic review it
/// sets the least position after an order, and a batch overshoots it by up to Q - 1.
private func equalSafetyFactorLevels(_ items: [StockItem], money kind: PlanObjective.Money, target: Double, threads: Int) -> [Double] {
    func levels(_ z: Double) -> [Double] {
        items.map { item in
            let overshoot = item.kind == .rQ || !item.isCount ? item.quantity : max(0, item.quantity - 1)
            let level = item.evaluator.protectionMean + z * item.evaluator.protectionStandardDeviation + overshoot
            let whole = item.isCount ? level.rounded() : level
            return min(max(whole, item.floor), item.ceiling)
        }
    }
    var low = -10.0
    var high = 10.0
    // As z closes in, fewer and fewer levels change: only these are evaluated again.
    var known: [(level: Double, money: Double)] = Array(repeating: (.nan, 0), count: items.count)
    for _ in 0..<40 {
        let middle = 0.5 * (low + high)
        let tried = levels(middle)
        let before = known
        known = parallelMap(chunks: items.count, threads: threads) { index in
            if before[index].level == tried[index] { return before[index] }
            return (tried[index], items[index].money(tried[index], backorders: items[index].backorders(tried[index]), kind: kind))
        }
        if known.reduce(0, { $0 + $1.money }) <= target { low = middle } else { high = middle }
    }
    return levels(low)
}
