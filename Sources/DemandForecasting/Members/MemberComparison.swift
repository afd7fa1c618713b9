import DemandModel
import NumericCore

/// What a backtest needs beyond a forecast: every model by itself, and how the steps of count distributions are to be counted.
extension BatchForecaster {
    /// Adds `memberForecasts` and `boundaryShares` to a forecast, as far as they are asked for.
    func compare(
        _ forecast: inout PathForecast, _ series: PreparedSeries, _ combination: Combination, _ candidates: [MemberCandidate?],
        _ members: MemberSet, jump: EndJump?
    ) {
        addBoundaryShares(to: &forecast, series, combination)
        guard configuration.memberForecasts else { return }
        let wantCumulative = configuration.cumulativeVariance || configuration.totalOverHorizon
        let limits = ChangeLimits(series, horizon: configuration.horizon, growth: growth)
        forecast.memberForecasts = zip(members.names, candidates).compactMap { name, candidate in
            guard let candidate else { return nil }
            let alone = Combination(single: candidate.path(name: name, series: series, limits: limits, wantCumulative: wantCumulative))
            var result = path(series, alone)
            addBoundaryShares(to: &result, series, alone)
            if let jump { follow(jump, &result, series, alone) }
            return result
        }
    }

    private func addBoundaryShares(to forecast: inout PathForecast, _ series: PreparedSeries, _ combination: Combination) {
        guard configuration.boundaryShares else { return }
        var shares = forecast.quantiles.map { $0.map { _ in 1.0 } }
        if series.isCount {
            for h in forecast.mean.indices {
                let mean = forecast.mean[h]
                let shape = countShape(mean: mean, variance: combination.variance(h, mean: mean), series)
                for (i, level) in configuration.quantiles.enumerated() {
                    let quantile = forecast.quantiles[i][h]
                    let below = probability(atMost: quantile - 1, h, shape, combination)
                    let step = probability(atMost: quantile, h, shape, combination) - below
                    if step > 0 { shares[i][h] = min(max((level - below) / step, 0), 1) }
                }
            }
        }
        forecast.boundaryShares = shares
    }

    /// F(x) of a count in period h, x a whole number; of continuous shapes at x + 1/2 (the continuity correction).
    private func probability(atMost x: Double, _ h: Int, _ shape: CountShape, _ combination: Combination) -> Double {
        guard x >= 0 else { return 0 }
        switch shape {
        case .point(let value): return x + 0.5 >= value ? 1 : 0
        case .negativeBinomial(let distribution): return distribution.cdf(x)
        case .normal(let mean, let deviation): return standardNormalCDF((x + 0.5 - mean) / deviation)
        case .combination:
            // The combination is known by its quantiles: bisection on the normal score.
            var low = -10.0, high = 10.0
            for _ in 0..<60 {
                let middle = 0.5 * (low + high)
                if combination.quantile(h, score: middle) <= x + 0.5 { low = middle } else { high = middle }
            }
            return standardNormalCDF(0.5 * (low + high))
        }
    }
}
