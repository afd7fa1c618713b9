import CMath

/// Variances of the totals of the first 1, 2, ... h periods, for errors that move what follows them by c_1, c_2, ...
///
/// Sums over pairs of periods are exact up to `longestExact` periods. Longer horizons would cost their square: from there on the
/// pairs are taken at `longestExact` evenly spread places (each standing for its stretch of neighbours) and the variance
/// drawn straight between them, so that the cost grows with the horizon.
struct TotalVariances {
    /// d_0 = 1, d_j = c_j.
    private let reach: [Double]
    private let sigma2: Double
    static let longestExact = 512

    init(weights: [Double], sigma2: Double) {
        reach = [1] + weights
        self.sigma2 = sigma2
    }

    /// Exact for an additive model: the error of a period j + 1 before the last of h moves the total by C_j = 1 + c_1 + ... + c_j,
    /// so the variance is sigma^2 (C_0^2 + ... + C_{h-1}^2) (Hyndman et al. 2008, section 6.5, lead-time demand).
    func additive(horizon: Int) -> [Double] {
        var result = [Double](repeating: 0, count: horizon)
        var total = 0.0, sum = 0.0
        for h in 0..<horizon {
            total += reach[h]
            sum += total * total
            result[h] = sigma2 * sum
        }
        return result
    }

    /// As above where period h is multiplied by a factor: the error of period i moves the total by the factors after it weighted
    /// with d_0, d_1, ...
    func scaled(by factors: [Double]) -> [Double] {
        let horizon = factors.count, step = Self.step(horizon)
        // Errors of periods start, start + step, ...; each stands for itself and the step - 1 before it.
        let sources = Array(stride(from: step - 1, to: horizon, by: step))
        var moved = [Double](repeating: 0, count: sources.count), result = [Double](repeating: 0, count: horizon)
        for h in 0..<horizon {
            var sum = 0.0
            for (k, source) in sources.enumerated() {
                if source > h { break }
                moved[k] += factors[h] * reach[h - source]
                sum += moved[k] * moved[k]
            }
            // Errors between the last source and h have moved the total by what the latest one of a full stretch did at its start.
            let rest = (h + 1) % step
            result[h] = sigma2 * (Double(step) * sum + Double(rest) * factors[h] * factors[h])
            if h > 0 { result[h] = max(result[h], result[h - 1]) }
        }
        return result
    }

    /// Exact for jointly lognormal periods: Cov(Y_i, Y_j) = E[Y_i] E[Y_j] (exp(c_ij) - 1), with c_ij = sigma^2 (d_0 d_{j-i} + ... +
    /// d_{i-1} d_{j-1}) the covariance of the errors on the log scale.
    func lognormal(means: [Double], largestLogVariance: Double) -> [Double] {
        let horizon = means.count, step = Self.step(horizon)
        return step == 1 ? everyPair(means, largestLogVariance) : spreadPairs(means, largestLogVariance, step: step)
    }

    private static func step(_ horizon: Int) -> Int { (horizon + longestExact - 1) / longestExact }

    func everyPair(_ means: [Double], _ largest: Double) -> [Double] {
        let horizon = means.count
        var result = [Double](repeating: 0, count: horizon)
        // covariance[i] = c_{i, h} for the current h, carried along the diagonals: c_{i+1, h+1} = c_{i, h} + sigma^2 d_i d_h.
        var covariance = [Double](repeating: 0, count: horizon + 1)
        var total = 0.0
        for h in 0..<horizon {
            for i in stride(from: h, through: 0, by: -1) {
                covariance[i] = (i > 0 ? covariance[i - 1] : 0) + sigma2 * reach[i] * reach[h]
            }
            var cross = 0.0
            for i in 0..<h { cross += means[i] * expm1(min(covariance[i], largest)) }
            total += means[h] * (means[h] * expm1(min(covariance[h], largest)) + 2 * cross)
            result[h] = total
        }
        return result
    }

    /// Stretches of `step` periods: the covariance of two stretches is that of their middles, that of a stretch with itself the mean
    /// of a pair one third of a stretch apart and, for its own periods, of each with itself.
    private func spreadPairs(_ means: [Double], _ largest: Double, step: Int) -> [Double] {
        let horizon = means.count, stretches = (horizon + step - 1) / step
        func bounds(_ b: Int) -> Range<Int> { (b * step)..<min((b + 1) * step, horizon) }
        let sums = (0..<stretches).map { b in bounds(b).reduce(0) { $0 + means[$1] } }
        let squares = (0..<stretches).map { b in bounds(b).reduce(0) { $0 + means[$1] * means[$1] } }
        let middles = (0..<stretches).map { min($0 * step + step / 2, horizon - 1) }
        // gains[b] = variance that stretch b adds to the total of all before it.
        var gains = [Double](repeating: 0, count: stretches)
        for lag in 0..<stretches {
            var covariance = 0.0, next = 0, apart = lag > 0 ? lag * step : max(step / 3, 1)
            for b in lag..<stretches {
                let early = middles[b - lag]
                if lag > 0 { apart = middles[b] - early }
                while next <= early, next + apart < reach.count {
                    covariance += reach[next] * reach[next + apart]
                    next += 1
                }
                let factor = expm1(min(sigma2 * covariance, largest))
                gains[b] += (lag > 0 ? 2 * sums[b] * sums[b - lag] : sums[b] * sums[b] - squares[b]) * factor
            }
        }
        var own = 0.0, next = 0
        for b in 0..<stretches {
            while next <= middles[b] {
                own += reach[next] * reach[next]
                next += 1
            }
            gains[b] += squares[b] * expm1(min(sigma2 * own, largest))
        }
        var result = [Double](repeating: 0, count: horizon), total = 0.0
        for b in 0..<stretches {
            let range = bounds(b)
            for (k, h) in range.enumerated() { result[h] = total + max(gains[b], 0) * Double(k + 1) / Double(range.count) }
            total += max(gains[b], 0)
        }
        return result
    }
}
