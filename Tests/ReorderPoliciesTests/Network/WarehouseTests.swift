import DemandModel
import Foundation
import NumericCore
import Testing

@testable import ReorderPolicies

/// Locations behind a warehouse: against shops lived day by day (`Fixtures/two_echelon_shops.py`), and against the exact split for Poisson demand.
struct WarehouseTests {
    private struct Lived: Decodable {
        var expected_backorders: [Double]
        var errors: [Double]
        var fill_rates: [Double]
    }

    private struct Case: Decodable {
        var means: [Double]
        var lumps: Double
        var transport_days: Double
        var review_days: Double
        var lead_days: Double
        var warehouse_review_days: Double
        var warehouse_level: Double
        var levels: [Double]
        var first_come: Lived
        var by_need: Lived
    }

    private struct Cases: Decodable {
        var cases: [Case]
    }

    private func cases() throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/two-echelon-shops.json")
        return try JSONDecoder().decode(Cases.self, from: Data(contentsOf: file)).cases
    }

    /// What the formulas say of a case: E[B] and fill of each location.
    private func reached(_ one: Case, rule: TransferRule) throws -> [PolicyPerformance] {
        let total = one.means.reduce(0, +), k = one.lumps
        let timing = WarehouseTiming(
            leadTimeDays: one.lead_days, reviewDays: one.warehouse_review_days, locations: one.means.map { (reviewDays: one.review_days, weight: $0) })
        let warehouse = try StockEvaluator(LeadTimeDemand(rate: total, variancePerDay: k * total, leadTime: timing.leadTimeDays, review: timing.reviewDays))
        let owed = warehouse.owed(orderUpTo: one.warehouse_level, batch: 1)
        let days = timing.leadTimeDays + 0.5 * timing.reviewDays
        return try zip(one.means, one.levels).map { mean, level in
            let after = k * mean * (one.transport_days + one.review_days), own = k * mean * days
            var part = OwedPart(share: mean / total, covered: (mean: total * days, variance: k * total * days), own: own, after: after, both: own + after, rule: rule)
            part.looseUnits = max(0, 0.5 * k / mean - one.review_days) * total
            let demand = try LeadTimeDemand(rate: mean, variancePerDay: k * mean, leadTime: one.transport_days, review: one.review_days).fed(by: owed, part)
            return try evaluatePolicy(ReplenishmentPolicy(kind: .RS, reorderPoint: level - 1, orderUpTo: level), demand: demand)
        }
    }

    @Test func unitsWaitingAndFillAreThoseOfShopsLivedThrough() throws {
        let cases = try cases()
        #expect(cases.count == 13)
        for one in cases {
            for (rule, lived) in [(TransferRule.firstCome, one.first_come), (.byNeed, one.by_need)] {
                let found = try reached(one, rule: rule)
                let waiting = found.reduce(0) { $0 + $1.expectedBackorders }, really = lived.expected_backorders.reduce(0, +)
                let error = lived.errors.reduce(0, +)
                let name = "\(rule) k \(one.lumps), R \(one.review_days), L0 \(one.lead_days), R0 \(one.warehouse_review_days), S0 \(one.warehouse_level)"
                #expect(abs(waiting - really) <= 4 * error + (rule == .firstCome ? 0.1 : 0.15) * really + 0.02, "\(name): \(waiting), lived \(really)")
                for (mine, its) in zip(found, lived.fill_rates) { #expect(abs(mine.fillRate - its) < 0.025, "\(name): fill \(mine.fillRate), lived \(its)") }
            }
        }
    }

    /// One for one replenishment of Poisson demand, first come, first served: the exact answer is known.
    @Test func poissonDemandAgreesWithTheBinomialSplit() throws {
        let system = TwoEchelonSystem(baseRates: [0.3, 0.15, 0.05], transportTimes: [3, 5, 8], depotTime: 20)
        let total = system.totalRate
        let warehouse = try StockEvaluator(LeadTimeDemand(rate: total, variancePerDay: total, leadTime: 20, review: 0))
        for depot in [0, 6, 10, 14] {
            let owed = warehouse.owed(orderUpTo: Double(depot), batch: 1), exact = system.depotBackorders(stock: depot)
            #expect(abs(owed.mean - exact.mean) < 1e-9 && abs(owed.variance - exact.variance) < 1e-7)
            for stock in [[1, 1, 1], [3, 2, 1], [6, 4, 2]] {
                let known = system.expectedBackorders(depotStock: depot, baseStock: stock, method: .exact)
                let usual = system.expectedBackorders(depotStock: depot, baseStock: stock, method: .metric)
                for base in stock.indices {
                    let rate = system.baseRates[base], f = rate / total
                    let part = OwedPart(share: f, ownVariance: f * (1 - f), rule: .firstCome)
                    let demand = try LeadTimeDemand(rate: rate, variancePerDay: rate, leadTime: system.transportTimes[base], review: 0).fed(by: owed, part)
                    let mine = try StockEvaluator(demand).expectedBackorders(orderUpTo: Double(stock[base]), batch: 1)
                    #expect(abs(mine - known[base]) <= 0.05 * known[base] + 4e-3, "depot \(depot), base \(base), \(stock[base]): \(mine), exact \(known[base]), METRIC \(usual[base])")
                }
            }
        }
    }

    /// omega of Poisson demand is f (1 - f), and nothing is in common with later demand.
    @Test func splitVarianceOfPoissonDemandIsGraves() {
        let part = OwedPart(share: 0.3, covered: (mean: 50, variance: 50), own: 15, after: 9, both: 24, rule: .firstCome)
        #expect(abs(part.ownVariance - 0.3 * 0.7) < 1e-12 && part.levelVariance == 0)
    }

    @Test func nothingOwedChangesNothing() throws {
        let demand = try LeadTimeDemand(rate: 2, variancePerDay: 3, leadTime: 2, review: 7)
        #expect(demand.fed(by: OwedUnits(probability: 0, mean: 0, meanSquare: 0), OwedPart(share: 0.5, ownVariance: 1)) == demand)
    }

    /// Mean and variance of the fed demand are those of the formulas, whatever the members.
    @Test func momentsAreThoseOfTheFormulas() throws {
        let demand = try LeadTimeDemand(rate: 2, variancePerDay: 5, leadTime: 2, review: 7)
        let owed = OwedUnits(probability: 0.4, mean: 3, meanSquare: 40, sinceReceipt: 1)
        let part = OwedPart(share: 0.25, ownVariance: 0.7, levelVariance: 0.1, rule: .byNeed)
        let fed = demand.fed(by: owed, part)
        for (one, other) in zip(fed.distributions, demand.distributions) {
            #expect(abs(one.mean - other.mean - 0.75) < 1e-9)
            #expect(abs(one.variance - other.variance - (0.0625 * 31 + 0.7 + 0.3)) < 1e-9)
        }
        #expect(abs(fed.wantedOverProtectionInterval.mean - 18) < 1e-9)
    }

    @Test func timingCountsWholeReviews() {
        func timing(_ lead: Double, _ review: Double, _ location: Double) -> (Double, Double) {
            let one = WarehouseTiming(leadTimeDays: lead, reviewDays: review, locations: [(reviewDays: location, weight: 1)])
            return (one.leadTimeDays, one.reviewDays)
        }
        #expect(timing(28, 7, 7) == (28, 0))
        // An order of ten days serves the second transfer after it.
        #expect(timing(10, 7, 7) == (14, 0))
        #expect(timing(10, 1, 7) == (14, 0))
        #expect(timing(10, 7, 0) == (10, 7))
        // 28, 35, 42 and 49 days, each as likely: mean 38.5, variance 61.25.
        let four = timing(28, 28, 7)
        #expect(abs(four.0 + 0.5 * four.1 - 38.5) < 1e-9 && abs(four.1 * four.1 / 12 - 61.25) < 1e-9)
        #expect(timing(0, 0, 0) == (0, 0))
    }
}
