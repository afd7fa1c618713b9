import CMath
import DemandModel

/// What the last year of a panel says of the season in its own past: a rise that is known today to come back every year says nothing of how far the next
/// forecasts will err.
///
/// While a season has been seen once, past forecasts did not know it and today's do. So what past windows teach (levels, errors, tails) is held against their
/// forecasts times the panel's total over the window by what it was over the time that the level came from, to the power of the weight that the season has in
/// today's forecasts.
struct KnownSeason: Sendable {
    private let index: [Double]
    private let firstPeriod: Int
    private let weight: Double

    /// How fast the weight of the past falls in the level that the total over a window is held against, a period.
    private static let levelSpeed = 0.1
    private static let range = 0.2...5.0

    /// - Parameters:
    ///   - panel: series with aligned period numbers.
    ///   - year: periods of a year: 12, 52 or 53, or 364 of days.
    /// - Returns: `nil` where the season of last year is not used or has been seen three times.
    init?(_ panel: [DemandSeries], year: Int) {
        let longest = panel.map(\.count).max() ?? 0
        guard longest >= year - LastYear.mostUnknown(year: year) else { return nil }
        let weight = SeasonBlend.prior.weight * SeasonBlend.reach(count: longest, year: year) * PanelTotal.trust(panel, year: year)
        guard weight > 0 else { return nil }
        let whole = LastYear(panel, year: year).panelYear
        guard whole.isComparable else { return nil }
        (index, firstPeriod, self.weight) = (whole.index, whole.firstPeriod, weight)
    }

    /// What the season multiplies a level by that is known after the period before `start`, over `horizon` periods.
    func ratio(from start: Int, horizon: Int) -> Double {
        var level = 0.0, weights = 0.0, share = 1.0
        for t in stride(from: start - 1 - firstPeriod, through: 0, by: -1) where share > 1e-3 {
            if index.indices.contains(t), !index[t].isNaN {
                level += share * index[t]
                weights += share
            }
            share *= 1 - Self.levelSpeed
        }
        let window = (start..<(start + horizon)).compactMap { t in
            index.indices.contains(t - firstPeriod) && !index[t - firstPeriod].isNaN ? index[t - firstPeriod] : nil
        }
        guard weights > 0, level > 0, window.count == horizon else { return 1 }
        let ratio = window.reduce(0, +) / Double(horizon) / (level / weights)
        return pow(min(max(ratio, Self.range.lowerBound), Self.range.upperBound), weight)
    }
}
