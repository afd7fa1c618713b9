import NumericCore

/// An autoregression on differences by ridge least squares: the member that carries short-term correlation.
///
/// With w_t = (z_t - z_{t-d}) / rms, w_t = phi_1 w_{t-1} + ... + phi_p w_{t-p} (+ phi_m w_{t-m}) + c, ridge j on phi_j (a longer lag
/// is held tighter), 1 on phi_m and 4 on c; solved through LAPACK.
struct Autoregression {
    var mean: [Double]
    /// One-step error variance, and how an error moves the following periods (c_1, c_2, ...).
    var errorVariance: Double
    var errorWeights: [Double]

    /// - Parameters:
    ///   - z: values without gaps.
    ///   - difference: d: 1, or the season length for seasonal differences.
    ///   - order: p; fewer where the series is short (a third of its differences).
    /// `nil` where there are too few values or nothing moves.
    init?(_ z: [Double], difference d: Int, order p: Int, horizon: Int) {
        let n = z.count
        guard n >= d + 4 else { return nil }
        var w = (d..<n).map { z[$0] - z[$0 - d] }
        let scale = (w.reduce(0) { $0 + $1 * $1 } / Double(w.count)).squareRoot()
        guard scale > 1e-12 else { return nil }
        for i in w.indices { w[i] /= scale }
        let used = min(p, max(1, w.count / 3))
        var lags = Array(1...used)
        if d > 1 && w.count > d + 4 + used { lags.append(d) }
        let columns = lags.count + 1, first = lags.max() ?? 1
        guard w.count > first else { return nil }
        let gram = AlignedBuffer(count: columns * columns)
        var right = [Double](repeating: 0, count: columns)
        w.withUnsafeBufferPointer { Self.addProducts($0, lags: lags, first: first, gram: gram.pointer, right: &right) }
        for (j, lag) in lags.enumerated() { gram[j * columns + j] += d > 1 && lag == d ? 1 : Double(lag) }
        gram[columns * columns - 1] += 4
        guard Cholesky.factor(order: columns, matrix: gram.pointer),
              Cholesky.solve(order: columns, factor: gram.pointer, right: &right) else { return nil }
        let sum = w.withUnsafeBufferPointer { Self.squaredErrors($0, lags: lags, first: first, coefficients: right) }
        errorVariance = sum / Double(max(w.count - first - 1, 1)) * scale * scale
        var path = z
        mean = []
        for _ in 0..<horizon {
            var next = right[columns - 1]
            for (j, lag) in lags.enumerated() { next += right[j] * w[w.count - lag] }
            next = min(max(next, -6), 6)
            w.append(next)
            path.append(path[path.count - d] + next * scale)
            mean.append(path[path.count - 1])
        }
        // z_t = w_t + z_{t-d}: the response of z to one error.
        var response = [1.0], differences = [1.0]
        for h in 1..<max(horizon, 2) {
            var next = 0.0
            for (j, lag) in lags.enumerated() where lag <= h { next += right[j] * differences[h - lag] }
            differences.append(next)
            response.append(next + (h >= d ? response[h - d] : 0))
        }
        errorWeights = Array(response.dropFirst())
    }

    /// Products of the lagged values and the constant with each other (lower triangle of `gram`) and with w_t (`right`), over t from
    /// `first` on. Two neighbouring entries of a diagonal differ by one product at each end, so that only one row is summed:
    /// sum w_{t-a-1} w_{t-b-1} = sum w_{t-a} w_{t-b} + w_{f-1-a} w_{f-1-b} - w_{n-1-a} w_{n-1-b}, f = `first`.
    private static func addProducts(
        _ w: UnsafeBufferPointer<Double>, lags: [Int], first: Int, gram: UnsafeMutablePointer<Double>, right: inout [Double]
    ) {
        let n = w.count, columns = lags.count + 1, constant = columns - 1
        func sum(_ a: Int, _ b: Int) -> Double {
            var even = 0.0, odd = 0.0, t = first
            while t + 1 < n {
                even += w[t - a] * w[t - b]
                odd += w[t + 1 - a] * w[t + 1 - b]
                t += 2
            }
            return (t < n ? even + w[t - a] * w[t - b] : even) + odd
        }
        var before = 0.0
        for t in first..<n { before += w[t] }
        right[constant] = before
        gram[constant * columns + constant] = Double(n - first)
        var last = 0
        for (j, lag) in lags.enumerated() {
            // The lags are 1, 2, ..., and perhaps the season after them.
            if lag == last + 1 {
                before += w[first - lag] - w[n - lag]
            } else {
                before = 0
                for t in first..<n { before += w[t - lag] }
            }
            last = lag
            gram[constant * columns + j] = before
            right[j] = sum(0, lag)
            for i in 0...j {
                let other = lags[i]
                if lag == j + 1 {
                    let above = i == 0 ? (j == 0 ? sum(0, 0) : right[j - 1]) : gram[(j - 1) * columns + i - 1]
                    gram[j * columns + i] = above + w[first - lag] * w[first - other] - w[n - lag] * w[n - other]
                } else {
                    gram[j * columns + i] = sum(lag, other)
                }
            }
        }
    }

    private static func squaredErrors(_ w: UnsafeBufferPointer<Double>, lags: [Int], first: Int, coefficients: [Double]) -> Double {
        var sum = 0.0
        coefficients.withUnsafeBufferPointer { b in
            lags.withUnsafeBufferPointer { lags in
                for t in first..<w.count {
                    var error = w[t] - b[lags.count]
                    for j in lags.indices { error -= b[j] * w[t - lags[j]] }
                    sum += error * error
                }
            }
        }
        return sum
    }
}
