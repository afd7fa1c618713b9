import DemandModel

/// Sales order lines of systems that export an order's own fields on its first line only (Odoo, ERPNext): the lines below repeat them as blanks.
struct BusinessSystemLines: PlatformReader {
    let aliases: [(name: String, aliases: [String])]
    let required = ["date", "item", "quantity"]
    /// States of orders that are no sales.
    private let setApart: Set<String>
    /// `[FURN-1] Desk` is the item `FURN-1`.
    private let hasReferenceInBrackets: Bool

    /// Odoo: `sale.order` with its lines, or `sale.order.line`; quotations and cancelled orders are set apart.
    static let odoo = BusinessSystemLines(
        aliases: [
            ("order", ["Order Reference", "Order", "order_id", "name", "Auftragsreferenz", "Référence de la commande", "Referencia del pedido", "Riferimento ordine", "Orderreferentie"]), ("date", BusinessSystemLines.odooDates),
            ("item", BusinessSystemLines.odooItems), ("description", ["Order Lines/Description", "Description"]),
            ("quantity", BusinessSystemLines.odooQuantities), ("price", ["Order Lines/Unit Price", "order_line/price_unit", "Unit Price", "price_unit", "Einzelpreis", "Prix unitaire", "Precio unitario", "Prezzo unitario"]),
            ("location", ["Warehouse", "warehouse_id"]), ("customer", ["Customer", "partner_id", "Kunde", "Client", "Cliente", "Klant"]),
            ("status", ["Status", "state", "Order Status", "Statut", "Estado", "Stato"]),
        ],
        setApart: [
            "cancelled", "cancel", "quotation", "quotation sent", "draft", "sent", "angebot", "angebot gesendet", "abgebrochen", "storniert", "devis", "devis envoyé",
            "annulé", "cotización", "presupuesto", "presupuesto enviado", "cancelado", "preventivo", "preventivo inviato", "annullato", "offerte", "offerte verzonden", "geannuleerd",
        ], hasReferenceInBrackets: true)

    /// ERPNext: sales orders, delivery notes or sales invoices with their items; drafts and cancelled documents are set apart.
    static let erpnext = BusinessSystemLines(
        aliases: [
            ("order", ["ID", "Voucher No", "Voucher", "Invoice", "Sales Invoice", "Sales Order", "Delivery Note", "name"]), ("date", BusinessSystemLines.erpnextDates),
            ("item", BusinessSystemLines.erpnextItems), ("description", ["Item Name (Items)", "Item Name"]),
            ("quantity", BusinessSystemLines.erpnextQuantities), ("price", ["Rate (Items)", "Rate", "Rate (Company Currency) (Items)"]),
            ("location", ["Warehouse (Items)", "Delivery Warehouse (Items)", "Set Source Warehouse", "Warehouse"]),
            ("customer", ["Customer", "Customer Name"]), ("status", ["Status", "docstatus"]),
        ],
        setApart: ["cancelled", "draft", "0", "2"], hasReferenceInBrackets: false)

    /// frePPLe: demands by their due day; quotes, inquiries and cancelled demands are set apart.
    static let frepple = BusinessSystemLines(
        aliases: [
            ("order", ["name"]), ("date", ["due"]), ("item", ["item"]), ("quantity", ["quantity"]), ("location", ["location"]),
            ("customer", ["customer"]), ("status", ["status"]), ("description", ["description"]),
        ],
        setApart: ["quote", "inquiry", "canceled", "cancelled"], hasReferenceInBrackets: false)

    static let odooDates = ["Order Date", "date_order", "Creation Date", "create_date", "Order Lines/Order Date", "Date", "Auftragsdatum", "Bestelldatum",
        "Date de la commande", "Date de commande", "Fecha de pedido", "Fecha de la orden", "Data ordine", "Orderdatum", "Besteldatum"]
    static let odooItems = [
        "Order Lines/Product/Internal Reference", "order_line/product_id/default_code", "Product/Internal Reference", "Order Lines/Product",
        "order_line/product_id", "Product", "product_id", "Produkt/Interne Referenz", "Produkt", "Produit", "Article", "Producto", "Prodotto",
    ]
    static let odooQuantities = ["Order Lines/Quantity", "order_line/product_uom_qty", "product_uom_qty", "Ordered Quantity", "Quantity", "Menge", "Bestellte Menge",
        "Quantité", "Cantidad", "Quantità", "Hoeveelheid", "Aantal"]
    static let erpnextDates = ["Posting Date", "Transaction Date", "Date"]
    static let erpnextItems = ["Item Code (Items)", "Item Code", "Item (Items)"]
    static let erpnextQuantities = ["Quantity (Items)", "Qty (Items)", "Qty", "Stock Qty", "Quantity"]

    func lines(_ columns: inout TableColumns) -> [(row: Int, line: PlatformLine)] {
        var result: [(row: Int, line: PlatformLine)] = []
        var day: Int32?
        var status = "", customer = "", location = "", order = ""
        for row in columns.table.rows.indices {
            // A row that names an order (another one) starts it; the rows below that name none belong to it.
            if let named = columns.text("order", row) {
                if named != order { (day, status, customer, location) = (nil, "", "", "") }
                order = named
            }
            switch columns.day("date", row) {
            case .value(let found): day = found.number
            case .blank: break
            case .bad:
                day = nil
                continue
            }
            if let text = columns.text("status", row) { status = text.lowercased().trimmedOfSpaces }
            if let text = columns.text("customer", row) { customer = text }
            if let text = columns.text("location", row) { location = text }
            // The head of an order that has no line of its own.
            if columns.text("item", row) == nil, columns.text("quantity", row) == nil, columns.text("date", row) != nil { continue }
            guard let item = columns.itemName(row) else { continue }
            // Reports end with a row of totals.
            if TotalRows.isTotal(item), columns.text("order", row) == nil || columns.text("date", row) == nil {
                columns.noGoodsRows += 1
                continue
            }
            guard let day else {
                columns.reject(row, "date", .missingDate)
                continue
            }
            guard let quantity = columns.quantity(row), let price = columns.price(row) else { continue }
            var line = PlatformLine(
                item: hasReferenceInBrackets ? referenceInBrackets(item) : item, location: location, day: day, quantity: quantity, price: price,
                customer: customer)
            if setApart.contains(status) { line.kind = .cancelledOrder }
            result.append((row, line))
        }
        return result
    }
}
