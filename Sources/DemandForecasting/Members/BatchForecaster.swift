import DemandModel
import NumericCore

/// Forecasts one batch of series on one thread.
struct BatchForecaster {
    let configuration: ForecastConfiguration
    let weights: CombinationWeights
    let intermittentWeights: CombinationWeights
    let pooled: PooledMembers
    /// How errors grow with the horizon across the panel.
    let growth: ChangeLimits.Growth
    /// Of regular, then of intermittent demand: built once, since their grids are searched for stable points.
    private let memberSets: [MemberSet]

    init(
        configuration: ForecastConfiguration, weights: CombinationWeights, intermittentWeights: CombinationWeights, pooled: PooledMembers,
        growth: ChangeLimits.Growth
    ) {
        self.configuration = configuration
        self.weights = weights
        self.intermittentWeights = intermittentWeights
        self.pooled = pooled
        self.growth = growth
        memberSets = [false, true].map {
            MemberSet(
                seasonLength: configuration.seasonLength, horizon: configuration.horizon, isIntermittent: $0, longLag: configuration.longLag,
                factors: configuration.factors)
        }
    }

    /// - Parameters:
    ///   - batch: series without their jumps (`EndJump.levelled`).
    ///   - jumps: one per series; `nil` = none.
    ///   - seasons: last year's path of each; `nil` = none.
    func forecast(_ batch: [DemandSeries], jumps: [EndJump?], seasons: [SeasonPath?]) -> [Result<PathForecast, SeriesFailure>] {
        var results = [Result<PathForecast, SeriesFailure>?](repeating: nil, count: batch.count)
        var prepared: [PreparedSeries?] = []
        for (index, series) in batch.enumerated() {
            do {
                var one = try PreparedSeries(series)
                if let jump = jumps[index] { one.isCount = jump.isCount }
                prepared.append(one)
            } catch {
                prepared.append(nil)
                results[index] = .failure(error)
            }
        }
        for members in memberSets {
            let isIntermittent = members.isIntermittent
            let chosen = prepared.map { $0?.demandClass.isIntermittent == isIntermittent ? $0 : nil }
            guard chosen.contains(where: { $0 != nil }) else { continue }
            let candidates = members.candidates(chosen, pooled: pooled)
            for (index, series) in chosen.enumerated() {
                guard let series else { continue }
                var combination = combine(series, candidates[index], members, isIntermittent ? intermittentWeights : weights)
                let seasonFactors = seasons[index].map { $0.factors(combination.means()) } ?? []
                if !seasonFactors.isEmpty { combination = combination.scaled(by: seasonFactors, spread: seasons[index]?.spread) }
                var forecast = path(series, combination)
                forecast.seasonFactors = seasonFactors
                if let season = seasons[index] { forecast.name(season) }
                compare(&forecast, series, combination, candidates[index], members, jump: jumps[index])
                if let jump = jumps[index] { follow(jump, &forecast, series, combination) }
                results[index] = .success(forecast)
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
        let gaps = CombinationWeights.gaps(candidates, evidenceCount: members.evidenceCount, observed: series.observed)
        let available = candidates.map { $0 != nil }
        let learnt = weights.weights(gaps: gaps, available: available)
        let flat = CombinationWeights.evidence(count: members.count).weights(gaps: gaps, available: available)
        let chosen = candidates.indices.filter {
            max(learnt[$0], members.isIntermittent ? 0 : flat[$0]) >= Combination.smallestShare
        }
        let wantCumulative = configuration.cumulativeVariance || configuration.totalOverHorizon
        let limits = ChangeLimits(series, horizon: configuration.horizon, growth: growth)
        let paths = chosen.compactMap { j in
            candidates[j]?.path(name: members.names[j], series: series, limits: limits, wantCumulative: wantCumulative)
        }
        guard !paths.isEmpty else { return fallback(series, value: series.centre * series.scale) }
        func part(_ all: [Double], trim: Double, share: Double) -> Combination.Part {
            let total = chosen.reduce(0) { $0 + all[$1] }
            return Combination.Part(weights: chosen.map { all[$0] / total }, trim: trim, share: share)
        }
        if members.isIntermittent { return Combination(members: paths, parts: [part(learnt, trim: 0, share: 1)]) }
        return Combination(members: paths, parts: [
            part(flat, trim: Combination.Part.evidenceTrim, share: 1 - weights.learntShare),
            part(learnt, trim: Combination.Part.learntTrim, share: weights.learntShare),
        ])
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
        return Combination(single: path)
    }

    func path(_ series: PreparedSeries, _ combination: Combination) -> PathForecast {
        let mean = combination.means()
        let isAsked = !configuration.quantiles.isEmpty || series.demandClass.isIntermittent
        let variance = series.isCount && isAsked ? combination.variances(mean: mean) : []
        let cumulative = configuration.cumulativeVariance || configuration.totalOverHorizon
            ? combination.cumulativeVariance(mean: mean) : []
        let quantiles = configuration.quantiles.map { q in
            self.quantiles(q, series, combination, mean: mean, variance: variance)
        }
        // The median that point forecasts are judged by: not rounded, but for intermittent counts that of their distribution.
        let median = series.isCount && series.demandClass.isIntermittent
            ? self.quantiles(0.5, series, combination, mean: mean, variance: variance) : combination.medians
        var totalMedian: Double?
        var totalQuantiles: [Double] = []
        if configuration.totalOverHorizon, let totalVariance = cumulative.last {
            let total = TotalDistribution(mean: mean.reduce(0, +), variance: totalVariance, isNonNegative: series.isNonNegative)
            totalMedian = total.quantile(score: 0)
            totalQuantiles = configuration.quantiles.map { whole(total.quantile(score: standardNormalQuantile($0)), series) }
        }
        return PathForecast(
            key: series.key, mean: mean, median: median, oneStepVariance: combination.variance(0, mean: mean[0]),
            cumulativeVariance: configuration.cumulativeVariance ? cumulative : [],
            quantiles: quantiles, totalMedian: totalMedian, totalQuantiles: totalQuantiles, isCount: series.isCount,
            demandClass: series.demandClass, members: combination.namedShares(), remarks: [])
    }

    /// Counts of less than this many units a period are given a count distribution.
    private static let largestCountMean = 100.0

    /// How one period of a count is distributed: as the negative binomial (where the variance is above the mean) of the
    /// combination's mean and variance where counts are small or often zero, else as the combination itself: also where that variance is above
    /// m + m^2, which would make a period without demand the likeliest of all, of a series that has hardly any.
    enum CountShape {
        case point(Double)
        case negativeBinomial(NegativeBinomialDistribution)
        case normal(mean: Double, standardDeviation: Double)
        case combination
    }

    func countShape(mean: Double, variance: Double, _ series: PreparedSeries) -> CountShape {
        guard series.demandClass.isIntermittent || mean < Self.largestCountMean else { return .combination }
        guard mean > 1e-9 else { return .point(0) }
        if variance == 0 { return .point(mean) }
        if !series.demandClass.isIntermittent, variance > mean + mean * mean { return .combination }
        if let distribution = NegativeBinomialDistribution(mean: mean, variance: variance) { return .negativeBinomial(distribution) }
        return .normal(mean: mean, standardDeviation: variance.squareRoot())
    }

    /// Counts have whole-number quantiles: the smallest whole x with F(x) >= q, continuous shapes with the usual continuity
    /// correction.
    private func quantiles(
        _ q: Double, _ series: PreparedSeries, _ combination: Combination, mean: [Double], variance: [Double]
    ) -> [Double] {
        let score = standardNormalQuantile(q), continuous = combination.quantiles(score: score)
        guard series.isCount else { return continuous }
        return mean.indices.map { h in
            switch countShape(mean: mean[h], variance: variance[h], series) {
            case .point(let value): whole(value, series)
            case .negativeBinomial(let distribution): distribution.quantile(q)
            case .normal(let mean, let deviation): whole(mean + score * deviation, series)
            case .combination: whole(continuous[h], series)
            }
        }
    }

    private func whole(_ value: Double, _ series: PreparedSeries) -> Double {
        series.isCount ? max((value - 0.5).rounded(.up), 0) : value
    }
}
