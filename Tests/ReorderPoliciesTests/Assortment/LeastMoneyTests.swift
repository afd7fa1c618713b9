import DemandModel
import Testing

@testable import ReorderPolicies

/// Least money for a fill rate of all units together, and for targets of E[B] of groups.
@Suite struct LeastMoneyTests {
    private func systemFill(_ plan: AssortmentPlan, _ problems: [ReplenishmentProblem]) -> Double {
        var demand = 0.0
        var served = 0.0
        for (decision, problem) in zip(plan.decisions, problems) {
            let rate = problem.weight * problem.demand.meanPerDay
            demand += rate
            served += rate * (decision.performance?.fillRate ?? 0)
        }
        return served / demand
    }

    private func waiting(_ plan: AssortmentPlan, _ problems: [ReplenishmentProblem], _ group: String) -> Double {
        zip(plan.decisions, problems).filter { $0.1.group == group }
            .reduce(0) { $0 + $1.1.weight * ($1.0.performance?.expectedBackorders ?? 0) }
    }

    @Test(arguments: [DemandDistribution.Family.negativeBinomial, .gamma], [0.5, 0.9, 0.95, 0.999])
    func aSystemFillRateIsMetForLessThanTheSameForEveryItem(_ family: DemandDistribution.Family, _ target: Double) throws {
        let problems = assortment(60, family: family, seed: 4)
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .systemFillRate, target: target))
        let each = try planAssortment(problems, objective: PlanObjective(kind: .fillRate, target: target))
        #expect(systemFill(plan, problems) >= target)
        #expect(plan.totals.averageInventoryValue < each.totals.averageInventoryValue)
        let bound = try #require(plan.totals.lowerBound)
        #expect(bound <= plan.totals.averageInventoryValue)
        #expect(plan.totals.averageInventoryValue <= bound * 1.01)
    }

    /// All levels of three items enumerated, with batches, a maximum stock and different weights.
    @Test(arguments: [0.6, 0.9, 0.97])
    func agreesWithEnumeration(_ target: Double) throws {
        let problems = [
            problem(0, periodicDemand(perDay: 0.2, lead: 6, review: 7, ratio: 1.5), cost: 7),
            problem(1, periodicDemand(perDay: 0.5, lead: 3, review: 14, ratio: 2.5), cost: 3, weight: 2) { $0.terms.orderMultiple = 4 },
            problem(2, periodicDemand(perDay: 0.1, lead: 20, review: 7, ratio: 1.2), cost: 11) { $0.limits.maximumOrderUpTo = 9 },
        ]
        let items = try problems.indices.map { try StockItem(problems[$0], index: $0) }
        let rates = problems.map { $0.weight * $0.demand.meanPerDay }
        let tables = items.map { item in
            (0...45).map { level in
                (money: item.money(Double(level), backorders: item.backorders(Double(level)), kind: .averageInventoryValue),
                 fill: item.evaluator.fillRate(orderUpTo: Double(level), batch: item.quantity))
            }
        }
        var least = Double.infinity
        for a in tables[0] {
            for b in tables[1] {
                for c in tables[2].prefix(10) where a.money + b.money + c.money < least {
                    if a.fill * rates[0] + b.fill * rates[1] + c.fill * rates[2] >= target * rates.reduce(0, +) {
                        least = a.money + b.money + c.money
                    }
                }
            }
        }
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .systemFillRate, target: target))
        #expect(systemFill(plan, problems) >= target)
        #expect((plan.totals.lowerBound ?? .infinity) <= least * (1 + 1e-9))
        #expect(plan.totals.averageInventoryValue >= least * (1 - 1e-9))
        #expect(plan.totals.averageInventoryValue <= least * 1.08)
    }

    @Test func tablesAndSingleLevelsGiveTheSameCurve() throws {
        let one = problem(0, periodicDemand(perDay: 0.7, lead: 9, review: 7, ratio: 3), cost: 5) { $0.terms.orderMultiple = 6 }
        let item = try StockItem(one, index: 0)
        let curve = ServiceCurve(item, money: .averageInventoryValue)
        for index in stride(from: 0, to: curve.levels.count, by: 3) {
            let level = curve.levels[index]
            let money = item.money(level, backorders: item.backorders(level), kind: .averageInventoryValue)
            #expect(abs(curve.money[index] - money) <= 1e-9 * max(1, money))
            #expect(abs(curve.short[index] - 0.7 * (1 - item.evaluator.fillRate(orderUpTo: level, batch: item.quantity))) < 1e-9)
        }
        for position in 2..<curve.hull.count { #expect(curve.ratio(position) < curve.ratio(position - 1)) }
    }

    @Test func anItemKeptByHandCostsWhatTheRestWouldSpendOnIt() throws {
        var problems = assortment(20, seed: 9)
        let objective = PlanObjective(kind: .systemFillRate, target: 0.9)
        let free = try planAssortment(problems, objective: objective)
        let level = try #require(free.decisions[3].policy).orderUpTo
        problems[3].limits.fixedOrderUpTo = level + 6
        let kept = try planAssortment(problems, objective: objective)
        let cost = try #require(overrideCosts(problems, plan: kept, objective: objective).first)
        #expect(kept.decisions[3].policy?.orderUpTo == level + 6)
        #expect(abs(cost.recommendedOrderUpTo - level) <= 3)
        #expect((cost.averageInventoryValue ?? 0) > 0 && cost.expectedBackorders < 0)
    }

    @Test func groupsMeetTheirOwnTargets() throws {
        var problems = assortment(60, seed: 3)
        for index in problems.indices { problems[index].group = ["summer", "winter", ""][index % 3] }
        var objective = PlanObjective(kind: .expectedBackorders, target: 20)
        let free = try planAssortment(problems, objective: objective)
        let before = waiting(free, problems, "summer")
        objective.groupLimits = GroupLimits(subject: .group)
        objective.groupLimits?.backorderCeilings = ["summer": before + 1, "winter": 1_000]
        #expect(try planAssortment(problems, objective: objective) == free)
        objective.groupLimits?.backorderCeilings = ["summer": before / 2]
        let plan = try planAssortment(problems, objective: objective)
        #expect(waiting(plan, problems, "summer") <= before / 2)
        #expect(plan.totals.weightedBackorders <= 20)
        #expect(plan.totals.averageInventoryValue > free.totals.averageInventoryValue)
        // The rest may let more wait, so that the total is used.
        #expect(plan.totals.weightedBackorders > 19.5)
        let bound = try #require(plan.totals.lowerBound)
        #expect(bound > (free.totals.lowerBound ?? 0))
        #expect(plan.totals.averageInventoryValue <= bound * 1.01)
        #expect(plan.decisions[0].reasons.contains { $0.contains("the group summer is held at its target") })
    }

    @Test func targetsOutOfReachSaySo() throws {
        var problems = assortment(6, seed: 3)
        for index in problems.indices {
            problems[index].limits.maximumOrderUpTo = 1
            problems[index].group = "summer"
        }
        func message(_ objective: PlanObjective) -> String {
            do { return "\(try planAssortment(problems, objective: objective).totals)" } catch { return "\(error)" }
        }
        #expect(message(PlanObjective(kind: .systemFillRate, target: 0.99)).contains("maximum stocks and fixed levels leave"))
        #expect(message(PlanObjective(kind: .systemFillRate, target: 1)).contains("above 0 and below 1"))
        var objective = PlanObjective(kind: .expectedBackorders, target: 1e6)
        objective.groupLimits = GroupLimits(subject: .group)
        objective.groupLimits?.backorderCeilings = ["summer": 0.01]
        #expect(message(objective).contains("the group summer: total expected backorders of 0.01 cannot be reached"))
    }
}
