import DemandModel
import ReorderPolicies

/// Adds up a plan: what `summary.json` and the end of `twobin plan` say. Sums run in key order.
func summarise(_ items: [PlannedItem], totals: AssortmentTotals, objective: PlanObjective) -> PlanSummary {
    var summary = PlanSummary()
    var servedPerYear = 0.0
    for item in items {
        let recommendation = item.recommendation
        switch recommendation.status {
        case .ok: summary.plannedItems += 1
        case .capped:
            summary.plannedItems += 1
            summary.cappedItems += 1
        case .noHistory: summary.itemsWithoutHistory += 1
        case .failed: summary.failedItems += 1
        }
        for column in item.supply.defaultsUsed { summary.defaultsUsed[column, default: 0] += 1 }
        guard let performance = recommendation.performance, let policy = recommendation.policy else { continue }
        let perYear = demandPerYear(item)
        summary.demandPerYear += perYear
        servedPerYear += perYear * performance.fillRate
        summary.expectedBackorders += performance.expectedBackorders
        summary.weightedExpectedBackorders += item.weight * performance.expectedBackorders
        summary.backorderedUnitsPerYear += performance.backorderedUnitsPerYear
        summary.averageInventoryValue += recommendation.averageInventoryValue ?? 0
        summary.stockValue += max(0, policy.orderUpTo) * (item.supply.unitCost ?? 0)
        if recommendation.orderNow > 0 {
            summary.itemsToOrder += 1
            summary.unitsToOrder += recommendation.orderNow
            summary.valueToOrder += recommendation.orderNow * (item.supply.unitCost ?? 0)
        }
    }
    summary.fillRate = summary.demandPerYear > 0 ? servedPerYear / summary.demandPerYear : 1
    summary.lowerBound = totals.lowerBound
    summary.gap = totals.relativeGap
    summary.multiplier = totals.multiplier
    return summary
}

/// Expected units a year at the rate of the protection interval.
private func demandPerYear(_ item: PlannedItem) -> Double {
    let days = item.recommendation.protectionDays
    if days > 0 { return item.recommendation.demandMean / days * 365.25 }
    guard let outlook = item.outlook, !outlook.mean.isEmpty else { return 0 }
    return outlook.mean[0] / outlook.periodDays * 365.25
}
