import NumericCore

import CMath

/// Where the pooled regression has seen items like this one: it says nothing of others, and a line drawn through eleven features goes anywhere
/// outside of them. In a panel of steady items that all sold from the start, an item of three weeks had been planned at a thousandth of
/// what it sold, and one that came back after a year at fifty times.
///
/// A history lies inside where its squared Mahalanobis distance from the past windows of items that were not silent is at most twice the largest
/// among those windows. A variance below `leastVariance` counts as that: features that are the same everywhere leave no room but
/// for rounding. Silent items are not asked: silence only grows, and what it means far out is what it means.
struct LeadTimeSupport: Sendable, Codable {
    static let leastVariance = 1e-3
    static let reach = 2.0

    private let mean: [Double]
    /// Lower triangle of the Cholesky factor of the covariance, row-major.
    private let factor: [Double]
    private let largest: Double

    /// `nil` where there are fewer than `least` windows that differ from each other: copies of a window say nothing more.
    init?(_ samples: LeadTimeSamples, least: Int) {
        let width = LeadTimeFeatures.count
        // The silence of a window is 0 where its logAlive is above log 0.2 (`LeadTimeSilence.stage`).
        let silence = width - 3
        var seen = Set<UInt64>()
        var rows: [Int] = []
        for i in 0..<samples.count {
            var hash: UInt64 = samples.total[i].bitPattern
            for j in 0..<width { hash = (hash ^ samples.features[i * width + j].bitPattern) &* 0x9E37_79B9_7F4A_7C15 }
            if seen.insert(hash).inserted, samples.features[i * width + silence] > log(0.2) { rows.append(i) }
        }
        guard seen.count >= least, rows.count > width else { return nil }
        var centre = [Double](repeating: 0, count: width)
        for i in rows { for j in 0..<width { centre[j] += samples.features[i * width + j] } }
        for j in 0..<width { centre[j] /= Double(rows.count) }
        var covariance = [Double](repeating: 0, count: width * width)
        for i in rows {
            for a in 0..<width {
                let x = samples.features[i * width + a] - centre[a]
                for b in 0...a { covariance[a * width + b] += x * (samples.features[i * width + b] - centre[b]) }
            }
        }
        for k in covariance.indices { covariance[k] /= Double(rows.count) }
        for a in 0..<width { covariance[a * width + a] += Self.leastVariance }
        guard let factor = Cholesky.small(covariance, order: width) else { return nil }
        mean = centre
        self.factor = factor
        var most = 0.0
        for i in rows { most = max(most, Self.distance(Array(samples.features[(i * width)..<((i + 1) * width)]), centre, factor)) }
        largest = most
    }

    /// True where the pooled regression may be asked about an item with these features.
    func holds(_ features: LeadTimeFeatures) -> Bool {
        features.silence.stage > 0 || Self.distance(features.values, mean, factor) <= Self.reach * largest
    }

    /// Squared length of L^-1 (x - mean).
    private static func distance(_ x: [Double], _ mean: [Double], _ l: [Double]) -> Double {
        let n = mean.count
        var z = [Double](repeating: 0, count: n)
        var sum = 0.0
        for i in 0..<n {
            var value = x[i] - mean[i]
            for k in 0..<i { value -= l[i * n + k] * z[k] }
            z[i] = value / l[i * n + i]
            sum += z[i] * z[i]
        }
        return sum
    }
}
