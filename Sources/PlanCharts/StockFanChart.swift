import DemandModel

/// The stock of one item in the coming days: a fan of net stock with the reorder point, S and the arrival of today's order.
public enum StockFanChart {
    /// - Parameters:
    ///   - days: days from `asOf`, ascending; all further arrays have its length.
    ///   - bands: from the widest to the narrowest, each with its name ("95%").
    ///   - arrival: day and units of today's order; `nil` where nothing is ordered.
    public static func chart(
        title: String, asOf: CalendarDay, days: [Double], mean: [Double], bands: [(name: String, lower: [Double], upper: [Double])],
        reorderPoint: Double?, orderUpTo: Double?, arrival: (day: Double, units: Double)?, stockoutProbability: Double
    ) -> Chart {
        let x = days.map { Double(asOf.number) + $0 }
        var layers: [ChartLayer] = bands.map { .area(x: x, lower: $0.lower, upper: $0.upper, .history, name: $0.name) }
        layers.append(.line(zip(x, mean).map { ChartPoint($0, $1) }, .history, name: "expected net stock"))
        // S far above all stock that is to be seen would press the fan flat: the title names it instead.
        let highest = max(bands.flatMap(\.upper).max() ?? 0, mean.max() ?? 0)
        let isFar = orderUpTo.map { highest > 0 && $0 > 2 * highest } ?? false
        // A reorder point beside the empty shelf would lie on its label.
        let top = isFar ? highest : max(orderUpTo ?? 0, highest)
        let shown = reorderPoint.flatMap { point in orderUpTo.map { ($0 - point).magnitude > 1.5 } ?? true ? point : nil }
        let isEmptyReorder = shown.map { $0.magnitude < 0.04 * top } ?? false
        layers.append(.horizontalRule(0, label: isEmptyReorder ? "empty shelf; r is \(NumberFormat.plain.text(shown ?? 0))" : "empty shelf"))
        if let orderUpTo, !isFar { layers.append(.horizontalRule(orderUpTo, label: "S \(NumberFormat.plain.text(orderUpTo))")) }
        if let shown, !isEmptyReorder, shown <= 2 * highest || highest <= 0 {
            layers.append(.horizontalRule(shown, label: "r \(NumberFormat.plain.text(shown))"))
        }
        if let arrival {
            layers.append(.verticalRule(Double(asOf.number) + arrival.day, label: "today's order of \(NumberFormat.plain.text(arrival.units)) arrives"))
        }
        let end = mean.last ?? 0
        return Chart(
            title: title + (isFar ? ": far below S \(NumberFormat.plain.text(orderUpTo ?? 0))" : ""),
            description: "Net stock from \(NumberFormat.plain.text(mean.first ?? 0)) units on \(asOf) to an expected \(NumberFormat.plain.text(end)) after "
                + "\(NumberFormat.plain.text(days.last ?? 0)) days; before the next receipt the shelf is empty with a probability of "
                + "\(NumberFormat.percent.text(stockoutProbability)).",
            x: ChartAxis(title: "day", scale: .days), y: ChartAxis(title: "units", lower: nil), layers: layers, width: 720, height: 320)
    }
}
