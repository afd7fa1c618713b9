import DemandModel
import NumericCore

/// How one member of lead-time demand grows from L to L + R: mean and variance as functions of the part u of the review period that has
/// passed, read from the five nodes.
///
/// Between the nodes both follow the polynomial through them (exact where they grow linearly, or with the square of time); where that is
/// not monotone, straight lines.
struct MemberPath: Sendable {
    let weight: Double
    let family: DemandDistribution.Family
    private let quantiles: [Double]
    private let cut: DemandDistribution.QuantileCut?
    private let means: [Double]
    private let variances: [Double]
    private let isPolynomial: Bool
    /// The mean grows in proportion to time.
    let isLinear: Bool

    /// - Parameter readsBetween: false where it is read at L and at L + R alone.
    /// - Returns: `nil` where the member is not one family throughout.
    init?(_ nodes: [DemandDistribution], member index: Int, readsBetween: Bool = true) {
        guard nodes.count == 5, nodes[4].members.indices.contains(index) else { return nil }
        let last = nodes[4].members[index]
        // Any distribution may follow any other: there is nothing to read between them.
        guard last.family != .listed else { return nil }
        var means: [Double] = []
        var variances: [Double] = []
        means.reserveCapacity(5)
        variances.reserveCapacity(5)
        for node in nodes {
            let own = node.members[index]
            let isNothing = own.mean == 0 && own.variance == 0
            guard own.family == last.family || isNothing, abs(own.weight - last.weight) <= 1e-9 * max(own.weight, last.weight),
                isNothing || own.cut == last.cut && own.standardisedQuantiles == last.standardisedQuantiles, own.mean >= (means.last ?? -.infinity)
            else { return nil }
            means.append(own.mean)
            variances.append(own.variance)
        }
        weight = last.weight
        family = last.family
        quantiles = last.standardisedQuantiles
        cut = last.cut
        self.means = means
        self.variances = variances
        let fractions = Self.fractions
        let rise = means[4] - means[0]
        isLinear = (0..<5).allSatisfy { abs(means[$0] - means[0] - rise * fractions[$0]) <= 1e-9 * max(abs(means[4]), 1e-300) }
        isPolynomial = readsBetween && Self.isMonotone(means, variances, rise: rise)
    }

    private static let fractions = LeadTimeDemand.nodes(reviewPeriodDays: 1).map(\.fraction)

    private static func polynomial(_ values: [Double], _ u: Double) -> Double {
        var sum = 0.0
        for i in 0..<5 {
            var product = values[i]
            for j in 0..<5 where j != i { product *= (u - fractions[j]) / (fractions[i] - fractions[j]) }
            sum += product
        }
        return sum
    }

    /// The factors of `polynomial` at u = 1/32, 2/32, ..., 1: 20 each, in the order in which it takes them.
    private static let stepFactors: [Double] = {
        var factors: [Double] = []
        for step in 1...32 {
            let u = Double(step) / 32
            for i in 0..<5 {
                for j in 0..<5 where j != i { factors.append((u - fractions[j]) / (fractions[i] - fractions[j])) }
            }
        }
        return factors
    }()

    /// True where both polynomials stay what a mean and a variance are: rising, and not negative.
    private static func isMonotone(_ means: [Double], _ variances: [Double], rise: Double) -> Bool {
        stepFactors.withUnsafeBufferPointer { factors in
            var before = means[0]
            for step in 0..<32 {
                var mean = 0.0, variance = 0.0, at = 20 * step
                for i in 0..<5 {
                    var m = means[i], v = variances[i]
                    for _ in 0..<4 {
                        m *= factors[at]
                        v *= factors[at]
                        at += 1
                    }
                    mean += m
                    variance += v
                }
                if mean < before - 1e-12 * abs(rise) || variance < 0 { return false }
                before = mean
            }
            return true
        }
    }

    private func value(_ values: [Double], _ u: Double) -> Double {
        if u <= 0 { return values[0] }
        if u >= 1 { return values[4] }
        if isPolynomial { return Self.polynomial(values, u) }
        var i = 0
        while Self.fractions[i + 1] < u { i += 1 }
        let share = (u - Self.fractions[i]) / (Self.fractions[i + 1] - Self.fractions[i])
        return values[i] + share * (values[i + 1] - values[i])
    }

    func mean(_ u: Double) -> Double { value(means, u) }
    func variance(_ u: Double) -> Double { max(0, value(variances, u)) }

    /// The member at u.
    func member(_ u: Double) -> DemandDistribution.Member {
        var member = DemandDistribution.Member(
            family: family, weight: weight, mean: mean(u), variance: family == .poisson ? mean(u) : variance(u),
            standardisedQuantiles: quantiles)
        member.cut = cut
        return member
    }

    /// The mean rises.
    var isRising: Bool { means[4] > means[0] }

    /// The u at which the mean reaches x, 0...1; `nil` where it stays below.
    func moment(meanReaches x: Double) -> Double? {
        if means[4] < x { return nil }
        if means[0] >= x { return 0 }
        if isLinear { return min(1, max(0, (x - means[0]) / (means[4] - means[0]))) }
        var low = 0.0
        var high = 1.0
        for _ in 0..<60 {
            let middle = 0.5 * (low + high)
            if mean(middle) >= x { high = middle } else { low = middle }
        }
        return high
    }
}

/// Mean demand of a review period in standard deviations of the demand over L + R, of the member where that is most: how sharply shortages
/// set in between two receipts. 0 under continuous review, and where the nodes do not hold the same members.
func sharpness(_ nodes: [DemandDistribution], reviewPeriodDays: Double) -> Double {
    guard reviewPeriodDays > 0, let first = nodes.first?.members, let last = nodes.last?.members, first.count == last.count else { return 0 }
    var most = 0.0
    for (low, high) in zip(first, last) where high.weight > 0 && high.mean > low.mean {
        let spread = (high.family == .poisson ? high.mean : high.variance).squareRoot()
        most = max(most, spread > 0 ? (high.mean - low.mean) / spread : .infinity)
    }
    return most
}

/// The members' ways from L to L + R; `nil` where the nodes do not hold the same members.
///
/// - Parameter readsBetween: false where they are read at L and at L + R alone.
func memberPaths(_ nodes: [DemandDistribution], readsBetween: Bool = true) -> [MemberPath]? {
    guard let count = nodes.first?.members.count, nodes.allSatisfy({ $0.members.count == count }) else { return nil }
    var paths: [MemberPath] = []
    paths.reserveCapacity(count)
    for index in 0..<count {
        guard let path = MemberPath(nodes, member: index, readsBetween: readsBetween) else { return nil }
        paths.append(path)
    }
    return paths
}
