/// What a column of a sales file can mean.
public enum SalesColumn: String, Sendable, Codable, CaseIterable {
    case date, item, location, quantity, price, promotion, stockout
    /// The order or invoice a line belongs to; who bought; what the item is called.
    case order, customer, description
    /// How many stock units one sold unit holds (a carton of 12).
    case unitsPerPack = "units_per_pack"
    /// What a row is (a sale, a refund), and the state of its order (complete, cancelled).
    case rowType = "row_type"
    case status
}

/// How a sales file is laid out.
public enum SalesDialect: String, Sendable, Codable, CaseIterable {
    /// One row per sale line or per period total: date, item, quantity.
    case long
    /// Order lines as published with UCI Online Retail: invoices starting with C cancel, several stock codes are no goods.
    case onlineRetail = "online_retail"
    /// One row per item, one column per date or per `d_1`, `d_2`, ...
    case wide
    /// Shopify's order export.
    case shopify
    /// Amazon's order report (tab separated).
    case amazon
    /// WooCommerce order line items.
    case woocommerce
    /// Sales order lines of Odoo, of ERPNext, demands of frePPLe.
    case odoo, erpnext, frepple

    /// For people.
    public var title: String {
        switch self {
        case .long: "long form (date, item, quantity)"
        case .onlineRetail: "order lines (UCI Online Retail)"
        case .wide: "wide form (a column per period)"
        case .shopify: "Shopify orders"
        case .amazon: "Amazon order report"
        case .woocommerce: "WooCommerce order lines"
        case .odoo: "Odoo sales order lines"
        case .erpnext: "ERPNext sales lines"
        case .frepple: "frePPLe demands"
        }
    }

    /// The dialect of a header, from the names only it has; `nil` where none fits.
    static func detect(_ header: HeaderNames) -> SalesDialect? {
        func has(_ names: String...) -> Bool { names.allSatisfy { header.column(named: [$0]) != nil } }
        if has("Name", "Lineitem quantity", "Created at") { return .shopify }
        if has("amazon-order-id", "purchase-date", "quantity", "sku") || PlatformColumns.isAmazonTransactions(header) { return .amazon }
        if has("StockCode", "Quantity", "InvoiceDate"), has("Invoice") || has("InvoiceNo") { return .onlineRetail }
        if header.column(named: PlatformColumns.wooDateNames) != nil, header.column(named: PlatformColumns.wooQuantityNames) != nil,
           header.column(named: PlatformColumns.wooSkuNames) != nil, header.column(named: PlatformColumns.wooStatusNames) != nil,
           // Marketplaces of wholesale (Faire, Ankorstore) have the same names and a retailer.
           header.column(named: ["Retailer", "Retailer Name", "Wholesale Price", "Unit multiplier"]) == nil {
            return .woocommerce
        }
        if let system = businessSystem(header) { return system }
        let long: [SalesColumn] = [.date, .item, .quantity]
        if long.allSatisfy({ !header.columns(of: $0).isEmpty }) { return .long }
        if WideColumns(header: header) != nil { return .wide }
        return nil
    }
}

extension SalesDialect {
    /// Odoo, ERPNext or frePPLe, by names that only they have.
    private static func businessSystem(_ header: HeaderNames) -> SalesDialect? {
        func has(_ names: [String]) -> Bool { header.column(named: names) != nil }
        // What is bought from vendors is no sale.
        let buys = has(["Vendor", "Supplier", "Supplier Name", "Lieferant", "Fournisseur", "Proveedor", "Fornitore", "Leverancier"])
            && header.columns(of: .customer).isEmpty && !has(["Customer Name"])
        if !buys, header.isNested || has(["Order Reference"]) || has(["product_uom_qty"]), has(PlatformColumns.odooDates), has(PlatformColumns.odooItems),
           has(PlatformColumns.odooQuantities) { return .odoo }
        let children = header.names.contains { $0.hasSuffix(" (Items)") }
        let documents = ["Voucher No", "Voucher", "docstatus", "Sales Invoice", "Sales Order", "Delivery Note"]
        let register = has(["Invoice"]) && has(["Posting Date"])
        if !buys, children || register || documents.contains(where: { has([$0]) }), has(PlatformColumns.erpnextDates), has(PlatformColumns.erpnextItems),
           has(PlatformColumns.erpnextQuantities) { return .erpnext }
        if has(["due"]), has(["item"]), has(["quantity"]), has(["priority"]) || has(["customer"]) { return .frepple }
        return nil
    }
}

/// Which column of the file holds what.
struct ColumnMap: Sendable {
    var indices: [SalesColumn: Int] = [:]
    /// Further columns that are used: of words and of units that came back.
    var others: [Int] = []
    /// Columns that the key of a meaning is made of beside its first (`location = "warehouse + channel"`).
    var further: [SalesColumn: [Int]] = [:]

    func name(_ column: SalesColumn, in header: HeaderNames) -> String { indices[column].map { header.names[$0] } ?? "" }

    /// Finds the wanted columns in a header; names given by the user come first and must exist.
    ///
    /// - Parameter input: its cells tell which column could be meant where one is missing.
    /// - Throws: `missingColumn` for a required or user-named column that is not there, `ambiguousColumn` for two of one name.
    static func find(
        _ wanted: [SalesColumn], required: [SalesColumn], in header: HeaderNames, named: [SalesColumn: String], file: String, input: TableInput? = nil
    ) throws(IngestionError) -> ColumnMap {
        var map = ColumnMap()
        for column in wanted {
            if let name = named[column] {
                let parts = try header.keyColumns(name, of: column, file: file)
                map.indices[column] = parts[0]
                if parts.count > 1 { map.further[column] = Array(parts.dropFirst()) }
                continue
            }
            let taken = Set(map.indices.values)
            let hits = header.columns(of: column).filter { !taken.contains($0) }
            if hits.count > 1 {
                // Of two columns of one name, one may be blank.
                if let input, let filled = onlyFilled(hits, input) {
                    map.indices[column] = filled
                    continue
                }
                throw .ambiguousColumn(file: file, role: column.rawValue, columns: hits.map { header.names[$0] })
            }
            if let hit = hits.first {
                map.indices[column] = hit
            } else if column == .quantity || column == .price,
                      let found = HeaderUnits(header).column(for: column.rawValue, aliases: column.aliases, taken: taken), found.factor == 1 {
                // `Qty (pcs)`, `Unit price [EUR]`.
                map.indices[column] = found.column
            }
        }
        for column in required where map.indices[column] == nil {
            throw .missingColumn(
                file: file, needed: column.rawValue + " (" + column.aliases.prefix(5).joined(separator: ", ") + ", ...)",
                found: header.names,
                nearest: input.flatMap { input in input.likely(column, not: Set(map.indices.values)).map { header.names[$0] } } ?? header.nearest(to: column.aliases))
        }
        return map
    }

    private static func onlyFilled(_ hits: [Int], _ input: TableInput) -> Int? {
        let filled = hits.filter { index in input.sampleColumn(index).contains { !$0.isEmpty } }
        return filled.count == 1 ? filled[0] : nil
    }
}

extension HeaderNames {
    /// The columns a user named for a meaning: one, or for items and places several with ` + ` between, whose values together are the key.
    ///
    /// - Throws: `missingColumn` for a name that is not there.
    func keyColumns(_ name: String, of meaning: SalesColumn, file: String) throws(IngestionError) -> [Int] {
        if let index = column(named: [name]) { return [index] }
        let parts = meaning == .item || meaning == .location ? name.split(separator: " + ").map { String($0).trimmedOfSpaces } : [name]
        var indices: [Int] = []
        for part in parts {
            guard let index = column(named: [part]) else {
                throw .missingColumn(
                    file: file, needed: "\(meaning.rawValue) ('\(part)', as named under [sales.columns])", found: names, nearest: nearest(to: [part]))
            }
            indices.append(index)
        }
        return indices
    }
}
