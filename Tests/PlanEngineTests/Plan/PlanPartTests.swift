import DemandModel
import Testing

@testable import PlanEngine

/// Parts of a plan: what they say of an item is what the whole plan says.
@Suite struct PlanPartTests {
    /// 60 items over 80 weeks: steady, seasonal, slow, launched late, silent lately, promoted; some with gaps.
    private static func input(count: Int = 60) -> PlanInput {
        var input = SmallShop.input(items: [])
        let last = SmallShop.calendar.periodNumber(of: SmallShop.asOf) - 1
        input.series = (0..<count).map { index in
            var state = UInt64(index + 11) &* 0x9E37_79B9_7F4A_7C15
            func noise() -> Double {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(state >> 40) / Double(1 << 24)
            }
            let weeks = index % 23 == 0 ? 6 : index % 11 == 0 ? 30 : 80
            let level = 0.3 + Double(index % 17)
            let promotion = (0..<weeks).map { index % 6 == 0 && ($0 + index) % 9 == 0 }
            let demand = (0..<weeks).map { week -> Double in
                if index % 29 == 1, week > 60 { return 0 }
                if index % 37 == 2, (week + 80 - weeks) % 52 > 12 { return 0 }
                return (level * (0.4 + 1.2 * noise()) * (promotion[week] ? 2 : 1) * (week % 13 == 0 ? 1.5 : 1)).rounded()
            }
            return DemandSeries(
                key: ItemLocation(item: "item-\(index)", location: index % 5 == 0 ? "north" : "main"), firstPeriod: last - weeks + 1, demand: demand,
                missing: index % 31 == 3 && weeks > 20 ? [7, 8] : [], promotion: index % 6 == 0 ? promotion : [])
        }
        input.facts = [:]
        return input
    }

    private static func plan(_ objective: PlanObjective, part: PlanPart? = nil, threads: Int = 1) throws -> PlanRun {
        var configuration = SmallShop.configuration(objective)
        configuration.seasonLength = nil
        configuration.defaults.unitCost = 3
        return try makePlan(input(), configuration: configuration, id: "p", options: PlanOptions(threads: threads, version: "test", part: part))
    }

    @Test(arguments: [PlanObjective(kind: .fillRate, target: 0.95), PlanObjective(kind: .budget, target: 9_000)])
    func shardsTogetherAreTheWholePlan(objective: PlanObjective) throws {
        let whole = try Self.plan(objective, threads: 2)
        #expect(whole.items.count == 60)
        var items: [PlannedItem] = []
        for number in 1...3 {
            let run = try Self.plan(objective, part: .shard(number, of: 3), threads: number)
            #expect(run.items.count > 5)
            #expect(run.summary.warnings.contains { $0.contains("shard \(number) of 3") && $0.contains("of 60 item-locations") })
            items += run.items
        }
        #expect(items.sorted { $0.key < $1.key } == whole.items)
    }

    @Test func itemsNamedArePlannedAsInTheWholePlan() throws {
        let objective = PlanObjective(kind: .fillRate, target: 0.9)
        let whole = try Self.plan(objective)
        let keys = Set([0, 1, 2, 3, 23, 34, 59].map { whole.items[$0].key })
        let part = try Self.plan(objective, part: .keys(keys))
        #expect(part.items == whole.items.filter { keys.contains($0.key) })
        #expect(part.summary.plannedItems + part.summary.itemsWithoutHistory + part.summary.failedItems <= keys.count)
    }

    @Test func everyItemIsInOneShard() {
        var counts = [Int](repeating: 0, count: 16)
        for index in 0..<16_000 {
            let key = ItemLocation(item: "i\(index)", location: index % 2 == 0 ? "main" : "north")
            let shards = (1...16).filter { PlanPart.shard($0, of: 16).holds(key) }
            #expect(shards.count == 1)
            counts[(shards.first ?? 1) - 1] += 1
        }
        // Within five standard deviations of a thousand.
        #expect(counts.allSatisfy { abs($0 - 1_000) < 160 })
        // The hash is a promise: shards planned by different versions fit together.
        #expect((0..<8).map { index in (1...16).first { PlanPart.shard($0, of: 16).holds(ItemLocation(item: "sku-\(index)")) } ?? 0 } == Self.shards)
    }

    /// By a hash of its own, in Python: scripts of other systems choose shards in the same way (docs/guide/large-plans.md).
    private static let shards = [7, 4, 16, 14, 4, 9, 14, 15]

    @Test func anEmptyPartIsSaid() {
        #expect(throws: PlanError.nothingInPart("the item named")) {
            try Self.plan(PlanObjective(kind: .fillRate, target: 0.9), part: .keys([ItemLocation(item: "no such")]))
        }
    }
}
