import CMath
import NumericCore

/// One autoregression for a whole panel: what short series cannot tell of themselves, the others can.
///
/// Every window of p values of every series, each series scaled by the root mean square of its differences, gives one row:
/// z_{t+1} - z_t on z_{t-p+1} - z_t, ..., z_{t-1} - z_t and a constant. Least squares by dsyrk and Cholesky, once more with
/// Huber's weights (1.0 robust standard deviations). Several p are fitted; a series uses the longest it can fill.
/// (Pooled or "global" autoregression: Montero-Manso and Hyndman 2021, "Principles and algorithms for forecasting groups of time series".)
struct PooledAutoregression: Sendable, Codable {
    /// Fitted windows, shortest first.
    private let fits: [Fit]

    private struct Fit: Sendable, Codable {
        var window: Int
        /// window - 1 slopes, oldest lag first, then the constant.
        var coefficients: [Double]
    }

    static func windows(seasonLength m: Int) -> [Int] { m > 1 ? [2, 4, m + 1, 2 * m + 1] : [2, 3, 4, 6] }
    private static let smallestPanel = 5
    private static let chunk = 256
    /// Rows are taken from the ends of the series, evenly, up to about so many.
    private static let largestRowCount = 40_000

    /// - Parameter series: values without gaps, in key order.
    init(series: [[Double]], seasonLength: Int) {
        let scales = series.map(Self.scale)
        var fits: [Fit] = []
        for window in Set(Self.windows(seasonLength: seasonLength)).sorted() {
            let usable = series.indices.filter { scales[$0] > 1e-12 && series[$0].count >= window + 2 }
            guard usable.count >= Self.smallestPanel else { continue }
            let recent = window + max(40, Self.largestRowCount / usable.count)
            if let coefficients = Self.fit(usable.map { (series[$0].suffix(recent), scales[$0]) }, window: window) {
                fits.append(Fit(window: window, coefficients: coefficients))
            }
        }
        self.fits = fits
    }

    /// Path, one-step error variance and error weights; `nil` where the series is too short or never moves.
    func forecast(_ z: [Double], horizon: Int) -> (mean: [Double], errorVariance: Double, errorWeights: [Double])? {
        let scale = Self.scale(z)
        guard scale > 1e-12, let fit = fits.last(where: { $0.window <= z.count }) else { return nil }
        let p = fit.window
        var path = z.suffix(p).map { $0 / scale }
        for _ in 0..<horizon {
            let step = Self.step(path, end: path.count - 1, fit.coefficients, p)
            path.append(path[path.count - 1] + min(max(step, -8), 8))
        }
        let scaled = z.map { $0 / scale }, count = LaggedWindows.count(values: z.count, window: p)
        var errors = [Double](repeating: 0, count: count)
        LaggedWindows.residuals(scaled, values: z.count, coefficients: fit.coefficients, into: &errors)
        let sum = errors.reduce(0) { $0 + $1 * $1 }
        // Too few windows of its own: the scaled differences have mean square 1.
        let variance = (sum + 1) / Double(count + 1)
        return (path.suffix(horizon).map { $0 * scale }, variance * scale * scale, response(fit, count: horizon))
    }

    @inline(__always)
    private static func step(_ z: [Double], end: Int, _ b: [Double], _ p: Int) -> Double {
        var sum = b[p - 1]
        let last = z[end], first = end - p + 1
        for j in 0..<(p - 1) { sum += b[j] * (z[first + j] - last) }
        return sum
    }

    /// z_{t+1} = (1 - sum b) z_t + b_1 z_{t-p+1} + ... : how one error moves what follows.
    private func response(_ fit: Fit, count: Int) -> [Double] {
        let p = fit.window
        var lags = [Double](repeating: 0, count: p + 1)
        lags[1] = 1
        for j in 0..<(p - 1) {
            lags[1] -= fit.coefficients[j]
            lags[p - j] += fit.coefficients[j]
        }
        var psi = [1.0]
        for h in 1...max(count, 1) {
            var sum = 0.0
            for lag in 1...min(h, p) { sum += lags[lag] * psi[h - lag] }
            psi.append(min(max(sum, -4), 4))
        }
        return Array(psi.dropFirst().prefix(count))
    }

    private static func scale(_ z: [Double]) -> Double {
        guard z.count > 1 else { return 0 }
        var sum = 0.0
        for t in 1..<z.count { sum += (z[t] - z[t - 1]) * (z[t] - z[t - 1]) }
        return (sum / Double(z.count - 1)).squareRoot()
    }

    /// The Gram matrix of all columns of `LaggedWindows` holds both sides of the normal equations.
    private static func fit(_ series: [(values: ArraySlice<Double>, scale: Double)], window p: Int) -> [Double]? {
        let scaled = series.map { item in item.values.map { $0 / item.scale } }
        let rowCount = scaled.reduce(0) { $0 + LaggedWindows.count(values: $1.count, window: p) }
        var roots = [Double](repeating: 1, count: rowCount), residuals = roots
        var coefficients: [Double]?
        for round in 0..<2 {
            let gram = round == 0 ? LaggedWindows.gram(of: scaled, window: p) : weightedGram(scaled, window: p, roots: roots)
            guard let solved = solve(gram, p: p, ridge: 1e-3 * Double(rowCount)) else { return coefficients }
            coefficients = solved
            guard round == 0 else { break }
            residuals.withUnsafeMutableBufferPointer { target in
                guard var next = target.baseAddress else { return }
                for z in scaled {
                    LaggedWindows.residuals(z, values: z.count, coefficients: solved, into: next)
                    next += LaggedWindows.count(values: z.count, window: p)
                }
            }
            // The median of at most 1,000 of them is near enough for a limit.
            var some = stride(from: 0, to: rowCount, by: 1 + rowCount / 1_000).map { abs(residuals[$0]) }
            let limit = orderStatistic(some.count / 2, of: &some) / 0.6745 + 1e-9
            for i in 0..<rowCount { roots[i] = min(1, limit / max(abs(residuals[i]), 1e-9)).squareRoot() }
        }
        return coefficients
    }

    /// The Gram matrix of all rows, each times its root, `chunk` rows at a time.
    private static func weightedGram(_ scaled: [[Double]], window p: Int, roots: [Double]) -> AlignedBuffer {
        let columns = p + 1, gram = AlignedBuffer(count: columns * columns), rows = AlignedBuffer(count: chunk * columns)
        func flush(_ count: Int) { Cholesky.addGram(rows: count, order: columns, a: rows.pointer, stride: columns, gram: gram.pointer) }
        roots.withUnsafeBufferPointer { roots in
            guard let roots = roots.baseAddress else { return }
            var filled = 0, done = 0
            for z in scaled {
                let count = LaggedWindows.count(values: z.count, window: p)
                var first = 0
                while first < count {
                    let some = min(count - first, chunk - filled)
                    LaggedWindows.fill(
                        z, window: p, first: first, count: some, roots: roots + done + first,
                        into: rows.pointer + filled * columns)
                    first += some
                    filled += some
                    if filled == chunk {
                        flush(filled)
                        filled = 0
                    }
                }
                done += count
            }
            flush(filled)
        }
        return gram
    }

    private static func solve(_ gram: AlignedBuffer, p: Int, ridge: Double) -> [Double]? {
        let columns = p + 1, matrix = AlignedBuffer(count: p * p)
        var right = [Double](repeating: 0, count: p)
        for i in 0..<p {
            for j in 0...i { matrix[i * p + j] = gram[i * columns + j] }
            matrix[i * p + i] += ridge
            right[i] = gram[p * columns + i]
        }
        guard Cholesky.factor(order: p, matrix: matrix.pointer),
              Cholesky.solve(order: p, factor: matrix.pointer, right: &right) else { return nil }
        return right
    }
}
