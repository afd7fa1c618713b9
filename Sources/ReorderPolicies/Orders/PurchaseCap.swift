import DemandModel

/// One item that would be ordered today, when money for purchases is short.
public struct PurchaseCandidate: Sendable {
    /// Lead-time demand, as the policy was set from it.
    public var evaluator: StockEvaluator
    /// On hand + on order - backordered, units.
    public var inventoryPosition: Double
    /// Weight of one unit waiting in the objective.
    public var weight: Double
    /// Money per unit, above 0.
    public var unitCost: Double
    /// What would be ordered without a cap, units.
    public var wantedQuantity: Double
    /// Units per pack; 1 for single units.
    public var pack: Double
    /// Least units of an order.
    public var minimumQuantity: Double
    public var supplier: String

    public init(
        evaluator: StockEvaluator, inventoryPosition: Double, weight: Double, unitCost: Double, wantedQuantity: Double, pack: Double,
        minimumQuantity: Double, supplier: String
    ) {
        self.evaluator = evaluator
        self.inventoryPosition = inventoryPosition
        self.weight = weight
        self.unitCost = unitCost
        self.wantedQuantity = wantedQuantity
        self.pack = pack
        self.minimumQuantity = minimumQuantity
        self.supplier = supplier
    }

    /// Weighted units waiting on average from the arrival of an order of today until the next one can arrive, if so many are ordered.
    func waiting(_ quantity: Double) -> Double {
        weight * evaluator.averageLosses(at: inventoryPosition + quantity, includingSecond: false).first
    }
}

/// What to order today for an amount of money.
public struct PurchaseChoice: Sendable, Equatable {
    /// Units per candidate.
    public var quantities: [Double]
    /// Money.
    public var spent: Double
    /// Weighted units waiting with these orders, with all that is wanted, and with no order.
    public var waiting: Double
    public var waitingIfAll: Double
    public var waitingIfNone: Double
    /// No choice within the cap leaves fewer waiting.
    public var lowerBound: Double
    /// Least money for which anything can be ordered at all.
    public var cheapestOrder: Double
    /// Suppliers whose minimum is above the money that is there for them: nothing can be ordered from them.
    public var unreachable: [String]
    /// Money against weighted units waiting, from no order to all that is wanted.
    public var curve: [PurchasePoint]
}

/// What to order today for at most `budget`, and from single suppliers for at most theirs.
///
/// An order moves the item's position up; what it saves is the drop of expected backorders from its arrival until the next order can arrive,
/// averaged over that time. This is convex in the quantity, so packs are bought in the order of units saved per unit of money (marginal analysis,
/// Fox 1966) with the first step at least the item's minimum; steps that are worth less than the one after them are bought together (the upper
/// hull). Money that is left goes to the best step that still fits. Where a supplier's minimum is not met, its orders are either
/// filled up to it or dropped, whichever leaves fewer waiting.
///
/// The bound is that of the linear relaxation: fractions of steps, no supplier minimums, but nothing from suppliers whose minimum is above the money.
/// Budgets of suppliers lie within the whole budget, so filling by ratio solves it exactly.
///
/// - Parameters:
///   - supplierBudgets: money by supplier.
///   - supplierMinimums: least money of an order by supplier; one that the wanted orders do not reach themselves does not count.
public func choosePurchases(
    _ candidates: [PurchaseCandidate], budget: Double, supplierBudgets: [String: Double] = [:], supplierMinimums: [String: Double] = [:]
) -> PurchaseChoice {
    let ladders = candidates.enumerated().map { PurchaseLadder($1, index: $0) }
    let steps = ladders.flatMap(\.steps).sorted { a, b in
        a.ratio != b.ratio ? a.ratio > b.ratio : (a.candidate, a.place) < (b.candidate, b.place)
    }
    var wanted: [String: Double] = [:]
    for candidate in candidates { wanted[candidate.supplier, default: 0] += candidate.unitCost * candidate.wantedQuantity }
    let minimums = supplierMinimums.filter { $0.value > 0 && (wanted[$0.key] ?? 0) >= $0.value }
    let problem = PurchaseProblem(
        candidates: candidates, ladders: ladders, steps: steps, budget: budget, supplierBudgets: supplierBudgets, minimums: minimums)
    let chosen = problem.best()
    let none = candidates.reduce(0) { $0 + $1.waiting(0) }
    return PurchaseChoice(
        quantities: chosen.quantities, spent: chosen.spent, waiting: zip(candidates, chosen.quantities).reduce(0) { $0 + $1.0.waiting($1.1) },
        waitingIfAll: candidates.reduce(0) { $0 + $1.waiting($1.wantedQuantity) }, waitingIfNone: none,
        lowerBound: max(0, none - problem.relaxedGain()), cheapestOrder: problem.cheapestOrder(),
        unreachable: problem.unreachable.sorted(by: bytesPrecede), curve: problem.curve(none: none))
}

/// A step up of one item's order.
struct PurchaseStep {
    var candidate: Int
    /// Position in the item's ladder.
    var place: Int
    /// Quantity before and after, units.
    var from: Double
    var to: Double
    var cost: Double
    /// Weighted units waiting that it saves.
    var gain: Double
    var ratio: Double { cost > 0 ? gain / cost : .infinity }
}

/// The steps in which an item's order grows, each worth less per unit of money than the one before.
struct PurchaseLadder {
    var steps: [PurchaseStep] = []

    /// More quantities than this are not looked at one by one: an order of thousands of packs grows in larger steps.
    private static let mostSteps = 96.0

    init(_ candidate: PurchaseCandidate, index: Int) {
        let pack = candidate.pack > 0 ? candidate.pack : candidate.wantedQuantity
        let first = min(candidate.wantedQuantity, max(pack, (candidate.minimumQuantity / pack).rounded(.up) * pack))
        guard candidate.wantedQuantity > 0, first > 0 else { return }
        let stride = pack * max(1, ((candidate.wantedQuantity - first) / pack / PurchaseLadder.mostSteps).rounded(.up))
        var quantities = [0.0, first]
        while let last = quantities.last, last < candidate.wantedQuantity { quantities.append(min(candidate.wantedQuantity, last + stride)) }
        var hull: [(quantity: Double, waiting: Double)] = []
        for quantity in quantities {
            let waiting = candidate.waiting(quantity)
            // Below the line between its neighbours a quantity is never the best for any price of money.
            while hull.count >= 2 {
                let a = hull[hull.count - 2], b = hull[hull.count - 1]
                let slope = (a.waiting - b.waiting) / (b.quantity - a.quantity), next = (b.waiting - waiting) / (quantity - b.quantity)
                if next > slope { hull.removeLast() } else { break }
            }
            hull.append((quantity, waiting))
        }
        for place in hull.indices.dropFirst() {
            let (before, after) = (hull[place - 1], hull[place])
            steps.append(PurchaseStep(
                candidate: index, place: place, from: before.quantity, to: after.quantity,
                cost: candidate.unitCost * (after.quantity - before.quantity), gain: max(0, before.waiting - after.waiting)))
        }
    }
}
