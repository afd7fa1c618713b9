import DemandModel
import Foundation
import Testing

/// Lead-time demand keeps its distributions in arrays of numbers: what is read is what was given, and files say what they said.
struct PackedDistributionTests {
    private static func demand(_ distributions: [DemandDistribution]) -> LeadTimeDemand {
        LeadTimeDemand(leadTimeDays: 14, leadTimeStandardDeviationDays: 3, reviewPeriodDays: 7, meanPerDay: 0.3, distributions: distributions)
    }

    private static let quantiles = [[-1.2, 0.1, 1.1], [-0.5, 0.5]]

    /// Unlike numbers of members, every family, two tables of quantiles, some of them cut below, and numbers that no decimal has.
    private static let plain: [DemandDistribution] = (0..<5).map { node in
        var members: [DemandDistribution.Member] = []
        for place in 0..<(2 + node) {
            let families: [DemandDistribution.Family] = [.poisson, .negativeBinomial, .gamma, .deterministic, .normal, .empirical]
            let family = families[(node + place) % 6]
            members.append(.init(
                family: family, weight: 1 / Double(3 + place), mean: Double(node + 1) / 3, variance: Double(place) / 7,
                standardisedQuantiles: family == .empirical ? quantiles[(node + place) % 2] : []))
            if family == .empirical, node % 2 == 1 { members[place].cut = .init(lowest: -1 / 3, shift: Double(node) / 7, stretch: 1.1) }
        }
        return DemandDistribution(members: members, isCount: node != 3)
    }

    private static let listed: [DemandDistribution] = (0..<5).map { node in
        DemandDistribution(probabilities: [0.5, 0.25, 0.25], lowest: node)
    }

    @Test(arguments: [plain, listed, []])
    func whatIsReadIsWhatWasGiven(_ distributions: [DemandDistribution]) throws {
        let demand = Self.demand(distributions)
        #expect(demand.distributions == distributions)
        #expect(demand.nodeCount == distributions.count)
        for node in distributions.indices { #expect(demand.distribution(node) == distributions[node]) }
        var moved = demand
        moved.distributions.append(DemandDistribution(mean: 1, variance: 2, isCount: true))
        #expect(moved != demand)
        #expect(moved.distributions.count == distributions.count + 1)
        #expect(Self.demand(distributions) == demand)
        let read = try JSONDecoder().decode(LeadTimeDemand.self, from: JSONEncoder().encode(demand))
        #expect(read == demand)
    }

    @Test func filesSayWhatTheySaid() throws {
        let text = """
            {"distributions":[{"isCount":true,"members":[{"family":"poisson","mean":4,"standardisedQuantiles":[],"variance":4,"weight":1}]}],\
            "leadTimeDays":2,"leadTimeStandardDeviationDays":0,"meanPerDay":2,"reviewPeriodDays":0}
            """
        let demand = try JSONDecoder().decode(LeadTimeDemand.self, from: Data(text.utf8))
        #expect(demand.overLeadTime == DemandDistribution(members: [.init(family: .poisson, mean: 4, variance: 4)], isCount: true))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(demand), as: UTF8.self) == text)
    }
}
