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
        var right = [Double](repeating: 0, count: columns), row = right
        row[columns - 1] = 1
        for t in first..<w.count {
            for (j, lag) in lags.enumerated() { row[j] = w[t - lag] }
            for i in 0..<columns {
                right[i] += row[i] * w[t]
                for j in 0...i { gram[i * columns + j] += row[i] * row[j] }
            }
        }
        for (j, lag) in lags.enumerated() { gram[j * columns + j] += d > 1 && lag == d ? 1 : Double(lag) }
        gram[columns * columns - 1] += 4
        guard Cholesky.factor(order: columns, matrix: gram.pointer),
              Cholesky.solve(order: columns, factor: gram.pointer, right: &right) else { return nil }
        var sum = 0.0
        for t in first..<w.count {
            var error = w[t] - right[columns - 1]
            for (j, lag) in lags.enumerated() { error -= right[j] * w[t - lag] }
            sum += error * error
        }
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
}
