import CMath

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
        let totals = TotalVariances(weights: errorWeights, sigma2: errorVariance)
        if isLog {
            cumulativeVariance = totals.lognormal(
                means: (0..<horizon).map { mean($0) }, largestLogVariance: Self.largestLogVariance)
        } else if factors.isEmpty {
            cumulativeVariance = totals.additive(horizon: horizon)
        } else {
            cumulativeVariance = totals.scaled(by: factors)
        }
    }
}
