import InventoryTheory
import DemandModel
import NumericCore
import Testing

@testable import ReorderPolicies

func countMixture(_ member: DistributionMember) -> MixtureDistribution { MixtureDistribution(members: [(1, member)], isCount: true) }
func poisson(_ mean: Double) -> MixtureDistribution {
    countMixture(mean > 0 ? .poisson(PoissonDistribution(mean: mean)) : .point(0))
}
func normal(_ mean: Double, _ sd: Double) -> MixtureDistribution {
    MixtureDistribution(members: [(1, .normal(NormalDistribution(mean: mean, standardDeviation: sd)))], isCount: false)
}

@Suite struct SingleItemCaseTests {
    @Test(arguments: PolicyCases.starting(with: "eoq", "epq"))
    func orderQuantities(_ one: PolicyCase) throws {
        let k = one.inputs["K"].double
        let h = one.inputs["h"].double
        let d = one.inputs["demand_rate"].double
        if one.id.hasPrefix("eoq_allunits") {
            let best = try #require(
                economicOrderQuantity(
                    fixedCost: k, holdingRate: one.inputs["holding_rate"].double, demandRate: d,
                    breakpoints: one.inputs["breakpoints"].doubles, unitCosts: one.inputs["unit_costs"].doubles))
            one.check("Q", best.result.quantity)
            one.check("region", Double(best.region))
            one.check("cost", best.result.cost)
        } else if one.id.hasPrefix("eoqb") {
            let plan = plannedBackorders(fixedCost: k, holdingCost: h, backorderCost: one.inputs["p"].double, demandRate: d)
            one.check("Q", plan.quantity)
            one.check("stockout_fraction", plan.backorderedShare)
            one.check("cost", plan.cost)
            one.check("avg_backorders", plan.averageBackorders)
            one.check("avg_on_hand", plan.averageOnHand)
        } else if one.id.hasPrefix("epq") {
            let plan = economicProductionQuantity(
                fixedCost: k, holdingCost: h, demandRate: d, productionRate: one.inputs["production_rate"].double)
            one.check("Q", plan.quantity)
            one.check("cost", plan.cost)
        } else if one.id.hasPrefix("eoq_mult_yield") {
            let plan = economicOrderQuantity(
                fixedCost: k, holdingCost: h, demandRate: d, yieldMean: one.inputs["yield_mean"].double,
                yieldStandardDeviation: one.inputs["yield_sd"].double)
            one.check("Q", plan.quantity)
            one.check("cost", plan.cost)
        } else {
            let pack = one.inputs["pack"].isPresent ? one.inputs["pack"].double : 0
            let minimum = one.inputs["moq"].isPresent ? one.inputs["moq"].double : 0
            let plan = economicOrderQuantity(fixedCost: k, holdingCost: h, demandRate: d, pack: pack, minimum: minimum)
            one.check("Q", plan.quantity)
            one.check("cost", plan.cost)
            if one.expected["Q_unrestricted"].isPresent {
                one.check("Q_unrestricted", economicOrderQuantity(fixedCost: k, holdingCost: h, demandRate: d))
            }
        }
    }

    @Test(arguments: PolicyCases.starting(with: "nv_"))
    func newsvendors(_ one: PolicyCase) throws {
        let h = one.inputs["h"].double
        let p = one.inputs["p"].double
        let demand: MixtureDistribution
        if one.id.hasPrefix("nv_discrete") {
            demand = countMixture(.discrete(try #require(DiscreteDistribution(probabilities: one.inputs["pmf"].probabilities))))
        } else if one.id.hasPrefix("nv_normal") {
            let periods = one.inputs["lead_time"].isPresent ? one.inputs["lead_time"].double + 1 : 1
            demand = normal(one.inputs["mean"].double * periods, one.inputs["sd"].double * periods.squareRoot())
        } else {
            demand = poisson(one.inputs["mean"].double)
        }
        let best = try newsvendor(holdingCost: h, backorderCost: p, demand: demand)
        one.check("S", best.orderUpTo)
        one.check("cost", best.cost)
        one.check("cost", newsvendorCost(orderUpTo: best.orderUpTo, holdingCost: h, backorderCost: p, demand: demand))
        if one.expected["EB"].isPresent { one.check("EB", best.expectedBackorders) }
    }

    @Test(arguments: PolicyCases.starting(with: "newsvendor_disruption"))
    func disruptions(_ one: PolicyCase) {
        let best = newsvendorWithDisruptions(
            holdingCost: one.inputs["h"].double, backorderCost: one.inputs["p"].double, demand: one.inputs["demand"].double,
            disruptionProbability: one.inputs["disruption_prob"].double, recoveryProbability: one.inputs["recovery_prob"].double)
        one.check("S", best.orderUpTo)
        one.check("cost", best.cost)
    }

    @Test(arguments: PolicyCases.starting(with: "rq_poisson"))
    func optimalBatches(_ one: PolicyCase) throws {
        let rate = one.inputs["demand_rate"].double
        let demand = poisson(rate * one.inputs["lead_time"].double)
        let best = try #require(
            optimalReorderPoint(
                holdingCost: one.inputs["h"].double, backorderCost: one.inputs["p"].double, fixedCost: one.inputs["K"].double,
                demandRate: rate, leadTimeDemand: demand))
        one.check("r", best.reorderPoint)
        one.check("Q", best.quantity)
        one.check("cost", best.cost)
        one.check("orders_per_time", rate / best.quantity)
        let member = rate * one.inputs["lead_time"].double
        let reached = try evaluatePolicy(
            ReplenishmentPolicy(
                kind: .rQ, reorderPoint: best.reorderPoint, orderUpTo: best.reorderPoint + best.quantity,
                orderQuantity: best.quantity),
            demand: continuousDemand(
                member > 0 ? poissonMember(member) : .init(family: .deterministic, mean: 0, variance: 0), isCount: true,
                perDay: rate))
        one.check("EB", reached.expectedBackorders)
        one.check("EI", reached.averageOnHand)
        one.check("ready_rate", reached.readyRate)
        one.check("cycle_service", reached.cycleServiceLevel)
        one.check("mean_wait", reached.expectedWaitDays)
    }

    @Test(arguments: PolicyCases.starting(with: "rq_normal"))
    func normalBatches(_ one: PolicyCase) throws {
        let lead = one.inputs["lead_time"].double
        let d = one.inputs["demand_mean"].double
        let demand = normal(d * lead, one.inputs["demand_sd"].double * lead.squareRoot())
        let h = one.inputs["h"].double
        let p = one.inputs["p"].double
        let k = one.inputs["K"].double
        if one.inputs["r"].isPresent {
            one.check(
                "cost",
                reorderPointCost(
                    reorderPoint: one.inputs["r"].double, quantity: one.inputs["Q"].double, holdingCost: h, backorderCost: p,
                    fixedCost: k, demandRate: d, leadTimeDemand: demand))
            return
        }
        let best = try #require(
            optimalReorderPoint(holdingCost: h, backorderCost: p, fixedCost: k, demandRate: d, leadTimeDemand: demand))
        one.check("r", best.reorderPoint)
        one.check("Q", best.quantity)
        one.check("cost", best.cost)
        let low = demand.losses(at: best.reorderPoint)
        let high = demand.losses(at: best.reorderPoint + best.quantity)
        one.check("EB", (low.second - high.second) / best.quantity)
        one.check("fill_rate_continuous", 1 - (low.first - high.first) / best.quantity)
    }

    @Test(arguments: PolicyCases.starting(with: "rq_eil", "rq_eoqb", "rq_eoqss", "rq_lossfn"))
    func approximateBatches(_ one: PolicyCase) throws {
        let lead = one.inputs["lead_time"].double
        let d = one.inputs["demand_mean"].double
        let demand = normal(d * lead, one.inputs["demand_sd"].double * lead.squareRoot())
        let h = one.inputs["h"].double
        let p = one.inputs["p"].double
        let k = one.inputs["K"].double
        let approximation: (Double, Double, Double, Double, MixtureDistribution) -> ReorderPointSolution? =
            switch one.id {
            case "rq_eil_ex_5_2":
                { expectedLevelReorderPoint(holdingCost: $0, backorderCost: $1, fixedCost: $2, demandRate: $3, leadTimeDemand: $4) }
            case "rq_eoqb_ex_5_4":
                { plannedBackorderReorderPoint(holdingCost: $0, backorderCost: $1, fixedCost: $2, demandRate: $3, leadTimeDemand: $4) }
            case "rq_eoqss_ex_5_5":
                { safetyStockReorderPoint(holdingCost: $0, backorderCost: $1, fixedCost: $2, demandRate: $3, leadTimeDemand: $4) }
            default:
                { lossFunctionReorderPoint(holdingCost: $0, backorderCost: $1, fixedCost: $2, demandRate: $3, leadTimeDemand: $4) }
            }
        let result = try #require(approximation(h, p, k, d, demand))
        one.check("r", result.reorderPoint)
        one.check("Q", result.quantity)
        if one.expected["approx_cost"].isPresent { one.check("approx_cost", result.cost) }
        // No approximation beats the optimum.
        let best = try #require(
            optimalReorderPoint(holdingCost: h, backorderCost: p, fixedCost: k, demandRate: d, leadTimeDemand: demand))
        let exact = reorderPointCost(
            reorderPoint: result.reorderPoint, quantity: result.quantity, holdingCost: h, backorderCost: p, fixedCost: k,
            demandRate: d, leadTimeDemand: demand)
        #expect(exact >= best.cost - 1e-9)
    }

    @Test(arguments: PolicyCases.starting(with: "wagner_whitin"))
    func lotSizes(_ one: PolicyCase) {
        let plan = wagnerWhitin(
            demand: one.inputs["demand"].doubles, fixedCost: one.inputs["fixed_cost"].double,
            holdingCost: one.inputs["holding_cost"].double)
        one.check("cost", plan.cost)
        one.check("orders", plan.orders)
    }
}
