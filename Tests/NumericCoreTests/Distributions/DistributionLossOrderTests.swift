import NumericCore
import Testing

/// Losses without the second order are those with it, and piecewise linear distributions integrate exactly.
@Suite struct DistributionLossOrderTests {
    @Test func leavingOutTheSecondOrderChangesNothingElse() {
        for (mean, variance) in [(0.3, 0.9), (4.0, 5.0), (40, 900), (700, 250_000), (3_000, 4_000), (6, 20_000)] {
            guard let demand = NegativeBinomialDistribution(mean: mean, variance: variance) else { continue }
            let spread = variance.squareRoot()
            for distance in [-2.0, -0.5, 0, 0.2, 1, 3, 6, 11] {
                let x = max(0, mean + distance * spread).rounded()
                let all = demand.losses(at: x)
                let some = demand.losses(at: x, includingSecond: false)
                #expect(abs(some.upperTail - all.upperTail) <= 1e-12 * all.upperTail)
                #expect(abs(some.first - all.first) <= 1e-11 * all.first)
                #expect(abs(some.atom - all.atom) <= 1e-12 * all.atom)
                #expect(abs(demand.upperTail(x) - all.upperTail) <= 1e-12 * all.upperTail)
            }
        }
    }

    @Test func quantilesIntegrateToTheirLosses() throws {
        let quantiles = [-1.2, -0.8, -0.8, -0.1, 0.3, 1.1, 2.4]
        let demand = try #require(EmpiricalDistribution(mean: 10, standardDeviation: 4, standardisedQuantiles: quantiles))
        let top = 10 + 4 * 2.4
        for x in [0.0, 5.2, 6, 6.8, 9.5, 9.6, 14, 19.5, 19.6, 25] {
            let own = demand.losses(at: x)
            // n1 is the integral of P(D > y) and n2 that of n1, by the midpoint rule.
            let pieces = 20_000
            let width = max(0, top - x) / Double(pieces)
            var first = 0.0
            var second = 0.0
            for piece in 0..<pieces {
                let y = x + (Double(piece) + 0.5) * width
                first += width * demand.upperTail(y)
                second += width * demand.losses(at: y).first
            }
            #expect(own.upperTail == demand.upperTail(x) || abs(own.upperTail - demand.upperTail(x)) < 1e-15)
            #expect(abs(own.first - first) < 1e-3 * max(first, 1e-3))
            #expect(abs(own.second - second) < 1e-3 * max(second, 1e-3))
        }
        // Read in whole units, the second order is a sum.
        for x in [-3.0, 4, 5.2, 5.8, 6.8, 9, 15, 19, 30] {
            var sum = 0.0
            for step in 1...60 { sum += demand.losses(at: x + Double(step)).first }
            let own = DistributionMember.empirical(demand).losses(at: x, lattice: true).second
            #expect(abs(own - sum) <= 1e-12 * sum)
        }
        // n1 alone is the n1 of all losses: at the quantiles, between them, and beyond both ends.
        for x in quantiles.map({ 10 + 4 * $0 }) + stride(from: -20.0, through: 40, by: 0.7) {
            #expect(abs(demand.firstLoss(at: x) - demand.losses(at: x).first) < 1e-14 * max(1, abs(x)))
        }
    }
}
