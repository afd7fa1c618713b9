import CSmoothing

/// Sums over rows padded to a multiple of eight columns: the inner loops of narrow pooled regressions and of learning weights.
///
/// Wide tables belong to BLAS; for rows of eight columns a call costs more than the work. Every sum runs in the order of the rows.
public enum PaddedRows {
    /// Columns are padded to a multiple of this.
    public static let lanes = 8

    /// The smallest multiple of `lanes` that holds `columns`.
    ///
    ///     PaddedRows.width(18)      // 24
    public static func width(_ columns: Int) -> Int { (columns + lanes - 1) / lanes * lanes }

    /// 8 x 8 products of eight columns: entry [8 j + k] is the sum over rows i of weights[i] rows[8 i + j] rows[8 i + k].
    public static func gram(rows: [Double], weights: [Double]) -> [Double] {
        var gram = [Double](repeating: 0, count: lanes * lanes)
        twobin_weighted_gram(rows, weights, Int64(min(weights.count, rows.count / lanes)), &gram)
        return gram
    }

    /// Each row of eight columns times `factors` (eight values), into `product`.
    public static func products(rows: [Double], factors: [Double], into product: inout [Double]) {
        precondition(factors.count == lanes && product.count * lanes <= rows.count)
        twobin_row_products(rows, factors, Int64(product.count), &product)
    }

    /// `out[r]` = row r of `table` times `x`; `width` is a multiple of `lanes`.
    @inline(__always)
    public static func times(
        table: UnsafePointer<Double>, rows: Int, width: Int, x: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>
    ) {
        twobin_table_times(table, Int32(rows), Int32(width), x, out)
    }

    /// `out[c]` = `y` times column c of `table`; `width` is a multiple of `lanes`.
    @inline(__always)
    public static func transposedTimes(
        table: UnsafePointer<Double>, rows: Int, width: Int, y: UnsafePointer<Double>, into out: UnsafeMutablePointer<Double>
    ) {
        twobin_times_table(table, Int32(rows), Int32(width), y, out)
    }

    /// `out[i]` = exp(-rate distance[i]), 0 where the distance is infinite.
    @inline(__always)
    public static func decay(
        _ distance: UnsafePointer<Double>, rate: Double, count: Int, into out: UnsafeMutablePointer<Double>
    ) {
        twobin_decay(distance, rate, Int32(count), out)
    }
}
