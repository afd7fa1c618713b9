import DemandModel
import NumericCore
import TextForms

/// A measure of an item's service that rises with S.
enum ServiceMeasure: String {
    case fillRate = "fill rate"
    case readyRate = "ready rate"
    case cycleService = "cycle service"

    /// `nil` for objectives that are not about the service of single items.
    init?(_ kind: PlanObjective.Kind) {
        switch kind {
        case .fillRate: self = .fillRate
        case .readyRate: self = .readyRate
        case .cycleService: self = .cycleService
        case .budget, .cost, .expectedBackorders, .systemFillRate: return nil
        }
    }
}

extension StockItem {
    private func service(_ measure: ServiceMeasure, _ level: Double, _ evaluator: StockEvaluator) -> Double {
        switch measure {
        case .fillRate: evaluator.fillRate(orderUpTo: level, batch: quantity)
        case .readyRate: evaluator.performance(orderUpTo: level, batch: quantity).readyRate
        case .cycleService: evaluator.performance(orderUpTo: level, batch: quantity).cycleServiceLevel
        }
    }

    /// The least S within the limits whose service reaches `target`, and why it cannot where it cannot.
    ///
    /// - Parameter guess: about where it lies; no effect on the result where demand comes in whole units.
    func level(_ measure: ServiceMeasure, _ target: Double, near guess: Double? = nil) -> (level: Double, capped: [String]) {
        let evaluator = evaluator
        return level(measure, target, near: guess) { service(measure, $0, evaluator) }
    }

    /// The same with the service at a level from where it is kept.
    func level(
        _ measure: ServiceMeasure, _ target: Double, near guess: Double?, service: (Double) -> Double
    ) -> (level: Double, capped: [String]) {
        func reached(_ x: Double) -> Bool { service(x) >= target }
        if reached(floor) { return (floor, []) }
        if floor >= ceiling { return (floor, ceilingReason.isEmpty ? [] : [shortfall(measure, target, at: floor)]) }
        let z = standardNormalQuantile(min(0.999, max(0.5, target)))
        let start = figures.protectionMean + z * figures.protectionStandardDeviation
        let level: Double
        if isCount {
            // A smallest whole number does not depend on where its search begins.
            level = smallestWhole(from: guess ?? start, lowest: floor, limit: min(ceiling, 1e15), where: reached)
        } else {
            var low = floor
            var high = min(ceiling, max(start, floor + 1e-6))
            var step = max(1e-6, 0.5 * abs(start))
            while !reached(high) && high < ceiling && step < 1e18 {
                low = high
                step *= 2
                high = min(ceiling, high + step)
            }
            if reached(high) {
                let root = findRoot(in: low...high) { service($0) - target }
                // The root may lie a rounding error short of the target.
                level = root.map { reached($0) ? $0 : min(high, $0.nextUp + 4 * $0.ulp) } ?? high
            } else {
                level = high
            }
        }
        if level >= ceiling && !reached(level) {
            return (level, [shortfall(measure, target, at: level)])
        }
        return (level, [])
    }

    /// Why a target is not reached at the highest level there may be.
    private func shortfall(_ measure: ServiceMeasure, _ target: Double, at level: Double) -> String {
        "\(ceilingReason): it keeps the \(measure.rawValue) at \(percent(service(measure, level, evaluator))), below \(percent(target))"
    }

    /// The least S that minimises h (on hand) + b (backorders), both per unit and day: newsvendor ratio h / (h + b).
    func level(holdingCostPerDay h: Double, backorderCostPerDay b: Double) -> Double {
        guard h > 0 else { return level(reductionAtMost: b > 0 ? leastRatio : 1) }
        return level(reductionAtMost: h / (h + b))
    }
}

extension StockItem {
    /// The item with the batch that costs least: under continuous review Q of the optimal (r,Q) policy (`optimalReorderPoint`), under
    /// (R,s,S) the gap S - s of the joint optimum (`optimalReviewPolicy`), or the best of the permitted quantities around it. Other items,
    /// and items without an order cost, stay as they are.
    func withCostOptimalBatch(
        terms: SupplyTerms, holdingCostPerDay h: Double, backorderCostPerDay b: Double
    ) -> StockItem {
        guard !isFixed, terms.orderCost > 0, terms.orderCost < .infinity, h > 0, b > 0,
            let wanted = costOptimalBatch(terms: terms, h: h, b: b)
        else { return self }
        let unit = terms.orderMultiple.flatMap { $0 > 0 ? (isCount ? $0.rounded(.up) : $0) : nil } ?? (isCount ? 1 : 0)
        var candidates = [wanted]
        if unit > 0 {
            let low = max(unit, (wanted / unit).rounded(.down) * unit)
            candidates = [low, low + unit]
        }
        var chosen = self
        var least = Double.infinity
        let evaluator = evaluator
        for candidate in candidates {
            var quantity = candidate
            if let minimum = terms.minimumOrderQuantity, quantity < minimum {
                quantity = unit > 0 ? (minimum / unit).rounded(.up) * unit : minimum
            }
            if let maximum = terms.maximumOrderQuantity, maximum > 0, quantity > maximum {
                quantity = unit > 0 ? (maximum / unit).rounded(.down) * unit : maximum
            }
            guard quantity > 0, quantity < 1e15 else { continue }
            let trial = ordering(quantity)
            let level = trial.level(holdingCostPerDay: h, backorderCostPerDay: b)
            let backorders = trial.backorders(level)
            let daysBetween = evaluator.isPeriodic
                ? evaluator.daysBetweenOrders(gap: quantity, reviewPeriodDays: terms.reviewPeriodDays) : quantity / evaluator.meanPerDay
            let cost = h * trial.onHand(level, backorders: backorders) + b * backorders + terms.orderCost / (daysBetween ?? .infinity)
            if cost < least {
                least = cost
                chosen = trial
            }
        }
        return chosen
    }

    /// Q or S - s of the policy of least cost; `nil` under (R,S), and for continuous demand under periodic review.
    private func costOptimalBatch(terms: SupplyTerms, h: Double, b: Double) -> Double? {
        let evaluator = evaluator
        if evaluator.isPeriodic {
            guard kind == .RsS,
                let best = evaluator.optimalReviewPolicy(
                    h: h, b: b, orderCost: terms.orderCost, reviewPeriodDays: terms.reviewPeriodDays)
            else { return nil }
            return Double(best.orderUpTo - best.reorderPoint)
        }
        return optimalReorderPoint(
            holdingCost: h, backorderCost: b, fixedCost: terms.orderCost, demandRate: evaluator.meanPerDay,
            leadTimeDemand: evaluator.nodes[0])?.quantity
    }
}

func percent(_ share: Double) -> String { number((share * 10000).rounded() / 100) + "%" }
