import CMath
import ParallelWork

/// How strongly a panel regression draws the effects of groups and series together, and when it stops.
///
/// Penalties are numbers of periods: a deviation of a group from the panel is drawn to zero as strongly as
/// `groupPenaltyPeriods` periods of every series of the group would draw it. Periods count and not rows, because the series of a
/// group share the shocks of a period: a hundred stores with one promotion are one look at the promotion.
public struct PanelRegressionOptions: Sendable, Equatable {
    /// Draws the shared effects to zero; small, so that collinear columns hold and nothing else is changed.
    public var sharedPenaltyPeriods = 0.01
    /// Draws the effects of a group to the shared ones.
    public var groupPenaltyPeriods = 20.0
    /// Draws the effects of a series to those of its group (in a group of two or more series).
    public var seriesPenaltyPeriods = 300.0
    /// Multiplies the penalty of a column; empty for 1.
    public var columnPenalty: [Double] = []
    /// What is known of effects before any demand is seen: standard deviation of the shared effect of a column around zero, and of a
    /// group's around the shared one. A penalty is at least the variance of a fully informative period (the dispersion) over the square of it, so that a
    /// column which hardly ever moves (an event of one week a year) is not believed at its first sight. Empty, or infinite: no such knowledge.
    public var sharedDeviation: [Double] = []
    public var groupDeviation: [Double] = []
    /// Columns of one class share what is learnt of how far groups lie from the panel; empty: nothing is learnt.
    public var columnClass: [Int] = []
    /// Dispersion of the variance mu + dispersion mu^2; `nil`: estimated from the panel.
    public var dispersion: Double?
    /// Worker threads; the result does not depend on it.
    public var threads = 1
    /// False where the means of the rows are asked for series by series (`SeriesRegression.means`): those of a large panel take more than everything else.
    public var keepsMeans = true
    public var maximumIterations = 20
    /// Stops when no coefficient times the spread of its column moves by more.
    public var tolerance = 1e-5

    public init() {}
}

/// What a panel regression says of one series.
public struct SeriesRegression: Sendable, Equatable {
    /// One per column, on the log scale.
    public var coefficients: [Double]
    /// Standard errors of `coefficients`: shocks that the series of a group share, and the draw to the group, are in them.
    public var standardErrors: [Double]
    public var intercept: Double
    /// Expected units of every row, those of unknown response included; empty unless `PanelRegressionOptions.keepsMeans`.
    public var mean: [Double]
    /// Variance of the error of the total of the first h coming rows that comes from estimated effects, units squared.
    public var estimationVariance: [Double]
    /// Squared relative error of the mean of each coming row that comes from estimated effects.
    public var relativeErrorVariance: [Double]
    /// The series' own dispersion, drawn to the panel's.
    public var dispersion: Double

    /// Expected units of every row, from the rows that the series was fitted to: the numbers of `mean`.
    public func means(of rows: RegressionRows) -> [Double] {
        let logMean = log(rows.meanResponse)
        return (0..<rows.rowCount).map { exp(boundedPredictor(intercept + rows.dot(row: $0, coefficients), logMean: logMean)) }
    }
}

/// Result of a panel regression.
public struct PanelRegressionFit: Sendable {
    /// Effects of the whole panel.
    public var shared: [Double]
    /// Effects by group, in the order the groups were given.
    public var groups: [[Double]]
    /// By series; `nil` where the mean of the known rows is zero or nothing is known.
    public var series: [SeriesRegression?]
    public var dispersion: Double
    /// Columns that earlier columns explain: only the ridge tells them apart.
    public var dependentColumns: [DependentColumn]
    /// Columns that never vary within a series among the known rows: their effect is taken as zero.
    public var constantColumns: [Int]
    /// False where the shared effects still moved after the last iteration.
    public var converged: Bool
    public var iterations: Int
}

/// What a panel's series together teach a regression: small, and the same value wherever it is used.
public struct PanelRegressionFacts: Sendable, Codable {
    var pooled: PanelRegression.SharedStage
    /// Of each column, for every series of a group.
    var penalty: [Double]
}

/// A log-linear regression over a panel of series: one intercept per series, effects shared by the panel, by group and by series,
/// each drawn to the one above (ridge), fitted by iteratively reweighted least squares with the variance of a negative binomial.
///
///     log E[y_st] = a_s + x_st'(b + d_group + e_s)
///
/// Stages: b over all series; d_g for each group with b as its centre; e_s for each series with b + d_g as its centre. The rows of a
/// series are asked for whenever they are needed and never stored for the whole panel. Sums are made over fixed chunks of
/// series in the order given: the result does not depend on the number of threads.
///
/// Cost: O(rows x columns^2) per iteration.
public struct PanelRegression: Sendable {
    public let columnCount: Int
    public let seriesCount: Int
    /// Number of coming rows at the end of each series' rows (their weight must be 0).
    public let comingRows: Int
    /// Indices of series, by group; every series is in exactly one.
    public let groups: [[Int]]
    public var options: PanelRegressionOptions
    /// Writes the rows of a series: all arrays, `rowCount` x `columnCount`.
    public let rows: @Sendable (_ series: Int, _ into: inout RegressionRows) -> Void

    public init(
        columnCount: Int, seriesCount: Int, comingRows: Int, groups: [[Int]], options: PanelRegressionOptions = .init(),
        rows: @escaping @Sendable (_ series: Int, _ into: inout RegressionRows) -> Void
    ) {
        self.columnCount = columnCount
        self.seriesCount = seriesCount
        self.comingRows = comingRows
        self.groups = groups
        self.options = options
        self.rows = rows
    }

    /// Fits the three stages.
    public func fitted() throws(RegressionSolveError) -> PanelRegressionFit { try applied(learnt()) }

    /// What all series together teach: the first stage, and how far groups lie from it.
    public func learnt() throws(RegressionSolveError) -> PanelRegressionFacts {
        let pooled = try sharedStage()
        return PanelRegressionFacts(pooled: pooled, penalty: try groupPenalty(pooled: pooled))
    }

    /// The second and third stage, with what a panel has taught: each group gets what it would get beside any others.
    public func applied(_ facts: PanelRegressionFacts) throws(RegressionSolveError) -> PanelRegressionFit {
        let pooled = facts.pooled, penalty = facts.penalty
        let outcomes = parallelMap(count: groups.count, threads: options.threads) { group -> Result<GroupStage, RegressionSolveError> in
            do throws(RegressionSolveError) {
                return .success(try groupStage(groups[group], pooled: pooled, penalty: penalty))
            } catch {
                return .failure(error)
            }
        }
        var fit = PanelRegressionFit(
            shared: pooled.coefficients, groups: [], series: Array(repeating: nil, count: seriesCount),
            dispersion: pooled.dispersion, dependentColumns: pooled.dependentColumns,
            constantColumns: pooled.constantColumns, converged: pooled.converged, iterations: pooled.iterations)
        for (group, outcome) in zip(groups, outcomes) {
            let stage = try outcome.get()
            fit.groups.append(stage.coefficients)
            for (index, series) in zip(group, stage.series) { fit.series[index] = series }
        }
        return fit
    }

    /// What the first stage hands to the others.
    struct SharedStage: Sendable, Codable {
        var coefficients: [Double]
        var dispersion: Double
        /// Penalty of one period: the weighted variance of the column within series; 1 for a column that never varies.
        var unitPenalty: [Double]
        var dependentColumns: [DependentColumn]
        var constantColumns: [Int]
        var converged: Bool
        var iterations: Int
    }

    /// Sums of one pass over some series.
    struct Pass: Sendable {
        var equations: NormalEquations
        var totalWeight = 0.0
        /// Moment equation of the dispersion.
        var excess = 0.0
        var square = 0.0
        /// Log-likelihood at the coefficients the pass was made with.
        var objective = 0.0
    }

    private static let seriesPerChunk = 64

    private func sharedStage() throws(RegressionSolveError) -> SharedStage {
        var coefficients = Array(repeating: 0.0, count: columnCount)
        var dispersion = options.dispersion ?? 1
        var unit: [Double] = [], dependent: [DependentColumn] = [], constant: [Int] = []
        var converged = columnCount == 0, iterations = 0
        var ascent = GuardedAscent(), strengths: [Double] = []
        let chunks = (seriesCount + PanelRegression.seriesPerChunk - 1) / PanelRegression.seriesPerChunk
        while iterations < max(1, options.maximumIterations) {
            let current = coefficients, currentDispersion = dispersion, starting = iterations == 0
            let parts = parallelMap(count: chunks, threads: options.threads) { chunk in
                let first = chunk * PanelRegression.seriesPerChunk
                return pass(
                    over: first..<min(first + PanelRegression.seriesPerChunk, seriesCount), coefficients: current,
                    dispersion: currentDispersion, starting: starting)
            }
            var total = Pass(equations: NormalEquations(columnCount: columnCount))
            for part in parts {
                total.equations.merge(part.equations)
                total.totalWeight += part.totalWeight
                total.excess += part.excess
                total.square += part.square
                total.objective += part.objective
            }
            iterations += 1
            guard total.totalWeight > 0 else { break }
            // The dispersion settles within a few passes and is then held, so that passes can be compared.
            if options.dispersion == nil, !starting || columnCount == 0, iterations <= 5, total.square > 0 {
                dispersion = min(max(total.excess / total.square, 0.05), 10)
            } else if !starting, let halfWay = ascent.halfWay(
                from: current, objective: total.objective - ridgeTerm(current, penalty: strengths)) {
                coefficients = halfWay
                continue
            }
            if starting {
                dependent = NumericCore.dependentColumns(ofGram: total.equations.matrix, size: columnCount)
                let variance = (0..<columnCount).map { total.equations.matrix[$0 * columnCount + $0] / total.totalWeight }
                constant = variance.indices.filter { variance[$0] < 1e-12 }
                unit = variance.indices.map { column in
                    let multiplier = options.columnPenalty.isEmpty ? 1 : options.columnPenalty[column]
                    return variance[column] < 1e-12 ? 1 : variance[column] * multiplier
                }
            }
            strengths = penalties(
                unit: unit, periods: options.sharedPenaltyPeriods * Double(seriesCount), deviation: options.sharedDeviation, dispersion: dispersion,
                series: 1)
            let next = try total.equations.solved(penalty: strengths)
            let move = largestMove(from: coefficients, to: next, unit: unit)
            coefficients = next
            if !starting, move < options.tolerance { converged = true; break }
        }
        if unit.isEmpty { unit = Array(repeating: 1, count: columnCount) }
        return SharedStage(
            coefficients: coefficients, dispersion: dispersion, unitPenalty: unit, dependentColumns: dependent,
            constantColumns: constant, converged: converged, iterations: iterations)
    }

    /// Penalty of each column: so many periods of it, and no less than what is known of the deviation of the effect asks for.
    func penalties(unit: [Double], periods: Double, deviation: [Double], dispersion: Double, series: Int) -> [Double] {
        unit.indices.map { column in
            let least = deviation.isEmpty ? 0 : Double(series) * dispersion / (deviation[column] * deviation[column])
            return max(unit[column] * periods, least, 1e-9)
        }
    }

    /// One pass of reweighted least squares over a range of series.
    private func pass(over range: Range<Int>, coefficients: [Double], dispersion: Double, starting: Bool) -> Pass {
        var sums = Pass(equations: NormalEquations(columnCount: columnCount))
        var buffer = RegressionRows(columnCount: columnCount)
        for series in range {
            rows(series, &buffer)
            guard var state = SeriesState(rows: buffer, coefficients: coefficients, dispersion: dispersion) else { continue }
            state.accumulate(rows: buffer, dispersion: dispersion, starting: starting, into: &sums)
        }
        sums.equations.flush()
        return sums
    }
}
