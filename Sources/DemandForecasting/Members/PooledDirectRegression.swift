import CMath
import NumericCore
import ParallelWork

/// One regression per horizon for a whole panel, straight from what is known at the origin to what comes j periods later.
///
/// In units of each series' root mean square difference, y_{t+j} - y_t is regressed on y_t - l_t(a) for levels smoothed at four
/// speeds a, on the mean difference so far and on 1: how far a panel's series revert, and at what horizon, is learnt rather than
/// implied by a recursion. Ridge and two rounds of Huber's weights; each series counts with the square root of its rows.
struct PooledDirectRegression: Sendable, Codable {
    /// Six coefficients per fitted horizon.
    private let coefficients: [[Double]]
    /// Weighted mean square of the one-step residuals, in units of the mean square difference.
    private let oneStepVariance: Double

    private static let speeds = [0.05, 0.15, 0.3, 0.6]
    private static let columns = 6
    /// Horizons beyond these take the last one's coefficients.
    private static let longestHorizon = 48
    private static let largestRowCount = 8_000
    private static let fewestRows = 20

    /// - Parameter series: values without gaps, in key order.
    init(series: [[Double]], horizon: Int, threads: Int) {
        let usable = series.compactMap { values -> (y: [Double], features: [Double])? in
            let scale = Self.scale(values)
            guard values.count >= 4, scale > 1e-12 else { return nil }
            let y = values.map { $0 / scale }
            return (y, Self.features(y))
        }
        let perSeries = max(8, min(40, Self.largestRowCount / max(usable.count, 1)))
        let fits = parallelMap(count: min(horizon, Self.longestHorizon), threads: threads) { j in
            Self.fit(usable, ahead: j + 1, perSeries: perSeries)
        }
        coefficients = Array(fits.prefix { $0 != nil }).compactMap { $0?.coefficients }
        oneStepVariance = fits.first.flatMap { $0?.variance } ?? 1
    }

    /// Path, one-step error variance and error weights; `nil` where nothing was fitted or the series never moves.
    func forecast(_ values: [Double], horizon: Int) -> (mean: [Double], errorVariance: Double, errorWeights: [Double])? {
        let scale = Self.scale(values)
        guard values.count >= 3, scale > 1e-12, let first = coefficients.first, let last = coefficients.last else { return nil }
        let features = Self.features(values.map { $0 / scale }).suffix(Self.columns)
        let mean = (0..<horizon).map { j -> Double in
            let b = j < coefficients.count ? coefficients[j] : last
            return values[values.count - 1] + scale * zip(features, b).reduce(0) { $0 + $1.0 * $1.1 }
        }
        // What an error of the last observation adds to the next forecast.
        let reach = 1 + zip(first, Self.speeds).reduce(0) { $0 + $1.0 * (1 - $1.1) }
        return (mean, oneStepVariance * scale * scale, .init(repeating: min(max(reach, 0), 1.2), count: horizon))
    }

    private static func scale(_ z: [Double]) -> Double {
        guard z.count > 1 else { return 0 }
        var sum = 0.0
        for t in 1..<z.count { sum += (z[t] - z[t - 1]) * (z[t] - z[t - 1]) }
        return (sum / Double(z.count - 1)).squareRoot()
    }

    /// Six features per period. A level starts as the running mean until its own speed is slower than that.
    private static func features(_ y: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: y.count * columns), levels = speeds.map { _ in y[0] }
        for t in y.indices {
            for k in speeds.indices {
                levels[k] += max(speeds[k], 1 / Double(t + 1)) * (y[t] - levels[k])
                result[t * columns + k] = y[t] - levels[k]
            }
            result[t * columns + 4] = t > 0 ? (y[t] - y[0]) / Double(t) : 0
            result[t * columns + 5] = 1
        }
        return result
    }

    private static func fit(
        _ series: [(y: [Double], features: [Double])], ahead: Int, perSeries: Int
    ) -> (coefficients: [Double], variance: Double)? {
        var regression = RobustRegression(columns: columns, capacity: series.count * perSeries)
        for (y, features) in series where y.count > ahead + 2 {
            let last = y.count - 1 - ahead, first = max(2, y.count - 1 - perSeries)
            guard first <= last else { continue }
            let share = 1 / Double(last - first + 1).squareRoot()
            features.withUnsafeBufferPointer { row in
                guard let start = row.baseAddress else { return }
                for t in first...last { regression.add(start + t * columns, target: y[t + ahead] - y[t], weight: share) }
            }
        }
        guard regression.count >= fewestRows else { return nil }
        return regression.fit { 10 * $0 }
    }
}
