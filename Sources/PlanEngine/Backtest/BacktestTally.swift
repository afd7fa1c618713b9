import DemandModel

/// Adds up the scores of one model in one demand class, case after case in a fixed order.
struct BacktestTally: Sendable {
    private struct Average: Sendable {
        var sum = 0.0
        var count = 0.0

        mutating func add(_ value: Double?) {
            guard let value else { return }
            sum += value
            count += 1
        }

        var value: Double? { count > 0 ? sum / count : nil }
    }

    private var cases = 0
    private var share = Average()
    private var scaledError = Average(), scaledSquare = Average(), percentageError = Average()
    private var benchmarkScaled = Average(), benchmarkPercentage = Average()
    private var error = 0.0, absoluteError = 0.0, actual = 0.0
    private var pinball = [Average](repeating: Average(), count: BacktestConfiguration.levels.count)
    private var covered = [Double](repeating: 0, count: BacktestConfiguration.levels.count)
    private var plainlyCovered = [Double](repeating: 0, count: BacktestConfiguration.levels.count)
    private var periods = 0.0
    private var totalCases = 0
    private var totalError = 0.0, totalAbsoluteError = 0.0, totalActual = 0.0
    private var totalPinball = [Average](repeating: Average(), count: BacktestConfiguration.levels.count)
    private var totalCovered = [Double](repeating: 0, count: BacktestConfiguration.levels.count)
    private var fill = FillSums()
    private var totalPlainlyCovered = [Double](repeating: 0, count: BacktestConfiguration.levels.count)

    /// - Parameter benchmark: Naive2's score of the same case.
    mutating func add(_ score: CaseScore, share: Double?, benchmark: CaseScore) {
        cases += 1
        self.share.add(share)
        scaledError.add(score.scaledError)
        scaledSquare.add(score.scaledSquare)
        percentageError.add(score.percentageError)
        if score.scaledError != nil { benchmarkScaled.add(benchmark.scaledError) }
        if score.percentageError != nil { benchmarkPercentage.add(benchmark.percentageError) }
        error += score.error
        absoluteError += score.absoluteError
        actual += score.actual
        for i in score.pinball.indices { pinball[i].add(score.pinball[i]) }
        for i in score.covered.indices {
            covered[i] += score.covered[i]
            plainlyCovered[i] += score.plainlyCovered[i]
        }
        periods += score.periods
        guard let total = score.total else { return }
        totalCases += 1
        totalError += total.error
        totalAbsoluteError += total.error.magnitude
        totalActual += total.actual
        fill.add(mean: total.mean, promises: total.promises, actual: total.actual)
        for i in total.pinball.indices { totalPinball[i].add(total.pinball[i]) }
        for i in total.covered.indices {
            totalCovered[i] += total.covered[i]
            totalPlainlyCovered[i] += total.plainlyCovered[i]
        }
    }

    var measures: BacktestMeasures {
        func ratio(_ a: Double, _ b: Double) -> Double? { b != 0 ? a / b : nil }
        func shares(_ counts: [Double], of all: Double) -> [Double] { all > 0 ? counts.map { $0 / all } : [] }
        func losses(_ averages: [Average]) -> [Double] {
            let values = averages.compactMap(\.value)
            return values.count == averages.count ? values : []
        }
        let hasPoints = percentageError.value != nil
        return BacktestMeasures(
            cases: cases, share: share.value, mase: scaledError.value, rmsse: scaledSquare.value, smape: percentageError.value,
            owa: overallWeightedAverage, wape: hasPoints ? ratio(absoluteError, actual) : nil,
            bias: hasPoints ? ratio(error, actual) : nil,
            periods: QuantileMeasures(
                outcomes: Int(periods), pinball: losses(pinball), coverage: shares(covered, of: periods),
                plainCoverage: shares(plainlyCovered, of: periods)),
            total: QuantileMeasures(
                outcomes: totalCases, pinball: losses(totalPinball), coverage: shares(totalCovered, of: Double(totalCases)),
                plainCoverage: shares(totalPlainlyCovered, of: Double(totalCases))),
            totalWAPE: totalCases > 0 ? ratio(totalAbsoluteError, totalActual) : nil,
            totalBias: totalCases > 0 ? ratio(totalError, totalActual) : nil, totalFill: fill.measures)
    }

    /// (MASE / MASE of Naive2 + sMAPE / sMAPE of Naive2) / 2, each the average over the cases.
    private var overallWeightedAverage: Double? {
        guard let mase = scaledError.value, let smape = percentageError.value, let baseMASE = benchmarkScaled.value,
              let baseSMAPE = benchmarkPercentage.value, baseMASE > 0, baseSMAPE > 0
        else { return nil }
        return 0.5 * (mase / baseMASE + smape / baseSMAPE)
    }
}
