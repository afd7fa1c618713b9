import DemandModel

/// Reads `kits`: kit, component, quantity (units of the component in one kit; 1 where blank).
///
///     let kits = try readKits(path: "kits.csv")
///     print(kits.rows[0].component)
public func readKits(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<KitPart> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "kits"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("kit", ["set", "bundle", "parent", "parent_sku", "kit_sku", "bundle_sku", "assembly", "set_sku", "stückliste", "bom"]),
            ("component", ["part", "child", "component_sku", "child_sku", "part_sku", "item", "sku", "komponente", "composant", "componente"]),
            ("quantity", ["qty", "units", "per_kit", "quantity_per_kit", "menge", "quantite", "cantidad"]),
        ],
        required: ["kit", "component"], options: options)
    var parts: [KitPart] = []
    var seen: Set<[String]> = []
    for row in table.rows.indices {
        guard let kit = columns.text("kit", row), let component = columns.text("component", row) else {
            columns.reject(row, columns.text("kit", row) == nil ? "kit" : "component", .missingItem)
            continue
        }
        guard let quantity = columns.positive("quantity", row, needs: "units of the component in one kit, above 0") else { continue }
        guard seen.insert([kit, component]).inserted else {
            columns.reject(row, "component", .duplicateKey, value: "\(kit): \(component)")
            continue
        }
        parts.append(KitPart(kit: kit, component: component, quantity: quantity))
    }
    return columns.result(parts, role: "kits", path: path)
}

/// Reads `successors`: old, new, optionally from (a day) and ratio (units of the new item for one of the old; 1 where blank).
public func readSuccessors(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<Successor> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "successors"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("old", ["old_item", "old_sku", "predecessor", "replaces", "alt", "ancien"]), ("new", ["new_item", "new_sku", "successor", "replaced_by", "replacement", "neu", "nouveau"]),
            ("from", ["date", "valid_from", "since", "start"]), ("ratio", ["factor", "units"]),
        ],
        required: ["old", "new"], dateColumns: ["from"], options: options)
    var rows: [Successor] = []
    var seen: Set<String> = []
    for row in table.rows.indices {
        guard let old = columns.text("old", row), let new = columns.text("new", row) else {
            columns.reject(row, columns.text("old", row) == nil ? "old" : "new", .missingItem)
            continue
        }
        guard let from = columns.optionalDay("from", row), let ratio = columns.positive("ratio", row, needs: "units of the new item for one of the old, above 0") else { continue }
        guard !old.utf8.elementsEqual(new.utf8) else {
            columns.reject(row, "new", .duplicateKey, value: new, hint: "an item cannot follow itself")
            continue
        }
        guard seen.insert(old).inserted else {
            columns.reject(row, "old", .duplicateKey, value: old, hint: "an item has one successor; the first row is used")
            continue
        }
        rows.append(Successor(old: old, new: new, from: from, ratio: ratio))
    }
    return columns.result(rows, role: "successors", path: path)
}

/// Reads `closures`: from, until, and the supplier (blank: every supplier).
public func readClosures(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<SupplierClosure> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "closures"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("supplier", ["vendor", "supplier_name"]), ("from", ["closed_from", "start", "first_day", "date"]), ("until", ["closed_until", "to", "end", "last_day", "through"]),
            ("name", ["event", "reason", "holiday", "comment"]),
        ],
        required: ["from", "until"], dateColumns: ["from", "until"], options: options)
    var rows: [SupplierClosure] = []
    for row in table.rows.indices {
        guard let from = columns.requiredDay("from", row), let until = columns.requiredDay("until", row) else { continue }
        guard from <= until, from.days(until: until) <= 366 else {
            columns.reject(row, "until", .badDate, value: until.description, hint: "a closure ends on or after the day it begins (\(from)), within a year")
            continue
        }
        rows.append(SupplierClosure(supplier: columns.text("supplier", row), first: from, last: until))
    }
    return columns.result(rows, role: "closures", path: path)
}

extension TableColumns {
    /// A number above 0, 1 where blank; `nil`: quarantined.
    mutating func positive(_ name: String, _ row: Int, needs: String) -> Double? {
        switch number(name, row, range: 0...1e9) {
        case .blank: return 1
        case .bad: return nil
        case .value(let value) where value > 0: return value
        case .value:
            reject(row, name, .badNumber, value: "0", hint: needs)
            return nil
        }
    }
}
