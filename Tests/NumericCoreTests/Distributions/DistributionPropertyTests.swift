import NumericCore
import Testing

@Suite struct DistributionPropertyTests {
    static let counts: [MixtureDistribution] = {
        func one(_ member: DistributionMember) -> MixtureDistribution {
            MixtureDistribution(members: [(1, member)], isCount: true)
        }
        var all = [0.003, 0.4, 7, 19.5, 20.5, 330].map { one(.poisson(PoissonDistribution(mean: $0))) }
        for (mean, variance) in [(0.01, 0.4), (2, 2.5), (15, 200), (300, 9000), (40, 40.0001)] {
            if let d = NegativeBinomialDistribution(mean: mean, variance: variance) { all.append(one(.negativeBinomial(d))) }
        }
        if let d = DiscreteDistribution(lowest: 2, probabilities: [0.5, 0.2, 0, 0, 0.3]) { all.append(one(.discrete(d))) }
        all.append(
            MixtureDistribution(
                members: [(0.25, .poisson(PoissonDistribution(mean: 3))), (0.75, .poisson(PoissonDistribution(mean: 30)))],
                isCount: true))
        return all
    }()

    @Test(arguments: counts)
    func lossesFollowTheirRecurrences(_ d: MixtureDistribution) {
        let top = Int(d.mean + 12 * d.variance.squareRoot()) + 3
        let table = DistributionTable(d, levels: -3...top)
        for x in stride(from: -2, through: top, by: 1 + top / 60) {
            let here = d.losses(at: Double(x))
            let below = d.losses(at: Double(x - 1))
            #expect(abs(below.first - here.first - (here.upperTail + here.atom)) <= 1e-12 * (1 + below.first))
            #expect(abs(below.second - here.second - here.first) <= 1e-11 * (1 + below.second))
            #expect(abs(d.cdf(Double(x)) + d.upperTail(Double(x)) - 1) < 1e-13)
            #expect(abs(table.upperTails[x + 3] - here.upperTail) <= 1e-12 * here.upperTail + 1e-300)
            #expect(abs(table.firstLosses[x + 3] - here.first) <= 1e-12 * here.first + 1e-300)
            // Between whole numbers: linear.
            let half = d.losses(at: Double(x) - 0.5)
            #expect(abs(half.first - 0.5 * (here.first + below.first)) <= 1e-12 * (1 + below.first))
        }
    }

    @Test(arguments: counts)
    func quantilesAreTheLeastThatReach(_ d: MixtureDistribution) {
        for p in [1e-6, 0.01, 0.2, 0.5, 0.731, 0.9, 0.999, 1 - 1e-9] {
            let x = d.quantile(p)
            #expect(x == x.rounded())
            #expect(d.upperTail(x) <= (1 - p) * (1 + 1e-9) + 1e-13)
            #expect(d.upperTail(x - 1) >= (1 - p) * (1 - 1e-9) - 1e-13)
        }
    }

    @Test func continuousQuantilesInvert() throws {
        let empirical = try #require(
            EmpiricalDistribution(mean: 5, standardDeviation: 2, standardisedQuantiles: [-1.2, -0.4, 0, 0.5, 1.9]))
        let members: [DistributionMember] = [
            .normal(NormalDistribution(mean: 4, standardDeviation: 3)), .gamma(GammaDistribution(shape: 0.3, scale: 7)),
            .gamma(GammaDistribution(shape: 90, scale: 0.5)), .empirical(empirical),
        ]
        for member in members {
            for p in [0.15, 0.5, 0.77, 0.88] { #expect(abs(member.cdf(member.quantile(p)) - p) < 1e-12) }
        }
        let mixture = MixtureDistribution(members: [(0.5, members[0]), (0.5, members[2])], isCount: false)
        for p in [0.15, 0.5, 0.77, 0.999] { #expect(abs(mixture.cdf(mixture.quantile(p)) - p) < 1e-12) }
        #expect(abs(standardNormalQuantile(0.975) - 1.959963984540054) < 1e-14)
        // R: qnorm(1e-300) = -37.0471
        #expect(abs(standardNormalQuantile(1e-300) + 37.04709640) < 1e-6)
    }

    /// Losses of the empirical distribution against sums over a fine grid of its quantile function.
    @Test func empiricalLosses() throws {
        let d = try #require(
            EmpiricalDistribution(mean: 5, standardDeviation: 2, standardisedQuantiles: [-1.2, -0.4, 0, 0.5, 1.9]))
        let grid = 20_000
        let draws = (0..<grid).map { d.quantile((Double($0) + 0.5) / Double(grid)) }
        let mean = draws.reduce(0, +) / Double(grid)
        #expect(abs(d.mean - mean) < 1e-6)
        #expect(abs(d.variance - draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(grid)) < 1e-4)
        for x in [1.0, 2.7, 4.2, 5, 6.6, 8.7, 9] {
            let first = draws.reduce(0) { $0 + max(0, $1 - x) } / Double(grid)
            let second = draws.reduce(0) { $0 + 0.5 * max(0, $1 - x) * max(0, $1 - x) } / Double(grid)
            #expect(abs(d.losses(at: x).first - first) < 1e-5)
            #expect(abs(d.losses(at: x).second - second) < 1e-4)
        }
    }

    /// The lattice second-order loss of continuous members is the sum of n1 over the levels above.
    @Test func latticeSecondLoss() {
        for member in [
            DistributionMember.normal(NormalDistribution(mean: 30, standardDeviation: 20)),
            .normal(NormalDistribution(mean: 3.3, standardDeviation: 0.4)), .gamma(GammaDistribution(shape: 2, scale: 9)), .point(4.7),
        ] {
            for x in [0.0, 2, 5, 40] {
                var sum = 0.0
                for step in 1...600 { sum += member.losses(at: x + Double(step), lattice: false).first }
                #expect(abs(member.losses(at: x, lattice: true).second - sum) < 1e-5 * (1 + sum))
            }
        }
    }

    /// So far out that probabilities are subnormal: the least of them times 0.7 rounds to itself, and the sum has to end all the same.
    @Test func sumsOfSubnormalTermsEnd() {
        let demand = NegativeBinomialDistribution(size: 1.351, scale: 2.286)
        for k in stride(from: 1_900.0, through: 2_200, by: 1) {
            let losses = demand.losses(at: k)
            #expect(losses.upperTail < 1e-270 && losses.first < 1e-269)
            #expect(demand.upperTail(k) < 1e-270)
        }
        #expect(PoissonDistribution(mean: 0.2).losses(at: 150).upperTail < 1e-300)
    }

    @Test func rejectedParameters() {
        #expect(NegativeBinomialDistribution(mean: 2, variance: 2) == nil)
        #expect(NegativeBinomialDistribution(mean: 0, variance: 2) == nil)
        #expect(DiscreteDistribution(probabilities: [0.5, 0.4]) == nil)
        #expect(DiscreteDistribution(probabilities: [1.5, -0.5]) == nil)
        #expect(EmpiricalDistribution(mean: 0, standardDeviation: 1, standardisedQuantiles: []) == nil)
        #expect(EmpiricalDistribution(mean: 0, standardDeviation: 1, lowest: 0, shift: 0, stretch: 1, of: []) == nil)
        #expect(EmpiricalDistribution(mean: 0, standardDeviation: 1, lowest: 0, shift: 0, stretch: 0, of: [1]) == nil)
        #expect(EmpiricalDistribution(mean: 0, standardDeviation: 1, standardisedQuantiles: [1, 0]) == nil)
        #expect(PoissonDistribution(mean: 3).quantile(1.5).isNaN)
    }

    @Test func roots() throws {
        #expect(abs(try #require(findRoot(in: 1...2) { $0 * $0 - 2 }) - 2.squareRoot()) < 1e-15)
        #expect(findRoot(in: 2...3) { $0 * $0 - 2 } == nil)
        #expect(smallestWhole(from: 3, lowest: 0, limit: 1e9) { $0 >= 777 } == 777)
        #expect(smallestWhole(from: 900, lowest: 0, limit: 1e9) { $0 >= 777 } == 777)
        #expect(smallestWhole(from: 5, lowest: 0, limit: 100) { _ in false } == 100)
        #expect(smallestWhole(from: 5, lowest: 2, limit: 100) { _ in true } == 2)
    }

    @Test func specialFunctions() {
        #expect(abs(logGamma(5) - 3.1780538303479458) < 1e-14)
        #expect(abs(logGamma(0.001) - 6.907178885383854) < 1e-14)
        #expect(abs(logGammaOnePlus(1e-10) / -5.77215664819e-11 - 1) < 1e-9)
        #expect(abs(regularisedIncompleteGamma(a: 4, x: 10).upper / 0.010336050675925726 - 1) < 1e-14)
    }

    /// A shape that is cut below is the distribution through the quantiles that are left.
    @Test(arguments: [-3.0, -0.9, 0.2, 1.1], [0.0, 0.35]) func aShapeThatIsCutBelowHasTheQuantilesThatAreLeft(_ shift: Double, _ least: Double) throws {
        let shape = [-1.7, -1.1, -0.4, -0.4, 0.1, 0.3, 0.9, 2.3]
        let levels = shape.map { max(least, 3 * (shift + 1.4 * $0)) }
        let plain = try #require(EmpiricalDistribution(mean: 0, standardDeviation: 1, standardisedQuantiles: levels))
        guard plain.variance > 0 else { return }
        let sd = plain.variance.squareRoot()
        let other = EmpiricalDistribution(mean: 7, standardDeviation: 2, standardisedQuantiles: shape)
        let cut = try #require(EmpiricalDistribution(
            mean: plain.mean, standardDeviation: sd, lowest: (least - plain.mean) / sd, shift: (3 * shift - plain.mean) / sd, stretch: 4.2 / sd, of: shape, sharing: other))
        #expect(abs(cut.mean - plain.mean) <= 1e-12 && abs(cut.variance - plain.variance) <= 1e-12)
        var rank = 0
        for x in stride(from: -1.0, through: 14, by: 0.25) where x != least {
            let (a, b) = (cut.losses(at: x), plain.losses(at: x))
            #expect(abs(a.upperTail - b.upperTail) <= 1e-12 && abs(a.first - b.first) <= 1e-12 && abs(a.second - b.second) <= 1e-11)
            #expect(abs(cut.firstLoss(at: x, near: &rank) - b.first) <= 1e-12)
            let (c, d) = (DistributionMember.empirical(cut), DistributionMember.empirical(plain))
            #expect(abs(c.losses(at: x, lattice: true).second - d.losses(at: x, lattice: true).second) <= 1e-10)
        }
        for p in [0.0, 0.01, 0.3, 0.5, 0.8, 0.99, 1] { #expect(abs(cut.quantile(p) - plain.quantile(p)) <= 1e-12) }
        // All that is cut lies at the least value: nothing of it lies above.
        if least == 0, levels[1] == 0 { #expect(cut.losses(at: least).upperTail < 1) }
    }
}
