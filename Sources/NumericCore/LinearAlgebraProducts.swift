import COpenBLAS

/// Matrix-vector products of small row-major matrices through BLAS dgemv.
public enum MatrixVector {
    /// out = A x for the `rows` x `columns` matrix `a`.
    public static func product(
        rows: Int, columns: Int, a: UnsafePointer<Double>, x: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>
    ) {
        cblas_dgemv(CblasRowMajor, CblasNoTrans, Int32(rows), Int32(columns), 1, a, Int32(columns), x, 1, 0, out, 1)
    }

    /// out = A'x for the `rows` x `columns` matrix `a`.
    public static func transposedProduct(
        rows: Int, columns: Int, a: UnsafePointer<Double>, x: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>
    ) {
        cblas_dgemv(CblasRowMajor, CblasTrans, Int32(rows), Int32(columns), 1, a, Int32(columns), x, 1, 0, out, 1)
    }
}
