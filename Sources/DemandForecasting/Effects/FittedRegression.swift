import CMath
import DemandModel
import NumericCore
import TextForms

/// A panel's regression, from which the forecast of a series is made when it is asked for: those of a million series take gigabytes.
///
/// Series are named by their place in the input.
public struct FittedRegression: Sendable {
    let data: RegressionPanelData
    let fit: PanelRegressionFit
    let calibration: RegressionCalibration
    /// What concerns the panel: columns that cannot be told apart, a calendar that ends early, promotions never seen.
    public let remarks: [String]
    /// True where prices and promotions of coming periods are planned: their effects are then known ahead.
    public let termsAreKnown: Bool
    /// False where smoothing is of demand as it came: no effect multiplies it then.
    var usesFactors = true
    /// Columns whose effects are known ahead.
    private let knownAhead: [Int]
    private let highestMultiple: Double

    /// Fits a panel, with what the panel has taught.
    ///
    /// - Parameter known: what a panel has taught before: each group is then forecast by it alone, without a view of other items' offers. `nil`: it is
    ///   learnt here.
    static func learning(
        _ input: RegressionInput, known: RegressionFacts?
    ) throws(RegressionForecastError) -> (fitted: FittedRegression, facts: RegressionFacts) {
        do { try BlasGuard.prepare() } catch { throw .unsolvable(error.description) }
        var options = PanelRegressionOptions()
        options.sharedPenaltyPeriods = input.options.sharedPenaltyPeriods
        options.groupPenaltyPeriods = input.options.groupPenaltyPeriods
        options.threads = input.threads
        options.seriesPenaltyPeriods = input.options.seriesPenaltyPeriods
        options.keepsMeans = false
        var data = try RegressionPanelData(input, known: known)
        if known == nil, let rivals = try RegressionRivals(input, options: options) { data.add(rivals) }
        let (fit, regression) = try data.fitted(options, known: known?.regression)
        let calibration = RegressionCalibration(data: data, fit: fit, rates: input.options.levelRates, known: known, threads: input.threads)
        let termsAreKnown = input.termsAreKnown ?? known?.termsAreKnown ?? data.terms.contains(where: \.isPlanned)
        var remarks = data.remarks
        if !fit.dependentColumns.isEmpty {
            let names = data.columns.names
            let listed = fit.dependentColumns.map { names[$0.column] + ($0.twin.map { " (with \(names[$0]))" } ?? "") }.joined(separator: ", ")
            remarks.append("\(listed): always moved together with other effects, so only their joint effect is known; the ridge shares it out")
        }
        if !fit.converged {
            remarks.append("the effects shared by all items had not settled after \(fit.iterations) iterations: read them with care")
        }
        let fitted = FittedRegression(
            data: data, fit: fit, calibration: calibration, remarks: known?.remarks ?? remarks, termsAreKnown: termsAreKnown,
            knownAhead: data.columns.knownAhead(termsAreKnown: termsAreKnown), highestMultiple: input.options.highestMultiple)
        return (fitted, RegressionFacts(
            regression: regression, columns: data.columns, lowestPrice: data.priceRange.lowerBound, highestPrice: data.priceRange.upperBound,
            levelRate: calibration.levelRate, inflation: calibration.inflation, hasPastPromotion: data.hasPastPromotion, termsAreKnown: termsAreKnown,
            remarks: remarks))
    }

    private init(
        data: RegressionPanelData, fit: PanelRegressionFit, calibration: RegressionCalibration, remarks: [String], termsAreKnown: Bool, knownAhead: [Int],
        highestMultiple: Double
    ) {
        self.data = data
        self.fit = fit
        self.calibration = calibration
        self.remarks = remarks
        self.termsAreKnown = termsAreKnown
        self.knownAhead = knownAhead
        self.highestMultiple = highestMultiple
    }

    /// `nil` for a series without demand.
    ///
    /// - Parameter withEffects: false: its effects are left out.
    func forecast(at place: Int, withEffects: Bool = true) -> RegressionForecast? {
        let index = data.positions[place]
        guard let regression = fit.series[index] else { return nil }
        var made = regressionForecast(
            of: index, regression: regression, known: knownAhead, data: data, calibration: calibration, highestMultiple: highestMultiple,
            withEffects: withEffects)
        if !usesFactors { made.factors = [] }
        return made
    }

    /// What effects that are known ahead multiply demand by, in each period of the history and each coming one; empty where they change nothing.
    func factors(at place: Int) -> [Double] {
        let index = data.positions[place]
        guard usesFactors, !knownAhead.isEmpty, let regression = fit.series[index] else { return [] }
        var rows = RegressionRows(columnCount: data.columns.count)
        data.write(index, into: &rows)
        return effectFactors(rows, coefficients: regression.coefficients, columns: knownAhead)
    }

    /// The effects on one series, in the order of the columns; empty for a series without demand.
    public func effects(at place: Int) -> [RegressionEffect] {
        let index = data.positions[place]
        guard let regression = fit.series[index] else { return [] }
        var rows = RegressionRows(columnCount: data.columns.count)
        data.write(index, into: &rows)
        return regressionEffects(regression, rows: rows, historyCount: data.series[index].count, columns: data.columns)
    }
}

private func regressionForecast(
    of index: Int, regression: SeriesRegression, known: [Int], data: RegressionPanelData, calibration: RegressionCalibration, highestMultiple: Double,
    withEffects: Bool
) -> RegressionForecast {
    let series = data.series[index], terms = data.terms[index]
    var rows = RegressionRows(columnCount: data.columns.count)
    data.write(index, into: &rows)
    let rate = calibration.levelRate, expected = regression.means(of: rows)
    let level = RegressionLevel(response: rows.response, weight: rows.weight, mean: expected, dispersion: regression.dispersion, rate: rate)
    var remarks = terms.remarks
    var mean = expected[series.count...].map { $0 * level.level }
    let highest = rows.highestResponse
    let limit = highestMultiple * max(highest, calibration.highestShare[index] * rows.meanResponse)
    if let peak = mean.max(), peak > highestMultiple * highest {
        let expected = "\(decimalText(min(peak, limit).rounded())) units expected in one period, more than ever seen (\(decimalText(highest)))"
        remarks.append(peak > limit ? expected + ": cut from \(decimalText(peak.rounded()))" : expected + ": its group has seen as much for its size")
        mean = mean.map { min($0, limit) }
    }
    let factors = effectFactors(rows, coefficients: regression.coefficients, columns: known)
    func variance(_ mean: [Double]) -> [Double] {
        zip(cumulativeVariance(mean: mean, dispersion: regression.dispersion, smoothing: rate * level.meanWeight), calibration.inflation)
            .map { $0 * $1 }
    }
    var cumulative = variance(mean)
    let effectVariance = regression.estimationVariance.map { $0 * level.level * level.level }
    var totalWidening = 1.0
    for step in cumulative.indices {
        totalWidening = cumulative[step] > 0 ? (1 + effectVariance[step] / cumulative[step]).squareRoot() : 1
        cumulative[step] += effectVariance[step]
    }
    // Error of the mean over the variance of the period, mu + dispersion mu^2, both relative to mu^2.
    let widening = zip(mean, regression.relativeErrorVariance).map { mean, error in
        (1 + error * mean / (1 + regression.dispersion * mean)).squareRoot()
    }
    if !data.keepsStockouts, series.stockout.contains(true) {
        remarks.append("\(series.stockout.reduce(0) { $0 + ($1 ? 1 : 0) }) periods with an empty shelf are left out of the regression")
    }
    if terms.plannedPromotions > 0, !terms.hasPastPromotion, data.hasPastPromotion {
        remarks.append("promotion planned but never seen for this item: its effect is borrowed from its group")
    }
    if !terms.price.isEmpty, terms.price[series.count...].contains(where: { !data.priceRange.contains($0) }) {
        remarks.append("a planned price lies outside of all prices seen: its effect is taken at the nearest one seen")
    }
    return RegressionForecast(
        key: series.key, mean: mean, oneStepVariance: cumulative.first ?? 0, cumulativeVariance: cumulative,
        widening: widening, totalWidening: totalWidening, level: level.level,
        factors: factors,
        usualCumulativeVariance: factors.isEmpty ? [] : variance(zip(mean, factors[series.count...]).map { $0 / $1 }),
        effectVariance: effectVariance,
        effects: withEffects ? regressionEffects(regression, rows: rows, historyCount: series.count, columns: data.columns) : [],
        remarks: remarks)
}

/// Product of the effects in `columns`, row by row; empty where it is 1 in every row. Between e^-3 and e^3: demand is divided by it.
private func effectFactors(_ rows: RegressionRows, coefficients: [Double], columns: [Int]) -> [Double] {
    let logs = (0..<rows.rowCount).map { row in
        columns.reduce(0) { $0 + coefficients[$1] * rows.design[row * rows.columnCount + $1] }
    }
    return logs.contains { abs($0) > 1e-9 } ? logs.map { exp(min(max($0, -3), 3)) } : []
}
