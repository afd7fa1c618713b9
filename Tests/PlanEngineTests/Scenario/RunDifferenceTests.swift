import DemandModel
import PlanEngine
import Testing

@Suite struct RunDifferenceTests {
    @Test func aRunDiffersInNothingFromItself() throws {
        let run = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        let difference = RunDifference(from: run, to: run)
        #expect(difference.isEmpty)
        #expect(difference.unchangedCount == run.items.count)
    }

    @Test func namesWhatMovedAnItem() throws {
        let base = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        let changed = try planScenario(base, changes: [ScenarioChange("item-2.lead_time_days=60")], id: "s")
        let difference = RunDifference(from: base, to: changed)
        #expect(difference.changed.map(\.key.item) == ["item-2"])
        let causes = try #require(difference.changed.first).causes
        #expect(causes.map(\.name) == ["demand mean", "demand sd", "lead time days"])
        #expect(causes.last?.after == 60)
    }

    @Test func everyItemIsOnOneSideOnce() throws {
        let base = try SmallShop.plan(PlanObjective(kind: .fillRate, target: 0.95))
        var (left, right) = (base, base)
        left.items.removeFirst()
        right.items.removeLast()
        let difference = RunDifference(from: left, to: right)
        #expect(difference.added.map(\.key) == [base.items[0].key])
        #expect(difference.removed.map(\.key) == [base.items[base.items.count - 1].key])
        #expect(difference.unchangedCount == base.items.count - 2)
        #expect(difference.changed.isEmpty)
    }
}
