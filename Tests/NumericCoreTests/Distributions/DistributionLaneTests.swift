import NumericCore
import Testing

@Suite struct DistributionLaneTests {
    private func mixture(_ mean: Double, _ spread: Double) -> MixtureDistribution {
        let members: [(weight: Double, member: DistributionMember)] = (0..<5).map { index in
            let own = mean * (1 + 0.3 * Double(index))
            guard index > 0, let lumpy = NegativeBinomialDistribution(mean: own, variance: own * (1 + spread)) else {
                return (0.2, .poisson(PoissonDistribution(mean: own)))
            }
            return (0.2, .negativeBinomial(lumpy))
        }
        return MixtureDistribution(members: members, isCount: true)
    }

    /// The same as one by one, from the lower side to far out in the tail.
    @Test(arguments: [0.001, 0.4, 7, 90, 4_000, 200_000], [0.01, 0.6, 12, 900])
    func lanesAgreeWithSingleDistributions(_ mean: Double, _ spread: Double) {
        let one = mixture(mean, spread)
        let other = mixture(1.7 * mean, 0.5 * spread)
        for reach in [-3.0, 0, 2, 9, 30] {
            let level = max(0, (one.mean + reach * one.variance.squareRoot()).rounded())
            for (own, expected) in zip(CountLanes.losses([one, other], at: level), [one, other].map { $0.losses(at: level, includingSecond: false) }) {
                #expect(abs(own.atom - expected.atom) <= 1e-12 * expected.atom + 1e-290)
                #expect(abs(own.upperTail - expected.upperTail) <= 1e-12 * expected.upperTail + 1e-290)
                #expect(abs(own.first - expected.first) <= 1e-11 * expected.first + 1e-290)
            }
        }
    }

    /// Members that are no counts, and those at one point, take part as they do one by one.
    @Test(arguments: [0.0, 1, 3, 8, 40]) func otherMembersTakePart(_ level: Double) throws {
        let errors = try #require(EmpiricalDistribution(mean: 5, standardDeviation: 3, standardisedQuantiles: [-1.2, -0.3, 0.1, 1.4]))
        let lumpy = try #require(NegativeBinomialDistribution(mean: 4, variance: 9))
        let demand = MixtureDistribution(
            members: [
                (0.2, .negativeBinomial(lumpy)), (0.3, .empirical(errors)), (0.1, .point(0)), (0.2, .gamma(GammaDistribution(shape: 2, scale: 1))),
                (0.2, .poisson(PoissonDistribution(mean: 3))),
            ], isCount: true)
        let own = CountLanes.losses([demand], at: level)[0], expected = demand.losses(at: level, includingSecond: false)
        #expect(abs(own.atom - expected.atom) <= 1e-13)
        #expect(abs(own.upperTail - expected.upperTail) <= 1e-13)
        #expect(abs(own.first - expected.first) <= 1e-13 * max(1, expected.first))
    }

    @Test func nothingHasNoLosses() { #expect(CountLanes.losses([], at: 3).isEmpty) }

    @Test(arguments: [(4.0, 1.0), (300.0, 0.2), (0.02, 3.0)])
    func whatIsLeftAgreesWhereNothingCancels(_ mean: Double, _ spread: Double) throws {
        let demand = mixture(mean, spread)
        for level in [1.0, 3, 40, 500] {
            let lower = try #require(demand.lowerLosses(at: level))
            let plain = level - demand.mean + demand.losses(at: level).first
            #expect(abs(lower.first - plain) <= 1e-12 * max(demand.mean, level))
        }
        #expect(demand.lowerLosses(at: 0.5) == nil)
        #expect(demand.lowerLosses(at: -2)?.first == 0)
    }
}
