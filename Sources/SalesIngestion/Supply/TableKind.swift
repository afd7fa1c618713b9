/// What a table of a shop is, among those that a plan file names.
public enum TableKind: String, Sendable, Codable, CaseIterable {
    case sales, items, receipts, calendar, planned, suppliers, snapshots, backorders, kits, successors, closures, substitutes, overrides
    case openOrders = "open_orders"

    /// What a header and the first rows look like: `sales` where nothing else fits better.
    ///
    /// - Parameter cells: the first cells of a column; without them the names decide alone.
    static func detect(_ header: HeaderNames, cells: @escaping (Int) -> [String] = { _ in [] }) -> TableKind {
        let look = TableLook(header: header, cells: cells)
        if let link = look.links { return link }
        if let order = look.purchases { return order }
        if look.isBackorders { return .backorders }
        if look.isPlanned { return .planned }
        if let dialect = SalesDialect.detect(header), dialect != .long, dialect != .wide { return .sales }
        if look.hasItem, look.isDay("ordered_on", orderedAliases), look.isDay("received_on", ["received", "received_date", "date_received", "receipt_date", "delivered_on"]) { return .receipts }
        if ItemDialect.detect(header) != .table { return .items }
        if look.isCalendar { return .calendar }
        if SalesDialect.detect(header) != nil { return .sales }
        if look.isOverrides { return .overrides }
        if look.isSnapshots { return .snapshots }
        if look.hasItem, look.has("waiting", "backordered_quantity", "quantity_waiting", "outstanding"), !look.namesSuppliers { return .backorders }
        if look.hasItem, look.hasTerms { return .items }
        if look.isSuppliers { return .suppliers }
        // Small shops list their goods by name.
        if look.has("name", "handle"), look.hasTerms { return .items }
        return .sales
    }
}

/// A header and its first rows, asked for what only tables of one kind have.
private struct TableLook {
    let header: HeaderNames
    let cells: (Int) -> [String]

    func has(_ names: String...) -> Bool { header.column(named: names) != nil }
    func has(any names: [String]) -> Bool { header.column(named: names) != nil }

    var hasItem: Bool { !header.columns(of: .item).isEmpty }

    private static let supplierNames = ["supplier", "supplier_name", "vendor", "lieferant", "fournisseur", "proveedor", "fornitore", "leverancier", "leverandor", "leverantor", "dostawca", "fornecedor"]
    var namesSuppliers: Bool { has(any: TableLook.supplierNames) }

    /// A column of days by one of the names: `Received` above units that were received is none.
    func isDay(_ name: String, _ aliases: [String]) -> Bool {
        guard let column = header.column(named: [name] + aliases) else { return false }
        let some = cells(column).filter { !$0.isEmpty }
        return some.isEmpty || some.contains { cell in
            // Day numbers of spreadsheets have five digits, dates more signs.
            cell.utf8.count >= 5 && (cell.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } && Double(cell).map { $0 >= 10_000 } ?? true)
        }
    }

    /// Kits, successors, substitutes and closures, by names that only they have, with nothing sold or counted beside them.
    var links: TableKind? {
        guard header.columns(of: .price).isEmpty, !has("on_hand", "onhand", "stock") else { return nil }
        let closed = ["closed_from", "closure_from", "closed_since", "closed_until", "closure_until", "closed_to"]
        if has("kit", "bundle", "kit_sku", "bundle_sku", "parent_sku", "set_sku", "assembly", "bom", "stückliste") || has("set", "parent"),
           has("component", "component_sku", "child", "child_sku", "part_sku", "part", "komponente", "composant", "componente") { return .kits }
        if has("old", "old_item", "old_sku", "predecessor", "replaces", "alt", "ancien"), has("new", "new_item", "new_sku", "successor", "replaced_by", "replacement", "neu", "nouveau") { return .successors }
        if hasItem || has("original", "original_item", "wanted"), has(any: ["substitute"] + substituteAliases) { return .substitutes }
        let terms = ["minimum_order_value", "mov", "capacity_per_period", "lead_time_days", "minimum_order_quantity"]
        if has(any: ["until", "to", "end", "last_day", "through"] + closed), has(any: ["from", "start", "first_day", "date"] + closed), header.columns(of: .item).isEmpty,
           header.columns(of: .quantity).isEmpty, !has(any: terms) { return .closures }
        return nil
    }

    /// What a supplier has delivered or promised is bought, not sold.
    var purchases: TableKind? {
        let hasOrderLine = hasItem || has("Order Lines/Product/Internal Reference", "Order Lines/Product")
        guard hasOrderLine, header.columns(of: .customer).isEmpty else { return nil }
        let hasQuantity = has(any: openQuantityAliases + SalesColumn.quantity.aliases)
        if namesSuppliers {
            if isDay("ordered_on", orderedAliases), isDay("received_on", receivedAliases) { return .receipts }
            // A vendor's name stands in lists of sales too: only what is still to come tells an order that is open.
            let isOpen = isDay("promised_on", promisedAliases) || has("po", "po_number", "purchase_order", "purchase_order_number", "bestellnummer") || has(any: openQuantityAliases.filter { !$0.contains("(") && !$0.contains("/") })
            return hasQuantity && isOpen ? .openOrders : nil
        }
        // Without a supplier: an expected arrival of units, or the number of a purchase order, and nothing that customers wait for.
        let isExpected = isDay("expected_on", ["expected", "expected_date", "expected_arrival", "expected_receipt_date", "eta", "date_planned", "arrival", "schedule_date", "liefertermin"])
        let hasNumber = has("po", "po_number", "purchase_order", "purchase_order_number", "bestellnummer")
        // An order with a promise and no day on which it was placed: customers who wait are listed by that day.
        let isPromised = has("order_id", "order") && isDay("promised_on", promisedAliases) && !has(any: ["ordered_on"] + orderedAliases)
        if hasQuantity, isExpected || hasNumber || isPromised, !has(any: ["received_on"] + receivedAliases), header.columns(of: .price).isEmpty, !hasTerms { return .openOrders }
        return nil
    }

    /// Customers who wait: an order and its day, no price, nothing received.
    var isBackorders: Bool {
        let day = ["waiting_since", "backordered_on", "backorder_date", "wartet_seit"]
        guard hasItem, !namesSuppliers, has(any: ["ordered_on"] + day), has("quantity", "qty", "menge", "waiting", "outstanding"), !has("received_on", "received")
        else { return false }
        // A price beside them is that of sales, unless the rows have a promise or a place in the queue.
        guard header.columns(of: .price).isEmpty || has("priority", "promised_on") && header.columns(of: .date).isEmpty else { return false }
        return (header.columns(of: .status).isEmpty || has(any: day)) && (header.columns(of: .customer).isEmpty || has("order_id", "order"))
    }

    /// Terms of coming days: prices and promotions, and nothing sold.
    var isPlanned: Bool {
        hasItem && !namesSuppliers && has("date", "ds", "day", "from", "week", "month") && (!header.columns(of: .price).isEmpty || !header.columns(of: .promotion).isEmpty)
            && header.columns(of: .quantity).isEmpty && !has("on_hand", "onhand", "stock") && !has("received_on", "received") && SalesDialect.detect(header) == nil
    }

    /// Days with a name. A column `name` is one where nothing else stands beside the day.
    var isCalendar: Bool {
        guard has("date", "ds", "day", "datum", "fecha"), header.columns(of: .quantity).isEmpty else { return false }
        return has("event", "event_name", "holiday", "holiday_name", "feiertag") || has("name") && header.columns(of: .price).isEmpty && !has("sku", "item", "product")
    }

    private static let counts = ["on_hand", "onhand", "stock", "bestand", "lagerbestand", "voorraad", "giacenza", "existencias", "quantite_en_stock", "stock_on_hand", "soh", "qty_on_hand", "quantity_on_hand"]
    var isSnapshots: Bool { hasItem && (has("snapshot_date", "count_date", "counted_on") || !header.columns(of: .date).isEmpty) && has(any: TableLook.counts) }

    /// Terms of supply, or stock: what a row of the items table says, units in its names included.
    var hasTerms: Bool {
        let units = HeaderUnits(header)
        let numbers = Set(ItemColumns.numbers.map(\.0)).subtracting(["override_reorder_point", "override_order_up_to"])
        return ItemColumns.aliases(.table).contains { column in
            numbers.contains(column.name)
                && (has(any: [column.name] + column.aliases) || units.column(for: column.name, aliases: [column.name] + column.aliases, taken: []) != nil)
        } || hasItem && namesSuppliers && header.columns(of: .quantity).isEmpty && header.columns(of: .date).isEmpty
    }

    /// Levels that a planner has set, and no other term.
    var isOverrides: Bool {
        guard hasItem, header.columns(of: .quantity).isEmpty, !hasTerms else { return false }
        return has("reorder_point", "override_reorder_point", "order_up_to", "override_order_up_to", "order_up_to_level", "meldebestand", "hoechstbestand", "höchstbestand") || has("min", "minimum") && has("max", "maximum")
    }

    /// Terms of suppliers, one row each, without items.
    var isSuppliers: Bool {
        let own = has("minimum_order_value", "mov", "min_order_value", "minimum_value", "capacity_per_period", "capacity", "currency", "currency_code", "exchange_rate")
        return header.columns(of: .quantity).isEmpty && (namesSuppliers && (own || hasTerms) || own && has("name"))
    }
}

/// Opens a table and tells from its header and first rows what it is.
///
/// - Throws: what opening it throws (absent, empty, no text, ...).
public func tableKind(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> TableKind {
    guard let input = try openedTable(path: path, options: options) else { return .sales }
    return TableKind.detect(input.header, cells: input.sampleColumn)
}

/// A table opened to look at its header; `nil` for standard input, which can be read once: it is taken for sales unless the caller says what it is.
func openedTable(path: String, options: TableReadingOptions) throws(IngestionError) -> TableInput? {
    guard path != "-", let first = try expandedPaths([path]).first else { return nil }
    return try TableInput(path: first, limits: options.limits, chunkBytes: 1 << 18, hashing: false, allowNoRows: true, selection: options.selection(role: "sales"))
}
