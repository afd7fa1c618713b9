import DemandModel

extension Allocation {
    /// True where the gap is not worth a search: items that are not counted, or next to no gap.
    private static func isClosed(_ items: [StockItem], value: Double, bound: Double) -> Bool {
        value - bound <= (items.count > 4 ? 1e-6 : 1e-9) * abs(value) || items.contains { !$0.isCount && !$0.isFixed }
    }

    /// The best levels within a budget where the assortment is small.
    mutating func closeGap(_ items: [StockItem], budget: Double, money: PlanObjective.Money) {
        guard items.count <= GapSearch.mostItems else { return }
        let start = exactTotals(items, levels: levels, money: money)
        guard multiplier > 0, multiplier < .infinity, !Self.isClosed(items, value: start.weighted, bound: lowerBound) else { return }
        let gap = start.weighted - lowerBound
        let choices = items.indices.map { index in
            candidateLevels(items[index], at: levels[index], multiplier: multiplier, gap: gap, money: money, isLeastMoney: false)
        }
        accept(GapSearch(choices, limit: budget, multiplier: multiplier), choices, items, incumbent: start.weighted, money: money) {
            $0.money <= budget
        } value: { $0.weighted }
    }

    /// The least money for a total of weighted backorders where the assortment is small.
    mutating func closeGap(_ items: [StockItem], backorderTarget target: Double, money: PlanObjective.Money) {
        guard items.count <= GapSearch.mostItems else { return }
        let start = exactTotals(items, levels: levels, money: money)
        guard multiplier > 0, multiplier < .infinity, !Self.isClosed(items, value: start.money, bound: lowerBound) else { return }
        let theta = 1 / multiplier
        let choices = items.indices.map { index in
            candidateLevels(items[index], at: levels[index], multiplier: theta, gap: start.money - lowerBound, money: money, isLeastMoney: true)
        }
        accept(GapSearch(choices, limit: target, multiplier: theta), choices, items, incumbent: start.money, money: money) {
            $0.weighted <= target * (1 + 1e-13)
        } value: { $0.money }
    }

    /// The least money for a share of all units where the assortment is small.
    ///
    /// - Parameter allowed: weighted units a day that may be short.
    mutating func closeGap(_ items: [StockItem], _ curves: [ServiceCurve], allowed: Double, money: PlanObjective.Money) {
        guard items.count <= GapSearch.mostItems else { return }
        let start = exactTotals(items, levels: levels, money: money)
        guard multiplier > 0, multiplier < .infinity, !Self.isClosed(items, value: start.money, bound: lowerBound),
            curves.allSatisfy(\.isComplete)
        else { return }
        let theta = 1 / multiplier
        let choices = curves.map { curve in
            ItemChoices(
                curve.levels.indices.map { LevelChoice(level: curve.levels[$0], cost: curve.short[$0], value: curve.money[$0]) },
                multiplier: theta, gap: start.money - lowerBound)
        }
        accept(GapSearch(choices, limit: allowed, multiplier: theta), choices, items, incumbent: start.money, money: money) { _ in true } value: {
            $0.money
        }
    }

    private func candidateLevels(
        _ item: StockItem, at level: Double, multiplier theta: Double, gap: Double, money kind: PlanObjective.Money, isLeastMoney: Bool
    ) -> ItemChoices {
        let evaluator = item.evaluator
        func evaluate(_ level: Double) -> (cost: Double, value: Double) {
            let backorders = evaluator.expectedBackorders(orderUpTo: level, batch: item.quantity)
            let both = (item.money(level, backorders: backorders, kind: kind), item.weight * backorders)
            return isLeastMoney ? (both.1, both.0) : both
        }
        if item.isFixed || item.floor >= item.ceiling {
            let both = evaluate(level)
            return ItemChoices([LevelChoice(level: level, cost: both.cost, value: both.value)], multiplier: theta, gap: gap)
        }
        return ItemChoices(
            from: level, floor: item.floor, ceiling: item.ceiling, multiplier: theta, gap: gap, most: 2_000, evaluate: evaluate)
    }

    private mutating func accept(
        _ search: GapSearch, _ choices: [ItemChoices], _ items: [StockItem], incumbent: Double, money: PlanObjective.Money,
        isWithin: ((money: Double, weighted: Double)) -> Bool, value: ((money: Double, weighted: Double)) -> Double
    ) {
        let found = search.solve(incumbent: incumbent)
        var reached = incumbent
        var isProven = found.isProven
        if let chosen = found.chosen {
            let better = chosen.indices.map { choices[$0].choices[chosen[$0]].level }
            let totals = exactTotals(items, levels: better, money: money)
            if isWithin(totals) && value(totals) <= incumbent {
                levels = better
                performances = ReorderPolicies.performances(items, levels: better)
                isAtCeiling = items.indices.map {
                    !items[$0].isFixed && items[$0].ceiling < .infinity && levels[$0] >= items[$0].ceiling
                }
                reached = value(performanceTotals(items, levels: better, performances, money: money))
            } else {
                isProven = false
            }
        }
        lowerBound = min(lowerBound, reached)
        relativeGap = isProven ? 0 : (lowerBound > 0 ? max(0, reached - lowerBound) / lowerBound : nil)
        isProvenOptimal = isProven
    }
}

/// The smallest unit that all of these amounts of money are whole multiples of: 1, 0.1, ..., 0.000001; `nil` where there is none.
///
///     smallestMoneyUnit([0.1, 2.5, 3])      // 0.1
func smallestMoneyUnit(_ amounts: [Double]) -> Double? {
    var scale = 1.0
    while scale <= 1e6 {
        if amounts.allSatisfy({ abs($0 * scale - ($0 * scale).rounded()) <= 1e-9 * max(1, abs($0 * scale)) }) { return 1 / scale }
        scale *= 10
    }
    return nil
}

/// A sum of whole multiples of a unit of money without the rounding of binary fractions.
func roundedToUnit(_ amount: Double, _ unit: Double, isWhole: Bool) -> Double {
    guard isWhole, amount.isFinite, abs(amount) < 1e12 else { return amount }
    let scale = (1 / unit).rounded()
    return (amount * scale).rounded() / scale
}

/// What a total of stock value may exceed a limit by because decimal prices are not exact in binary: a quarter of the smallest unit of money. No
/// total that is beyond the limit in whole units of money is.
func moneySlack(_ items: [StockItem], limit: Double, money: PlanObjective.Money) -> Double {
    guard money == .stockValue, items.allSatisfy(\.isCount) else { return 0 }
    return smallestMoneyUnit(items.map(\.unitCost) + [limit]).map { 0.25 * $0 } ?? 0
}
