import CMath
import COpenBLAS

extension PanelRegression {
    /// Effects of one group and of its series.
    struct GroupStage: Sendable {
        var coefficients: [Double]
        var series: [SeriesRegression?]
    }

    /// Second and third stage for one group. The group's series are gone through in the order given.
    ///
    /// - Parameter penalty: of each column, for every series of the group.
    func groupStage(_ members: [Int], pooled: SharedStage, penalty: [Double]) throws(RegressionSolveError) -> GroupStage {
        let groupPenalty = penalty.map { max($0 * Double(members.count), 1e-9) }
        let (coefficients, known) = try groupEffects(members, pooled: pooled, penalty: groupPenalty)
        guard known > 0 else { return GroupStage(coefficients: coefficients, series: members.map { _ in nil }) }
        let (covariance, dispersion) = try groupCovariance(members, coefficients: coefficients, penalty: groupPenalty, pooled: pooled)
        var buffer = RegressionRows(columnCount: columnCount)
        var series: [SeriesRegression?] = []
        series.reserveCapacity(members.count)
        for index in members {
            rows(index, &buffer)
            series.append(try seriesStage(
                buffer, group: coefficients, covariance: covariance, alone: known == 1, groupDispersion: dispersion, pooled: pooled))
        }
        return GroupStage(coefficients: coefficients, series: series)
    }

    /// Effects of one group, drawn to the panel's, and how many of its series have any demand.
    func groupEffects(
        _ members: [Int], pooled: SharedStage, penalty: [Double]
    ) throws(RegressionSolveError) -> (coefficients: [Double], known: Int) {
        var coefficients = pooled.coefficients
        var buffer = RegressionRows(columnCount: columnCount)
        var sums = Pass(equations: NormalEquations(columnCount: columnCount))
        var known = 0
        var ascent = GuardedAscent()
        for _ in 0..<options.maximumIterations {
            sums = Pass(equations: sums.equations)
            sums.equations.reset()
            known = 0
            for series in members {
                rows(series, &buffer)
                guard var state = SeriesState(rows: buffer, coefficients: coefficients, dispersion: pooled.dispersion) else { continue }
                state.accumulate(rows: buffer, dispersion: pooled.dispersion, starting: false, into: &sums)
                known += 1
            }
            guard known > 0 else { break }
            let objective = sums.objective - ridgeTerm(coefficients, centre: pooled.coefficients, penalty: penalty)
            if let halfWay = ascent.halfWay(from: coefficients, objective: objective) {
                coefficients = halfWay
                continue
            }
            let next = try sums.equations.solved(penalty: penalty, towards: pooled.coefficients)
            let move = largestMove(from: coefficients, to: next, unit: pooled.unitPenalty)
            coefficients = next
            if move < 10 * options.tolerance { break }
        }
        return (coefficients, known)
    }

    /// Covariance of a group's effects, and the group's dispersion. With H = X'WX + penalty,
    ///
    ///     H^-1 (M + phi penalty) H^-1,    M = G/(G-1) sum over periods of u_t u_t',   u_t = sum over series of w r x
    ///
    /// the sandwich of Liang and Zeger (1986, eq. 7) with periods as clusters, so that shocks which all series of the group share
    /// widen it, plus what the draw to the panel leaves open (phi: variance of a period's score over its weight).
    private func groupCovariance(
        _ members: [Int], coefficients: [Double], penalty: [Double], pooled: SharedStage
    ) throws(RegressionSolveError) -> (covariance: [Double], dispersion: Double) {
        let p = columnCount
        let evidence = groupEvidence(members, coefficients: coefficients, pooled: pooled)
        guard p > 0 else { return ([], evidence.dispersion) }
        var meat = evidence.meat
        for k in 0..<p { meat[k * p + k] += max(pooled.dispersion, evidence.spread) * penalty[k] }
        for i in 0..<p { for j in 0..<i { meat[i * p + j] = meat[j * p + i] } }
        let inverse = try CholeskyFactor(matrix: evidence.equations.matrix, addingToDiagonal: penalty, size: p).inverse()
        return (product(product(inverse, meat, size: p), inverse, size: p), evidence.dispersion)
    }

    /// What the rows of a group say at given coefficients.
    struct GroupEvidence {
        var equations: NormalEquations
        /// M of `groupCovariance`, upper triangle.
        var meat: [Double]
        /// Variance of a period's score over its weight, shared shocks included: mean over the columns of M_kk over (X'WX)_kk.
        var spread: Double
        var dispersion: Double
    }

    func groupEvidence(_ members: [Int], coefficients: [Double], pooled: SharedStage) -> GroupEvidence {
        let p = columnCount
        var buffer = RegressionRows(columnCount: p)
        var sums = Pass(equations: NormalEquations(columnCount: p))
        var scores: [Double] = []
        for series in members {
            rows(series, &buffer)
            guard var state = SeriesState(rows: buffer, coefficients: coefficients, dispersion: pooled.dispersion) else { continue }
            state.accumulate(rows: buffer, dispersion: pooled.dispersion, starting: false, into: &sums)
            let needed = (buffer.firstPeriod + buffer.rowCount) * p
            if scores.count < needed { scores.append(contentsOf: repeatElement(0, count: needed - scores.count)) }
            state.addScores(rows: buffer, dispersion: pooled.dispersion, to: &scores)
        }
        sums.equations.flush()
        // The group's own dispersion by moments, drawn to the panel's with the strength of ten periods.
        let prior = 10 / ((1 + pooled.dispersion) * (1 + pooled.dispersion))
        let dispersion = max((sums.excess + prior * pooled.dispersion) / (sums.square + prior), 0.1 * pooled.dispersion)
        guard p > 0 else { return GroupEvidence(equations: sums.equations, meat: [], spread: 0, dispersion: dispersion) }
        let periods = scores.count / p
        var meat = Array(repeating: 0.0, count: p * p)
        let correction = periods > 1 ? Double(periods) / Double(periods - 1) : 1
        cblas_dsyrk(
            CblasRowMajor, CblasUpper, CblasTrans, Int32(p), Int32(periods), correction, scores, Int32(p), 0, &meat, Int32(p))
        let matrix = sums.equations.matrix
        var ratio = 0.0, counted = 0.0
        for k in 0..<p where matrix[k * p + k] > 0 {
            ratio += meat[k * p + k] / matrix[k * p + k]
            counted += 1
        }
        return GroupEvidence(
            equations: sums.equations, meat: meat, spread: counted > 0 ? ratio / counted : 0, dispersion: dispersion)
    }

    private func product(_ a: [Double], _ b: [Double], size: Int) -> [Double] {
        var result = Array(repeating: 0.0, count: size * size)
        let n = Int32(size)
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, &result, n)
        return result
    }

    /// Third stage: the series' own effects, its level, dispersion, fitted and coming means.
    private func seriesStage(
        _ rows: RegressionRows, group: [Double], covariance: [Double], alone: Bool, groupDispersion: Double, pooled: SharedStage
    ) throws(RegressionSolveError) -> SeriesRegression? {
        let p = columnCount
        guard var state = SeriesState(rows: rows, coefficients: group, dispersion: pooled.dispersion) else { return nil }
        var coefficients = group
        var covariance = covariance
        let penalty = pooled.unitPenalty.map { max($0 * options.seriesPenaltyPeriods, 1e-9) }
        var sums = Pass(equations: NormalEquations(columnCount: p))
        var ascent = GuardedAscent()
        for _ in 0..<(alone ? 1 : options.maximumIterations) {
            sums.equations.reset()
            sums.objective = 0
            state.accumulate(rows: rows, dispersion: pooled.dispersion, starting: false, into: &sums)
            if alone { break }
            let objective = sums.objective - ridgeTerm(coefficients, centre: group, penalty: penalty)
            if let halfWay = ascent.halfWay(from: coefficients, objective: objective) {
                coefficients = halfWay
                state.update(rows: rows, coefficients: coefficients, dispersion: pooled.dispersion)
                continue
            }
            let next = try sums.equations.solved(penalty: penalty, towards: group)
            let move = largestMove(from: coefficients, to: next, unit: pooled.unitPenalty)
            coefficients = next
            state.update(rows: rows, coefficients: coefficients, dispersion: pooled.dispersion)
            if move < 100 * options.tolerance { break }
        }
        let own = state.ownDispersion(rows: rows, working: pooled.dispersion, prior: groupDispersion)
        if !alone, p > 0 {
            sums.equations.flush()
            let inverse = try CholeskyFactor(matrix: sums.equations.matrix, addingToDiagonal: penalty, size: p).inverse()
            for i in covariance.indices { covariance[i] += pooled.dispersion * inverse[i] }
        }
        let mean = (0..<rows.rowCount).map { exp(state.predictor($0)) }
        let (ofTotals, ofRows) = estimationVariance(rows: rows, mean: mean, state: state, covariance: covariance, dispersion: own)
        return SeriesRegression(
            coefficients: coefficients,
            standardErrors: (0..<p).map { max(0, covariance[$0 * p + $0]).squareRoot() },
            intercept: state.intercept, mean: options.keepsMeans ? mean : [],
            estimationVariance: ofTotals, relativeErrorVariance: ofRows, dispersion: own)
    }

    /// Delta method on the totals of the coming rows: with g_h = sum of mu_i (x_i - mean x), i <= h,
    /// variance = g_h' V g_h + (sum of mu_i)^2 dispersion / (sum of working weights); for single rows the same with g = x_i - mean x.
    private func estimationVariance(
        rows: RegressionRows, mean: [Double], state: SeriesState, covariance: [Double], dispersion: Double
    ) -> (ofTotals: [Double], ofRows: [Double]) {
        let p = columnCount, ofLevel = state.totalWeight > 0 ? dispersion / state.totalWeight : 0
        var product = Array(repeating: 0.0, count: p)
        func variance(_ gradient: [Double]) -> Double {
            guard p > 0 else { return 0 }
            cblas_dsymv(CblasRowMajor, CblasUpper, Int32(p), 1, covariance, Int32(p), gradient, 1, 0, &product, 1)
            return max(0, cblas_ddot(Int32(p), gradient, 1, product, 1))
        }
        var gradient = product, total = 0.0, ofTotals: [Double] = [], ofRows: [Double] = []
        for row in (rows.rowCount - comingRows)..<rows.rowCount {
            let own = (0..<p).map { rows.design[row * p + $0] - state.columnMeans[$0] }
            total += mean[row]
            for column in 0..<p { gradient[column] += mean[row] * own[column] }
            ofTotals.append(total * total * ofLevel + variance(gradient))
            ofRows.append(ofLevel + variance(own))
        }
        return (ofTotals, ofRows)
    }
}
