@testable import DemandForecasting
import DemandModel
import Foundation
import NumericCore
import Testing
import TextForms

/// Mixtures against Fixtures/lead_time_mixtures.py: every probability of every member added up.
struct LeadTimeMixtureTests {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Point: Decodable, Sendable { var x, cdf, tail, first, second: Double }
        struct Pooled: Decodable, Sendable {
            var outlookMean, outlookVariance, mean, dispersion, outlookFactor, modelWeight, pooledWeight, dispersionShare: Double
            var horizonPeriods: Int
            var driftWeights: [Double]
        }
        var name: String
        var isCount: Bool
        var mean, variance: Double
        var levels, quantiles: [Double]
        var points: [Point]
        var pooled: Pooled?
        var days, weights: [Double]?
        var rate, varianceRate: Double?
        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/lead_time_mixtures.json")
        return (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []
    }()

    /// An outlook of `rate` a day.
    static func outlook(rate: Double, varianceRate: Double, periods: Int, days: Double, isCount: Bool) -> DemandOutlook {
        DemandOutlook(
            key: ItemLocation(item: "a"), mean: [Double](repeating: rate * days, count: periods),
            cumulativeVariance: (1...periods).map { varianceRate * days * Double($0) }, isCount: isCount, demandClass: .smooth, periodDays: days,
            members: [])
    }

    static func demand(_ one: Case) throws -> LeadTimeDemand {
        if let p = one.pooled {
            let h = Double(p.horizonPeriods)
            let pooled = PooledDemand(
                horizonPeriods: p.horizonPeriods, mean: p.mean, dispersion: p.dispersion, outlookMean: p.outlookMean,
                outlookVariance: p.outlookVariance, outlookFactor: p.outlookFactor, modelWeight: p.modelWeight, pooledWeight: p.pooledWeight,
                errorWeight: 0, driftWeights: p.driftWeights, dispersionShare: p.dispersionShare, errorTable: -1)
            return try LeadTimeDemand(
                outlook: outlook(rate: p.outlookMean / h / 7, varianceRate: p.outlookVariance / h / 7, periods: 8, days: 7, isCount: true),
                pooled: pooled, errorTables: [], leadTime: .fixed(days: 7 * h), reviewPeriodDays: 0)
        }
        return try LeadTimeDemand(
            outlook: outlook(rate: one.rate ?? 0, varianceRate: one.varianceRate ?? 0, periods: 60, days: 7, isCount: one.isCount),
            leadTime: .empirical(days: one.days ?? [], weights: one.weights ?? []), reviewPeriodDays: 0)
    }

    @Test("Moments, distribution function, quantiles and losses, far into both tails", arguments: cases)
    func bruteForce(_ one: Case) throws {
        let distribution = try Self.demand(one).overLeadTime
        #expect(abs(distribution.mean / one.mean - 1) < 1e-12 && abs(distribution.variance / one.variance - 1) < 1e-12)
        let quantiles = distribution.quantiles(one.levels)
        for (p, pair) in zip(one.levels, zip(quantiles, one.quantiles)) {
            #expect(one.isCount ? pair.0 == pair.1 : abs(pair.0 / pair.1 - 1) < 1e-8, "\(one.name) at \(p): \(pair)")
        }
        let mixture = distribution.evaluated()
        for point in one.points {
            let losses = mixture.losses(at: point.x)
            #expect(abs(mixture.cdf(point.x) - point.cdf) < 1e-12 && abs(mixture.upperTail(point.x) / point.tail - 1) < 1e-9)
            #expect(abs(losses.upperTail / point.tail - 1) < 1e-9, "\(one.name) at \(point.x): \(losses.upperTail)")
            #expect(abs(losses.first / point.first - 1) < 1e-8, "\(one.name) at \(point.x): \(losses.first) \(point.first)")
            #expect(abs(losses.second / point.second - 1) < 1e-8, "\(one.name) at \(point.x): \(losses.second) \(point.second)")
        }
    }

    @Test("The cases are there")
    func read() { #expect(Self.cases.count == 7) }

    @Test("Thirty receipts are cut into five slices: moments exact, quantiles up to 0.99 within a unit or 3% with an outlier")
    func manyReceipts() throws {
        let days = (0..<30).map { (receipt: Int) -> Double in
            let spread = Double((receipt * 17) % 30)
            return receipt == 7 ? spread + 36 : spread + 6
        }
        let sliced = try LeadTimeDemand(
            outlook: Self.outlook(rate: 1.5, varianceRate: 4, periods: 60, days: 7, isCount: true),
            leadTime: .empirical(days: days, weights: days.map { _ in 1 }), reviewPeriodDays: 0).overLeadTime
        let whole = DemandDistribution(
            members: days.map { day in
                var member = DemandDistribution.Member(mean: 1.5 * day, variance: 4 * day, isCount: true)
                member.weight = 1.0 / 30
                return member
            }, isCount: true)
        #expect(sliced.members.count <= 5)
        #expect(abs(sliced.mean / whole.mean - 1) < 1e-12 && abs(sliced.variance / whole.variance - 1) < 1e-12)
        for (a, b) in zip(sliced.quantiles([0.1, 0.5, 0.9, 0.99]), whole.quantiles([0.1, 0.5, 0.9, 0.99])) {
            #expect(abs(a - b) <= max(1, 0.03 * b), "\(a) \(b)")
        }
    }

    @Test("What is kept of an item takes a few hundred bytes, as text and in memory")
    func size() throws {
        let pooled = PooledDemand(
            horizonPeriods: 4, mean: 1 / 3.0, dispersion: 1 / 7.0, outlookMean: 1 / 9.0, outlookVariance: 1 / 11.0, outlookFactor: 1 / 13.0,
            modelWeight: 0.25, pooledWeight: 0.5, errorWeight: 0.25, driftWeights: (1...7).map { 1 / (7 + 0.1 * Double($0)) }, dispersionShare: 0.7,
            errorTable: 3)
        #expect(try JSONEncoder().encode(pooled).count < 500)
        // The record and its array of weights (a header of 32 bytes).
        #expect(MemoryLayout<PooledDemand>.stride + 32 + 7 * 8 < 300, "\(MemoryLayout<PooledDemand>.stride)")
    }
}
