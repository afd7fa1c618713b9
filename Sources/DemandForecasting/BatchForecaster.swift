import DemandModel
import NumericCore

/// Forecasts one batch of series on one thread.
struct BatchForecaster {
    let configuration: ForecastConfiguration
    let weights: CombinationWeights
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
        let members = MemberSet(seasonLength: configuration.seasonLength, horizon: configuration.horizon)
        let candidates = members.candidates(prepared, pooled: pooled)
        for index in batch.indices where results[index] == nil {
            guard let series = prepared[index] else { continue }
            let combination = combine(series, candidates[index], members)
            results[index] = .success(path(series, combination))
        }
        return zip(batch, results).map { series, result in
            result ?? .failure(SeriesFailure(key: series.key, message: "no model could be fitted"))
        }
    }

    private func combine(_ series: PreparedSeries, _ candidates: [MemberCandidate?], _ members: MemberSet) -> Combination {
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
    /// A series that never moved is forecast without error; a single observation says nothing of the spread, which is then taken
    /// as a Poisson count's (variance = mean, at least 1) or, for other quantities, as large as the value itself.
    private func fallback(_ series: PreparedSeries, value: Double) -> Combination {
        let horizon = configuration.horizon
        var variance = 0.0
        if series.observed == 1 { variance = series.isCount ? max(value, 1) : value * value }
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
            let score = normalScore(q)
            return (0..<horizon).map { whole(combination.quantile($0, score: score), series) }
        }
        var totalMedian: Double?
        var totalQuantiles: [Double] = []
        if configuration.totalOverHorizon, let variance = cumulative.last {
            let total = TotalDistribution(mean: mean.reduce(0, +), variance: variance, isNonNegative: series.isNonNegative)
            totalMedian = total.quantile(score: 0)
            totalQuantiles = configuration.quantiles.map { whole(total.quantile(score: normalScore($0)), series) }
        }
        return PathForecast(
            key: series.key, mean: mean, median: (0..<horizon).map { combination.quantile($0, score: 0) },
            oneStepVariance: combination.oneStepVariance(), cumulativeVariance: configuration.cumulativeVariance ? cumulative : [],
            quantiles: quantiles, totalMedian: totalMedian, totalQuantiles: totalQuantiles, isCount: series.isCount,
            demandClass: series.demandClass, members: combination.shares(), remarks: [])
    }

    /// Counts have whole-number quantiles: the smallest whole x with F(x) >= q, F with the usual continuity correction.
    private func whole(_ value: Double, _ series: PreparedSeries) -> Double {
        series.isCount ? max((value - 0.5).rounded(.up), 0) : value
    }
}
