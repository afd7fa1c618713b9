import DemandModel

/// Expected backorders that an amount of inventory money can buy.
public struct ExchangePoint: Sendable, Codable, Equatable {
    /// Inventory money.
    public var money: Double
    /// E[B]: time-average number of units that customers wait for (weighted where the objective weighs them).
    public var expectedBackorders: Double

    public init(money: Double, expectedBackorders: Double) {
        self.money = money
        self.expectedBackorders = expectedBackorders
    }
}

/// The exchange curve: the least E[B] for each amount of money, with points of interest beside it (this plan, the rule in use).
///
///     let chart = ExchangeCurveChart.chart(curve, marks: [("this plan", ExchangePoint(money: 90_000, expectedBackorders: 41))])
public enum ExchangeCurveChart {
    /// - Parameter moneyTitle: which money, as on the axis.
    public static func chart(
        _ curve: [ExchangePoint], marks: [(label: String, point: ExchangePoint)] = [], moneyTitle: String = "average inventory value"
    ) -> Chart {
        let points = curve.sorted { ($0.money, $0.expectedBackorders) < ($1.money, $1.expectedBackorders) }
        var layers: [ChartLayer] = [
            .line(points.map { ChartPoint($0.money, $0.expectedBackorders) }, .history, name: "least expected backorders for the money")
        ]
        for mark in marks {
            let point = ChartPoint(mark.point.money, mark.point.expectedBackorders)
            layers += [.points([point], .forecast), .label(point, "\(mark.label): \(NumberFormat.plain.text(mark.point.expectedBackorders))")]
        }
        var description = "Expected backorders against \(moneyTitle)."
        if let first = points.first, let last = points.last {
            description += " From \(NumberFormat.plain.text(first.expectedBackorders)) units waiting at "
                + "\(NumberFormat.plain.text(first.money)) to \(NumberFormat.plain.text(last.expectedBackorders)) at "
                + "\(NumberFormat.plain.text(last.money))."
        }
        for mark in marks {
            description += " \(mark.label): \(NumberFormat.plain.text(mark.point.expectedBackorders)) at "
                + "\(NumberFormat.plain.text(mark.point.money))."
        }
        return Chart(
            title: "What stock money buys", description: description, x: ChartAxis(title: moneyTitle),
            y: ChartAxis(title: "expected backorders, units", lower: 0), layers: layers)
    }
}
