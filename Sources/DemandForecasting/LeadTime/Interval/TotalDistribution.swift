import CMath

/// The total over the horizon by its mean and variance: lognormal where demand cannot be negative, else normal.
struct TotalDistribution {
    var mean: Double
    var variance: Double
    var isNonNegative: Bool

    func quantile(score: Double) -> Double {
        guard variance > 0 else { return mean }
        guard isNonNegative else { return mean + score * variance.squareRoot() }
        guard mean > 0 else { return 0 }
        let logVariance = log1p(variance / (mean * mean))
        return mean * exp(score * logVariance.squareRoot() - 0.5 * logVariance)
    }
}
