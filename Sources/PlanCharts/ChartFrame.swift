import DemandModel

/// Where things stand on the card: the plot rectangle and the two scales from data to pixels.
struct ChartFrame {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double
    var xDomain: ClosedRange<Double>
    var yDomain: ClosedRange<Double>
    var xTicks: AxisTicks
    var yTicks: AxisTicks

    init(_ chart: Chart, legendRows: Int) {
        xDomain = ChartFrame.domain(chart.x, chart.extent(true), padding: 0)
        yDomain = ChartFrame.domain(chart.y, chart.extent(false), padding: 0.04)
        top = 44 + Double(legendRows) * 20
        bottom = chart.height - 50
        let rows = max(2, Int((bottom - top) / 55))
        yTicks = ChartFrame.ticks(chart.y, yDomain, about: rows)
        let widest = yTicks.labels.map { estimatedWidth($0, size: 12) }.max() ?? 0
        left = 34 + widest
        right = chart.width - 22
        xTicks = ChartFrame.ticks(chart.x, xDomain, about: max(2, Int((right - left) / 95)))
    }

    func x(_ value: Double) -> Double { left + (value - xDomain.lowerBound) / (xDomain.upperBound - xDomain.lowerBound) * (right - left) }
    func y(_ value: Double) -> Double { bottom - (value - yDomain.lowerBound) / (yDomain.upperBound - yDomain.lowerBound) * (bottom - top) }

    /// The part of an axis that is shown: never empty, and a little larger than the data where the data decide.
    private static func domain(_ axis: ChartAxis, _ extent: ClosedRange<Double>?, padding: Double) -> ClosedRange<Double> {
        var lower = axis.lower ?? extent?.lowerBound ?? 0
        var upper = axis.upper ?? extent?.upperBound ?? 1
        if case .names(let names) = axis.scale {
            lower = -0.5
            upper = max(0.5, Double(names.count) - 0.5)
        }
        guard upper > lower else {
            let room = max(1, lower.magnitude * 0.1)
            return (axis.lower == nil && lower != 0 ? lower - room : lower)...(max(lower, upper) + room)
        }
        let room = (upper - lower) * padding
        if axis.lower == nil, lower != 0 { lower -= room }
        if axis.upper == nil { upper += room }
        return lower...upper
    }

    private static func ticks(_ axis: ChartAxis, _ domain: ClosedRange<Double>, about count: Int) -> AxisTicks {
        switch axis.scale {
        case .numbers(let format): .numbers(domain.lowerBound, domain.upperBound, about: count, as: format)
        case .days: .days(domain.lowerBound, domain.upperBound, about: count)
        case .names(let names): AxisTicks(values: names.indices.map { Double($0) }, labels: names)
        }
    }
}
