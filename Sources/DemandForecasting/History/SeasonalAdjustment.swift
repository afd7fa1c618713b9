import CMath

/// Classical multiplicative seasonal factors, where an autocorrelation test finds a season: what Theta and the autoregressive
/// members are fitted behind (Assimakopoulos and Nikolopoulos 2000; the test and the factors are those of the M competitions).
struct SeasonalAdjustment {
    /// Factors of slots 0..<m with mean 1; empty where there is no season.
    var factors: [Double]

    /// - Parameter values: positive, without gaps (fill them first).
    init(values: [Double], seasonLength m: Int) {
        factors = []
        guard m > 1, values.count >= 3 * m, values.allSatisfy({ $0 > 0 }), Self.isSeasonal(values, m) else { return }
        let found = Self.ratioToMovingAverage(values, m)
        if found.allSatisfy({ $0.isFinite && $0 > 1e-3 }) { factors = found }
    }

    func factor(_ t: Int) -> Double { factors.isEmpty ? 1 : factors[t % factors.count] }

    /// Logarithms less those of the factors.
    func removedLogs(_ logs: [Double]) -> [Double] {
        guard !factors.isEmpty else { return logs }
        let shifts = factors.map { log($0) }
        return logs.indices.map { logs[$0] - shifts[$0 % shifts.count] }
    }

    /// |r_m| beyond 1.645 standard errors, by Bartlett's formula with r_1 ... r_{m-1}: 90%.
    static func isSeasonal(_ x: [Double], _ m: Int) -> Bool {
        let n = x.count, mean = x.reduce(0, +) / Double(n)
        let d = x.map { $0 - mean }
        let denominator = d.reduce(0) { $0 + $1 * $1 }
        guard denominator > 0 else { return false }
        var sum = 0.0, last = 0.0
        for k in 1...m {
            var product = 0.0
            for t in k..<n { product += d[t] * d[t - k] }
            last = product / denominator
            if k < m { sum += last * last }
        }
        return abs(last) > 1.645 * ((1 + 2 * sum) / Double(n)).squareRoot()
    }

    static func ratioToMovingAverage(_ x: [Double], _ m: Int) -> [Double] {
        let n = x.count, half = m / 2
        var sums = [Double](repeating: 0, count: m), counts = sums
        guard n > 2 * half else { return [] }
        var window = x[0..<(2 * half + 1)].reduce(0, +)
        for t in half..<(n - half) {
            if t > half { window += x[t + half] - x[t - half - 1] }
            // An even season takes half of each end.
            let average = m % 2 == 0 ? (window - 0.5 * (x[t - half] + x[t + half])) / Double(m) : window / Double(m)
            sums[t % m] += x[t] / average
            counts[t % m] += 1
        }
        let raw = zip(sums, counts).map { $0 / $1 }
        let mean = raw.reduce(0, +) / Double(m)
        return raw.map { $0 / mean }
    }
}
