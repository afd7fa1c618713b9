import DemandModel
import TextForms

/// The `items` table.
public struct IngestedItems: Sendable {
    /// Sorted by item, then location. A cell that cannot be used is absent here and listed in `quarantine`; the row stays.
    public var items: [ItemRecord]
    /// Which system the table comes from.
    public var dialect: ItemDialect
    /// Rows without stock to speak of: `not stocked` at a location, parents of variations, totals, places outside the shop.
    public var notStockedRows: Int
    public var quarantine: [QuarantinedRow]
    public var quarantinedCells: Int
    /// Meaning and name in the header, in the order of the table of columns.
    public var columns: [(meaning: String, name: String)]
    /// Columns of the header that mean nothing to the reader.
    public var ignoredColumns: [String]
    /// The same, each with the meaning whose name is nearest.
    public var unusedColumns: [UnusedColumn]
    /// True where the table has a column of locations.
    public var namesLocations: Bool
    /// With role `items`.
    public var input: InputFile
    /// What a reader of the report should know: another encoding, lines above the header, codes that a spreadsheet has rounded.
    public var remarks: [String] = []
}

/// Reads the `items` table: one row per item-location, every column but the item optional.
///
///     let items = try readItems(path: "items.csv")
///     print(items.items[0].leadTimeDays ?? 28)
///
/// Quantities must not be negative (except `on_hand`, which some systems let fall below zero); of two rows with one key the first
/// is used and the second quarantined. Exports of other systems (`ItemDialect`) are told from their headers.
///
/// - Throws: `IngestionError` where the file as a whole cannot be used.
public func readItems(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedItems {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "items"))
    return try readItems(path: path, options: options, table: table, role: "items")
}

/// Reads a table that is already in memory as one of items.
func readItems(path: String, options: TableReadingOptions, table: TextTable, role: String) throws(IngestionError) -> IngestedItems {
    let dialect = options.itemDialect ?? ItemDialect.detect(table.header)
    var aliases = ItemColumns.aliases(dialect)
    // What a list of stock counts is its stock.
    if role == "snapshots", let place = aliases.firstIndex(where: { $0.name == "on_hand" }) { aliases[place].aliases += countAliases }
    var columns = try TableColumns(table, aliases: aliases, required: ["item"], options: options)
    let numbers = ItemColumns.numbers
    var records: [ItemRecord] = []
    var seen: [ItemLocation: (line: Int, record: Int)] = [:]
    var notStocked = 0
    for row in table.rows.indices {
        let item: String
        switch columns.itemRow(row, dialect: dialect) {
        case .item(let name): item = name
        case .notStocked:
            notStocked += 1
            continue
        case .unnamed:
            columns.reject(row, "item", .missingItem)
            continue
        }
        let key = ItemLocation(item: item, location: columns.text("location", row) ?? ItemLocation.defaultLocation)
        let first = seen[key]
        if let first, dialect != .odoo {
            columns.reject(row, "item", .duplicateKey, value: key.uniqueID, hint: "the row on line \(first.line) is for the same item and location; it is used")
            continue
        }
        var record = ItemRecord(key: key)
        record.supplier = columns.text("supplier", row)
        record.stock.group = columns.text("group", row)
        record.card.name = columns.text("name", row)?.trimmedOfSpaces
        record.card.supplierCode = columns.text("supplier_code", row)
        record.card.barcode = columns.text("barcode", row)
        record.card.purchaseUnit = columns.text("purchase_unit", row)?.trimmedOfSpaces
        record.stock.overrideReason = columns.text("override_reason", row)
        if case .value(let isFrozen) = columns.flag("frozen", row) { record.stock.isFrozen = isFrozen }
        if case .value(let isLaunch) = columns.flag("launch", row) { record.stock.isLaunch = isLaunch }
        for (name, target, range) in numbers {
            if name == "lead_time_days", let days = columns.text(name, row).flatMap(durationDays), range.contains(days) {
                record[keyPath: target] = days
            } else if case .value(let value) = columns.number(name, row, range: range) { record[keyPath: target] = value }
        }
        columns.settleStock(&record, row, dialect: dialect)
        if let first {
            records[first.record].addStock(of: record)
        } else {
            seen[key] = (table.lines[row], records.count)
            records.append(record)
        }
    }
    return IngestedItems(
        items: records.sorted { $0.key < $1.key }, dialect: dialect, notStockedRows: notStocked, quarantine: columns.quarantine.rows, quarantinedCells: columns.quarantine.total,
        columns: columns.foundColumns, ignoredColumns: columns.ignoredColumns, unusedColumns: columns.unusedColumns, namesLocations: columns.has("location"), input: columns.inputFile(role: role, path: path),
        remarks: columns.remarks + roundedCodeRemarks(records.map(\.key.item)) + currencyRemarks(table, hasCosts: columns.has("unit_cost")))
}

/// Names of what was counted, and of quantities in a list of stock.
let countAliases = [
    "quantity", "qty", "menge", "counted", "count", "counted_qty", "counted_quantity", "count_quantity", "physical_count", "physical_qty", "physical_quantity", "inventory_count", "gezahlt", "gezahlte_menge", "ist_bestand", "istbestand",
    "zahlmenge", "quantite", "quantite_comptee", "cantidad", "cantidad_contada", "conteo", "quantita", "quantita_contata", "geteld", "aantal", "antal", "ilosc", "количество", "数量", "수량",
]

/// Costs of several currencies are no costs of one: the suppliers table has currencies with their rates.
private func currencyRemarks(_ table: TextTable, hasCosts: Bool) -> [String] {
    guard hasCosts, let column = table.header.indices(ofAny: MoneyNames.currency).first else { return [] }
    let currencies = Set(table.rows.map { $0[column].trimmedOfSpaces }.filter { !$0.isEmpty })
    guard currencies.count > 1 else { return [] }
    return ["unit costs are in \(currencies.count) currencies (\(currencies.sorted(by: bytesPrecede).prefix(5).joined(separator: ", "))): they are used as they stand; currency and exchange_rate in the "
        + "suppliers table turn them into one"]
}

/// Days of a duration that is written with its unit: `7 00:00:00` and `P7D` (frePPLe), `14 days`, `2 weeks`; `nil` for a plain
/// number and for anything else. Units of time are those of `HeaderUnits`.
func durationDays(_ text: String) -> Double? {
    let words = text.lowercased().split { $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" }
    if words.count == 2, let value = Double(words[0]), value >= 0, words[1].contains(":") {
        let clock = words[1].split(separator: ":").compactMap { Double($0) }
        return clock.count == 3 ? value + (clock[0] * 3600 + clock[1] * 60 + clock[2]) / 86_400 : nil
    }
    // `14 Tage`, `2.5 weeks`, `3w`, `10 business days`.
    let joined: String = words.joined(separator: " ")
    let number: Substring = joined.prefix { $0.isASCII && $0.isNumber || $0 == "." || $0 == "," }
    if let value = Double(number.replacing(",", with: ".")), value >= 0, number.endIndex < joined.endIndex {
        let unit = String(joined[number.endIndex...]).trimmedOfSpaces
        if let days = HeaderUnits.daysPer(unit) ?? (unit.hasSuffix(".") ? HeaderUnits.daysPer(String(unit.dropLast())) : nil) { return value * days }
    }
    guard words.count == 1, words[0].first == "p", let unit = words[0].last, let value = Double(words[0].dropFirst().dropLast()), value >= 0
    else { return nil }
    return unit == "d" ? value : unit == "w" ? value * 7 : nil
}

/// The columns of the items table and the names they go by.
package enum ItemColumns {
    /// Values that two tables of items may disagree about.
    package static var compared: [(String, WritableKeyPath<ItemRecord, Double?>, ClosedRange<Double>)] {
        numbers.filter { ["on_hand", "on_order", "backordered", "unit_cost", "lead_time_days", "minimum_order_quantity", "order_multiple"].contains($0.0) }
    }

    static func aliases(_ dialect: ItemDialect) -> [(name: String, aliases: [String])] {[
        ("item", dialect.itemAliases + SalesColumn.item.aliases + ["Internal Reference", "default_code", "Item Code", "Variant SKU"]
            + (dialect == .table || dialect == .frepple ? ["name", "handle"] : [])),
        ("location", SalesColumn.location.aliases + ["Stock Location", "t_warehouse"]),
        ("supplier", ["vendor", "supplier_name", "Default Supplier", "lieferant", "fournisseur", "proveedor", "fornitore", "leverancier", "default_vendor", "preferred_supplier", "preferred_vendor", "main_supplier", "fornecedor", "leverandor", "leverantor", "toimittaja",
                      "dostawca", "dodavatel", "поставщик", "仕入先", "供应商", "공급업체"]),
        ("unit_cost", ["cost", "Cost per item", "standard_price", "valuation_rate", "cost_price", "purchase_price", "einkaufspreis", "costo", "cout", "kosten", "prix_d_achat", "coste", "inkoopprijs", "landed_cost", "average_cost", "avg_cost", "buying_price", "buy_price", "supplier_price", "standard_cost", "ek", "ek_preis", "ek_netto", "prix_achat", "precio_de_compra", "prezzo_di_acquisto", "kostpris", "inkopspris", "cena_zakupu", "nakupni_cena", "закупочная_цена", "仕入単価", "采购价"]),
        ("lead_time_days", ["lead_time", "leadtime", "delay", "Delivery Lead Time", "lieferzeit", "delai", "lead_time_in_days", "delivery_time", "delivery_days", "delivery_lead_time", "supplier_lead_time", "replenishment_lead_time", "replenishment_time", "procurement_lead_time", "lead_days", "lt",
                            "wiederbeschaffungszeit", "beschaffungszeit", "lieferfrist", "delai_de_livraison", "delai_livraison", "delai_d_approvisionnement", "plazo_de_entrega", "plazo_entrega", "tempo_di_consegna", "tempi_di_consegna", "levertijd",
                            "prazo_de_entrega", "ledtid", "leveringstid", "leveranstid", "toimitusaika", "czas_dostawy", "dodaci_lhuta", "срок_поставки", "リードタイム", "交货期", "리드타임"]),
        ("lead_time_sd_days", ["lead_time_sd", "lead_time_standard_deviation_days"]),
        ("review_period_days", ["review_period", "order_cycle", "order_interval", "order_frequency", "review_interval", "bestellrhythmus"]),
        ("order_cost", ["ordering_cost", "fixed_order_cost"]),
        ("holding_rate_per_year", ["holding_rate", "carrying_rate"]),
        ("backorder_cost_per_unit_day", ["backorder_cost"]),
        ("backorder_weight", []),
        ("minimum_order_quantity", ["moq", "min_order_qty", "min_qty", "sizeminimum", "size_minimum", "Minimum Order Qty", "min_order_quantity", "minimum_order", "min_order", "minimum_quantity", "minimum_qty", "min_quantity", "min_purchase_quantity", "mindestbestellmenge", "quantite_minimum", "cantidad_minima", "mindestmenge", "min_bestellmenge", "qte_min", "qte_min_de_commande", "quantite_minimale", "quantite_minimum_de_commande",
                                    "pedido_minimo", "cantidad_minima_de_pedido", "ordine_minimo", "quantita_minima", "minimale_bestelhoeveelheid", "quantidade_minima", "minimum_order_units"]),
        ("order_multiple", ["multiple", "sizemultiple", "size_multiple", "qty_multiple", "Quantity Multiple", "pack_size", "case_pack", "case_size", "carton_size", "carton_quantity", "carton_qty", "pack_quantity", "pack_qty", "units_per_case", "units_per_carton", "order_pack", "inner_pack", "lot_size", "lot_multiple", "verpackungseinheit", "vpe", "verpackungsmenge", "gebindegrosse", "colisage", "unites_par_colis", "unidades_por_caja", "multiplo", "pezzi_per_confezione", "verpakkingseenheid", "入数"]),
        ("maximum_order_quantity", ["sizemaximum", "size_maximum", "max_order_qty", "max_order_quantity", "maximum_order", "max_order"]),
        ("on_hand", ["onhand", "stock", "On hand (current)", "qty_available", "Quantity On Hand", "On Hand Quantity", "actual_qty", "Balance Qty", "Bal Qty",
                     "bestand", "lagerbestand", "existencias", "Vorrätige Menge", "Quantité en stock", "Quantité en main",
                     "Cantidad a mano", "quantite_en_stock", "giacenza", "voorraad", "stock_actuel", "stock_on_hand", "soh", "qoh", "qty_on_hand", "quantity_on_hand", "on_hand_qty", "on_hand_stock", "stock_qty", "stock_quantity", "stock_level", "current_stock", "inventory", "inventory_quantity", "inventory_level", "physical_stock", "lagerbestand_aktuell", "aktueller_bestand", "bestand_aktuell", "lagermenge", "stock_physique", "stock_reel", "stock_disponible", "stock_actual", "existencia", "giacenza_attuale",
                     "huidige_voorraad", "lagersaldo", "lagerbeholdning", "varastosaldo", "stan_magazynowy", "zasoba", "estoque_atual", "остаток", "остатки", "在庫数", "在庫", "库存", "재고", "재고수량", "units_in_stock", "quantity_in_stock", "qty_in_stock", "available_stock"] + wooStock + (dialect == .odoo ? ["Quantity", "inventory_quantity"] : [])),
        ("available", ["Available (not editable)", "available_quantity"]),
        ("unavailable", ["Unavailable (not editable)"]),
        ("on_order", ["onorder", "incoming", "Incoming (not editable)", "incoming_qty", "ordered_qty", "qty_on_order", "quantity_on_order", "on_order_qty", "stock_on_order", "on_po", "open_po_qty"]),
        ("backordered", ["backorders", "reserved_qty", "Reserved Quantity", "committed", "Committed (not editable)", "outgoing_qty", "qty_backordered", "backordered_qty", "backorder_qty", "back_ordered"]),
        ("supplier_code", ["supplier_sku", "supplier_item", "supplier_item_code", "supplier_product_code", "supplier_part_no", "supplier_part_number", "vendor_sku",
                           "vendor_code", "vendor_item_no", "vendor_product_code", "seller_ids/product_code", "lieferantenartikelnummer", "lieferanten_artikelnummer",
                           "reference_fournisseur", "referencia_proveedor"]),
        ("purchase_unit", ["purchase_uom", "buying_unit", "uom_po_id", "einkaufseinheit"]),
        ("units_per_purchase_unit", ["purchase_unit_factor", "uom_conversion_factor", "conversion_factor"]),
        ("name", ["Title", "Item Name", "Product Name", "item_description", "Bezeichnung", "Artikelbezeichnung", "Nom", "Nombre", "Nome", "description"]),
        ("barcode", ["ean", "ean13", "gtin", "upc"]), ("option1", ["Option1 Value"]), ("option2", ["Option2 Value"]), ("option3", ["Option3 Value"]),
        ("type", ["product_type", "Typ", "Tipo"]),
        ("group", ["item_group", "category", "product_group"]),
        ("volume_per_unit", ["unit_volume", "volume"]),
        ("shelf_life_days", ["shelf_life", "shelf_life_in_days"]),
        ("target_fill_rate", ["fill_rate_target"]),
        ("minimum_stock", ["min_stock"]),
        ("maximum_stock", ["max_stock"]),
        ("lost_sale_share", ["lost_sales_share"]),
        ("frozen", []), ("launch", []),
        ("override_reorder_point", []),
        ("override_order_up_to", []),
        ("override_reason", []),
    ]}

    static var numbers: [(String, WritableKeyPath<ItemRecord, Double?>, ClosedRange<Double>)] {[
        ("unit_cost", \.unitCost, 0...1e12), ("lead_time_days", \.leadTimeDays, 0...3650),
        ("lead_time_sd_days", \.leadTimeStandardDeviationDays, 0...365), ("review_period_days", \.reviewPeriodDays, 0...3650),
        ("order_cost", \.orderCost, 0...1e12), ("holding_rate_per_year", \.holdingRatePerYear, 0...100),
        ("backorder_cost_per_unit_day", \.backorderCostPerUnitDay, 0...1e12), ("backorder_weight", \.backorderWeight, 0...1e12),
        ("minimum_order_quantity", \.minimumOrderQuantity, 0...1e12), ("order_multiple", \.orderMultiple, 0...1e12),
        ("maximum_order_quantity", \.maximumOrderQuantity, 0...1e12), ("on_hand", \.onHand, -1e12...1e12),
        ("on_order", \.onOrder, 0...1e12), ("backordered", \.backordered, 0...1e12),
        ("volume_per_unit", \.stock.volumePerUnit, 0...1e12), ("shelf_life_days", \.stock.shelfLifeDays, 0...36_500),
        ("target_fill_rate", \.stock.targetFillRate, 0.000001...0.999999), ("minimum_stock", \.stock.minimumStock, 0...1e12),
        ("maximum_stock", \.stock.maximumStock, 0...1e12), ("lost_sale_share", \.stock.lostSaleShare, 0...1),
        ("units_per_purchase_unit", \.card.unitsPerPurchaseUnit, 1e-9...1e12),
        ("override_reorder_point", \.stock.overrideReorderPoint, -1e12...1e12),
        ("override_order_up_to", \.stock.overrideOrderUpTo, 0...1e12),
    ]}
}

extension TableColumns {
    /// Stock as it counts for ordering: what is on the shelf and fit for sale. `Unavailable` units are not; where there is only what is
    /// `Available`, customers' orders are taken off it already.
    fileprivate mutating func settleStock(_ record: inout ItemRecord, _ row: Int, dialect: ItemDialect) {
        if record.onHand == nil, case .value(let available) = number("available", row, range: -1e12...1e12) {
            record.onHand = available
            record.backordered = nil
        } else if let onHand = record.onHand, case .value(let unfit) = number("unavailable", row, range: 0...1e12) {
            record.onHand = onHand - unfit
        }
    }
}
