import CustomerBackorders
import DemandModel
import TextForms

/// The tables on suppliers: scorecard, orders to chase, orders to expect.
public enum SupplierTables {
    public static let scoreColumns = [
        "supplier", "item", "received", "open", "overdue", "due", "on_time", "on_time_share", "on_time_low", "on_time_high", "on_time_in_full",
        "otif_share", "otif_low", "otif_high", "otif_shrunk", "in_full_share", "mean_days_late", "days_late_p50", "days_late_p90", "lead_time_mean",
        "lead_time_sd", "lead_time_p90", "received_share", "accepted_share", "on_time_change", "lead_time_change", "minimum_order_value",
        "waiting_for_spread", "money_for_spread",
    ]

    public static func writeScores(_ rows: [SupplierScoreRow], textEscaping: TextEscaping = .spreadsheet, to sink: ByteSink) throws(OutputError) {
        var table = CommaSeparatedWriter(textEscaping: textEscaping)
        table.header(scoreColumns)
        for row in rows {
            table.text(row.supplier)
            table.text(row.item ?? "")
            for count in [row.counts.received, row.counts.open, row.counts.overdue, row.counts.due, row.counts.onTime] { table.integer(count) }
            table.number(row.onTime.share)
            table.number(row.onTime.interval?.low)
            table.number(row.onTime.interval?.high)
            table.integer(row.counts.onTimeInFull)
            table.number(row.onTimeInFull.share)
            table.number(row.onTimeInFull.interval?.low)
            table.number(row.onTimeInFull.interval?.high)
            table.number(row.onTimeInFullShrunk)
            table.number(row.inFull.share)
            table.number(row.meanDaysLate)
            table.number(row.daysLateP50.map(Double.init))
            table.number(row.daysLateP90.map(Double.init))
            table.number(row.leadTimeMean)
            table.number(row.leadTimeDeviation)
            table.number(row.leadTimeP90.map(Double.init))
            table.number(row.receivedShare)
            table.number(row.acceptedShare)
            table.number(row.onTimeChange)
            table.number(row.leadTimeChange)
            table.number(row.minimumOrderValue)
            table.number(row.waitingForSpread)
            table.number(row.moneyForSpread)
            table.endRow()
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }

    public static let expediteColumns = [
        "rank", "supplier", "order_id", "item", "location", "ordered_on", "promised_on", "quantity", "days_overdue", "arrival_p50", "arrival_p90", "judged_by",
        "waiting_lines", "waiting_units", "waiting_value",
    ]

    public static func writeExpedite(_ rows: [ExpediteRow], textEscaping: TextEscaping = .spreadsheet, to sink: ByteSink) throws(OutputError) {
        var table = CommaSeparatedWriter(textEscaping: textEscaping)
        table.header(expediteColumns)
        for (index, row) in rows.enumerated() {
            table.integer(index + 1)
            table.text(row.order.supplier)
            table.text(row.order.orderID)
            table.text(row.order.key.item)
            table.text(row.order.key.location)
            table.day(row.order.orderedOn)
            table.day(row.order.promisedOn)
            table.number(row.order.quantity)
            table.number(row.daysOverdue.map { Double(max(0, $0)) })
            table.day(row.dates.p50)
            table.day(row.dates.p90)
            table.text(row.basis.rawValue)
            table.integer(row.waitingLines)
            table.number(row.waitingUnits)
            table.number(row.waitingValue)
            table.endRow()
        }
        try sink(table.drain())
    }

    public static let outlookColumns = ["supplier", "item", "location", "month", "from", "units", "units_low", "units_high", "value"]

    /// - Parameter asOf: the first day of month 1.
    public static func writeOutlook(
        _ rows: [SupplierMonth], asOf: CalendarDay, textEscaping: TextEscaping = .spreadsheet, to sink: ByteSink
    ) throws(OutputError) {
        var table = CommaSeparatedWriter(textEscaping: textEscaping)
        table.header(outlookColumns)
        for row in rows {
            table.text(row.supplier)
            table.text(row.key?.item ?? "")
            table.text(row.key?.location ?? "")
            table.integer(row.month)
            table.day(monthStart(row.month, asOf: asOf))
            for value in [row.units, row.low, row.high, row.value] { table.number((value * 100).rounded() / 100) }
            table.endRow()
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }

    /// First day of a month of the outlook; month 1 begins on the planning day.
    public static func monthStart(_ month: Int, asOf: CalendarDay) -> CalendarDay {
        asOf.advanced(by: Int((365.25 / 12 * Double(month - 1)).rounded()))
    }
}
