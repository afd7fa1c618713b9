import DemandModel
import Foundation
import PlanCharts
import PlanEngine
import PlanExport

/// The pictures of one item, each drawn from what the engine worked out.
enum ItemCharts {
    static func json(_ item: PlannedItem, run: PlanRun) -> JSONValue {
        var charts: [JSONValue] = []
        func add(_ name: String, _ chart: Chart) { charts.append(["name": .text(name), "title": .text(chart.title), "svg": .text(withoutStyle(chart.svg()))]) }
        let fan = withFan(item, run: run)
        add("demand", DemandChart.chart(fan.item, calendar: run.calendar, quantiles: fan.quantiles))
        if let projection = stockFan(of: item, in: run) { add("stock", stockChart(item, projection, run: run)) }
        if let curve = leadTimeDemandCurve(of: item, in: run) {
            add("lead-time-demand", LeadTimeDemandChart.chart(
                title: "Demand until the order after today's arrives", units: curve.units, probabilities: curve.probabilities,
                width: curve.width, mean: curve.mean, orderUpTo: item.recommendation.policy?.orderUpTo,
                protectionDays: item.supply.protectionDays))
        }
        return .array(charts)
    }

    /// Probabilities whose pairs are bands of 50, 80 and 95%.
    static let fanQuantiles = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]

    /// True where the plan kept quantiles of all bands.
    static func hasFan(_ run: PlanRun) -> Bool {
        fanQuantiles.allSatisfy { wanted in wanted == 0.5 || run.configuration.forecastQuantiles.contains { abs($0 - wanted) < 1e-9 } }
    }

    /// The item with quantiles of its forecast for all bands: the plan's own, else those of the process that its levels are set against.
    private static func withFan(_ item: PlannedItem, run: PlanRun) -> (item: PlannedItem, quantiles: [Double]) {
        guard !hasFan(run), var forecast = item.forecast, let fan = forecastFan(of: item, in: run, probabilities: fanQuantiles) else {
            return (item, run.configuration.forecastQuantiles)
        }
        var shown = item
        forecast.quantiles = fan
        shown.forecast = forecast
        return (shown, fanQuantiles)
    }

    /// The page has the charts' style in a sheet of its own, and allows none inside a document.
    static func withoutStyle(_ svg: String) -> String {
        guard let start = svg.range(of: "<style>"), let end = svg.range(of: "</style>") else { return svg }
        return String(svg[..<start.lowerBound]) + String(svg[end.upperBound...])
    }

    private static func stockChart(_ item: PlannedItem, _ projection: StockFan, run: PlanRun) -> Chart {
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

/// One sentence that says what to do and why: the figures of `explain` that decide.
enum ItemSentence {
    static func text(_ item: PlannedItem, run: PlanRun) -> String {
        let recommendation = item.recommendation
        guard let policy = recommendation.policy, let performance = recommendation.performance else { return recommendation.reason }
        let format = NumberFormat.plain
        let order = recommendation.orderNow > 0
            ? "Order \(format.text(recommendation.orderNow)) today"
            : recommendation.orderBy.map { "Nothing to order today; the next order is due by \($0)" } ?? "Nothing to order today"
        let rule = policy.kind == .RS || policy.kind == .RsS || policy.kind == .sS
            ? "order up to \(format.text(policy.orderUpTo))"
            : "order \(format.text(policy.orderQuantity ?? 0)) when it is at or below \(format.text(policy.reorderPoint))"
        return "\(order): the position is \(format.text(recommendation.inventoryPosition)) and the rule is to \(rule). That covers "
            + "\(format.text(recommendation.protectionDays)) days of demand (\(format.text(recommendation.demandMean)) expected, sd "
            + "\(format.text(recommendation.demandStandardDeviation))), serves \(NumberFormat.percent.text(performance.fillRate)) of units at once and "
            + "leaves \(format.text(performance.expectedBackorders)) units waiting on average."
    }
}
