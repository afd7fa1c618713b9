import DemandModel
import NumericCore

/// Forecasts one batch of series on one thread.
struct BatchForecaster {
    let configuration: ForecastConfiguration
    let weights: CombinationWeights
    let intermittentWeights: CombinationWeights
    let pooled: PooledMembers

    func forecast(_ batch: [DemandSeries]) -> [Result<PathForecast, SeriesFailure>] {
        var results = [Result<PathForecast, SeriesFailure>?](repeating: nil, count: batch.count)
        var prepared: [PreparedSeries?] = []
        for (index, series) in batch.enumerated() {
            do {
                prepared.append(try PreparedSeries(series))
            } catch {
                prepared.append(nil)
                results[index] = .failure(error)
            }
        }
        for isIntermittent in [false, true] {
            let members = MemberSet(
                seasonLength: configuration.seasonLength, horizon: configuration.horizon, isIntermittent: isIntermittent)
            let chosen = prepared.map { $0?.demandClass.isIntermittent == isIntermittent ? $0 : nil }
            guard chosen.contains(where: { $0 != nil }) else { continue }
            let candidates = members.candidates(chosen, pooled: pooled)
            for (index, series) in chosen.enumerated() {
                guard let series else { continue }
                let combination = combine(series, candidates[index], members, isIntermittent ? intermittentWeights : weights)
                results[index] = .success(path(series, combination))
            }
        }
        return zip(batch, results).map { series, result in
            result ?? .failure(SeriesFailure(key: series.key, message: "no model could be fitted"))
        }
    }

    private func combine(
        _ series: PreparedSeries, _ candidates: [MemberCandidate?], _ members: MemberSet, _ weights: CombinationWeights
    ) -> Combination {
        if let constant = series.constant { return fallback(series, value: constant) }
        let gaps = CombinationWeights.gaps(candidates, evidenceCount: members.evidenceCount)
        let shares = Combination.pruned(weights.weights(gaps: gaps, available: candidates.map { $0 != nil }))
        let wantCumulative = configuration.cumulativeVariance || configuration.totalOverHorizon
        var combined: [(path: MemberPath, weight: Double)] = []
        for (j, candidate) in candidates.enumerated() {
            guard let candidate, shares[j] > 0 else { continue }
            combined.append((candidate.path(name: members.names[j], series: series, wantCumulative: wantCumulative), shares[j]))
        }
        return combined.isEmpty ? fallback(series, value: series.centre * series.scale) : Combination(members: combined)
    }

    /// One member that repeats a value: all observations are equal, or there are too few for any model.
    ///
    /// A series that never moved is forecast as that value, without error; for a count the variance is the mean over the number of
    /// periods, since a count that has not moved yet may. A single observation says nothing of the spread, which is then taken
    /// as a Poisson count's (variance = mean, at least 1) or, for other quantities, as large as the value itself.
    private func fallback(_ series: PreparedSeries, value: Double) -> Combination {
        let horizon = configuration.horizon
        var variance = 0.0
        if series.observed == 1 {
            variance = series.isCount ? max(value, 1) : value * value
        } else if series.isCount {
            variance = value / Double(series.observed)
        }
        let path = MemberPath(
            name: series.observed == 1 ? "Naive" : "Constant", isLog: false, location: .init(repeating: value, count: horizon),
            errorVariance: variance, errorWeights: .init(repeating: series.observed == 1 ? 0.2 : 0, count: horizon),
            floorAtZero: series.isNonNegative, wantCumulative: true)
        return Combination(members: [(path, 1)])
    }

    private func path(_ series: PreparedSeries, _ combination: Combination) -> PathForecast {
        let horizon = configuration.horizon
        let cumulative = configuration.cumulativeVariance || configuration.totalOverHorizon
            ? combination.cumulativeVariance(horizon: horizon) : []
        let mean = (0..<horizon).map { combination.mean($0) }
        let quantiles = configuration.quantiles.map { q in
            let score = standardNormalQuantile(q)
            return (0..<horizon).map { quantile(q, score, $0, series, combination) }
        }
        var totalMedian: Double?
        var totalQuantiles: [Double] = []
        if configuration.totalOverHorizon, let variance = cumulative.last {
            let total = TotalDistribution(mean: mean.reduce(0, +), variance: variance, isNonNegative: series.isNonNegative)
            totalMedian = total.quantile(score: 0)
            totalQuantiles = configuration.quantiles.map { whole(total.quantile(score: standardNormalQuantile($0)), series) }
        }
        return PathForecast(
            key: series.key, mean: mean, median: (0..<horizon).map { median($0, series, combination) },
            oneStepVariance: combination.variance(0), cumulativeVariance: configuration.cumulativeVariance ? cumulative : [],
            quantiles: quantiles, totalMedian: totalMedian, totalQuantiles: totalQuantiles, isCount: series.isCount,
            demandClass: series.demandClass, members: combination.shares(), remarks: [])
    }

    /// Counts of less than this many units a period are given a count distribution.
    private static let largestCountMean = 100.0

    /// Counts have whole-number quantiles: the smallest whole x with F(x) >= q. F is the negative binomial (where the
    /// variance is above the mean) of the combination's mean and variance where counts are small or often zero, else the
    /// combination's own distribution with the usual continuity correction.
    private func quantile(
        _ q: Double, _ score: Double, _ h: Int, _ series: PreparedSeries, _ combination: Combination
    ) -> Double {
        guard series.isCount else { return combination.quantile(h, score: score) }
        let mean = combination.mean(h)
        guard series.demandClass.isIntermittent || mean < Self.largestCountMean else {
            return whole(combination.quantile(h, score: score), series)
        }
        guard mean > 1e-9 else { return 0 }
        let variance = combination.variance(h)
        if variance == 0 { return whole(mean, series) }
        if let distribution = NegativeBinomialDistribution(mean: mean, variance: variance) { return distribution.quantile(q) }
        return whole(mean + score * variance.squareRoot(), series)
    }

    /// The median that point forecasts are judged by: not rounded, but for intermittent counts the median of their distribution.
    private func median(_ h: Int, _ series: PreparedSeries, _ combination: Combination) -> Double {
        series.isCount && series.demandClass.isIntermittent
            ? quantile(0.5, 0, h, series, combination) : combination.quantile(h, score: 0)
    }

    private func whole(_ value: Double, _ series: PreparedSeries) -> Double {
        series.isCount ? max((value - 0.5).rounded(.up), 0) : value
    }
}
