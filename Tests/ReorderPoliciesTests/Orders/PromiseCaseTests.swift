import DemandModel
import NumericCore
import Testing

@testable import ReorderPolicies

@Suite struct PromiseCaseTests {
    @Test(arguments: PolicyCases.starting(with: "atp_cumulative"))
    func promiseTotals(_ one: PolicyCase) {
        let result = availableToPromise(
            onHand: one.inputs["on_hand"].double, supplies: one.inputs["mps"].doubles, committed: one.inputs["committed"].doubles)
        one.check("cumulative_atp", result.cumulative)
        for bucket in one.expected["atp_discrete_buckets"].numbered {
            #expect(result.byPeriod[Int(bucket.key) - 1] == bucket.value.double)
        }
    }

    @Test(arguments: PolicyCases.starting(with: "atp_promise"))
    func promises(_ one: PolicyCase) {
        let orders = one.inputs["backorders"].array
        let receipts = one.inputs["receipts"].array
        let result = restockPromises(
            onHand: one.inputs["on_hand"].double, backorders: orders.map { $0["qty"].double },
            receipts: receipts.map { $0["qty"].double })
        for (index, expected) in one.expected["promise"].array.enumerated() {
            #expect(expected.array[0].string == orders[index]["id"].string)
            let date = result[index].receipt.map { $0 < 0 ? one.inputs["today"].string : receipts[$0]["date"].string }
            #expect(date ?? "" == expected.array[1].string)
            let uncovered = one.expected["uncovered"][orders[index]["id"].string]
            #expect(result[index].uncovered == (uncovered.isPresent ? uncovered.double : 0))
        }
    }

    @Test(arguments: PolicyCases.starting(with: "projection"))
    func projection(_ one: PolicyCase) {
        let demand = one.inputs["demand"].doubles
        var receipts = demand.map { _ in 0.0 }
        for entry in one.inputs["receipts"].numbered { receipts[Int(entry.key) - 1] = entry.value.double }
        let net = projectedNetStock(
            onHand: one.inputs["on_hand"].double, backordered: one.inputs["backorders"].doubles.reduce(0, +), demand: demand,
            receipts: receipts)
        one.check("net_end", net)
    }

    @Test(arguments: PolicyCases.starting(with: "prob_stockout"))
    func beforeReceipt(_ one: PolicyCase) {
        let rate = one.inputs["rate"].double
        let days = one.inputs["days"].double
        let onHand = one.inputs["on_hand"].double
        let result = stockoutBeforeReceipt(onHand: onHand, demandUntilReceipt: poisson(rate * days))
        one.check("p_stockout", result.probability)
        one.check("expected_backorders", result.expectedBackorders)
        one.check("p_ok_by_day", (1...Int(days)).map { poisson(rate * Double($0)).cdf(onHand) })
    }

    @Test(arguments: PolicyCases.starting(with: "basestock_wait"))
    func waits(_ one: PolicyCase) {
        let rate = one.inputs["demand_rate"].double
        let lead = one.inputs["lead_time"].double
        let stock = one.inputs["S"].double
        one.check(
            "P_wait_gt",
            one.inputs["t"].doubles.map {
                probabilityOfWait(baseStock: stock, demandOverRemaining: poisson(rate * (lead - $0)))
            })
        one.check("mean_wait", poisson(rate * lead).losses(at: stock).first / rate)
    }

    @Test(arguments: PolicyCases.starting(with: "basestock_poisson"))
    func conditionalWaits(_ one: PolicyCase) {
        let rate = one.inputs["demand_rate"].double
        let losses = poisson(rate * one.inputs["lead_time"].double).losses(at: one.inputs["S"].double)
        one.check("prob_backorders", losses.upperTail)
        let waiting = probabilityOfWait(
            baseStock: one.inputs["S"].double, demandOverRemaining: poisson(rate * one.inputs["lead_time"].double))
        one.check("mean_wait_of_backordered", losses.first / rate / waiting)
    }

    @Test(arguments: PolicyCases.starting(with: "lost_sales"))
    func lostSales(_ one: PolicyCase) {
        let lost = lostSalesShare(baseStock: one.inputs["S"].doubleInt, offeredLoad: one.inputs["offered"].double)
        one.check("loss_prob", lost)
        one.check("fill_rate", 1 - lost)
    }

    @Test(arguments: PolicyCases.starting(with: "attribution"))
    func attribution(_ one: PolicyCase) {
        let mean = one.inputs["mean"].double
        let variances = ["var_demand", "var_leadtime", "var_forecast"].map { one.inputs[$0].double }
        let shares = backorderAttribution(level: one.inputs["S"].double, mean: mean, variances: variances)
        one.check("share_demand", shares[0])
        one.check("share_leadtime", shares[1])
        one.check("share_forecast", shares[2])
        one.check("EB", shares.reduce(0, +))
    }

    @Test(arguments: PolicyCases.starting(with: "ltd_"))
    func leadTimeDemand(_ one: PolicyCase) {
        if one.inputs["lt_pmf"].isPresent {
            let demand = poissonDemand(
                rate: one.inputs["demand_rate"].double,
                leadTimes: one.inputs["lt_pmf"].numbered.map { ($0.key, $0.value.double) })
            one.check("mean", demand.mean)
            one.check("variance", demand.variance)
            one.check("EB", demand.losses(at: one.inputs["S"].double).first)
            one.check("P_le_15", demand.cdf(15))
        } else if one.inputs["L_mean"].isPresent && one.inputs["demand_rate"].isPresent {
            let demand = poissonDemandOverGammaLeadTime(
                rate: one.inputs["demand_rate"].double, leadTimeMean: one.inputs["L_mean"].double,
                leadTimeVariance: one.inputs["L_var"].double)
            one.check("mean", demand.mean)
            one.check("variance", demand.variance)
            one.check("pmf25", DistributionTable(demand, levels: 25...25).probabilities[0])
            one.check("EB_at_30", demand.losses(at: 30).first)
            one.check("P_gt_30", demand.upperTail(30))
        } else {
            let moments = leadTimeDemandMoments(
                demandMean: one.inputs["d_mean"].double, demandVariance: one.inputs["d_var"].double,
                leadTimeMean: one.inputs["L_mean"].double, leadTimeVariance: one.inputs["L_var"].double)
            one.check("mean", moments.mean)
            one.check("variance", moments.variance)
            one.check("sd", moments.variance.squareRoot())
        }
    }

    @Test(arguments: PolicyCases.starting(with: "ses_cum_var", "holt_cum_var"))
    func cumulativeVariance(_ one: PolicyCase) {
        let periods = one.inputs["L"].doubleInt
        let multiplier = cumulativeErrorVariance(
            alpha: one.inputs["alpha"].double, beta: one.inputs["b"].isPresent ? 0 : (one.inputs["beta"].isPresent ? one.inputs["beta"].double : 0),
            periods: periods)
        one.check("multiplier", multiplier)
        if one.expected["sd_ratio_vs_sqrtL"].isPresent {
            one.check("sd_ratio_vs_sqrtL", (multiplier / Double(periods)).squareRoot())
        }
    }

    @Test(arguments: PolicyCases.starting(with: "sherbrooke_ebo"))
    func backorderTable(_ one: PolicyCase) {
        for pipeline in one.inputs["pipelines"].doubles {
            one.check("EBO_\(Int(pipeline))", one.inputs["s"].doubles.map { poisson(pipeline).losses(at: $0).first })
        }
    }

    @Test(arguments: PolicyCases.starting(with: "sherbrooke_two_item"))
    func marginalCurve(_ one: PolicyCase) {
        var analysis = MarginalAnalysis(
            one.inputs["items"].array.map { MarginalItem(demand: poisson($0["pipeline"].double), unitCost: $0["cost"].double) })
        one.check("EBO_start", analysis.weightedBackorders)
        for _ in 0..<one.inputs["steps"].doubleInt {
            if let next = analysis.next { analysis.buy(next.item) }
        }
        one.check("picks", analysis.purchases.map { Double($0.item + 1) })
        one.check("ratios", analysis.purchases.map(\.ratio))
        one.check("cost", analysis.purchases.map(\.spent))
        one.check("EBO", analysis.purchases.map(\.weightedBackorders))
    }

    @Test(arguments: PolicyCases.starting(with: "budget_6items"))
    func greedyStages(_ one: PolicyCase) {
        let budget = one.inputs["budget"].double
        var analysis = MarginalAnalysis(
            one.inputs["items"].array.map {
                MarginalItem(demand: poisson($0["mu"].double), unitCost: $0["c"].double, weight: $0["w"].double)
            })
        analysis.run(budget: budget)
        one.check("greedy_stock", analysis.levels.map(Double.init))
        one.check("greedy_weighted_EB", analysis.weightedBackorders)
        one.check("lower_bound", analysis.lowerBound(budget: budget))
        one.check("multiplier", analysis.next?.ratio ?? .nan)
        analysis.fillIn(budget: budget)
        one.check("fill_in_stock", analysis.levels.map(Double.init))
        one.check("fill_in_weighted_EB", analysis.weightedBackorders)
    }
}
