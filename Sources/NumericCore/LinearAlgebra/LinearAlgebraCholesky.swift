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
    public static func factor(order: Int, matrix: UnsafeMutablePointer<Double>) -> Bool {
        var n = Int32(order), info: Int32 = 0
        dpotrf_("U", &n, matrix, &n, &info, 1)
        return info == 0
    }

    /// Solves A x = b in place from the factor left by `factor`. LAPACK dpotrs.
    public static func solve(order: Int, factor: UnsafePointer<Double>, right: UnsafeMutablePointer<Double>) -> Bool {
        var n = Int32(order), one: Int32 = 1, info: Int32 = 0
        dpotrs_("U", &n, &one, factor, &n, right, &n, &info, 1)
        return info == 0
    }
}
