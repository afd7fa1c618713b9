import InventoryTheory
import DemandModel
import Foundation
import NumericCore
import Testing

@testable import ReorderPolicies

func pow(_ x: Double, _ n: Int) -> Double { Foundation.pow(x, Double(n)) }
func log1m(_ x: Double) -> Double { Foundation.log1p(-x) }
extension JSONValue {
    var doubleInt: Int { Int(double) }
}

@Suite struct NetworkCaseTests {
    private func system(_ one: PolicyCase) -> TwoEchelonSystem {
        let depotTime = one.inputs["depot_time"].double
        return TwoEchelonSystem(
            baseRates: one.inputs["base_rates"].doubles, transportTimes: one.inputs["transport"].doubles, depotTime: depotTime)
    }

    @Test(arguments: PolicyCases.starting(with: "metric_").filter { !$0.id.hasPrefix("metric_opt") })
    func twoEchelons(_ one: PolicyCase) {
        let system = system(one)
        let depotStock = one.inputs["depot_stock"].doubleInt
        let depot = system.depotBackorders(stock: depotStock)
        one.check("depot_EB", depot.mean)
        one.check("depot_VB", depot.variance)
        for method in TwoEchelonSystem.Method.allCases {
            let backorders = system.expectedBackorders(
                depotStock: depotStock, baseStock: one.inputs["base_stock"].ints, method: method)
            one.check(method.rawValue, backorders)
            one.check(method.rawValue + "_total", backorders.reduce(0, +))
        }
    }

    @Test(arguments: PolicyCases.starting(with: "metric_opt"))
    func twoEchelonOptimum(_ one: PolicyCase) {
        let best = system(one).optimum(totalStock: one.inputs["total_stock"].doubleInt, method: .metric)
        one.check("EBO", best.expectedBackorders)
        one.check("depot_stock", Double(best.depotStock))
        one.check("base_stock", best.baseStock.map(Double.init))
    }

    @Test(arguments: PolicyCases.starting(with: "ssm_"))
    func serial(_ one: PolicyCase) throws {
        let mean = one.inputs["demand_mean"].double
        let leads = one.inputs["lead_time"].doubles
        let isNormal = one.inputs["demand_sd"].isPresent
        let demands = leads.map { lead in
            isNormal ? normal(mean * lead, one.inputs["demand_sd"].double * lead.squareRoot()) : poisson(mean * lead)
        }
        let system = SerialSystem(
            echelonHoldingCosts: one.inputs["echelon_h"].doubles, backorderCost: one.inputs["stockout_cost"].double,
            leadTimeDemands: demands)
        let best = try #require(system.optimum())
        one.check("cost", best.cost)
        if isNormal {
            for stage in 0..<3 { one.check("S\(stage + 1)", best.levels[stage]) }
        } else {
            one.check("S", best.levels)
        }
    }

    private func tree(_ inputs: JSONValue, safetyFactor: Double, scale: Double) -> (GuaranteedServiceTree, [String]) {
        let names = inputs["processing_time"].fields.keys.sorted()
        let stages = names.map { name in
            GuaranteedServiceTree.Stage(
                name: name, processingTime: inputs["processing_time"][name].doubleInt, holdingCost: inputs["holding"][name].double,
                demandStandardDeviation: inputs["demand_sd"][name].isPresent ? inputs["demand_sd"][name].double * scale : 0,
                externalInbound: inputs["external_inbound_cst"][name].isPresent ? inputs["external_inbound_cst"][name].doubleInt : 0,
                maximumOutbound: inputs["max_outbound_cst"][name].isPresent ? inputs["max_outbound_cst"][name].doubleInt : nil)
        }
        let arcs = inputs["arcs"].array.map { arc in
            (
                supplier: names.firstIndex(of: String(arc.ints[0])) ?? -1,
                customer: names.firstIndex(of: String(arc.ints[1])) ?? -1
            )
        }
        return (GuaranteedServiceTree(stages: stages, arcs: arcs, safetyFactor: safetyFactor), names)
    }

    @Test(arguments: PolicyCases.starting(with: "gsm_"))
    func guaranteedService(_ one: PolicyCase) throws {
        if one.id.hasPrefix("gsm_serial") {
            let times = one.inputs["T"].ints
            let stages = times.indices.map { i in
                GuaranteedServiceTree.Stage(
                    name: "\(i)", processingTime: times[i], holdingCost: one.inputs["h"].doubles[i],
                    demandStandardDeviation: i == times.count - 1 ? one.inputs["sigma"].double : 0,
                    maximumOutbound: i == times.count - 1 ? 0 : nil)
            }
            let tree = GuaranteedServiceTree(
                stages: stages, arcs: (1..<times.count).map { ($0 - 1, $0) }, safetyFactor: one.inputs["z"].double)
            let best = try #require(tree.optimum())
            one.check("cost", best.cost)
            one.check("cst", best.serviceTimes.map(Double.init))
            return
        }
        let base = try #require(PolicyCases.all.first { $0.id == "gsm_tree_ex_6_5" })
        let scale = one.inputs["sigma_scale"].isPresent ? one.inputs["sigma_scale"].double : 1
        let (tree, names) = tree(base.inputs, safetyFactor: one.inputs["z"].double, scale: scale)
        let best = try #require(tree.optimum())
        one.check("cost", best.cost)
        for (index, name) in names.enumerated() {
            #expect(best.serviceTimes[index] == one.expected["cst"][name].doubleInt)
            if one.expected["net_lead_times"].isPresent {
                #expect(best.netLeadTimes[index] == one.expected["net_lead_times"][name].doubleInt)
            }
        }
    }
}
