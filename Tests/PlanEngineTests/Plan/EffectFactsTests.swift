import DemandModel
import Testing

@testable import PlanEngine

@Suite("Effects for a planner")
struct EffectFactsTests {
    private func effect(_ name: String, _ factor: Double, _ low: Double, _ high: Double, borrowed: Bool = false) -> DemandEffect {
        DemandEffect(name: name, factor: factor, lowerFactor: low, upperFactor: high, isBorrowed: borrowed)
    }

    @Test func `prices say what cut they are shown for, and borrowed effects that they are`() {
        let facts = effectFacts([effect("price", 1.25, 1.2, 1.3), effect("promotion", 2, 1.5, 3, borrowed: true)])
        #expect(facts.map(\.name) == ["price", "promotion"])
        #expect(facts[0].text == "multiplies demand by 1.25 (90% between 1.2 and 1.3), for a price cut of 10%")
        #expect(facts[1].text == "multiplies demand by 2 (90% between 1.5 and 3), at an unchanged price, borrowed from similar items")
    }

    @Test func `of many effects those with evidence are shown in their order, and the others counted`() {
        let weak = (0..<11).map { effect("price of i\($0)", 1, 0.9, 1.1) }
        let facts = effectFacts([effect("price", 1.2, 1.1, 1.3)] + weak + [effect("easter", 3, 2, 4), effect("fair", 1.5, 1.4, 1.6)])
        #expect(facts.count == 13)
        #expect(facts[0].name == "price")
        #expect(facts[10].name == "easter" && facts[11].name == "fair")
        #expect(facts[12].name == "further effects" && facts[12].text == "2, with less evidence")
        #expect(effectFacts([]).isEmpty)
    }

    @Test func `what a planner decides is shown even without evidence`() {
        let strong = (0..<14).map { effect("event \($0)", 2, 1.9, 2.1) }
        let facts = effectFacts(strong + [effect("price", 1.01, 0.8, 1.3), effect("promotion", 1, 0.7, 1.4)])
        #expect(facts.count == 13 && facts[10].name == "price" && facts[11].name == "promotion")
        #expect(facts[12].text == "4, with less evidence")
    }

    @Test func `how far the forecast goes by the effects is said`() {
        func last(_ shares: (String, Double?)...) -> String? {
            effectFacts(shares.map { name, share in
                var one = effect(name, 2, 1.5, 3)
                one.share = share
                return one
            }).last { $0.name == "effects count" }?.text
        }
        #expect(last(("promotion", nil)) == nil && last(("promotion", 1), ("fair", 1)) == nil)
        #expect(last(("promotion", 0.6)) == "with 60% in the forecast, the share of the regression; the rest is smoothing, which knows none")
        #expect(last(("promotion", 0)) == "not at all: smoothing alone forecast past periods better")
        #expect(last(("fair", 1), ("Friday against Monday", 0.25), ("Sunday against Monday", 0.25), ("season at its highest (May)", 0.25))
            == "in full, but for days of the week, the season: with 25%, the share of the regression")
        #expect(last(("fair", 1), ("promotion", 0)) == "in full, but for promotion: not at all, smoothing has its own way with them")
    }
}
