import DemandModel
import Synchronization
import Testing

@testable import PlanEngine

/// A plan that takes over levels is the plan that works them out, and takes none over that were worked out from anything else.
@Suite struct PolicyReuseTests {
    private struct Night {
        var run: PlanRun
        var isTaken: Bool
    }

    private func night(_ input: PlanInput, _ configuration: PlanConfiguration, after earlier: KeptPolicies? = nil) throws -> Night {
        let taken = Mutex(false)
        var options = PlanOptions(threads: 2, version: "test")
        options.reuse = ForecastReuse(program: "1", configuration: "plan file") { _ in nil }
        options.reuse?.findPolicies = { digest in
            guard let earlier, earlier.madeFrom == digest else { return nil }
            taken.withLock { $0 = true }
            return earlier
        }
        let run = try makePlan(input, configuration: configuration, id: "plan-1", options: options)
        return Night(run: run, isTaken: taken.withLock { $0 })
    }

    static let objectives = [
        PlanObjective(kind: .budget, money: .averageInventoryValue, target: 300), PlanObjective(kind: .budget, money: .stockValue, target: 600),
        PlanObjective(kind: .fillRate, target: 0.95), PlanObjective(kind: .expectedBackorders, target: 2),
    ]

    @Test(arguments: objectives) func otherStockTakesLevelsOver(objective: PlanObjective) throws {
        let configuration = SmallShop.configuration(objective)
        let first = try night(SmallShop.input(), configuration)
        let kept = try #require(first.run.keptPolicies)
        var input = SmallShop.input()
        for index in input.items.indices {
            input.items[index].onHand = Double(3 * index + 1)
            input.items[index].onOrder = Double(index)
            input.items[index].backordered = 1
        }
        let full = try night(input, configuration), second = try night(input, configuration, after: kept)
        #expect(!first.isTaken && !full.isTaken && second.isTaken)
        #expect(second.run == full.run)
        #expect(second.run.items != first.run.items)
        #expect(second.run.exchangeCurve == full.run.exchangeCurve && full.run.exchangeCurve?.marks.isEmpty == false)
    }

    @Test func whatLevelsAreMadeOfIsPartOfTheirDigest() throws {
        let configuration = SmallShop.configuration(Self.objectives[0])
        let base = try night(SmallShop.input(), configuration)
        let kept = try #require(base.run.keptPolicies)
        func differs(_ name: String, _ change: (inout PlanInput) -> Void) throws {
            var input = SmallShop.input()
            change(&input)
            let other = try night(input, configuration, after: kept)
            #expect(!other.isTaken, "\(name)")
        }
        #expect(try night(SmallShop.input(), configuration, after: kept).isTaken)
        try differs("cost") { $0.items[1].unitCost = 2.5 }
        try differs("lead time") { $0.items[1].leadTimeDays = 15 }
        try differs("multiple") { $0.items[3].orderMultiple = 5 }
        try differs("minimum order") { $0.items[0].minimumOrderQuantity = 4 }
        try differs("order cost") { $0.items[0].orderCost = 4 }
        try differs("most stock") { $0.items[2].stock.maximumStock = 5 }
        try differs("hand-set level") { $0.items[2].stock.overrideOrderUpTo = 9 }
        try differs("demand") { $0.series[2].demand[11] += 1 }
        try differs("items") { $0.series.removeLast() }
        // The stock of a frozen item is its level.
        var frozen = SmallShop.input()
        frozen.items[1].stock.isFrozen = true
        let keptFrozen = try #require(try night(frozen, configuration).run.keptPolicies)
        #expect(try night(frozen, configuration, after: keptFrozen).isTaken)
        frozen.items[1].onHand = 77
        #expect(try !night(frozen, configuration, after: keptFrozen).isTaken)
    }

    @Test func numbersThatAreNotTheseItemsAreNotTaken() throws {
        let configuration = SmallShop.configuration(Self.objectives[0])
        let full = try night(SmallShop.input(), configuration)
        let kept = try #require(full.run.keptPolicies)
        func damaged(_ change: (inout KeptPolicies) -> Void) -> KeptPolicies {
            var other = kept
            change(&other)
            return other
        }
        for other in [
            damaged { $0.numbers = Array($0.numbers.dropLast(3)) }, damaged { $0.numbers = [] }, damaged { $0.totals = [] }, damaged { $0.reasonPlaces = [99] },
        ] { #expect(try night(SmallShop.input(), configuration, after: other).run == full.run) }
    }
}
