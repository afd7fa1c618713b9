import DemandModel
import TextForms

/// The history of one item's demand and what is expected of it.
///
///     let svg = DemandChart.chart(run.items[0], calendar: run.calendar, quantiles: run.configuration.forecastQuantiles).svg()
public enum DemandChart {
    /// - Parameters:
    ///   - quantiles: the probabilities of the forecast's quantiles, in its order. Pairs about the middle (0.1 and 0.9) are bands one inside the
    ///     other; without a pair the band reaches from the lowest to the highest; a single quantile is drawn as a line.
    ///   - periodsShown: the most recent periods of the history that are drawn.
    public static func chart(
        _ item: PlannedItem, calendar: PeriodCalendar, quantiles: [Double], periodsShown: Int = 104
    ) -> Chart {
        let history = item.history
        let unknown = Set(history.missing)
        let shown = max(0, history.count - max(1, periodsShown))..<history.count
        let start = Double(calendar.firstDay(of: history.firstPeriod + history.count).number)
        func day(_ index: Int) -> Double { Double(calendar.firstDay(of: history.firstPeriod + index).number) }
        let past = shown.map { ChartPoint(day($0), unknown.contains($0) ? .nan : history.demand[$0]) }
        var layers: [ChartLayer] = []
        if let forecast = item.forecast, !forecast.mean.isEmpty {
            let x = forecast.mean.indices.map { day(history.count + $0) }
            layers += band(forecast, quantiles, x)
            layers.append(.line(zip(x, forecast.mean).map { ChartPoint($0, $1) }, .forecast, name: "expected demand"))
        }
        if !past.isEmpty { layers.append(pastLayer(past, calendar, periodDays: (day(history.count) - day(shown.lowerBound)) / Double(past.count))) }
        let offers = shown.filter { $0 < history.promotion.count && history.promotion[$0] }
        if !offers.isEmpty { layers.append(.points(offers.map { ChartPoint(day($0), unknown.contains($0) ? 0 : history.demand[$0]) }, .highlight, name: "on promotion")) }
        let emptyShelf = shown.filter { $0 < history.stockout.count && history.stockout[$0] }
        if !emptyShelf.isEmpty {
            let top = (history.demand[shown] + (item.forecast?.mean ?? [])).max() ?? 0
            layers.insert(contentsOf: shades(emptyShelf, top: top, day: day), at: 0)
            layers.append(.points(emptyShelf.map { ChartPoint(day($0), 0) }, .warning, name: "shelf empty for a time"))
        }
        if !past.isEmpty, item.forecast != nil { layers.append(.verticalRule(start, label: "plan")) }
        let lowest = (history.demand[shown] + (item.forecast?.mean ?? [])).min() ?? 0
        return Chart(
            title: "Demand of \(item.key.uniqueID)", description: description(item, calendar, shown.count),
            x: ChartAxis(title: "start of the \(calendar.period.rawValue)", scale: .days),
            y: ChartAxis(title: "units", lower: lowest < 0 ? nil : 0), layers: layers)
    }

    /// A line, or bars where most periods have no demand: a line from sale to sale would show demand that was not there.
    private static func pastLayer(_ past: [ChartPoint], _ calendar: PeriodCalendar, periodDays: Double) -> ChartLayer {
        let name = "demand per \(calendar.period.rawValue)"
        let isMostlyZero = past.count { $0.y == 0 } * 2 > past.count
        return isMostlyZero ? .bars(past, width: periodDays * 0.7, .history, name: name) : .line(past, .history, name: name)
    }

    private static func band(_ forecast: SeriesForecast, _ quantiles: [Double], _ x: [Double]) -> [ChartLayer] {
        let usable = zip(quantiles, forecast.quantiles).filter { $1.count == x.count }.sorted { $0.0 < $1.0 }
        guard let low = usable.first, let high = usable.last else { return [] }
        if usable.count == 1 {
            return [.line(zip(x, low.1).map { ChartPoint($0, $1) }, .forecast, name: "\(NumberFormat.percent.text(low.0)) quantile", dashed: true)]
        }
        let pairs = usable.compactMap { level, values -> (share: Double, lower: [Double], upper: [Double])? in
            guard level < 0.5, let other = usable.first(where: { abs($0.0 - (1 - level)) < 1e-9 }) else { return nil }
            return (1 - 2 * level, values, other.1)
        }
        // The widest first: the narrower ones lie on it.
        if !pairs.isEmpty {
            return pairs.map { .area(x: x, lower: $0.lower, upper: $0.upper, .forecast, name: "\(NumberFormat.percent.text($0.share)) of outcomes") }
        }
        let name = "\(NumberFormat.percent.text(low.0)) to \(NumberFormat.percent.text(high.0)) quantile"
        return [.area(x: x, lower: low.1, upper: high.1, .forecast, name: name)]
    }

    /// Grounds behind the periods in which the shelf was empty, neighbours together.
    private static func shades(_ periods: [Int], top: Double, day: (Int) -> Double) -> [ChartLayer] {
        guard top > 0 else { return [] }
        var spans: [ClosedRange<Int>] = []
        for period in periods {
            if let last = spans.last, last.upperBound + 1 == period { spans[spans.count - 1] = last.lowerBound...period } else { spans.append(period...period) }
        }
        return spans.map { span in
            let half = (day(span.upperBound + 1) - day(span.upperBound)) / 2
            return .area(x: [day(span.lowerBound) - half, day(span.upperBound) + half], lower: [0, 0], upper: [top, top], .warning)
        }
    }

    private static func description(_ item: PlannedItem, _ calendar: PeriodCalendar, _ shown: Int) -> String {
        let period = calendar.period.rawValue
        guard let forecast = item.forecast, !forecast.mean.isEmpty else {
            return "Demand of \(item.key.uniqueID) in the last \(shown) periods (\(period)); there is no forecast."
        }
        let past = item.history.demand.suffix(shown)
        let before = past.isEmpty ? 0 : past.reduce(0, +) / Double(past.count)
        let after = forecast.mean.reduce(0, +) / Double(forecast.mean.count)
        return "Demand of \(item.key.uniqueID): \(NumberFormat.plain.text(before)) units per \(period) on average over the last \(shown) "
            + "periods, \(NumberFormat.plain.text(after)) expected per \(period) over the coming \(forecast.mean.count)."
    }
}
