/// One customer order line: the day of the order and its units.
public struct OrderLine: Sendable, Codable, Equatable, Comparable {
    public var day: CalendarDay
    public var units: Double

    public init(day: CalendarDay, units: Double) {
        self.day = day
        self.units = units
    }

    public static func < (a: OrderLine, b: OrderLine) -> Bool { a.units != b.units ? a.units < b.units : a.day < b.day }
}

/// The sizes of an item's order lines: their quartiles, and its largest lines one by one. Known where sales come as order lines.
///
///     let lines = OrderLines(sizes: [(1, 6), (2, 3), (500, 1)], largest: [])
///     print(lines.median, lines.units)          // 1.0 512.0
public struct OrderLines: Sendable, Codable, Equatable {
    /// Lines with a positive number of units, and their units in total.
    public var count: Int
    public var units: Double
    /// Units of a line; between two lines linear.
    public var lowerQuartile: Double
    public var median: Double
    public var upperQuartile: Double
    /// The largest lines, at most `kept` of them, largest last; lines that were cancelled as a whole are left out.
    public var largest: [OrderLine]

    /// How many of its largest lines are known of an item.
    public static let kept = 64

    /// - Parameter sizes: units of a line and how many lines have them, each size once, in any order.
    public init(sizes: [(units: Double, count: Int)], largest: [OrderLine]) {
        let sorted = sizes.filter { $0.units > 0 && $0.units.isFinite && $0.count > 0 }.sorted { $0.units < $1.units }
        let all = sorted.reduce(0) { $0 + $1.count }
        func line(_ index: Int) -> Double {
            var passed = 0
            for size in sorted {
                passed += size.count
                if index < passed { return size.units }
            }
            return sorted.last?.units ?? 0
        }
        func quantile(_ p: Double) -> Double {
            let x = p * Double(max(0, all - 1)), i = Int(x)
            return line(i) + (x - Double(i)) * (line(min(i + 1, max(0, all - 1))) - line(i))
        }
        count = all
        units = sorted.reduce(0) { $0 + $1.units * Double($1.count) }
        (lowerQuartile, median, upperQuartile) = (quantile(0.25), quantile(0.5), quantile(0.75))
        self.largest = largest.sorted()
    }
}

/// What an item's bulk orders are: lines far outside of its line sizes, as a part of demand of their own.
public struct BulkDemand: Sendable, Codable, Equatable {
    /// Lines above this many units are bulk.
    public var threshold: Double
    /// Bulk lines in the history and their units.
    public var lines: Int
    public var units: Double
    /// Units per period of the item's history that came in bulk lines: indices into the history, ascending, and units.
    public var periods: [Int]
    public var unitsOfPeriods: [Double]
    /// False: levels are set for the demand without them.
    public var isCovered: Bool

    public init(threshold: Double, lines: Int, units: Double, periods: [Int], unitsOfPeriods: [Double], isCovered: Bool) {
        self.threshold = threshold
        self.lines = lines
        self.units = units
        self.periods = periods
        self.unitsOfPeriods = unitsOfPeriods
        self.isCovered = isCovered
    }
}

/// Whether stock is held for bulk orders (`[sales] bulk_orders`).
public enum BulkOrderCover: String, Sendable, Codable, CaseIterable {
    /// Levels are set for all demand.
    case covered
    /// Levels are set for the demand without bulk lines, which are ordered as they come and whose customers wait.
    case notCovered = "not_covered"
}

/// What bulk orders carry, over all planned items.
public struct BulkTotals: Sendable, Codable, Equatable {
    public var isCovered: Bool
    /// Items with bulk lines, these lines and their units in the history.
    public var items = 0
    public var lines = 0
    public var units = 0.0
    /// Share of all units of the planned items' histories.
    public var shareOfDemand = 0.0
    /// Units waiting (part of the run's expected backorders) that are theirs, and their share of it; 0 where they are not covered: then
    /// all of their units wait, beside what the run expects.
    public var expectedBackorders = 0.0
    public var shareOfExpectedBackorders = 0.0

    public init(isCovered: Bool) { self.isCovered = isCovered }
}
