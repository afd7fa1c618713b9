import DemandModel
import Foundation
import Testing

@testable import ReorderPolicies

/// The search for the level of a warehouse, against looking at every level.
struct FamilySearchTests {
    /// A warehouse with up to five locations, of demand from rare to busy, steady to lumpy.
    private func family(_ generator: inout TestGenerator, own: Double = 0) throws -> FamilyLevels {
        let rates = (0..<1 + Int(5 * generator.uniform())).map { _ in exp(-4 + 6 * generator.uniform()) }
        let total = rates.reduce(0, +), lead = (3 + 40 * generator.uniform()).rounded(), k = 1 + 4 * generator.uniform(), cost = 0.5 + 40 * generator.uniform()
        let width = generator.uniform() < 0.5 ? 0.0 : 14
        var warehouse = problem(0, try LeadTimeDemand(rate: total, variancePerDay: k * total, leadTime: lead, review: width), cost: cost) { $0.kind = .RS }
        warehouse.terms.backorderCostPerUnitDay = 0.02 * cost
        if generator.uniform() < 0.3 { warehouse.terms.orderMultiple = 6 }
        var problems: [ReplenishmentProblem] = [], locations: [WarehouseFamily.Location] = []
        for (index, rate) in rates.enumerated() {
            var one = problem(1 + index, try LeadTimeDemand(rate: rate, variancePerDay: k * rate, leadTime: 2, review: 7), cost: cost)
            one.terms.backorderCostPerUnitDay = 0.02 * cost
            if generator.uniform() < 0.2 { one.terms.orderMultiple = 4 }
            let own = k * rate * lead, after = k * rate * 9
            let part = OwedPart(share: rate / total, covered: (mean: total * lead, variance: k * total * lead), own: own, after: after, both: own + after)
            problems.append(one)
            locations.append(.init(problem: 1 + index, part: part))
        }
        return FamilyLevels(
            WarehouseFamily(warehouse: 0, locations: locations, ownShare: own), warehouse: try StockItem(warehouse, index: 0), terms: warehouse.terms, problems: problems)
    }

    private func measures(_ generator: inout TestGenerator) -> [FamilyMeasure] {
        var all: [FamilyMeasure] = []
        for _ in 0..<3 {
            let theta = exp(-6 + 6 * generator.uniform())
            all.append(.trade(theta: theta, money: generator.uniform() < 0.7 ? .averageInventoryValue : .stockValue))
        }
        all.append(.service(.fillRate, target: 0.8 + 0.19 * generator.uniform(), money: .averageInventoryValue))
        all.append(.cost)
        return all
    }

    /// The best of the levels that are looked at, without looking at most of them.
    @Test(arguments: 0..<30) func theBestOfAllLevelsIsFound(_ seed: Int) throws {
        var generator = TestGenerator(UInt64(400 + seed))
        let given = try family(&generator, own: seed % 3 == 0 ? 0.2 : 0)
        var searched = given
        for measure in measures(&generator) {
            searched.choose(measure)
            var all = given
            let best = try #require(given.levels.map { all.look($0, measure).value.score }.min())
            if case .service = measure {
                // Between these levels too there may be better ones.
                #expect(searched.value.score <= best * (1 + 1.2 * FamilyLevels.serviceTolerance), "\(seed) \(measure): \(searched.value.score), best \(best)")
            } else {
                #expect(abs(searched.value.score - best) <= 1e-6 * abs(best), "\(seed) \(measure): \(searched.value.score), best \(best)")
            }
            #expect(searched.look(searched.level, measure).value == searched.value)
            searched.refine(measure)
            #expect(searched.value.score <= best * (1 + 1.2 * FamilyLevels.serviceTolerance))
        }
    }

    /// What locations come to falls by no more than is left for that when the warehouse owes more.
    @Test(arguments: 0..<30) func owingMoreHelpsNobody(_ seed: Int) throws {
        var generator = TestGenerator(UInt64(800 + seed))
        var levels = try family(&generator)
        for measure in measures(&generator) {
            var above = levels.look(.infinity, measure).locations
            for level in levels.levels.reversed() {
                let here = levels.look(level, measure).locations
                #expect(here >= levels.atLeast(above, measure), "\(seed) \(measure) \(level): \(here), above \(above)")
                above = max(above, here)
            }
        }
    }

    /// What is kept of a location says what its demand made anew says.
    @Test func levelsThatAreKeptAreThoseOfTheDemand() throws {
        var generator = TestGenerator(17)
        for index in 0..<60 {
            let rate = exp(-4 + 8 * generator.uniform()), k = 1 + 3 * generator.uniform()
            var one = problem(index, try LeadTimeDemand(rate: rate, variancePerDay: k * rate, leadTime: 3, review: 7), cost: 2)
            if index % 4 == 1 { one.terms.orderMultiple = 5 }
            if index % 5 == 2 { one.limits.maximumOrderUpTo = (10 * rate).rounded(.up) }
            if index % 7 == 3, index % 5 != 2 { one.limits.minimumOrderUpTo = 3 }
            let item = try StockItem(one, index: 0)
            var kept = FedLocation(item, reductionAtMost: 0.1, near: nil)
            for ratio in [0.1, 0.09, 0.12, 0.5, 0.02, 1e-6, 1, 0.3] {
                let point: FedLocation.Point
                if let known = kept.point(reductionAtMost: ratio) {
                    point = known
                } else {
                    kept = FedLocation(item, reductionAtMost: ratio, near: index % 2 == 0 ? nil : 7)
                    point = try #require(kept.point(reductionAtMost: ratio))
                }
                #expect(point.level == item.level(reductionAtMost: ratio), "\(index) \(ratio)")
                let waiting = item.backorders(point.level)
                #expect(abs(point.backorders - waiting) <= 1e-9 * (1 + waiting) && abs(point.onHand - item.onHand(point.level, backorders: waiting)) <= 1e-9 * (1 + point.onHand))
            }
        }
    }
}
