/// The lower side of a loss: what is left of a level x after the demand.
///
/// `first` is m1(x) = E[(x - D)+], `second` the sum of m1 over x, x-1, x-2, ... = E[(x - D)+ (x - D + 1)+] / 2 for whole numbers. Both
/// equal x - mean + n1(x) and its like, which cancels where little is left: here they are sums of positive terms.
public struct LowerLosses: Sendable, Equatable {
    public var first: Double
    public var second: Double

    public init(first: Double, second: Double) {
        self.first = first
        self.second = second
    }
}

extension MixtureDistribution {
    /// Lower losses at a whole number x where every member lives on whole numbers; `nil` otherwise.
    ///
    ///     let demand = MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: 40)))], isCount: true)
    ///     demand.lowerLosses(at: 5)?.first      // E[(5 - D)+] = 5.54686373346142e-13
    ///
    /// - Complexity: a few standard deviations of the demand; x for a negative binomial of size below 1.
    public func lowerLosses(at x: Double) -> LowerLosses? {
        guard x == x.rounded(), x < 1e15 else { return nil }
        var sum = LowerLosses(first: 0, second: 0)
        for (weight, member) in zip(weights, members) where weight > 0 {
            let own: LowerLosses
            // Above the mean nothing cancels.
            if x >= member.mean, x >= 0, isOnWholeNumbers(member) {
                let losses = member.losses(at: x, lattice: true)
                let gap = x - member.mean
                sum.first += weight * (gap + losses.first)
                sum.second += weight * max(0, 0.5 * (gap * gap + member.variance + gap) - losses.second)
                continue
            }
            switch member {
            case .poisson(let d):
                let inverse = 1 / d.mean
                own = lowerSums(from: x, at: { d.probability($0) }, ratio: { $0 * inverse })
            case .negativeBinomial(let d):
                let inverse = (1 + d.scale) / d.scale
                let size = d.size
                own = lowerSums(from: x, at: { d.probability($0) }, ratio: { inverse * $0 / ($0 - 1 + size) })
            case .discrete(let d):
                var values = LowerLosses(first: 0, second: 0)
                for (index, p) in d.probabilities.enumerated() {
                    let left = x - d.lowest - Double(index)
                    if left <= 0 { break }
                    values.first += left * p
                    values.second += 0.5 * left * (left + 1) * p
                }
                own = values
            case .point(let point):
                guard point == point.rounded() else { return nil }
                let left = max(0, x - point)
                own = LowerLosses(first: left, second: 0.5 * left * (left + 1))
            case .normal, .gamma, .empirical:
                return nil
            }
            sum.first += weight * own.first
            sum.second += weight * own.second
        }
        return sum
    }
}

private func isOnWholeNumbers(_ member: DistributionMember) -> Bool {
    switch member {
    case .poisson, .negativeBinomial, .discrete: true
    case .point(let point): point == point.rounded()
    case .normal, .gamma, .empirical: false
    }
}

/// Sums of j P(x - j) and j (j + 1) / 2 P(x - j) over j = 1, 2, ..., x, where P(i - 1) = P(i) ratio(i).
private func lowerSums(from x: Double, at probability: (Double) -> Double, ratio: (Double) -> Double) -> LowerLosses {
    var sum = LowerLosses(first: 0, second: 0)
    guard x >= 1 else { return sum }
    var i = x - 1
    var j = 1.0
    var term = probability(i)
    while true {
        sum.first += j * term
        let increment = 0.5 * j * (j + 1) * term
        sum.second += increment
        if i < 1 { return sum }
        let step = ratio(i)
        // The ratio falls with i where it is below 1, so no larger terms follow.
        if step < 1 && increment < 1e-17 * sum.second * (1 - step) { return sum }
        term *= step
        i -= 1
        j += 1
    }
}
