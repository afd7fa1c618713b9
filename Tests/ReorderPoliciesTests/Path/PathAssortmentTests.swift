import DemandModel
import Foundation
import NumericCore
import Testing

@testable import ReorderPolicies

/// Levels of coming reviews: what is left over counts, and a budget holds for the horizon.
@Suite struct PathAssortmentTests {
    /// Weekly reviews, lead time a week; units a day of the coming weeks, Poisson.
    private func path(_ index: Int, perDay rates: [Double], steps: Int, cost: Double = 1, position: Double? = nil) -> PathProblem {
        func mean(_ from: Double, _ to: Double) -> Double {
            rates.indices.reduce(0) { $0 + rates[$1] * max(0, min(to, 7 * Double($1 + 1)) - max(from, 7 * Double($1))) }
        }
        let reviews = (0..<steps).map { step in
            let start = 7 * Double(step)
            let demand = LeadTimeDemand(
                leadTimeDays: 7, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 7, meanPerDay: mean(start, start + 14) / 14,
                distributions: LeadTimeDemand.nodes(reviewPeriodDays: 7).map { node in
                    let units = mean(start, start + 7 + 7 * node.fraction)
                    return DemandDistribution(members: [.init(family: .poisson, mean: units, variance: units)], isCount: true)
                })
            return ComingReview(days: start, demand: demand, meanSinceLast: step == 0 ? 0 : mean(start - 7, start))
        }
        return PathProblem(problem: problem(index, reviews[0].demand, cost: cost), reviews: reviews, position: position)
    }

    private func held(_ plan: PathPlan, _ problems: [PathProblem]) -> Double {
        zip(plan.paths, problems).reduce(0) { sum, one in
            sum + (one.1.problem.terms.unitCost ?? 0) * one.0.reduce(0) { $0 + $1.onHand } / Double(max(1, one.0.count))
        }
    }

    @Test func steadyDemandKeepsThePlanOfOneReview() throws {
        let problems = (0..<6).map { path($0, perDay: [Double](repeating: 0.3 + 0.4 * Double($0), count: 8), steps: 4, cost: Double($0 + 1)) }
        let objective = PlanObjective(kind: .fillRate, target: 0.95)
        let plan = try PathAssortment(problems).plan(objective)
        let alone = try planAssortment(problems.map(\.problem), objective: objective)
        for (levels, decision) in zip(plan.paths, alone.decisions) {
            #expect(levels.count == 4)
            #expect(levels.allSatisfy { $0.orderUpTo == decision.policy?.orderUpTo && $0.position == $0.orderUpTo })
        }
        #expect(abs(plan.totals.averageInventoryValue - alone.totals.averageInventoryValue) < 1e-6 * alone.totals.averageInventoryValue)
        #expect(plan.leftOverValue == 0)
    }

    @Test func levelsFollowDemandAndTheBudgetHoldsForWhatIsLeftOver() throws {
        // A season that ends at once: levels fall faster than the first weeks sell.
        let season = (0..<5).map { path($0, perDay: [4, 4, 0.5, 0.5, 0.2, 0.2, 0.2, 0.2], steps: 4, cost: 2) }
        let steady = (5..<12).map { path($0, perDay: [Double](repeating: 1.5, count: 8), steps: 4, cost: 3) }
        let problems = season + steady
        for budget in [150.0, 300, 600] {
            let plan = try PathAssortment(problems).plan(PlanObjective(kind: .budget, target: budget))
            #expect(plan.totals.averageInventoryValue <= budget * 1.0001)
            #expect(plan.totals.averageInventoryValue > budget * 0.97)
            #expect(abs(held(plan, problems) - plan.totals.averageInventoryValue) < 1e-6 * budget)
            #expect(plan.leftOverValue > 0)
            #expect((plan.budgetForLevels ?? budget) < budget)
            for levels in plan.paths.prefix(5) {
                #expect(levels[3].orderUpTo < levels[0].orderUpTo)
                #expect(levels.allSatisfy { $0.position >= $0.orderUpTo })
            }
        }
    }

    @Test func anOverfullShelfTakesItsPartOfTheBudget() throws {
        let full = path(0, perDay: [Double](repeating: 0.2, count: 8), steps: 4, cost: 1, position: 200)
        let others = (1..<9).map { path($0, perDay: [Double](repeating: 1.5, count: 8), steps: 4, cost: 3, position: 0) }
        let plan = try PathAssortment([full] + others).plan(PlanObjective(kind: .budget, target: 400))
        let free = try PathAssortment(others).plan(PlanObjective(kind: .budget, target: 400))
        #expect(plan.totals.averageInventoryValue <= 400.1)
        #expect(!plan.isAboveBudget)
        #expect((plan.budgetForLevels ?? 400) < 260)
        #expect(plan.paths[1][0].orderUpTo < free.paths[0][0].orderUpTo)
        // What nobody wants does not starve the rest: the plan says that the budget cannot be kept.
        var flooded = full
        flooded.position = 2_000
        let above = try PathAssortment([flooded] + others).plan(PlanObjective(kind: .budget, target: 400))
        #expect(above.isAboveBudget)
        #expect(above.totals.averageInventoryValue > 400)
        #expect(above.budgetForLevels == 100)
    }

    /// Against a simulation: on hand and waiting at the receipts of four reviews of a falling season.
    @Test func positionsAgreeWithASimulation() throws {
        let rates = [6.0, 4, 2, 1, 0.5, 0.5, 0.5, 0.5]
        let one = path(0, perDay: rates, steps: 4)
        let plan = try PathAssortment([one]).plan(PlanObjective(kind: .fillRate, target: 0.95))
        let levels = try #require(plan.paths.first)
        var generator = TestGenerator(7)
        func poisson(_ mean: Double) -> Double {
            var count = 0.0
            var time = generator.exponential(1)
            while time < mean {
                count += 1
                time += generator.exponential(1)
            }
            return count
        }
        let runs = 4_000
        var onHand = [Double](repeating: 0, count: 4), waiting = onHand, position = onHand
        for _ in 0..<runs {
            let daily = (0..<56).map { poisson(rates[$0 / 7]) }
            var before = -Double.infinity
            for step in 0..<4 {
                let reached = max(levels[step].orderUpTo, before)
                position[step] += reached / Double(runs)
                // From the receipt to the next one, at the middle of each day.
                for day in 7..<14 {
                    let demand = daily[(7 * step)..<(7 * step + day)].reduce(0, +) + 0.5 * daily[7 * step + day]
                    onHand[step] += max(0, reached - demand) / 7 / Double(runs)
                    waiting[step] += max(0, demand - reached) / 7 / Double(runs)
                }
                before = reached - daily[(7 * step)..<(7 * step + 7)].reduce(0, +)
            }
        }
        for step in 0..<4 {
            #expect(abs(levels[step].position - position[step]) < 0.03 * position[step], "review \(step)")
            #expect(abs(levels[step].onHand - onHand[step]) < 0.05 * onHand[step] + 0.1, "review \(step)")
            #expect(abs(levels[step].waiting - waiting[step]) < 0.25, "review \(step)")
        }
        #expect(levels[3].position > levels[3].orderUpTo)
    }
}
