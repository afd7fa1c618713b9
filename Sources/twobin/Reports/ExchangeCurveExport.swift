import DemandModel
import PlanCharts
import PlanEngine
import PlanExport
import ReorderPolicies
import TextForms

/// The exchange curve of a run as a table and as a picture.
struct ExchangeCurveExport {
    private let curve: ExchangeCurve

    init(_ run: PlanRun, threads: Int = 1) throws(PlanError) { curve = try exchangeCurve(of: run, threads: threads) }

    /// For the notebook and the chart: money against weighted E[B], rising.
    var points: [PlanCharts.ExchangePoint] {
        curve.points.reversed().map { .init(money: $0.money, expectedBackorders: $0.weightedBackorders) }
    }

    /// Columns kind (`curve` or the name of a mark), money, weighted_expected_backorders, multiplier.
    var csv: [UInt8] {
        var writer = CommaSeparatedWriter(textEscaping: .exact)
        writer.header(["kind", moneyName, "weighted_expected_backorders", "multiplier"])
        for point in curve.points.reversed() {
            writer.text("curve")
            writer.number(point.money)
            writer.number(point.weightedBackorders)
            writer.number(point.multiplier)
            writer.endRow()
        }
        for mark in curve.marks {
            writer.text(mark.name)
            writer.number(mark.point.money)
            writer.number(mark.point.weightedBackorders)
            writer.empty()
            writer.endRow()
        }
        return writer.drain()
    }

    var svg: String {
        let names = ["today": "today's stock", "equal_safety_factor": "one safety factor for all", "recommendation": "this plan"]
        return ExchangeCurveChart.chart(
            points,
            marks: curve.marks.map { mark in
                (names[mark.name] ?? mark.name, .init(money: mark.point.money, expectedBackorders: mark.point.weightedBackorders))
            },
            moneyTitle: moneyName.replacing("_", with: " ")
        ).svg()
    }

    private var moneyName: String { curve.moneyKind.rawValue }
}
