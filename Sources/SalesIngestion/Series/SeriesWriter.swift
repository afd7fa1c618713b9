import DemandModel
import TextForms

/// Writes demand series as a series file: `unique_id`, `ds` (first day of the period), `y`, and `price`, `promotion`, `stockout` where
/// any series has them. Rows are in the order of the series, then of time; a missing period has a blank `y`.
///
///     var bytes: [UInt8] = []
///     writeSeries(sales.series, calendar: sales.calendar) { bytes += $0 }
///
/// An exchange file for programs: texts are written exactly, not escaped for spreadsheets.
public func writeSeries<Failure: Error>(
    _ series: [DemandSeries], calendar: PeriodCalendar, to write: ([UInt8]) throws(Failure) -> Void
) throws(Failure) {
    let hasPrice = series.contains { !$0.price.isEmpty }
    let hasPromotion = series.contains { !$0.promotion.isEmpty }
    let hasStockout = series.contains { !$0.stockout.isEmpty }
    var table = CommaSeparatedWriter(textEscaping: .exact)
    table.header(["unique_id", "ds", "y"] + (hasPrice ? ["price"] : []) + (hasPromotion ? ["promotion"] : []) + (hasStockout ? ["stockout"] : []))
    var days: [Int: String] = [:]
    for one in series {
        let missing = Set(one.missing)
        let id = one.key.uniqueID
        for index in one.demand.indices {
            let number = one.firstPeriod + index
            let day = days[number] ?? calendar.firstDay(of: number).description
            days[number] = day
            table.text(id)
            table.text(day)
            if missing.contains(index) { table.empty() } else { table.number(one.demand[index]) }
            if hasPrice {
                if index < one.price.count, one.price[index] > 0 { table.number(one.price[index]) } else { table.empty() }
            }
            if hasPromotion { table.integer(index < one.promotion.count && one.promotion[index] ? 1 : 0) }
            if hasStockout { table.integer(index < one.stockout.count && one.stockout[index] ? 1 : 0) }
            table.endRow()
        }
        if table.count > 1 << 18 { try write(table.drain()) }
    }
    try write(table.drain())
}
