import DemandModel
import TextForms

/// Units on the shelf at the end of a day.
public struct StockSnapshot: Sendable, Equatable {
    public var date: CalendarDay
    public var key: ItemLocation
    /// Units.
    public var onHand: Double
    /// True where the table has no dates: the stock of the present, not a count of a day.
    public var isUndated = false

    public init(date: CalendarDay, key: ItemLocation, onHand: Double, isUndated: Bool = false) {
        self.date = date
        self.key = key
        self.onHand = onHand
        self.isUndated = isUndated
    }
}

private let orderAliases = ["Order Reference", "ID", "order", "po", "po_number", "purchase_order", "order_number", "reference", "bestellnummer",
                            "bestellnr", "bestell_nr", "po_no", "po_num", "purchase_order_no", "purchase_order_number", "order_no", "numero_de_commande", "commande", "pedido", "numero_de_pedido", "ordine", "numero_ordine", "inkooporder", "zamowienie"]
private let itemAliases = SalesColumn.item.aliases.filter { $0 != "reference" && $0 != "ref" }
    + ["Order Lines/Product/Internal Reference", "Order Lines/Product", "Item Code (Items)"]
let supplierAliases = ["vendor", "supplier_name", "lieferant", "fournisseur", "proveedor", "fornitore", "leverancier", "fornecedor", "partner_id"]
let orderedAliases = [
    "ordered", "order_date", "date_ordered", "ordered_at", "created_at", "date_order", "confirmation_date", "ordering_date", "transaction_date", "po_date",
    "purchase_date", "bestelldatum", "date_de_commande", "date_commande", "fecha_de_pedido", "data_ordine", "besteldatum",
]
let promisedAliases = [
    "promised", "promised_date", "due_date", "expected_on", "expected_date", "expected_arrival", "Order Lines/Expected Arrival", "eta", "date_planned",
    "schedule_date", "required_by", "liefertermin", "zugesagt", "expected", "expected_delivery", "expected_delivery_date", "expected_receipt", "expected_receipt_date", "promise_date", "due", "due_on",
    "confirmed_delivery_date", "wunschtermin", "geplante_lieferung", "date_prevue", "livraison_prevue", "date_de_livraison_prevue", "fecha_prevista", "entrega_prevista", "data_prevista", "consegna_prevista", "verwachte_levering",
    "verwachte_leverdatum",
]
/// Of orders that are still open the day of delivery is to come.
private let comingAliases = ["delivery_date", "lieferdatum", "arrival_date", "date_de_livraison", "fecha_de_entrega", "data_consegna", "data_di_consegna", "leverdatum", "leveransdatum", "leveringsdato", "termin_dostawy", "eingangsdatum"]
let openQuantityAliases = [
    "open_quantity", "open_qty", "outstanding", "pending_qty", "qty_to_receive", "quantity_outstanding", "Order Lines/Quantity", "Quantity (Items)",
]
let receivedAliases = [
    "received", "received_date", "date_received", "receipt_date", "effective_date", "delivered_on", "delivery_date", "arrival_date", "wareneingang",
    "eingangsdatum", "lieferdatum", "date_de_reception", "fecha_de_recepcion",
]

/// States of purchase orders: not placed (or taken back), under way, arrived.
private let noOrderStates: Set<String> = [
    "draft", "rfq", "rfq sent", "proposed", "cancelled", "canceled", "cancel", "void", "rejected", "request", "request for quotation", "requisition", "purchase requisition", "planned", "suggested", "anfrage", "bestellanforderung",
    "banf", "demande de prix", "solicitud", "richiesta", "return", "return order", "return to vendor", "return to supplier", "vendor return", "supplier return", "purchase return", "debit note",
]
private let openStates: Set<String> = ["open", "confirmed", "approved", "firm", "ordered", "in transit", "to receive", "to receive and bill"]
private let doneStates: Set<String> = ["received", "completed", "complete", "closed", "done", "delivered", "to bill", "fully received", "received in full", "invoiced", "billed", "paid", "erledigt", "geliefert", "abgeschlossen", "vollstandig geliefert", "berechnet",
                                        "livre", "livree", "cloture", "cloturee", "recu", "recue", "termine", "recibido", "recibida", "cerrado", "cerrada", "entregado", "ricevuto", "chiuso", "consegnato", "ontvangen", "afgerond", "geleverd",
                                        "recebido", "fechado", "entregue", "levererad", "leveret", "levert", "mottagen", "dostarczone", "zrealizowane"]

private let statusAliases = ["order_status", "state", "po_status", "status_der_bestellung", "bestellstatus", "statut", "estado", "stato", "order_type", "document_type", "doc_type", "po_type", "type", "bestellart", "belegart", "typ", "tipo"]

/// What the state, or the type, of a purchase order says of its rows.
private func orderState(_ columns: TableColumns, _ row: Int) -> (isNone: Bool, isDone: Bool, isOpen: Bool) {
    let state = RowWords.plain(columns.text("status", row) ?? "")
    guard !state.isEmpty else { return (false, false, false) }
    let meaning = RowWords.meaning(of: state, in: .status).meaning
    return (noOrderStates.contains(state) || [.cancelled, .quote, .test].contains(meaning), doneStates.contains(state), openStates.contains(state))
}

/// The columns of the supply tables and the names they go by.
enum SupplyColumns {
    static var receipts: [(name: String, aliases: [String])] {[
        ("order_id", orderAliases), ("item", itemAliases), ("location", SalesColumn.location.aliases), ("supplier", supplierAliases),
        ("ordered_on", orderedAliases), ("promised_on", promisedAliases),
        ("received_on", receivedAliases),
        ("ordered_quantity", ["quantity_ordered", "qty_ordered", "quantity", "qty", "Order Lines/Quantity", "Quantity (Items)", "bestellmenge", "menge"]),
        ("received_quantity", ["quantity_received", "qty_received", "received_qty", "Order Lines/Received Qty", "Received Qty (Items)", "Received Quantity", "gelieferte_menge", "quantite_recue"]),
        ("accepted_quantity", ["quantity_accepted", "qty_accepted", "accepted_qty"]), ("status", statusAliases),
    ]}
}

/// Reads `receipts`: order_id, item, location, supplier, ordered_on, promised_on, received_on, ordered_quantity, received_quantity,
/// accepted_quantity. Needed are item and ordered_on; a blank received_on is an order still open.
///
///     let receipts = try readReceipts(path: "receipts.csv")
///     let scorecard = SupplierScorecard(receipts.rows, asOf: asOf)
public func readReceipts(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<PurchaseReceipt> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "receipts"))
    var columns = try TableColumns(
        table,
        aliases: SupplyColumns.receipts,
        required: ["item", "ordered_on"], dateColumns: ["ordered_on", "promised_on", "received_on"], options: options)
    columns.carryOrders(["supplier", "ordered_on", "promised_on", "received_on", "status", "location"], order: "order_id")
    var receipts: [PurchaseReceipt] = []
    for row in table.rows.indices {
        let state = orderState(columns, row)
        if state.isNone {
            columns.noGoodsRows += 1
            continue
        }
        guard let key = columns.key(row), let ordered = columns.requiredDay("ordered_on", row),
              let promised = columns.optionalDay("promised_on", row), let received = columns.optionalDay("received_on", row),
              let quantities = columns.quantities(["ordered_quantity", "received_quantity", "accepted_quantity"], row) else { continue }
        // Of an order that is still open the day of receipt is the one that is expected.
        let isOpen = state.isOpen
        if !isOpen, let day = received, day < ordered {
            columns.reject(row, "received_on", .badDate, value: day.description, hint: "received before it was ordered (\(ordered))")
            continue
        }
        receipts.append(
            PurchaseReceipt(
                orderID: columns.text("order_id", row) ?? "", key: key, supplier: columns.text("supplier", row) ?? "", orderedOn: ordered,
                promisedOn: promised ?? (isOpen ? received : nil), receivedOn: isOpen ? nil : received, orderedQuantity: quantities[0], receivedQuantity: quantities[1],
                acceptedQuantity: quantities[2]))
    }
    return columns.result(receipts, role: "receipts", path: path)
}

/// Reads `open_orders`: order_id, item, location, supplier, ordered_on, promised_on, quantity. Needed are item and quantity.
public func readOpenOrders(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> IngestedTable<OpenOrder> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "open_orders"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("order_id", orderAliases), ("item", itemAliases), ("location", SalesColumn.location.aliases), ("supplier", supplierAliases),
            ("ordered_on", orderedAliases), ("promised_on", promisedAliases + comingAliases),
            ("quantity", openQuantityAliases + ["qty", "ordered_quantity", "ordered_qty", "quantity_ordered", "qty_ordered", "menge", "offene_menge", "bestellmenge", "quantite", "cantidad", "quantita", "hoeveelheid", "количество", "数量", "수량"]),
            ("received_quantity", ["quantity_received", "qty_received", "received_qty", "Order Lines/Received Qty", "Received Qty (Items)", "gelieferte_menge", "quantite_recue", "geliefert", "liefermenge", "bereits_geliefert", "qty_delivered", "delivered_qty", "delivered_quantity", "quantity_delivered",
                                  "qte_recue", "qte_livree", "quantite_livree", "cantidad_recibida", "quantita_ricevuta", "aantal_ontvangen", "ilosc_dostarczona"]),
            ("status", statusAliases), ("line", ["line_number", "line_no", "line_id", "position", "pos", "zeile"]),
        ],
        required: ["item", "quantity"], dateColumns: ["ordered_on", "promised_on"], options: options)
    columns.carryOrders(["supplier", "ordered_on", "promised_on", "status", "location"], order: "order_id")
    var orders: [OpenOrder] = []
    // Beside units that were ordered, those that have come are no longer on order; a column of open units has left them out already.
    let isOrdered = columns.headerName("quantity").map { HeaderNames(names: [$0]).column(named: ["open_quantity"] + openQuantityAliases.prefix(5) + ["offene_menge"]) == nil } ?? false
    var arrived = 0.0, unread: [String] = []
    for row in table.rows.indices {
        let state = orderState(columns, row)
        if state.isNone || state.isDone {
            columns.noGoodsRows += 1
            continue
        }
        // `asap`, `TBD`: an order whose day cannot be read is still an order.
        let days = (ordered: columns.optionalDay("ordered_on", row), promised: columns.optionalDay("promised_on", row))
        if days.ordered == nil || days.promised == nil { unread.append(columns.text(days.promised == nil ? "promised_on" : "ordered_on", row) ?? "") }
        let ordered = days.ordered ?? nil, promised = days.promised ?? nil
        guard let key = columns.key(row), var quantity = columns.requiredQuantity(row),
              let received = columns.optionalNumber("received_quantity", row, range: 0...1e12) else { continue }
        if isOrdered, let received, received > 0 {
            arrived += min(received, quantity)
            quantity = max(0, quantity - received)
            if quantity == 0 { continue }
        }
        orders.append(
            OpenOrder(
                orderID: columns.text("order_id", row) ?? "", key: key, supplier: columns.text("supplier", row) ?? "", orderedOn: ordered,
                promisedOn: promised, quantity: quantity, line: columns.text("line", row) ?? ""))
    }
    var result = columns.result(orders, role: "open_orders", path: path)
    if !unread.isEmpty {
        result.remarks.append("\(counted(unread.count, "open order")) with a day that cannot be read (\(displayText(unread[0]))) \(unread.count == 1 ? "counts" : "count") as if it were not there: a lead time after the order, else in time")
    }
    if arrived > 0 { result.remarks.append("\(fixed(arrived, 0)) units of open orders have come already (\(columns.headerName("received_quantity") ?? "")): only the rest is on order") }
    return result
}

/// Reads `backorders`: order_id, item, location, ordered_on, promised_on, quantity, priority, price. Needed are item and quantity.
///
/// A promise from before the order cannot be one, and is set aside with its row.
///
/// - Parameter isKnown: rows of other item-locations are quarantined, as nothing can be said of them.
public func readBackorders(
    path: String, options: TableReadingOptions = TableReadingOptions(), isKnown: (ItemLocation) -> Bool = { _ in true }
) throws(IngestionError) -> IngestedTable<CustomerBackorder> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "backorders"))
    var columns = try TableColumns(
        table,
        aliases: [
            ("order_id", orderAliases), ("item", itemAliases), ("location", SalesColumn.location.aliases), ("ordered_on", orderedAliases),
            ("promised_on", promisedAliases), ("quantity", ["qty", "units", "outstanding", "waiting", "backordered_quantity", "quantity_waiting", "menge"]),
            ("priority", ["rank", "class", "prioritaet", "priorite", "prioridad"]), ("price", ["unit_price", "selling_price", "preis", "prix", "precio"]),
        ],
        required: ["item", "quantity"], dateColumns: ["ordered_on", "promised_on"], options: options)
    var backorders: [CustomerBackorder] = []
    for row in table.rows.indices {
        guard let key = columns.key(row), let ordered = columns.optionalDay("ordered_on", row), let promised = columns.optionalDay("promised_on", row),
              let quantity = columns.requiredQuantity(row), let priority = columns.optionalNumber("priority", row, range: -1e9...1e9),
              let price = columns.optionalNumber("price", row, range: 0...1e12) else { continue }
        guard isKnown(key) else {
            columns.reject(row, "item", .unknownItem, value: key.uniqueID)
            continue
        }
        if let ordered, let promised, promised < ordered {
            columns.reject(row, "promised_on", .badDate, value: promised.description, hint: "promised before it was ordered (\(ordered))")
            continue
        }
        backorders.append(CustomerBackorder(
            orderID: columns.text("order_id", row) ?? "", key: key, orderedOn: ordered, promisedOn: promised, quantity: quantity, priority: priority,
            price: price))
    }
    return columns.result(backorders, role: "backorders", path: path)
}

/// Reads `snapshots`: date, item, location, on_hand. Needed are item and on_hand, and the date unless `undated` gives one.
///
/// - Parameter undated: the day of a table that has none, such as the stock export of a shop; `nil`: a date is needed.
public func readSnapshots(
    path: String, options: TableReadingOptions = TableReadingOptions(), undated: CalendarDay? = nil
) throws(IngestionError) -> IngestedTable<StockSnapshot> {
    let table = try TextTable(path: path, limits: options.limits, allowNoRows: true, selection: options.selection(role: "snapshots"))
    let dates = ["snapshot_date", "as_of"] + SalesColumn.date.aliases
    if let undated, options.columns["date"] == nil, table.header.column(named: ["date"] + dates) == nil {
        // What a system says it has today: the rules of an items table tell what of it is fit for sale.
        let stock = try readItems(path: path, options: options, table: table, role: "snapshots")
        let rows = stock.items.compactMap { record in record.onHand.map { StockSnapshot(date: undated, key: record.key, onHand: $0, isUndated: true) } }
        return IngestedTable(
            rows: rows, quarantine: stock.quarantine, quarantinedRows: stock.quarantinedCells, columns: stock.columns, ignoredColumns: stock.ignoredColumns,
            unusedColumns: stock.unusedColumns, input: stock.input, remarks: stock.remarks + ["no column of dates: taken for the stock on the evening of \(undated)"])
    }
    var columns = try TableColumns(
        table,
        aliases: [
            ("date", dates), ("item", itemAliases), ("location", SalesColumn.location.aliases),
            ("on_hand", ["onhand", "stock", "stock_on_hand", "soh", "qty_on_hand", "quantity_on_hand", "bestand", "lagerbestand", "voorraad", "giacenza", "existencias", "quantite_en_stock",
                         "balance_qty"] + countAliases),
        ],
        required: ["date", "item", "on_hand"], dateColumns: ["date"], options: options)
    var snapshots: [StockSnapshot] = []
    for row in table.rows.indices {
        guard let key = columns.key(row), let date = columns.requiredDay("date", row) else { continue }
        switch columns.number("on_hand", row, range: -1e12...1e12) {
        case .value(let units): snapshots.append(StockSnapshot(date: date, key: key, onHand: units))
        case .blank: columns.reject(row, "on_hand", .missingQuantity)
        case .bad: break
        }
    }
    return columns.result(snapshots, role: "snapshots", path: path)
}

extension TableColumns {
    /// The item-location of a row; a row without item is quarantined.
    mutating func key(_ row: Int) -> ItemLocation? {
        guard let item = text("item", row) else {
            reject(row, "item", .missingItem)
            return nil
        }
        return ItemLocation(item: table.header.isNested ? referenceInBrackets(item) : item, location: text("location", row) ?? ItemLocation.defaultLocation)
    }

    /// `.some(nil)` for a blank cell, `nil` for one that is quarantined.
    mutating func optionalDay(_ name: String, _ row: Int) -> CalendarDay?? {
        switch day(name, row) {
        case .value(let day): .some(day)
        case .blank: .some(nil)
        case .bad: nil
        }
    }

    /// `.some(nil)` for a blank cell, `nil` for one that is quarantined.
    mutating func optionalNumber(_ name: String, _ row: Int, range: ClosedRange<Double>) -> Double?? {
        switch number(name, row, range: range) {
        case .value(let value): .some(value)
        case .blank: .some(nil)
        case .bad: nil
        }
    }

    /// Units that are not negative, `nil` where blank; `nil` as a whole where one is quarantined.
    fileprivate mutating func quantities(_ names: [String], _ row: Int) -> [Double?]? {
        var result: [Double?] = []
        for name in names {
            switch number(name, row, range: 0...1e12) {
            case .value(let value): result.append(value)
            case .blank: result.append(nil)
            case .bad: return nil
            }
        }
        return result
    }

    fileprivate mutating func requiredQuantity(_ row: Int) -> Double? {
        switch number("quantity", row, range: 0...1e12) {
        case .value(let value): return value
        case .bad: return nil
        case .blank:
            reject(row, "quantity", .missingQuantity)
            return nil
        }
    }
}
