import DemandModel
import Foundation
import Testing

@testable import ReorderPolicies

/// Two to four items: the least money and the best use of a budget, against plain enumeration of all levels from sums of probabilities.
@Suite struct SmallAssortmentTests {
    /// One item under continuous review with Poisson demand and one-for-one orders: E[B], on hand and fill rate at S by sums.
    private struct PoissonItem {
        var mean: Double
        var cost: Double
        var waiting: [Double] = []
        var served: [Double] = []

        init(mean: Double, cost: Double, most: Int) {
            self.mean = mean
            self.cost = cost
            var terms = [exp(-mean)]
            for k in 1..<400 { terms.append(terms[k - 1] * mean / Double(k)) }
            for level in 0...most {
                var waiting = 0.0
                var below = 0.0
                for (k, p) in terms.enumerated() {
                    if k > level { waiting += Double(k - level) * p }
                    if k < level { below += p }
                }
                self.waiting.append(waiting)
                served.append(below)
            }
        }

        func money(_ level: Int, _ kind: PlanObjective.Money) -> Double {
            cost * (kind == .stockValue ? Double(level) : Double(level) - mean + waiting[level])
        }

        func problem(_ index: Int) -> ReplenishmentProblem {
            ReplenishmentProblem(
                key: ItemLocation(item: "item\(index)"),
                demand: LeadTimeDemand(
                    leadTimeDays: 1, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 0, meanPerDay: mean,
                    distributions: [.init(members: [.init(family: .poisson, mean: mean, variance: mean)], isCount: true)]),
                terms: SupplyTerms(unitCost: cost, leadTimeDays: 1, reviewPeriodDays: 0))
        }
    }

    /// The least `value` over all levels with `limit` kept.
    private func least(
        _ items: [PoissonItem], _ kind: PlanObjective.Money, most: Int,
        _ judge: (_ money: Double, _ waiting: Double, _ served: Double) -> Double?
    ) -> Double {
        var best = Double.infinity
        func walk(_ index: Int, _ money: Double, _ waiting: Double, _ served: Double) {
            if index == items.count {
                if let value = judge(money, waiting, served) { best = min(best, value) }
                return
            }
            for level in 0...most {
                walk(
                    index + 1, money + items[index].money(level, kind), waiting + items[index].waiting[level],
                    served + items[index].mean * items[index].served[level])
            }
        }
        walk(0, 0, 0, 0)
        return best
    }

    @Test func sixUnitsOfMoneyDoWhereSevenWereSpent() throws {
        let items = [PoissonItem(mean: 1, cost: 5, most: 12), PoissonItem(mean: 1, cost: 1, most: 12)]
        let plan = try planAssortment(
            items.indices.map { items[$0].problem($0) },
            objective: PlanObjective(kind: .expectedBackorders, money: .stockValue, target: 1))
        #expect(plan.totals.stockValue == 6)
        #expect(try #require(plan.totals.lowerBound) <= 6)
        #expect(plan.totals.relativeGap == 0 && plan.totals.isProvenOptimal)
    }

    @Test(arguments: 0..<30) func randomAssortmentsAreSolvedExactly(_ seed: Int) throws {
        var generator = TestGenerator(UInt64(1_000 + seed))
        let count = 2 + seed % 3
        let most = count == 2 ? 40 : (count == 3 ? 30 : 18)
        let items = (0..<count).map { _ in
            PoissonItem(mean: 0.2 + 4 * generator.uniform(), cost: (1 + 30 * generator.uniform()).rounded() / 2, most: most)
        }
        let problems = items.indices.map { items[$0].problem($0) }
        let demand = items.reduce(0) { $0 + $1.mean }
        let kind: PlanObjective.Money = seed % 2 == 0 ? .stockValue : .averageInventoryValue
        func money(_ plan: AssortmentPlan) -> Double {
            kind == .stockValue ? plan.totals.stockValue : plan.totals.averageInventoryValue
        }

        let target = demand * (0.05 + 0.5 * generator.uniform())
        let waiting = try planAssortment(problems, objective: PlanObjective(kind: .expectedBackorders, money: kind, target: target))
        let leastMoney = least(items, kind, most: most) { money, waiting, _ in waiting <= target ? money : nil }
        #expect(waiting.totals.weightedBackorders <= target * (1 + 1e-12))
        #expect(abs(money(waiting) - leastMoney) <= 1e-9 * leastMoney)

        let share = 0.5 + 0.45 * generator.uniform()
        let served = try planAssortment(problems, objective: PlanObjective(kind: .systemFillRate, money: kind, target: share))
        let leastForShare = least(items, kind, most: most) { money, _, served in served >= share * demand * (1 + 1e-10) ? money : nil }
        #expect(abs(money(served) - leastForShare) <= 1e-8 * leastForShare)

        let budget = leastMoney * (0.7 + 0.6 * generator.uniform())
        let bought = try planAssortment(problems, objective: PlanObjective(kind: .budget, money: kind, target: budget))
        let fewest = least(items, kind, most: most) { money, waiting, _ in money <= budget ? waiting : nil }
        #expect(money(bought) <= budget * (1 + 1e-12))
        #expect(abs(bought.totals.weightedBackorders - fewest) <= 1e-9 * fewest)
        for plan in [waiting, served, bought] { #expect(plan.totals.relativeGap.map { $0 < 1e-9 } ?? true) }
    }

    @Test func decimalPricesBuyWhatTheyShould() throws {
        let items = [PoissonItem(mean: 3, cost: 0.1, most: 12)]
        let plan = try planAssortment(
            [items[0].problem(0)], objective: PlanObjective(kind: .budget, money: .stockValue, target: 0.3))
        #expect(plan.decisions[0].policy?.orderUpTo == 3)
        #expect(plan.totals.stockValue == 0.3)
        #expect(plan.totals.unspentBudget == 0)
        let less = try planAssortment(
            [items[0].problem(0)], objective: PlanObjective(kind: .budget, money: .stockValue, target: 0.299))
        #expect(less.decisions[0].policy?.orderUpTo == 2)
    }

    /// Eleven to forty items: the budget is used to within a thousandth of the bound.
    @Test(arguments: [11, 20, 40]) func middlingAssortmentsCloseTheirGap(_ count: Int) throws {
        var generator = TestGenerator(UInt64(count))
        let problems = (0..<count).map { index in
            PoissonItem(mean: 0.1 + 2 * generator.uniform(), cost: (1 + 200 * generator.uniform() * generator.uniform()).rounded(), most: 1)
                .problem(index)
        }
        let plan = try planAssortment(
            problems, objective: PlanObjective(kind: .budget, money: .stockValue, target: 60 * Double(count)))
        let gap = try #require(plan.totals.relativeGap)
        #expect(gap < 0.001)
    }
}
