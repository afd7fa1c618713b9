import DemandModel
import Foundation
import Testing

@testable import ReorderPolicies

/// Levels under a capacity: against shops lived day by day (`Fixtures/capacity_shops.py`), and exact cases.
struct CapacityShortfallTests {
    private struct Case: Decodable {
        var means: [Double]
        var lumps: Double
        var lead_days: Double
        var review_days: Double
        var capacity: Double
        var levels: [Double]
        var expected_backorders: [Double]
        var errors: [Double]
        var fill_rates: [Double]
    }

    private struct Cases: Decodable {
        var cases: [Case]
    }

    private func cases() throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/capacity-shops.json")
        return try JSONDecoder().decode(Cases.self, from: Data(contentsOf: file)).cases
    }

    @Test func unitsWaitingAreThoseOfShopsLivedThrough() throws {
        let cases = try cases()
        #expect(cases.count == 8)
        for one in cases {
            let total = one.means.reduce(0, +), k = one.lumps
            let shortfall = try #require(capacityShortfall(
                mean: total * one.review_days, variance: k * total * one.review_days, capacity: one.capacity, isCount: true))
            var waiting = 0.0, blind = 0.0
            for (index, (mean, level)) in zip(one.means, one.levels).enumerated() {
                let demand = try LeadTimeDemand(rate: mean, variancePerDay: k * mean, leadTime: one.lead_days, review: one.review_days)
                let share = mean / total
                var part = OwedPart(share: share, ownVariance: share * (k - share * k))
                part.looseUnits = max(0, 0.5 * k / mean - one.review_days) * total
                let policy = ReplenishmentPolicy(kind: .RS, reorderPoint: level - 1, orderUpTo: level)
                let counted = one.means.count == 1 ? try #require(demand.behindCapacity(one.capacity)) : demand.behind(shortfall, part)
                let reached = try evaluatePolicy(policy, demand: counted)
                waiting += reached.expectedBackorders
                blind += try evaluatePolicy(policy, demand: demand).expectedBackorders
                #expect(abs(reached.fillRate - one.fill_rates[index]) < (one.means.count == 1 ? 0.01 : 0.03), "\(one.means), C \(one.capacity): fill \(reached.fillRate), lived \(one.fill_rates[index])")
                #expect(abs(counted.wantedOverProtectionInterval.mean - mean * (one.lead_days + one.review_days)) < 1e-9)
            }
            let really = one.expected_backorders.reduce(0, +)
            #expect(abs(waiting - really) <= 4 * one.errors.reduce(0, +) + 0.06 * really, "\(one.means), C \(one.capacity): \(waiting), lived \(really), without capacity \(blind)")
        }
    }

    /// Demand of 0 or 2 with a capacity of 1 is a random walk that is held at 0: V is geometric, P(V = n) = (1 - q) q^n with q = p / (1 - p).
    @Test func momentsOfAWalkAreExact() throws {
        // A Poisson number of reviews in one: checked against the fixed point of V' = max(0, V + D - C).
        for (mean, ratio, capacity) in [(7.0, 1.0, 9.0), (2, 3, 4), (0.5, 2, 1), (30, 4, 33)] {
            let found = try #require(capacityShortfall(mean: mean, variance: ratio * mean, capacity: capacity, isCount: true))
            let r = mean / max(ratio - 1, 1e-9), most = 6_000
            var demand = [Double](repeating: 0, count: 400)
            demand[0] = ratio == 1 ? exp(-mean) : pow(1 / ratio, r)
            for n in 1..<demand.count { demand[n] = demand[n - 1] * (ratio == 1 ? mean / Double(n) : (r + Double(n) - 1) / Double(n) * (1 - 1 / ratio)) }
            var v = [1.0]
            for _ in 0..<3_000 {
                var next = [Double](repeating: 0, count: min(most, v.count + demand.count))
                for (units, weight) in v.enumerated() where weight > 1e-13 {
                    for (n, p) in demand.enumerated() where p > 1e-13 { next[min(next.count - 1, max(0, units + n - Int(capacity)))] += weight * p }
                }
                while let last = next.last, last < 1e-13, next.count > 1 { next.removeLast() }
                let change = zip(next, v).reduce(0) { $0 + abs($1.0 - $1.1) }
                v = next
                if change < 1e-10 { break }
            }
            let first = v.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
            let square = v.enumerated().reduce(0) { $0 + Double($1.offset * $1.offset) * $1.element }
            #expect(abs(found.mean - first) < 2e-3 * first + 1e-6, "mean \(found.mean), by iteration \(first)")
            #expect(abs(found.meanSquare - square) < 4e-3 * square + 1e-6)
            #expect(abs(found.probability - (1 - v[0])) < 1e-3)
        }
    }

    @Test func aCapacityBelowDemandHasNoAnswer() throws {
        #expect(capacityShortfall(mean: 7, variance: 7, capacity: 7, isCount: true) == nil)
        #expect(capacityShortfall(mean: 7, variance: 7, capacity: 0, isCount: true) == nil)
        #expect(try LeadTimeDemand(rate: 1, variancePerDay: 2, leadTime: 7, review: 7).behindCapacity(6) == nil)
    }

    @Test func aWideCapacityChangesNothing() throws {
        let demand = try LeadTimeDemand(rate: 1, variancePerDay: 2, leadTime: 7, review: 7)
        let wide = try #require(demand.behindCapacity(200))
        #expect(abs(wide.overProtectionInterval.mean - demand.overProtectionInterval.mean) < 1e-9)
        #expect(capacityShortfall(mean: 0, variance: 0, capacity: 5, isCount: true)?.mean == 0)
    }

    /// More capacity leaves less behind.
    @Test func shortfallFallsWithCapacity() {
        let means = [21.0, 22, 24, 28, 40].compactMap { capacityShortfall(mean: 20, variance: 60, capacity: $0, isCount: true)?.mean }
        #expect(means.count == 5 && zip(means, means.dropFirst()).allSatisfy { $0 > $1 })
    }
}
