import DemandModel

/// What levels cost and count, item by item, in flat arrays.
struct StockPrices {
    var unitCosts: [Double]
    var weights: [Double]
    /// Time-average on hand is S + offset + E[B], at least 0.
    var offsets: [Double]

    init(_ items: [StockItem]) {
        unitCosts = items.indices.map { items[$0].unitCost }
        weights = items.indices.map { items[$0].weight }
        offsets = items.indices.map { index in
            items[index].figures.averagePosition(orderUpTo: 0, batch: items[index].quantity) - items[index].figures.averageMean
        }
    }

    /// Those of the same items, of which some have changed.
    init(_ earlier: StockPrices, items: [StockItem], changed: [Int]) {
        self = earlier
        for index in changed {
            unitCosts[index] = items[index].unitCost
            weights[index] = items[index].weight
            offsets[index] = items[index].figures.averagePosition(orderUpTo: 0, batch: items[index].quantity) - items[index].figures.averageMean
        }
    }

    func money(_ index: Int, level: Double, backorders: Double, kind: PlanObjective.Money) -> Double {
        unitCosts[index] * (kind == .stockValue ? level : max(0, level + offsets[index] + backorders))
    }
}
