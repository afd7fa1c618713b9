import CMath
import NumericCore
import ParallelWork

/// One regression per horizon for a whole panel on seasonal differences: how much of this season's change over the last one
/// lasts, at each horizon.
///
/// With w_t = y_t - y_{t-m}, in units of each series' root mean square w: y_{t+j} less the same period of the last known season is
/// regressed on w smoothed at three speeds, w_t, the mean of w so far and w at the same place in the season. No constant: the
/// seasonal naive forecast is where no change is seen.
struct PooledSeasonalRegression: Sendable, Codable {
    let seasonLength: Int
    /// Six coefficients per fitted horizon.
    private let coefficients: [[Double]]
    private let oneStepVariance: Double

    private static let speeds = [0.05, 0.2, 0.6]
    private static let columns = 6
    private static let longestHorizon = 60
    private static let largestRowCount = 8_000
    private static let fewestRows = 30

    private struct Prepared {
        var changes: [Double]
        /// Five features per seasonal difference; the sixth depends on the horizon.
        var features: [Double]
        var scale: Double
    }

    /// - Parameter series: values without gaps, in key order.
    init(series: [[Double]], seasonLength m: Int, horizon: Int, threads: Int) {
        seasonLength = m
        let usable = series.compactMap { Self.prepare($0, m) }
        let perSeries = max(8, min(60, Self.largestRowCount / max(usable.count, 1)))
        let fits = parallelMap(count: min(horizon, Self.longestHorizon), threads: threads) { j in
            Self.fit(usable, m, ahead: j + 1, perSeries: perSeries)
        }
        coefficients = Array(fits.prefix { $0 != nil }).compactMap { $0?.coefficients }
        oneStepVariance = fits.first.flatMap { $0?.variance } ?? 1
    }

    /// Path, one-step error variance and error weights; `nil` where nothing was fitted or the series is shorter than two seasons.
    func forecast(_ values: [Double], horizon: Int) -> (mean: [Double], errorVariance: Double, errorWeights: [Double])? {
        guard let last = coefficients.last, let prepared = Self.prepare(values, seasonLength) else { return nil }
        let m = seasonLength, n = values.count, changes = prepared.changes
        let own = prepared.features.suffix(Self.columns - 1)
        let mean = (1...horizon).map { j -> Double in
            let b = j <= coefficients.count ? coefficients[j - 1] : last
            let back = m * ((j + m - 1) / m), place = changes.count - 1 + j - back
            var change = zip(own, b).reduce(0) { $0 + $1.0 * $1.1 }
            if place >= 0 { change += b[Self.columns - 1] * changes[place] }
            return values[n - 1 + j - back] + prepared.scale * change
        }
        let first = coefficients[0]
        let reach = zip(first, Self.speeds + [1]).reduce(0) { $0 + $1.0 * $1.1 }
        return (mean, oneStepVariance * prepared.scale * prepared.scale, .init(repeating: min(max(reach, 0), 1), count: horizon))
    }

    private static func prepare(_ values: [Double], _ m: Int) -> Prepared? {
        guard values.count >= 2 * m + 1 else { return nil }
        var changes = (m..<values.count).map { values[$0] - values[$0 - m] }
        let scale = (changes.reduce(0) { $0 + $1 * $1 } / Double(changes.count)).squareRoot()
        guard scale > 1e-12 else { return nil }
        for t in changes.indices { changes[t] /= scale }
        var features = [Double](repeating: 0, count: changes.count * (columns - 1)), sum = 0.0
        var levels = speeds.map { _ in changes[0] }
        for t in changes.indices {
            sum += changes[t]
            let base = t * (columns - 1)
            for k in speeds.indices {
                levels[k] += max(speeds[k], 1 / Double(t + 1)) * (changes[t] - levels[k])
                features[base + k] = levels[k]
            }
            features[base + 3] = changes[t]
            features[base + 4] = sum / Double(t + 1)
        }
        return Prepared(changes: changes, features: features, scale: scale)
    }

    private static func fit(
        _ series: [Prepared], _ m: Int, ahead j: Int, perSeries: Int
    ) -> (coefficients: [Double], variance: Double)? {
        var regression = RobustRegression(columns: columns, capacity: series.count * perSeries)
        let back = m * ((j + m - 1) / m)
        var row = [Double](repeating: 0, count: columns)
        for item in series {
            let count = item.changes.count, first = max(m, count - perSeries), last = count - 1 - j
            guard first <= last else { continue }
            let share = 1 / Double(last - first + 1).squareRoot()
            for t in first...last {
                for k in 0..<(columns - 1) { row[k] = item.features[t * (columns - 1) + k] }
                row[columns - 1] = item.changes[max(t + j - back, 0)]
                // Less the last known season: the changes of all seasons in between.
                var target = 0.0
                for k in stride(from: t + j, to: t + j - back, by: -m) { target += item.changes[k] }
                regression.add(row, target: target, weight: share)
            }
        }
        guard regression.count >= fewestRows else { return nil }
        return regression.fit { _ in 3 }
    }
}
