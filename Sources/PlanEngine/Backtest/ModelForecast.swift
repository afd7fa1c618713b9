import DemandForecasting
import DemandModel
import ReorderPolicies

/// One model's forecast of one case in the form that is scored.
struct ModelForecast: Sendable {
    var model: BacktestModel
    /// Share in the combination of this series.
    var share: Double?
    var mean: [Double]
    var median: [Double]
    /// `quantiles[i][h - 1]` at the levels of `BacktestConfiguration`; empty where the model has none.
    var quantiles: [[Double]]
    /// Of outcomes equal to the quantile, the share that counts as covered (see `PathForecast.boundaryShares`).
    var boundaryShares: [[Double]]
    /// Demand over the L periods.
    var total: TotalForecast?
}

/// Mean and quantiles of total demand over L periods.
struct TotalForecast: Sendable {
    var mean: Double
    var quantiles: [Double]
    var boundaryShares: [Double]
    /// Stocks at the rates of `FillPromise`; only for the combination and the textbook over L periods.
    var promises: [FillPromise] = []

    /// - Returns: `nil` for a distribution that cannot be evaluated.
    init?(_ distribution: DemandDistribution, promises wantsPromises: Bool = false) {
        guard let probabilities = try? DemandProbabilities(distribution) else { return nil }
        mean = distribution.mean
        quantiles = BacktestConfiguration.levels.map { probabilities.quantile($0) }
        boundaryShares = zip(BacktestConfiguration.levels, quantiles).map { level, quantile in
            distribution.isCount ? probabilities.boundaryShare(level, quantile) : 1
        }
        if wantsPromises {
            promises = FillPromise.rates.map { FillPromise(rate: $0, of: probabilities, isCount: distribution.isCount) }
        }
    }
}

extension DemandProbabilities {
    /// (q - F(Q - 1)) / (F(Q) - F(Q - 1)): of the outcomes equal to the whole-number quantile Q, the share that has to count as
    /// covered for Q to cover exactly q under the distribution.
    func boundaryShare(_ level: Double, _ quantile: Double) -> Double {
        let below = probability(atMost: quantile - 1)
        let step = probability(atMost: quantile) - below
        return step > 0 ? min(max((level - below) / step, 0), 1) : 1
    }
}

extension ModelForecast {
    /// The forecaster's combination, or one of its members.
    init(_ path: PathForecast, model: BacktestModel, share: Double?, horizon: Int, total: DemandDistribution?) {
        self.init(
            model: model, share: share, mean: Array(path.mean.prefix(horizon)), median: Array(path.median.prefix(horizon)),
            quantiles: path.quantiles.map { Array($0.prefix(horizon)) }, boundaryShares: path.boundaryShares.map { Array($0.prefix(horizon)) },
            total: total.flatMap { TotalForecast($0, promises: model.kind == .combination) })
    }

    /// A model given by the mean and variance of each period and of the total.
    init(
        _ model: BacktestModel, mean: [Double], variance: [Double], totalMean: Double, totalVariance: Double, isCount: Bool
    ) {
        let periods = zip(mean, variance).map { mean, variance in
            TotalForecast(DemandDistribution(mean: mean, variance: variance, isCount: isCount))
        }
        let levels = BacktestConfiguration.levels.indices
        let known = periods.compactMap { $0 }
        let complete = known.count == periods.count
        self.init(
            model: model, share: nil, mean: mean, median: mean,
            quantiles: complete ? levels.map { i in known.map { $0.quantiles[i] } } : [],
            boundaryShares: complete ? levels.map { i in known.map { $0.boundaryShares[i] } } : [],
            total: TotalForecast(DemandDistribution(mean: totalMean, variance: totalVariance, isCount: isCount)))
    }
}
