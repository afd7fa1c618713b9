import DemandModel

/// Reads `suppliers`: supplier, and the terms that its items have where they name none themselves; minimum order value and capacity; days on which it
/// is closed. A supplier may have several rows, each with another closure: of its terms the first row counts.
///
///     let suppliers = try readSuppliers(path: "suppliers.csv")
///     print(suppliers.rows[0].leadTimeDays ?? 28)
public func readSuppliers(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<SupplierRecord> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "suppliers"))
    let terms = ["lead_time_days", "lead_time_sd_days", "review_period_days", "order_cost", "minimum_order_quantity", "order_multiple"]
    var columns = try TableColumns(
        table,
        aliases: [
            ("supplier", supplierAliases + ["name"]), ("minimum_order_value", ["mov", "minimum_order", "min_order_value", "minimum_value"]),
            ("capacity_per_period", ["capacity"]), ("currency", ["currency_code", "waehrung", "devise", "moneda", "valuta"]),
            ("exchange_rate", ["currency_rate", "fx_rate", "rate"]), ("closed_from", ["closure_from", "closed_since"]), ("closed_until", ["closure_until", "closed_to"]),
        ] + ItemColumns.aliases(.table).filter { terms.contains($0.name) },
        required: ["supplier"], dateColumns: ["closed_from", "closed_until"], options: options)
    var suppliers: [SupplierRecord] = []
    var seen: [String: Int] = [:]
    for row in table.rows.indices {
        guard let name = columns.text("supplier", row) else {
            columns.reject(row, "supplier", .missingItem, hint: "the row names no supplier")
            continue
        }
        guard let closure = columns.closure(row, of: name) else { continue }
        if let known = seen[name] {
            if let closure { suppliers[known].closures = (suppliers[known].closures ?? []) + [closure] } else {
                columns.reject(row, "supplier", .duplicateKey, value: name)
            }
            continue
        }
        var record = SupplierRecord(supplier: name)
        for (column, field, range) in SupplierColumns.numbers {
            if column == "lead_time_days", let days = columns.text(column, row).flatMap(durationDays), range.contains(days) {
                record[keyPath: field] = days
            } else if case .value(let value) = columns.number(column, row, range: range) { record[keyPath: field] = value }
        }
        record.currency = columns.text("currency", row)
        record.closures = closure.map { [$0] }
        seen[name] = suppliers.count
        suppliers.append(record)
    }
    return columns.result(suppliers, role: "suppliers", path: path)
}

private enum SupplierColumns {
    static var numbers: [(String, WritableKeyPath<SupplierRecord, Double?>, ClosedRange<Double>)] {[
        ("minimum_order_value", \.minimumOrderValue, 0...1e12), ("capacity_per_period", \.capacityPerPeriod, 0...1e12), ("lead_time_days", \.leadTimeDays, 0...3650),
        ("lead_time_sd_days", \.leadTimeStandardDeviationDays, 0...365), ("review_period_days", \.reviewPeriodDays, 0...3650), ("order_cost", \.orderCost, 0...1e12),
        ("minimum_order_quantity", \.minimumOrderQuantity, 0...1e12), ("order_multiple", \.orderMultiple, 0...1e12), ("exchange_rate", \.exchangeRate, 1e-9...1e9),
    ]}
}

extension TableColumns {
    /// The closure of a row, `.some(nil)` where it names none, `nil` where it is quarantined.
    fileprivate mutating func closure(_ row: Int, of supplier: String) -> SupplierClosure?? {
        guard let first = optionalDay("closed_from", row), let last = optionalDay("closed_until", row) else { return nil }
        guard let first, let last else {
            guard first == nil, last == nil else {
                reject(row, first == nil ? "closed_from" : "closed_until", .missingDate, hint: "a closure needs its first and its last day")
                return nil
            }
            return .some(nil)
        }
        guard first <= last, first.days(until: last) <= 366 else {
            reject(row, "closed_until", .badDate, value: last.description, hint: "a closure ends on or after the day it begins (\(first)), within a year")
            return nil
        }
        return .some(SupplierClosure(supplier: supplier, first: first, last: last))
    }
}
