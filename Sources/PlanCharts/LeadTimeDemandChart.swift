import DemandModel

/// How much demand there may be until the order after today's arrives, with S marked: what lies right of S is what customers wait for.
public enum LeadTimeDemandChart {
    /// - Parameters:
    ///   - units: lowest units of each bin, ascending; `probabilities` has its length.
    ///   - width: units per bin.
    public static func chart(
        title: String, units: [Double], probabilities: [Double], width: Double, mean: Double, orderUpTo: Double?, protectionDays: Double
    ) -> Chart {
        let points = zip(units, probabilities).map { ChartPoint($0 + (width > 1 ? width / 2 : 0), $1) }
        let level = orderUpTo ?? .infinity
        var layers: [ChartLayer] = [
            .bars(points.filter { $0.x <= level }, width: width * 0.86, .history, name: orderUpTo == nil ? "probability" : "covered by S"),
        ]
        let above = points.filter { $0.x > level }
        if !above.isEmpty { layers.append(.bars(above, width: width * 0.86, .forecast, name: "beyond S: customers wait")) }
        if let orderUpTo { layers.append(.verticalRule(orderUpTo, label: "S \(NumberFormat.plain.text(orderUpTo))")) }
        layers.append(.verticalRule(mean, label: "mean \(NumberFormat.plain.text(mean))"))
        return Chart(
            title: title,
            description: "Distribution of demand over the \(NumberFormat.plain.text(protectionDays)) days that the decision covers: mean "
                + "\(NumberFormat.plain.text(mean)) units" + (orderUpTo.map { ", order-up-to level \(NumberFormat.plain.text($0))" } ?? "") + ".",
            x: ChartAxis(title: "units in \(NumberFormat.plain.text(protectionDays)) days", scale: .numbers(.plain)),
            y: ChartAxis(title: "probability", scale: .numbers(.percent), lower: 0), layers: layers, width: 720, height: 300)
    }
}
