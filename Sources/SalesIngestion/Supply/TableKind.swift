/// What a table of a shop is, among those that a plan file names.
public enum TableKind: String, Sendable, Codable, CaseIterable {
    case sales, items, receipts, calendar, planned, suppliers, snapshots, backorders, kits, successors, closures
    case openOrders = "open_orders"

    /// What a header looks like: `sales` where nothing else fits better.
    static func detect(_ header: HeaderNames) -> TableKind {
        func has(_ names: String...) -> Bool { header.column(named: names) != nil }
        if let link = linked(header) { return link }
        let hasItem = !header.columns(of: .item).isEmpty
        let hasOrderLine = hasItem || header.column(named: ["Order Lines/Product/Internal Reference", "Order Lines/Product"]) != nil
        // What a supplier has delivered or promised is bought, not sold.
        let suppliers = ["supplier", "supplier_name", "vendor", "lieferant", "fournisseur", "proveedor", "fornitore", "leverancier"]
        let ordered = header.column(named: ["ordered_on"] + orderedAliases) != nil
        if hasOrderLine, header.column(named: suppliers) != nil, header.columns(of: .customer).isEmpty {
            if ordered, header.column(named: ["received_on"] + receivedAliases) != nil { return .receipts }
            let quantity = header.column(named: openQuantityAliases + SalesColumn.quantity.aliases)
            if quantity != nil, header.column(named: ["promised_on"] + promisedAliases) != nil { return .openOrders }
        }
        let hasPlainItem = hasItem && header.column(named: suppliers) == nil
        // Customers who wait: an order and its day, no price, nothing received.
        if hasPlainItem, has("ordered_on", "waiting_since", "backordered_on", "backorder_date", "wartet_seit"), has("quantity", "qty", "menge", "waiting", "outstanding"), !has("received_on", "received"),
           header.columns(of: .price).isEmpty, header.columns(of: .status).isEmpty || has("waiting_since", "backordered_on", "backorder_date"), header.columns(of: .customer).isEmpty || has("order_id", "order") {
            return .backorders
        }
        // Terms of coming days: prices and promotions, and nothing sold.
        if hasPlainItem, has("date", "ds", "day", "from", "week", "month"), !header.columns(of: .price).isEmpty || !header.columns(of: .promotion).isEmpty,
           header.columns(of: .quantity).isEmpty, !has("on_hand", "onhand", "stock"), !has("received_on", "received"), SalesDialect.detect(header) == nil {
            return .planned
        }
        if let dialect = SalesDialect.detect(header), dialect != .long, dialect != .wide { return .sales }
        if hasItem, ordered, has("received_on", "received", "received_date", "date_received", "receipt_date", "delivered_on") { return .receipts }
        if ItemDialect.detect(header) != .table { return .items }
        if has("date", "ds", "day"), has("event", "event_name", "holiday") { return .calendar }
        if SalesDialect.detect(header) != nil { return .sales }
        let counts = ["on_hand", "onhand", "stock", "bestand", "lagerbestand", "voorraad", "giacenza", "existencias", "quantite_en_stock", "stock_on_hand"]
        if hasItem, has("snapshot_date") || !header.columns(of: .date).isEmpty, header.column(named: counts) != nil { return .snapshots }
        if hasItem, has("waiting", "backordered_quantity", "quantity_waiting", "outstanding"), header.column(named: suppliers) == nil { return .backorders }
        let plan = ItemColumns.numbers.map(\.0) + ["supplier"]
        if hasItem, ItemColumns.aliases(.table).contains(where: { plan.contains($0.name) && header.column(named: [$0.name] + $0.aliases) != nil }) {
            return .items
        }
        if has("supplier"), has("minimum_order_value", "mov", "capacity_per_period", "capacity") { return .suppliers }
        return .sales
    }
}

extension TableKind {
    /// Kits, successors and closures, by names that only they have; `nil` where nothing sold or counted stands beside them.
    private static func linked(_ header: HeaderNames) -> TableKind? {
        func has(_ names: [String]) -> Bool { header.column(named: names) != nil }
        guard header.columns(of: .price).isEmpty, !has(["on_hand", "onhand", "stock"]) else { return nil }
        let closed = ["closed_from", "closure_from", "closed_since", "closed_until", "closure_until", "closed_to"]
        if has(["kit", "bundle", "kit_sku", "bundle_sku", "parent_sku", "set_sku", "assembly", "bom"]), has(["component", "component_sku", "child", "child_sku", "part_sku", "part", "komponente", "composant", "componente"]) { return .kits }
        if has(["old", "old_item", "old_sku", "predecessor", "replaces", "ancien"]), has(["new", "new_item", "new_sku", "successor", "replaced_by", "replacement", "neu", "nouveau"]) { return .successors }
        let terms = ["minimum_order_value", "mov", "capacity_per_period", "lead_time_days", "minimum_order_quantity"]
        if has(["until", "to", "end", "last_day", "through"] + closed), has(["from", "start", "first_day"] + closed), header.columns(of: .item).isEmpty, header.columns(of: .quantity).isEmpty, !has(terms) { return .closures }
        return nil
    }
}

/// Opens a table and tells from its header what it is.
///
/// - Throws: what opening it throws (absent, empty, no text, ...).
public func tableKind(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> TableKind {
    // Standard input can be read once: it is taken for sales unless the caller says what it is.
    guard path != "-", let first = try expandedPaths([path]).first else { return .sales }
    let input = try TableInput(
        path: first, limits: options.limits, chunkBytes: 1 << 18, hashing: false, allowNoRows: true, selection: options.selection(role: "sales"))
    return TableKind.detect(input.header)
}
