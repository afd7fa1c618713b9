/// Sales order lines of systems that export an order's own fields on its first line only (Odoo, ERPNext): the lines below repeat them as blanks.
extension PlatformColumns {
    /// Odoo: `sale.order` with its lines, or `sale.order.line`; quotations and cancelled orders are set apart.
    static let odoo: PlatformColumns = {
        var columns = PlatformColumns(
            aliases: [
            ("order", ["Order Reference", "Order", "order_id", "name", "Auftragsreferenz", "Référence de la commande", "Referencia del pedido", "Riferimento ordine", "Orderreferentie"]), ("date", PlatformColumns.odooDates),
            ("item", PlatformColumns.odooItems), ("description", ["Order Lines/Description", "Description"]),
            ("quantity", PlatformColumns.odooQuantities), ("price", ["Order Lines/Unit Price", "order_line/price_unit", "Unit Price", "price_unit", "Einzelpreis", "Prix unitaire", "Precio unitario", "Prezzo unitario"]),
            ("location", ["Warehouse", "warehouse_id"]), ("customer", ["Customer", "partner_id", "Kunde", "Client", "Cliente", "Klant"]),
            ("status", ["Status", "state", "Order Status", "Statut", "Estado", "Stato"]),
        ],
            required: ["date", "item", "quantity"])
        columns.states = ["sent": .quote, "quotation sent": .quote, "angebot gesendet": .quote, "devis envoye": .quote, "presupuesto enviado": .quote, "preventivo inviato": .quote, "offerte verzonden": .quote]
        columns.carriesOrders = true
        columns.hasReferenceInBrackets = true
        return columns
    }()

    /// ERPNext: sales orders, delivery notes or sales invoices with their items; drafts and cancelled documents are set apart.
    static let erpnext: PlatformColumns = {
        var columns = PlatformColumns(
            aliases: [
            ("order", ["ID", "Voucher No", "Voucher", "Invoice", "Sales Invoice", "Sales Order", "Delivery Note", "name"]), ("date", PlatformColumns.erpnextDates),
            ("item", PlatformColumns.erpnextItems), ("description", ["Item Name (Items)", "Item Name"]),
            ("quantity", PlatformColumns.erpnextQuantities), ("price", ["Rate (Items)", "Rate", "Rate (Company Currency) (Items)"]),
            ("location", ["Warehouse (Items)", "Delivery Warehouse (Items)", "Set Source Warehouse", "Warehouse"]),
            ("customer", ["Customer", "Customer Name"]), ("status", ["Status", "docstatus"]),
        ],
            required: ["date", "item", "quantity"])
        columns.states = ["0": .quote, "2": .cancelled]
        columns.carriesOrders = true
        return columns
    }()

    /// frePPLe: demands by their due day; quotes, inquiries and cancelled demands are set apart.
    static let frepple: PlatformColumns = {
        var columns = PlatformColumns(
            aliases: [
            ("order", ["name"]), ("date", ["due"]), ("item", ["item"]), ("quantity", ["quantity"]), ("location", ["location"]),
            ("customer", ["customer"]), ("status", ["status"]), ("description", ["description"]),
        ],
            required: ["date", "item", "quantity"])
        columns.carriesOrders = true
        return columns
    }()

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
}
