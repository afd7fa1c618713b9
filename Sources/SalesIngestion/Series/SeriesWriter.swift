import DemandModel
import ParallelWork
import TextForms

/// Writes demand series as a series file: `unique_id`, `ds` (first day of the period), `y`, and `price`, `promotion`, `stockout` where
/// any series has them. Rows are in the order of the series, then of time; a missing period has a blank `y`.
///
///     var bytes: [UInt8] = []
///     writeSeries(sales.series, calendar: sales.calendar) { bytes += $0 }
///
/// An exchange file for programs: texts are written exactly, not escaped for spreadsheets. Groups of series become bytes on several
/// threads and are handed on in order, so the bytes depend on no number of threads.
public func writeSeries<Failure: Error>(
    _ series: [DemandSeries], calendar: PeriodCalendar, threads: Int = 1, to write: ([UInt8]) throws(Failure) -> Void
) throws(Failure) {
    let rows = SeriesRowsWriter(series, calendar: calendar)
    try write(rows.header)
    var start = 0
    while start < series.count {
        // As many groups at a time as there are threads, each of some 50,000 rows.
        var groups: [Range<Int>] = []
        while groups.count < max(1, threads), start < series.count {
            var end = start, rowsOfGroup = 0
            while end < series.count, rowsOfGroup < 50_000 {
                rowsOfGroup += series[end].count
                end += 1
            }
            groups.append(start..<end)
            start = end
        }
        if groups.count == 1 {
            try write(rows.bytes(of: series[groups[0]]))
            continue
        }
        let ready = groups
        for bytes in parallelMap(count: ready.count, threads: threads, { rows.bytes(of: series[ready[$0]]) }) { try write(bytes) }
    }
}

/// The rows of a series file: which columns there are, and the days of all periods made into cells once.
private struct SeriesRowsWriter: Sendable {
    private let hasPrice: Bool
    private let hasPromotion: Bool
    private let hasStockout: Bool
    private let firstPeriod: Int
    private let days: CommaSeparatedWriter.EncodedCells

    init(_ series: [DemandSeries], calendar: PeriodCalendar) {
        hasPrice = series.contains { !$0.prices.isEmpty }
        hasPromotion = series.contains { !$0.promotion.isEmpty }
        hasStockout = series.contains { !$0.stockout.isEmpty }
        let filled = series.lazy.filter { $0.count > 0 }
        let first = filled.map(\.firstPeriod).min() ?? 0
        let end = filled.map { $0.firstPeriod + $0.count }.max() ?? first
        firstPeriod = first
        let writer = CommaSeparatedWriter(textEscaping: .exact)
        days = writer.encoded((first..<end).map { calendar.firstDay(of: $0).description })
    }

    var header: [UInt8] {
        var table = CommaSeparatedWriter(textEscaping: .exact)
        table.header(["unique_id", "ds", "y"] + (hasPrice ? ["price"] : []) + (hasPromotion ? ["promotion"] : []) + (hasStockout ? ["stockout"] : []))
        return table.drain()
    }

    func bytes(of series: ArraySlice<DemandSeries>) -> [UInt8] {
        var table = CommaSeparatedWriter(textEscaping: .exact)
        for one in series {
            let missing = Set(one.missing), prices = one.price
            let id = table.encoded(one.key.uniqueID)
            for index in one.demand.indices {
                table.cell(id)
                table.cell(days, at: one.firstPeriod + index - firstPeriod)
                if !missing.isEmpty, missing.contains(index) { table.empty() } else { table.number(one.demand[index]) }
                if hasPrice {
                    if index < prices.count, prices[index] > 0 { table.number(prices[index]) } else { table.empty() }
                }
                if hasPromotion { table.integer(index < one.promotion.count && one.promotion[index] ? 1 : 0) }
                if hasStockout { table.integer(index < one.stockout.count && one.stockout[index] ? 1 : 0) }
                table.endRow()
            }
        }
        return table.drain()
    }
}
