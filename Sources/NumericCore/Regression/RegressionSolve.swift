import COpenBLAS

/// Why a regression could not be solved.
public enum RegressionSolveError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The normal equations hold a number that is not finite.
    case notFinite
    /// The matrix is not positive definite although a ridge was added: the penalties are zero or far too small for it.
    case notPositiveDefinite(column: Int)

    public var description: String {
        switch self {
        case .notFinite: "the regression's normal equations hold a number that is not finite: check prices and demand for infinite values"
        case .notPositiveDefinite(let column): "the regression cannot tell column \(column) from the others: raise the ridge penalty"
        }
    }
}

/// Normal equations X'WX and X'Wz of a weighted least-squares problem, summed block by block.
///
/// Rows are buffered and added with `dsyrk` when the buffer is full, so memory does not grow with the number of rows. The result
/// depends on the order of the rows and on nothing else: sums that were made apart are merged in an order the caller fixes.
///
///     var equations = NormalEquations(columnCount: 2)
///     equations.addRow([1, 0], weight: 1, response: 3)
///     equations.addRow([0, 1], weight: 2, response: 5)
///     print(try equations.solved(penalty: [0, 0]))        // [3.0, 5.0]
///
/// Cost: O(rows x columns^2). The matrix is symmetric; its upper triangle in row-major order is kept.
public struct NormalEquations: Sendable {
    public let columnCount: Int
    /// X'WX, row-major, upper triangle.
    public private(set) var matrix: [Double]
    /// X'Wz.
    public private(set) var vector: [Double]

    private var buffer: [Double]
    private var bufferedResponse: [Double]
    private var bufferedRows = 0
    private static let rowsPerBlock = 256

    public init(columnCount: Int) {
        self.columnCount = columnCount
        matrix = Array(repeating: 0, count: columnCount * columnCount)
        vector = Array(repeating: 0, count: columnCount)
        buffer = Array(repeating: 0, count: columnCount * NormalEquations.rowsPerBlock)
        bufferedResponse = Array(repeating: 0, count: NormalEquations.rowsPerBlock)
    }

    /// Adds one row of the design with its weight (>= 0) and response.
    public mutating func addRow(_ row: [Double], weight: Double, response: Double) {
        row.withUnsafeBufferPointer { row in
            guard let base = row.baseAddress else { return }
            addRow(base, rootWeight: weight.squareRoot(), response: response)
        }
    }

    /// `row` points at `columnCount` numbers; `rootWeight` is the square root of the weight.
    mutating func addRow(_ row: UnsafePointer<Double>, rootWeight: Double, response: Double) {
        let start = bufferedRows * columnCount
        buffer.withUnsafeMutableBufferPointer { buffer in
            for column in 0..<columnCount { buffer[start + column] = rootWeight * row[column] }
        }
        bufferedResponse[bufferedRows] = rootWeight * response
        bufferedRows += 1
        if bufferedRows == NormalEquations.rowsPerBlock { flush() }
    }

    /// Adds what is buffered to the sums. Reading `matrix` and `vector` is meaningful after this only.
    public mutating func flush() {
        guard bufferedRows > 0, columnCount > 0 else { bufferedRows = 0; return }
        let p = Int32(columnCount), rows = Int32(bufferedRows)
        cblas_dsyrk(CblasRowMajor, CblasUpper, CblasTrans, p, rows, 1, buffer, p, 1, &matrix, p)
        cblas_dgemv(CblasRowMajor, CblasTrans, rows, p, 1, buffer, p, bufferedResponse, 1, 1, &vector, 1)
        bufferedRows = 0
    }

    /// Adds sums that were made apart. Both are flushed first.
    public mutating func merge(_ other: NormalEquations) {
        var other = other
        flush()
        other.flush()
        for i in matrix.indices { matrix[i] += other.matrix[i] }
        for i in vector.indices { vector[i] += other.vector[i] }
    }

    /// Sets everything to zero, keeping the memory.
    public mutating func reset() {
        for i in matrix.indices { matrix[i] = 0 }
        for i in vector.indices { vector[i] = 0 }
        bufferedRows = 0
    }

    /// Ridge towards a centre: the b that minimises |W^(1/2)(z - Xb)|^2 + sum of penalty_k (b_k - centre_k)^2,
    /// that is (X'WX + diag(penalty)) (b - centre) = X'Wz - X'WX centre  (Hoerl and Kennard 1970, eq. 2.1, shifted).
    ///
    /// An empty `centre` is zero.
    public mutating func solved(penalty: [Double], towards centre: [Double] = []) throws(RegressionSolveError) -> [Double] {
        flush()
        let p = columnCount
        guard p > 0 else { return [] }
        var right = vector
        if !centre.isEmpty {
            cblas_dsymv(CblasRowMajor, CblasUpper, Int32(p), -1, matrix, Int32(p), centre, 1, 1, &right, 1)
        }
        let factor = try CholeskyFactor(matrix: matrix, addingToDiagonal: penalty, size: p)
        var solution = try factor.solve(right)
        if !centre.isEmpty { for k in 0..<p { solution[k] += centre[k] } }
        return solution
    }
}

/// The Cholesky factor of a symmetric positive definite matrix, by LAPACK's `dpotrf`.
public struct CholeskyFactor: Sendable {
    public let size: Int
    private var factor: [Double]

    /// - Parameters:
    ///   - matrix: row-major; only the upper triangle is read.
    ///   - diagonal: added to the diagonal; empty for nothing.
    public init(matrix: [Double], addingToDiagonal diagonal: [Double] = [], size: Int) throws(RegressionSolveError) {
        self.size = size
        factor = matrix
        for k in diagonal.indices { factor[k * size + k] += diagonal[k] }
        guard factor.allSatisfy(\.isFinite) else { throw .notFinite }
        // The upper triangle in row-major order is the lower triangle in LAPACK's column-major order.
        if let column = Cholesky.failedColumn(order: size, matrix: &factor, triangle: "L") { throw .notPositiveDefinite(column: column) }
    }

    /// x of A x = right. O(size^2).
    public func solve(_ right: [Double]) throws(RegressionSolveError) -> [Double] {
        guard right.allSatisfy(\.isFinite) else { throw .notFinite }
        var solution = right
        var uplo = CChar(UInt8(ascii: "L")), n = Int32(size), one: Int32 = 1, leading = Int32(size), information: Int32 = 0
        dpotrs_(&uplo, &n, &one, factor, &leading, &solution, &n, &information, 1)
        return solution
    }

    /// The full inverse, row-major, by `dpotri`. O(size^3).
    public func inverse() -> [Double] {
        var result = factor
        var uplo = CChar(UInt8(ascii: "L")), n = Int32(size), leading = Int32(size), information: Int32 = 0
        dpotri_(&uplo, &n, &result, &leading, &information, 1)
        for i in 0..<size { for j in 0..<i { result[i * size + j] = result[j * size + i] } }
        return result
    }
}

/// A column of a design that the columns before it explain.
public struct DependentColumn: Sendable, Codable, Equatable {
    public var column: Int
    /// The first earlier column that moves in proportion to it; `nil` where it takes several columns to explain it.
    public var twin: Int?

    public init(column: Int, twin: Int? = nil) {
        self.column = column
        self.twin = twin
    }
}

/// Columns that the columns before them explain to within one part in ten million of their own variation, ascending: what a
/// ridge holds apart by its penalty alone. Columns without any variation are not among them.
///
/// Gauss elimination on the matrix scaled to unit diagonal; a column whose remaining pivot is under 1e-7 depends on those before.
/// - Parameter matrix: X'WX of centred columns, row-major, upper triangle.
public func dependentColumns(ofGram matrix: [Double], size: Int) -> [DependentColumn] {
    var work = Array(repeating: 0.0, count: size * size)
    let scale = (0..<size).map { matrix[$0 * size + $0] > 0 ? 1 / matrix[$0 * size + $0].squareRoot() : 0 }
    for i in 0..<size { for j in i..<size { work[i * size + j] = matrix[i * size + j] * scale[i] * scale[j] } }
    let scaled = work
    var dependent: [DependentColumn] = []
    for pivot in 0..<size where scale[pivot] > 0 {
        let value = work[pivot * size + pivot]
        guard value > 1e-7 else {
            // Scaled to unit diagonal the matrix holds correlations.
            let twin = (0..<pivot).first { abs(scaled[$0 * size + pivot]) > 1 - 1e-7 }
            dependent.append(DependentColumn(column: pivot, twin: twin))
            continue
        }
        for i in (pivot + 1)..<max(size, pivot + 1) {
            let ratio = work[pivot * size + i] / value
            if ratio == 0 { continue }
            for j in i..<size { work[i * size + j] -= ratio * work[pivot * size + j] }
        }
    }
    return dependent
}
