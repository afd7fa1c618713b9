import DemandModel
import NumericCore
import TextForms

/// One item-location on its way through an optimisation: its demand, batch, limits and level.
///
/// What it holds is shared between copies: an assortment in which one item is another costs next to nothing.
struct StockItem: Sendable {
    private struct Facts: Sendable {
        var problemIndex: Int
        var kind: ReplenishmentPolicy.Kind
        var figures: StockFigures
        var demand: LeadTimeDemand
        /// The evaluator, where it is not made anew each time.
        var held: HeldEvaluator?
        var batch: OrderBatch
        var unitCost: Double
        var weight: Double
        var demandPerDay: Double
        var floor: Double
        var ceiling: Double
        var isFixed: Bool
        var floorReason = ""
        /// What sets the ceiling where that is not the maximum stock alone; `nil`: nothing is said of it.
        var ceilingCause: String?

        mutating func hold(_ evaluator: StockEvaluator) {
            figures = evaluator.figures
            held = HeldEvaluator(evaluator)
        }

        /// Of demands whose levels are walked, and no finer than their nodes, the evaluator is made again in microseconds.
        mutating func letGo() {
            guard figures.isPlain, figures.isCount, figures.isPeriodic, figures.positionWeights == nil,
                  figures.protectionStandardDeviation < StockWalk.widestSpread else { return }
            held = nil
        }
    }

    private final class HeldEvaluator: Sendable {
        let evaluator: StockEvaluator
        init(_ evaluator: StockEvaluator) { self.evaluator = evaluator }
    }

    /// Sendable because it is changed only while one value holds it.
    private final class Shared: @unchecked Sendable {
        var facts: Facts
        init(_ facts: Facts) { self.facts = facts }
    }

    private let shared: Shared

    var problemIndex: Int { shared.facts.problemIndex }
    var kind: ReplenishmentPolicy.Kind { shared.facts.kind }
    var figures: StockFigures { _read { yield shared.facts.figures } }
    /// What levels are evaluated with. Who asks for several levels asks for it once: it may be made anew, from as many numbers as the demand has.
    var evaluator: StockEvaluator {
        if let held = shared.facts.held { return held.evaluator }
        var made = StockEvaluator(known: shared.facts.demand)
        made.positionWeights = figures.positionWeights
        return made
    }
    var batch: OrderBatch { _read { yield shared.facts.batch } }
    /// Money (or units, or volume) per unit; 0 where the terms name none and the objective does not need it.
    var unitCost: Double { shared.facts.unitCost }
    var weight: Double { shared.facts.weight }
    /// Units a day over the protection interval: what an item counts in a fill rate of all items.
    var demandPerDay: Double { shared.facts.demandPerDay }
    /// Least and most S that may be chosen.
    var floor: Double { shared.facts.floor }
    var ceiling: Double { shared.facts.ceiling }
    var isFixed: Bool { shared.facts.isFixed }
    /// What sets floor and ceiling, for a person; empty where nothing does.
    private var floorReason: String { shared.facts.floorReason }
    var ceilingReason: String {
        guard let cause = shared.facts.ceilingCause else { return "" }
        return "maximum stock \(number(ceiling)) reached" + (cause.isEmpty ? "" : " (\(cause))")
    }

    var isCount: Bool { shared.facts.figures.isCount }
    var quantity: Double { shared.facts.batch.quantity }

    /// - Parameter holdsEvaluator: false: an evaluator that is quickly made is let go, so that a million items take little memory.
    /// - Throws: `ImpossibleTerms` where no policy can exist, `PolicyError` where the demand cannot be evaluated.
    init(_ problem: ReplenishmentProblem, index: Int, holdsEvaluator: Bool = true) throws {
        let evaluator = try StockEvaluator(problem.demand)
        let kind = problem.kind ?? (evaluator.isPeriodic ? .RS : .rQ)
        guard problem.weight >= 0, problem.weight < .infinity else {
            throw ImpossibleTerms(reason: "backorder weight is \(problem.weight): it must be a number, 0 or more")
        }
        if let unitCost = problem.terms.unitCost, !(unitCost >= 0 && unitCost < .infinity) {
            throw ImpossibleTerms(reason: "unit_cost is \(unitCost): it must be a number, 0 or more")
        }
        if let price = problem.budgetPerUnit, !(price >= 0 && price < .infinity) {
            throw ImpossibleTerms(reason: "a unit takes \(price) of the budget: it must be a number, 0 or more")
        }
        let days = problem.demand.leadTimeDays + problem.demand.reviewPeriodDays
        // What orders lack is no demand of customers.
        var facts = Facts(
            problemIndex: index, kind: kind, figures: evaluator.figures, demand: problem.demand, held: HeldEvaluator(evaluator), batch: OrderBatch(quantity: 0, isCapped: false, reasons: []), unitCost: problem.price ?? 0,
            weight: problem.weight, demandPerDay: days > 0 ? max(0, evaluator.protectionMean - (problem.demand.orderLossMean ?? 0)) / days : evaluator.meanPerDay, floor: 0, ceiling: 0, isFixed: false)
        if let fixed = try fixedPolicy(problem, kind: kind, evaluator: evaluator) {
            guard fixed.orderUpTo.isFinite, fixed.reorderPoint.isFinite, fixed.reorderPoint <= fixed.orderUpTo else {
                throw ImpossibleTerms(
                    reason: "the fixed policy has reorder point \(fixed.reorderPoint) and order-up-to \(fixed.orderUpTo): both must be "
                        + "numbers, the first not above the second")
            }
            let quantity = fixed.orderQuantity ?? (fixed.orderUpTo - fixed.reorderPoint)
            facts.kind = fixed.kind
            facts.batch.quantity = quantity
            facts.floor = fixed.reorderPoint + quantity
            facts.ceiling = facts.floor
            facts.isFixed = true
            facts.hold(evaluator.positioned(fixed.kind, gap: quantity))
            if !holdsEvaluator { facts.letGo() }
            shared = Shared(facts)
            return
        }
        facts.batch = try orderBatch(terms: problem.terms, kind: kind, evaluator: evaluator)
        let quantity = facts.batch.quantity
        let unit: (Double) -> Double = evaluator.isCount ? { $0.rounded(.up) } : { $0 }
        let least = problem.limits.minimumOrderUpTo ?? 0
        let most = problem.limits.maximumOrderUpTo ?? .infinity
        guard !least.isNaN, !most.isNaN, least < .infinity else {
            throw ImpossibleTerms(reason: "minimum or maximum stock is not a number")
        }
        let cause = problem.limits.maximumReason
        guard least <= most else {
            throw ImpossibleTerms(
                reason: "minimum stock \(number(least)) is above maximum stock \(number(most))"
                    + (cause.isEmpty ? "" : " (\(cause))") + "; correct one of them")
        }
        // What a planner can count on is the lowest position after an opportunity: r + 1, or r for continuous demand.
        let above = least > 0 ? max(0, evaluator.isCount ? quantity - 1 : quantity) : 0
        facts.floor = unit(max(0, least + above))
        if cause.isEmpty {
            if let minimum = problem.terms.minimumOrderQuantity, minimum > most {
                throw ImpossibleTerms(
                    reason: "minimum_order_quantity \(number(minimum)) is above maximum_stock \(number(most)): no order fits on the shelf; "
                        + "correct one of them")
            }
            if let multiple = problem.terms.orderMultiple, multiple > most {
                facts.batch.isCapped = true
                facts.batch.reasons.append(
                    "order multiple \(number(multiple)) is above maximum stock \(number(most)): an order fits only while customers wait for part of it")
            }
        }
        guard facts.floor <= most else {
            throw ImpossibleTerms(
                reason: "minimum_stock \(number(least)) with orders of \(number(quantity)) at a time needs an order-up-to level of \(number(facts.floor)), "
                    + "above maximum_stock \(number(most))" + (cause.isEmpty ? "" : " (\(cause))") + "; correct one of them")
        }
        facts.ceiling = max(facts.floor, evaluator.isCount ? most.rounded(.down) : most)
        facts.ceilingCause = cause
        if least > 0 {
            facts.floorReason = "minimum stock \(number(least)) holds" + (above > 0 ? ", counted below orders of \(number(quantity))" : "")
        }
        facts.hold(evaluator.positioned(kind, gap: quantity))
        shared = Shared(facts)
        if let most = problem.limits.maximumExpectedBackorders {
            guard most > 0 else {
                throw ImpossibleTerms(reason: "the most units waiting is \(most): it must be above 0 (no finite stock leaves nobody waiting)")
            }
            let needed = level(backordersAtMost: most)
            guard backorders(needed) <= most else {
                throw ImpossibleTerms(
                    reason: "at most \(number(most)) units waiting needs more than \(ceilingReason.isEmpty ? "its levels allow" : "the " + ceilingReason); "
                        + "correct one of them")
            }
            if needed > floor {
                shared.facts.floor = needed
                shared.facts.floorReason = "its own limit of \(number(most)) units waiting holds"
            }
        }
        if let target = problem.limits.targetFillRate {
            guard target > 0, target < 1 else {
                throw ImpossibleTerms(reason: "target_fill_rate is \(target): it must be above 0 and below 1")
            }
            let needed = level(.fillRate, target).level
            if needed > floor {
                shared.facts.floor = needed
                shared.facts.floorReason = "its own target fill rate of \(percent(target)) holds"
            }
        }
        if !holdsEvaluator { shared.facts.letGo() }
    }

    private init(_ facts: Facts) { shared = Shared(facts) }

    /// The same item ordering in batches of another size.
    func ordering(_ quantity: Double) -> StockItem {
        var facts = shared.facts
        facts.batch.quantity = quantity
        facts.hold(evaluator.positioned(kind, gap: quantity))
        return StockItem(facts)
    }

    /// E[B] at S.
    func backorders(_ level: Double) -> Double {
        // As the evaluator has it: below 0 every unit of demand waits.
        if figures.isLattice && level <= 0 { return figures.averageMean - figures.averagePosition(orderUpTo: level, batch: quantity) }
        return evaluator.expectedBackorders(orderUpTo: level, batch: quantity)
    }

    /// All figures at S.
    func performance(_ level: Double) -> PolicyPerformance { evaluator.performance(orderUpTo: level, batch: quantity) }

    /// Time-average units on hand at S.
    func onHand(_ level: Double, backorders: Double) -> Double {
        let left = figures.averageOnHand(orderUpTo: level, batch: quantity, expectedBackorders: backorders)
        return figures.cancels(left, orderUpTo: level) ? evaluator.averageOnHand(orderUpTo: level, batch: quantity, expectedBackorders: backorders) : left
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
        let evaluator = evaluator
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

    /// The least S within the limits that leaves at most so many units waiting on average.
    private func level(backordersAtMost most: Double) -> Double {
        if floor >= ceiling || backorders(floor) <= most { return floor }
        let start = figures.protectionMean + figures.protectionStandardDeviation
        if isCount { return smallestWhole(from: start, lowest: floor, limit: min(ceiling, 1e15)) { backorders($0) <= most } }
        var low = floor
        var high = min(ceiling, max(start, floor + 1e-6))
        var step = max(1e-6, figures.protectionStandardDeviation)
        while backorders(high) > most && high < ceiling && step < 1e18 {
            low = high
            high = min(ceiling, high + step)
            step *= 2
        }
        for _ in 0..<200 where backorders(high) <= most {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if backorders(middle) <= most { high = middle } else { low = middle }
        }
        return high
    }

    /// About where `level(reductionAtMost:)` lies.
    var rough: RoughLevel { RoughLevel(figures, batch: quantity, floor: floor, ceiling: ceiling) }

    /// The policy with order-up-to level S.
    func policy(_ level: Double) -> ReplenishmentPolicy { ReplenishmentPolicy(kind: kind, level: level, quantity: quantity) }

    /// The decision for S, with the reasons that the batch and the limits give.
    func decision(
        _ level: Double, performance known: PolicyPerformance? = nil, problem: ReplenishmentProblem, capped: [String] = []
    ) -> ReplenishmentDecision {
        let performance = known ?? performance(level)
        var reasons = capped + batch.reasons
        if level <= floor, !floorReason.isEmpty, !isFixed { reasons.append(floorReason) }
        if isFixed {
            reasons.append("fixed" + (problem.limits.fixedReason.isEmpty ? "" : ": " + problem.limits.fixedReason))
        }
        if performance.safetyStock < 0 && figures.protectionMean > 0 && !isFixed {
            let reorderPoint = level - quantity
            if reorderPoint < -1, quantity > 1 {
                reasons.append(
                    "waits until \(number(-reorderPoint)) units are owed to customers before it orders: a fill rate of \(percent(performance.fillRate)) over "
                        + "orders of \(number(quantity)) allows it; the safety stock is negative")
            } else if capped.isEmpty {
                reasons.append("safety stock is negative: the target is met with less than the mean demand")
            }
        }
        if figures.protectionMean == 0 && figures.meanPerDay == 0 { reasons.append("no demand expected") }
        let value = problem.terms.unitCost.map { $0 * performance.averageOnHand }
        return ReplenishmentDecision(
            key: problem.key, policy: policy(level), performance: performance, averageInventoryValue: value,
            stockValue: problem.terms.unitCost.map { $0 * level },
            status: batch.isCapped || !capped.isEmpty ? .capped : .ok, reasons: reasons)
    }
}

/// The policy that a problem's limits fix, if they do: as given, or completed by the batch the item would order in.
private func fixedPolicy(
    _ problem: ReplenishmentProblem, kind: ReplenishmentPolicy.Kind, evaluator: StockEvaluator
) throws(ImpossibleTerms) -> ReplenishmentPolicy? {
    let limits = problem.limits
    if let policy = limits.fixedPolicy { return policy }
    let reorderPoint: Double
    let orderUpTo: Double
    switch (limits.fixedReorderPoint, limits.fixedOrderUpTo) {
    case (nil, nil): return nil
    case (let low?, let high?):
        guard low <= high else {
            throw ImpossibleTerms(
                reason: "override_reorder_point \(number(low)) is above override_order_up_to \(number(high)); correct one of them")
        }
        reorderPoint = low
        orderUpTo = high
    case (let low?, nil):
        reorderPoint = low
        orderUpTo = low + (try orderBatch(terms: problem.terms, kind: kind, evaluator: evaluator).quantity)
    case (nil, let high?):
        reorderPoint = high - (try orderBatch(terms: problem.terms, kind: kind, evaluator: evaluator).quantity)
        orderUpTo = high
    }
    let gap = orderUpTo - reorderPoint
    // An order-up-to policy that waits for more than a unit to be gone is one with a reorder point.
    let isGapped = kind == .RS && limits.fixedReorderPoint != nil && gap > (evaluator.isCount ? 1 : 0)
    return ReplenishmentPolicy(
        kind: isGapped ? .RsS : kind, reorderPoint: reorderPoint, orderUpTo: orderUpTo, orderQuantity: kind == .rQ ? gap : nil)
}

/// Levels are not raised where a further unit takes less than this off E[B]: a budget without use for its money stays unspent.
let leastRatio = 1e-9

extension ReplenishmentPolicy {
    /// The policy of a kind with order-up-to level S and batches of Q.
    init(kind: Kind, level: Double, quantity: Double) {
        self.init(kind: kind, reorderPoint: level - quantity, orderUpTo: level, orderQuantity: kind == .rQ ? quantity : nil)
    }
}
