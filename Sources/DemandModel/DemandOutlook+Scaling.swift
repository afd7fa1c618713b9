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
            let variance = cumulativeVariance[index]
            result.cumulativeVariance[index] =
                isCount && variance >= total ? factor * total + factor * factor * (variance - total) : factor * factor * variance
        }
        return result
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
        return result
    }
}
