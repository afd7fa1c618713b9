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
    /// The same, each with the meaning whose name is nearest.
    public var unusedColumns: [UnusedColumn]
    public var input: InputFile
    /// What a reader of the report should know: another encoding, lines above the header, orders that are none.
    public var remarks: [String] = []

    /// The same table with other rows made of its own.
    func with<Other>(rows: [Other]) -> IngestedTable<Other> {
        IngestedTable<Other>(
            rows: rows, quarantine: quarantine, quarantinedRows: quarantinedRows, columns: columns, ignoredColumns: ignoredColumns, unusedColumns: unusedColumns,
            input: input, remarks: remarks)
    }
}

/// A column of a header that means nothing to the reader.
public struct UnusedColumn: Sendable, Equatable {
    /// As in the file.
    public var name: String
    /// The meaning that it may be a misspelling of, of those that the table lacks; `nil`: none is near.
    public var nearest: String?

    public init(name: String, nearest: String? = nil) {
        self.name = name
        self.nearest = nearest
    }
}

/// Reads the `calendar` table: date, event, optionally item and location, and how many days before and after the event it moves demand
/// (`days_before`, `days_after`; Prophet's `lower_window` and `upper_window` are understood).
///
///     let calendar = try readCalendar(path: "calendar.csv")
///     print(calendar.rows.first?.name ?? "none")      // new-year
public func readCalendar(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<CalendarEvent> {
    let table = try readCalendarRows(path: path, options: options)
    return table.with(rows: table.rows.flatMap(\.events))
}

/// One row of the calendar: the event on its days, or days on which a supplier is closed.
public struct CalendarRow: Sendable, Equatable {
    /// Empty for a closure.
    public var events: [CalendarEvent] = []
    /// Where the row names a supplier.
    public var closure: SupplierClosure?
}

/// Reads the `calendar` table with its closures: rows that name a supplier are no events of demand, but days on which that supplier does not work.
public func readCalendarRows(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<CalendarRow> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "calendar"))
    var columns = try TableColumns(
        table,
        aliases: [("date", ["ds", "day", "datum", "fecha"]), ("event", ["name", "event_name", "holiday", "holiday_name", "feiertag", "ereignis"]), ("item", ["sku", "product"]), ("location", ["store", "warehouse"]),
                  ("days_before", ["lower_window"]), ("days_after", ["upper_window"]), ("supplier", ["vendor"])],
        required: ["date", "event"], dateColumns: ["date"], options: options)
    var rows: [CalendarRow] = []
    for row in table.rows.indices {
        guard let day = columns.requiredDay("date", row) else { continue }
        guard let name = columns.text("event", row) else {
            columns.reject(row, "event", .missingItem, hint: "the row names no event")
            continue
        }
        guard let before = columns.window("days_before", row), let after = columns.window("days_after", row) else { continue }
        var result = CalendarRow()
        if let supplier = columns.text("supplier", row) {
            result.closure = SupplierClosure(supplier: supplier, first: day.advanced(by: -before), last: day.advanced(by: after))
        } else {
            for offset in -before...after {
                result.events.append(CalendarEvent(
                    date: day.advanced(by: offset), name: name, item: columns.text("item", row), location: columns.text("location", row), offset: offset))
            }
        }
        rows.append(result)
    }
    return columns.result(rows, role: "calendar", path: path)
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
            unusedColumns: unusedColumns, input: inputFile(role: role, path: path), remarks: remarks)
    }
}
