import DemandModel
import InventoryTheory
import NumericCore
import Testing

@testable import ReorderPolicies

/// Numbers at the edge of sense: an answer or a reason, never a trap or an endless loop.
@Suite struct ExtremeValueTests {
    private func poisson(_ mean: Double) -> MixtureDistribution {
        MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: mean)))], isCount: true)
    }

    @Test func lossesOfNoNumberAreNoNumber() throws {
        let lumpy = try #require(NegativeBinomialDistribution(mean: 4, variance: 9))
        let listed = try #require(DiscreteDistribution(probabilities: [0.5, 0.5]))
        for member in [DistributionMember.poisson(PoissonDistribution(mean: 4)), .negativeBinomial(lumpy), .discrete(listed)] {
            #expect(member.losses(at: .nan, lattice: true).first.isNaN)
            #expect(member.upperTail(.nan).isNaN)
            #expect(member.cdf(.nan).isNaN)
        }
    }

    @Test(arguments: [(0.0, 0.0), (-1, 2), (1, -2), (.nan, 1), (1, .infinity)])
    func newsvendorRefusesCostsWithoutBalance(h: Double, p: Double) {
        #expect(throws: PolicyError.self) { try newsvendor(holdingCost: h, backorderCost: p, demand: poisson(4)) }
    }

    @Test func quantilesReachFarTails() throws {
        // P(D > 33) = 2.07e-20 and P(D > 34) = 2.35e-21 by summing 4^k e^-4 / k! with 60 digits.
        #expect(poisson(4).quantile(upperTail: 5e-21) == 34)
        #expect(poisson(4).quantile(upperTail: 0.05) == 8)
        let normal = MixtureDistribution(members: [(1, .normal(NormalDistribution(mean: 0, standardDeviation: 1)))], isCount: false)
        // P(Z > 10) = 7.619853024160527e-24
        #expect(abs(normal.quantile(upperTail: 7.619853024160527e-24) - 10) < 1e-9)
        let sure = try newsvendor(holdingCost: 0, backorderCost: 1, demand: poisson(4))
        #expect(sure.orderUpTo == .infinity)
    }

    @Test(arguments: [ReplenishmentPolicy.Kind.rQ, .sS, .RS, .RsS], [1e14, 1e300])
    func aHugeBackorderCostIsPlanned(kind: ReplenishmentPolicy.Kind, backorderCost: Double) throws {
        let review = kind == .RS || kind == .RsS ? 7.0 : 0
        let demand = review > 0 ? periodicDemand(perDay: 2, lead: 5, review: review, ratio: 2)
            : LeadTimeDemand(
                leadTimeDays: 5, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 0, meanPerDay: 2,
                distributions: [DemandDistribution(mean: 10, variance: 20, isCount: true)])
        let one = problem(0, demand) {
            $0.kind = kind
            $0.terms.orderCost = 20
            $0.terms.backorderCostPerUnitDay = backorderCost
        }
        let plan = try planAssortment([one], objective: PlanObjective(kind: .cost, target: 0))
        let decision = plan.decisions[0]
        #expect(decision.policy?.orderUpTo.isFinite ?? !decision.reasons.isEmpty)
    }

    @Test func aHugeOrderCostIsRefusedByName() throws {
        let one = problem(0, periodicDemand(perDay: 2, lead: 5, review: 7, ratio: 2)) {
            $0.kind = .RsS
            $0.terms.orderCost = 1e300
            $0.terms.backorderCostPerUnitDay = 1
        }
        let plan = try planAssortment([one], objective: PlanObjective(kind: .cost, target: 0))
        #expect(plan.decisions[0].status == .failed)
        #expect(plan.decisions[0].reasons.contains { $0.contains("order_cost") })
    }

    @Test func aHugeOrderMultipleIsNotSearchedGapByGap() throws {
        let one = problem(0, periodicDemand(perDay: 2, lead: 5, review: 7, ratio: 2)) {
            $0.kind = .RsS
            $0.terms.orderCost = 20
            $0.terms.orderMultiple = 1e6
            $0.terms.backorderCostPerUnitDay = 1
        }
        let decision = try planAssortment([one], objective: PlanObjective(kind: .cost, target: 0)).decisions[0]
        let policy = try #require(decision.policy)
        #expect(policy.orderUpTo - policy.reorderPoint == 1e6)
        // Positions uniform over a million units, less than one in a million short on the way: half of it on the shelf.
        let performance = try #require(decision.performance)
        #expect(performance.averageOnHand > 4e5 && performance.averageOnHand < 5.1e5)
    }

    @Test func ordersOfNothingCostTheirPosition() throws {
        let demand = MixtureDistribution(members: [(1, .normal(NormalDistribution(mean: 100, standardDeviation: 20)))], isCount: false)
        let best = try #require(optimalReorderPoint(
            holdingCost: 1, backorderCost: 9, fixedCost: 0, demandRate: 10, leadTimeDemand: demand))
        #expect(best.quantity == 0)
        let cost = reorderPointCost(
            reorderPoint: best.reorderPoint, quantity: best.quantity, holdingCost: 1, backorderCost: 9, fixedCost: 0, demandRate: 10,
            leadTimeDemand: demand)
        #expect(abs(cost - best.cost) < 1e-9)
        #expect(reorderPointCost(
            reorderPoint: 100, quantity: 0, holdingCost: 1, backorderCost: 9, fixedCost: 5, demandRate: 10, leadTimeDemand: demand) == .infinity)
    }

    @Test func continuousOrdersKeepTheirMultiple() throws {
        let demand = LeadTimeDemand(
            leadTimeDays: 5, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 0, meanPerDay: 10,
            distributions: [DemandDistribution(mean: 50, variance: 100, isCount: false)])
        let one = problem(0, demand) { $0.terms.orderMultiple = 4 }
        let policy = try #require(try planAssortment([one], objective: PlanObjective(kind: .fillRate, target: 0.95)).decisions[0].policy)
        // 8 and 12 are the neighbours of a day's demand; 12 is the better by 10 x 10 > 8 x 12.
        #expect(policy.orderQuantity == 12)
    }

    /// Wide runs are found by their ends: the same answers as position by position.
    @Test(arguments: [(3e3, 2e5), (3e4, 1e6), (2e5, 3e4)])
    func wideRunsAreOptimal(rate: Double, fixedCost: Double) throws {
        let demand = poisson(rate * 2)
        let best = try #require(optimalReorderPoint(
            holdingCost: 0.5, backorderCost: 9, fixedCost: fixedCost, demandRate: rate, leadTimeDemand: demand))
        func cost(_ r: Double, _ quantity: Double) -> Double {
            reorderPointCost(
                reorderPoint: r, quantity: quantity, holdingCost: 0.5, backorderCost: 9, fixedCost: fixedCost, demandRate: rate,
                leadTimeDemand: demand)
        }
        #expect(abs(best.cost - cost(best.reorderPoint, best.quantity)) < 1e-9 * best.cost)
        for shift in [-50.0, -1, 1, 50] {
            #expect(cost(best.reorderPoint + shift, best.quantity) >= best.cost * (1 - 1e-12))
            #expect(cost(best.reorderPoint, best.quantity + shift) >= best.cost * (1 - 1e-12))
        }
    }
}
