import DemandModel
import TextForms

/// What Twobin understands of a table other than the sales: shown by `twobin inspect`.
public struct TableInspection: Sendable, Codable, Equatable {
    public var file: String
    public var kind: TableKind
    /// The system an items table comes from.
    public var dialect: String?
    /// Meaning -> name in the header.
    public var columns: [String: String]
    public var ignoredColumns: [String]
    public var rows: Int
    /// Rows that are used.
    public var understood: Int
    public var quarantinedRows: Int
    /// The first rows that would be set aside.
    public var quarantined: [QuarantinedRow]
    /// The first rows as understood, and what the table says as a whole.
    public var preview: [String]
    public var remarks: [String]

    /// For people, one line each.
    public var lines: [String] {
        var text = ["\(file): \(dialect ?? kind.rawValue.replacing("_", with: " "))"]
        text.append("columns: " + columns.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", "))
        if !ignoredColumns.isEmpty { text.append("not used: " + ignoredColumns.prefix(20).joined(separator: ", ")) }
        text.append("\(rows) rows read, \(understood) understood, \(quarantinedRows) with cells that cannot be used")
        text += remarks
        text += preview
        for row in quarantined {
            text.append("line \(row.line) (\(row.code)\(row.column.isEmpty ? "" : " in " + row.column)): '\(row.value)': \(row.hint)")
        }
        return text
    }
}

/// Reads a table of a kind and says what was understood.
///
///     let inspection = try inspectTable(path: "inventory_export.csv", kind: .items)
///     for line in inspection.lines { print(line) }
///
/// - Parameter asOf: receipts: what happened later is not known yet; `nil`: the day after the last one.
/// - Throws: what the reader of the table throws; `unsuitable` for sales (see `inspectFile`).
public func inspectTable(
    path: String, kind: TableKind, options: TableReadingOptions = TableReadingOptions(), asOf: CalendarDay? = nil
) throws(IngestionError) -> TableInspection {
    switch kind {
    case .sales: throw .unsuitable(reason: "sales are inspected by inspectFile")
    case .items:
        let table = try readItems(path: path, options: options)
        return TableInspection(
            file: table.input.path, kind: kind, dialect: table.dialect.title, columns: named(table.columns), ignoredColumns: table.ignoredColumns,
            rows: table.input.rows, understood: table.items.count, quarantinedRows: table.quarantinedCells,
            quarantined: Array(table.quarantine.prefix(10)), preview: table.items.prefix(5).map(text), remarks: remarks(table))
    case .receipts:
        let table = try readReceipts(path: path, options: options)
        return inspection(path, kind, table, remarks: scorecard(table.rows, asOf: asOf)) { row in
            "\(row.key.uniqueID) from \(row.supplier.isEmpty ? "?" : row.supplier): ordered \(row.orderedOn)"
                + (row.receivedOn.map { ", received \($0)" } ?? ", still open") + units(row.receivedOn == nil ? row.orderedQuantity : row.receivedQuantity ?? row.orderedQuantity)
        }
    case .openOrders:
        return inspection(path, kind, try readOpenOrders(path: path, options: options)) { "\($0.key.uniqueID)\(units($0.quantity)) on order" }
    case .backorders:
        return inspection(path, kind, try readBackorders(path: path, options: options)) { "\($0.key.uniqueID)\(units($0.quantity)) waited for" }
    case .snapshots:
        return inspection(path, kind, try readSnapshots(path: path, options: options)) { "\($0.key.uniqueID) on \($0.date)\(units($0.onHand)) on hand" }
    case .kits:
        return inspection(path, kind, try readKits(path: path, options: options)) { "one \($0.kit) holds \(decimalText($0.quantity)) of \($0.component)" }
    case .successors:
        return inspection(path, kind, try readSuccessors(path: path, options: options)) { row in
            "\(row.new) follows \(row.old)" + (row.from.map { " from \($0)" } ?? "") + (row.ratio == 1 ? "" : ", \(decimalText(row.ratio)) for one")
        }
    case .closures:
        return inspection(path, kind, try readClosures(path: path, options: options)) { row in
            "\(row.supplier ?? "every supplier") is closed from \(row.first) to \(row.last)"
        }
    case .substitutes:
        return inspection(path, kind, try readSubstitutes(path: path, options: options)) { row in
            "\(row.substitute) may be sent in place of \(row.item)" + (row.ratio == 1 ? "" : ", \(decimalText(row.ratio)) for one") + (row.isTwoWay ? ", and the other way round" : "")
        }
    case .overrides:
        return inspection(path, kind, try readOverrides(path: path, options: options)) { row in
            "\(row.key.uniqueID):" + (row.reorderPoint.map { " reorder point \(decimalText($0))" } ?? "") + (row.orderUpTo.map { " order up to \(decimalText($0))" } ?? "")
                + (row.expires.map { ", until \($0)" } ?? "") + (row.reason.map { " (\($0))" } ?? "")
        }
    case .suppliers:
        return inspection(path, kind, try readSuppliers(path: path, options: options)) { $0.supplier }
    case .calendar:
        return inspection(path, kind, try readCalendar(path: path, options: options)) { "\($0.date): \($0.name)" }
    case .planned:
        return inspection(path, kind, try readPlanned(path: path, options: options)) { row in
            "\(row.item) from \(row.date)" + (row.price.map { ", price \(decimalText($0))" } ?? "") + (row.promotion == true ? ", promotion" : "")
        }
    }
}

private func inspection<Row>(
    _ path: String, _ kind: TableKind, _ table: IngestedTable<Row>, remarks: [String] = [], text: (Row) -> String
) -> TableInspection {
    TableInspection(
        file: table.input.path, kind: kind, columns: named(table.columns), ignoredColumns: table.ignoredColumns, rows: table.input.rows,
        understood: table.rows.count, quarantinedRows: table.quarantinedRows, quarantined: Array(table.quarantine.prefix(10)),
        preview: table.rows.prefix(5).map(text), remarks: table.remarks + remarks)
}

private func named(_ columns: [(meaning: String, name: String)]) -> [String: String] {
    Dictionary(columns.map { ($0.meaning, $0.name) }, uniquingKeysWith: { first, _ in first })
}

private func units(_ count: Double?) -> String { count.map { ", \(decimalText($0)) units" } ?? "" }

/// An item as understood: only what the table says.
private func text(_ record: ItemRecord) -> String {
    let values = ItemColumns.numbers.compactMap { name, target, _ in record[keyPath: target].map { "\(name) \(decimalText($0))" } }
    return "\(record.key.uniqueID): " + ((record.supplier.map { ["supplier \($0)"] } ?? []) + values).joined(separator: ", ")
}

private func remarks(_ table: IngestedItems) -> [String] {
    var lines = table.remarks
    if table.notStockedRows > 0 { lines.append("\(table.notStockedRows) rows are no stocked items: not stocked there, parents of variations, totals") }
    let locations = Set(table.items.map(\.key.location)).sorted(by: bytesPrecede)
    if locations != [ItemLocation.defaultLocation], !locations.isEmpty {
        lines.append("\(locations.count) locations: " + locations.prefix(5).joined(separator: ", ") + (locations.count > 5 ? ", ..." : ""))
    }
    return lines
}

/// One line per supplier.
private func scorecard(_ receipts: [PurchaseReceipt], asOf: CalendarDay?) -> [String] {
    let last = receipts.flatMap { [$0.orderedOn, $0.receivedOn ?? $0.orderedOn] }.max()
    guard let day = asOf ?? last?.advanced(by: 1) else { return [] }
    func percent(_ share: Double?) -> String { share.map { decimalText(($0 * 1000).rounded() / 10) + "%" } ?? "unknown" }
    func days(_ value: Double) -> String { decimalText((value * 10).rounded() / 10) }
    return SupplierScorecard(receipts, asOf: day).scores.map { score in
        var text = "supplier \(score.supplier.isEmpty ? "(not named)" : score.supplier) as of \(day): \(score.ordersReceived) received, "
            + "\(score.ordersOpen) open, \(score.ordersOverdue) overdue; on time \(percent(score.onTimeShare))"
            + (score.meanDaysLate.map { " (\(days($0)) days late on average)" } ?? "")
            + ", in full \(percent(score.inFullShare)), yield \(percent(score.yield))"
        if let time = score.leadTime {
            text += "; lead time \(days(time.meanDays)) days, sd \(days(time.standardDeviationDays)), 9 of 10 within \(days(time.quantile(0.9)))"
        }
        return text
    }
}
