import DemandModel
import TextForms

/// The rules of a run for another system: a new file, or the system's own export with Twobin's numbers in it.
///
///     var options = ExportOptions()
///     options.odooVersion = "18"
///     let export = try exportRules(of: run.items, dialect: .odoo, options: options)
///     export.files[0].bytes        // id,product_id,location_id,product_min_qty,...
///
/// - Parameters:
///   - items: of a run, sorted by key.
///   - merging: the bytes and the name of the file to merge into.
/// - Throws: `ExportProblem` where nothing can be written.
public func exportRules(
    of items: [PlannedItem], dialect: OrderDialect, options: ExportOptions, merging: (bytes: [UInt8], file: String)? = nil
) throws(ExportProblem) -> ExportResult {
    let table = try dialectTable(dialect, options: options, items: items)
    if dialect.isMergeOnly, merging == nil {
        throw .option("\(dialect.title) takes its own file only (columns that are missing or blank clear data there): export it there and name it with --merge")
    }
    var result = ExportResult()
    result.notes = table.notes
    var rows = ruleRows(items, dialect: dialect, table: table, options: options, leftOut: &result.leftOut)
    if options.allowsFormulaText == false { try refuseFormulas(rows.map(\.item.key)) }
    try refuseSharedPlaces(rows)
    result.notes += limitNotes(rows, dialect: dialect)
    if merging == nil, ![.woocommerce, .shopify, .amazon].contains(dialect) {
        result.notes += placeNotes(Set(rows.map(\.item.key.location)), dialect: dialect, options: options)
    }
    if let merging {
        guard let columns = table.merge else { throw .option("\(dialect.title) has no file of rules to merge into; leave --merge out") }
        // A merged file keeps an item's other rows: here a row may stay as it is by itself.
        if dialect == .erpnext {
            result.leftOut += rows.filter { options.isUnchanged($0.item) }.map { LeftOut(key: $0.item.key, reason: LeftOut.unchanged) }
            rows.removeAll { options.isUnchanged($0.item) }
        }
        try merge(rows, into: merging, columns: columns, options: options, result: &result)
        return result
    }
    keepWholeItems(&rows, dialect: dialect, items: items, options: options, leftOut: &result.leftOut)
    switch dialect {
    case .lightspeed: result.files = [lightspeedFile(rows)]
    case .shopify: result.files = [shopifyMetafields(rows, leftOut: &result.leftOut)]
    case .amazon: throw .option("Amazon takes no reorder points: its shipment plan is --content orders")
    default: result.files = [newFile(rows, table: table, dialect: dialect, mapping: options.mapping)]
    }
    return result
}

/// The tables of a dialect, once its options are known to be there.
private func dialectTable(_ dialect: OrderDialect, options: ExportOptions, items: [PlannedItem]) throws(ExportProblem) -> DialectTable {
    switch dialect {
    case .odoo:
        guard let text = options.odooVersion else {
            throw .option("Odoo's versions round orders differently, so there is no default: add --odoo-version 16, 17, 18 or 19")
        }
        guard let version = OdooVersion(text) else {
            throw .option("--odoo-version \(text): the versions are 14 to 19 (17.2 and later of 17 round as 18 does)")
        }
        return odooRules(version)
    case .erpnext: return erpnextRules()
    case .woocommerce: return woocommerceRules()
    case .businessCentral:
        let places = Set(items.map(\.key.location))
        return businessCentralRules(perLocation: places != [ItemLocation.defaultLocation] || !options.locationNames.isEmpty)
    case .sap: return sapRules()
    case .netsuite: return netsuiteRules()
    case .unleashed: return unleashedRules()
    case .cin7: return cin7Rules()
    case .katana: return katanaRules()
    case .lightspeed:
        return DialectTable(notes: ["Lightspeed suggests an order when the stock is below the threshold: the threshold is r and one step. One request of the "
                + "reorder points interface per line, 1,000 pairs at most. Its ids are the database's own: outlets by --location, products where the item codes are the ids. "
                + "All variants of a product take one method."])
    case .shopify:
        return DialectTable(notes: ["Shopify itself orders nothing: the metafields custom.reorder_point and custom.order_up_to of a variant are for the eye and for apps."])
    case .amazon: return DialectTable()
    case .generic:
        guard let mapping = options.mapping else { throw .option("--format generic needs a mapping file: add --mapping FILE.toml") }
        for column in mapping.columns {
            if case .field(let field) = column.content, field.isOfOrders {
                throw .option("the column \(column.name) holds \(field.rawValue), which only purchase orders have: add --content orders, or make a section of its own for rules")
            }
        }
        return genericRules(mapping)
    }
}

/// How a dialect's own export is read.
func mergeColumns(_ dialect: OrderDialect, options: ExportOptions, items: [PlannedItem]) throws(ExportProblem) -> MergeColumns {
    guard let columns = try dialectTable(dialect, options: options, items: items).merge else { throw .option("\(dialect.title) has no export of rules that is read here") }
    return columns
}

/// The items that can be exported, as rows.
private func ruleRows(
    _ items: [PlannedItem], dialect: OrderDialect, table: DialectTable, options: ExportOptions, leftOut: inout [LeftOut]
) -> [RuleRow] {
    let trigger = options.trigger ?? options.mapping?.trigger ?? dialect.trigger
    var locationsOfItem: [String: Int] = [:]
    for item in items where options.includes(item.key.location) { locationsOfItem[item.key.item, default: 0] += 1 }
    var rows: [RuleRow] = []
    for item in items where options.includes(item.key.location) {
        switch StockRule.rule(for: item) {
        case .failure(let left): leftOut.append(left)
        case .success(let rule):
            let row = RuleRow(item: item, rule: rule, trigger: trigger, location: options.name(of: item.key.location, dialect: dialect))
            if dialect == .woocommerce, let count = locationsOfItem[item.key.item], count > 1 {
                leftOut.append(LeftOut(key: item.key, reason: "planned at \(count) locations, and the shop keeps one stock: choose one with --only-location"))
            } else if let reason = belowZero(row, dialect: dialect, options: options) ?? table.refusal(row) {
                leftOut.append(LeftOut(key: item.key, reason: reason))
            } else if dialect != .erpnext, options.isUnchanged(item) {
                leftOut.append(LeftOut(key: item.key, reason: LeftOut.unchanged))
            } else {
                rows.append(row)
            }
        }
    }
    return rows
}

/// ERPNext replaces an item's whole table: an item of which a location is missing cannot be written new, and one of which a location has
/// changed is written whole.
private func keepWholeItems(
    _ rows: inout [RuleRow], dialect: OrderDialect, items: [PlannedItem], options: ExportOptions, leftOut: inout [LeftOut]
) {
    guard dialect == .erpnext else { return }
    var planned: [String: Int] = [:], present: [String: Int] = [:], changed: Set<String> = []
    for item in items { planned[item.key.item, default: 0] += 1 }
    for row in rows {
        present[row.item.key.item, default: 0] += 1
        if !options.isUnchanged(row.item) { changed.insert(row.item.key.item) }
    }
    rows = rows.filter { row in
        let name = row.item.key.item
        if present[name] != planned[name] {
            leftOut.append(LeftOut(
                key: row.item.key, reason: "another location of the item cannot be written, and the import would delete its row: use --merge"))
            return false
        }
        if !changed.contains(name) {
            leftOut.append(LeftOut(key: row.item.key, reason: LeftOut.unchanged))
            return false
        }
        return true
    }
}

private func newFile(_ rows: [RuleRow], table: DialectTable, dialect: OrderDialect, mapping: ExportMapping?) -> ExportedFile {
    var writer = CommaSeparatedWriter(textEscaping: .exact, delimiter: mapping?.delimiter ?? UInt8(ascii: ","))
    writer.header(table.columns.map(\.name))
    var lastItem: String?
    for row in rows {
        for (index, column) in table.columns.enumerated() {
            // ERPNext: the parent stands on the item's first row only.
            if dialect == .erpnext, index == 0, lastItem == row.item.key.item { writer.empty(); continue }
            switch column.value(row) {
            case .text(let text): writer.text(text)
            case .number(let value) where mapping?.decimalComma == true: writer.text(String(decimalText(value).map { $0 == "." ? "," : $0 }))
            case .number(let value): writer.number(value)
            case .none: writer.empty()
            }
        }
        lastItem = row.item.key.item
        writer.endRow()
    }
    return ExportedFile(name: dialect.rawValue + "-rules.csv", bytes: fileBytes(writer.drain(), mapping: mapping), rows: rows.count)
}

/// Line ends and byte order mark of a mapping. No cell of a rule holds a line break of its own.
func fileBytes(_ bytes: [UInt8], mapping: ExportMapping?) -> [UInt8] {
    guard let mapping else { return bytes }
    let lines = mapping.carriageReturns ? bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } : bytes
    return mapping.byteOrderMark ? [0xEF, 0xBB, 0xBF] + lines : lines
}

/// Codes that begin with `=`, `+` or `@` and are no plain numbers.
func refuseFormulas(_ keys: [ItemLocation]) throws(ExportProblem) {
    var codes: [String] = []
    for key in keys {
        for text in [key.item, key.location] where isFormulaText(text) && codes.last != text { codes.append(text) }
    }
    if !codes.isEmpty { throw .formulaText(codes: codes) }
}

func isFormulaText(_ text: String) -> Bool {
    guard let first = text.utf8.first, [UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@")].contains(first) else { return false }
    return Double(text) == nil
}

extension ExportOptions {
    func includes(_ location: String) -> Bool { onlyLocation.map { $0 == location } ?? true }

    /// A location as the other system calls it: by `--location`, else as it is; `main` is Odoo's own first stock.
    func name(of location: String, dialect: OrderDialect) -> String {
        if let name = locationNames[location] { return name }
        return dialect == .odoo && location == ItemLocation.defaultLocation ? "WH/Stock" : location
    }

    func isUnchanged(_ item: PlannedItem) -> Bool {
        guard let earlier, let before = earlier[item.key] else { return false }
        let policy = item.recommendation.policy
        let now = PlannedLevels(reorderPoint: policy?.reorderPoint, orderUpTo: policy?.orderUpTo, orderQuantity: policy?.orderQuantity)
        return now.isNear(before, tolerance: tolerance)
    }
}
