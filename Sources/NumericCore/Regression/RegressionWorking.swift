import CMath

/// The working response and weight of one row in iteratively reweighted least squares for counts with a log link and
/// variance mu + dispersion x mu^2 (McCullagh and Nelder 1989, section 2.5; the negative binomial's quadratic variance).
///
///     z = eta + (y - mu) / mu,    w = mu^2 / V(mu) x dispersion = dispersion mu / (1 + dispersion mu)
///
/// The weight is scaled by the dispersion, so that it is 1 for a row that is informative in full (mu large) and counts such rows:
/// penalties are then numbers of periods. For a small dispersion this is Poisson regression, for a large mean it is a
/// regression with constant coefficient of variation, and unlike one on log(1 + y) it is aimed at the mean.
///
/// The working response is not bounded: w (z - eta) = dispersion (y - mu) / (1 + dispersion mu) is the score exactly, and only with it
/// does the step point uphill. A step that is too long is the business of `GuardedAscent`.
@inlinable
func workingRow(response: Double, linearPredictor: Double, dispersion: Double) -> (response: Double, weight: Double) {
    let mean = exp(linearPredictor)
    let scaled = dispersion * mean
    return (linearPredictor + (response - mean) / mean, scaled / (1 + scaled))
}

/// Keeps a linear predictor within e^-12 and e^8 of the series' mean: no coefficient on its way to convergence can overflow.
@inlinable
func boundedPredictor(_ value: Double, logMean: Double) -> Double {
    min(max(value, logMean - 12), logMean + 8)
}

/// The intercept at which the quasi-score sum of weight (y - mu) / (1 + dispersion mu) is zero, for given x'b per row: a few
/// Newton steps from `start`. It is unpenalised, so each series keeps its own level exactly.
func profiledIntercept(rows: RegressionRows, effects: [Double], dispersion: Double, start: Double, logMean: Double) -> Double {
    var intercept = start
    for _ in 0..<30 {
        var score = 0.0, information = 0.0
        for row in 0..<rows.rowCount where rows.weight[row] > 0 {
            let mean = exp(boundedPredictor(intercept + effects[row], logMean: logMean))
            let denominator = 1 + dispersion * mean
            score += rows.weight[row] * (rows.response[row] - mean) / denominator
            // Observed slope of the score in the intercept; always positive.
            information += rows.weight[row] * mean * (1 + dispersion * rows.response[row]) / (denominator * denominator)
        }
        guard information > 0 else { return intercept }
        let step = min(max(score / information, -2), 2)
        intercept += step
        if abs(step) < 1e-10 { break }
    }
    return intercept
}
