import DemandModel
import NumericCore

/// Standardised errors of cumulative forecasts, pooled over a volume class: what the distribution looks like, whatever any family
/// says (split conformal prediction, with the item's scale; Vovk, Gammerman & Shafer 2005).
///
/// The quantiles are averages of the errors over equal shares of probability, so that their mean is that of the errors and the last
/// one stands for the whole upper percent.
extension PooledErrorTable {
    static let quantileCount = 100

    /// `nil` where there are too few errors (under 200) or they do not vary.
    init?(errors: [Double]) {
        let n = errors.count, k = Self.quantileCount
        guard n >= 2 * k, errors.allSatisfy(\.isFinite) else { return nil }
        let sorted = errors.sorted()
        var prefix = [0.0]
        prefix.reserveCapacity(n + 1)
        for e in sorted { prefix.append(prefix[prefix.count - 1] + e) }
        func integral(_ share: Double) -> Double {
            let x = share * Double(n)
            let whole = min(Int(x), n)
            return prefix[whole] + (whole < n ? (x - Double(whole)) * sorted[whole] : 0)
        }
        var values: [Double] = []
        for i in 0..<k {
            let mass = (integral(Double(i + 1) / Double(k)) - integral(Double(i) / Double(k))) * Double(k) / Double(n)
            values.append(max(mass, values.last ?? -Double.infinity))
        }
        guard let shape = EmpiricalDistribution(mean: 0, standardDeviation: 1, standardisedQuantiles: values),
              shape.variance > 0 else { return nil }
        // Stored with mean 0 and variance 1, so that a member's mean and variance are its own.
        let spread = shape.variance.squareRoot()
        self.init(quantiles: values.map { ($0 - shape.mean) / spread }, mean: shape.mean, variance: shape.variance)
    }

    /// The member around `centre` in units of `spread`; not below zero where demand cannot be.
    func member(centre: Double, spread: Double, floorAtZero: Bool) -> DemandDistribution.Member {
        let m = centre + spread * mean, sd = spread * variance.squareRoot()
        var member = DemandDistribution.Member(family: .empirical, mean: m, variance: sd * sd, standardisedQuantiles: quantiles)
        guard floorAtZero, m + sd * quantiles[0] < 0 else { return member }
        return quantiles.withUnsafeBufferPointer { q in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: q.count) { levels in
                for index in q.indices { levels.initializeElement(at: index, to: Swift.max(0, m + sd * q[index])) }
                let cut = EmpiricalDistribution.moments(UnsafeBufferPointer(levels))
                guard cut.variance > 0 else { return DemandDistribution.Member(family: .deterministic, mean: Swift.max(0, m), variance: 0) }
                let cutSd = cut.variance.squareRoot()
                member.mean = cut.mean
                member.variance = cut.variance
                member.cut = DemandDistribution.QuantileCut(lowest: -cut.mean / cutSd, shift: (m - cut.mean) / cutSd, stretch: sd / cutSd)
                return member
            }
        }
    }
}
