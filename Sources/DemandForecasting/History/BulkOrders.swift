import DemandModel

/// Bulk orders: order lines far outside of an item's line sizes, split from the rest of its demand where order lines are known.
///
/// A line is bulk where it exceeds both `factor` times the item's median line and its 75th percentile by `factor` times the
/// spread between the quartiles: Tukey's far-out fence (1977) with its factor 3 widened to 20, since sizes of order lines are far more
/// skewed than the normal distribution it was made for. At 5, one line in 32 of a year of online retail was bulk and a third of all
/// units: most of a wholesaler's trade, no exception; at 20 it is one in 200 with a fifth of the units. Items with fewer than `leastLines`
/// lines have none, and neither have items with `OrderLines.kept` such lines or more: that is business of another size, not an exception.
///
///     let split = BulkOrders(lines: [1, 2, 2, 1, 3, 2, 1, 2, 2, 500])
///     print(split.threshold, split.shareOfDemand)          // 40.0, 0.969
public struct BulkOrders: Sendable, Equatable {
    /// Lines above this many units are bulk; infinite where there are none.
    public var threshold: Double
    /// Share of the item's units that come in bulk lines, 0...1.
    public var shareOfDemand: Double
    /// The bulk lines, smallest first.
    public var lines: [OrderLine]

    public var lineCount: Int { lines.count }

    public static let factor = 20.0
    public static let leastLines = 10

    public init(_ sizes: OrderLines) {
        let fence = max(Self.factor * sizes.median, sizes.upperQuartile + Self.factor * (sizes.upperQuartile - sizes.lowerQuartile))
        let bulk = sizes.largest.filter { $0.units > fence }
        guard sizes.count >= Self.leastLines, !bulk.isEmpty, bulk.count < OrderLines.kept else {
            (threshold, shareOfDemand, lines) = (.infinity, 0, [])
            return
        }
        threshold = fence
        lines = bulk
        shareOfDemand = bulk.reduce(0) { $0 + $1.units } / sizes.units
    }

    /// - Parameter lines: units per order line; lines of zero or less (returns) are passed over.
    public init(lines: [Double]) {
        let sorted = lines.filter { $0 > 0 && $0.isFinite }.sorted()
        let largest = sorted.suffix(OrderLines.kept).map { OrderLine(day: CalendarDay(number: 0), units: $0) }
        var sizes: [(units: Double, count: Int)] = []
        for units in sorted {
            if sizes.last?.units == units { sizes[sizes.count - 1].count += 1 } else { sizes.append((units, 1)) }
        }
        self.init(OrderLines(sizes: sizes, largest: largest))
    }
}

extension DemandSeries {
    /// What of this history came in bulk lines; `nil` where none did. No period has more bulk units than demand: what was
    /// returned is no bulk order any more.
    public func bulkDemand(_ bulk: BulkOrders, calendar: PeriodCalendar, isCovered: Bool) -> BulkDemand? {
        var byPeriod: [Int: Double] = [:]
        var lines = 0
        for line in bulk.lines {
            let index = calendar.periodNumber(of: line.day) - firstPeriod
            guard demand.indices.contains(index), demand[index] > 0 else { continue }
            byPeriod[index, default: 0] += line.units
            lines += 1
        }
        let periods = byPeriod.keys.sorted()
        let units = periods.map { min(byPeriod[$0] ?? 0, demand[$0]) }
        guard lines > 0 else { return nil }
        return BulkDemand(
            threshold: bulk.threshold, lines: lines, units: units.reduce(0, +), periods: periods, unitsOfPeriods: units, isCovered: isCovered)
    }

    /// The same history without its bulk lines.
    public func without(_ bulk: BulkDemand) -> DemandSeries {
        var result = self
        for (index, units) in zip(bulk.periods, bulk.unitsOfPeriods) where result.demand.indices.contains(index) {
            result.demand[index] = max(0, result.demand[index] - units)
        }
        return result
    }
}
