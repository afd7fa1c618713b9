import CMath
import ParallelWork

/// How far the effects of groups lie from the panel's, learnt from the panel: where all items answer alike to a holiday an item is
/// believed little of its own one week of it, where they answer differently it is believed more.
///
/// With A_g = X'WX and v_g = X'W(z - X b) of group g linearised at its own effects, deviations d_g ~ N(0, tau_j^2) by column j, and s m_g the
/// variance of a score over its weight (m_g series that share the shocks of a period), the posterior of d_g has
///
///     mean H_g^-1 v_g,   covariance s m_g H_g^-1,   H_g = A_g + diag(s m_g / tau^2)
///
/// and the likelihood of the panel is greatest where tau^2 of a class of columns is the sum of mean^2 over its columns and groups over the
/// sum of gamma = 1 - variance / tau^2, the number of deviations that the data determine (MacKay 1992, eq. 4.9, iterated; EM goes to the same
/// point, slowly where one deviation is hardly determined). What is known before (`PanelRegressionOptions.groupDeviation`) counts as one
/// determined one.
extension PanelRegression {
    private static let leastGroups = 8, mostGroups = 200, rounds = 15, priorCount = 1.0

    /// Penalty of each column for every series of a group.
    func groupPenalty(pooled: SharedStage) throws(RegressionSolveError) -> [Double] {
        let fixed = penalties(
            unit: pooled.unitPenalty, periods: options.groupPenaltyPeriods, deviation: options.groupDeviation, dispersion: pooled.dispersion,
            series: 1)
        let filled = groups.filter { !$0.isEmpty }
        guard options.columnClass.count == columnCount, columnCount > 0, filled.count >= Self.leastGroups else { return fixed }
        let count = min(filled.count, Self.mostGroups)
        let sample = (0..<count).map { filled[$0 * filled.count / count] }
        let outcomes = parallelMap(count: count, threads: options.threads) { index -> Result<Deviations?, RegressionSolveError> in
            do throws(RegressionSolveError) {
                return .success(try deviations(sample[index], pooled: pooled, penalty: fixed))
            } catch {
                return .failure(error)
            }
        }
        var found: [Deviations] = []
        for outcome in outcomes { if let one = try outcome.get() { found.append(one) } }
        guard found.count >= Self.leastGroups else { return fixed }
        let spread = max(0.1 * pooled.dispersion, found.reduce(0) { $0 + $1.spread } / found.reduce(0) { $0 + $1.seriesCount })
        return try learnt(found, spread: spread, start: prior(fixed, spread: spread)).map { spread / $0 }
    }

    /// tau^2 before anything is learnt: what is known of the column, else what its fixed penalty amounts to.
    private func prior(_ penalty: [Double], spread: Double) -> [Double] {
        penalty.indices.map { column in
            let known = options.groupDeviation.isEmpty ? .infinity : options.groupDeviation[column]
            return known < .infinity ? known * known : spread / max(penalty[column], 1e-9)
        }
    }

    private struct Deviations: Sendable {
        var matrix: [Double]
        var vector: [Double]
        var spread: Double
        var seriesCount: Double
    }

    private func deviations(_ members: [Int], pooled: SharedStage, penalty: [Double]) throws(RegressionSolveError) -> Deviations? {
        let (coefficients, known) = try groupEffects(members, pooled: pooled, penalty: penalty.map { $0 * Double(members.count) })
        guard known > 0 else { return nil }
        let evidence = groupEvidence(members, coefficients: coefficients, pooled: pooled)
        let p = columnCount
        var vector = evidence.equations.vector
        for i in 0..<p {
            for j in 0..<p { vector[i] -= evidence.equations.matrix[min(i, j) * p + max(i, j)] * pooled.coefficients[j] }
        }
        return Deviations(matrix: evidence.equations.matrix, vector: vector, spread: evidence.spread, seriesCount: Double(known))
    }

    /// tau^2 by column.
    private func learnt(_ groups: [Deviations], spread: Double, start: [Double]) throws(RegressionSolveError) -> [Double] {
        let p = columnCount, classes = (options.columnClass.max() ?? 0) + 1
        var variance = start
        for _ in 0..<Self.rounds {
            var sum = Array(repeating: 0.0, count: classes), count = sum
            for column in 0..<p where count[options.columnClass[column]] == 0 {
                sum[options.columnClass[column]] = Self.priorCount * start[column]
                count[options.columnClass[column]] = Self.priorCount
            }
            for group in groups {
                let scale = spread * group.seriesCount
                let factor = try CholeskyFactor(matrix: group.matrix, addingToDiagonal: variance.map { scale / $0 }, size: p)
                let mean = try factor.solve(group.vector), inverse = factor.inverse()
                for column in 0..<p where group.matrix[column * p + column] > 1e-9 {
                    sum[options.columnClass[column]] += mean[column] * mean[column]
                    count[options.columnClass[column]] += max(0, 1 - scale * inverse[column * p + column] / variance[column])
                }
            }
            for column in 0..<p { variance[column] = max(sum[options.columnClass[column]] / count[options.columnClass[column]], 1e-6) }
        }
        return variance
    }
}
