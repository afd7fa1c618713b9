import Foundation
import NumericCore

/// Ridge least squares with two rounds of Huber's weights (1964; limit one robust standard deviation), a few columns wide.
enum RobustRegression {
    /// - Parameters:
    ///   - rows: row-major, `columns` wide.
    ///   - weights: of the rows.
    ///   - ridge: added to the diagonal, given the mean weight.
    /// - Returns: coefficients and the weighted mean square residual; `nil` where the system cannot be solved.
    static func fit(
        rows: [Double], columns: Int, targets: [Double], weights base: [Double], ridge: (_ meanWeight: Double) -> Double
    ) -> (coefficients: [Double], variance: Double)? {
        let count = targets.count, total = base.reduce(0, +)
        guard count > 0, total > 0 else { return nil }
        var weights = base, beta = [Double](repeating: 0, count: columns), residuals = [Double](repeating: 0, count: count)
        for _ in 0..<3 {
            let mean = weights.reduce(0, +) / Double(count)
            guard let solved = solve(rows, columns, targets, weights, ridge: ridge(mean)) else { return nil }
            beta = solved
            rows.withUnsafeBufferPointer { x in
                for i in 0..<count {
                    var fitted = 0.0
                    for j in 0..<columns { fitted += x[i * columns + j] * beta[j] }
                    residuals[i] = targets[i] - fitted
                }
            }
            // The median of at most 1,000 of them is near enough for a limit.
            let some = stride(from: 0, to: count, by: 1 + count / 1_000).map { abs(residuals[$0]) }.sorted()
            let limit = some[some.count / 2] / 0.6745 + 1e-9
            for i in 0..<count { weights[i] = base[i] * min(1, limit / max(abs(residuals[i]), 1e-9)) }
        }
        var sum = 0.0
        for i in 0..<count { sum += base[i] * residuals[i] * residuals[i] }
        return (beta, sum / total)
    }

    private static func solve(
        _ rows: [Double], _ columns: Int, _ targets: [Double], _ weights: [Double], ridge: Double
    ) -> [Double]? {
        let gram = AlignedBuffer(count: columns * columns)
        var right = [Double](repeating: 0, count: columns)
        rows.withUnsafeBufferPointer { x in
            for i in targets.indices {
                let base = i * columns, target = targets[i], weight = weights[i]
                for j in 0..<columns {
                    let weighted = weight * x[base + j]
                    right[j] += weighted * target
                    for k in 0...j { gram.pointer[j * columns + k] += weighted * x[base + k] }
                }
            }
        }
        for j in 0..<columns { gram[j * columns + j] += ridge }
        guard Cholesky.factor(order: columns, matrix: gram.pointer),
              Cholesky.solve(order: columns, factor: gram.pointer, right: &right) else { return nil }
        return right
    }
}
