import COpenBLAS

/// Symmetric positive definite systems through BLAS and LAPACK. Matrices are row-major, lower triangle.
///
/// Row-major lower is column-major upper, so LAPACK is told 'U'.
public enum Cholesky {
    /// Adds A'A of the `rows` x `order` row-major block `a` (row stride `stride`) to the lower triangle of `gram`. BLAS dsyrk.
    public static func addGram(
        rows: Int, order: Int, a: UnsafePointer<Double>, stride: Int, gram: UnsafeMutablePointer<Double>
    ) {
        guard rows > 0 else { return }
        cblas_dsyrk(
            CblasRowMajor, CblasLower, CblasTrans, Int32(order), Int32(rows), 1, a, Int32(stride), 1, gram, Int32(order))
    }

    /// Replaces the lower triangle of `matrix` by its Cholesky factor. LAPACK dpotrf. False where the matrix is not positive definite.
    public static func factor(order: Int, matrix: UnsafeMutablePointer<Double>) -> Bool { failedColumn(order: order, matrix: matrix, triangle: "U") == nil }

    /// The column at which a matrix turns out not to be positive definite, counted from 0; `nil` once the triangle is replaced by its factor.
    ///
    /// - Parameter triangle: as LAPACK names it in column-major order: U for the lower triangle of a row-major matrix, L for the upper one.
    static func failedColumn(order: Int, matrix: UnsafeMutablePointer<Double>, triangle: String) -> Int? {
        var n = Int32(order), info: Int32 = 0
        dpotrf_(triangle, &n, matrix, &n, &info, 1)
        return info == 0 ? nil : Int(info) - 1
    }

    /// The factor of a matrix of a few rows, in plain arithmetic: the same bytes whatever library is installed. Row-major, lower triangle; what is above
    /// the diagonal stays as it was. `nil` where the matrix is not positive definite. O(order^3).
    ///
    ///     let factor = Cholesky.small([4, 0, 2, 5], order: 2)       // [2, 0, 1, 2]
    public static func small(_ matrix: [Double], order: Int) -> [Double]? {
        var l = matrix
        for j in 0..<order {
            for k in 0..<j {
                let f = l[j * order + k]
                for i in j..<order { l[i * order + j] -= f * l[i * order + k] }
            }
            let pivot = l[j * order + j]
            guard pivot > 0, pivot.isFinite else { return nil }
            let root = pivot.squareRoot()
            for i in j..<order { l[i * order + j] /= root }
        }
        return l
    }

    /// Solves A x = b in place from the factor left by `factor`. LAPACK dpotrs.
    public static func solve(order: Int, factor: UnsafePointer<Double>, right: UnsafeMutablePointer<Double>) -> Bool {
        var n = Int32(order), one: Int32 = 1, info: Int32 = 0
        dpotrs_("U", &n, &one, factor, &n, right, &n, &info, 1)
        return info == 0
    }
}
