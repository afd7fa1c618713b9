import CTwobin
import DemandModel
import Foundation
import PlanCharts
import PlanEngine
import PlanExport
import ReorderPolicies

@_cdecl("tb_plan_text")
public func planText(
    _ plan: OpaquePointer?, _ name: UnsafePointer<CChar>?, _ argument: UnsafePointer<CChar>?, _ result: UnsafeMutablePointer<OpaquePointer?>?
) -> Int32 {
    answer {
        guard let result, let name = try text(name, of: "name") else { throw CallFailure.usage("name or text is NULL") }
        result.pointee = nil
        let plan = try handle(plan, as: PlanHandle.self, "plan")
        result.pointee = newHandle(TextHandle(try PlanTexts.text(name, argument: try text(argument, of: "argument") ?? "", of: plan)))
        return CallStatus.done
    }
}

func exchangeCurveOfRun(_ run: PlanRun) throws -> ExchangeCurve {
    do throws(PlanError) {
        return try exchangeCurve(of: run)
    } catch {
        throw CallFailure.input(error.description)
    }
}

/// The documents and pictures of a run.
enum PlanTexts {
    static func text(_ name: String, argument: String, of plan: PlanHandle) throws -> String {
        let run = plan.run
        switch name {
        case "id": return run.id
        case "summary": return RunSummary.json(run).text()
        case "report": return plan.report.joined(separator: "\n")
        case "explain": return explain(try plan.item(argument), in: run).text
        case "explain.json":
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(explain(try plan.item(argument), in: run)), as: UTF8.self) + "\n"
        case "chart.curve": return try curveChart(run)
        case "chart.fill-rate-by-price":
            let quarters = FillRateByPriceChart.quarters(run.items)
            let objective = run.configuration.objective
            return quarters.isEmpty ? "" : FillRateByPriceChart.chart(quarters, target: objective.kind == .fillRate ? objective.target : nil).svg()
        case "chart.demand":
            return DemandChart.chart(try plan.item(argument), calendar: run.calendar, quantiles: run.configuration.forecastQuantiles).svg()
        case "chart.stock":
            let item = try plan.item(argument)
            return stockFan(of: item, in: run).map { stockChart(item, $0, run).svg() } ?? ""
        case "chart.lead-time-demand":
            let item = try plan.item(argument)
            guard let curve = leadTimeDemandCurve(of: item, in: run) else { return "" }
            return LeadTimeDemandChart.chart(
                title: "Demand until the order after today's arrives", units: curve.units, probabilities: curve.probabilities, width: curve.width,
                mean: curve.mean, orderUpTo: item.recommendation.policy?.orderUpTo, protectionDays: item.supply.protectionDays
            ).svg()
        default:
            throw CallFailure.usage("\"\(name)\" is no document of a run")
        }
    }

    private static func curveChart(_ run: PlanRun) throws -> String {
        let curve = try exchangeCurveOfRun(run)
        let names = ["today": "today's stock", "equal_safety_factor": "one safety factor for all", "recommendation": "this plan"]
        return ExchangeCurveChart.chart(
            curve.points.reversed().map { PlanCharts.ExchangePoint(money: $0.money, expectedBackorders: $0.weightedBackorders) },
            marks: curve.marks.map { (names[$0.name] ?? $0.name, PlanCharts.ExchangePoint(money: $0.point.money, expectedBackorders: $0.point.weightedBackorders)) },
            moneyTitle: curve.moneyKind.rawValue.replacing("_", with: " ")
        ).svg()
    }

    private static func stockChart(_ item: PlannedItem, _ projection: StockFan, _ run: PlanRun) -> Chart {
        let last = projection.quantiles.count - 1
        let bands = ["95%", "80%", "50%"].enumerated().map { index, name in
            (name: name, lower: projection.quantiles[index], upper: projection.quantiles[last - index])
        }
        return StockFanChart.chart(
            title: "Stock if nothing more is ordered than today's order", asOf: run.asOf, days: projection.days, mean: projection.mean,
            bands: bands, reorderPoint: item.recommendation.policy?.reorderPoint, orderUpTo: item.recommendation.policy?.orderUpTo,
            arrival: projection.ordered > 0 ? (projection.arrivalDay, projection.ordered) : nil,
            stockoutProbability: projection.stockoutProbability)
    }
}
