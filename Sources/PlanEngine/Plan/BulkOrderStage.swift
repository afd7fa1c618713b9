import DemandModel

extension PlannedItem {
    /// All units of the history, bulk lines included.
    var historyUnits: Double {
        history.demand.reduce(0, +) + (bulk.map { $0.isCovered ? 0 : $0.units } ?? 0)
    }

    /// Share of the expected backorders that is due to bulk lines, by the item's own past: over all windows as long as what the level
    /// covers, what demand with them exceeds the level by, less what demand without them does.
    ///
    ///     // level 5, three weeks with 2, 3 and 40 units, 38 of these in one line: 35 short with it, none without
    var bulkShareOfBackorders: Double {
        guard let bulk, bulk.isCovered, let policy = recommendation.policy, let periodDays = outlook?.periodDays, periodDays > 0 else { return 0 }
        let level = policy.kind == .rQ || policy.kind == .sS ? policy.reorderPoint : policy.orderUpTo
        let history = history
        let window = min(max(1, Int((supply.protectionDays / periodDays).rounded())), max(1, history.count))
        var large = [Double](repeating: 0, count: history.count)
        for (index, units) in zip(bulk.periods, bulk.unitsOfPeriods) where large.indices.contains(index) { large[index] = units }
        var total = 0.0, ofBulk = 0.0, short = 0.0, shortWithout = 0.0
        for t in history.demand.indices {
            total += history.demand[t]
            ofBulk += large[t]
            if t >= window {
                total -= history.demand[t - window]
                ofBulk -= large[t - window]
            }
            guard t >= window - 1 else { continue }
            short += max(0, total - level)
            shortWithout += max(0, total - ofBulk - level)
        }
        return short > 0 ? min(max(1 - shortWithout / short, 0), 1) : 0
    }

    /// What the plan leaves out of this item's levels, for its reason.
    var bulkReason: String? {
        guard let bulk, !bulk.isCovered else { return nil }
        return "not covered: \(bulk.lines) bulk order \(bulk.lines == 1 ? "line" : "lines") of more than \(plain(bulk.threshold)) units, "
            + "\(plain(bulk.units)) units in all"
    }
}

/// What bulk orders carry over all items with a policy; `nil` where there are none. Sums run in key order.
func bulkTotals(_ items: [PlannedItem]) -> BulkTotals? {
    guard let first = items.lazy.compactMap(\.bulk).first else { return nil }
    var totals = BulkTotals(isCovered: first.isCovered)
    var units = 0.0, waiting = 0.0
    for item in items {
        guard let performance = item.recommendation.performance else { continue }
        units += item.historyUnits
        waiting += performance.expectedBackorders
        guard let bulk = item.bulk else { continue }
        totals.items += 1
        totals.lines += bulk.lines
        totals.units += bulk.units
        totals.expectedBackorders += item.bulkShareOfBackorders * performance.expectedBackorders
    }
    totals.shareOfDemand = units > 0 ? totals.units / units : 0
    totals.shareOfExpectedBackorders = waiting > 0 ? totals.expectedBackorders / waiting : 0
    return totals
}
