import DemandModel

/// The levels of an assortment for one objective, with what they reach, before anything is put in words: what sums over all items ask for.
public struct AssortmentChoice: Sendable {
    private let assortment: PreparedAssortment
    private let levels: [Double]
    private let performances: [PolicyPerformance]
    /// What keeps an item from what the objective asks, in words; empty for most.
    private let capped: [[String]]
    private let groupReasons: [Int: String]
    /// Bound, gap and multiplier; the sums over the items are left at 0.
    public let totals: AssortmentTotals

    init(
        _ assortment: PreparedAssortment, levels: [Double], performances: [PolicyPerformance], capped: [[String]], groupReasons: [Int: String] = [:],
        totals: AssortmentTotals
    ) {
        self.assortment = assortment
        self.levels = levels
        self.performances = performances
        self.capped = capped
        self.groupReasons = groupReasons
        self.totals = totals
    }

    /// A problem's policy and what it reaches; `nil` where it admits none.
    public func outcome(problem: Int) -> (policy: ReplenishmentPolicy, performance: PolicyPerformance, isCapped: Bool)? {
        let slot = assortment.places[problem]
        guard slot >= 0 else { return nil }
        let shape = assortment.shapes[slot]
        return (shape.policy(levels[slot]), performances[slot], shape.isCapped || !capped[slot].isEmpty)
    }

    /// A problem's decision with its reasons.
    public func decision(_ problem: Int) -> ReplenishmentDecision {
        let slot = assortment.places[problem]
        guard slot >= 0 else { return assortment.undecided(problem) }
        var decision = assortment.items[slot].decision(
            levels[slot], performance: performances[slot], problem: assortment.problems[problem], capped: capped[slot])
        if let reason = groupReasons[slot], !assortment.shapes[slot].isFixed { decision.reasons.append(reason) }
        return decision
    }
}

/// What makes a policy of a level: an item's part of it that no objective changes.
struct PolicyShape: Sendable {
    var kind: ReplenishmentPolicy.Kind
    var quantity: Double
    var isCapped: Bool
    var isFixed: Bool

    init(_ item: StockItem) {
        kind = item.kind
        quantity = item.quantity
        isCapped = item.batch.isCapped
        isFixed = item.isFixed
    }

    func policy(_ level: Double) -> ReplenishmentPolicy { ReplenishmentPolicy(kind: kind, level: level, quantity: quantity) }
}
