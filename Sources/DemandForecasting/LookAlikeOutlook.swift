import DemandModel
import Foundation

/// What items of the same assortment sold in their first periods: the prior for items with hardly any history.
///
/// The rate of an item with n periods since launch and total y is gamma distributed with the group's mean m and squared
/// coefficient of variation k before its own history is seen, so afterwards its mean is (y + 1/(k m) m) / (n + 1/(k m)): a new
/// item starts at the group's rate and leaves it as evidence arrives. Counts only.
public struct LookAlikeOutlook: Sendable, Equatable {
    /// Units per period over the first eight periods after launch, averaged over the items of the group.
    public let meanRate: Double
    /// Squared coefficient of variation of the rate between items, noise of the counts taken out.
    public let spread: Double
    /// phi of a single period within an item, pooled.
    public let dispersion: Double
    /// Items it was learnt from.
    public let itemCount: Int

    static let periods = 8

    /// `nil` where fewer than ten items of the group have eight periods since launch.
    public init?(group: [DemandSeries]) {
        var totals: [Double] = [], within = (excess: 0.0, square: 0.0)
        for series in group {
            guard let launch = series.demand.firstIndex(where: { $0 > 0 }), series.count - launch >= Self.periods else { continue }
            let first = series.demand[launch..<(launch + Self.periods)]
            let total = first.reduce(0, +)
            guard total.isFinite, first.allSatisfy({ $0 >= 0 }) else { continue }
            totals.append(total)
            let mean = total / Double(Self.periods)
            let variance = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(Self.periods - 1)
            within.excess += variance - mean
            within.square += mean * mean
        }
        guard totals.count >= 10 else { return nil }
        let n = Double(totals.count), mean = totals.reduce(0, +) / n
        let variance = totals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
        itemCount = totals.count
        meanRate = mean / Double(Self.periods)
        dispersion = max(0.05, within.excess / max(within.square, 1e-12))
        let noise = mean + dispersion * mean * mean / Double(Self.periods)
        spread = max(0.05, (variance - noise) / (mean * mean))
    }

    /// The outlook of an item with `series.count` periods of history (leading zeros left out), possibly none at all.
    public func outlook(for series: DemandSeries, horizon: Int, periodDays: Double) -> DemandOutlook {
        let sold = ItemLifecycle.fromLaunch(series)
        let periods = sold.demand.contains { $0 > 0 } ? Double(sold.count - sold.missing.count) : 0
        let total = periods > 0 ? max(0, sold.demand.reduce(0, +)) : 0
        let weight = 1 / (spread * meanRate)                     // periods of history that the prior is worth
        let rate = (total + weight * meanRate) / (periods + weight)
        let rateVariance = rate / (periods + weight)             // variance of the gamma posterior
        let h = max(1, horizon)
        return DemandOutlook(
            key: series.key, mean: [Double](repeating: rate, count: h),
            cumulativeVariance: (1...h).map { Double($0) * (rate + dispersion * rate * rate) + Double($0 * $0) * rateVariance },
            isCount: true, demandClass: periods > 0 ? .intermittent : .none, periodDays: periodDays,
            members: [ForecastMember(name: "look-alike", weight: 1)],
            remarks: ["forecast from the first periods of \(itemCount) items like it: under \(Self.periods) periods of its own"])
    }
}
