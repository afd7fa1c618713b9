import CMath
import DemandModel
import NumericCore

/// How far totals over a horizon have lain from what the plainest forecasts would have said, in one series' past.
///
/// A model carries its one-step error to the horizon by its own recursion; the record says what came of it. At every past origin with two horizons
/// of history behind it the total of the next horizon is forecast by the mean of all that was known and by a level smoothed over about a horizon
/// (2 / (h + 1)); of the two the one with the less mean squared error counts. Origins overlap: what they are worth is the number of windows without overlap.
struct TotalErrorRecord: Sendable, Equatable {
    /// Mean squared error of the total, units squared.
    let meanSquare: Double
    /// Windows without overlap.
    let windows: Double

    /// `nil` for fewer than two windows.
    init?(_ series: DemandSeries, horizon: Int) {
        let demand = series.knownDemand
        let first = demand.firstIndex { $0 > 0 } ?? demand.count
        let h = horizon, n = demand.count - first
        guard h >= 1, n >= 4 * h else { return nil }
        let speed = 2 / Double(h + 1)
        var level = demand[first], sum = 0.0, byMean = 0.0, byLevel = 0.0, origins = 0.0
        var coming = demand[first..<(first + h)].reduce(0, +)
        for t in 0..<(n - h) {
            let value = demand[first + t]
            sum += value
            level += max(speed, 1 / Double(t + 1)) * (value - level)
            coming += demand[first + t + h] - value
            guard t + 1 >= 2 * h else { continue }
            let meanError = coming - sum / Double(t + 1) * Double(h), levelError = coming - level * Double(h)
            byMean += meanError * meanError
            byLevel += levelError * levelError
            origins += 1
        }
        meanSquare = min(byMean, byLevel) / origins
        windows = Double(n - 2 * h) / Double(h)
    }
}

/// What the error variances of a panel's outlooks are multiplied by so that none claims to know less of a total than the plainest forecast did.
///
/// Of every item the record's mean square over the variance that its outlook claims; the panel's median of these, drawn to 1 by
/// `panelWindows` windows, is what one item is drawn to by `itemWindows`. The median holds what one odd item does to the others. Nothing is made wider,
/// nothing is narrowed below `least`.
struct SpreadByRecord: Sendable {
    /// What one item is drawn to.
    let panelRatio: Double
    private let ratios: [(ratio: Double, windows: Double)?]

    /// Windows without overlap that the prior counts as: of the panel's median, and of one item.
    static let panelWindows = 20.0
    static let itemWindows = 12.0
    /// Of the claimed variance: two thirds of the standard deviation.
    static let least = 0.45

    /// - Parameters:
    ///   - records: one per item; `nil` where there is none.
    ///   - claimed: the outlooks' variances of the same totals, units squared.
    ///   - known: what the panel taught; `nil`: it is learnt here.
    init(records: [TotalErrorRecord?], claimed: [Double], panelRatio known: Double? = nil) {
        ratios = zip(records, claimed).map { record, variance in
            guard let record, variance > 0, variance.isFinite else { return nil }
            return (record.meanSquare / variance, record.windows)
        }
        if let known {
            panelRatio = known
            return
        }
        let panel = ratios.compactMap { $0 }.sorted { $0.ratio < $1.ratio }
        let windows = panel.reduce(0) { $0 + $1.windows }
        guard windows > 0 else {
            panelRatio = 1
            return
        }
        var below = 0.0, median = 1.0
        for one in panel {
            below += one.windows
            if 2 * below >= windows {
                median = one.ratio
                break
            }
        }
        panelRatio = (windows * min(median, 1) + Self.panelWindows) / (windows + Self.panelWindows)
    }

    /// What the variance of the item at an index is multiplied by, `least`...1.
    func factor(_ index: Int) -> Double {
        guard let own = ratios[index] else { return 1 }
        let drawn = (own.windows * own.ratio + Self.itemWindows * panelRatio) / (own.windows + Self.itemWindows)
        return min(max(drawn, Self.least), 1)
    }
}
