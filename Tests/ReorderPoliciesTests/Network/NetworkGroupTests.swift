import DemandModel
import Testing

@testable import ReorderPolicies

/// Limits of groups where warehouses feed locations, against enumeration of two small families.
struct NetworkGroupTests {
    /// Two families of a warehouse and a location, in the groups a and b.
    private func families() throws -> (problems: [ReplenishmentProblem], families: [WarehouseFamily]) {
        var problems: [ReplenishmentProblem] = [], families: [WarehouseFamily] = []
        for (name, rate, cost) in [("a", 0.15, 10.0), ("b", 0.3, 6.0)] {
            let first = problems.count, k = 1.5, lead = 14.0
            problems.append(problem(first, try LeadTimeDemand(rate: rate, variancePerDay: k * rate, leadTime: lead, review: 0), cost: cost) {
                $0.kind = .RS
                $0.group = name
            })
            problems.append(problem(first + 1, try LeadTimeDemand(rate: rate, variancePerDay: k * rate, leadTime: 2, review: 7), cost: cost) { $0.group = name })
            let own = k * rate * lead, after = k * rate * 9
            families.append(WarehouseFamily(warehouse: first, locations: [
                .init(problem: first + 1, part: OwedPart(share: 1, covered: (mean: rate * lead, variance: k * rate * lead), own: own, after: after, both: own + after)),
            ]))
        }
        return (problems, families)
    }

    /// Money and units waiting of all levels of one family.
    private func enumerated(_ problems: [ReplenishmentProblem], _ family: WarehouseFamily) throws -> [(money: Double, waiting: Double)] {
        let warehouse = try StockEvaluator(problems[family.warehouse].demand), cost = problems[family.warehouse].terms.unitCost ?? 0
        var all: [(money: Double, waiting: Double)] = []
        for depot in 0...14 {
            let owed = warehouse.owed(orderUpTo: Double(depot), batch: 1)
            let held = warehouse.averageOnHand(orderUpTo: Double(depot), batch: 1, expectedBackorders: owed.mean)
            let evaluator = try StockEvaluator(problems[family.warehouse + 1].demand.fed(by: owed, family.locations[0].part))
            for level in 0...16 {
                let waiting = evaluator.expectedBackorders(orderUpTo: Double(level), batch: 1)
                all.append((cost * (held + evaluator.averageOnHand(orderUpTo: Double(level), batch: 1, expectedBackorders: waiting)), waiting))
            }
        }
        return all
    }

    private func amounts(_ problems: [ReplenishmentProblem], _ found: NetworkPlan) -> (a: Double, b: Double) {
        let money = found.plan.decisions.map { $0.averageInventoryValue ?? -1 }
        return (money[0] + money[1], money[2] + money[3])
    }

    @Test(arguments: [(60.0, 18.0, true), (60, 45, false), (90, 30, true), (80, 50, false)])
    func limitsAreKeptAsEnumerationWould(budget: Double, limit: Double, isCeiling: Bool) throws {
        let (problems, families) = try families()
        var limits = GroupLimits(subject: .group)
        if isCeiling { limits.ceilings["a"] = limit } else { limits.floors["a"] = limit }
        var objective = PlanObjective(kind: .budget, target: budget)
        objective.groupLimits = limits
        let found = try planNetwork(problems, families: families, objective: objective)
        let (a, b) = amounts(problems, found)
        #expect(isCeiling ? a <= limit + 1e-6 : a >= limit - 1e-6, "\(a)")
        #expect(a + b <= budget + 1e-6 && abs(a + b - found.plan.totals.averageInventoryValue) < 1e-6)
        let each = try families.map { try enumerated(problems, $0) }
        var best = Double.infinity
        for one in each[0] where isCeiling ? one.money <= limit : one.money >= limit {
            for other in each[1] where one.money + other.money <= budget { best = min(best, one.waiting + other.waiting) }
        }
        let totals = found.plan.totals
        #expect(totals.weightedBackorders >= best - 1e-9 && totals.weightedBackorders <= best * (1 + 1e-9) && totals.isProvenOptimal, "\(totals.weightedBackorders), best \(best)")
        // One location has few levels: the dual of a least amount lies far below.
        #expect((totals.lowerBound ?? -1) <= best + 1e-9 && (totals.lowerBound ?? -1) >= (isCeiling ? 0.5 * best : 0), "\(totals.lowerBound ?? -1), best \(best)")
        #expect(found.plan.decisions.filter { $0.reasons.contains { $0.contains("the group a is held at its \(isCeiling ? "maximum" : "minimum")") } }.count == 2)
    }

    /// Where a group's least amount leaves the other next to nothing, plans are found as long as there are any, and none holds more than the budget.
    @Test func aLeastAmountThatLeavesLittleIsPlanned() throws {
        let (problems, families) = try families()
        let each = try families.map { try enumerated(problems, $0) }
        for (budget, limit) in [(45.0, 40.0), (60, 52), (60, 57), (60, 59.5), (80, 79)] {
            var objective = PlanObjective(kind: .budget, target: budget)
            objective.groupLimits = GroupLimits(subject: .group, floors: ["a": limit])
            var best = Double.infinity
            for one in each[0] where one.money >= limit { for other in each[1] where one.money + other.money <= budget { best = min(best, one.waiting + other.waiting) } }
            guard best < .infinity else {
                #expect(throws: PolicyError.self, "\(budget) \(limit)") { try planNetwork(problems, families: families, objective: objective) }
                continue
            }
            let found = try planNetwork(problems, families: families, objective: objective)
            let (a, b) = amounts(problems, found)
            #expect(a >= limit - 1e-6 && a + b <= budget + 1e-6, "\(a) and \(b) of \(budget)")
            #expect(abs(found.plan.totals.weightedBackorders - best) <= 1e-9 * best, "\(found.plan.totals.weightedBackorders), best \(best)")
        }
    }

    @Test func groupsHaveTargetsOfTheirOwn() throws {
        let (problems, families) = try families()
        var objective = PlanObjective(kind: .expectedBackorders, target: 1)
        objective.groupLimits = GroupLimits(subject: .group)
        objective.groupLimits?.backorderCeilings = ["b": 0.1]
        let found = try planNetwork(problems, families: families, objective: objective)
        let waiting = found.plan.decisions.map { $0.performance?.expectedBackorders ?? 0 }
        #expect(waiting[2] + waiting[3] <= 0.1 + 1e-9 && waiting.reduce(0, +) <= 1 + 1e-9)
        let each = try families.map { try enumerated(problems, $0) }
        var best = Double.infinity
        for other in each[1] where other.waiting <= 0.1 { for one in each[0] where one.waiting + other.waiting <= 1 { best = min(best, one.money + other.money) } }
        #expect(found.plan.totals.averageInventoryValue >= best - 1e-6 && found.plan.totals.averageInventoryValue <= best * (1 + 1e-9))
        #expect((found.plan.totals.lowerBound ?? -1) <= best + 1e-9)
    }

    @Test func limitsThatBindNothingChangeNothing() throws {
        let (problems, families) = try families()
        var objective = PlanObjective(kind: .budget, target: 60)
        let free = try planNetwork(problems, families: families, objective: objective)
        objective.groupLimits = GroupLimits(subject: .group, floors: ["a": 1], ceilings: ["b": 1_000])
        #expect(try planNetwork(problems, families: families, objective: objective).plan == free.plan)
    }

    @Test func limitsThatCannotHoldAreRefused() throws {
        var (problems, families) = try families()
        var objective = PlanObjective(kind: .budget, target: 60)
        objective.groupLimits = GroupLimits(subject: .group, ceilings: ["c": 10])
        #expect(throws: PolicyError.self) { try planNetwork(problems, families: families, objective: objective) }
        objective.groupLimits = GroupLimits(subject: .group, floors: ["a": 20], ceilings: ["a": 10])
        #expect(throws: PolicyError.self) { try planNetwork(problems, families: families, objective: objective) }
        objective.groupLimits = GroupLimits(subject: .group, floors: ["a": 70])
        #expect(throws: PolicyError.self) { try planNetwork(problems, families: families, objective: objective) }
        objective.groupLimits = GroupLimits(subject: .group, ceilings: ["a": 10])
        problems[1].group = "b"
        #expect(throws: PolicyError.familyInSeveralGroups(problems[0].key, groups: ["a", "b"])) { try planNetwork(problems, families: families, objective: objective) }
    }
}
