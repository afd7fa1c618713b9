import DemandModel
import Testing
@testable import PlanEngine

@Suite struct StoredOverrideTests {
    private func override(_ item: String, level: Double, until: String? = nil, ended: String? = nil) -> LevelOverride {
        LevelOverride(
            key: ItemLocation(item: item), orderUpTo: level, reason: "shelf", author: "ada", madeAt: "2023-12-01T08:00:00Z",
            expiresOn: until.flatMap { CalendarDay(iso: $0) }, endedAt: ended, endedBy: ended.map { _ in "bob" })
    }

    @Test func planFollowsOverridesThatHold() throws {
        var input = SmallShop.input()
        let holding = input.apply([override("item-3", level: 90), override("item-5", level: 7, until: "2024-01-01")])
        #expect(holding.count == 2)
        let run = try makePlan(
            input, configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.95)), id: "x", options: PlanOptions(version: "test"))
        let kept = run.items.filter { ["item-3", "item-5"].contains($0.key.item) }.map { $0.recommendation.policy?.orderUpTo }
        #expect(kept == [90, 7])
        #expect(run.summary.overrides.map(\.key.item) == ["item-3", "item-5"])
        #expect(run.items.first { $0.key.item == "item-3" }?.recommendation.reason.contains("override: shelf (ada)") == true)
        #expect(run.items.first { $0.key.item == "item-5" }?.recommendation.reason.contains("shelf (ada, until 2024-01-01)") == true)
    }

    @Test func expiredAndEndedOverridesDoNothing() {
        var input = SmallShop.input()
        let before = input.items
        #expect(input.apply([override("item-3", level: 90, until: "2023-12-31"), override("item-2", level: 9, ended: "2023-12-05T08:00:00Z")]).isEmpty)
        #expect(input.items == before)
    }

    @Test func theLastOfSeveralCounts() {
        var input = SmallShop.input()
        input.apply([override("item-3", level: 90), override("item-3", level: 50)])
        #expect(input.items.first { $0.key.item == "item-3" }?.stock.overrideOrderUpTo == 50)
    }

    @Test(arguments: [false, true])
    func priceIsThatOfThePlanThatFollowsIt(countsLeftOver: Bool) throws {
        var configuration = SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.95))
        configuration.countsLeftOver = countsLeftOver
        let run = try makePlan(SmallShop.input(), configuration: configuration, id: "r", options: PlanOptions(version: "test"))
        let item = try #require(run.items.first { $0.key.item == "item-3" })
        let price = try #require(try overridePrice(of: item, in: run, reorderPoint: nil, orderUpTo: 90))
        var input = SmallShop.input()
        input.apply([override("item-3", level: 90)])
        configuration.countsLeftOver = false
        let followed = try makePlan(input, configuration: configuration, id: "x", options: PlanOptions(version: "test"))
        let cost = try #require(followed.summary.overrides.first)
        #expect(price.cost.averageInventoryValue == cost.averageInventoryValue)
        #expect(price.cost.expectedBackorders == cost.expectedBackorders)
        #expect(price.cost.recommendedOrderUpTo == item.recommendation.policy?.orderUpTo)
        // What is left over in a year is that of the run.
        #expect((run.summary.leftOver != nil) == countsLeftOver)
        var performance = try #require(followed.items.first { $0.key.item == "item-3" }?.recommendation.performance)
        if let leftOver = run.summary.leftOver { performance.count(leftOver) }
        #expect(price.performance == performance)
    }

    @Test func levelsThatCannotBeAreRefused() throws {
        let run = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        let item = try #require(run.items.first { $0.key.item == "item-3" })
        #expect(throws: PlanError.self) { try overridePrice(of: item, in: run, reorderPoint: 50, orderUpTo: 20) }
    }
}
