import DemandModel
import NumericCore
import ReorderPolicies

extension Recommendation {
    /// Works out how long the inventory position lasts, today's order left out: by expected demand (days of cover), and the days by which
    /// the shelf is empty with a probability of a half and of a tenth.
    ///
    /// Total demand of the first t days has the forecast's mean and variance at t, both scaled so that at the end of the protection
    /// interval they are those that the policy was set from (the variance less what the random lead time adds to it). Beyond the
    /// forecast demand goes on at its mean rate, its variance with the square of time. No day is named beyond two years, and no cover of ten years or more.
    mutating func projectStock(outlook: DemandOutlook, leadTimeSpreadDays: Double, isCount: Bool, asOf: CalendarDay) {
        guard policy != nil, inventoryPosition.isFinite else { return }
        guard inventoryPosition > 0 else {
            daysOfCover = 0
            stockoutP50 = asOf
            stockoutP10 = asOf
            return
        }
        guard let totals = ProjectedTotals(
            outlook, demandMean: demandMean, demandVariance: demandStandardDeviation * demandStandardDeviation,
            protectionDays: protectionDays, leadTimeSpreadDays: leadTimeSpreadDays)
        else { return }
        daysOfCover = totals.days(untilMean: inventoryPosition)
        let start = daysOfCover.map { max(1, Int($0)) } ?? ProjectedTotals.mostDays
        let position = inventoryPosition
        func isEmpty(_ days: Int, _ probability: Double) -> Bool {
            totals.probability(ofUsingUp: position, days: Double(days), isCount: isCount) >= probability
        }
        let half = firstDay(near: start) { isEmpty($0, 0.5) }
        stockoutP50 = half.map { asOf.advanced(by: $0) }
        stockoutP10 = firstDay(near: max(1, (half ?? start) * 2 / 3)) { isEmpty($0, 0.1) }.map { asOf.advanced(by: $0) }
    }
}

/// The first day (1, 2, ...) from which `holds` is true; `nil` where that is not within two years. Steps out from a guess in doubling
/// strides, then halves.
private func firstDay(near guess: Int, _ holds: (Int) -> Bool) -> Int? {
    let most = ProjectedTotals.mostDaysAhead
    var low = 0, high = most + 1
    var stride = max(1, guess / 8)
    var day = min(max(1, guess), most)
    while low < day, day < high {
        if holds(day) {
            high = day
            day -= stride
        } else {
            low = day
            day += stride
        }
        stride *= 2
        if day <= low || day >= high { break }
    }
    while high - low > 1 {
        let middle = (low + high) / 2
        if holds(middle) { high = middle } else { low = middle }
    }
    return high <= most ? high : nil
}

/// Mean and variance of the demand of the first t days of a forecast.
private struct ProjectedTotals {
    static let mostDays = 3_650
    static let mostDaysAhead = 730
    private let means: [Double]
    private let variances: [Double]
    private let periodDays: Double
    private let meanFactor: Double
    private let varianceFactor: Double

    /// `nil` where no demand is expected.
    init?(_ outlook: DemandOutlook, demandMean: Double, demandVariance: Double, protectionDays: Double, leadTimeSpreadDays: Double) {
        var total = 0.0
        means = [0] + outlook.mean.map { mean in
            total += max(0, mean)
            return total
        }
        variances = [0] + outlook.cumulativeVariance
        periodDays = outlook.periodDays
        guard periodDays > 0, means.count > 1, total > 0, demandMean > 0, protectionDays > 0 else { return nil }
        let plain = ProjectedTotals.value(means, at: protectionDays / periodDays, power: 1)
        let spread = ProjectedTotals.value(variances, at: protectionDays / periodDays, power: 2)
        let perDay = demandMean / protectionDays
        let ofLeadTime = perDay * perDay * leadTimeSpreadDays * leadTimeSpreadDays
        meanFactor = plain > 0 ? demandMean / plain : 1
        varianceFactor = spread > 0 ? max(demandVariance - ofLeadTime, 0.25 * demandVariance) / spread : 1
    }

    /// Linear between the ends of periods; beyond the last by a power of time.
    private static func value(_ totals: [Double], at periods: Double, power: Int) -> Double {
        let last = totals.count - 1
        guard periods < Double(last) else {
            let ratio = periods / Double(last)
            return totals[last] * (power == 2 ? ratio * ratio : ratio)
        }
        let whole = max(0, Int(periods))
        return totals[whole] + (periods - Double(whole)) * (totals[whole + 1] - totals[whole])
    }

    func days(untilMean units: Double) -> Double? {
        let wanted = units / meanFactor
        guard let last = means.last else { return nil }
        if wanted > last {
            let days = wanted / last * Double(means.count - 1) * periodDays
            return days <= Double(ProjectedTotals.mostDays) ? days : nil
        }
        guard let end = means.firstIndex(where: { $0 >= wanted }), end > 0 else { return 0 }
        let step = means[end] - means[end - 1]
        return (Double(end - 1) + (step > 0 ? (wanted - means[end - 1]) / step : 0)) * periodDays
    }

    /// Probability that demand of so many days is at least so many units.
    func probability(ofUsingUp units: Double, days: Double, isCount: Bool) -> Double {
        let periods = days / periodDays
        let mean = meanFactor * ProjectedTotals.value(means, at: periods, power: 1)
        let variance = varianceFactor * ProjectedTotals.value(variances, at: periods, power: 2)
        guard let demand = try? MixtureDistribution(DemandDistribution(mean: mean, variance: max(0, variance), isCount: isCount)) else {
            return mean >= units ? 1 : 0
        }
        return demand.upperTail(isCount ? units.rounded(.up) - 1 : units)
    }
}

/// The shares of units that wait longer than some days under a policy; `nil` where they cannot be evaluated.
///
/// - Parameters:
///   - demand: of the customers alone.
///   - waiting: share of units that wait at all, where it is known: nobody waits longer where hardly anybody waits.
///   - source: what the location's warehouse owes it; `nil`: a supplier delivers.
func longWaits(_ policy: ReplenishmentPolicy, demand: LeadTimeDemand, waiting: Double?, source: OwedWaits? = nil) -> LongWaitShares? {
    // Nobody waits longer than lead time and review, and what a warehouse makes wait.
    let longest = source == nil ? demand.leadTimeDays + demand.reviewPeriodDays : .infinity
    if longest <= LongWaitShares.days[0] || (waiting ?? 1) < 1e-9 { return LongWaitShares(over7Days: 0, over14Days: 0, over30Days: 0) }
    guard var waits = try? LongWaits(policy, demand: demand, source: source) else { return nil }
    var shares: [Double] = []
    for days in LongWaitShares.days {
        // Who does not wait a week does not wait a month.
        if shares.last == 0 {
            shares.append(0)
        } else if let share = try? waits.share(longerThanDays: days) {
            shares.append(min(shares.last ?? 1, share))
        } else {
            return nil
        }
    }
    return LongWaitShares(over7Days: shares[0], over14Days: shares[1], over30Days: shares[2])
}
