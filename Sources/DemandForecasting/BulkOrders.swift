import DemandModel

/// Bulk orders: order lines far outside of an item's line sizes, split from the rest of its demand where order lines are known.
///
/// A line is bulk where it exceeds both `factor` times the item's median line and its 75th percentile by `factor` times the
/// spread between the quartiles (Tukey's far-out fence, 1977, with factor 3 widened to 5). Items with fewer than `leastLines`
/// lines have none.
///
///     let split = BulkOrders(lines: [1, 2, 2, 1, 3, 2, 1, 2, 2, 500])
///     print(split.threshold, split.shareOfDemand)          // 10.0, 0.969
public struct BulkOrders: Sendable, Equatable {
    /// Lines above this many units are bulk; infinite where there are none.
    public var threshold: Double
    /// Share of the item's units that come in bulk lines, 0...1.
    public var shareOfDemand: Double
    /// Number of bulk lines.
    public var lineCount: Int

    public static let factor = 5.0
    public static let leastLines = 10

    /// - Parameter lines: units per order line; lines of zero or less (returns) are passed over.
    public init(lines: [Double]) {
        let sorted = lines.filter { $0 > 0 && $0.isFinite }.sorted()
        guard sorted.count >= Self.leastLines else {
            (threshold, shareOfDemand, lineCount) = (.infinity, 0, 0)
            return
        }
        func quantile(_ p: Double) -> Double {
            let x = p * Double(sorted.count - 1), i = Int(x)
            let next = min(i + 1, sorted.count - 1)
            return sorted[i] + (x - Double(i)) * (sorted[next] - sorted[i])
        }
        let median = quantile(0.5), upper = quantile(0.75), lower = quantile(0.25)
        let fence = max(Self.factor * median, upper + Self.factor * (upper - lower))
        let bulk = sorted.filter { $0 > fence }
        threshold = bulk.isEmpty ? .infinity : fence
        lineCount = bulk.count
        shareOfDemand = bulk.reduce(0, +) / sorted.reduce(0, +)
    }

    /// Demand by period in two parts, regular and bulk, from the order lines (period index, units). Lines outside are passed over.
    public func split(lines: [(period: Int, units: Double)], periods: Int) -> (regular: [Double], bulk: [Double]) {
        var regular = [Double](repeating: 0, count: max(0, periods)), bulk = regular
        for line in lines where regular.indices.contains(line.period) {
            if line.units > threshold { bulk[line.period] += line.units } else { regular[line.period] += line.units }
        }
        return (regular, bulk)
    }
}
