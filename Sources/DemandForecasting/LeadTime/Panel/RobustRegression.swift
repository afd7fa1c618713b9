import CMath
import NumericCore

/// Ridge least squares with two rounds of Huber's weights (1964; limit one robust standard deviation), up to seven columns wide.
struct RobustRegression {
    /// Eight numbers a row: the columns, the target, zeros.
    private var rows: [Double] = []
    private var base: [Double] = []
    let columns: Int

    init(columns: Int, capacity: Int) {
        self.columns = min(columns, PaddedRows.lanes - 1)
        rows.reserveCapacity(capacity * PaddedRows.lanes)
        base.reserveCapacity(capacity)
    }

    var count: Int { base.count }

    /// - Parameter row: padded to eight numbers; what stands from `columns` on is not read.
    mutating func add(_ row: UnsafePointer<Double>, target: Double, weight: Double) {
        let first = rows.count
        rows.append(contentsOf: repeatElement(0, count: PaddedRows.lanes))
        rows.withUnsafeMutableBufferPointer { rows in
            for j in 0..<columns { rows[first + j] = row[j] }
            rows[first + columns] = target
        }
        base.append(weight)
    }

    /// - Parameter ridge: added to the diagonal, given the mean weight.
    /// - Returns: coefficients and the weighted mean square residual; `nil` where the system cannot be solved.
    func fit(ridge: (_ meanWeight: Double) -> Double) -> (coefficients: [Double], variance: Double)? {
        let total = base.reduce(0, +)
        guard count > 0, total > 0 else { return nil }
        var weights = base, residuals = [Double](repeating: 0, count: count), solution: [Double] = []
        for round in 0..<3 {
            guard let solved = solve(weights, ridge: ridge(weights.reduce(0, +) / Double(count))) else { return nil }
            solution = solved
            var factors = solved.map { -$0 }
            factors.append(1)
            factors.append(contentsOf: [Double](repeating: 0, count: PaddedRows.lanes - columns - 1))
            PaddedRows.products(rows: rows, factors: factors, into: &residuals)
            guard round < 2 else { break }
            // The median of at most 1,000 of them is near enough for a limit.
            var some = stride(from: 0, to: count, by: 1 + count / 1_000).map { abs(residuals[$0]) }
            let limit = orderStatistic(some.count / 2, of: &some) / 0.6745 + 1e-9
            for i in 0..<count { weights[i] = base[i] * min(1, limit / max(abs(residuals[i]), 1e-9)) }
        }
        var sum = 0.0
        for i in 0..<count { sum += base[i] * residuals[i] * residuals[i] }
        return (solution, sum / total)
    }

    private func solve(_ weights: [Double], ridge: Double) -> [Double]? {
        let gram = PaddedRows.gram(rows: rows, weights: weights), matrix = AlignedBuffer(count: columns * columns)
        for j in 0..<columns {
            for k in 0...j { matrix[j * columns + k] = gram[PaddedRows.lanes * j + k] }
            matrix[j * columns + j] += ridge
        }
        var right = Array(gram[(PaddedRows.lanes * columns)..<(PaddedRows.lanes * columns + columns)])
        guard Cholesky.factor(order: columns, matrix: matrix.pointer),
              Cholesky.solve(order: columns, factor: matrix.pointer, right: &right) else { return nil }
        return right
    }
}
