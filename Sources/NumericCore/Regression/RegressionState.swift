import CMath

/// One series in the middle of a fit: its effects per row, its intercept, and its weighted means.
struct SeriesState {
    /// x'b by row.
    var effects: [Double]
    var intercept: Double
    /// Log of the mean response, around which predictors are bounded.
    let logMean: Double
    /// Means of the columns under the working weights of the last accumulation.
    var columnMeans: [Double] = []
    /// Sum of the working weights: the number of periods that are informative in full.
    var totalWeight = 0.0

    /// `nil` where nothing is known or the known rows are all zero: such a series has no level on the log scale.
    init?(rows: RegressionRows, coefficients: [Double], dispersion: Double) {
        let mean = rows.meanResponse
        guard mean > 0, mean.isFinite else { return nil }
        logMean = log(mean)
        effects = (0..<rows.rowCount).map { rows.dot(row: $0, coefficients) }
        intercept = logMean
        update(rows: rows, coefficients: coefficients, dispersion: dispersion)
    }

    /// Takes new coefficients over.
    mutating func update(rows: RegressionRows, coefficients: [Double], dispersion: Double) {
        var weighted = 0.0, known = 0.0
        for row in effects.indices {
            effects[row] = rows.dot(row: row, coefficients)
            weighted += rows.weight[row] * effects[row]
            known += rows.weight[row]
        }
        intercept = profiledIntercept(
            rows: rows, effects: effects, dispersion: dispersion, start: logMean - weighted / known, logMean: logMean)
    }

    func predictor(_ row: Int) -> Double { boundedPredictor(intercept + effects[row], logMean: logMean) }

    /// Adds the centred working rows of the series to the sums. Centring under the working weights removes the
    /// intercept exactly (Frisch and Waugh 1933).
    mutating func accumulate(rows: RegressionRows, dispersion: Double, starting: Bool, into sums: inout PanelRegression.Pass) {
        let p = rows.columnCount
        var weights = Array(repeating: 0.0, count: rows.rowCount), responses = weights
        columnMeans = Array(repeating: 0, count: p)
        totalWeight = 0
        var responseMean = 0.0
        let mean = exp(logMean)
        for row in 0..<rows.rowCount where rows.weight[row] > 0 {
            // Half way between observation and mean: a start from which the expansion holds for every row.
            let eta = starting ? log(0.5 * (rows.response[row] + mean)) : predictor(row)
            let working = workingRow(response: rows.response[row], linearPredictor: eta, dispersion: dispersion)
            let weight = working.weight * rows.weight[row]
            weights[row] = weight
            responses[row] = working.response
            totalWeight += weight
            responseMean += weight * working.response
            for column in 0..<p { columnMeans[column] += weight * rows.design[row * p + column] }
            let fitted = exp(eta), root = fitted / (1 + dispersion * fitted)
            let deviation = (rows.response[row] - fitted) / (1 + dispersion * fitted)
            sums.excess += rows.weight[row] * (deviation * deviation - root / (1 + dispersion * fitted))
            sums.square += rows.weight[row] * root * root
            // Log-likelihood of a negative binomial times its dispersion, without the terms free of eta: concave in eta.
            sums.objective += rows.weight[row] * (dispersion * rows.response[row] * eta - (dispersion * rows.response[row] + 1) * log(1 + dispersion * fitted))
        }
        guard totalWeight > 0 else { return }
        responseMean /= totalWeight
        for column in 0..<p { columnMeans[column] /= totalWeight }
        sums.totalWeight += totalWeight
        var centred = Array(repeating: 0.0, count: p)
        for row in 0..<rows.rowCount where weights[row] > 0 {
            for column in 0..<p { centred[column] = rows.design[row * p + column] - columnMeans[column] }
            let response = responses[row] - responseMean
            centred.withUnsafeBufferPointer { row_ in
                guard let base = row_.baseAddress else { return }
                sums.equations.addRow(base, rootWeight: weights[row].squareRoot(), response: response)
            }
        }
    }

    /// Score of each row with respect to the centred effects, summed by period into `scores` (periods x columns).
    func addScores(rows: RegressionRows, dispersion: Double, to scores: inout [Double]) {
        let p = rows.columnCount
        for row in 0..<rows.rowCount where rows.weight[row] > 0 {
            let mean = exp(predictor(row))
            let weighted = rows.weight[row] * dispersion * (rows.response[row] - mean) / (1 + dispersion * mean)
            let start = (rows.firstPeriod + row) * p
            for column in 0..<p { scores[start + column] += weighted * (rows.design[row * p + column] - columnMeans[column]) }
        }
    }

    /// The series' own dispersion by moments, drawn to the group's with the strength of ten periods.
    func ownDispersion(rows: RegressionRows, working: Double, prior: Double) -> Double {
        var excess = 0.0, square = 0.0
        for row in 0..<rows.rowCount where rows.weight[row] > 0 {
            let mean = exp(predictor(row)), denominator = (1 + working * mean) * (1 + working * mean)
            excess += rows.weight[row] * ((rows.response[row] - mean) * (rows.response[row] - mean) - mean) / denominator
            square += rows.weight[row] * mean * mean / denominator
        }
        let strength = 10 / ((1 + working) * (1 + working))
        return max((excess + strength * prior) / (square + strength), 0.1 * prior)
    }
}
