import CMath
import NumericCore

/// How far a series has moved in h periods, and what that says of how far a forecast may reach.
///
/// A model's own error variance is of one step; carried to the horizon by the model's recursion nothing bounds it. What bounds it here
/// are the errors that the plainest forecast (a level smoothed at 0.3) made h periods ahead over the history: no member claims to be less
/// certain than that. Few origins are left where h is long: the series' mean square is then shrunk to its one-step value
/// times how the panel's series spread with h.
struct ChangeLimits: Sendable {
    /// Mean square of h-step errors per period h: upwards and downwards on the log scale (each as if the other side mirrored it), and on the raw scale; scaled
    /// units. Log entries are infinite where the series is not positive.
    var upLog: [Double], downLog: [Double], raw: [Double]
    /// Logarithm of the largest value, scaled units; `nil` where there are negative values or nothing above zero.
    var ceiling: Double?
    /// Logarithm of the largest level: of what has been followed by more history the largest value, of the last periods (a quarter of the
    /// history, 3 to 13) the largest mean of three, since a value at the end is no level yet.
    var levelCeiling: Double
    /// Logarithm of how far above the largest level a centre may lie before it is held back, per period.
    var centreReach: [Double]
    /// The same of means and quantiles above the largest value.
    var reach: [Double]

    /// How fast errors grow with h across a panel: ratios to those of one step, at `places`.
    struct Growth: Sendable, Codable {
        var log: [Double], raw: [Double]

        /// Where a panel has too few series: as a stationary series around a slowly moving level does.
        static let usual = Growth(log: places.map { pow(Double($0), 0.4) }, raw: places.map { pow(Double($0), 0.4) })
    }

    /// Steps at which errors are summed; between them the straight line, beyond them the last.
    static let places = [1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 52, 78, 104, 156, 208, 365]
    private static let levelSpeed = 0.3
    /// The panel's growth counts as much as so many windows without overlap.
    private static let panelWindows = 2.0
    /// exp(2 * 1.1) = 9: nothing lies further above the largest value.
    private static let largestReach = 1.1
    /// What noise alone may add to the largest level, and to the largest value: a tenth, a fifth.
    private static let centreNoise = 0.1, noiseReach = 0.2

    init(_ series: PreparedSeries, horizon: Int, growth: Growth) {
        let values = series.filled, n = values.count
        let squares = Self.squares(values, isPositive: series.isPositive, longest: horizon)
        func path(_ own: [Double], _ panel: [Double]) -> [Double] {
            guard let first = own.first else { return [Double](repeating: .infinity, count: horizon) }
            var knots: [Double] = [], largest = 0.0
            for (k, place) in Self.places.enumerated() where k < own.count || place <= 2 * horizon || k == 0 {
                let expected = first * panel[k]
                let windows = k < own.count ? Double(n - place) / Double(place) : 0
                let square = windows > 0 ? (windows * own[k] + Self.panelWindows * expected) / (windows + Self.panelWindows) : expected
                largest = max(largest, square)
                knots.append(largest)
            }
            return Self.interpolated(knots, horizon: horizon)
        }
        raw = path(squares.raw, growth.raw)
        upLog = path(squares.up, growth.log)
        downLog = path(squares.down, growth.log)
        let largest = values.max() ?? 0
        ceiling = series.isNonNegative && largest > 0 ? log(largest) : nil
        let pace = series.isNonNegative ? Self.steadyGrowth(values) : 0
        levelCeiling = log(max(Self.largestLevel(values), 1e-300))
        centreReach = (1...max(horizon, 1)).map { min(Self.centreNoise + 2 * pace * Double($0), Self.largestReach) }
        let deviation = upLog.map { $0.isFinite ? $0.squareRoot() : Self.largestReach }
        reach = deviation.indices.map { min(Self.noiseReach + 2 * pace * Double($0 + 1) + deviation[$0], Self.largestReach) }
    }

    /// A value held back: up to `reach` above the largest as it is, then ever less, to twice that at most.
    @inline(__always)
    func held(_ logarithm: Double, _ reach: Double) -> Double {
        guard let ceiling else { return logarithm }
        return Self.held(logarithm, above: ceiling, reach)
    }

    /// A centre held back at period h.
    @inline(__always)
    func heldCentre(_ logarithm: Double, _ h: Int) -> Double { Self.held(logarithm, above: levelCeiling, centreReach[h]) }

    @inline(__always)
    private static func held(_ logarithm: Double, above ceiling: Double, _ reach: Double) -> Double {
        logarithm > ceiling + reach ? ceiling + reach * (2 - exp(1 - (logarithm - ceiling) / reach)) : logarithm
    }

    private static func largestLevel(_ values: [Double]) -> Double {
        let n = values.count, recent = max(3, min(13, n / 4))
        var largest = 0.0
        for t in 0..<n {
            if t < n - recent {
                largest = max(largest, values[t])
            } else {
                let first = max(0, t - 2)
                largest = max(largest, values[first...t].reduce(0, +) / Double(t - first + 1))
            }
        }
        return largest
    }

    /// Mean squares at `places`, as far as there are origins for them.
    static func squares(_ values: [Double], isPositive: Bool, longest: Int) -> (up: [Double], down: [Double], raw: [Double]) {
        let n = values.count
        guard n >= 3 else { return ([], [], []) }
        var levels = [Double](repeating: 0, count: n)
        var level = values[0]
        for t in 0..<n {
            level += max(levelSpeed, 1 / Double(t + 1)) * (values[t] - level)
            levels[t] = level
        }
        let logs = isPositive ? values.map { log($0) } : [], logLevels = isPositive ? levels.map { log(max($0, 1e-300)) } : []
        var up: [Double] = [], down: [Double] = [], raw: [Double] = []
        for (k, place) in places.enumerated() where place < n - 1 && (k == 0 || places[k - 1] < longest) {
            let count = Double(n - place)
            var above = 0.0, below = 0.0, total = 0.0
            for t in 0..<(n - place) {
                let error = values[t + place] - levels[t]
                total += error * error
                if isPositive {
                    let change = logs[t + place] - logLevels[t]
                    if change > 0 { above += change * change } else { below += change * change }
                }
            }
            raw.append(total / count)
            if isPositive {
                up.append(2 * above / count)
                down.append(2 * below / count)
            }
        }
        return (up, down, raw)
    }

    private static func interpolated(_ knots: [Double], horizon: Int) -> [Double] {
        var result = [Double](repeating: 0, count: horizon), k = 0
        for h in 1...max(horizon, 1) where h <= horizon {
            while k + 1 < knots.count && places[k + 1] <= h { k += 1 }
            if k + 1 < knots.count {
                let share = Double(h - places[k]) / Double(places[k + 1] - places[k])
                result[h - 1] = knots[k] + max(share, 0) * (knots[k + 1] - knots[k])
            } else {
                result[h - 1] = knots[knots.count - 1]
            }
        }
        return result
    }

    /// Growth per period that most of the history bears out, on the log scale, at least 0: the median growth of the smoothed
    /// level over a third of the history, or over a sixth within its second half, whichever is more. A jump or a few high values at the end move neither.
    static func steadyGrowth(_ values: [Double]) -> Double {
        let n = values.count
        guard n >= 4 else { return 0 }
        let mean = values.reduce(0, +) / Double(n)
        guard mean > 0 else { return 0 }
        var level = values[0], logs = [Double](repeating: 0, count: n)
        for t in 0..<n {
            level += max(levelSpeed, 1 / Double(t + 1)) * (values[t] - level)
            logs[t] = log(level + 0.02 * mean)
        }
        func pace(_ lag: Int, from: Int) -> Double {
            guard from + lag < n else { return 0 }
            let steps = (from..<(n - lag)).map { logs[$0 + lag] - logs[$0] }
            return PreparedSeries.median(steps) / Double(lag)
        }
        return max(0, pace(max(1, n / 3), from: 0), pace(max(1, n / 6), from: n / 2))
    }
}

extension ChangeLimits.Growth {
    /// Medians over a panel's series.
    /// - Parameter sample: regular series, in key order.
    init(_ sample: [PreparedSeries], horizon: Int) {
        self = .usual
        var up = log.map { _ in [Double]() }, all = up
        for series in sample {
            let squares = ChangeLimits.squares(series.filled, isPositive: series.isPositive, longest: horizon)
            for (k, square) in squares.raw.enumerated() where squares.raw[0] > 0 { all[k].append(square / squares.raw[0]) }
            for (k, square) in squares.up.enumerated() where squares.up[0] > 0 { up[k].append(square / squares.up[0]) }
        }
        log = Self.medians(up, log)
        raw = Self.medians(all, raw)
    }

    /// At least ten series; where there are fewer the last ratio goes on as usual series' do.
    private static func medians(_ ratios: [[Double]], _ usual: [Double]) -> [Double] {
        var result: [Double] = []
        for (k, some) in ratios.enumerated() {
            let before = k > 0 ? result[k - 1] : 1
            let next = some.count >= 10 ? PreparedSeries.median(some) : (k > 0 ? before * usual[k] / usual[k - 1] : 1)
            result.append(max(next, before))
        }
        return result
    }
}
