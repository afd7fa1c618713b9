import CustomerBackorders
import DemandModel
import TextForms

/// `backorders.csv`: one row per waiting order line, sorted by item, location and the order in which they are served.
public enum WaitingTable {
    /// Names of the columns with what they mean, in order.
    public static let columnMeanings: [(name: String, meaning: String)] = [
        ("order_id", "the customer's order"),
        ("item", "what is waited for"),
        ("location", "where it is stocked"),
        ("ordered_on", "day of the order"),
        ("age_days", "days since then"),
        ("quantity", "units waiting"),
        ("priority", "the smaller number is served first; empty comes last"),
        ("units_ahead", "units of others that are served before"),
        ("value", "what the customer pays for the line: its price, else the item's median price, times the quantity"),
        ("promised_on", "the day that the customer was told"),
        ("restock_p50", "the day by which half of such lines are filled"),
        ("restock_p90", "the day by which nine of ten are"),
        ("order_p50", "the same for the whole order: all its lines"),
        ("order_p90", "nine of ten"),
        ("promise_kept", "probability that the line is filled by promised_on"),
        ("cause", "data, decision, supplier_late, supplier_short, capacity, demand_spike, forecast, lead_time or expected"),
        ("evidence", "the figures that the cause rests on"),
        ("supplier", "who supplies the item"),
        ("substitute", "an item that could be sent today in its place, from what its own customers do not need"),
        ("substitute_units", "how many units of it"),
        ("substitute_covers", "for how many units of the line"),
        ("substitute_saves_days", "days until restock_p50 that these units would else wait; empty where no day is known"),
        ("substitute_consent", "1: the customer must be asked"),
        ("substitute_source", "table: from the shop's substitutes; found: suggested by the data, for a person to confirm; transfer: the item itself from another location"),
        ("substitute_evidence", "what a found suggestion rests on"),
        ("substitute_location", "where it lies"),
    ]

    public static func write(_ rows: [WaitingRow], textEscaping: TextEscaping = .spreadsheet, to sink: ByteSink) throws(OutputError) {
        var table = CommaSeparatedWriter(textEscaping: textEscaping)
        table.header(columnMeanings.map(\.name))
        for row in served(rows) {
            table.text(row.line.orderID)
            table.text(row.line.key.item)
            table.text(row.line.key.location)
            table.day(row.line.orderedOn)
            table.number(row.ageDays.map(Double.init))
            table.number(row.line.quantity)
            table.number(row.line.priority)
            table.number(row.dates.unitsAhead)
            table.number(row.value)
            table.day(row.line.promisedOn)
            table.day(row.dates.dates.p50)
            table.day(row.dates.dates.p90)
            table.day(row.dates.order.p50)
            table.day(row.dates.order.p90)
            table.number(row.dates.promiseKept)
            table.text(row.cause.cause.rawValue)
            table.text(row.cause.evidence)
            table.text(row.cause.supplier)
            if let offer = row.substitute {
                table.text(offer.key.item)
                table.number(offer.units)
                table.number(offer.coveredUnits)
                table.number(offer.savedDays.map(Double.init))
                table.text(offer.needsConsent ? "1" : "0")
                table.text(offer.source.rawValue)
                table.text(offer.evidence)
                table.text(offer.key.location)
            } else {
                for _ in 0..<8 { table.empty() }
            }
            table.endRow()
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }

    /// By item, location and the order in which they are served.
    static func served(_ rows: [WaitingRow]) -> [WaitingRow] {
        rows.indices.sorted { a, b in
            let first = rows[a], second = rows[b]
            if first.line.key != second.line.key { return first.line.key < second.line.key }
            return first.dates.unitsAhead != second.dates.unitsAhead ? first.dates.unitsAhead < second.dates.unitsAhead : a < b
        }.map { rows[$0] }
    }

    /// A waiting line as a JSON object with the names of the columns.
    public static func json(_ row: WaitingRow) -> JSONValue {
        let offer = row.substitute
        return [
            "order_id": .text(row.line.orderID), "item": .text(row.line.key.item), "location": .text(row.line.key.location),
            "ordered_on": JSONValue(row.line.orderedOn?.description), "age_days": row.ageDays.map { .integer($0) } ?? .null,
            "quantity": .number(row.line.quantity), "priority": JSONValue(row.line.priority), "units_ahead": .number(row.dates.unitsAhead),
            "value": JSONValue(row.value), "promised_on": JSONValue(row.line.promisedOn?.description),
            "restock_p50": JSONValue(row.dates.dates.p50?.description), "restock_p90": JSONValue(row.dates.dates.p90?.description),
            "order_p50": JSONValue(row.dates.order.p50?.description), "order_p90": JSONValue(row.dates.order.p90?.description),
            "promise_kept": JSONValue(row.dates.promiseKept), "cause": .text(row.cause.cause.rawValue), "evidence": .text(row.cause.evidence),
            "supplier": .text(row.cause.supplier), "substitute": JSONValue(offer?.key.item), "substitute_units": JSONValue(offer?.units),
            "substitute_covers": JSONValue(offer?.coveredUnits), "substitute_saves_days": offer?.savedDays.map { .integer($0) } ?? .null,
            "substitute_consent": offer.map { .bool($0.needsConsent) } ?? .null, "substitute_source": JSONValue(offer?.source.rawValue),
            "substitute_evidence": JSONValue(offer?.evidence), "substitute_location": JSONValue(offer?.key.location),
        ]
    }
}

extension CommaSeparatedWriter {
    /// A cell with a day; empty for `nil`.
    mutating func day(_ day: CalendarDay?) {
        if let day { text(day.description) } else { empty() }
    }
}
