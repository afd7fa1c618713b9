import DemandModel
import ReorderPolicies

/// Adds up a plan: what `summary.json` and the end of `twobin plan` say. Sums run in key order.
func summarise(_ items: [PlannedItem], outcome: PolicyOutcome, objective: PlanObjective) -> PlanSummary {
    var sums = SummarySums()
    var waits = LongWaitSums()
    var expiredUnits: Double?, expiredValue = 0.0
    // By index, and each part once: a copy counts the references it holds.
    for index in items.indices {
        let recommendation = items[index].recommendation, supply = items[index].supply
        sums.count(recommendation.status)
        for column in supply.defaultsUsed { sums.summary.defaultsUsed[column, default: 0] += 1 }
        guard let performance = recommendation.performance, let policy = recommendation.policy else { continue }
        sums.add(SummaryLine(items, index), policy, performance, recommendation.averageInventoryValue, path: recommendation.levelPath ?? [])
        if let expired = performance.expiredUnitsPerYear {
            expiredUnits = (expiredUnits ?? 0) + expired
            expiredValue += expired * (supply.unitCost ?? 0)
        }
        if supply.source == nil { sums.order(recommendation.orderNow, unitCost: supply.unitCost) }
        waits.add(recommendation.longWaits, demandPerYear: yearly(items, index))
    }
    var summary = sums.finished
    summary.longWaits = waits.shares(ofDemandPerYear: summary.demandPerYear)
    summary.take(outcome.totals)
    summary.overrides = outcome.overrides
    summary.supplierOrders = outcome.supplierOrders
    summary.purchaseCap = outcome.purchaseCap
    summary.leftOver = outcome.leftOver
    summary.transfers = outcome.transfers
    summary.expiredUnitsPerYear = expiredUnits
    summary.expiredValuePerYear = expiredUnits.map { _ in expiredValue }
    summary.priceQuartiles = priceQuartiles(items)
    summary.bulk = bulkTotals(items)
    return summary
}

extension PlanSummary {
    /// Bound, gap and multiplier of an optimisation.
    mutating func take(_ totals: AssortmentTotals) {
        lowerBound = totals.lowerBound
        gap = totals.relativeGap
        multiplier = totals.multiplier
    }
}

/// What an item counts for in the totals of a plan, whatever its level.
struct SummaryLine: Sendable {
    /// Expected units a year.
    var demandPerYear: Double
    var weight: Double
    var unitCost: Double?
    var lostSaleShare: Double
    var volumePerUnit: Double

    init(_ items: [PlannedItem], _ index: Int) {
        self.init(items[index], demandPerYear: yearly(items, index))
    }

    init(_ item: PlannedItem, demandPerYear: Double) {
        let supply = item.supply
        self.demandPerYear = demandPerYear
        weight = item.weight
        unitCost = supply.unitCost
        lostSaleShare = supply.stock?.lostSaleShare ?? 0
        volumePerUnit = supply.stock?.volumePerUnit ?? 0
    }
}

/// The totals of a plan while they are added up, item by item in key order.
struct SummarySums {
    var summary = PlanSummary()
    private var servedPerYear = 0.0

    mutating func count(_ status: Recommendation.Status) {
        switch status {
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
    }

    /// - Parameter path: levels of the coming reviews, whose average counts; empty: today's level does.
    mutating func add(
        _ line: SummaryLine, _ policy: ReplenishmentPolicy, _ performance: PolicyPerformance, _ averageInventoryValue: Double?, path: [PathLevel] = []
    ) {
        summary.demandPerYear += line.demandPerYear
        servedPerYear += line.demandPerYear * performance.fillRate
        let waiting = path.isEmpty ? performance.expectedBackorders : path.reduce(0) { $0 + $1.waiting } / Double(path.count)
        let onHand = path.isEmpty ? performance.averageOnHand : path.reduce(0) { $0 + $1.onHand } / Double(path.count)
        summary.expectedBackorders += waiting
        summary.weightedExpectedBackorders += line.weight * waiting
        summary.backorderedUnitsPerYear += performance.backorderedUnitsPerYear
        summary.averageInventoryValue += averageInventoryValue ?? 0
        summary.lostUnitsPerYear += line.lostSaleShare * performance.backorderedUnitsPerYear
        summary.averageUnits += onHand
        summary.storageVolume += onHand * line.volumePerUnit
        summary.stockValue += max(0, policy.orderUpTo) * (line.unitCost ?? 0)
    }

    mutating func order(_ units: Double, unitCost: Double?) {
        guard units > 0 else { return }
        summary.itemsToOrder += 1
        summary.unitsToOrder += units
        summary.valueToOrder += units * (unitCost ?? 0)
    }

    var finished: PlanSummary {
        var result = summary
        result.fillRate = summary.demandPerYear > 0 ? servedPerYear / summary.demandPerYear : 1
        return result
    }
}

/// Units a year that wait long, while they are added up.
private struct LongWaitSums {
    private var units = LongWaitShares(over7Days: 0, over14Days: 0, over30Days: 0)
    private var items = 0

    mutating func add(_ waits: LongWaitShares?, demandPerYear: Double) {
        guard let waits else { return }
        items += 1
        units.over7Days += demandPerYear * waits.over7Days
        units.over14Days += demandPerYear * waits.over14Days
        units.over30Days += demandPerYear * waits.over30Days
    }

    /// `nil` where no item says how long its customers wait.
    func shares(ofDemandPerYear demand: Double) -> LongWaitShares? { items > 0 && demand > 0 ? units.scaled(by: 1 / demand) : nil }
}

/// Service by price: quarters of the planned items with a price and demand, the cheapest first. O(n log n).
func priceQuartiles(_ items: [PlannedItem]) -> [PriceQuartile] {
    // Positions, not items: an item is large to move.
    let priced = items.indices.compactMap { index -> (price: Double, index: Int)? in
        guard let price = items[index].unitCost ?? items[index].medianPrice, price.isFinite, items[index].recommendation.performance != nil,
              yearly(items, index) > 0 else { return nil }
        return (price, index)
    }.sorted { $0.price != $1.price ? $0.price < $1.price : items[$0.index].key < items[$1.index].key }
    let parts = min(4, priced.count)
    return (0..<parts).map { part in
        let quarter = priced[priced.count * part / parts..<priced.count * (part + 1) / parts]
        var demand = 0.0, served = 0.0, waiting = 0.0
        for (_, index) in quarter {
            guard let performance = items[index].recommendation.performance else { continue }
            let perYear = yearly(items, index)
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
private func yearly(_ items: [PlannedItem], _ index: Int) -> Double {
    demandPerYear(items, index, protectionDays: items[index].recommendation.protectionDays, demandMean: items[index].recommendation.demandMean)
}

/// The same where the protection interval and its mean demand are known from elsewhere than the recommendation.
func demandPerYear(_ items: [PlannedItem], _ index: Int, protectionDays days: Double, demandMean: Double) -> Double {
    // What locations ask a warehouse for is demand of the locations.
    let own = items[index].recommendation.warehouse?.ownShare ?? 1
    if days > 0 { return own * demandMean / days * 365.25 }
    guard let outlook = items[index].outlook, !outlook.mean.isEmpty else { return 0 }
    return own * outlook.mean[0] / outlook.periodDays * 365.25
}
