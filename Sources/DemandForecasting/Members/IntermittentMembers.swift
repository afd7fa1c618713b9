import CMath

/// Flat forecasts for demand with many empty periods.
enum IntermittentModel: Int, CaseIterable {
    case syntetosBoylan, teunterSyntetosBabai, discountedCount, mean

    var name: String {
        switch self {
        case .syntetosBoylan: "SBA"
        case .teunterSyntetosBabai: "TSB"
        case .discountedCount: "discounted count"
        case .mean: "mean"
        }
    }
}

/// Level of one intermittent model with the variance of its one-step errors over the history and how fast the level moves.
struct IntermittentFit {
    var level: Double
    var errorVariance: Double
    var alpha: Double

    private static let smoothing = 0.1

    /// - Parameters:
    ///   - values: scaled, not negative; entries where `known` is false are ignored.
    ///   - unit: what one unit of demand is in scaled values (1 / scale).
    init?(_ model: IntermittentModel, values: [Double], known: [Bool], unit: Double) {
        let demands = values.indices.filter { known[$0] && values[$0] > 0 }
        guard let first = demands.first else { return nil }
        switch model {
        case .syntetosBoylan: self.init(croston: values, known, first: first)
        case .teunterSyntetosBabai: self.init(probability: values, known, first: first)
        case .discountedCount: self.init(discounted: values, known, unit: unit)
        case .mean:
            let all = values.indices.filter { known[$0] }
            let n = Double(all.count), centre = all.reduce(0) { $0 + values[$1] } / n
            let sum = all.reduce(0) { $0 + (values[$1] - centre) * (values[$1] - centre) }
            self.init(level: centre, errorVariance: sum / max(n - 1, 1), alpha: 1 / n)
        }
    }

    private init(level: Double, errorVariance: Double, alpha: Double) {
        self.level = level
        self.errorVariance = errorVariance
        self.alpha = alpha
    }

    /// Croston 1972 with the correction of Syntetos and Boylan 2005 (eq. 3): (1 - alpha / 2) size / interval, both smoothed at demands.
    private init(croston values: [Double], _ known: [Bool], first: Int) {
        let a = Self.smoothing
        var size = values[first], interval = Double(first + 1), since = 0.0, sum = 0.0, count = 0.0
        for t in values.indices where known[t] {
            if t > first {
                let error = values[t] - (1 - a / 2) * size / interval
                sum += error * error
                count += 1
                since += 1
                if values[t] > 0 {
                    size += a * (values[t] - size)
                    interval += a * (since - interval)
                    since = 0
                }
            }
        }
        // One demand says nothing of the interval but that it is at least as long as what was seen: once in a year is not once a week.
        if since == count {
            interval = Double(first + 1) + since
            let level = (1 - a / 2) * size / interval
            sum = (size - level) * (size - level) + count * level * level
            self.init(level: level, errorVariance: sum / (count + 1), alpha: a / interval)
            return
        }
        let level = (1 - a / 2) * size / interval
        self.init(level: level, errorVariance: count > 0 ? sum / count : level * level, alpha: a / max(interval, 1))
    }

    /// Teunter, Syntetos and Babai 2011: the probability of demand is updated every period, the size at demands, so that the
    /// forecast of a dying item falls.
    private init(probability values: [Double], _ known: [Bool], first: Int) {
        let a = Self.smoothing, b = 0.05
        let n = known.reduce(0) { $0 + ($1 ? 1.0 : 0) }
        var probability = Double(values.indices.filter { known[$0] && values[$0] > 0 }.count) / n
        var size = values[first], sum = 0.0, count = 0.0
        for t in values.indices where known[t] {
            let error = values[t] - probability * size
            sum += error * error
            count += 1
            probability += b * ((values[t] > 0 ? 1 : 0) - probability)
            if values[t] > 0 { size += a * (values[t] - size) }
        }
        self.init(level: probability * size, errorVariance: sum / count, alpha: b)
    }

    /// The gamma-Poisson model with discounted past (Harvey and Fernandes 1989, eqs 2.6-2.10): a <- d a + y, b <- d b + 1, the next
    /// count is negative binomial of size d a and mean d a / (d b). Averaged over d by the likelihood of the history.
    private init(discounted values: [Double], _ known: [Bool], unit: Double) {
        let discounts = [0.8, 0.9, 0.95, 0.98, 0.995]
        var scores: [Double] = [], levels: [Double] = [], variances: [Double] = [], speeds: [Double] = []
        let all = values.indices.filter { known[$0] }
        let centre = all.reduce(0) { $0 + values[$1] } / Double(all.count) / unit
        for discount in discounts {
            // Starts from the mean of the history, worth one period.
            var a = max(centre, 1e-3), b = 1.0, logLikelihood = 0.0, sum = 0.0
            for t in all {
                let y = values[t] / unit
                let error = y - a / b
                sum += error * error
                // Without lgamma(y + 1), which all discounts share.
                logLikelihood += Self.logRising(a, y) - a * log1p(1 / b) - y * log1p(b)
                a = max(discount * (a + y), 1e-9)
                b = discount * (b + 1)
            }
            scores.append(logLikelihood)
            levels.append(a / b)
            variances.append(sum / Double(all.count))
            speeds.append(1 / (b + 1))
        }
        let best = scores.max() ?? 0
        let weights = scores.map { exp($0 - best) }, total = weights.reduce(0, +)
        func average(_ x: [Double]) -> Double { zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 } / total }
        self.init(level: average(levels) * unit, errorVariance: average(variances) * unit * unit, alpha: average(speeds))
    }

    /// log Gamma(a + y) - log Gamma(a): for small whole y the logarithm of a (a + 1) ... (a + y - 1).
    private static func logRising(_ a: Double, _ y: Double) -> Double {
        if y == 0 { return 0 }
        guard y <= 16, y == y.rounded() else { return lgamma(a + y) - lgamma(a) }
        var product = 1.0
        for i in 0..<Int(y) { product *= a + Double(i) }
        return log(product)
    }
}
