import DemandModel
import ReorderPolicies

/// Adds up a plan: what `summary.json` and the end of `twobin plan` say. Sums run in key order.
func summarise(_ items: [PlannedItem], outcome: PolicyOutcome, objective: PlanObjective) -> PlanSummary {
    var summary = PlanSummary()
    var servedPerYear = 0.0
    // By index, and each part once: a copy counts the references it holds.
    for index in items.indices {
        let recommendation = items[index].recommendation, supply = items[index].supply
        switch recommendation.status {
        case .ok: summary.plannedItems += 1
        case .capped:
            summary.plannedItems += 1
            summary.cappedItems += 1
        case .check:
            summary.plannedItems += 1
            summary.checkItems = (summary.checkItems ?? 0) + 1
        case .noHistory: summary.itemsWithoutHistory += 1
        case .kit: summary.kitItems = (summary.kitItems ?? 0) + 1
        case .replaced: summary.replacedItems = (summary.replacedItems ?? 0) + 1
        case .failed: summary.failedItems += 1
        }
        for column in supply.defaultsUsed { summary.defaultsUsed[column, default: 0] += 1 }
        guard let performance = recommendation.performance, let policy = recommendation.policy else { continue }
        let perYear = demandPerYear(items, index)
        summary.demandPerYear += perYear
        servedPerYear += perYear * performance.fillRate
        let path = recommendation.levelPath ?? []
        let waiting = path.isEmpty ? performance.expectedBackorders : path.reduce(0) { $0 + $1.waiting } / Double(path.count)
        let onHand = path.isEmpty ? performance.averageOnHand : path.reduce(0) { $0 + $1.onHand } / Double(path.count)
        summary.expectedBackorders += waiting
        summary.weightedExpectedBackorders += items[index].weight * waiting
        summary.backorderedUnitsPerYear += performance.backorderedUnitsPerYear
        summary.averageInventoryValue += recommendation.averageInventoryValue ?? 0
        summary.lostUnitsPerYear += (supply.stock?.lostSaleShare ?? 0) * performance.backorderedUnitsPerYear
        summary.averageUnits += onHand
        summary.storageVolume += onHand * (supply.stock?.volumePerUnit ?? 0)
        summary.stockValue += max(0, policy.orderUpTo) * (supply.unitCost ?? 0)
        if recommendation.orderNow > 0 {
            summary.itemsToOrder += 1
            summary.unitsToOrder += recommendation.orderNow
            summary.valueToOrder += recommendation.orderNow * (supply.unitCost ?? 0)
        }
    }
    summary.fillRate = summary.demandPerYear > 0 ? servedPerYear / summary.demandPerYear : 1
    summary.lowerBound = outcome.totals.lowerBound
    summary.gap = outcome.totals.relativeGap
    summary.multiplier = outcome.totals.multiplier
    summary.overrides = outcome.overrides
    summary.supplierOrders = outcome.supplierOrders
    summary.purchaseCap = outcome.purchaseCap
    summary.leftOver = outcome.leftOver
    summary.priceQuartiles = priceQuartiles(items)
    summary.bulk = bulkTotals(items)
    return summary
}

/// Service by price: quarters of the planned items with a price and demand, the cheapest first. O(n log n).
func priceQuartiles(_ items: [PlannedItem]) -> [PriceQuartile] {
    // Positions, not items: an item is large to move.
    let priced = items.indices.compactMap { index -> (price: Double, index: Int)? in
        guard let price = items[index].unitCost ?? items[index].medianPrice, price.isFinite, items[index].recommendation.performance != nil,
              demandPerYear(items, index) > 0 else { return nil }
        return (price, index)
    }.sorted { $0.price != $1.price ? $0.price < $1.price : items[$0.index].key < items[$1.index].key }
    let parts = min(4, priced.count)
    return (0..<parts).map { part in
        let quarter = priced[priced.count * part / parts..<priced.count * (part + 1) / parts]
        var demand = 0.0, served = 0.0, waiting = 0.0
        for (_, index) in quarter {
            guard let performance = items[index].recommendation.performance else { continue }
            let perYear = demandPerYear(items, index)
            demand += perYear
            served += perYear * performance.fillRate
            waiting += performance.expectedBackorders
        }
        return PriceQuartile(
            lowestPrice: quarter[quarter.startIndex].price, highestPrice: quarter[quarter.endIndex - 1].price, items: quarter.count,
            demandPerYear: demand, expectedBackorders: waiting, fillRate: served / demand)
    }
}

/// Expected units a year at the rate of the protection interval.
private func demandPerYear(_ items: [PlannedItem], _ index: Int) -> Double {
    let days = items[index].recommendation.protectionDays
    if days > 0 { return items[index].recommendation.demandMean / days * 365.25 }
    guard let outlook = items[index].outlook, !outlook.mean.isEmpty else { return 0 }
    return outlook.mean[0] / outlook.periodDays * 365.25
}
