import DemandModel
import Foundation
import NumericCore
import Testing

@testable import ReorderPolicies

/// Items as a shop with a random lead time has them: two count members and one of past errors per node, some steadier than Poisson
/// (gamma read in whole units), some in packs, from one unit a year to thousands a month.
private func mixedAssortment(_ count: Int, seed: UInt64 = 5) -> [ReplenishmentProblem] {
    var generator = TestGenerator(seed)
    let shape = (0..<40).map { index in
        exp(0.8 * standardNormalQuantile((Double(index) + 0.5) / 40)) - 1.3
    }
    return (0..<count).map { index in
        let perDay = exp(-5 + 9 * generator.uniform())
        let spread = 0.2 + generator.uniform()
        let isSteady = index % 7 == 3
        let distributions = LeadTimeDemand.nodes(reviewPeriodDays: 7).map { node in
            let mean = perDay * (14 + 7 * node.fraction)
            var members = [0.8, 1.4].map { factor in
                DemandDistribution.Member(
                    mean: mean * factor, variance: isSteady ? 0.6 * mean * factor : mean * factor + spread * mean * mean, isCount: true)
            }
            members[0].weight = 0.5
            members[1].weight = 0.2
            let variance = mean + spread * mean * mean
            members.append(.init(
                family: .empirical, weight: 0.3, mean: mean, variance: variance,
                standardisedQuantiles: shape.map { max($0, -mean / variance.squareRoot()) }))
            return DemandDistribution(members: members, isCount: true)
        }
        let demand = LeadTimeDemand(
            leadTimeDays: 14, leadTimeStandardDeviationDays: 3, reviewPeriodDays: 7, meanPerDay: perDay, distributions: distributions)
        return problem(index, demand, cost: exp(3 * generator.uniform())) {
            if index % 5 == 2 { $0.terms.orderMultiple = Double(2 + index % 11) }
            if index % 9 == 4 { $0.limits.maximumOrderUpTo = (perDay * 20).rounded(.up) }
        }
    }
}

@Suite struct PreparedAssortmentTests {
    /// One preparation serves any number of objectives in any order, to the bit.
    @Test func preparedEqualsPlannedAlone() throws {
        let problems = mixedAssortment(30)
        let prepared = PreparedAssortment(problems)
        let objectives = [800.0, 20_000, 3_000, 800].map { PlanObjective(kind: .budget, target: $0) } + [
            PlanObjective(kind: .budget, money: .stockValue, target: 9_000),
            PlanObjective(kind: .fillRate, target: 0.9), PlanObjective(kind: .expectedBackorders, target: 50),
        ]
        for objective in objectives {
            #expect(try prepared.plan(objective) == planAssortment(problems, objective: objective))
        }
    }

    /// Threads, the parts of the walk and what is kept from plan to plan, or from the same items before, have no effect on a bit.
    @Test func partsThreadsAndWhatIsKeptDoNotShow() throws {
        var problems = mixedAssortment(600)
        let prepared = PreparedAssortment(problems, isStarted: true, threads: 3)
        let objectives = [60_000.0, 300_000].map { PlanObjective(kind: .budget, target: $0) }
            + [PlanObjective(kind: .fillRate, target: 0.9), PlanObjective(kind: .fillRate, target: 0.94), PlanObjective(kind: .expectedBackorders, target: 2_500),
               PlanObjective(kind: .budget, target: 60_000)]
        for objective in objectives {
            #expect(try prepared.plan(objective) == planAssortment(problems, objective: objective))
        }
        // One item changes: all others are taken over, the parts without it as they stand.
        problems[7].terms.orderMultiple = 24
        let changed = PreparedAssortment(
            problems, isStarted: true, threads: 2, earlier: prepared, isSame: problems.indices.map { $0 != 7 })
        for objective in objectives.dropFirst() {
            #expect(try changed.plan(objective) == planAssortment(problems, objective: objective))
        }
    }

    /// A guess at what will be asked for, right or wrong, changes nothing.
    @Test(arguments: [
        SearchAim.anything, .nothing, .multiplier(0.002, .averageInventoryValue), .multiplier(30, .averageInventoryValue), .multiplier(1e-9, .averageInventoryValue),
        .multiplier(0.01, .stockValue),
    ]) func anAimChangesNoPlan(_ aim: SearchAim) throws {
        let problems = mixedAssortment(100)
        let aimed = PreparedAssortment(problems, isStarted: true, threads: 2, aim: aim)
        for objective in [
            PlanObjective(kind: .budget, target: 10_000), PlanObjective(kind: .budget, money: .stockValue, target: 15_000), PlanObjective(kind: .fillRate, target: 0.93),
            PlanObjective(kind: .budget, target: 50_000), PlanObjective(kind: .expectedBackorders, target: 700),
        ] {
            #expect(try aimed.plan(objective) == planAssortment(problems, objective: objective))
            _ = aimed.aim(for: objective)
        }
    }

    /// Some items change: the assortment with these in their places plans as one that came so, to the bit, whatever was planned before and worked out ahead.
    @Test func changedItemsInAPreparedAssortment() throws {
        let problems = mixedAssortment(600)
        let prepared = PreparedAssortment(problems, isStarted: true, threads: 2)
        let objectives = [60_000.0, 61_000, 300_000, 60_000].map { PlanObjective(kind: .budget, target: $0) }
            + [PlanObjective(kind: .budget, money: .stockValue, target: 90_000), PlanObjective(kind: .fillRate, target: 0.9), PlanObjective(kind: .expectedBackorders, target: 4_000)]
        for objective in objectives { _ = try prepared.plan(objective) }
        #expect(prepared.workAhead(step: 0, size: 64, money: .averageInventoryValue, between: 62_000...290_000, fillRates: 0.8...0.95))
        #expect(!prepared.workAhead(step: 10, size: 64, money: .averageInventoryValue, between: 62_000...290_000, fillRates: 0.8...0.95))
        #expect(!PreparedAssortment(problems).workAhead(step: 0, size: 64, money: .averageInventoryValue, between: 62_000...290_000, fillRates: 0.8...0.95), "nothing is known yet")
        func changed(_ positions: [Int], _ change: (inout ReplenishmentProblem) -> Void) -> ([ReplenishmentProblem], PreparedAssortment?) {
            var all = problems
            for position in positions { change(&all[position]) }
            return (all, PreparedAssortment(prepared, changed: positions.map { ($0, all[$0]) }))
        }
        let cases: [([Int], (inout ReplenishmentProblem) -> Void)] = [
            ([7], { $0.terms.orderMultiple = 24 }), ([0, 255, 256, 599], { $0.limits.fixedOrderUpTo = 40 }), ([300], { $0.terms.unitCost = 900 }),
            ([13, 14], { $0.demand = periodicDemand(perDay: 3, lead: 40, review: 7, ratio: 2) }), ([599], { $0.weight = 0 }), ([], { _ in }),
        ]
        for (positions, change) in cases {
            let (all, assortment) = changed(positions, change)
            let own = try #require(assortment)
            for objective in objectives { #expect(try own.plan(objective) == planAssortment(all, objective: objective), "\(positions)") }
        }
        #expect(changed([5]) { $0.terms.unitCost = -1 }.1 == nil, "an item that admits no policy has no place")
        let (without, unpriced) = changed([5]) { $0.terms.unitCost = nil }
        #expect(throws: PolicyError.missingUnitCost([without[5].key])) { _ = try #require(unpriced).plan(objectives[0]) }
    }

    /// No budget is exceeded by what is reported, however the sum is taken, and no plan beats its bound.
    @Test func reportedMoneyStaysWithinTheBudget() throws {
        let problems = mixedAssortment(60)
        let prepared = PreparedAssortment(problems)
        var generator = TestGenerator(3)
        var before = Double.infinity
        var budgets = (0..<14).map { _ in exp(5 + 9 * generator.uniform()) }
        budgets.append(1e9)
        for budget in budgets.sorted() {
            for money in [PlanObjective.Money.averageInventoryValue, .stockValue] {
                let plan = try prepared.plan(PlanObjective(kind: .budget, money: money, target: budget))
                let isAverage = money == .averageInventoryValue
                let reported = plan.decisions.reduce(0.0) {
                    $0 + ((isAverage ? $1.averageInventoryValue : $1.stockValue) ?? 0)
                }
                #expect(reported <= budget)
                #expect((isAverage ? plan.totals.averageInventoryValue : plan.totals.stockValue) == reported)
                #expect(try #require(plan.totals.lowerBound) <= plan.totals.weightedBackorders)
                if isAverage {
                    #expect(plan.totals.weightedBackorders <= before)
                    before = plan.totals.weightedBackorders
                }
            }
        }
    }

    /// A budget of exactly what a plan holds buys that plan or a better one, and is not exceeded by a rounding error.
    @Test func budgetsOnTheEdge() throws {
        let prepared = PreparedAssortment(mixedAssortment(25, seed: 11))
        for budget in [500.0, 2_000, 7_000] {
            let first = try prepared.plan(PlanObjective(kind: .budget, target: budget)).totals
            let again = try prepared.plan(PlanObjective(kind: .budget, target: first.averageInventoryValue)).totals
            #expect(again.averageInventoryValue <= first.averageInventoryValue)
            #expect(again.weightedBackorders <= first.weightedBackorders * 1.001)
        }
    }

    /// Levels beyond the budget are taken back, the least worth first.
    @Test func levelsAreTakenBackUntilTheyFit() throws {
        for family in [DemandDistribution.Family.negativeBinomial, .gamma] {
            let items = try assortment(12, family: family).enumerated().map { try StockItem($1, index: $0) }
            let levels = items.map { ($0.evaluator.protectionMean * 1.5).rounded(.up) }
            let held = exactTotals(items, levels: levels, money: .averageInventoryValue).money
            let budget = held.nextDown * (1 - 1e-12)
            var ending = AllocationImprovement(AssortmentLevels(items, levels: levels), money: .averageInventoryValue)
            let each = ending.fit(budget: budget)
            #expect(performanceTotals(items, levels: ending.levels, each, money: .averageInventoryValue).money <= budget)
            #expect(zip(ending.levels, levels).allSatisfy { $0 <= $1 && $0 > $1 - 2 })
        }
    }

    /// Walks over past errors, gamma, packs and wide items agree with exact evaluation.
    @Test func walkingEqualsEvaluatingForEveryMember() throws {
        let items = try mixedAssortment(24, seed: 2).enumerated().map { try StockItem($1, index: $0) }
        var walk = AssortmentLevels(items, levels: items.map { min($0.evaluator.protectionMean.rounded(), $0.ceiling) })
        for share in [1.2, 0.1, 2.0, 0.0, 0.7] {
            for (index, item) in items.enumerated() {
                let target = (share * item.evaluator.protectionMean).rounded()
                walk.move(index, to: target)
                let exact = item.backorders(target)
                #expect(abs(walk.backorders(index) - exact) < 1e-9 * (1 + item.evaluator.averageMean))
                let reduction = item.evaluator.backorderReduction(orderUpTo: target, batch: item.quantity)
                #expect(abs(walk.reduction(index) - reduction) < 1e-9)
            }
        }
        for ratio in [0.9, 0.3, 0.01, 1e-4, 0.5] {
            for (index, item) in items.enumerated() {
                walk.seek(index, ratio: ratio)
                #expect(walk.level(index) == item.level(reductionAtMost: ratio))
            }
        }
    }

    /// Evaluators that are made where they are needed give what those that are kept give, to the bit, whatever was asked before.
    @Test func evaluatorsThatAreNotHeldChangeNothing() throws {
        let problems = mixedAssortment(12, seed: 8)
        let held = PreparedAssortment(problems, isStarted: true)
        let lean = PreparedAssortment(problems, isStarted: true, holdsEvaluators: false)
        let objectives = [
            PlanObjective(kind: .budget, target: 500), PlanObjective(kind: .budget, target: 8_000), PlanObjective(kind: .budget, money: .stockValue, target: 9_000),
            PlanObjective(kind: .fillRate, target: 0.95), PlanObjective(kind: .readyRate, target: 0.8),
        ]
        for objective in objectives {
            let one = try lean.plan(objective)
            #expect(one == (try held.plan(objective)), "\(objective.kind) \(objective.target)")
            #expect(one == (try PreparedAssortment(problems, isStarted: false, holdsEvaluators: false, threads: 2).plan(objective)))
        }
        let curve = try lean.curve(money: .averageInventoryValue)
        #expect(curve == (try held.curve(money: .averageInventoryValue)))
    }

    /// Points of a curve that were laid at once, one after the other, or downwards first are the same.
    @Test func pointsDoNotDependOnWhatWasAskedBefore() throws {
        let items = try mixedAssortment(10, seed: 9).enumerated().map { try StockItem($1, index: $0, holdsEvaluator: $0 % 2 == 0) }
        @Sendable func origin(_ index: Int) -> Double { items[index].rough.level(reductionAtMost: 0.1) }
        let wide = LevelCurves(items, span: { _ in 0.0001...0.99 }, origin: origin)
        let narrow = LevelCurves(items, span: { _ in 0.08...0.12 }, origin: origin)
        let none = LevelCurves(items, origin: origin)
        var generator = TestGenerator(4)
        for index in items.indices {
            for _ in 0..<12 {
                let level = max(items[index].floor, origin(index).rounded() + (80 * (generator.uniform() - 0.5)).rounded())
                var levels = [Double](repeating: 0, count: items.count)
                levels[index] = level
                let asked = [wide, none, narrow].map { $0.backorders(levels, threads: 1)[index] }
                #expect(asked[0] == asked[1] && asked[1] == asked[2], "item \(index) at \(level)")
            }
        }
    }
}
