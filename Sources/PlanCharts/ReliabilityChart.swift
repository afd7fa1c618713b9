import DemandModel
import TextForms

/// How often demand stayed at or below a forecast quantile, against how often it should have.
public struct ReliabilityPoint: Sendable, Equatable {
    /// The probability of the quantile, 0...1.
    public var nominal: Double
    /// The share of outcomes that it covered, 0...1.
    public var observed: Double

    public init(nominal: Double, observed: Double) {
        self.nominal = nominal
        self.observed = observed
    }
}

/// The reliability plot of quantile forecasts: on the diagonal, forecasts keep their promise; below it, demand was larger more
/// often than they said. Both axes begin at the same tenth, below the lowest point: levels of stock are read from the upper end.
public enum ReliabilityChart {
    /// - Parameter series: up to four methods or groups, each with its name.
    public static func chart(_ series: [(name: String, points: [ReliabilityPoint])], title: String = "Do the quantiles hold?") -> Chart {
        let roles: [ChartRole] = [.history, .forecast, .highlight, .warning]
        let shares = series.flatMap { $0.points.flatMap { [$0.nominal, $0.observed] } }.filter(\.isFinite)
        let lowest = max(0, ((shares.min() ?? 0) * 10 - 0.2).rounded(.down) / 10)
        var layers: [ChartLayer] = [.line([ChartPoint(lowest, lowest), ChartPoint(1, 1)], .reference, name: "as promised", dashed: true)]
        var description = "Share of outcomes that each forecast quantile covered."
        for (index, entry) in series.enumerated() {
            let points = entry.points.sorted { $0.nominal < $1.nominal }
            let role = roles[index % roles.count]
            layers.append(.line(points.map { ChartPoint($0.nominal, $0.observed) }, role, name: entry.name))
            layers.append(.points(points.map { ChartPoint($0.nominal, $0.observed) }, role))
            description += " \(entry.name): " + points.map {
                "\(NumberFormat.percent.text($0.nominal)) promised, \(NumberFormat.percent.text($0.observed)) covered"
            }.joined(separator: "; ") + "."
        }
        return Chart(
            title: title, description: description,
            x: ChartAxis(title: "probability of the quantile", scale: .numbers(.percent), lower: lowest, upper: 1),
            y: ChartAxis(title: "share of outcomes that it covered", scale: .numbers(.percent), lower: lowest, upper: 1),
            layers: layers, width: 520, height: 500)
    }
}
