import DemandModel

/// A row of the `overrides` table: levels that a planner sets by hand for one item-location.
public struct OverrideRow: Sendable, Equatable {
    public var key: ItemLocation
    /// Units; at least one of both is there.
    public var reorderPoint: Double?
    public var orderUpTo: Double?
    /// Why, and who says so.
    public var reason: String?
    public var by: String?
    /// The last planning day for which it counts; `nil`: until it is taken out.
    public var expires: CalendarDay?

    public init(key: ItemLocation) { self.key = key }
}

/// Reads `overrides`: item, location, reorder_point, order_up_to, reason, name, expires. From a workbook the sheet Overrides is read.
///
/// A row without levels says nothing and is passed over; a row with a level that is no number, or a day that is none, is quarantined whole:
/// half an override is worse than none.
///
/// - Throws: `IngestionError` where the file as a whole cannot be used.
public func readOverrides(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<OverrideRow> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "overrides"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("item", SalesColumn.item.aliases), ("location", SalesColumn.location.aliases),
            ("reorder_point", ["override_reorder_point", "minimum", "min", "r", "meldebestand"]),
            ("order_up_to", ["override_order_up_to", "order_up_to_level", "maximum", "max", "s", "hoechstbestand"]),
            ("reason", ["override_reason", "why", "comment", "grund"]), ("name", ["by", "who", "planner", "user"]),
            ("expires", ["expiry", "expires_on", "until", "valid_until", "gueltig_bis"]),
        ],
        required: ["item"], dateColumns: ["expires"], options: options)
    var overrides: [OverrideRow] = []
    var seen: [ItemLocation: Int] = [:]
    for row in table.rows.indices {
        if table.rows[row].allSatisfy({ $0.trimmedOfSpaces.isEmpty }) { continue }
        let point = columns.number("reorder_point", row, range: -1e12...1e12), level = columns.number("order_up_to", row, range: 0...1e12)
        if case .blank = point, case .blank = level { continue }
        guard let key = columns.key(row) else { continue }
        var override = OverrideRow(key: key)
        switch point {
        case .value(let value): override.reorderPoint = value
        case .blank: break
        case .bad: continue
        }
        switch level {
        case .value(let value): override.orderUpTo = value
        case .blank: break
        case .bad: continue
        }
        switch columns.day("expires", row) {
        case .value(let day): override.expires = day
        case .blank: break
        case .bad: continue
        }
        if let point = override.reorderPoint, let level = override.orderUpTo, point > level {
            columns.reject(row, "reorder_point", .badNumber, value: "", hint: "the reorder point is above the order-up-to level")
            continue
        }
        if let first = seen[key] {
            columns.reject(row, "item", .duplicateKey, value: key.uniqueID, hint: "the row on line \(table.lines[first]) is for the same item and location; it is used")
            continue
        }
        seen[key] = row
        override.reason = columns.text("reason", row)
        override.by = columns.text("name", row)
        overrides.append(override)
    }
    return columns.result(overrides, role: "overrides", path: path)
}
