import DemandModel
import Testing

@testable import DemandForecasting

@Suite struct LeadTimeCompactionTests {
    private func mixture(_ count: Int) -> DemandDistribution {
        var members = (0..<count).map { index -> DemandDistribution.Member in
            let mean = 5 + 3 * Double((index * 7) % count)
            return .init(family: .negativeBinomial, weight: 0.8 / Double(count), mean: mean, variance: mean + 0.4 * mean * mean)
        }
        let table = (0..<32).map { (Double($0) - 15.5) / 9.2 }
        members.append(.init(family: .empirical, weight: 0.15, mean: 40, variance: 300, standardisedQuantiles: table))
        members.append(.init(family: .empirical, weight: 0.05, mean: 60, variance: 500, standardisedQuantiles: table))
        return DemandDistribution(members: members, isCount: true)
    }

    @Test func keepsMeanVarianceAndWeight() {
        for count in [6, 25, 40] {
            let full = mixture(count)
            let small = full.compacted
            #expect(small.members.count <= 6)
            #expect(abs(small.mean / full.mean - 1) < 1e-12)
            #expect(abs(small.variance / full.variance - 1) < 1e-12)
            #expect(abs(small.members.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        }
    }

    @Test func quantilesStayClose() {
        let full = mixture(30)
        let (exact, quick) = (full.evaluated(), full.compacted.evaluated())
        for level in [0.5, 0.8, 0.9, 0.95, 0.99] {
            #expect(abs(quick.quantile(level) - exact.quantile(level)) <= max(1, 0.03 * exact.quantile(level)))
        }
    }

    @Test func smallMixturesStayAsTheyAre() {
        let full = DemandDistribution(members: [.init(family: .poisson, weight: 1, mean: 4, variance: 4)], isCount: true)
        #expect(full.compacted == full)
    }
}
