import DemandModel
import SalesIngestion
import TextForms

/// The rows of every table that a plan file names besides the sales, as they were read.
struct TableRows {
    var items: [ItemRecord] = []
    /// True where the stock comes from a system's export and not from a table made for planning.
    var itemsAreStockExport = false
    /// True where a table of terms has no column of locations: its rows are meant for every location.
    var termsWithoutLocation: [ItemRecord] = []
    var receipts: [PurchaseReceipt] = []
    var openOrders: [OpenOrder] = []
    var backorders: [CustomerBackorder] = []
    var snapshots: [StockSnapshot] = []
    var events: [CalendarEvent] = []
    var planned: [PlannedTerms] = []
    var suppliers: [SupplierRecord] = []
    var kits: [KitPart] = []
    var successors: [Successor] = []
    var closures: [SupplierClosure] = []
    var substitutes: [Substitute] = []
    /// Which warehouse feeds which location.
    var routes: [NetworkRoute] = []
    /// Of all tables.
    var inputs: [InputFile] = []
    var quarantine: [QuarantinedRow] = []
    var notes: [String] = []

    /// Reads all tables.
    ///
    /// - Parameter asOf: stock without a date is that of the evening before.
    init(_ setup: PlanSetup, asOf: CalendarDay) throws(IngestionError) {
        let plan = setup.configuration
        try readItemTables(setup, plan.itemsPath)
        calendar: do {
            let rows = try read(setup, plan.calendarPath, "calendar") { path, options throws(IngestionError) in try readCalendarRows(path: path, options: options) }
            events = rows.flatMap { $0.events }
            closures += rows.compactMap(\.closure)
        }
        planned = try read(setup, plan.plannedPath, "planned") { path, options throws(IngestionError) in try readPlanned(path: path, options: options) }
        receipts = try read(setup, plan.receiptsPath, "receipts") { path, options throws(IngestionError) in try readReceipts(path: path, options: options) }
        openOrders = try read(setup, plan.openOrdersPath, "open orders") { path, options throws(IngestionError) in try readOpenOrders(path: path, options: options) }
        backorders = try read(setup, plan.backordersPath, "backorders") { path, options throws(IngestionError) in try readBackorders(path: path, options: options) }
        snapshots = try read(setup, plan.snapshotsPath, "snapshots") { path, options throws(IngestionError) in
            try readSnapshots(path: path, options: options, undated: asOf.advanced(by: -1))
        }
        for record in try read(setup, plan.suppliersPath, "suppliers", { path, options throws(IngestionError) in try readSuppliers(path: path, options: options) }) {
            closures += (record.closures ?? []).map { SupplierClosure(supplier: record.supplier, first: $0.first, last: $0.last) }
            if let known = suppliers.firstIndex(where: { $0.supplier == record.supplier }) { suppliers[known].fillGaps(from: record) } else { suppliers.append(record) }
        }
        kits = try read(setup, plan.kitsPath, "kits") { path, options throws(IngestionError) in try readKits(path: path, options: options) }
        successors = try read(setup, plan.successorsPath, "successors") { path, options throws(IngestionError) in try readSuccessors(path: path, options: options) }
        substitutes = try read(setup, plan.substitutesPath, "substitutes") { path, options throws(IngestionError) in try readSubstitutes(path: path, options: options) }
        takePriceBreaks(try read(setup, plan.priceBreaksPath, "price breaks") { path, options throws(IngestionError) in try readPriceBreaks(path: path, options: options) })
        routes = try read(setup, plan.networkPath, "network") { path, options throws(IngestionError) in try readNetwork(path: path, options: options) }
        closures += try read(setup, plan.closuresPath, "closures") { path, options throws(IngestionError) in try readClosures(path: path, options: options) }
    }

    /// Gives items their prices by size of order; those of one location count before those of all. Codes that the items table does not have are named.
    private mutating func takePriceBreaks(_ rows: [ItemPriceBreak]) {
        guard !rows.isEmpty else { return }
        var common: [String: [PriceBreak]] = [:], own: [ItemLocation: [PriceBreak]] = [:]
        for row in rows {
            if let location = row.location { own[ItemLocation(item: row.item, location: location), default: []].append(row.price) } else { common[row.item, default: []].append(row.price) }
        }
        var used: Set<String> = []
        for index in items.indices {
            guard let prices = own[items[index].key] ?? common[items[index].key.item] else { continue }
            used.insert(items[index].key.item)
            items[index].priceBreaks = prices.sorted { $0.quantity < $1.quantity }
        }
        let unknown = Set(rows.map(\.item)).subtracting(used).sorted(by: bytesPrecede)
        guard !unknown.isEmpty else { return }
        notes.append("[price_breaks]: \(counted(unknown.count, "code")) not in the items table: \(unknown.prefix(5).map { "\"\($0)\"" }.joined(separator: ", "))\(unknown.count > 5 ? ", ..." : "")")
    }

    private mutating func read<Row>(
        _ setup: PlanSetup, _ source: TableSource?, _ name: String, _ reader: (String, TableReadingOptions) throws(IngestionError) -> IngestedTable<Row>
    ) throws(IngestionError) -> [Row] {
        var rows: [Row] = []
        for address in source?.addresses ?? [] {
            let table = try reader(setup.path(address), setup.tableOptions(source))
            rows += table.rows
            inputs.append(table.input)
            quarantine += table.quarantine
            notes += unusedColumns(table.unusedColumns, of: name, file: table.input.path)
            notes += table.remarks.filter { $0.contains("have come already") }
        }
        return rows
    }

    private mutating func readItemTables(_ setup: PlanSetup, _ source: TableSource?) throws(IngestionError) {
        var merged: [ItemLocation: Int] = [:]
        for address in source?.addresses ?? [] {
            var options = setup.tableOptions(source)
            options.columns = setup.configuration.itemsColumns ?? [:]
            let table = try readItems(path: setup.path(address), options: options)
            inputs.append(table.input)
            quarantine += table.quarantine
            notes += unusedCells(table.quarantine) + unusedColumns(table.unusedColumns, of: "items", file: table.input.path)
            notes += table.remarks
            if table.dialect.isStockExport { itemsAreStockExport = true }
            if !table.namesLocations { termsWithoutLocation += table.items }
            var conflicts: [String: [String]] = [:]
            for record in table.items {
                if let index = merged[record.key] {
                    for (name, target, _) in ItemColumns.compared where record[keyPath: target] != nil && items[index][keyPath: target] != nil && record[keyPath: target] != items[index][keyPath: target] {
                        conflicts[name, default: []].append("\(record.key.uniqueID) \(decimalText(items[index][keyPath: target] ?? 0)) and \(decimalText(record[keyPath: target] ?? 0))")
                    }
                    items[index].fillGaps(from: record)
                } else {
                    merged[record.key] = items.count
                    items.append(record)
                }
            }
            for name in conflicts.keys.sorted(by: bytesPrecede) {
                let found = conflicts[name] ?? []
                notes.append("\(table.input.path): \(counted(found.count, "item")) with another \(name) than in the file before it, which counts (\(found.prefix(3).joined(separator: "; "))\(found.count > 3 ? "; ..." : ""))")
            }
        }
        items.sort { $0.key < $1.key }
    }
}

/// Cells of the items table that hold no usable value: the item is planned with a default in their place, and that is said.
private func unusedCells(_ cells: [QuarantinedRow]) -> [String] {
    let shown = 5
    var lines = cells.prefix(shown).map { cell in
        "\(cell.file), line \(cell.line), column \(cell.column): \"\(cell.value)\" is not used, a default or nothing stands in its place; \(cell.hint)"
    }
    if cells.count > shown {
        lines.append("\(counted(cells.count - shown, "further value")) of the items table not used: see quarantine.csv (--strict stops at the first)")
    }
    return lines
}

/// Columns that Twobin does not know may be misspelt ones: each is named, with the meaning whose name is nearest.
private func unusedColumns(_ columns: [UnusedColumn], of table: String, file: String) -> [String] {
    guard !columns.isEmpty else { return [] }
    let shown = columns.prefix(8).map { column in "\"\(column.name)\"" + (column.nearest.map { " (is it \($0)?)" } ?? "") }
    return ["\(file): \(columns.count == 1 ? "a column" : "columns") of the \(table) table not used: " + shown.joined(separator: ", ") + (columns.count > 8 ? ", ..." : "")]
}
