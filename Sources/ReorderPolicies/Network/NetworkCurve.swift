import CMath
import DemandModel
import NumericCore
import ParallelWork

extension PreparedNetwork {
    /// The exchange curve of warehouses and locations together: at each multiplier the best level of each warehouse, with the locations at their
    /// best.
    ///
    /// Marks are those of `exchangeCurve`: `today` counts each position of now as a level, that of a warehouse too; one safety factor stands for all levels.
    ///
    /// - Parameters:
    ///   - count: multipliers tried, spread evenly on a logarithmic scale.
    ///   - recommendation: decisions by problem, if they are to be marked.
    public mutating func curve(money: PlanObjective.Money, count: Int = 40, recommendation: [ReplenishmentDecision]? = nil) throws(PolicyError) -> ExchangeCurve {
        let missing = problems.filter { $0.price == nil }
        if !missing.isEmpty { throw .missingUnitCost(missing.map(\.key)) }
        var curve = ExchangeCurve(moneyKind: money, points: [], marks: [])
        let ratios = problems.filter { $0.weight > 0 && ($0.price ?? 0) > 0 }.map { $0.weight / ($0.price ?? 1) }.sorted()
        guard !ratios.isEmpty, !parts.isEmpty, count > 1 else { return curve }
        // As without warehouses: the median item is short from 0.02% to 90% of its time.
        let lowest = log(ratios[ratios.count / 2] * 2e-4), highest = log(ratios[ratios.count / 2] * 9)
        for index in parts.indices { parts[index].start() }
        for step in 0..<count {
            let theta = exp(lowest + (highest - lowest) * Double(step) / Double(count - 1))
            let sum = settle { $0.choose(.trade(theta: theta, money: money)) }
            let point = ExchangeCurve.Point(money: sum.money, weightedBackorders: max(0, sum.weighted), multiplier: theta)
            if let last = curve.points.last, last.money <= point.money || last.weightedBackorders >= point.weightedBackorders { continue }
            curve.points.append(point)
        }
        curve.marks.append(mark("today", money) { item, problem in
            // Positions are uniform on the Q values up to S, so that their mean is S - (Q - 1)/2.
            let level = problem.terms.inventoryPosition + max(0, item.isCount ? item.quantity - 1 : item.quantity) / 2
            return max(0, item.isCount ? level.rounded() : level)
        })
        if let recommendation {
            let levels = recommendation.map { $0.policy?.orderUpTo }
            let reached = mark("recommendation", money) { item, problem in levels[problem.index] ?? item.floor }
            curve.marks.append(equalSafetyFactor(money, target: reached.point.money))
            curve.marks.append(reached)
        }
        return curve
    }

    /// The point of the rule "order at mean + z sd over the protection interval", one z for all, warehouses too: the most z that holds no more than the target.
    private func equalSafetyFactor(_ money: PlanObjective.Money, target: Double) -> ExchangeCurve.Mark {
        func marked(_ z: Double) -> ExchangeCurve.Mark {
            mark("equal_safety_factor", money) { item, _ in
                let figures = item.figures
                let overshoot = item.kind == .rQ || !item.isCount ? item.quantity : max(0, item.quantity - 1)
                let level = figures.protectionMean + z * figures.protectionStandardDeviation + overshoot
                return min(max(item.isCount ? level.rounded() : level, item.floor), item.ceiling)
            }
        }
        var low = -3.0, high = 4.0
        var best = marked(low)
        for _ in 0..<9 {
            let middle = 0.5 * (low + high), here = marked(middle)
            if here.point.money <= target { (low, best) = (middle, here) } else { high = middle }
        }
        return best
    }

    /// What given levels come to.
    ///
    /// - Parameter level: of an item: its demand is that behind the warehouse with its own level.
    private func mark(
        _ name: String, _ money: PlanObjective.Money, level: @escaping @Sendable (StockItem, (index: Int, terms: SupplyTerms)) -> Double
    ) -> ExchangeCurve.Mark {
        let parts = parts, problems = problems
        let sums = parallelMap(chunks: parts.count, threads: threads, size: 16) { place -> (money: Double, weighted: Double) in
            let family = parts[place].family
            var sum = (money: 0.0, weighted: 0.0), base = 0.0
            if let warehouse = parts[place].warehouse {
                base = level(warehouse, (family.warehouse, problems[family.warehouse].terms))
                sum = parts[place].own(base, money: money)
            }
            for (location, problem) in zip(family.locations, parts[place].fedProblems(base)) {
                guard let item = try? StockItem(problem, index: location.problem) else { continue }
                let own = level(item, (location.problem, problem.terms)), waiting = item.backorders(own)
                sum.money += item.money(own, backorders: waiting, kind: money)
                sum.weighted += item.weight * waiting
            }
            return sum
        }
        let total = sums.reduce(into: (money: 0.0, weighted: 0.0)) { $0 = ($0.money + $1.money, $0.weighted + $1.weighted) }
        return ExchangeCurve.Mark(name: name, point: ExchangeCurve.Point(money: total.money, weightedBackorders: total.weighted))
    }
}
