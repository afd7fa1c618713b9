import DemandModel
import TextForms

/// Rows of a table that were understood, with what was not.
public struct IngestedTable<Row: Sendable>: Sendable {
    /// In the order of the file.
    public var rows: [Row]
    public var quarantine: [QuarantinedRow]
    public var quarantinedRows: Int
    /// Meaning and name in the header.
    public var columns: [(meaning: String, name: String)]
    public var ignoredColumns: [String]
    public var input: InputFile
    /// What a reader of the report should know: another encoding, lines above the header, orders that are none.
    public var remarks: [String] = []
}

/// Reads the `calendar` table: date, event, optionally item and location, and how many days before and after the event it moves demand
/// (`days_before`, `days_after`; Prophet's `lower_window` and `upper_window` are understood).
///
///     let calendar = try readCalendar(path: "calendar.csv")
///     print(calendar.rows.first?.name ?? "none")      // new-year
public func readCalendar(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<CalendarEvent> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "calendar"))
    var columns = try TableColumns(
        table,
        aliases: [("date", ["ds", "day", "datum", "fecha"]), ("event", ["name", "event_name", "holiday"]), ("item", ["sku", "product"]), ("location", ["store", "warehouse"]),
                  ("days_before", ["lower_window"]), ("days_after", ["upper_window"])],
        required: ["date", "event"], dateColumns: ["date"], options: options)
    var events: [CalendarEvent] = []
    for row in table.rows.indices {
        guard let day = columns.requiredDay("date", row) else { continue }
        guard let name = columns.text("event", row) else {
            columns.reject(row, "event", .missingItem, hint: "the row names no event")
            continue
        }
        guard let before = columns.window("days_before", row), let after = columns.window("days_after", row) else { continue }
        for offset in -before...after {
            events.append(CalendarEvent(
                date: day.advanced(by: offset), name: name, item: columns.text("item", row), location: columns.text("location", row), offset: offset))
        }
    }
    return columns.result(events, role: "calendar", path: path)
}

/// Reads the `planned` table: date, item, optionally location, price and promotion of coming periods.
///
///     let planned = try readPlanned(path: "planned.csv")
public func readPlanned(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<PlannedTerms> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "planned"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("date", ["ds", "day", "from"]), ("item", SalesColumn.item.aliases), ("location", SalesColumn.location.aliases),
            ("price", SalesColumn.price.aliases), ("promotion", SalesColumn.promotion.aliases),
        ],
        required: ["date", "item"], dateColumns: ["date"], options: options)
    var terms: [PlannedTerms] = []
    for row in table.rows.indices {
        guard let item = columns.text("item", row) else {
            columns.reject(row, "item", .missingItem)
            continue
        }
        guard let day = columns.requiredDay("date", row) else { continue }
        var planned = PlannedTerms(date: day, item: item, location: columns.text("location", row))
        switch columns.number("price", row, range: 0...1e12) {
        case .value(let price): planned.price = price
        case .blank: break
        case .bad: continue
        }
        switch columns.flag("promotion", row) {
        case .value(let promotion): planned.promotion = promotion
        case .blank: break
        case .bad: continue
        }
        terms.append(planned)
    }
    return columns.result(terms, role: "planned", path: path)
}

extension TableColumns {
    /// Days around an event, 0 where the cell is blank; `lower_window` counts them below zero. `nil`: quarantined.
    mutating func window(_ name: String, _ row: Int) -> Int? {
        switch number(name, row, range: -60...60) {
        case .blank: return 0
        case .bad: return nil
        case .value(let days):
            guard days == days.rounded(), name == "days_before" || days >= 0 else {
                reject(row, name, .badNumber, value: decimalText(days), hint: "a whole number of days")
                return nil
            }
            return Int(abs(days))
        }
    }

    /// A day that must be there.
    mutating func requiredDay(_ name: String, _ row: Int) -> CalendarDay? {
        switch day(name, row) {
        case .value(let day): return day
        case .bad: return nil
        case .blank:
            reject(row, name, .missingDate)
            return nil
        }
    }

    func result<Row>(_ rows: [Row], role: String, path: String) -> IngestedTable<Row> {
        IngestedTable(
            rows: rows, quarantine: quarantine.rows, quarantinedRows: quarantine.total, columns: foundColumns, ignoredColumns: ignoredColumns,
            input: inputFile(role: role, path: path), remarks: remarks)
    }
}
