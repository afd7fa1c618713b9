extension DemandOutlook {
    /// The outlook of demand that is `factor` times as large.
    ///
    /// The mean scales with the factor. Of the variance, the part that single customers make (for counts: the Poisson part, equal
    /// to the mean) scales with the factor and the rest, which is the level's own uncertainty, with its square:
    /// V' = f M + f^2 (V - M) for counts with V >= M, else f^2 V.
    public func scaled(by factor: Double) -> DemandOutlook {
        var result = self
        var total = 0.0
        for index in mean.indices {
            total += mean[index]
            result.mean[index] = factor * mean[index]
            result.cumulativeVariance[index] = DemandOutlook.scaled(
                mean: total, variance: cumulativeVariance[index], by: factor, isCount: isCount).variance
        }
        return result
    }

    /// The outlook of demand that is `factor` times as large in some periods, counted from 1: a promotion, a holiday.
    ///
    /// Each total's variance is scaled as if all of its demand had grown by its own average factor: a promotion moves what customers want,
    /// not how well their level is known.
    public func scaled(by factor: Double, periods: ClosedRange<Int>) -> DemandOutlook {
        var result = self
        var total = 0.0
        for index in mean.indices {
            total += mean[index]
            if periods.contains(index + 1) { result.mean[index] = factor * mean[index] }
            result.cumulativeVariance[index] = DemandOutlook.scaled(
                mean: total, variance: cumulativeVariance[index], by: averageFactor(factor, periods: periods, through: index + 1), isCount: isCount).variance
        }
        return result
    }

    /// What the total of the first `count` periods is multiplied by where some of them have `factor` times their demand.
    public func averageFactor(_ factor: Double, periods: ClosedRange<Int>, through count: Int) -> Double {
        var total = 0.0
        var inside = 0.0
        for index in 0..<min(count, mean.count) {
            total += mean[index]
            if periods.contains(index + 1) { inside += mean[index] }
        }
        return total > 0 ? 1 + (factor - 1) * inside / total : 1
    }

    /// Mean and variance of one total, scaled in the same way.
    public static func scaled(mean: Double, variance: Double, by factor: Double, isCount: Bool) -> (mean: Double, variance: Double) {
        guard isCount, variance >= mean else { return (factor * mean, factor * factor * variance) }
        return (factor * mean, factor * mean + factor * factor * (variance - mean))
    }
}

extension PooledDemand {
    /// The same for demand that is `factor` times as large: means scale with the factor, variances of forecast errors with its
    /// square; relative dispersion, drift and shares stay.
    public func scaled(by factor: Double) -> PooledDemand {
        var result = self
        result.mean *= factor
        result.outlookMean *= factor
        result.outlookVariance *= factor * factor
        result.lookAlike?.mean *= factor
        return result
    }
}
