import DemandModel

/// Mean and error variance of the total demand of the coming t days, t real-valued: the two curves that every lead-time
/// demand is read from.
///
/// Both are known at whole periods and linear between them: a share f of a period brings a share f of its mean and of the
/// variance it adds. Demand within a period is thereby taken as evenly spread, and the share of the variance that comes from
/// the error of the level (which would grow with f squared) is slightly overstated inside of the first period.
///
/// Beyond the horizon the mean repeats its last `seasonLength` periods, and the variance goes on growing by the law of the
/// local level model (simple exponential smoothing), V(h) = s^2 h [1 + a(h-1) + a^2 (h-1)(2h-1)/6] (Hyndman, Koehler, Ord &
/// Snyder 2008, section 6.4, summed over lead times), with the a that leads from V(1) to V(horizon).
struct LeadTimePath {
    let periodDays: Double
    let horizon: Int
    /// Total of the first h periods, h = 0...horizon.
    let totalMean: [Double]
    let totalVariance: [Double]
    /// Mean of one season beyond the horizon, and its length.
    private let seasonLength: Int
    private let seasonMean: Double
    private let driftPerPeriod: Double

    init(outlook: DemandOutlook, seasonLength: Int = 1) throws(LeadTimeDemandError) {
        let id = outlook.key.uniqueID
        guard outlook.periodDays.isFinite, outlook.periodDays > 0 else {
            throw .invalidPeriodLength(days: outlook.periodDays)
        }
        guard !outlook.mean.isEmpty else { throw .emptyOutlook(uniqueID: id) }
        guard outlook.mean.count == outlook.cumulativeVariance.count else {
            throw .unequalLengths(uniqueID: id, means: outlook.mean.count, variances: outlook.cumulativeVariance.count)
        }
        periodDays = outlook.periodDays
        horizon = outlook.mean.count
        var mean = [0.0], variance = [0.0]
        mean.reserveCapacity(horizon + 1)
        variance.reserveCapacity(horizon + 1)
        for h in 0..<horizon {
            let m = outlook.mean[h], v = outlook.cumulativeVariance[h]
            guard m.isFinite, v.isFinite, v >= 0 else { throw .notFinite(uniqueID: id, period: h + 1) }
            mean.append(mean[h] + (outlook.isCount ? max(m, 0) : m))
            variance.append(max(v, variance[h]))           // rounding must not make a longer total surer than a shorter one
        }
        totalMean = mean
        totalVariance = variance
        self.seasonLength = max(1, min(seasonLength, horizon))
        seasonMean = mean[horizon] - mean[horizon - self.seasonLength]
        driftPerPeriod = LeadTimePath.drift(first: variance[1], last: variance[horizon], horizon: horizon)
    }

    /// The a >= 0 of the local level law with V(horizon) / V(1) as given: positive root of the quadratic in a.
    private static func drift(first: Double, last: Double, horizon: Int) -> Double {
        guard horizon > 1, first > 0 else { return 0 }
        let h = Double(horizon)
        let excess = last / (first * h) - 1
        guard excess > 0 else { return 0 }
        let linear = h - 1, square = (h - 1) * (2 * h - 1) / 6
        return 2 * excess / (linear + (linear * linear + 4 * square * excess).squareRoot())
    }

    private func growth(_ h: Double) -> Double {
        h * (1 + driftPerPeriod * (h - 1) + driftPerPeriod * driftPerPeriod * (h - 1) * (2 * h - 1) / 6)
    }

    /// Mean and variance of the total of the first h whole periods, any h >= 0.
    func total(periods h: Int) -> (mean: Double, variance: Double) {
        if h <= horizon { return (totalMean[h], totalVariance[h]) }
        let beyond = h - horizon
        let seasons = beyond / seasonLength, rest = beyond % seasonLength
        let start = horizon - seasonLength
        let mean = totalMean[horizon] + Double(seasons) * seasonMean + totalMean[start + rest] - totalMean[start]
        return (mean, totalVariance[horizon] * growth(Double(h)) / growth(Double(horizon)))
    }

    /// Mean and variance of the total of the coming `days` days.
    func total(days: Double) -> (mean: Double, variance: Double) {
        let t = days / periodDays
        let whole = t.rounded(.down)
        let a = total(periods: Int(whole))
        let share = t - whole
        guard share > 0 else { return a }
        let b = total(periods: Int(whole) + 1)
        return (a.mean + share * (b.mean - a.mean), a.variance + share * (b.variance - a.variance))
    }
}
