import CSmoothing

/// Rows of an autoregression on windows of p values: for period t the differences z_{t-p+1} - z_t, ..., z_{t-1} - z_t, a one, and
/// the target z_{t+1} - z_t.
///
/// Rows belong to the periods p - 1 ... n - 2 of a series of n values; there are `count(values:window:)` of them.
public enum LaggedWindows {
    /// Rows that a series of so many values gives.
    ///
    ///     LaggedWindows.count(values: 6, window: 2)      // 4
    public static func count(values: Int, window: Int) -> Int { max(values - window, 0) }

    /// Rows `first` ..< `first` + `count` of a series, each times its root, into `rows` (window + 1 numbers a row).
    public static func fill(
        _ z: UnsafePointer<Double>, window: Int, first: Int, count: Int, roots: UnsafePointer<Double>,
        into rows: UnsafeMutablePointer<Double>
    ) {
        twobin_window_rows(z, Int64(window - 1 + first), Int64(count), Int32(window), roots, rows)
    }

    /// Target less fit of every row, into `residuals` (`count(values:window:)` numbers).
    /// - Parameter coefficients: window - 1 slopes, oldest lag first, then the constant.
    public static func residuals(
        _ z: UnsafePointer<Double>, values: Int, coefficients: [Double], into residuals: UnsafeMutablePointer<Double>
    ) {
        let window = coefficients.count
        twobin_window_residuals(
            z, Int64(window - 1), Int64(count(values: values, window: window)), coefficients, Int32(window), residuals)
    }

    /// The Gram matrix (lower triangle, order window + 1) of the rows of all series, each with root 1.
    ///
    /// Made from the sums of z_{t-a} z_{t-b}, of which a diagonal follows from its first entry. Values are taken from each
    /// series' last one, so that little is lost where a series lies far from zero.
    public static func gram(of series: [[Double]], window: Int) -> AlignedBuffer {
        let width = window + 2, products = AlignedBuffer(count: (window + 1) * width), row = AlignedBuffer(count: window + 1)
        var rowCount = 0
        for z in series {
            guard let last = z.last else { continue }
            twobin_window_products(z.map { $0 - last }, Int64(z.count), Int32(window), row.pointer, products.pointer)
            rowCount += count(values: z.count, window: window)
        }
        // Columns: the lags window - 1 ... 1, the constant, the target (lag -1); all but the constant less lag 0.
        let columns = window + 1, gram = AlignedBuffer(count: columns * columns)
        func product(_ a: Int, _ b: Int) -> Double { products[(min(a, b) + 1) * width + max(a, b) + 1] }
        func sum(_ a: Int) -> Double { products[(a + 1) * width + width - 1] }
        func lag(_ column: Int) -> Int { column == window ? -1 : window - 1 - column }
        for i in 0..<columns {
            for j in 0...i {
                let value: Double
                switch (i == window - 1, j == window - 1) {
                case (true, true): value = Double(rowCount)
                case (true, false): value = sum(lag(j)) - sum(0)
                case (false, true): value = sum(lag(i)) - sum(0)
                case (false, false): value = product(lag(i), lag(j)) - product(lag(i), 0) - product(lag(j), 0) + product(0, 0)
                }
                gram[i * columns + j] = value
            }
        }
        return gram
    }
}
