import DemandModel

/// The `items` table.
public struct IngestedItems: Sendable {
    /// Sorted by item, then location. A cell that cannot be used is absent here and listed in `quarantine`; the row stays.
    public var items: [ItemRecord]
    /// Rows that Shopify marks as `not stocked`: the item is not kept at that location.
    public var notStockedRows: Int
    public var quarantine: [QuarantinedRow]
    public var quarantinedCells: Int
    /// Columns of the header that mean nothing to the reader.
    public var ignoredColumns: [String]
    /// With role `items`.
    public var input: InputFile
}

/// Reads the `items` table: one row per item-location, every column but the item optional.
///
///     let items = try readItems(path: "items.csv")
///     print(items.items[0].leadTimeDays ?? 28)
///
/// Quantities must not be negative (except `on_hand`, which some systems let fall below zero); of two rows with one key the first
/// is used and the second quarantined. Names of other systems (Odoo, ERPNext, frePPLe, Shopify, WooCommerce) are known.
///
/// - Throws: `IngestionError` where the file as a whole cannot be used.
public func readItems(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedItems {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true)
    var columns = try TableColumns(table, aliases: ItemColumns.aliases, required: ["item"], options: options)
    let numbers = ItemColumns.numbers
    var records: [ItemRecord] = []
    var seen: [ItemLocation: Int] = [:]
    var notStocked = 0
    for row in table.rows.indices {
        guard let item = columns.text("item", row) else {
            columns.reject(row, "item", .missingItem)
            continue
        }
        if columns.text("on_hand", row)?.lowercased().trimmedOfSpaces == "not stocked" {
            notStocked += 1
            continue
        }
        let key = ItemLocation(item: item, location: columns.text("location", row) ?? ItemLocation.defaultLocation)
        if let first = seen[key] {
            columns.reject(row, "item", .duplicateKey, value: key.uniqueID, hint: "the row on line \(first) is for the same item and location; it is used")
            continue
        }
        seen[key] = table.lines[row]
        var record = ItemRecord(key: key)
        record.supplier = columns.text("supplier", row)
        record.stock.group = columns.text("group", row)
        record.stock.overrideReason = columns.text("override_reason", row)
        if case .value(let isFrozen) = columns.flag("frozen", row) { record.stock.isFrozen = isFrozen }
        for (name, target, range) in numbers {
            if name == "lead_time_days", let days = columns.text(name, row).flatMap(durationDays), range.contains(days) {
                record[keyPath: target] = days
            } else if case .value(let value) = columns.number(name, row, range: range) { record[keyPath: target] = value }
        }
        records.append(record)
    }
    return IngestedItems(
        items: records.sorted { $0.key < $1.key }, notStockedRows: notStocked, quarantine: columns.quarantine.rows, quarantinedCells: columns.quarantine.total,
        ignoredColumns: columns.ignoredColumns, input: columns.inputFile(role: "items", path: path))
}

/// Days of a duration that is written with its unit: `7 00:00:00` and `P7D` (frePPLe), `14 days`, `2 weeks`; `nil` for a plain
/// number and for anything else.
func durationDays(_ text: String) -> Double? {
    let words = text.lowercased().split(separator: " ")
    if words.count == 2, let value = Double(words[0]), value >= 0 {
        switch words[1] {
        case "day", "days", "d": return value
        case "week", "weeks", "w": return value * 7
        default:
            let clock = words[1].split(separator: ":").compactMap { Double($0) }
            return clock.count == 3 ? value + (clock[0] * 3600 + clock[1] * 60 + clock[2]) / 86_400 : nil
        }
    }
    guard words.count == 1, words[0].first == "p", let unit = words[0].last, let value = Double(words[0].dropFirst().dropLast()), value >= 0
    else { return nil }
    return unit == "d" ? value : unit == "w" ? value * 7 : nil
}

/// The columns of the items table and the names they go by.
enum ItemColumns {
    static let aliases: [(name: String, aliases: [String])] = [
        ("item", SalesColumn.item.aliases + ["Internal Reference", "default_code", "Item Code", "Variant SKU", "name", "handle"]),
        ("location", SalesColumn.location.aliases + ["Stock Location", "t_warehouse"]),
        ("supplier", ["vendor", "supplier_name", "Default Supplier", "lieferant", "fournisseur", "proveedor", "fornitore", "leverancier"]),
        ("unit_cost", ["cost", "Cost per item", "standard_price", "valuation_rate", "cost_price", "purchase_price", "einkaufspreis", "costo", "cout"]),
        ("lead_time_days", ["lead_time", "leadtime", "delay", "Delivery Lead Time", "lieferzeit", "delai"]),
        ("lead_time_sd_days", ["lead_time_sd", "lead_time_standard_deviation_days"]),
        ("review_period_days", ["review_period"]),
        ("order_cost", ["ordering_cost", "fixed_order_cost"]),
        ("holding_rate_per_year", ["holding_rate", "carrying_rate"]),
        ("backorder_cost_per_unit_day", ["backorder_cost"]),
        ("backorder_weight", ["weight"]),
        ("minimum_order_quantity", ["moq", "min_order_qty", "min_qty", "sizeminimum", "size_minimum", "Minimum Order Qty"]),
        ("order_multiple", ["multiple", "sizemultiple", "size_multiple", "qty_multiple", "Quantity Multiple", "pack_size", "case_pack"]),
        ("maximum_order_quantity", ["sizemaximum", "size_maximum", "max_order_qty"]),
        ("on_hand", ["onhand", "stock", "qty_available", "Quantity On Hand", "actual_qty", "Actual Qty", "Balance Qty", "Bal Qty", "available_quantity", "Available", "bestand", "existencias"]),
        ("on_order", ["onorder", "incoming", "incoming_qty", "ordered_qty", "Ordered Qty"]),
        ("backordered", ["backorders", "reserved_qty", "committed", "outgoing_qty"]),
        ("group", ["item_group", "category", "product_group"]),
        ("volume_per_unit", ["unit_volume", "volume"]),
        ("shelf_life_days", ["shelf_life", "shelf_life_in_days"]),
        ("target_fill_rate", ["fill_rate_target"]),
        ("minimum_stock", ["min_stock"]),
        ("maximum_stock", ["max_stock"]),
        ("lost_sale_share", ["lost_sales_share"]),
        ("frozen", []),
        ("override_reorder_point", []),
        ("override_order_up_to", []),
        ("override_reason", []),
    ]

    static var numbers: [(String, WritableKeyPath<ItemRecord, Double?>, ClosedRange<Double>)] {[
        ("unit_cost", \.unitCost, 0...1e12), ("lead_time_days", \.leadTimeDays, 0...3650),
        ("lead_time_sd_days", \.leadTimeStandardDeviationDays, 0...3650), ("review_period_days", \.reviewPeriodDays, 0...3650),
        ("order_cost", \.orderCost, 0...1e12), ("holding_rate_per_year", \.holdingRatePerYear, 0...100),
        ("backorder_cost_per_unit_day", \.backorderCostPerUnitDay, 0...1e12), ("backorder_weight", \.backorderWeight, 0...1e12),
        ("minimum_order_quantity", \.minimumOrderQuantity, 0...1e12), ("order_multiple", \.orderMultiple, 0...1e12),
        ("maximum_order_quantity", \.maximumOrderQuantity, 0...1e12), ("on_hand", \.onHand, -1e12...1e12),
        ("on_order", \.onOrder, 0...1e12), ("backordered", \.backordered, 0...1e12),
        ("volume_per_unit", \.stock.volumePerUnit, 0...1e12), ("shelf_life_days", \.stock.shelfLifeDays, 0...36_500),
        ("target_fill_rate", \.stock.targetFillRate, 0.000001...0.999999), ("minimum_stock", \.stock.minimumStock, 0...1e12),
        ("maximum_stock", \.stock.maximumStock, 0...1e12), ("lost_sale_share", \.stock.lostSaleShare, 0...1),
        ("override_reorder_point", \.stock.overrideReorderPoint, -1e12...1e12),
        ("override_order_up_to", \.stock.overrideOrderUpTo, 0...1e12),
    ]}
}
