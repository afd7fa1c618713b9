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
