import DemandModel
import NumericCore
import Testing

@testable import ReorderPolicies

@Suite struct PeriodicCaseTests {
    /// Demand of n periods: Poisson, negative binomial by mean and variance per period, or any pmf.
    static func demand(_ inputs: JSONValue, periods: Double) -> MixtureDistribution? {
        if periods == 0 { return nil }
        if inputs["pmf"].isPresent {
            return DiscreteDistribution(probabilities: inputs["pmf"].probabilities)
                .flatMap { sumOfCopies($0, count: Int(periods)) }.map { countMixture(.discrete($0)) }
        }
        let mean = inputs["demand_mean"].isPresent ? inputs["demand_mean"].double : inputs["mean"].double
        if inputs["variance"].isPresent {
            return NegativeBinomialDistribution(mean: mean * periods, variance: inputs["variance"].double * periods)
                .map { countMixture(.negativeBinomial($0)) }
        }
        return poisson(mean * periods)
    }

    @Test(arguments: PolicyCases.starting(with: "ss_").filter { !$0.id.hasPrefix("ss_power") })
    func periodicReorder(_ one: PolicyCase) throws {
        let lead = one.inputs["lead_time"].double
        let problem = PeriodicReorderProblem(
            holdingCost: one.inputs["h"].double, backorderCost: one.inputs["p"].double, fixedCost: one.inputs["K"].double,
            periodDemand: try #require(Self.demand(one.inputs, periods: 1)),
            overLeadTime: Self.demand(one.inputs, periods: lead),
            overProtection: try #require(Self.demand(one.inputs, periods: lead + 1)))
        let result: PeriodicReorderSolution
        if one.inputs["s"].isPresent {
            result = try #require(
                problem.evaluate(reorderPoint: one.inputs["s"].doubleInt, orderUpTo: one.inputs["S"].doubleInt))
        } else {
            result = try #require(problem.optimum())
            one.check("s", Double(result.reorderPoint))
            one.check("S", Double(result.orderUpTo))
        }
        one.check("cost", result.cost)
        one.check("EB_end", result.backordersAtEnd)
        one.check("EI_end", result.onHandAtEnd)
        one.check("fill_rate", result.fillRate)
        one.check("prob_no_backorder_end", result.noBackorderProbability)
        one.check("order_freq", result.orderFrequency)
    }

    @Test(arguments: PolicyCases.starting(with: "ss_power"))
    func power(_ one: PolicyCase) {
        let policy = powerApproximation(
            holdingCost: one.inputs["h"].double, backorderCost: one.inputs["p"].double, fixedCost: one.inputs["K"].double,
            mean: one.inputs["demand_mean"].double, standardDeviation: one.inputs["demand_sd"].double)
        one.check("s", policy.reorderPoint)
        one.check("S", policy.orderUpTo)
    }

    @Test(arguments: PolicyCases.starting(with: "fillrate_"))
    func leastBaseStock(_ one: PolicyCase) throws {
        let lead = one.inputs["lead_time"].double
        let period = try #require(Self.demand(one.inputs, periods: 1))
        let before = Self.demand(one.inputs, periods: lead)
        let over = try #require(Self.demand(one.inputs, periods: lead + 1))
        let best = leastPeriodicBaseStock(
            fillRate: one.inputs["target"].double, periodMean: period.mean, overLeadTime: before, overProtection: over)
        one.check("S", best.orderUpTo)
        one.check("fill_rate", best.fillRate)
        one.check("EB_end", best.backordersAtEnd)
        if one.expected["cycle_service"].isPresent { one.check("cycle_service", best.cycleServiceLevel) }
        if one.expected["fill_rate_at_S_minus_1"].isPresent {
            let below = periodicBaseStock(
                orderUpTo: best.orderUpTo - 1, periodMean: period.mean, overLeadTime: before, overProtection: over)
            one.check("fill_rate_at_S_minus_1", below.fillRate)
        }
    }

    @Test(arguments: PolicyCases.starting(with: "undershoot"))
    func undershoot(_ one: PolicyCase) throws {
        let undershoot: Undershoot
        if one.inputs["pmf"].isPresent {
            undershoot = Undershoot(try #require(DiscreteDistribution(probabilities: one.inputs["pmf"].probabilities)))
            one.check("p0", undershoot.probabilities[0])
        } else {
            undershoot = Undershoot(poisson(one.inputs["mean"].double))
        }
        one.check("mean_undershoot", undershoot.mean)
        #expect(abs(undershoot.probabilities.reduce(0, +) - 1) < 1e-12)
        let mean = undershoot.probabilities.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        #expect(abs(mean - undershoot.mean) < 1e-9)
    }

    @Test(arguments: PolicyCases.starting(with: "compound_poisson"))
    func compound(_ one: PolicyCase) throws {
        let x = one.inputs["x"].double
        if one.id.contains("panjer") {
            let demand = try #require(
                compoundPoisson(rate: one.inputs["rate"].double, sizes: one.inputs["size_pmf"].probabilities))
            one.check("pmf", one.inputs["k"].doubles.map { demand.probability($0) })
            one.check("EB", demand.losses(at: x).first)
            one.check("mean", demand.mean)
            one.check("variance", demand.variance)
        } else {
            // Sizes with the logarithmic distribution -q^j / (j log(1 - q)) make it negative binomial.
            let q = one.inputs["q"].double
            let rate = one.inputs["rate"].double
            let sizes = [0] + (1...120).map { j in -pow(q, j) / (Double(j) * log1m(q)) }
            let demand = try #require(compoundPoisson(rate: rate, sizes: sizes))
            one.check("EB", demand.losses(at: x).first)
            one.check("P0", demand.probability(0))
            let scale = q / (1 - q)
            let same = NegativeBinomialDistribution(size: rate / -log1m(q), scale: scale)
            one.check("r", same.size)
            one.check("p", 1 / (1 + same.scale))
            one.check("EB", same.losses(at: x).first)
        }
    }
}
