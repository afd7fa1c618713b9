import NumericCore

/// A warehouse (depot) that resupplies locations (bases) one for one, Poisson demand, first come first served.
///
/// - Expected backorders of a base depend on the depot through the units that the depot owes it. Three ways to say how many:
///   METRIC (C. C. Sherbrooke 1968) takes the base's resupply to be Poisson with the right mean; VARI-METRIC (S. C. Graves 1985;
///   Sherbrooke 1986) a negative binomial with the right mean and variance; exact splits the depot's backorders among the bases by
///   the binomial distribution (R. M. Simon 1971; Graves 1985).
public struct TwoEchelonSystem: Sendable, Equatable {
    public enum Method: String, Sendable, CaseIterable {
        case metric
        case variMetric = "vari_metric"
        case exact
    }

    /// Units per unit of time, and the time from depot to base, by base.
    public var baseRates: [Double]
    public var transportTimes: [Double]
    /// Time to replenish the depot.
    public var depotTime: Double

    public init(baseRates: [Double], transportTimes: [Double], depotTime: Double) {
        self.baseRates = baseRates
        self.transportTimes = transportTimes
        self.depotTime = depotTime
    }

    public var totalRate: Double { baseRates.reduce(0, +) }

    /// Mean and variance of the depot's backorders with `stock` units: E[B] = n1, E[B^2] = 2 n2 + n1.
    public func depotBackorders(stock: Int) -> (mean: Double, variance: Double) {
        let losses = PoissonDistribution(mean: totalRate * depotTime).losses(at: Double(stock))
        return (losses.first, max(0, 2 * losses.second + losses.first - losses.first * losses.first))
    }

    /// Distribution of the units on their way to a base or owed to it by the depot.
    public func pipeline(base: Int, depotStock: Int, method: Method) -> MixtureDistribution {
        let depot = depotBackorders(stock: depotStock)
        let share = totalRate > 0 ? baseRates[base] / totalRate : 0
        let moving = baseRates[base] * transportTimes[base]
        let mean = moving + share * depot.mean
        switch method {
        case .metric:
            return single(.poisson(PoissonDistribution(mean: mean)))
        case .variMetric:
            let variance = moving + share * (1 - share) * depot.mean + share * share * depot.variance
            if let fit = NegativeBinomialDistribution(mean: mean, variance: variance) { return single(.negativeBinomial(fit)) }
            return single(.poisson(PoissonDistribution(mean: mean)))
        case .exact:
            let owed = owedToBase(share: share, depotStock: depotStock)
            let travelling = poissonProbabilities(mean: moving)
            let both = convolution(owed, travelling)
            if let exact = DiscreteDistribution(probabilities: both) { return single(.discrete(exact)) }
            return single(.poisson(PoissonDistribution(mean: mean)))
        }
    }

    /// E[B] of every base.
    public func expectedBackorders(depotStock: Int, baseStock: [Int], method: Method) -> [Double] {
        baseRates.indices.map { base in
            pipeline(base: base, depotStock: depotStock, method: method).losses(at: Double(baseStock[base])).first
        }
    }

    /// The allocation of `totalStock` units to depot and bases with the least sum of E[B]: for each depot stock the bases get their
    /// units by marginal analysis, exact because each E[B] is convex in its stock.
    public func optimum(totalStock: Int, method: Method) -> (depotStock: Int, baseStock: [Int], expectedBackorders: Double) {
        var best = (depotStock: 0, baseStock: baseRates.map { _ in 0 }, expectedBackorders: Double.infinity)
        for depotStock in 0...max(0, totalStock) {
            let pipelines = baseRates.indices.map { pipeline(base: $0, depotStock: depotStock, method: method) }
            var stock = baseRates.map { _ in 0 }
            var gains = pipelines.map { $0.upperTail(0) }
            for _ in 0..<max(0, totalStock - depotStock) {
                guard let top = gains.indices.max(by: { gains[$0] < gains[$1] }) else { break }
                stock[top] += 1
                gains[top] = pipelines[top].upperTail(Double(stock[top]))
            }
            var sum = 0.0
            for base in baseRates.indices { sum += pipelines[base].losses(at: Double(stock[base])).first }
            if sum < best.expectedBackorders - 1e-13 { best = (depotStock, stock, sum) }
        }
        return best
    }

    /// P(n units owed to a base) = sum over b of P(B0 = b) Binomial(n; b, share).
    private func owedToBase(share: Double, depotStock: Int) -> [Double] {
        let demand = PoissonDistribution(mean: totalRate * depotTime)
        let stock = Double(max(0, depotStock))
        var owed = [0.0]
        var none = 1 - demand.upperTail(stock)
        // Row of the binomial distribution of b backorders, extended one backorder at a time.
        var row = [1.0]
        owed[0] = none
        var b = 1.0
        while b < 1e6 {
            let p = demand.probability(stock + b)
            if stock + b > demand.mean && p < 1e-30 { break }
            var next = [Double](repeating: 0, count: row.count + 1)
            for i in row.indices {
                next[i] += row[i] * (1 - share)
                next[i + 1] += row[i] * share
            }
            row = next
            while owed.count < row.count { owed.append(0) }
            for i in row.indices { owed[i] += p * row[i] }
            none += p
            b += 1
        }
        return owed
    }

    private func poissonProbabilities(mean: Double) -> [Double] {
        let poisson = PoissonDistribution(mean: mean)
        var values = [poisson.probability(0)]
        var k = 1.0
        while k < 1e7 {
            let p = poisson.probability(k)
            values.append(p)
            if k > mean && p < 1e-30 { break }
            k += 1
        }
        return values
    }

    private func single(_ member: DistributionMember) -> MixtureDistribution {
        MixtureDistribution(members: [(1, member)], isCount: true)
    }
}
