import DemandModel
import Foundation
import ReorderPolicies
import Testing

@testable import PlanEngine

/// A panel learnt from a sample and planned in parts is the same panel planned at once.
@Suite struct PartialPlanTests {
    /// Items over 70 weeks: steady, seasonal, slow, launched late, silent lately, with a jump, with stock-outs, sold by weight; some at two locations.
    private static func input(count: Int, promotions: Bool = false) -> PlanInput {
        var input = SmallShop.input(items: [])
        let last = SmallShop.calendar.periodNumber(of: SmallShop.asOf) - 1
        input.series = (0..<count).map { index in
            var state = UInt64(index + 11) &* 0x9E37_79B9_7F4A_7C15
            func noise() -> Double {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(state >> 40) / Double(1 << 24)
            }
            let weeks = index % 23 == 0 ? 6 : index % 11 == 0 ? 30 : Self.weeks
            let level = 0.3 + Double(index % 17)
            let demand = (0..<weeks).map { week -> Double in
                let ago = weeks - week
                if index % 29 == 1, ago < 20 { return 0 }
                if index % 37 == 2, (Self.weeks - ago) % 52 > 12 { return 0 }
                let season = 1 + 0.5 * sin(2 * Double.pi * Double(Self.weeks - ago) / 52)
                let units = level * (0.4 + 1.2 * noise()) * season * (index % 19 == 4 && ago < 5 ? 9 : 1)
                return index % 41 == 7 ? (units * 1000).rounded() / 1000 : units.rounded()
            }
            var series = DemandSeries(
                key: ItemLocation(item: "item-\(index / 2 * 2)", location: index % 2 == 0 ? "north" : "main"), firstPeriod: last - weeks + 1, demand: demand)
            if index % 13 == 5, weeks > 20 { series.stockout = (0..<weeks).map { $0 % 17 == 4 } }
            if promotions, index % 6 == 0 {
                series.promotion = (0..<weeks).map { ($0 + index) % 9 == 0 }
                series.price = (0..<weeks).map { 4 - ($0 % 14 == 3 ? 0.5 : 0) - (series.promotion[$0] ? 1 : 0) }
                for week in 0..<weeks where series.promotion[week] { series.demand[week] *= 2 }
            }
            return series
        }
        input.items = input.series.enumerated().map { index, series in
            var record = ItemRecord(key: series.key)
            record.unitCost = 1 + Double(index % 7) * 2.25
            record.leadTimeDays = [14, 35][index / 2 % 2]
            record.stock.group = ["mugs", "tins", "jars"][index % 3]
            return record
        }
        // One launch that nobody has bought yet.
        var launch = ItemRecord(key: ItemLocation(item: "new"))
        (launch.unitCost, launch.leadTimeDays, launch.stock.isLaunch, launch.stock.group) = (4, 14, true, "mugs")
        input.items.append(launch)
        input.facts = [:]
        input.firstPeriod = last - weeks + 1
        return input
    }

    private static let weeks = 70

    private static func configuration(_ objective: PlanObjective, learnFrom: Int?) -> PlanConfiguration {
        var configuration = SmallShop.configuration(objective)
        configuration.seasonLength = nil
        configuration.learnFrom = learnFrom
        return configuration
    }

    private static let options = PlanOptions(threads: 2, version: "test")

    /// The part of an input whose items fall to one of some parts, all locations of an item together.
    private static func part(_ number: Int, of count: Int, _ whole: PlanInput) -> PlanInput {
        func holds(_ key: ItemLocation) -> Bool { Int(PanelSample.hash(key.item) % UInt64(count)) == number }
        var part = whole
        part.series.removeAll { !holds($0.key) }
        part.items.removeAll { !holds($0.key) }
        return part
    }

    /// As text and back: what a part is sent is what was learnt.
    private static func sent<Value: Codable>(_ value: Value) throws -> Value {
        let encoder = JSONEncoder(), decoder = JSONDecoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(Value.self, from: try encoder.encode(value))
    }

    /// What the rows of the sample alone teach.
    private static func learnt(_ whole: PlanInput, _ configuration: PlanConfiguration) throws -> PanelFacts {
        let items = Set(whole.items.map(\.key.item)).count
        let sample = PanelSample(configuration.learnFrom ?? 0, of: items)
        var rows = whole
        rows.series.removeAll { !sample.holds($0.key) }
        rows.items.removeAll { !sample.holds($0.key) }
        return try sent(try learnPanel(rows, configuration: configuration, panelItems: items, options: options))
    }

    /// Plans in parts: forecasts each part, searches, and puts the items together.
    private static func inParts(_ count: Int, _ whole: PlanInput, _ configuration: PlanConfiguration, _ facts: PanelFacts) throws -> [PlannedItem] {
        let parts = try (0..<count).map { number in
            try PartialPlan(part(number, of: count, whole), configuration: configuration, facts: facts, options: options)
        }
        var outcome: BudgetOutcome?
        if configuration.objective.kind == .budget {
            let assortments = try parts.map { try $0.assortment(threads: 1) }
            var search = BudgetSearch(budget: configuration.objective.target, money: configuration.objective.money)
            while let question = search.question {
                search = try sent(search)
                try search.take(try assortments.reversed().map { try sent($0.answer(question)) })
            }
            outcome = try sent(try #require(search.outcome))
        }
        return try parts.flatMap { part in part.items.isEmpty ? [] : try part.finished(outcome, id: "p", options: options).items }.sorted { $0.key < $1.key }
    }

    @Test func partsTogetherAreTheWholePlan() throws {
        let objective = PlanObjective(kind: .budget, target: 12_000, weight: .value)
        // 170 items, of which about 160 teach: more than 300 series, so that it is no small panel.
        let whole = Self.input(count: 340), configuration = Self.configuration(objective, learnFrom: 160)
        let run = try makePlan(whole, configuration: configuration, id: "p", options: Self.options)
        #expect(run.items.count == 341)
        #expect(run.items.contains { $0.pooled != nil })
        let facts = try Self.learnt(whole, configuration)
        for count in [1, 2, 7, 200] {
            let items = try Self.inParts(count, whole, configuration, facts)
            #expect(items.map(\.recommendation) == run.items.map(\.recommendation), "\(count) parts")
            #expect(items == run.items, "\(count) parts")
        }
        let spent = run.summary.averageInventoryValue
        #expect(spent <= objective.target * (1 + 1e-9))
        #expect(spent > objective.target * 0.98)
    }

    /// Learning apart from applying changes nothing where everything is learnt from: small panels and large ones, which are read in different ways.
    @Test(arguments: [60, 310]) func whatAllTeachIsWhatThePanelTeaches(count: Int) throws {
        let objective = PlanObjective(kind: .fillRate, target: 0.95)
        let whole = Self.input(count: count)
        func plan(learnFrom: Int?) throws -> PlanRun {
            var configuration = Self.configuration(objective, learnFrom: learnFrom)
            // What is learnt from a part speaks of today's levels.
            configuration.countsLeftOver = false
            return try makePlan(whole, configuration: configuration, id: "p", options: Self.options)
        }
        let plain = try plan(learnFrom: nil), learnt = try plan(learnFrom: 1_000_000)
        #expect(learnt.items == plain.items)
        #expect(learnt.errorTables == plain.errorTables)
    }

    /// With promotions and prices: the regression of the panel, the effects of groups, and what has been seen.
    @Test func effectsAreAppliedInParts() throws {
        let whole = Self.input(count: 120, promotions: true), configuration = Self.configuration(PlanObjective(kind: .fillRate, target: 0.95), learnFrom: 40)
        let run = try makePlan(whole, configuration: configuration, id: "p", options: Self.options)
        #expect(run.items.contains { $0.effects.contains { $0.name == "promotion" } })
        #expect(try Self.inParts(7, whole, configuration, try Self.learnt(whole, configuration)) == run.items)
    }

    @Test func whatCouplesItemsIsRefused() throws {
        let whole = Self.input(count: 60)
        var configuration = Self.configuration(PlanObjective(kind: .fillRate, target: 0.95), learnFrom: 100)
        let facts = try learnPanel(whole, configuration: configuration, options: Self.options)
        configuration.objective = PlanObjective(kind: .expectedBackorders, target: 10)
        #expect(throws: PlanError.self) { try PartialPlan(whole, configuration: configuration, facts: facts, options: Self.options) }
        configuration.objective = PlanObjective(kind: .fillRate, target: 0.9)
        configuration.countsLeftOver = true
        #expect(throws: PlanError.self) { try PartialPlan(whole, configuration: configuration, facts: facts, options: Self.options) }
    }

    /// By a hash of its own, in Python (python/twobin/_parts.py): what Spark sends to be learnt from is what one machine learns from.
    @Test func theSampleIsAPromise() {
        #expect(["0012", "sku-1", "Tasse ü", ""].map(PanelSample.hash) == Self.hashes)
        let sample = PanelSample(1_000, of: 8_000)
        let held = (0..<8_000).count { sample.holds(ItemLocation(item: "i\($0)")) }
        // Within five standard deviations.
        #expect(abs(held - 1_000) < 150)
        #expect(PanelSample(10, of: 10).holds(ItemLocation(item: "any")))
    }

    private static let hashes: [UInt64] = [0x15b64ed0277da321, 0x6cf1e1d7f3df6e9d, 0xefc648209673fb4d, 0xfdbdf6ac4fc52e7f]
}
