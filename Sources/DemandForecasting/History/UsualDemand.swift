import DemandModel

extension DemandSeries {
    /// Demand as it would have been without effects that multiplied it by `factors`: what a smoothing of "what is left" is made from.
    ///
    /// Counts stay counts: a quotient is rounded, and what rounding takes or adds is carried to the next period with demand, so that
    /// the total is kept to within half a unit. Negative and unknown periods are left as they are.
    ///
    /// - Parameter factors: one per period (more are ignored); empty for none.
    func divided(by factors: [Double], isCount: Bool) -> DemandSeries {
        guard !factors.isEmpty else { return self }
        var result = self, carried = 0.0
        for period in demand.indices where demand[period] > 0 && factors[period] != 1 {
            let quotient = demand[period] / factors[period]
            guard isCount else {
                result.demand[period] = quotient
                continue
            }
            let whole = max(0, (quotient + carried).rounded())
            carried += quotient - whole
            result.demand[period] = whole
        }
        return result
    }

    /// True where every known period holds a whole number that is not negative.
    var holdsCounts: Bool { demand.allSatisfy { $0 >= 0 && $0.rounded() == $0 } }
}

extension PathForecast {
    /// The forecast for periods in which effects multiply demand by `regression.factors`, with the error of the effects.
    ///
    /// Means and medians are multiplied; quantiles keep their distance to the median in proportion and widen by the error of the
    /// effects. Of the variance of a total, the part that is Poisson noise grows with the mean and the rest with its square.
    func multiplied(by regression: RegressionForecast) -> PathForecast {
        let factors = regression.factors.suffix(mean.count)
        guard factors.count == mean.count else { return self }
        var result = self
        let coming = Array(factors)
        result.mean = zip(mean, coming).map { $0 * $1 }
        result.median = zip(median, coming).map { $0 * $1 }
        result.quantiles = quantiles.map { row in
            row.indices.map { widened(row[$0], around: median[$0], by: coming[$0], widening: regression.widening[$0]) }
        }
        var before = 0.0, after = 0.0
        for step in cumulativeVariance.indices {
            before += max(0, mean[step])
            after += max(0, result.mean[step])
            let factor = before > 0 ? after / before : coming[step]
            result.cumulativeVariance[step] = DemandOutlook.scaled(
                mean: before, variance: cumulativeVariance[step], by: factor, isCount: isCount).variance + regression.effectVariance[step]
        }
        if let first = coming.first {
            result.oneStepVariance = DemandOutlook.scaled(mean: mean[0], variance: oneStepVariance, by: first, isCount: isCount).variance
                + (regression.effectVariance.first ?? 0)
        }
        let total = mean.reduce(0, +), factor = total > 0 ? result.mean.reduce(0, +) / total : 1
        result.totalMedian = totalMedian.map { $0 * factor }
        result.totalQuantiles = totalQuantiles.map {
            widened($0, around: totalMedian ?? $0, by: factor, widening: regression.totalWidening)
        }
        return result
    }

    /// A quantile at `factor` times its value, its distance to the median multiplied by `widening`; whole for counts, and not below zero
    /// where it was not.
    func widened(_ value: Double, around centre: Double, by factor: Double, widening: Double) -> Double {
        let moved = centre + (value - centre) * widening
        let scaled = factor * (value >= 0 ? max(0, moved) : moved)
        return isCount ? scaled.rounded() : scaled
    }
}

extension RegressionForecast {
    /// The same for coming periods in which the factors are 1; the error of effects is left to `PathForecast.multiplied(by:)`.
    var usual: RegressionForecast {
        guard !factors.isEmpty else { return self }
        var result = self
        result.mean = zip(mean, factors.suffix(mean.count)).map { $0 / $1 }
        result.cumulativeVariance = usualCumulativeVariance
        result.oneStepVariance = usualCumulativeVariance.first ?? oneStepVariance
        result.widening = mean.map { _ in 1 }
        result.totalWidening = 1
        return result
    }
}
