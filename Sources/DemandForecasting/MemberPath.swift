import Foundation

/// The forecast distribution of one member of a combination, period by period: normal on the raw scale or on the log scale.
struct MemberPath {
    var name: String
    /// Normal on the log scale: the values are lognormal.
    var isLog: Bool
    /// Centre of the normal per period: units, or log units.
    var location: [Double]
    /// Standard deviation of the normal per period.
    var spread: [Double]
    /// Variance of the total of the first h periods, units squared; empty where not computed.
    var cumulativeVariance: [Double]
    /// No value below zero.
    var floorAtZero: Bool

    /// A lognormal's mean exceeds its median by exp(spread^2 / 2); beyond spread^2 = 2 (a factor of e) that is no longer believed.
    private static let largestLogVariance = 2.0

    func median(_ h: Int) -> Double { quantile(h, score: 0) }

    func quantile(_ h: Int, score: Double) -> Double {
        let x = location[h] + (score == 0 ? 0 : score * spread[h])
        if isLog { return exp(x) }
        return floorAtZero ? max(x, 0) : x
    }

    func mean(_ h: Int) -> Double {
        if isLog { return exp(location[h] + 0.5 * min(spread[h] * spread[h], Self.largestLogVariance)) }
        return floorAtZero ? max(location[h], 0) : location[h]
    }

    /// Variance of one period in units squared.
    func variance(_ h: Int) -> Double {
        let v = spread[h] * spread[h]
        guard isLog else { return v }
        let m = mean(h)
        return m * m * expm1(min(v, Self.largestLogVariance))
    }

    /// - Parameters:
    ///   - location: per period, units or log units.
    ///   - errorVariance: of one step, in the square of the same.
    ///   - errorWeights: c_1, c_2, ...: how an error moves the forecasts after it.
    ///   - factors: multiplies period h (a season taken out before fitting); empty = none.
    init(
        name: String, isLog: Bool, location: [Double], errorVariance: Double, errorWeights: [Double], factors: [Double] = [],
        floorAtZero: Bool, wantCumulative: Bool
    ) {
        self.name = name
        self.isLog = isLog
        self.location = location
        self.floorAtZero = floorAtZero
        let horizon = location.count
        var sum = 1.0
        spread = [Double](repeating: 0, count: horizon)
        for h in 0..<horizon {
            if h > 0 { sum += errorWeights[h - 1] * errorWeights[h - 1] }
            spread[h] = (errorVariance * sum).squareRoot()
        }
        if !factors.isEmpty {
            for h in 0..<horizon {
                if isLog {
                    self.location[h] += log(factors[h])
                } else {
                    self.location[h] *= factors[h]
                    spread[h] *= factors[h]
                }
            }
        }
        cumulativeVariance = []
        guard wantCumulative else { return }
        if isLog {
            cumulativeVariance = logTotals(weights: errorWeights, sigma2: errorVariance)
        } else if factors.isEmpty {
            cumulativeVariance = Self.totals(weights: errorWeights, sigma2: errorVariance, horizon: horizon)
        } else {
            cumulativeVariance = Self.totals(weights: errorWeights, sigma2: errorVariance, factors: factors)
        }
    }

    /// Exact for an additive model: the error of a period j + 1 before the last of h moves the total by C_j = 1 + c_1 + ... + c_j,
    /// so the variance is sigma^2 (C_0^2 + ... + C_{h-1}^2) (Hyndman et al. 2008, section 6.5, lead-time demand).
    static func totals(weights: [Double], sigma2: Double, horizon: Int) -> [Double] {
        var result = [Double](repeating: 0, count: horizon)
        var reach = 1.0, sum = 0.0
        for h in 0..<horizon {
            if h > 0 { reach += weights[h - 1] }
            sum += reach * reach
            result[h] = sigma2 * sum
        }
        return result
    }

    /// As above where period h is multiplied by a factor: the error of period i moves the total by the factors after it weighted
    /// with d_0 = 1, d_j = c_j. O(horizon^2).
    static func totals(weights: [Double], sigma2: Double, factors: [Double]) -> [Double] {
        let horizon = factors.count, d = [1.0] + weights
        var reach = [Double](repeating: 0, count: horizon), result = reach
        for h in 0..<horizon {
            var sum = 0.0
            for i in 0...h {
                reach[i] += factors[h] * d[h - i]
                sum += reach[i] * reach[i]
            }
            result[h] = sigma2 * sum
        }
        return result
    }

    /// Exact for jointly lognormal periods: Cov(Y_i, Y_j) = E[Y_i] E[Y_j] (exp(c_ij) - 1), with c_ij = sigma^2 (d_0 d_{j-i} + ... +
    /// d_{i-1} d_{j-1}) the covariance of the errors on the log scale (d_0 = 1, d_j = c_j). O(horizon^2).
    private func logTotals(weights: [Double], sigma2: Double) -> [Double] {
        let horizon = location.count
        let d = [1.0] + weights
        let means = (0..<horizon).map { mean($0) }
        var result = [Double](repeating: 0, count: horizon)
        // covariance[i] = c_{i, h} for the current h, carried along the diagonals: c_{i+1, h+1} = c_{i, h} + sigma^2 d_i d_h.
        var covariance = [Double](repeating: 0, count: horizon + 1)
        var total = 0.0
        for h in 0..<horizon {
            for i in stride(from: h, through: 0, by: -1) {
                covariance[i] = (i > 0 ? covariance[i - 1] : 0) + sigma2 * d[i] * d[h]
            }
            var cross = 0.0
            for i in 0..<h { cross += means[i] * expm1(min(covariance[i], Self.largestLogVariance)) }
            total += means[h] * (means[h] * expm1(min(covariance[h], Self.largestLogVariance)) + 2 * cross)
            result[h] = total
        }
        return result
    }
}
