/// One family of distributions with its parameters.
public enum DistributionMember: Sendable, Equatable {
    /// All mass at one point.
    case point(Double)
    case normal(NormalDistribution)
    case gamma(GammaDistribution)
    case poisson(PoissonDistribution)
    case negativeBinomial(NegativeBinomialDistribution)
    // These two lie elsewhere, so that the others, of which an assortment has millions, are small.
    indirect case empirical(EmpiricalDistribution)
    indirect case discrete(DiscreteDistribution)

    public var mean: Double {
        switch self {
        case .point(let x): x
        case .normal(let d): d.mean
        case .gamma(let d): d.mean
        case .poisson(let d): d.mean
        case .negativeBinomial(let d): d.mean
        case .empirical(let d): d.mean
        case .discrete(let d): d.mean
        }
    }

    public var variance: Double {
        switch self {
        case .point: 0
        case .normal(let d): d.variance
        case .gamma(let d): d.variance
        case .poisson(let d): d.variance
        case .negativeBinomial(let d): d.variance
        case .empirical(let d): d.variance
        case .discrete(let d): d.variance
        }
    }

    public func cdf(_ x: Double) -> Double {
        switch self {
        case .point(let point): x >= point ? 1 : 0
        case .normal(let d): d.cdf(x)
        case .gamma(let d): d.cdf(x)
        case .poisson(let d): d.cdf(x)
        case .negativeBinomial(let d): d.cdf(x)
        case .empirical(let d): d.cdf(x)
        case .discrete(let d): d.cdf(x)
        }
    }

    /// P(D > x).
    public func upperTail(_ x: Double) -> Double {
        switch self {
        case .point(let point): x >= point ? 0 : 1
        case .normal(let d): d.upperTail(x)
        case .gamma(let d): d.upperTail(x)
        case .poisson(let d): d.upperTail(x)
        case .negativeBinomial(let d): d.upperTail(x)
        case .empirical(let d): d.upperTail(x)
        case .discrete(let d): d.upperTail(x)
        }
    }

    public func quantile(_ p: Double) -> Double {
        switch self {
        case .point(let x): x
        case .normal(let d): d.quantile(p)
        case .gamma(let d): d.quantile(p)
        case .poisson(let d): d.quantile(p)
        case .negativeBinomial(let d): d.quantile(p)
        case .empirical(let d): d.quantile(p)
        case .discrete(let d): d.quantile(p)
        }
    }

    /// Tail and losses. With `lattice` the second-order loss is the sum of n1 over x+1, x+2, ... for every family, otherwise
    /// each family's own (see `LossValues`). Without `includingSecond` it may be left at 0, which is quicker.
    public func losses(at x: Double, lattice: Bool, includingSecond: Bool = true) -> LossValues {
        let isSummed = lattice && includingSecond
        switch self {
        case .point(let point): return lattice ? latticePointLosses(point, at: x) : pointLosses(point, at: x)
        case .poisson(let d): return d.losses(at: x)
        case .negativeBinomial(let d): return d.losses(at: x, includingSecond: includingSecond)
        case .discrete(let d): return d.losses(at: x)
        case .normal(let d):
            let own = d.losses(at: x)
            return isSummed ? latticeLosses(own, at: x, spread: d.standardDeviation) { d.losses(at: $0) } : own
        case .gamma(let d):
            let own = d.losses(at: x)
            return isSummed ? latticeLosses(own, at: x, spread: d.variance.squareRoot()) { d.losses(at: $0) } : own
        case .empirical(let d):
            var own = d.losses(at: x, includingSecond: includingSecond && !lattice)
            if isSummed { own.second = d.latticeSecond(at: x) }
            return own
        }
    }
}

/// Sum of n1 over x+1, x+2, ... of a continuous distribution: some terms one by one where the distribution is narrow, the rest by
/// Euler-Maclaurin, sum_{y > x} n1(y) = n2(x) - n1(x)/2 + P(D > x)/12 - ...
private func latticeLosses(
    _ own: LossValues, at x: Double, spread: Double, _ losses: (Double) -> LossValues
) -> LossValues {
    var sum = 0.0
    var here = own
    if spread < 8 {
        for step in 1...64 {
            here = losses(x + Double(step))
            if here.first == 0 { return LossValues(atom: own.atom, upperTail: own.upperTail, first: own.first, second: sum) }
            sum += here.first
        }
    }
    let rest = max(0, here.second - 0.5 * here.first + here.upperTail / 12)
    return LossValues(atom: own.atom, upperTail: own.upperTail, first: own.first, second: sum + rest)
}

/// A weighted mixture of distributions.
///
///     let mixture = MixtureDistribution(
///         members: [(0.5, .poisson(PoissonDistribution(mean: 2))), (0.5, .poisson(PoissonDistribution(mean: 6)))], isCount: true)
///     mixture.mean           // 4
///     mixture.variance       // 8
public struct MixtureDistribution: Sendable, Equatable {
    public let weights: [Double]
    public let members: [DistributionMember]
    /// Quantiles are whole numbers, and the second-order loss is that of the lattice.
    public let isCount: Bool
    public let mean: Double
    public let variance: Double

    /// - Parameter given: weights (>= 0, scaled here to sum 1) and distributions; at least one.
    public init(members given: [(weight: Double, member: DistributionMember)], isCount: Bool) {
        let total = given.reduce(0) { $0 + max(0, $1.weight) }
        let scaled = total > 0 ? given.map { max(0, $0.weight) / total } : given.map { _ in 1 / Double(max(1, given.count)) }
        weights = scaled
        members = given.map(\.member)
        self.isCount = isCount
        var average = 0.0
        for i in scaled.indices { average += scaled[i] * members[i].mean }
        var spread = 0.0
        for i in scaled.indices {
            let d = members[i].mean - average
            spread += scaled[i] * (members[i].variance + d * d)
        }
        mean = average
        variance = spread
    }

    public func cdf(_ x: Double) -> Double {
        var sum = 0.0
        for i in weights.indices { sum += weights[i] * members[i].cdf(x) }
        return min(1, sum)
    }

    /// P(D > x).
    public func upperTail(_ x: Double) -> Double {
        var sum = 0.0
        for i in weights.indices { sum += weights[i] * members[i].upperTail(x) }
        return min(1, sum)
    }

    /// Tail and losses; without `includingSecond` the second-order loss is left out, which is quicker.
    public func losses(at x: Double, includingSecond: Bool = true) -> LossValues {
        var sum = LossValues(upperTail: 0, first: 0, second: 0)
        for i in weights.indices {
            let own = members[i].losses(at: x, lattice: isCount, includingSecond: includingSecond)
            sum.atom += weights[i] * own.atom
            sum.upperTail += weights[i] * own.upperTail
            sum.first += weights[i] * own.first
            sum.second += weights[i] * own.second
        }
        sum.upperTail = min(1, sum.upperTail)
        return sum
    }

    /// The x with F(x) = p; for counts the smallest whole x with F(x) >= p.
    public func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1, let only = members.first else { return .nan }
        if members.count == 1 {
            let x = only.quantile(p)
            return isCount ? x.rounded(.up) : x
        }
        var low = Double.infinity
        var high = -Double.infinity
        for i in weights.indices where weights[i] > 0 {
            let x = members[i].quantile(p)
            low = min(low, x)
            high = max(high, x)
        }
        func reached(_ x: Double) -> Bool { p < 0.5 ? cdf(x) >= p : upperTail(x) <= 1 - p }
        if isCount {
            if !(high < .infinity) { return high }
            return smallestWhole(from: low.rounded(.up), lowest: low.rounded(.up), limit: high.rounded(.up), where: reached)
        }
        guard low < high, low > -.infinity, high < .infinity else { return p < 0.5 ? low : high }
        // F may jump (atoms) or be flat: bisection on the condition itself.
        for _ in 0..<200 {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if reached(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
