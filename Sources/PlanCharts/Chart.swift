import DemandModel

/// A point in the units of the axes.
public struct ChartPoint: Sendable, Equatable {
    public var x: Double
    public var y: Double

    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// One axis: what it shows and which part of it.
public struct ChartAxis: Sendable {
    public enum Scale: Sendable {
        case numbers(NumberFormat)
        /// Day numbers (see `CalendarDay`).
        case days
        /// Names at 0, 1, 2, ...
        case names([String])
    }

    public var title: String
    public var scale: Scale
    /// Ends of the axis; where `nil`, the data decide.
    public var lower: Double?
    public var upper: Double?

    public init(title: String, scale: Scale = .numbers(.plain), lower: Double? = nil, upper: Double? = nil) {
        self.title = title
        self.scale = scale
        self.lower = lower
        self.upper = upper
    }
}

/// One layer of marks. Values that are not finite are left out; a line breaks there. A `name` puts the layer into the legend.
public enum ChartLayer: Sendable {
    case line([ChartPoint], ChartRole, name: String? = nil, dashed: Bool = false)
    /// Between two values at each x; the arrays have equal length (what is longer is cut).
    case area(x: [Double], lower: [Double], upper: [Double], ChartRole, name: String? = nil)
    case points([ChartPoint], ChartRole, name: String? = nil)
    /// From 0 to y, `width` in units of the x axis, centred on x.
    case bars([ChartPoint], width: Double, ChartRole, name: String? = nil)
    /// A line across the whole chart at an x or a y, with a word at it.
    case verticalRule(Double, label: String)
    case horizontalRule(Double, label: String)
    /// A word beside a point.
    case label(ChartPoint, String)
    /// A word at the foot of the bar that ends at a point, or above a bar too short to hold it.
    case caption(ChartPoint, String)
}

/// A chart as data; `svg()` draws it as a self-contained SVG document: no script, no outside font, readable on light and dark
/// pages, with a title and a description for those who hear it read.
///
///     let chart = Chart(
///         title: "Squares", description: "The squares of 0 to 3.", x: ChartAxis(title: "number"), y: ChartAxis(title: "square"),
///         layers: [.line([ChartPoint(0, 0), ChartPoint(1, 1), ChartPoint(2, 4), ChartPoint(3, 9)], .history)])
///     print(chart.svg().hasPrefix("<svg"))     // true
public struct Chart: Sendable {
    public var title: String
    /// What the chart shows, in a sentence, for screen readers.
    public var description: String
    public var x: ChartAxis
    public var y: ChartAxis
    public var layers: [ChartLayer]
    /// Pixels.
    public var width: Double
    public var height: Double

    public init(
        title: String, description: String, x: ChartAxis, y: ChartAxis, layers: [ChartLayer], width: Double = 720, height: Double = 360
    ) {
        self.title = title
        self.description = description
        self.x = x
        self.y = y
        self.layers = layers
        self.width = width
        self.height = height
    }

    /// All values of the layers along one axis, those that are not finite left out.
    func extent(_ horizontal: Bool) -> ClosedRange<Double>? {
        var lower = Double.infinity, upper = -Double.infinity
        func include(_ value: Double) {
            guard value.isFinite else { return }
            lower = min(lower, value)
            upper = max(upper, value)
        }
        for layer in layers {
            switch layer {
            case .line(let points, _, _, _), .points(let points, _, _):
                for point in points where point.x.isFinite && point.y.isFinite { include(horizontal ? point.x : point.y) }
            case .area(let x, let low, let high, _, _):
                for value in horizontal ? x : low + high { include(value) }
            case .bars(let points, let width, _, _):
                if !horizontal { include(0) }
                for point in points {
                    if horizontal { include(point.x - width / 2); include(point.x + width / 2) } else { include(point.y) }
                }
            case .verticalRule(let value, _): if horizontal { include(value) }
            case .horizontalRule(let value, _): if !horizontal { include(value) }
            case .label(let point, _), .caption(let point, _): include(horizontal ? point.x : point.y)
            }
        }
        return lower <= upper ? lower...upper : nil
    }
}
