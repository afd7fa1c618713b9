import CMath
import DemandModel

/// A share of counted cases with its interval.
public struct CountedShare: Sendable, Equatable {
    public var hits: Int
    public var cases: Int

    public init(hits: Int, cases: Int) {
        self.hits = hits
        self.cases = cases
    }

    /// `nil` without a case.
    public var share: Double? { cases > 0 ? Double(hits) / Double(cases) : nil }

    /// 90% score interval (Wilson 1927, J. Am. Stat. Assoc. 22): with z = 1.6449,
    /// (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
    ///
    ///     CountedShare(hits: 7, cases: 10).interval      // (0.4400, 0.8730)
    public var interval: (low: Double, high: Double)? {
        guard let p = share else { return nil }
        let n = Double(cases), z = 1.6448536269514722
        let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
        return (max(0, middle - half), min(1, middle + half))
    }

    /// Drawn towards a group's share, which counts as ten cases.
    public func shrunk(to group: Double?) -> Double? {
        guard let group else { return share }
        return (Double(hits) + 10 * group) / (Double(cases) + 10)
    }
}

/// How one supplier, or one item of it, has delivered.
public struct SupplierScoreRow: Sendable, Equatable {
    public var supplier: String
    /// `nil`: all its items.
    public var item: String?
    public var counts: DeliveryCounts
    public var recent: DeliveryCounts
    /// Over lines whose first promise is due, open overdue ones among them.
    public var onTime: CountedShare
    public var onTimeInFull: CountedShare
    /// Shrunk to the supplier's share (an item) or to that of all suppliers (a supplier).
    public var onTimeInFullShrunk: Double?
    public var inFull: CountedShare
    /// Mean days late over due lines that were received, in time counting 0.
    public var meanDaysLate: Double?
    /// Days late that half and nine of ten lines keep to; open overdue lines count by their age.
    public var daysLateP50: Int?
    public var daysLateP90: Int?
    /// Days from order to receipt, orders still open by their age.
    public var leadTimeMean: Double?
    public var leadTimeDeviation: Double?
    public var leadTimeP90: Int?
    /// Received over ordered, accepted over received units.
    public var receivedShare: Double?
    public var acceptedShare: Double?
    /// Last half year less the time before: share on time, days of lead time; `nil` with fewer than five lines on a side.
    public var onTimeChange: Double?
    public var leadTimeChange: Double?
    public var minimumOrderValue: Double?
    /// What the spread of its lead times costs: units waiting on average that would not wait with lead times always at their mean, and the
    /// stock money that would do no worse then. `nil` for items.
    public var waitingForSpread: Double?
    public var moneyForSpread: Double?
}

/// The scorecard of a run, supplier by supplier, each followed by its items.
public func supplierScores(items: [PlannedItem], facts: BackorderFacts, suppliers: [SupplierRecord]) -> [SupplierScoreRow] {
    var minimums: [String: Double] = [:]
    for record in suppliers { minimums[record.supplier] = record.minimumOrderValue }
    let costs = spreadCosts(items, histories: facts.histories)
    var everyone = DeliveryCounts()
    var shares: [String: Double] = [:]
    for history in facts.histories where history.item == nil {
        everyone.due += history.all.due
        everyone.onTimeInFull += history.all.onTimeInFull
    }
    let overall = CountedShare(hits: everyone.onTimeInFull, cases: everyone.due).share
    return facts.histories.map { history in
        let counts = history.all
        let full = CountedShare(hits: counts.onTimeInFull, cases: counts.due)
        let shrunk = full.shrunk(to: history.item == nil ? overall : shares[history.supplier])
        if history.item == nil { shares[history.supplier] = shrunk }
        let lead = DayCurve.productLimit(ended: history.leadTimes, open: history.openAges)
        let late = DayCurve.productLimit(ended: history.daysLate, open: history.openDaysLate)
        let received = Double(counts.received)
        let mean = counts.received > 0 ? counts.leadDays / received : nil
        return SupplierScoreRow(
            supplier: history.supplier, item: history.item, counts: counts, recent: history.recent,
            onTime: CountedShare(hits: counts.onTime, cases: counts.due), onTimeInFull: full, onTimeInFullShrunk: shrunk,
            inFull: CountedShare(hits: counts.inFull, cases: counts.measured),
            meanDaysLate: counts.dueReceived > 0 ? Double(counts.daysLate) / Double(counts.dueReceived) : nil,
            daysLateP50: late?.quantile(0.5), daysLateP90: late?.quantile(0.9), leadTimeMean: mean,
            leadTimeDeviation: mean.map { max(0, counts.leadDaysSquared / received - $0 * $0).squareRoot() }, leadTimeP90: lead?.quantile(0.9),
            receivedShare: counts.orderedUnits > 0 ? counts.receivedUnits / counts.orderedUnits : nil,
            acceptedShare: counts.inspectedUnits > 0 ? counts.acceptedUnits / counts.inspectedUnits : nil,
            onTimeChange: onTimeChange(history), leadTimeChange: leadTimeChange(history), minimumOrderValue: minimums[history.supplier],
            waitingForSpread: history.item == nil ? costs[history.supplier]?.waiting : nil,
            moneyForSpread: history.item == nil ? costs[history.supplier]?.money : nil)
    }
}

private func onTimeChange(_ history: DeliveryHistory) -> Double? {
    let due = history.all.due - history.recent.due
    guard history.recent.due >= 5, due >= 5 else { return nil }
    return Double(history.recent.onTime) / Double(history.recent.due) - Double(history.all.onTime - history.recent.onTime) / Double(due)
}

private func leadTimeChange(_ history: DeliveryHistory) -> Double? {
    let older = history.all.received - history.recent.received
    guard history.recent.received >= 5, older >= 5 else { return nil }
    return history.recent.leadDays / Double(history.recent.received) - (history.all.leadDays - history.recent.leadDays) / Double(older)
}

extension DayCurve {
    /// The first day with at least this probability; `nil` where it is not reached.
    func quantile(_ share: Double) -> Int? {
        cumulative.firstIndex { $0 >= share - 1e-12 }.map { first + $0 }
    }
}

/// Per supplier: E[B] and money that the spread of lead times takes, over its planned items.
///
/// By two moments: demand over L + uR normal with the plan's variance, without (d sd_L)^2 for a lead time always at its mean. The plan's own
/// E[B] is scaled by the ratio of the two losses; the money is what the same safety factor would hold less.
///
/// A plan that reckons with no spread at all, while five deliveries or more had one, is held against that: what (d sd_L)^2 on top of its
/// variance adds to the loss, and the money of the safety stock that would go with it.
func spreadCosts(_ items: [PlannedItem], histories: [DeliveryHistory] = []) -> [String: (waiting: Double, money: Double)] {
    var measured: [String: Double] = [:]
    for history in histories where history.item == nil && history.all.received >= 5 {
        let count = Double(history.all.received), mean = history.all.leadDays / count
        measured[history.supplier] = max(0, history.all.leadDaysSquared / count - mean * mean).squareRoot()
    }
    var result: [String: (waiting: Double, money: Double)] = [:]
    for item in items {
        guard let policy = item.recommendation.policy, let performance = item.recommendation.performance,
              item.recommendation.protectionDays > 0 else { continue }
        let supply = item.supply
        let perDay = item.recommendation.demandMean / item.recommendation.protectionDays
        let variance = item.recommendation.demandStandardDeviation * item.recommendation.demandStandardDeviation
        let isInPlan = supply.leadTimeStandardDeviationDays > 0
        let deviation = isInPlan ? supply.leadTimeStandardDeviationDays : measured[supply.supplier] ?? 0
        let ofLead = perDay * perDay * deviation * deviation
        guard ofLead > 0, variance > 0 else { continue }
        let with = isInPlan ? variance : variance + ofLead
        let without = isInPlan ? max(variance - ofLead, 1e-9 * variance) : variance
        func waiting(_ total: Double) -> Double {
            let level = policy.kind == .rQ ? policy.reorderPoint + 0.5 * (policy.orderQuantity ?? 0) : policy.orderUpTo
            var sum = 0.0
            for part in 0...4 {
                let days = supply.leadTimeDays + supply.reviewPeriodDays * Double(part) / 4
                let deviation = (total * days / item.recommendation.protectionDays).squareRoot()
                sum += normalLoss(level, mean: perDay * days, deviation: max(deviation, 1e-9)) / 5
            }
            return sum
        }
        let loss = waiting(with), steady = waiting(without)
        let share = loss > 0 ? max(0, 1 - steady / loss) : 0
        let factor = max(0, performance.safetyStock) / variance.squareRoot()
        let money = factor * (with.squareRoot() - without.squareRoot()) * (supply.unitCost ?? 0)
        result[supply.supplier, default: (0, 0)].waiting += isInPlan ? share * performance.expectedBackorders : max(0, loss - steady)
        result[supply.supplier, default: (0, 0)].money += money
    }
    return result
}

/// E[(X - level)+] of a normal X.
func normalLoss(_ level: Double, mean: Double, deviation: Double) -> Double {
    let z = (level - mean) / deviation
    let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    return deviation * (density - z * 0.5 * erfc(z / 2.0.squareRoot()))
}
