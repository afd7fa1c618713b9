import DemandModel
import NumericCore

/// One item-location on its way through an optimisation: its evaluator, batch, limits and level.
struct StockItem: Sendable {
    let problemIndex: Int
    let kind: ReplenishmentPolicy.Kind
    private(set) var evaluator: StockEvaluator
    private(set) var batch: OrderBatch
    /// Money per unit; 0 where the terms name none and the objective does not need it.
    let unitCost: Double
    let weight: Double
    /// Least and most S that may be chosen.
    let floor: Double
    let ceiling: Double
    let isFixed: Bool

    var isCount: Bool { evaluator.isCount }
    var quantity: Double { batch.quantity }

    /// - Throws: `ImpossibleTerms` where no policy can exist, `PolicyError` where the demand cannot be evaluated.
    init(_ problem: ReplenishmentProblem, index: Int) throws {
        let evaluator = try StockEvaluator(problem.demand)
        let kind = problem.kind ?? (evaluator.isPeriodic ? .RS : .rQ)
        guard problem.weight >= 0, problem.weight < .infinity else {
            throw ImpossibleTerms(reason: "backorder weight is \(problem.weight): it must be a number, 0 or more")
        }
        if let unitCost = problem.terms.unitCost, !(unitCost >= 0 && unitCost < .infinity) {
            throw ImpossibleTerms(reason: "unit_cost is \(unitCost): it must be a number, 0 or more")
        }
        problemIndex = index
        self.evaluator = evaluator
        unitCost = problem.terms.unitCost ?? 0
        weight = problem.weight
        if let fixed = problem.limits.fixedPolicy {
            guard fixed.orderUpTo.isFinite, fixed.reorderPoint.isFinite, fixed.reorderPoint <= fixed.orderUpTo else {
                throw ImpossibleTerms(
                    reason: "the fixed policy has reorder point \(fixed.reorderPoint) and order-up-to \(fixed.orderUpTo): both must be "
                        + "numbers, the first not above the second")
            }
            let kind = fixed.kind
            self.kind = kind
            let quantity = fixed.orderQuantity ?? (fixed.orderUpTo - fixed.reorderPoint)
            batch = OrderBatch(quantity: quantity, isCapped: false, reasons: [])
            floor = fixed.reorderPoint + quantity
            ceiling = floor
            isFixed = true
            if kind == .RsS { self.evaluator = evaluator.withRenewalPositions(gap: quantity) }
            return
        }
        self.kind = kind
        batch = try orderBatch(terms: problem.terms, kind: kind, evaluator: evaluator)
        isFixed = false
        let unit: (Double) -> Double = evaluator.isCount ? { $0.rounded(.up) } : { $0 }
        let least = problem.limits.minimumOrderUpTo ?? 0
        let most = problem.limits.maximumOrderUpTo ?? .infinity
        guard !least.isNaN, !most.isNaN, least < .infinity else {
            throw ImpossibleTerms(reason: "minimum or maximum stock is not a number")
        }
        guard least <= most else {
            throw ImpossibleTerms(
                reason: "minimum stock \(number(least)) is above maximum stock \(number(most)); correct one of them")
        }
        floor = unit(max(0, least))
        ceiling = max(floor, evaluator.isCount ? most.rounded(.down) : most)
        if kind == .RsS { self.evaluator = evaluator.withRenewalPositions(gap: batch.quantity) }
    }

    /// The same item ordering in batches of another size.
    func ordering(_ quantity: Double) -> StockItem {
        var copy = self
        copy.batch.quantity = quantity
        return copy
    }

    /// E[B] at S.
    func backorders(_ level: Double) -> Double { evaluator.expectedBackorders(orderUpTo: level, batch: quantity) }

    /// All figures at S.
    func performance(_ level: Double) -> PolicyPerformance { evaluator.performance(orderUpTo: level, batch: quantity) }

    /// Time-average units on hand at S.
    func onHand(_ level: Double, backorders: Double) -> Double {
        evaluator.averageOnHand(orderUpTo: level, batch: quantity, expectedBackorders: backorders)
    }

    /// Money at S.
    func money(_ level: Double, backorders: Double, kind: PlanObjective.Money) -> Double {
        unitCost * (kind == .stockValue ? level : onHand(level, backorders: backorders))
    }

    /// The smallest S within the limits at which one more unit takes at most `ratio` off E[B].
    func level(reductionAtMost ratio: Double, near guess: Double? = nil) -> Double {
        if floor >= ceiling || ratio >= 1 { return floor }
        let wanted = max(ratio, leastRatio)
        let z = standardNormalUpperQuantile(wanted)
        let start = guess ?? evaluator.protectionMean + z * evaluator.protectionStandardDeviation
        func reached(_ x: Double) -> Bool { evaluator.backorderReduction(orderUpTo: x, batch: quantity) <= wanted }
        if isCount {
            return smallestWhole(from: start, lowest: floor, limit: min(ceiling, 1e15), where: reached)
        }
        if reached(floor) { return floor }
        var low = floor
        var step = max(1e-6, max(abs(start - floor), evaluator.protectionStandardDeviation) * 0.25)
        var high = min(ceiling, max(start, floor + step))
        while !reached(high) {
            if high >= ceiling { return ceiling }
            low = high
            step *= 2
            high = min(ceiling, high + step)
            if step > 1e18 { return high }
        }
        if let root = findRoot(in: low...high, { evaluator.backorderReduction(orderUpTo: $0, batch: quantity) - wanted }) {
            return min(ceiling, max(floor, root))
        }
        // A jump (an atom of the distribution) instead of a root.
        while true {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { return high }
            if reached(middle) { high = middle } else { low = middle }
        }
    }

    /// About where `level(reductionAtMost:)` lies: the normal quantile of demand averaged over the nodes, corrected for skewness
    /// (Cornish & Fisher 1938, first term).
    func roughLevel(reductionAtMost ratio: Double) -> Double {
        if floor >= ceiling || ratio >= 1 { return floor }
        let z = standardNormalUpperQuantile(max(ratio, leastRatio))
        let mean = evaluator.averageMean
        let variance = max(evaluator.protectionStandardDeviation * evaluator.protectionStandardDeviation, 1e-12)
        let sd = variance.squareRoot()
        let skewness = mean > 0 ? max(0, 2 * variance / mean - 1) / sd : 0
        var level = mean + sd * (z + (z * z - 1) * min(skewness, 2) / 6)
        if !evaluator.isSingle(quantity) { level += 0.5 * quantity }
        if isCount { level = level.rounded() }
        return min(max(level, floor), ceiling)
    }

    /// The policy with order-up-to level S.
    func policy(_ level: Double) -> ReplenishmentPolicy {
        let reorderPoint = level - quantity
        return ReplenishmentPolicy(
            kind: kind, reorderPoint: reorderPoint, orderUpTo: level, orderQuantity: kind == .rQ ? quantity : nil)
    }

    /// The decision for S, with the reasons that the batch and the limits give.
    func decision(
        _ level: Double, performance known: PolicyPerformance? = nil, problem: ReplenishmentProblem, capped: [String] = []
    ) -> ReplenishmentDecision {
        let performance = known ?? performance(level)
        var reasons = capped + batch.reasons
        if isFixed {
            reasons.append("fixed" + (problem.limits.fixedReason.isEmpty ? "" : ": " + problem.limits.fixedReason))
        }
        if performance.safetyStock < 0 && evaluator.protectionMean > 0 && !isFixed {
            reasons.append("safety stock is negative: the target is met with less than the mean demand")
        }
        if evaluator.protectionMean == 0 && evaluator.meanPerDay == 0 { reasons.append("no demand expected") }
        let value = problem.terms.unitCost.map { $0 * performance.averageOnHand }
        return ReplenishmentDecision(
            key: problem.key, policy: policy(level), performance: performance, averageInventoryValue: value,
            stockValue: problem.terms.unitCost.map { $0 * level },
            status: batch.isCapped || !capped.isEmpty ? .capped : .ok, reasons: reasons)
    }
}

/// Levels are not raised where a further unit takes less than this off E[B]: a budget without use for its money stays unspent.
let leastRatio = 1e-9
