import DemandModel

/// Naive2, the benchmark of the M competitions: the last value, seasonally adjusted where an autocorrelation test finds a season.
///
/// The definition is that of the M4 benchmarks (Makridakis, Spiliotis and Assimakopoulos 2020, section 3). It is kept apart from
/// what the forecaster does for its own members, so that the yardstick stays where it is when the forecaster changes.
///
/// 1. Test, only for n >= 3m: with the autocorrelations r_k, the series is seasonal where |r_m| > 1.645 sqrt((1 + 2 (r_1^2 + ... +
///    r_{m-1}^2)) / n), 90% confidence.
/// 2. If so, classical multiplicative decomposition: ratios to the centred moving average of order m (2 x m for even m), averaged
///    by season and scaled to mean 1.
/// 3. The last adjusted value is the forecast, multiplied by the factor of each coming period.
///
/// Factors that are not positive numbers (a season of zeros, a moving average of 0) count as no season.
struct Naive2 {
    /// Factors by t mod m; empty where there is no season.
    let factors: [Double]
    private let last: Double
    private let count: Int

    /// - Parameter history: without gaps, at least one value.
    init(history: [Double], seasonLength: Int) {
        count = history.count
        let found = Naive2.isSeasonal(history, seasonLength) ? Naive2.seasonalFactors(history, seasonLength) : []
        factors = found.allSatisfy { $0.isFinite && $0 > 0 } ? found : []
        last = history[count - 1] / (factors.isEmpty ? 1 : factors[(count - 1) % factors.count])
    }

    func forecast(horizon: Int) -> [Double] {
        (0..<horizon).map { factors.isEmpty ? last : last * factors[(count + $0) % factors.count] }
    }

    static func isSeasonal(_ x: [Double], _ m: Int) -> Bool {
        guard m > 1, x.count >= 3 * m else { return false }
        let n = Double(x.count)
        let mean = x.reduce(0, +) / n
        let total = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard total > 0 else { return false }
        let correlations = (1...m).map { k in
            (k..<x.count).reduce(0) { $0 + (x[$1] - mean) * (x[$1 - k] - mean) } / total
        }
        let squares = correlations.dropLast().reduce(0) { $0 + $1 * $1 }
        return correlations[m - 1].magnitude > 1.645 * ((1 + 2 * squares) / n).squareRoot()
    }

    static func seasonalFactors(_ x: [Double], _ m: Int) -> [Double] {
        let half = m / 2
        var sums = [Double](repeating: 0, count: m)
        var counts = sums
        for t in half..<x.count - half {
            let window = x[t - half...t + half].reduce(0, +)
            let average = (m % 2 == 0 ? window - 0.5 * (x[t - half] + x[t + half]) : window) / Double(m)
            sums[t % m] += x[t] / average
            counts[t % m] += 1
        }
        let ratios = zip(sums, counts).map { $0 / $1 }
        let mean = ratios.reduce(0, +) / Double(m)
        return ratios.map { $0 / mean }
    }
}
