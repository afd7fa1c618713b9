import DemandModel

/// Which system an items table comes from: stock and product exports differ in what a row is and in which units count as on hand.
public enum ItemDialect: String, Sendable, Codable, CaseIterable {
    /// A table written for planning: one row per item-location.
    case table = "items"
    /// Shopify's inventory export: a row per variant and location; `not stocked` where a location does not keep it.
    case shopifyInventory = "shopify_inventory"
    /// WooCommerce's product export; parents of variations hold no stock.
    case wooCommerceProducts = "woocommerce_products"
    /// Odoo: products, or stock per product, place and lot (rows of one item and place are added up).
    case odoo
    /// ERPNext: Stock Balance, Stock Projected Qty, or bins.
    case erpnext
    /// frePPLe: buffers, or suppliers of items.
    case frepple

    /// For people.
    public var title: String {
        switch self {
        case .table: "items"
        case .shopifyInventory: "Shopify inventory"
        case .wooCommerceProducts: "WooCommerce products"
        case .odoo: "Odoo stock"
        case .erpnext: "ERPNext stock"
        case .frepple: "frePPLe items"
        }
    }

    /// True for exports that say how much stock there is and where, not how an item-location is to be planned.
    public var isStockExport: Bool { self != .table && self != .frepple }

    /// The dialect of a header, from the names only it has; `table` where none fits.
    static func detect(_ header: HeaderNames) -> ItemDialect {
        func has(_ names: String...) -> Bool { header.column(named: names) != nil }
        if has("Handle"), has("SKU"), has("Location"), has("Available", "Available (not editable)", "On hand", "On hand (current)") { return .shopifyInventory }
        if has("SKU", "Artikelnummer", "UGS", "COD", "REF"), header.column(named: wooStock) != nil, header.column(named: wooBackorders) != nil { return .wooCommerceProducts }
        if has("Warehouse"), has("Item", "Item Code"), has("Balance Qty", "Bal Qty", "Actual Qty", "Projected Qty") { return .erpnext }
        if header.column(named: odooReferences) != nil,
           has("Quantity On Hand", "qty_available", "Forecasted Quantity", "Reserved Quantity", "On Hand Quantity", "Vorrätige Menge", "Verfügbare Menge",
               "Quantité en stock", "Quantité en main", "Cantidad a mano", "Quantità disponibile") { return .odoo }
        if has("Product", "product_id"), has("Reserved Quantity", "reserved_quantity", "Available Quantity", "inventory_quantity") { return .odoo }
        // Stock per place as a list of Odoo shows it: nothing of days, prices or orders beside a quantity.
        if has("Product"), has("Location"), has("Quantity", "On Hand Quantity"), header.columns(of: .date).isEmpty, header.columns(of: .price).isEmpty,
           header.columns(of: .order).isEmpty { return .odoo }
        if has("sizeminimum") || has("sizemultiple") || (has("onhand") && has("leadtime")) { return .frepple }
        return .table
    }

    /// Names of the item column that come before the usual ones.
    var itemAliases: [String] {
        switch self {
        case .odoo: odooReferences + ["Product", "product_id", "Produkt", "Produit", "Producto", "Prodotto"]
        case .erpnext: ["Item Code", "Item"]
        case .frepple: ["item", "name"]
        case .wooCommerceProducts: ["SKU", "Artikelnummer", "UGS", "COD", "REF"]
        case .table, .shopifyInventory: []
        }
    }
}

private let odooReferences = [
    "Internal Reference", "default_code", "Product/Internal Reference", "product_id/default_code", "Interne Referenz", "Référence interne", "Referencia interna",
    "Riferimento interno", "Interne referentie",
]
let wooStock = ["Stock", "Lagerbestand", "Inventario", "Magazzino", "Voorraad", "Estoque"]
private let wooBackorders = [
    "Backorders allowed?", "Low stock amount", "Lieferrückstände erlaubt?", "Geringe Lagermenge", "Autoriser les commandes de produits en rupture ?",
    "Montant de stock faible", "¿Permitir reservas de productos agotados?", "Cantidad de bajo inventario", "Nabestellingen toestaan?", "Ordini arretrati consentiti?",
]

/// What a row of an items table is about.
enum ItemRow {
    case item(String)
    /// The item is not kept there, or the row is no item (a total, a parent of variations, a place outside the shop).
    case notStocked
    case unnamed
}

extension TableColumns {
    /// The item of a row as its system names it.
    func itemRow(_ row: Int, dialect: ItemDialect) -> ItemRow {
        let named = text("item", row)
        switch dialect {
        case .shopifyInventory:
            let stock = [text("on_hand", row), text("available", row)].compactMap { $0?.lowercased().trimmedOfSpaces }
            if stock.contains("not stocked") { return .notStocked }
            return (named.map(withoutTextMark) ?? variantName(row)).map { .item($0) } ?? .unnamed
        case .wooCommerceProducts:
            let kind = text("type", row)?.lowercased() ?? ""
            if ["variable", "grouped", "external"].contains(where: kind.hasPrefix) { return .notStocked }
            return (named ?? text("name", row)).map { .item($0) } ?? .unnamed
        case .odoo:
            let place = text("location", row) ?? ""
            if ["Virtual Locations", "Partners", "Physical Locations/Inter"].contains(where: place.hasPrefix) { return .notStocked }
            return named.map { .item(referenceInBrackets($0)) } ?? .unnamed
        case .erpnext:
            // Reports end with a row of totals.
            return named.map { TotalRows.isTotal($0) ? .notStocked : .item($0) } ?? .unnamed
        case .table, .frepple:
            if text("on_hand", row)?.lowercased().trimmedOfSpaces == "not stocked" { return .notStocked }
            if let named, TotalRows.isTotal(named) { return .notStocked }
            return named.map { .item($0) } ?? .unnamed
        }
    }

    /// The name Shopify's order lines have for a variant without SKU: `Title - Option / Option`.
    private func variantName(_ row: Int) -> String? {
        guard let title = text("name", row) else { return nil }
        let options = ["option1", "option2", "option3"].compactMap { text($0, row) }.filter { $0 != "Default Title" }
        return options.isEmpty ? title : title + " - " + options.joined(separator: " / ")
    }
}

/// Shopify writes a mark in front of codes that a spreadsheet would change: `'0012` is `0012`.
func withoutTextMark(_ sku: String) -> String { sku.hasPrefix("'") && sku.utf8.count > 1 ? String(sku.dropFirst()) : sku }

/// The stock of each item over all its locations, as one record at `main`: for exports per location beside sales that name none.
///
/// Units are added up; of the other values the first that is known counts.
public func pooledAtMain(_ records: [ItemRecord]) -> [ItemRecord] {
    var pooled: [String: ItemRecord] = [:]
    for record in records {
        guard var known = pooled[record.key.item] else {
            var first = record
            first.key = ItemLocation(item: record.key.item)
            pooled[record.key.item] = first
            continue
        }
        known.addStock(of: record)
        known.supplier = known.supplier ?? record.supplier
        for (_, target, _) in ItemColumns.numbers where known[keyPath: target] == nil { known[keyPath: target] = record[keyPath: target] }
        pooled[record.key.item] = known
    }
    return pooled.values.sorted { $0.key < $1.key }
}

extension ItemRecord {
    /// Adds the units of another row for the same item.
    public mutating func addStock(of other: ItemRecord) {
        func sum(_ one: Double?, _ two: Double?) -> Double? { one == nil && two == nil ? nil : (one ?? 0) + (two ?? 0) }
        onHand = sum(onHand, other.onHand)
        onOrder = sum(onOrder, other.onOrder)
        backordered = sum(backordered, other.backordered)
    }
}
