import DemandModel
import Foundation
import Testing

@testable import CustomerBackorders

/// What expires, against shops lived day by day (`Fixtures/waste_shops.py`).
struct ExpectedWasteTests {
    private struct Case: Decodable {
        var mean: Double
        var lumps: Double
        var lead_days: Double
        var review_days: Double
        var shelf_life_days: Double
        var level: Double
        var expired_a_year: Double
        var expected_backorders: Double
        var fill_rate: Double
        var lasting_backorders: Double
        var lasting_fill_rate: Double
    }

    private struct Cases: Decodable {
        var cases: [Case]
    }

    private func item(_ one: Case) -> PlannedItem {
        let key = ItemLocation(item: "yoghurt")
        var supply = SupplyTerms(leadTimeDays: one.lead_days, reviewPeriodDays: one.review_days)
        supply.stock = StockTerms()
        supply.stock?.shelfLifeDays = one.shelf_life_days
        let days = one.lead_days + one.review_days
        let recommendation = Recommendation(
            key: key, status: .ok, policy: ReplenishmentPolicy(kind: .RS, reorderPoint: one.level - 1, orderUpTo: one.level), protectionDays: days,
            demandMean: one.mean * days, demandStandardDeviation: (one.lumps * one.mean * days).squareRoot(), reason: "")
        let periods = 60
        var planned = PlannedItem(key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: []), recommendation: recommendation)
        planned.outlook = DemandOutlook(
            key: key, mean: Array(repeating: one.mean, count: periods), cumulativeVariance: (1...periods).map { one.lumps * one.mean * Double($0) }, isCount: true,
            demandClass: .smooth, periodDays: 1, members: [])
        return planned
    }

    @Test func whatExpiresIsThatOfShopsLivedThrough() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/waste-shops.json")
        let cases = try JSONDecoder().decode(Cases.self, from: Data(contentsOf: file)).cases
        #expect(cases.count == 7)
        for one in cases {
            let effect = try #require(wasteEffects([item(one)], histories: []).first)
            #expect(
                abs(effect.expiredUnitsPerYear - one.expired_a_year) <= 0.12 * one.expired_a_year + 1,
                "life \(one.shelf_life_days), S \(one.level): \(effect.expiredUnitsPerYear) a year, lived \(one.expired_a_year)")
            // The ratio of both lives, where enough wait to tell.
            if one.lasting_fill_rate < 0.99 {
                let ratio = (1 - one.fill_rate) / (1 - one.lasting_fill_rate)
                #expect(abs(effect.shortRatio - ratio) < 0.15 * ratio, "life \(one.shelf_life_days), S \(one.level): \(effect.shortRatio), lived \(ratio)")
            }
            #expect(effect.waitingRatio >= 1 && effect.shortRatio >= 1)
        }
    }

    @Test func aLongLifeThrowsNothingAway() throws {
        let one = Case(
            mean: 2, lumps: 1, lead_days: 2, review_days: 7, shelf_life_days: 400, level: 26, expired_a_year: 0, expected_backorders: 0, fill_rate: 1, lasting_backorders: 0,
            lasting_fill_rate: 1)
        let effect = try #require(wasteEffects([item(one)], histories: []).first)
        #expect(effect.expiredUnitsPerYear == 0 && effect.waitingRatio == 1 && effect.shortRatio == 1)
        var without = item(one)
        without.supply.stock = nil
        #expect(wasteEffects([without], histories: []).isEmpty)
    }

    /// The same to the bit with any number of threads, and shorter lives throw more away.
    @Test func shorterLivesThrowMoreAway() {
        let items = [8.0, 12, 20, 40].map { life in
            item(Case(
                mean: 1, lumps: 2, lead_days: 3, review_days: 1, shelf_life_days: life, level: 12, expired_a_year: 0, expected_backorders: 0, fill_rate: 1, lasting_backorders: 0,
                lasting_fill_rate: 1))
        }
        let one = wasteEffects(items, histories: [])
        #expect(wasteEffects(items, histories: [], threads: 3) == one)
        #expect(zip(one, one.dropFirst()).allSatisfy { $0.expiredUnitsPerYear > $1.expiredUnitsPerYear })
    }
}
