import DemandModel
import Foundation
import Testing

@testable import ReorderPolicies

@Suite struct BudgetSearchTests {
    /// Searches over some parts; every fourth item is in each of four, and so on.
    private static func search(_ problems: [ReplenishmentProblem], parts count: Int, _ objective: PlanObjective) throws -> (outcome: BudgetOutcome, levels: [String: Double]) {
        let parts = (0..<count).map { number in
            AssortmentPart(problems.enumerated().filter { $0.offset % count == number }.map(\.element), money: objective.money, threads: 1 + number % 2)
        }
        var search = BudgetSearch(budget: objective.target, money: objective.money)
        while let question = search.question { try search.take(parts.map { $0.answer(question) }) }
        let outcome = try #require(search.outcome)
        var levels: [String: Double] = [:]
        for part in parts { for one in part.plan(outcome).decisions { levels[one.key.item] = one.policy?.orderUpTo } }
        return (outcome, levels)
    }

    private static func mixed(_ count: Int) -> [ReplenishmentProblem] {
        var problems = assortment(count, seed: 9)
        for index in problems.indices {
            if index % 5 == 2 { problems[index].terms.orderMultiple = Double(2 + index % 11) }
            if index % 9 == 4 { problems[index].limits.maximumOrderUpTo = 12 }
            if index % 17 == 6 { problems[index].limits.minimumOrderUpTo = 3 }
            if index % 23 == 8 { problems[index].limits.fixedOrderUpTo = 7 }
            if index % 31 == 9 { problems[index].weight = 0 }
            if index % 37 == 10 { problems[index].terms.unitCost = 0 }
        }
        return problems
    }

    /// Any cut into parts, empty ones among them, gives the same levels and the same words of them.
    @Test(arguments: [
        PlanObjective(kind: .budget, target: 3_000), PlanObjective(kind: .budget, target: 30_000), PlanObjective(kind: .budget, money: .stockValue, target: 20_000),
        PlanObjective(kind: .budget, target: 1e9),
    ])
    func anyCutGivesTheSame(objective: PlanObjective) throws {
        let problems = Self.mixed(300)
        let whole = try Self.search(problems, parts: 1, objective)
        for count in [2, 7, 301] {
            let cut = try Self.search(problems, parts: count, objective)
            #expect(cut.levels == whole.levels)
            #expect(cut.outcome.levels == whole.outcome.levels)
            #expect(cut.outcome.money == whole.outcome.money)
            #expect(cut.outcome.weighted == whole.outcome.weighted)
        }
        #expect(whole.outcome.money <= objective.target * (1 + 1e-9))
        #expect(whole.outcome.rounds < 20)
    }

    /// The levels are those of the search on one machine, which fills in but does not swap units in an assortment of this size.
    @Test func itFindsWhatOneMachineFinds() throws {
        let problems = assortment(5_200, seed: 4)
        let objective = PlanObjective(kind: .budget, target: 250_000)
        let plan = try planAssortment(problems, objective: objective)
        let found = try Self.search(problems, parts: 3, objective)
        var differing = 0
        for decision in plan.decisions where found.levels[decision.key.item] != decision.policy?.orderUpTo { differing += 1 }
        #expect(differing == 0)
        #expect(abs(found.outcome.weighted - plan.totals.weightedBackorders) <= 1e-9 * plan.totals.weightedBackorders)
        let bound = try #require(plan.totals.lowerBound)
        #expect(abs(found.outcome.lowerBound - bound) <= 1e-6 * bound)
        #expect(found.outcome.lowerBound <= found.outcome.weighted)
    }

    /// Hundreds of items that are alike: all their steps are worth the same, and the keys decide.
    @Test func equalItemsAreServedInTheOrderOfTheirKeys() throws {
        let demand = periodicDemand(perDay: 1, lead: 14, review: 7, ratio: 1.5)
        let problems = (0..<2_500).map { problem($0, demand, cost: 2) }
        let objective = PlanObjective(kind: .budget, target: 2_500 * 2 * 8.3)
        let one = try Self.search(problems, parts: 1, objective), five = try Self.search(problems, parts: 5, objective)
        #expect(one.levels == five.levels)
        let levels = problems.map(\.key).sorted().map { one.levels[$0.item] ?? 0 }
        #expect(Set(levels).count == 2)
        #expect(levels == levels.sorted(by: >))
    }

    /// Demand that is no count is raised together, to what the budget holds.
    @Test func continuousItemsUseTheBudgetUp() throws {
        let problems = assortment(40, family: .gamma, seed: 3)
        let objective = PlanObjective(kind: .budget, target: 6_000)
        let found = try Self.search(problems, parts: 3, objective)
        let whole = try Self.search(problems, parts: 1, objective)
        #expect(found.levels == whole.levels)
        #expect(found.outcome.unspent < 1e-4 * objective.target)
        let plan = try planAssortment(problems, objective: objective)
        #expect(abs(found.outcome.weighted - plan.totals.weightedBackorders) <= 1e-4 * plan.totals.weightedBackorders)
    }

    @Test func floorsAboveTheBudgetAreNamed() throws {
        var problems = assortment(20)
        for index in problems.indices { problems[index].limits.minimumOrderUpTo = 40 }
        #expect(throws: PolicyError.self) { try Self.search(problems, parts: 3, PlanObjective(kind: .budget, target: 5)) }
        #expect(throws: PolicyError.self) { try Self.search(problems, parts: 1, PlanObjective(kind: .budget, target: .nan)) }
    }

    @Test func nothingToSpendLeavesTheFloors() throws {
        let found = try Self.search(assortment(20), parts: 2, PlanObjective(kind: .budget, target: 0))
        #expect(found.levels.values.allSatisfy { $0 == 0 })
        #expect(found.outcome.money == 0)
    }

    @Test func exactTotalsDoNotDependOnTheOrder() throws {
        var generator = TestGenerator(7)
        let values = (0..<2_000).map { _ in (generator.uniform() - 0.3) * pow(10, 12 * generator.uniform() - 6) }
        var forward = ExactTotal(), backward = ExactTotal(), halves = [ExactTotal(), ExactTotal()]
        for value in values { forward.add(value) }
        for value in values.reversed() { backward.add(value) }
        for (index, value) in values.enumerated() { halves[index % 2].add(value) }
        halves[1].add(halves[0])
        #expect(forward == backward)
        #expect(forward == halves[1])
        // Within half a unit of 2^-60 a summand, and the rounding of the last conversion.
        #expect(abs(forward.value - values.reduce(0, +)) < 1e-7)
        #expect(try JSONDecoder().decode(ExactTotal.self, from: try JSONEncoder().encode(forward)) == forward)
        var negative = ExactTotal(-2.5)
        negative.add(.nan)
        #expect(negative.value == -2.5)
        #expect(try JSONDecoder().decode(ExactTotal.self, from: try JSONEncoder().encode(negative)) == negative)
    }
}
