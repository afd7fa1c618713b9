import DemandModel

/// How one model did in one case. Docs: docs/guide/backtest.md.
struct CaseScore: Sendable {
    /// Mean |y - median| and root mean (y - mean)^2 over the seasonal naive method's in-sample ones; `nil` where those are 0.
    var scaledError: Double?
    var scaledSquare: Double?
    /// Mean of 200 |y - f| / (|y| + |f|), 0 where both are 0.
    var percentageError: Double?
    /// Sums over the known periods, units: forecast less actual, its size, actual.
    var error = 0.0
    var absoluteError = 0.0
    var actual = 0.0
    /// Per level, mean over the known periods of the pinball loss over the mean first difference; empty without quantiles or scale.
    var pinball: [Double] = []
    /// Per level, how many of the known periods the quantile covered, randomised and plain.
    var covered: [Double] = []
    var plainlyCovered: [Double] = []
    var periods = 0.0
    var total: TotalScore?

    /// The same for demand over L periods, known where all of them are.
    struct TotalScore: Sendable {
        var error: Double
        var actual: Double
        /// Over L times the mean first difference.
        var pinball: [Double]
        var covered: [Double]
        var plainlyCovered: [Double]
        var mean: Double
        var promises: [FillPromise]
    }
}

extension CaseScore {
    /// - Parameter uniforms: numbers in [0, 1) that decide outcomes equal to a quantile: one per period, then one for the total.
    init(_ forecast: ModelForecast, _ one: BacktestCase, uniforms: [Double], configuration: BacktestConfiguration) {
        let levels = BacktestConfiguration.levels
        if !forecast.mean.isEmpty { scorePoints(forecast, one) }
        if !forecast.quantiles.isEmpty {
            covered = levels.map { _ in 0 }
            plainlyCovered = covered
            var losses = covered
            for h in forecast.mean.indices {
                guard let y = one.actual[h] else { continue }
                periods += 1
                for (i, level) in levels.enumerated() {
                    let quantile = forecast.quantiles[i][h]
                    losses[i] += pinballLoss(level, quantile, y)
                    if isCovered(y, quantile, forecast.boundaryShares[i][h], uniforms[h]) { covered[i] += 1 }
                    if y <= quantile { plainlyCovered[i] += 1 }
                }
            }
            if periods > 0, one.firstDifference > 0 { pinball = losses.map { $0 / (periods * one.firstDifference) } }
        }
        let window = one.actual.prefix(configuration.totalPeriods).compactMap { $0 }
        guard let predicted = forecast.total, window.count == configuration.totalPeriods else { return }
        let y = window.reduce(0, +)
        let scale = Double(configuration.totalPeriods) * one.firstDifference
        total = TotalScore(
            error: predicted.mean - y, actual: y,
            pinball: scale > 0 ? levels.indices.map { pinballLoss(levels[$0], predicted.quantiles[$0], y) / scale } : [],
            covered: levels.indices.map {
                isCovered(y, predicted.quantiles[$0], predicted.boundaryShares[$0], uniforms[configuration.horizon]) ? 1 : 0
            },
            plainlyCovered: predicted.quantiles.map { y <= $0 ? 1 : 0 }, mean: predicted.mean, promises: predicted.promises)
    }

    private mutating func scorePoints(_ forecast: ModelForecast, _ one: BacktestCase) {
        var absolute = 0.0, square = 0.0, percentage = 0.0, known = 0.0
        for h in forecast.mean.indices {
            guard let y = one.actual[h] else { continue }
            known += 1
            let mean = forecast.mean[h], median = forecast.median[h]
            absolute += (y - median).magnitude
            square += (y - mean) * (y - mean)
            let size = y.magnitude + median.magnitude
            if size > 0 { percentage += 200 * (y - median).magnitude / size }
            error += mean - y
            absoluteError += (mean - y).magnitude
            actual += y
        }
        guard known > 0 else { return }
        percentageError = percentage / known
        if one.seasonalDifference > 0 { scaledError = absolute / known / one.seasonalDifference }
        if one.seasonalSquare > 0 { scaledSquare = (square / known / one.seasonalSquare).squareRoot() }
    }
}

/// The loss that the q-quantile minimises: q (y - Q) above the quantile, (1 - q) (Q - y) below it (Koenker and Bassett 1978).
///
///     pinballLoss(0.9, 10, 12)      // 1.8
func pinballLoss(_ level: Double, _ quantile: Double, _ y: Double) -> Double {
    y >= quantile ? level * (y - quantile) : (1 - level) * (quantile - y)
}

/// Below the quantile always, at it with the probability that makes the quantile cover exactly its level.
func isCovered(_ y: Double, _ quantile: Double, _ boundaryShare: Double, _ uniform: Double) -> Bool {
    y < quantile || (y == quantile && uniform < boundaryShare)
}
