import DemandModel
import Testing

@testable import PlanEngine

/// Plans with a horizon: levels of coming reviews, and averages over them.
@Suite struct LevelHorizonPlanTests {
    private func plan(_ objective: PlanObjective, horizonDays: Double?, threads: Int = 1) throws -> PlanRun {
        var configuration = SmallShop.configuration(objective)
        configuration.levelHorizonDays = horizonDays
        return try makePlan(SmallShop.input(), configuration: configuration, id: "plan-1", options: PlanOptions(threads: threads, version: "test"))
    }

    @Test func aBudgetIsTheAverageOfThePaths() throws {
        let run = try plan(PlanObjective(kind: .budget, target: 600), horizonDays: 28)
        let planned = run.items.filter { $0.recommendation.policy != nil }
        #expect(planned.count == 6)
        var money = 0.0
        for item in planned {
            let path = try #require(item.recommendation.levelPath)
            #expect(path.count == 4)
            #expect(path.map(\.days) == [0, 7, 14, 21])
            #expect(path[0].orderUpTo == item.recommendation.policy?.orderUpTo)
            #expect(path.allSatisfy { $0.position >= $0.orderUpTo && $0.onHand >= 0 && $0.waiting >= 0 })
            money += (item.supply.unitCost ?? .nan) * path.reduce(0) { $0 + $1.onHand } / 4
        }
        #expect(abs(money - run.summary.averageInventoryValue) < 1e-6 * money)
        #expect(money <= 600 * 1.001)
        #expect(money > 500)
        // Demand of an item stays one demand, whatever the horizon.
        for item in planned {
            let one = item.recommendation
            guard let performance = one.performance, performance.fillRate < 1 else { continue }
            let perDay = performance.backorderedUnitsPerYear / (1 - performance.fillRate) / 365
            #expect(abs(perDay / (one.demandMean / one.protectionDays) - 1) < 2e-3)
        }
        #expect(try plan(PlanObjective(kind: .budget, target: 600), horizonDays: 28, threads: 2) == run)
    }

    @Test func withoutAHorizonThereIsNoPath() throws {
        let objective = PlanObjective(kind: .fillRate, target: 0.95)
        let without = try plan(objective, horizonDays: nil)
        #expect(without.items.allSatisfy { $0.recommendation.levelPath == nil })
        let with = try plan(objective, horizonDays: 28)
        // Today's level is met by the same target.
        #expect(with.items.map(\.recommendation.policy) == without.items.map(\.recommendation.policy))
        let sentence = explain(try #require(with.items.first { $0.recommendation.policy != nil }), in: with).text
        #expect(sentence.contains("levels ahead"))
    }
}
