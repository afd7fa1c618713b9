import DemandModel
import TextForms

/// Puts rules into the rows of a system's own export.
///
/// - Throws: where the file is another system's (its columns are not there), two rows are for one item and location, or no row's item is
///   in the run.
func merge(
    _ rows: [RuleRow], into merging: (bytes: [UInt8], file: String), columns: MergeColumns, options: ExportOptions, result: inout ExportResult
) throws(ExportProblem) {
    var table = try MergeTable(merging.bytes, file: merging.file)
    func problem(_ reason: String, line: Int? = nil) -> ExportProblem { .merge(file: merging.file, line: line, reason: reason) }
    guard let itemColumn = table.column(named: columns.item) else { throw problem(noItemColumn(table, columns)) }
    let locationColumn = table.column(named: columns.location)
    var values: [(column: Int, value: @Sendable (RuleRow) -> ExportCell)] = []
    for (index, one) in columns.values.enumerated() {
        guard let column = table.column(named: one.names) else {
            if index == 0 { throw problem("there is no column \(one.names[0]); it has " + table.header.prefix(12).joined(separator: ", ")) }
            continue
        }
        values.append((column, one.value))
    }
    table.settleDecimalMark(columns: values.map(\.column))

    let keys = try fileKeys(table, item: itemColumn, location: locationColumn, columns: columns)
    let filePlaces = Set(keys.compactMap(\.?.location))
    let ownPlaces = Set(rows.map(\.location))
    // A file of one place beside a plan of one place needs no names.
    let ignoresPlace = locationColumn == nil || (filePlaces.count <= 1 && ownPlaces.count <= 1)
    if !ignoresPlace, filePlaces.isDisjoint(with: ownPlaces) {
        throw problem("its locations (\(filePlaces.sorted(by: bytesPrecede).prefix(4).joined(separator: ", "))) are none of the plan's "
            + "(\(ownPlaces.sorted(by: bytesPrecede).prefix(4).joined(separator: ", "))): say which is which with --location PLAN=FILE")
    }
    if locationColumn == nil, ownPlaces.count > 1 {
        throw problem("it has no column for the location, and the plan has \(ownPlaces.count): choose one with --only-location")
    }
    func key(_ item: String, _ place: String) -> ItemLocation { ItemLocation(item: item, location: ignoresPlace ? "" : place) }
    var wanted: [ItemLocation: RuleRow] = [:]
    for row in rows {
        let place = key(columns.planCode(row.item.key.item), row.location)
        if let other = wanted.updateValue(row, forKey: place) {
            throw problem("\(other.item.key.uniqueID) and \(row.item.key.uniqueID) of the plan are one item there")
        }
    }

    var seen: [ItemLocation: Int] = [:]
    var unknown = 0, used: Set<ItemLocation> = []
    for (index, fileKey) in keys.enumerated() {
        guard let fileKey else { continue }
        let rowKey = key(fileKey.item, fileKey.location)
        if let first = seen[rowKey] {
            throw problem("the row is for the same item and location as line \(table.line(first)) (\(fileKey.item)); remove one of them", line: table.line(index))
        }
        seen[rowKey] = index
        guard let row = wanted[rowKey] else {
            unknown += 1
            continue
        }
        used.insert(rowKey)
        if let reason = columns.refusal(table, index, row) {
            result.leftOut.append(LeftOut(key: row.item.key, reason: reason))
            continue
        }
        for (column, value) in values {
            switch value(row) {
            case .none: continue
            case .number(let number):
                if table.number(row: index, column: column) != number { table.replace(row: index, column: column, with: table.numberText(number)) }
            case .text(let text):
                if table.text(row: index, column: column) != text { table.replace(row: index, column: column, with: text) }
            }
        }
    }
    guard !used.isEmpty else {
        throw problem("none of its \(seen.count) items is one of the plan's \(rows.count) that can be exported: is this the export of the right shop?")
    }
    for row in rows where !used.contains(key(columns.planCode(row.item.key.item), row.location)) {
        result.leftOut.append(LeftOut(key: row.item.key, reason: "no row in \(merging.file)"))
    }
    var kept: Set<Int>?
    if options.onlyChangedRows { kept = rowsToKeep(table, keys: keys, carriesItem: columns.carriesItem) }
    result.files = [ExportedFile(name: merging.file, bytes: table.bytes(keeping: kept), rows: table.changedRows.count)]
    result.notes.append("\(counted(table.changedRows.count, "row")) of \(merging.file) changed, \(counted(unknown, "row")) of other items kept as they were")
}

/// What to do about a file without a column that names the items.
func noItemColumn(_ table: MergeTable, _ columns: MergeColumns) -> String {
    let has = "it has " + table.header.prefix(12).joined(separator: ", ")
    if let external = ["product_id/id", "product_id/.id"].first(where: { table.column(named: [$0]) != nil }) {
        return "\(external) holds the database's own names of products, which the plan does not know: export the field Product, or Product/Internal Reference, too; \(has)"
    }
    return "there is no column for the item (\(columns.item.prefix(3).joined(separator: ", "))); \(has). Is this the export of the right system? Names in another "
        + "language go into a mapping file (--format generic)"
}

/// The item and location of each row; `nil` for a row that names no item.
private func fileKeys(
    _ table: MergeTable, item: Int, location: Int?, columns: MergeColumns
) throws(ExportProblem) -> [ItemLocation?] {
    var keys: [ItemLocation?] = []
    var carried = ""
    for row in 0..<table.rowCount {
        var name = table.text(row: row, column: item)
        if name.contains("\u{FFFD}") {
            throw .merge(file: table.file, line: table.line(row), reason: "the item is not UTF-8 text (\(name)); save the export as CSV UTF-8")
        }
        if name.isEmpty, columns.carriesItem { name = carried }
        carried = name
        let place = location.map { table.text(row: row, column: $0) } ?? ""
        keys.append(name.isEmpty || (columns.carriesItem && location != nil && place.isEmpty) ? nil : ItemLocation(item: columns.itemCode(name), location: place))
    }
    return keys
}

/// Rows that changed; where an item's rows belong together, all rows of an item of which one has changed.
private func rowsToKeep(_ table: MergeTable, keys: [ItemLocation?], carriesItem: Bool) -> Set<Int> {
    guard carriesItem else { return table.changedRows }
    let items = Set(table.changedRows.compactMap { keys[$0]?.item })
    var kept: Set<Int> = []
    var current = ""
    for (row, key) in keys.enumerated() {
        if let key { current = key.item }
        if items.contains(current) { kept.insert(row) }
    }
    return kept
}
