import DemandModel
import NumericCore
import Testing

@testable import ReorderPolicies

@Suite struct PolicyKindTests {
    /// Where a review period's demand is known to be independent, (R,s,S) positions follow the renewal: against the exact periodic
    /// model at the end of the period (one node each at L + R).
    @Test func renewalPositionsMatchThePeriodicModel() throws {
        let demand = periodicDemand(perDay: 0.8, lead: 10, review: 5, ratio: 2)
        let reached = try evaluatePolicy(ReplenishmentPolicy(kind: .RsS, reorderPoint: 12, orderUpTo: 30), demand: demand)
        let over = try StockEvaluator(demand)
        let period = try #require(NegativeBinomialDistribution(mean: 4, variance: 8))
        let model = PeriodicReorderProblem(
            holdingCost: 1, backorderCost: 1, fixedCost: 1, periodDemand: countMixture(.negativeBinomial(period)),
            overLeadTime: over.nodes[0], overProtection: over.nodes[4])
        let exact = try #require(model.evaluate(reorderPoint: 12, orderUpTo: 30))
        #expect(abs(reached.fillRate - exact.fillRate) < 1e-10)
        #expect(abs(reached.cycleServiceLevel - exact.noBackorderProbability) < 1e-10)
        #expect(reached.expectedBackorders < exact.backordersAtEnd)
        // Not uniform: the position starts each cycle at S.
        let uniform = try evaluatePolicy(
            ReplenishmentPolicy(kind: .RS, reorderPoint: 12, orderUpTo: 30), demand: demand)
        #expect(abs(uniform.fillRate - reached.fillRate) > 1e-4)
    }

    @Test func everyKindReachesItsTarget() throws {
        for kind in ReplenishmentPolicy.Kind.allCases {
            let isPeriodic = kind == .RS || kind == .RsS
            let one = problem(
                0,
                isPeriodic
                    ? periodicDemand(perDay: 0.8, lead: 10, review: 5, ratio: 2)
                    : continuousDemand(.init(family: .negativeBinomial, mean: 8, variance: 16), isCount: true, perDay: 0.8)
            ) {
                $0.kind = kind
                $0.terms.orderCost = 3
                $0.terms.reviewPeriodDays = isPeriodic ? 5 : 0
            }
            for target in [0.8, 0.95, 0.999] {
                let plan = try planAssortment([one], objective: PlanObjective(kind: .fillRate, target: target))
                let decision = plan.decisions[0]
                #expect(decision.policy?.kind == kind && decision.status == .ok)
                #expect(decision.performance.map { $0.fillRate >= target } == true)
                let policy = try #require(decision.policy)
                var less = policy
                less.reorderPoint -= 1
                less.orderUpTo -= 1
                #expect(try evaluatePolicy(less, demand: one.demand).fillRate < target)
            }
            let funded = try planAssortment([one], objective: PlanObjective(kind: .budget, target: 12))
            #expect(funded.totals.averageInventoryValue <= 12)
        }
    }

    /// The cost objective under continuous review is the optimal (r,Q) policy.
    @Test func costUnderContinuousReview() throws {
        let one = problem(0, continuousDemand(poissonMember(8), isCount: true, perDay: 0.8), cost: 20) {
            $0.terms.orderCost = 3
            $0.terms.backorderCostPerUnitDay = 0.4
        }
        let decision = try planAssortment([one], objective: PlanObjective(kind: .cost, target: 0)).decisions[0]
        let best = try #require(
            optimalReorderPoint(
                holdingCost: 20 * 0.25 / 365, backorderCost: 0.4, fixedCost: 3, demandRate: 0.8, leadTimeDemand: poisson(8)))
        #expect(decision.policy?.orderQuantity == best.quantity)
        #expect(decision.policy?.reorderPoint == best.reorderPoint)
        let packed = problem(0, one.demand, cost: 20) {
            $0.terms = one.terms
            $0.terms.orderMultiple = 6
        }
        let inPacks = try planAssortment([packed], objective: PlanObjective(kind: .cost, target: 0)).decisions[0]
        #expect(inPacks.policy?.orderQuantity?.truncatingRemainder(dividingBy: 6) == 0)
    }
}
