import DemandModel

/// Shopify's order export: an order's first row has the fields of the order (status, cancelled at, refunded amount, payment), the
/// rows of its further lines leave them blank. Orders that are cancelled, voided or refunded in full are set apart, as are test
/// payments (the Bogus Gateway).
struct ShopifyLines: PlatformReader {
    let aliases: [(name: String, aliases: [String])] = [
        ("order", ["Name"]), ("date", ["Created at"]), ("item", ["Lineitem sku"]), ("description", ["Lineitem name"]),
        ("quantity", ["Lineitem quantity"]), ("price", ["Lineitem price"]), ("customer", ["Email", "Phone"]), ("location", ["Location"]),
        ("status", ["Financial Status"]), ("cancelled", ["Cancelled at"]), ("refunded", ["Refunded Amount"]), ("total", ["Total"]),
        ("payment", ["Payment Method"]), ("tags", ["Tags"]),
    ]
    let required = ["order", "date", "quantity"]

    func lines(_ columns: inout TableColumns) -> [(row: Int, line: PlatformLine)] {
        // What the order says as a whole, from whichever of its rows says it.
        struct Order {
            var kind = RowKind.sale
            var customer = ""
            var location = ""
            var day: Int32?
        }
        var orders: [String: Order] = [:]
        for row in columns.table.rows.indices {
            guard let name = columns.text("order", row) else { continue }
            var order = orders[name] ?? Order()
            let status = columns.text("status", row)?.lowercased() ?? ""
            let refunded = columns.text("refunded", row).flatMap { parseAmount($0.trimmedOfSpaces, decimalComma: false) } ?? 0
            let total = columns.text("total", row).flatMap { parseAmount($0.trimmedOfSpaces, decimalComma: false) } ?? 0
            if columns.text("cancelled", row) != nil || status == "voided" || status == "refunded" || (total > 0 && refunded >= total) {
                order.kind = .cancelledOrder
            }
            if columns.text("payment", row)?.lowercased().contains("bogus") == true { order.kind = .testOrder }
            if columns.text("tags", row)?.lowercased().split(separator: ",").contains(where: { $0.trimmingSpaces == "test" }) == true {
                order.kind = .testOrder
            }
            if let customer = columns.text("customer", row) { order.customer = customer }
            if let location = columns.text("location", row) { order.location = location }
            if columns.text("date", row) != nil, order.day == nil, case .value(let day) = columns.day("date", row) { order.day = day.number }
            orders[name] = order
        }
        var result: [(row: Int, line: PlatformLine)] = []
        for row in columns.table.rows.indices {
            guard let name = columns.text("order", row), let order = orders[name] else {
                columns.reject(row, "order", .missingItem, hint: "the row names no order")
                continue
            }
            guard let day = order.day else {
                if columns.text("date", row) == nil { columns.reject(row, "date", .missingDate) }
                continue
            }
            guard let item = columns.itemName(row), let quantity = columns.quantity(row), let price = columns.price(row) else { continue }
            var line = PlatformLine(item: withoutTextMark(item), location: order.location, day: day, quantity: quantity, price: price, customer: order.customer)
            line.kind = order.kind == .sale && isNoGoods(name: columns.text("description", row)) ? .notMerchandise : order.kind
            result.append((row, line))
        }
        return result
    }
}

/// Shopify writes a mark in front of codes that a spreadsheet would change: `'0012` is `0012`.
func withoutTextMark(_ sku: String) -> String { sku.hasPrefix("'") && sku.utf8.count > 1 ? String(sku.dropFirst()) : sku }

/// Amazon's order report: item-price is the total of the line; cancelled orders are set apart; dates are UTC as written.
struct AmazonLines: PlatformReader {
    let aliases: [(name: String, aliases: [String])] = [
        ("order", ["amazon-order-id"]), ("date", ["purchase-date"]), ("item", ["sku"]), ("description", ["product-name"]),
        ("quantity", ["quantity", "quantity-purchased"]), ("price", ["item-price"]), ("status", ["order-status"]), ("customer", ["buyer-email"]),
    ]
    let required = ["order", "date", "item", "quantity"]

    func lines(_ columns: inout TableColumns) -> [(row: Int, line: PlatformLine)] {
        var result: [(row: Int, line: PlatformLine)] = []
        for row in columns.table.rows.indices {
            guard let item = columns.itemName(row), let day = columns.requiredDay("date", row), let quantity = columns.quantity(row),
                  var price = columns.price(row) else { continue }
            if price >= 0, quantity > 0 { price = Micro((Double(price) / (Double(quantity) / 1e6)).rounded()) }
            var line = PlatformLine(item: item, day: day.number, quantity: quantity, price: price, customer: columns.text("customer", row) ?? "")
            if columns.text("status", row)?.lowercased().hasPrefix("cancel") == true { line.kind = .cancelledOrder }
            result.append((row, line))
        }
        return result
    }
}

/// Amazon's report of transactions in a range of dates: orders are sales, refunds take them back, rows without SKU (fees, transfers) are no goods.
struct AmazonTransactions: PlatformReader {
    static let types = ["type", "Typ", "Tipo", "Type", "soort"]
    static let items = ["sku"]
    static let dates = ["date/time", "Datum/Uhrzeit", "date/heure", "Fecha y hora", "fecha/hora", "Data/Ora:", "datum/tijd"]
    static let quantities = ["quantity", "Menge", "quantité", "cantidad", "Quantità", "aantal"]
    static let prices = ["product sales", "Umsätze", "ventes de produits", "ventas de productos", "Vendite"]

    let aliases: [(name: String, aliases: [String])] = [
        ("order", ["order id", "Bestellnummer", "numéro de la commande", "número de pedido", "Numero ordine"]), ("date", AmazonTransactions.dates),
        ("item", AmazonTransactions.items), ("description", ["description", "Beschreibung", "descripción", "Descrizione"]),
        ("quantity", AmazonTransactions.quantities), ("price", AmazonTransactions.prices), ("type", AmazonTransactions.types),
    ]
    let required = ["date", "item", "quantity", "type"]

    /// A header with moments, types, SKUs and quantities of a marketplace.
    static func fits(_ header: HeaderNames) -> Bool {
        [types, items, dates, quantities, ["marketplace", "settlement id", "Abrechnungsnummer"]].allSatisfy { header.column(named: $0) != nil }
    }

    func lines(_ columns: inout TableColumns) -> [(row: Int, line: PlatformLine)] {
        var result: [(row: Int, line: PlatformLine)] = []
        for row in columns.table.rows.indices {
            let type = columns.text("type", row) ?? ""
            guard let item = columns.text("item", row) else {
                // Fees, transfers and adjustments of the account name no goods.
                columns.noGoodsRows += 1
                continue
            }
            guard let day = columns.requiredDay("date", row), let quantity = columns.quantity(row), var price = columns.price(row) else { continue }
            if quantity > 0, price != -1 { price = Micro((abs(Double(price)) / (Double(quantity) / 1e6)).rounded()) }
            let isReturn = withField(type) { RowWords.isReturn($0) }
            result.append((row, PlatformLine(item: item, day: day.number, quantity: isReturn && quantity > 0 ? -quantity : quantity, price: price)))
        }
        return result
    }
}

/// WooCommerce order line items, as order export plugins write them: cancelled, failed, refunded, pending and draft orders are set
/// apart; a price is per unit, or the line total divided by the quantity.
struct WooCommerceLines: PlatformReader {
    static let dateNames = ["Order Date", "order_date", "Date Created", "Completed Date"]
    static let quantityNames = ["Quantity", "Item Quantity", "Quantity (- Refund)", "qty"]
    static let skuNames = ["SKU", "Item SKU", "Product SKU"]
    static let statusNames = ["Order Status", "order_status", "Status"]

    let aliases: [(name: String, aliases: [String])] = [
        ("order", ["Order Number", "Order ID", "order_number"]), ("date", WooCommerceLines.dateNames), ("item", WooCommerceLines.skuNames),
        ("description", ["Item Name", "Product Name", "Name", "Product"]), ("quantity", WooCommerceLines.quantityNames),
        ("price", ["Item Cost", "Item Price", "Product Price", "Price"]), ("total", ["Order Line Total", "Order Line Subtotal", "Item Total", "Line Total"]),
        ("status", WooCommerceLines.statusNames), ("customer", ["Email (Billing)", "Billing Email", "Customer Email", "Customer User"]),
    ]
    let required = ["date", "item", "quantity"]

    func lines(_ columns: inout TableColumns) -> [(row: Int, line: PlatformLine)] {
        let setApart: Set<String> = ["cancelled", "canceled", "failed", "refunded", "pending", "pending payment", "trash", "checkout-draft", "draft"]
        var result: [(row: Int, line: PlatformLine)] = []
        for row in columns.table.rows.indices {
            guard let item = columns.itemName(row), let day = columns.requiredDay("date", row), let quantity = columns.quantity(row),
                  var price = columns.price(row) else { continue }
            if price < 0, quantity > 0, case .value(let total) = columns.number("total", row, range: -1e9...1e9) {
                price = Micro((total * 1e12 / Double(quantity)).rounded())
            }
            var line = PlatformLine(item: item, day: day.number, quantity: quantity, price: price, customer: columns.text("customer", row) ?? "")
            var status = columns.text("status", row)?.lowercased().trimmedOfSpaces ?? ""
            if status.hasPrefix("wc-") { status.removeFirst(3) }
            if setApart.contains(status) { line.kind = .cancelledOrder }
            result.append((row, line))
        }
        return result
    }
}

extension Substring {
    var trimmingSpaces: String { String(self).trimmedOfSpaces }
}
