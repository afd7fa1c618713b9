import DemandModel

/// Stock-outs that counts of stock tell of where the sales have no flag.
public struct EmptyShelves: Sendable, Equatable {
    /// Periods and series that were marked, and were not before.
    public var periods = 0
    public var series = 0

    /// Marks every period in which the counted stock of an item-location was zero, counts on or after the as-of day left out.
    ///
    /// A count below zero is no empty shelf but a book that is behind: what was sold then was sold. Periods without a count stay as they are.
    ///
    ///     let found = EmptyShelves(marking: &sales.series, snapshots: counts.rows, calendar: sales.calendar, asOf: sales.asOf)
    ///     print(found.remark ?? "no shelf was empty")
    ///
    /// - Complexity: linear in counts and series.
    public init(marking series: inout [DemandSeries], snapshots: [StockSnapshot], calendar: PeriodCalendar, asOf: CalendarDay) {
        var empty: [ItemLocation: Set<Int>] = [:]
        for count in snapshots where count.onHand == 0 && !count.isUndated && count.date < asOf {
            empty[count.key, default: []].insert(calendar.periodNumber(of: count.date))
        }
        guard !empty.isEmpty else { return }
        for index in series.indices {
            guard let numbers = empty[series[index].key] else { continue }
            var flags = series[index].stockout.isEmpty ? Array(repeating: false, count: series[index].count) : series[index].stockout
            var marked = 0
            for number in numbers where flags.indices.contains(number - series[index].firstPeriod) && !flags[number - series[index].firstPeriod] {
                flags[number - series[index].firstPeriod] = true
                marked += 1
            }
            guard marked > 0 else { continue }
            series[index].stockout = flags
            periods += marked
            self.series += 1
        }
    }

    /// For a planner; `nil` where nothing was marked.
    public var remark: String? {
        guard periods > 0 else { return nil }
        return "counted stock was zero in \(periods) \(periods == 1 ? "period" : "periods") of \(series) item-\(series == 1 ? "location" : "locations"), "
            + "which the sales do not flag: taken for stock-outs"
    }
}
