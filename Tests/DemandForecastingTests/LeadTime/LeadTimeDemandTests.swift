@testable import DemandForecasting
import DemandModel
import Foundation
import Testing
import TextForms

/// Distribution function of negative binomial and Poisson mixtures by plain summation: only for tests.
private func cdf(_ distribution: DemandDistribution, upTo x: Int) -> Double {
    distribution.members.reduce(0) { sum, member in
        var total = 0.0
        switch member.family {
        case .negativeBinomial:
            let p = member.mean / member.variance, r = member.mean * p / (1 - p)
            var term = exp(r * log(p))
            for k in 0...x {
                total += term
                term *= (r + Double(k)) / Double(k + 1) * (1 - p)
            }
        default:
            Issue.record("unexpected family \(member.family)")
        }
        return sum + member.weight * total
    }
}

private func outlook(
    _ mean: [Double], _ variance: [Double], isCount: Bool = true, periodDays: Double = 7
) -> DemandOutlook {
    DemandOutlook(
        key: ItemLocation(item: "mug"), mean: mean, cumulativeVariance: variance, isCount: isCount, demandClass: .smooth,
        periodDays: periodDays, members: [])
}

struct LeadTimeDemandTests {
    struct Case: Decodable {
        struct Node: Decodable {
            var fraction, mean, variance: Double
            var quantiles: [Int]
        }
        var mean, variance: [Double]
        var periodDays, leadTimeDays, sd, reviewDays: Double
        var nodes: [Node]
    }

    static func cases() throws -> [Case] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/lead_time_mixing.json")
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    }

    @Test("A gamma lead time: moments exact, quantiles within a unit or 2% of brute force")
    func randomLeadTime() throws {
        for c in try Self.cases() {
            let demand = try LeadTimeDemand(
                outlook: outlook(c.mean, c.variance, periodDays: c.periodDays),
                leadTime: LeadTime(meanDays: c.leadTimeDays, standardDeviationDays: c.sd), reviewPeriodDays: c.reviewDays)
            let nodes = LeadTimeDemand.nodes(reviewPeriodDays: c.reviewDays)
            #expect(demand.distributions.count == nodes.count)
            for expected in c.nodes {
                let i = try #require(nodes.firstIndex { $0.fraction == expected.fraction })
                let d = demand.distributions[i]
                #expect(abs(d.mean - expected.mean) < 1e-7 * expected.mean)
                #expect(abs(d.variance - expected.variance) < 1e-6 * expected.variance)
                #expect(abs(d.members.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
                for (q, x) in zip([0.5, 0.8, 0.9, 0.95, 0.99], expected.quantiles) {
                    var own = 0
                    while cdf(d, upTo: own) < q { own += 1 }
                    #expect(abs(Double(own - x)) <= max(1, 0.02 * Double(x)), "case \(c.leadTimeDays) u \(expected.fraction) q \(q): \(own), \(x)")
                }
            }
        }
    }

    @Test("The example of the documentation; real-valued days")
    func fixedLeadTime() throws {
        let demand = try LeadTimeDemand(
            outlook: outlook([7, 7, 7], [14, 28, 42]), leadTime: .fixed(days: 10), reviewPeriodDays: 4)
        #expect(abs(demand.overLeadTime.mean - 10) < 1e-12)
        #expect(abs(demand.overProtectionInterval.variance - 28) < 1e-12)
        #expect(demand.overLeadTime.members.count == 1)
        #expect(demand.overLeadTime.members[0].family == .negativeBinomial)
        #expect(abs(demand.meanPerDay - 1) < 1e-12)
    }

    @Test("Families by moments")
    func families() {
        func family(_ mean: Double, _ variance: Double, _ isCount: Bool) -> DemandDistribution.Family {
            DemandDistribution.Member(mean: mean, variance: variance, isCount: isCount).family
        }
        #expect(family(4, 6, true) == .negativeBinomial)
        #expect(family(4, 4, true) == .poisson)
        #expect(family(4, 3, true) == .gamma)
        #expect(family(4, 0, true) == .deterministic)
        #expect(family(0, 3, true) == .deterministic)
        #expect(family(4, 6, false) == .gamma)
        #expect(family(-4, 6, false) == .normal)
        #expect(family(0.001, 0.0011, true) == .negativeBinomial)
        #expect(family(1e6, 1e10, true) == .negativeBinomial)
    }

    @Test("Lead time of zero, under both kinds of review")
    func zeroLeadTime() throws {
        let o = outlook([7, 7], [14, 28])
        let continuous = try LeadTimeDemand(outlook: o, leadTime: .fixed(days: 0), reviewPeriodDays: 0)
        #expect(continuous.distributions.count == 1)
        #expect(continuous.overLeadTime.mean == 0 && continuous.overLeadTime.variance == 0)
        #expect(continuous.meanPerDay == 1)
        let periodic = try LeadTimeDemand(outlook: o, leadTime: .fixed(days: 0), reviewPeriodDays: 7)
        #expect(periodic.overLeadTime.mean == 0)
        #expect(abs(periodic.overProtectionInterval.mean - 7) < 1e-12)
    }

    @Test("Beyond the horizon the season repeats and the variance grows by the local level law")
    func beyondHorizon() throws {
        let a = 0.3, s2 = 5.0
        func law(_ h: Double) -> Double { s2 * h * (1 + a * (h - 1) + a * a * (h - 1) * (2 * h - 1) / 6) }
        let season = [1.0, 2, 3, 4]
        let short = try LeadTimePath(
            outlook: outlook(season, (1...4).map { law(Double($0)) }), seasonLength: 4)
        for h in [1, 4, 5, 9, 52] {
            let expected = (0..<h).reduce(0.0) { $0 + season[$1 % 4] }
            #expect(abs(short.total(periods: h).mean - expected) < 1e-9)
            #expect(abs(short.total(periods: h).variance / law(Double(h)) - 1) < 1e-9)
        }
    }

    @Test("Means of 0.001 and 1e6, sd of nearly zero, very late lead times: finite, exact moments, more variance with more lead time variance")
    func extremes() throws {
        for mean in [0.001, 1, 1e6] {
            let o = outlook([Double](repeating: mean, count: 12), (1...12).map { Double($0) * mean * 1.5 })
            var last = -1.0
            for sd in [0, 0.001, 0.1, 1, 5, 20] {
                let d = try LeadTimeDemand(
                    outlook: o, leadTime: LeadTime(meanDays: 10, standardDeviationDays: sd), reviewPeriodDays: 7
                ).overProtectionInterval
                #expect(abs(d.mean / (mean * 17 / 7) - 1) < 1e-9)
                let variance = mean * 1.5 * 17 / 7 + mean * mean * sd * sd / 49
                #expect(abs(d.variance / variance - 1) < 1e-6)
                #expect(d.variance > last)
                last = d.variance
                #expect(d.members.count <= 5)
            }
        }
    }

    @Test("Receipts: the mixture has the moments of the lead times")
    func empiricalLeadTimes() throws {
        let days = [21.0, 7, 14, 14, 28, 70], weights = [1.0, 2, 1, 1, 1, 1]
        let o = outlook([7, 7, 7], [14, 28, 42])
        let lead = LeadTime.empirical(days: days, weights: weights)
        let d = try LeadTimeDemand(outlook: o, leadTime: lead, reviewPeriodDays: 0).overLeadTime
        #expect(abs(d.mean - lead.meanDays) < 1e-12)
        let variance = 2 * lead.meanDays + lead.standardDeviationDays * lead.standardDeviationDays
        #expect(abs(d.variance - variance) < 1e-9)
    }

    @Test("Input that cannot be used is refused with a message that says what to do")
    func badInput() {
        let o = outlook([7], [14])
        func error(_ o: DemandOutlook, _ lead: LeadTime, _ review: Double = 7) -> LeadTimeDemandError? {
            do throws(LeadTimeDemandError) {
                _ = try LeadTimeDemand(outlook: o, leadTime: lead, reviewPeriodDays: review)
                return nil
            } catch { return error }
        }
        #expect(error(o, .fixed(days: -1)) == .invalidLeadTime(meanDays: -1, standardDeviationDays: 0))
        #expect(error(o, .gamma(meanDays: 3, standardDeviationDays: .infinity)) != nil)
        #expect(error(o, .fixed(days: 1e12)) != nil)
        #expect(error(o, .empirical(days: [1], weights: [0])) == .invalidReceipts(days: 1, weights: 1))
        #expect(error(o, .fixed(days: 1), -1) == .invalidReviewPeriod(days: -1))
        #expect(error(outlook([], []), .fixed(days: 1)) == .emptyOutlook(uniqueID: "mug"))
        #expect(error(outlook([1], [1, 2]), .fixed(days: 1)) == .unequalLengths(uniqueID: "mug", means: 1, variances: 2))
        #expect(error(outlook([.nan], [1]), .fixed(days: 1)) == .notFinite(uniqueID: "mug", period: 1))
        #expect(error(outlook([1], [1], periodDays: 0), .fixed(days: 1)) == .invalidPeriodLength(days: 0))
        #expect("\(LeadTimeDemandError.emptyOutlook(uniqueID: "mug"))".contains("horizon"))
    }
}
