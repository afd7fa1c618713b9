import DemandModel
import Testing

@testable import ReorderPolicies

@Suite struct GroupLimitTests {
    /// Items of three groups with seeded terms; money is stock value or average inventory value.
    private func problems(_ count: Int) -> [ReplenishmentProblem] {
        var state: UInt64 = 7
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / 9_007_199_254_740_992
        }
        return (0..<count).map { index in
            var problem = ReplenishmentProblem(
                key: ItemLocation(item: "item\(index)"), demand: continuousDemand(poissonMember(0.3 + 12 * uniform()), isCount: true),
                terms: SupplyTerms(unitCost: 1 + (9 * uniform()).rounded(), leadTimeDays: 1, reviewPeriodDays: 0))
            problem.group = ["summer", "winter", ""][index % 3]
            return problem
        }
    }

    private func money(_ plan: AssortmentPlan, _ problems: [ReplenishmentProblem], _ group: String) -> Double {
        zip(plan.decisions, problems).filter { $0.1.group == group }.reduce(0) { $0 + ($1.0.stockValue ?? 0) }
    }

    private func objective(_ budget: Double, _ limits: GroupLimits?) -> PlanObjective {
        var objective = PlanObjective(kind: .budget, money: .stockValue, target: budget)
        objective.groupLimits = limits
        return objective
    }

    @Test func limitsThatDoNotBindChangeNothing() throws {
        let items = problems(60)
        let free = try planAssortment(items, objective: objective(2_500, nil))
        let loose = GroupLimits(subject: .group, floors: ["summer": 10], ceilings: ["winter": 2_500])
        #expect(try planAssortment(items, objective: objective(2_500, loose)) == free)
    }

    @Test(arguments: [(0.6, nil), (nil, 1.4), (0.7, 1.2), (0.0, nil)] as [(Double?, Double?)])
    func bindingLimitsHoldAndTheBoundStaysBelow(_ ceiling: Double?, _ floor: Double?) throws {
        let items = problems(60)
        let free = try planAssortment(items, objective: objective(2_000, nil))
        var limits = GroupLimits(subject: .group)
        if let ceiling { limits.ceilings["summer"] = ceiling * money(free, items, "summer") }
        if let floor { limits.floors["winter"] = floor * money(free, items, "winter") }
        let plan = try planAssortment(items, objective: objective(2_000, limits))
        #expect(plan.totals.stockValue <= 2_000)
        if let most = limits.ceilings["summer"] { #expect(money(plan, items, "summer") <= most) }
        if let least = limits.floors["winter"] { #expect(money(plan, items, "winter") >= least * (1 - 1e-12)) }
        #expect(plan.totals.weightedBackorders >= free.totals.weightedBackorders)
        let bound = try #require(plan.totals.lowerBound)
        #expect(bound <= plan.totals.weightedBackorders)
        #expect(plan.totals.weightedBackorders <= bound * 1.02)
    }

    /// Three items, every allocation enumerated.
    @Test func agreesWithEnumeration() throws {
        let items = Array(problems(3))
        let tables = items.map { poisson($0.demand.distributions[0].mean) }
        let costs = items.map { $0.terms.unitCost ?? 0 }
        let budget = 120.0
        let most = 20.0
        var least = Double.infinity
        for a in 0...40 where costs[0] * Double(a) <= most {
            for b in 0...60 {
                for c in 0...60 where costs[0] * Double(a) + costs[1] * Double(b) + costs[2] * Double(c) <= budget {
                    let value = tables[0].losses(at: Double(a)).first + tables[1].losses(at: Double(b)).first
                        + tables[2].losses(at: Double(c)).first
                    least = min(least, value)
                }
            }
        }
        let plan = try planAssortment(items, objective: objective(budget, GroupLimits(subject: .group, ceilings: ["summer": most])))
        #expect(money(plan, items, "summer") <= most)
        #expect(plan.totals.weightedBackorders >= least - 1e-12)
        #expect((plan.totals.lowerBound ?? .infinity) <= least + 1e-12)
        #expect(plan.totals.weightedBackorders <= least * 1.05 + 1e-6)
    }

    @Test func limitsThatCannotHoldSaySo() throws {
        var items = problems(6)
        func message(_ limits: GroupLimits, budget: Double = 500) -> String {
            do {
                _ = try planAssortment(items, objective: objective(budget, limits))
                return ""
            } catch { return "\(error)" }
        }
        #expect(message(GroupLimits(subject: .group, ceilings: ["sumer": 5])).contains("did you mean \"summer\"?"))
        #expect(message(GroupLimits(subject: .group, floors: ["summer": 9], ceilings: ["summer": 5])).contains("minimum 9 is above the maximum 5"))
        #expect(message(GroupLimits(subject: .group, floors: ["summer": 1e6]), budget: 2e6).contains("can usefully hold"))
        #expect(message(GroupLimits(subject: .group, floors: ["summer": 300, "winter": 300])).contains("is 100"))
        #expect(message(GroupLimits(subject: .group, ceilings: ["summer": -1])).contains("0 or more"))
        items[0].limits.minimumOrderUpTo = 50
        #expect(message(GroupLimits(subject: .group, ceilings: ["summer": 5])).contains("above the maximum 5"))
    }
}
