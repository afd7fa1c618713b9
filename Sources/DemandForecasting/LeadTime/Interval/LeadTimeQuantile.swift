import NumericCore

extension LeadTime {
    /// Days within which an order has arrived with a probability.
    ///
    ///     LeadTime.gamma(meanDays: 14, standardDeviationDays: 4).quantile(0.9)      // 19.3
    ///     LeadTime.empirical(days: [10, 12, 30], weights: [1, 1, 1]).quantile(0.5)  // 12.0
    ///
    /// - Parameter probability: above 0 and below 1.
    public func quantile(_ probability: Double) -> Double {
        switch self {
        case .fixed(let days): return days
        case .gamma(let mean, let deviation):
            guard mean > 0, deviation > 0 else { return mean }
            return GammaDistribution(mean: mean, variance: deviation * deviation).quantile(probability)
        case .empirical(let days, let weights):
            let seen = zip(days, weights).sorted { $0.0 < $1.0 }
            let total = seen.reduce(0) { $0 + $1.1 }
            var sum = 0.0
            for (length, weight) in seen {
                sum += weight
                // Sums of weights are not exact: a hair below the probability counts as reached.
                if sum >= probability * total * (1 - 1e-12) { return length }
            }
            return seen.last?.0 ?? 0
        }
    }
}
