extension PlatformColumns {
    /// Shopify's order export: an order's first row has the fields of the order (status, cancelled at, refunded amount, payment), the
    /// rows of its further lines leave them blank. Orders that are cancelled, voided or refunded in full are set apart, as are test
    /// payments (the Bogus Gateway).
    static let shopify: PlatformColumns = {
        var columns = PlatformColumns(
            aliases: [
        ("order", ["Name"]), ("date", ["Created at"]), ("item", ["Lineitem sku"]), ("description", ["Lineitem name"]),
        ("quantity", ["Lineitem quantity"]), ("price", ["Lineitem price"]), ("customer", ["Email", "Phone"]), ("location", ["Location"]),
        ("status", ["Financial Status"]), ("cancelled", ["Cancelled at"]), ("refunded", ["Refunded Amount"]), ("total", ["Total"]),
        ("payment", ["Payment Method"]), ("tags", ["Tags"]),
    ],
            required: ["order", "date", "quantity"])
        // The authorisation of the payment, not the order.
        columns.states = ["expired": .sold]
        columns.carriesOrders = true
        columns.hasTextMarks = true
        columns.listsExtras = true
        return columns
    }()

    /// Amazon's order report: item-price is the total of the line; cancelled orders are set apart; dates are UTC as written.
    static let amazon: PlatformColumns = {
        var columns = PlatformColumns(
            aliases: [
        ("order", ["amazon-order-id"]), ("date", ["purchase-date"]), ("item", ["sku"]), ("description", ["product-name"]),
        ("quantity", ["quantity", "quantity-purchased"]), ("price", ["item-price"]), ("status", ["order-status"]), ("customer", ["buyer-email"]),
    ],
            required: ["order", "date", "item", "quantity"])
        columns.priceIsTotal = true
        return columns
    }()

    /// Amazon's report of transactions in a range of dates: orders are sales, refunds take them back, rows without SKU (fees, transfers) are no goods.
    static let amazonTransactions: PlatformColumns = {
        var columns = PlatformColumns(
            aliases: [
        ("order", ["order id", "Bestellnummer", "numéro de la commande", "número de pedido", "Numero ordine"]), ("date", PlatformColumns.transactionDates),
        ("item", PlatformColumns.transactionItems), ("description", ["description", "Beschreibung", "descripción", "Descrizione"]),
        ("quantity", PlatformColumns.transactionQuantities), ("price", PlatformColumns.transactionPrices), ("type", PlatformColumns.transactionTypes),
    ],
            required: ["date", "item", "quantity", "type"])
        columns.priceIsTotal = true
        columns.skipsBlankItems = true
        return columns
    }()

    static let transactionTypes = ["type", "Typ", "Tipo", "Type", "soort"]
    static let transactionItems = ["sku"]
    static let transactionDates = ["date/time", "Datum/Uhrzeit", "date/heure", "Fecha y hora", "fecha/hora", "Data/Ora:", "datum/tijd"]
    static let transactionQuantities = ["quantity", "Menge", "quantité", "cantidad", "Quantità", "aantal"]
    static let transactionPrices = ["product sales", "Umsätze", "ventes de produits", "ventas de productos", "Vendite"]

    /// A header with moments, types, SKUs and quantities of a marketplace.
    static func isAmazonTransactions(_ header: HeaderNames) -> Bool {
        [transactionTypes, transactionItems, transactionDates, transactionQuantities, ["marketplace", "settlement id", "Abrechnungsnummer"]].allSatisfy { header.column(named: $0) != nil }
    }

    /// WooCommerce order line items, as order export plugins write them: cancelled, failed, refunded, pending and draft orders are set
    /// apart; a price is per unit, or the line total divided by the quantity.
    static let wooCommerce: PlatformColumns = {
        var columns = PlatformColumns(
            aliases: [
        ("order", ["Order Number", "Order ID", "order_number"]), ("date", PlatformColumns.wooDateNames), ("item", PlatformColumns.wooSkuNames),
        ("description", ["Item Name", "Product Name", "Name", "Product"]), ("quantity", PlatformColumns.wooQuantityNames),
        ("price", ["Item Cost", "Item Price", "Product Price", "Price"]), ("total", ["Order Line Total", "Order Line Subtotal", "Item Total", "Line Total"]),
        ("status", PlatformColumns.wooStatusNames), ("customer", ["Email (Billing)", "Billing Email", "Customer Email", "Customer User"]),
    ],
            required: ["date", "item", "quantity"])
        columns.states = ["pending": .cancelled, "pending payment": .cancelled, "wc pending": .cancelled, "checkout draft": .quote, "wc checkout draft": .quote]
        return columns
    }()

    static let wooDateNames = ["Order Date", "order_date", "Date Created", "Completed Date"]
    static let wooQuantityNames = ["Quantity", "Item Quantity", "Quantity (- Refund)", "qty"]
    static let wooSkuNames = ["SKU", "Item SKU", "Product SKU"]
    static let wooStatusNames = ["Order Status", "order_status", "Status"]
}
