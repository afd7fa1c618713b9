import DemandModel
import NumericCore
import Testing

@testable import ReorderPolicies

/// Joint levels of a warehouse and its locations, against enumeration; and today's transfers.
struct NetworkPlanningTests {
    /// Warehouse, two locations, each family in a row.
    private func family(_ rates: [Double], lead: Double, cost: Double, first: Int, k: Double = 1.5) throws -> (problems: [ReplenishmentProblem], family: WarehouseFamily) {
        let total = rates.reduce(0, +)
        var problems = [problem(first, try LeadTimeDemand(rate: total, variancePerDay: k * total, leadTime: lead, review: 0), cost: cost) { $0.kind = .RS }]
        var locations: [WarehouseFamily.Location] = []
        for (index, rate) in rates.enumerated() {
            problems.append(problem(first + 1 + index, try LeadTimeDemand(rate: rate, variancePerDay: k * rate, leadTime: 2, review: 7), cost: cost))
            let own = k * rate * lead, after = k * rate * 9
            let part = OwedPart(share: rate / total, covered: (mean: total * lead, variance: k * total * lead), own: own, after: after, both: own + after)
            locations.append(.init(problem: first + 1 + index, part: part))
        }
        return (problems, WarehouseFamily(warehouse: first, locations: locations))
    }

    /// E[B] of the locations and money on hand of all, for given levels.
    private func figures(_ problems: [ReplenishmentProblem], _ family: WarehouseFamily, _ base: Double, _ levels: [Double]) throws -> (waiting: Double, money: Double) {
        let warehouse = try StockEvaluator(problems[family.warehouse].demand)
        let owed = warehouse.owed(orderUpTo: base, batch: 1)
        var sum = (waiting: 0.0, money: warehouse.averageOnHand(orderUpTo: base, batch: 1, expectedBackorders: owed.mean))
        for (location, level) in zip(family.locations, levels) {
            let evaluator = try StockEvaluator(problems[location.problem].demand.fed(by: owed, location.part))
            let waiting = evaluator.expectedBackorders(orderUpTo: level, batch: 1)
            sum.waiting += waiting
            sum.money += evaluator.averageOnHand(orderUpTo: level, batch: 1, expectedBackorders: waiting)
        }
        return (sum.waiting, sum.money * (problems[family.warehouse].terms.unitCost ?? 0))
    }

    /// All levels of a small family.
    private func enumerated(_ problems: [ReplenishmentProblem], _ family: WarehouseFamily, base: Int, level: Int) throws -> [(waiting: Double, money: Double)] {
        var all: [(waiting: Double, money: Double)] = []
        for depot in 0...base {
            for a in 0...level { for b in 0...level { all.append(try figures(problems, family, Double(depot), [Double(a), Double(b)])) } }
        }
        return all
    }

    @Test func aBudgetIsSpentAsEnumerationWould() throws {
        let (problems, family) = try family([0.15, 0.08], lead: 21, cost: 10, first: 0)
        let all = try enumerated(problems, family, base: 14, level: 10)
        for budget in [10.0, 30, 60, 90] {
            let best = try #require(all.filter { $0.money <= budget + 1e-9 }.map(\.waiting).min())
            let found = try planNetwork(problems, families: [family], objective: PlanObjective(kind: .budget, target: budget))
            let totals = found.plan.totals
            #expect(totals.averageInventoryValue <= budget + 1e-6)
            #expect(totals.weightedBackorders >= best - 1e-9, "\(budget): \(totals.weightedBackorders) below the best \(best)")
            #expect((totals.lowerBound ?? -1) <= best + 1e-9, "\(budget): the bound \(totals.lowerBound ?? -1) is above the best \(best)")
            #expect(totals.weightedBackorders <= best * (1 + 1e-9) && totals.isProvenOptimal && totals.relativeGap == 0, "\(budget): \(totals.weightedBackorders), best \(best)")
            // What the decisions say is what their levels reach.
            let levels = found.plan.decisions.map { $0.policy?.orderUpTo ?? -1 }
            let check = try figures(problems, family, levels[0], Array(levels[1...]))
            #expect(abs(check.waiting - totals.expectedBackorders) < 1e-9 && abs(check.money - totals.averageInventoryValue) < 1e-6)
        }
    }

    @Test func unitsWaitingAreReachedWithLittleMoney() throws {
        let (problems, family) = try family([0.15, 0.08], lead: 21, cost: 10, first: 0)
        let all = try enumerated(problems, family, base: 14, level: 10)
        for target in [0.5, 0.1, 0.03] {
            let best = try #require(all.filter { $0.waiting <= target + 1e-12 }.map(\.money).min())
            let totals = try planNetwork(problems, families: [family], objective: PlanObjective(kind: .expectedBackorders, target: target)).plan.totals
            #expect(totals.expectedBackorders <= target + 1e-9)
            #expect(totals.averageInventoryValue >= best - 1e-9 && (totals.lowerBound ?? -1) <= best + 1e-9)
            #expect(totals.averageInventoryValue <= best * (1 + 1e-9) && totals.isProvenOptimal, "\(target): \(totals.averageInventoryValue), best \(best)")
        }
    }

    /// Forty families under one budget: the gap is small, and no thread changes a bit.
    @Test func manyFamiliesHaveASmallGap() throws {
        var problems: [ReplenishmentProblem] = [], families: [WarehouseFamily] = []
        var generator = TestGenerator(3)
        for _ in 0..<40 {
            let one = try family(
                (0..<3).map { _ in 0.02 + 0.3 * generator.uniform() }, lead: 7 * (1 + (4 * generator.uniform()).rounded(.down)), cost: 1 + 30 * generator.uniform(),
                first: problems.count)
            problems += one.problems
            families.append(one.family)
        }
        let objective = PlanObjective(kind: .budget, target: 4_000)
        let plan = try planNetwork(problems, families: families, objective: objective)
        #expect(plan.plan.totals.averageInventoryValue <= 4_000 + 1e-6 && plan.plan.totals.averageInventoryValue > 3_990)
        let gap = try #require(plan.plan.totals.relativeGap)
        #expect(gap < 0.01, "gap \(gap)")
        let threaded = try planNetwork(problems, families: families, objective: objective, threads: 3)
        #expect(threaded.plan == plan.plan)
        // More money leaves fewer waiting.
        let more = try planNetwork(problems, families: families, objective: PlanObjective(kind: .budget, target: 6_000))
        #expect(more.plan.totals.expectedBackorders < plan.plan.totals.expectedBackorders)
    }

    /// No level of the warehouse, from nothing to where nothing is owed, takes less money than the one that is chosen, but for the twentieth of a percent that a search may leave.
    @Test func serviceTakesTheLeastMoneyOfAllLevels() throws {
        var generator = TestGenerator(5)
        for (trial, kind) in [PlanObjective.Kind.fillRate, .readyRate, .cycleService, .fillRate, .readyRate, .fillRate].enumerated() {
            let (problems, family) = try family(
                (0..<(2 + trial % 3)).map { _ in 0.1 + 0.9 * generator.uniform() }, lead: 5 + (10 * generator.uniform()).rounded(), cost: 7, first: 0, k: 1 + 2 * generator.uniform())
            let objective = PlanObjective(kind: kind, target: [0.9, 0.95, 0.98][trial % 3])
            let found = try planNetwork(problems, families: [family], objective: objective).plan.totals.averageInventoryValue
            let demand = problems[0].demand.overLeadTime
            var least = Double.infinity
            for depot in 0...Int(demand.mean + 4 * demand.variance.squareRoot()) {
                var fixed = problems
                fixed[0].limits.fixedPolicy = ReplenishmentPolicy(kind: .RS, reorderPoint: Double(depot - 1), orderUpTo: Double(depot))
                least = min(least, try planNetwork(fixed, families: [family], objective: objective).plan.totals.averageInventoryValue)
            }
            #expect(found <= least * 1.0006 && found >= least * (1 - 1e-9), "\(kind): \(found), least \(least)")
        }
    }

    /// A share of all units is a share of what customers want: what the warehouse owes its locations is no demand of theirs.
    @Test(arguments: [0.8, 0.95]) func aShareOfAllUnitsIsReached(target: Double) throws {
        var problems: [ReplenishmentProblem] = [], families: [WarehouseFamily] = []
        var generator = TestGenerator(9)
        for _ in 0..<10 {
            let one = try family((0..<4).map { _ in 0.1 + 2 * generator.uniform() * generator.uniform() }, lead: 14, cost: 1 + 20 * generator.uniform(), first: problems.count)
            problems += one.problems
            families.append(one.family)
        }
        let found = try planNetwork(problems, families: families, objective: PlanObjective(kind: .systemFillRate, target: target))
        var served = 0.0, demand = 0.0
        for (problem, decision) in zip(problems, found.plan.decisions) where problem.demand.reviewPeriodDays > 0 {
            served += problem.demand.meanPerDay * (decision.performance?.fillRate ?? 0)
            demand += problem.demand.meanPerDay
        }
        #expect(served / demand >= target - 1e-9 && served / demand <= target + 0.01, "\(served / demand)")
    }

    @Test func aFillRateIsReachedAtEveryLocation() throws {
        let (problems, family) = try family([0.4, 0.1], lead: 14, cost: 3, first: 0)
        for kind in [PlanObjective.Kind.fillRate, .readyRate, .cycleService] {
            let found = try planNetwork(problems, families: [family], objective: PlanObjective(kind: kind, target: 0.95))
            for decision in found.plan.decisions[1...] {
                let performance = try #require(decision.performance)
                let reached = kind == .fillRate ? performance.fillRate : kind == .readyRate ? performance.readyRate : performance.cycleServiceLevel
                #expect(reached >= 0.95 - 1e-9)
            }
            // No other level of the warehouse does it with less money.
            for depot in stride(from: 0.0, through: 24, by: 1) {
                var fixed = problems
                fixed[0].limits.fixedOrderUpTo = depot
                let other = try planNetwork(fixed, families: [family], objective: PlanObjective(kind: kind, target: 0.95))
                #expect(other.plan.totals.averageInventoryValue >= found.plan.totals.averageInventoryValue - 1e-6, "\(kind): \(depot) does with less")
            }
        }
    }

    @Test func customersAtTheWarehouseCount() throws {
        var (problems, family) = try family([0.4, 0.1], lead: 14, cost: 3, first: 0)
        family.ownShare = 0.3
        let found = try planNetwork(problems, families: [family], objective: PlanObjective(kind: .budget, target: 40))
        let warehouse = try #require(found.plan.decisions[0].performance)
        #expect(abs(warehouse.expectedBackorders - 0.3 * found.owedUnits[0]) < 1e-9)
        // They are promised the target, too.
        let filled = try planNetwork(problems, families: [family], objective: PlanObjective(kind: .fillRate, target: 0.9))
        #expect(filled.plan.decisions[0].performance?.fillRate ?? 0 >= 0.9)
        problems[0].limits.maximumOrderUpTo = 2
        #expect(try planNetwork(problems, families: [family], objective: PlanObjective(kind: .budget, target: 40)).plan.decisions[0].policy?.orderUpTo ?? 9 <= 2)
    }

    /// Problems without a warehouse get what an assortment of their own would.
    @Test func withoutFamiliesItIsAnAssortment() throws {
        let problems = assortment(30)
        for objective in [PlanObjective(kind: .budget, target: 500), PlanObjective(kind: .fillRate, target: 0.95), PlanObjective(kind: .expectedBackorders, target: 3)] {
            let own = try planAssortment(problems, objective: objective), network = try planNetwork(problems, families: [], objective: objective)
            #expect(network.plan.decisions.map(\.policy) == own.decisions.map(\.policy))
        }
    }

    @Test func aBudgetBelowTheFloorsIsRefused() throws {
        var (problems, family) = try family([0.4, 0.1], lead: 14, cost: 3, first: 0)
        problems[1].limits.minimumOrderUpTo = 50
        #expect(throws: PolicyError.self) { try planNetwork(problems, families: [family], objective: PlanObjective(kind: .budget, target: 20)) }
        problems[2].terms.unitCost = nil
        #expect(throws: PolicyError.self) { try planNetwork(problems, families: [family], objective: PlanObjective(kind: .budget, target: 200)) }
    }

    // MARK: Today's transfers

    private func request(_ rate: Double, _ position: Double, _ wanted: Double, pack: Double = 1, weight: Double = 1) throws -> TransferRequest {
        TransferRequest(
            evaluator: try StockEvaluator(LeadTimeDemand(rate: rate, variancePerDay: 2 * rate, leadTime: 2, review: 7)), position: position, wanted: wanted, pack: pack,
            weight: weight)
    }

    @Test func enoughIsSentWhole() throws {
        #expect(shareTransfers([try request(1, 0, 5), try request(1, 3, 4)], available: 9) == [5, 4])
        #expect(shareTransfers([], available: 9) == [])
        #expect(shareTransfers([try request(1, 0, 5)], available: 0) == [0])
    }

    /// Every way to share out few units, compared by the units that wait.
    @Test func tooLittleIsSharedOutAsEnumerationWould() throws {
        let requests = [try request(1, -2, 14), try request(0.3, 0, 5), try request(2, 6, 15)]
        func waiting(_ units: [Double]) -> Double {
            zip(requests, units).reduce(0) { $0 + $1.0.weight * $1.0.evaluator.averageLosses(at: $1.0.position + $1.1, includingSecond: false).first }
        }
        for available in [1.0, 4, 9, 17, 30] {
            var best = Double.infinity
            for a in 0...14 { for b in 0...5 { for c in 0...15 where Double(a + b + c) <= available { best = min(best, waiting([Double(a), Double(b), Double(c)])) } } }
            let sent = shareTransfers(requests, available: available)
            #expect(sent.reduce(0, +) <= available && zip(sent, requests).allSatisfy { $0 <= $1.wanted })
            #expect(waiting(sent) <= best + 1e-9, "\(available): \(sent) leaves \(waiting(sent)), best \(best)")
        }
    }

    @Test func packsStayWholeAndWeightsCount() throws {
        let sent = shareTransfers([try request(1, 0, 12, pack: 6), try request(1, 0, 9)], available: 11)
        #expect(sent[0].truncatingRemainder(dividingBy: 6) == 0 && sent.reduce(0, +) <= 11)
        let weighted = shareTransfers([try request(1, 0, 9, weight: 5), try request(1, 0, 9)], available: 9)
        #expect(weighted[0] > weighted[1])
    }
}
