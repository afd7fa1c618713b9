import CMath

/// The forecast distribution of one member of a combination, period by period: normal on the raw scale or on the log scale.
struct MemberPath {
    var name: String
    /// Normal on the log scale: the values are lognormal.
    var isLog: Bool
    /// Centre of the normal per period: units, or log units.
    var location: [Double]
    /// Standard deviation of the normal per period, above and below the centre: alike but where `ChangeLimits` hold one of them.
    var spread: [Double], spreadBelow: [Double]
    /// Variance of the total of the first h periods, units squared; empty where not computed.
    var cumulativeVariance: [Double]
    /// No value below zero.
    var floorAtZero: Bool
    /// Hold back what lies far above everything seen; with the logarithm of the unit that they count in.
    private let limits: (held: ChangeLimits, logUnit: Double)?

    /// A lognormal's mean exceeds its median by exp(spread^2 / 2); beyond spread^2 = 2 (a factor of e) that is no longer believed.
    private static let largestLogVariance = 2.0
    /// Members further apart than so many times are drawn together as if they were that far.
    private static let furthestApart = 100.0

    func median(_ h: Int) -> Double { quantile(h, score: 0) }

    func quantile(_ h: Int, score: Double) -> Double {
        let x = location[h] + (score == 0 ? 0 : score * (score > 0 ? spread[h] : spreadBelow[h]))
        if isLog { return exp(held(x, h)) }
        return heldValue(floorAtZero ? max(x, 0) : x, h)
    }

    func mean(_ h: Int) -> Double {
        if isLog { return exp(held(location[h] + 0.5 * min(spread[h] * spread[h], Self.largestLogVariance), h)) }
        return heldValue(floorAtZero ? max(location[h], 0) : location[h], h)
    }

    private func held(_ logarithm: Double, _ h: Int) -> Double {
        guard let limits else { return logarithm }
        return limits.held.held(logarithm - limits.logUnit, limits.held.reach[h]) + limits.logUnit
    }

    private func heldValue(_ value: Double, _ h: Int) -> Double {
        guard let limits, let ceiling = limits.held.ceiling, value > exp(ceiling + limits.logUnit) else { return value }
        return exp(held(log(value), h))
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
    ///   - limits: how far the series moves in h periods, with the unit (scale of the series) that they count in; `nil` = not known.
    init(
        name: String, isLog: Bool, location: [Double], errorVariance: Double, errorWeights: [Double], factors: [Double] = [],
        floorAtZero: Bool, limits: (held: ChangeLimits, unit: Double)? = nil, wantCumulative: Bool
    ) {
        self.name = name
        self.isLog = isLog
        self.location = location
        self.floorAtZero = floorAtZero
        self.limits = limits.map { ($0.held, log($0.unit)) }
        let horizon = location.count
        var errorVariance = errorVariance, errorWeights = errorWeights
        spread = Self.deviations(errorVariance, errorWeights, horizon: horizon)
        spreadBelow = spread
        if let limits {
            let unit = isLog ? 1 : limits.unit * limits.unit
            func hold(_ squares: [Double]) -> (variance: Double, weights: [Double]) {
                Self.held(errorVariance, errorWeights, under: squares.map { $0 * unit }, horizon: horizon)
            }
            if isLog {
                let below = hold(limits.held.downLog)
                spreadBelow = Self.deviations(below.variance, below.weights, horizon: horizon)
            }
            (errorVariance, errorWeights) = hold(isLog ? limits.held.upLog : limits.held.raw)
            spread = Self.deviations(errorVariance, errorWeights, horizon: horizon)
            if !isLog { spreadBelow = spread }
        }
        if !factors.isEmpty {
            for h in 0..<horizon {
                if isLog {
                    self.location[h] += log(factors[h])
                } else {
                    self.location[h] *= factors[h]
                    spread[h] *= factors[h]
                    spreadBelow[h] *= factors[h]
                }
            }
        }
        if let limits, limits.held.ceiling != nil {
            let unit = log(limits.unit)
            for h in 0..<horizon {
                let logarithm = isLog ? self.location[h] : (self.location[h] > 0 ? log(self.location[h]) : -.infinity)
                let centre = limits.held.heldCentre(logarithm - unit, h) + unit
                guard centre < logarithm else { continue }
                self.location[h] = isLog ? centre : exp(centre)
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

    /// The same with every period's mean multiplied and the spread with it, or what `left` leaves of the spread and of the distance from a centre, both as
    /// ratios; the variance of a total as the square of its mean and the mean variance of its periods.
    func scaled(by factors: [Double], spread left: SeasonSpread? = nil, around centre: [Double] = []) -> MemberPath {
        var result = self
        let above = left?.ratios(spread), below = left?.ratios(spreadBelow)
        var before = 0.0, after = 0.0, variances = 0.0, leftVariances = 0.0
        for h in location.indices {
            let mean = mean(h), ratio = above?[h] ?? 1
            var factor = factors[h]
            if ratio < 1, h < centre.count, mean > 0, centre[h] > 0 {
                factor *= pow(min(max(mean / centre[h], 1 / Self.furthestApart), Self.furthestApart), ratio - 1)
            }
            before += mean
            after += factor * mean
            variances += spread[h] * spread[h]
            leftVariances += spread[h] * spread[h] * ratio * ratio
            result.spread[h] *= ratio * (isLog ? 1 : factor)
            result.spreadBelow[h] *= (below?[h] ?? 1) * (isLog ? 1 : factor)
            if isLog {
                // The mean of a narrower lognormal lies closer to its median.
                func logMean(_ spread: Double) -> Double { 0.5 * min(spread * spread, Self.largestLogVariance) }
                result.location[h] += log(factor) + logMean(spread[h]) - logMean(result.spread[h])
            } else {
                result.location[h] *= factor
            }
            guard h < cumulativeVariance.count else { continue }
            let growth = before > 0 ? after / before : 1, share = variances > 0 ? leftVariances / variances : 1
            result.cumulativeVariance[h] = max(cumulativeVariance[h] * growth * growth * share, h > 0 ? result.cumulativeVariance[h - 1] : 0)
        }
        return result
    }

    private static func deviations(_ errorVariance: Double, _ errorWeights: [Double], horizon: Int) -> [Double] {
        var sum = 1.0
        return (0..<horizon).map { h in
            if h > 0 { sum += errorWeights[h - 1] * errorWeights[h - 1] }
            return (errorVariance * sum).squareRoot()
        }
    }

    /// The error of one step and how it moves what follows, such that no period's variance is above the given squares; of one step
    /// no more than the last period's, since a member may be less certain of tomorrow than the plainest forecast.
    private static func held(
        _ errorVariance: Double, _ errorWeights: [Double], under squares: [Double], horizon: Int
    ) -> (variance: Double, weights: [Double]) {
        guard let last = squares.last, last.isFinite else { return (errorVariance, errorWeights) }
        let variance = min(errorVariance, last)
        guard variance > 0, horizon > 1 else { return (variance, errorWeights) }
        var weights = errorWeights, sum = 1.0
        for h in 1..<horizon {
            let room = max(squares[h] / variance - sum, 0)
            if weights[h - 1] * weights[h - 1] > room { weights[h - 1] = weights[h - 1] < 0 ? -room.squareRoot() : room.squareRoot() }
            sum += weights[h - 1] * weights[h - 1]
        }
        return (variance, weights)
    }
}
