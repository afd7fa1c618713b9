import NumericCore

/// One purchase of marginal analysis.
public struct MarginalPurchase: Sendable, Equatable {
    /// Index of the item, and its stock after the purchase.
    public var item: Int
    public var level: Int
    /// Weighted backorders removed per money.
    public var ratio: Double
    /// Money spent, and weighted E[B] left, after the purchase.
    public var spent: Double
    public var weightedBackorders: Double
}

/// A stocked item of marginal analysis under stock value: one-for-one replenishment, E[B] = n1(S), each unit of S costs c.
public struct MarginalItem: Sendable {
    public var demand: MixtureDistribution
    public var unitCost: Double
    public var weight: Double

    public init(demand: MixtureDistribution, unitCost: Double, weight: Double = 1) {
        self.demand = demand
        self.unitCost = unitCost
        self.weight = weight
    }
}

/// The exchange curve step by step from no stock: always buy the unit that removes the most weighted backorders per money
/// (B. L. Fox 1966; C. C. Sherbrooke 1968). Every point is optimal for its money because E[B] is convex in each S; budgets
/// between two points are not served exactly, see `MarginalAnalysis.lowerBound`.
public struct MarginalAnalysis: Sendable {
    public private(set) var purchases: [MarginalPurchase] = []
    public private(set) var levels: [Int]
    public private(set) var spent = 0.0
    public private(set) var weightedBackorders: Double
    private let items: [MarginalItem]
    private var ratios: [Double]

    public init(_ items: [MarginalItem]) {
        self.items = items
        levels = items.map { _ in 0 }
        ratios = items.map { $0.weight * $0.demand.upperTail(0) / $0.unitCost }
        weightedBackorders = items.reduce(0) { $0 + $1.weight * $1.demand.losses(at: 0).first }
    }

    /// The item whose next unit has the highest ratio.
    public var next: (item: Int, ratio: Double, cost: Double)? {
        guard let best = ratios.indices.max(by: { ratios[$0] < ratios[$1] }) else { return nil }
        return (best, ratios[best], items[best].unitCost)
    }

    /// Buys one unit of an item.
    public mutating func buy(_ item: Int) {
        let ratio = ratios[item]
        weightedBackorders -= ratio * items[item].unitCost
        spent += items[item].unitCost
        levels[item] += 1
        ratios[item] = items[item].weight * items[item].demand.upperTail(Double(levels[item])) / items[item].unitCost
        purchases.append(
            MarginalPurchase(
                item: item, level: levels[item], ratio: ratio, spent: spent, weightedBackorders: weightedBackorders))
    }

    /// Buys while the next unit fits into the budget; stops at the first that does not.
    public mutating func run(budget: Double) {
        while let best = next, best.ratio > 0, spent + best.cost <= budget { buy(best.item) }
    }

    /// Goes on past units that do not fit, in the order of their ratio, until none fits.
    public mutating func fillIn(budget: Double) {
        while true {
            var best = -1
            for i in items.indices where spent + items[i].unitCost <= budget && ratios[i] > 0 {
                if best < 0 || ratios[i] > ratios[best] { best = i }
            }
            if best < 0 { return }
            buy(best)
        }
    }

    /// Least weighted E[B] that any allocation of the budget can have: Lagrangian bound at the ratio of the next purchase.
    public func lowerBound(budget: Double) -> Double {
        guard let best = next else { return weightedBackorders }
        return max(0, weightedBackorders - best.ratio * (budget - spent))
    }
}
