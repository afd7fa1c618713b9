import CMath
import NumericCore

// Theory. Demand over a lead time is a sum of customers' orders: D = X_1 + ... + X_N, N Poisson. An order that finds the position y (seen a
// lead time earlier) is short of (D + X - y)+ - (D - y)+ units, so the share of units that are not served at once is P(D + U >= y), where U
// counts the units of its own order ahead of a unit: P(U = u) = P(X > u) / E[X]. For single units U = 0: the ready rate. A negative binomial D is
// such a sum with logarithmic orders of parameter q = (variance - mean) / variance (Quenouille 1949). Since d/dt E[(D(t) - y)+] =
// rate x P(D + U >= y), the share is also the derivative of n1(y) by the mean at fixed q: exact to 1e-9 by Richardson's central differences,
// with no sum over units.

/// How the units of lead-time demand come together in customers' orders, for demand in whole units under continuous review.
struct CustomerOrders: Sendable {
    private enum Member: Sendable {
        /// Single units.
        case units(DistributionMember)
        case logarithmic(NegativeBinomialDistribution)
        /// Any other orders: D, and D + U.
        case listed(demand: DiscreteDistribution, withUnitsAhead: DiscreteDistribution, rate: Double, sizes: [Double])
    }

    private let members: [(weight: Double, member: Member)]

    /// Where orders do not matter.
    static let none = CustomerOrders(members: [])

    private init(members: [(weight: Double, member: Member)]) { self.members = members }

    init(_ demand: MixtureDistribution) {
        members = zip(demand.weights, demand.members).filter { $0.0 > 0 }.map { weight, member in
            switch member {
            case .negativeBinomial(let d): return (weight, .logarithmic(d))
            case .discrete(let d):
                guard let found = compoundOrders(of: d), let joint = Self.withUnitsAhead(d, sizes: found.sizes) else {
                    return (weight, .units(member))
                }
                return (weight, .listed(demand: d, withUnitsAhead: joint, rate: found.rate, sizes: found.sizes))
            case .poisson, .point, .normal, .gamma, .empirical: return (weight, .units(member))
            }
        }
    }

    /// True where some orders are of several units.
    var isLumpy: Bool {
        members.contains { one in
            switch one.member {
            case .units: false
            case .logarithmic: true
            case .listed(_, _, _, let sizes): sizes.count > 2
            }
        }
    }

    /// The share of units that find nothing on the shelf, averaged over positions.
    ///
    /// - Parameter average: losses averaged over positions, of one member: P(D = y), P(D > y) and n1.
    func shareShort(_ average: (DemandSource) -> LossValues) -> Double {
        func losses(_ member: DistributionMember) -> LossValues {
            average(DemandSource(MixtureDistribution(members: [(1, member)], isCount: true)))
        }
        var sum = 0.0
        for (weight, member) in members {
            let short: Double
            switch member {
            case .units(let demand):
                let own = losses(demand)
                short = own.atom + own.upperTail
            case .logarithmic(let demand):
                short = Self.derivative(demand) { losses(.negativeBinomial($0)).first }
            case .listed(_, let joint, _, _):
                let own = losses(.discrete(joint))
                short = own.atom + own.upperTail
            }
            sum += weight * min(1, max(0, short))
        }
        return sum
    }

    /// d/d(mean) of a function of a negative binomial distribution at fixed scale.
    private static func derivative(_ demand: NegativeBinomialDistribution, _ value: (NegativeBinomialDistribution) -> Double) -> Double {
        let spread = demand.variance.squareRoot()
        let step = 4e-3 * min(1, spread / demand.mean)
        func at(_ share: Double) -> Double {
            value(NegativeBinomialDistribution(size: demand.size * (1 + share * step), scale: demand.scale))
        }
        let near = at(1) - at(-1)
        let far = at(2) - at(-2)
        return (8 * near - far) / (12 * step * demand.mean)
    }

    /// The distribution of the size of an order, all members together; `nil` where all are of one unit.
    var sizes: DiscreteDistribution? {
        guard isLumpy else { return nil }
        var sums: [Double] = [0, 0]
        func add(_ size: Int, _ rate: Double) {
            while sums.count <= size { sums.append(0) }
            sums[size] += rate
        }
        for (weight, member) in members {
            switch member {
            case .units(let demand): add(1, weight * demand.mean)
            case .logarithmic(let demand):
                // Orders of x units per lead time: r q^x / x.
                let q = demand.scale / (1 + demand.scale)
                var power = q
                var size = 1
                while size < 5_000_000 {
                    let rate = weight * demand.size * power / Double(size)
                    add(size, rate)
                    if power < 1e-17 { break }
                    power *= q
                    size += 1
                }
            case .listed(_, _, let rate, let own):
                for (size, share) in own.enumerated() where size > 0 { add(size, weight * rate * share) }
            }
        }
        let total = sums.reduce(0, +)
        return total > 0 ? DiscreteDistribution(probabilities: sums.map { $0 / total }) : nil
    }

    private static func withUnitsAhead(_ demand: DiscreteDistribution, sizes: [Double]) -> DiscreteDistribution? {
        var mean = 0.0
        for (size, share) in sizes.enumerated() { mean += Double(size) * share }
        guard mean > 0 else { return nil }
        var ahead: [Double] = []
        var above = 1.0
        for share in sizes.dropLast() {
            above -= share
            ahead.append(max(0, above) / mean)
        }
        return DiscreteDistribution(lowest: demand.lowest, probabilities: convolution(demand.probabilities, ahead))
    }
}

/// The customers' orders that make up a demand: their mean number and the distribution of their sizes, by Panjer's recursion read backwards
/// (N. De Pril 1985).
///
/// - Returns: `nil` where the demand is no compound Poisson distribution with P(0) above 1e-7, to within rounding.
func compoundOrders(of demand: DiscreteDistribution) -> (rate: Double, sizes: [Double])? {
    let p = demand.probabilities
    guard demand.lowest == 0, p.count > 1, p[0] > 1e-7, p[0] < 1 else { return nil }
    // size x rate of orders of that size: k P(k) = sum over j of [j rate f(j)] P(k - j)
    var flow = [Double](repeating: 0, count: p.count)
    var total = 0.0
    let expected = -log(p[0])
    for k in 1..<p.count {
        var sum = Double(k) * p[k]
        for j in 1..<k where flow[j] != 0 { sum -= flow[j] * p[k - j] }
        let own = sum / p[0]
        let noise = 1e-9 * Double(k) / p[0]
        if own < -max(noise, 1e-7) { return nil }
        flow[k] = own > noise * 1e-3 ? own : 0
        total += flow[k] / Double(k)
        if total >= expected * (1 - 1e-12) { break }
    }
    guard abs(total - expected) <= 1e-5 * expected else { return nil }
    while flow.count > 2, let last = flow.last, last == 0 { flow.removeLast() }
    var sizes = flow
    for k in 1..<flow.count { sizes[k] = flow[k] / Double(k) / total }
    return (total, sizes)
}
