/// What makes customers wait: units or orders by cause, as bars in the order given.
///
///     let chart = CausesChart.chart([("demand noise", 1.2), ("lead-time spread", 0.4)], title: "What makes customers wait", unit: "units waiting")
public enum CausesChart {
    /// - Parameters:
    ///   - causes: with their amount; those without any are left out.
    ///   - unit: what the amounts count, as on the axis.
    public static func chart(_ causes: [(name: String, amount: Double)], title: String, unit: String) -> Chart {
        let shown = causes.filter { $0.amount != 0 && $0.amount.isFinite }
        let total = shown.reduce(0) { $0 + $1.amount }
        let points = shown.enumerated().map { ChartPoint(Double($0), $1.amount) }
        var layers: [ChartLayer] = [.bars(points, width: 0.6, .history)]
        layers += zip(points, shown).map { .caption($0, NumberFormat.plain.text($1.amount)) }
        let description = "\(title). " + shown.map { cause in
            "\(cause.name): \(NumberFormat.plain.text(cause.amount))" + (total > 0 ? " (\(NumberFormat.percent.text(cause.amount / total)))." : ".")
        }.joined(separator: " ")
        return Chart(
            title: title, description: description, x: ChartAxis(title: "", scale: .names(shown.map(\.name))), y: ChartAxis(title: unit, lower: 0), layers: layers,
            width: max(360, 110 * Double(shown.count) + 80), height: 340)
    }
}
