import Foundation
import PlanCharts

/// Pictures of what `twobin replay` and `twobin backtest` print as JSON, drawn from its numbers.
enum ResultPictures {
    /// Name, title and SVG (without its style, which the page has) of each picture; none where the document has not the numbers.
    static func pictures(kind: String, document: [String: Any]) -> [(name: String, chart: Chart)] {
        kind == "replay" ? replay(document) : backtest(document)
    }

    /// What was short for the money that was held, under the plan and under the textbook rule.
    private static func replay(_ document: [String: Any]) -> [(name: String, chart: Chart)] {
        func points(_ curve: String, _ measure: String) -> [ChartPoint] {
            ((document[curve] as? [String: Any])?["points"] as? [[String: Any]] ?? []).compactMap { point in
                guard let money = number(point["inventoryValue"]), let short = number(point[measure]) else { return nil }
                return ChartPoint(money, short)
            }.sorted { $0.x < $1.x }
        }
        return [("units-short", "Units short against inventory value", "backorderedUnits"), ("value-short", "Value short against inventory value", "backorderedValue")]
            .compactMap { name, title, measure in
                let curves = [("textbook", "textbook rule", ChartRole.history), ("plan", "plan", .forecast), ("fillRates", "plan by fill rate", .highlight)]
                    .map { (title: $0.1, role: $0.2, points: points($0.0, measure)) }.filter { !$0.points.isEmpty }
                guard !curves.isEmpty else { return nil }
                let layers = curves.flatMap { curve -> [ChartLayer] in
                    [.line(curve.points, curve.role, name: curve.title, dashed: curve.role == .history), .points(curve.points, curve.role)]
                }
                return (name, Chart(
                    title: title,
                    description: "What was short, for the inventory value that was held. " + curves.map { curve in
                        curve.title + ": " + curve.points.map { "\(NumberFormat.plain.text($0.y)) at \(NumberFormat.plain.text($0.x))" }.joined(separator: ", ")
                    }.joined(separator: ". ") + ".",
                    x: ChartAxis(title: "average inventory value", lower: 0), y: ChartAxis(title: "short", lower: 0), layers: layers))
            }
    }

    /// How often demand stayed below its quantiles, by demand class.
    private static func backtest(_ document: [String: Any]) -> [(name: String, chart: Chart)] {
        let levels = (document["levels"] as? [Any] ?? []).compactMap(number)
        let rows = (document["results"] as? [[String: Any]] ?? []).filter { $0["kind"] as? String == "combination" }
        let drawn = rows.compactMap { row -> (name: String, points: [ReliabilityPoint])? in
            guard let measures = row["measures"] as? [String: Any], let shares = measures["total_coverage_by_level"] as? [Any] else { return nil }
            let covered = shares.compactMap(number)
            guard covered.count == levels.count, !levels.isEmpty else { return nil }
            return (row["class"] as? String ?? "all", zip(levels, covered).map { ReliabilityPoint(nominal: $0, observed: $1) })
        }
        let classes = drawn.filter { $0.name != "all" && $0.name != "none" }
        let shown = classes.count > 1 ? classes : drawn.filter { $0.name == "all" }
        guard !shown.isEmpty else { return [] }
        let periods = number(document["lead_time_periods"]).map { "\(Int($0)) periods" } ?? "the lead time"
        return [("reliability", ReliabilityChart.chart(Array(shown.prefix(4)), title: "Do the quantiles of demand over \(periods) hold?"))]
    }

    /// Numbers that are not finite come as text and are left out.
    private static func number(_ value: Any?) -> Double? { (value as? NSNumber)?.doubleValue }
}
