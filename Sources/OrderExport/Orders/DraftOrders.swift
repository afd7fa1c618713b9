import DemandModel
import TextForms

/// Today's purchase orders for another system, as drafts.
///
/// - Parameters:
///   - orders: of the run, by supplier and location.
///   - fixedQuantityItems: items whose live rule orders them by itself (ERPNext): they are left out.
/// - Throws: `ExportProblem` where nothing can be written.
public func exportOrders(
    _ orders: [PurchaseOrder], dialect: OrderDialect, options: ExportOptions, fixedQuantityItems: Set<ItemLocation> = []
) throws(ExportProblem) -> ExportResult {
    // A transfer between a shop's own locations is no purchase.
    let transfers = orders.count { $0.isTransfer == true && options.includes($0.location) }
    let included = orders.filter { options.includes($0.location) && $0.isTransfer != true }
    try refuseUnknownUnits(included)
    if options.allowsFormulaText == false {
        try refuseFormulas(included.flatMap { order in
            order.lines.map(\.key) + [ItemLocation(item: order.supplier)] + order.lines.compactMap { $0.supplierCode.map { ItemLocation(item: $0) } }
        })
    }
    var result = ExportResult()
    switch dialect {
    case .odoo:
        guard let text = options.odooVersion, let version = OdooVersion(text) else {
            throw .option("Odoo's versions name the unit of a line differently, so there is no default: add --odoo-version 16, 17, 18 or 19")
        }
        result.files = [odooOrders(included, version: version, options: options, leftOut: &result.leftOut)]
        result.notes = ["Each order has its own external id: importing the file again updates the drafts and makes no second ones. Quantities are in the purchase unit."]
            + odooOrderNotes(included, options: options)
    case .erpnext:
        result.files = [materialRequests(included, options: options, fixedQuantityItems: fixedQuantityItems, leftOut: &result.leftOut)]
        result.notes = ["Material requests are drafts until they are submitted; their title is the reference of the order."]
    case .shopify:
        result.files = shopifyOrders(included, leftOut: &result.leftOut)
        result.notes = ["One file per supplier and location: a purchase order has one of each. Rows match by SKU."]
    case .amazon:
        result.files = [shipmentPlan(included, leftOut: &result.leftOut)]
    case .generic:
        guard let mapping = options.mapping else { throw .option("--format generic needs a mapping file: add --mapping FILE.toml") }
        result.files = [try genericOrders(included, mapping: mapping, options: options, leftOut: &result.leftOut)]
    default:
        throw .option("\(dialect.title) has no file of purchase orders here; odoo, erpnext, shopify, amazon and generic have. `twobin orders --format csv` writes them plainly.")
    }
    if [.erpnext, .generic].contains(dialect) { result.notes += placeNotes(Set(included.map(\.location)), dialect: dialect, options: options) }
    if transfers > 0 { result.notes.append("\(counted(transfers, "transfer")) between own locations left out: they are no purchases (twobin orders lists them).") }
    return result
}

/// Leaves out orders that are placed already.
///
/// - Parameter placed: references with the day.
/// - Throws: where nothing else is left.
public func withoutPlaced(_ orders: [PurchaseOrder], placed: [String: String]) throws(ExportProblem) -> (orders: [PurchaseOrder], leftOut: [LeftOut]) {
    let again = orders.filter { placed[$0.reference] != nil }, open = orders.filter { placed[$0.reference] == nil }
    if open.isEmpty, !again.isEmpty { throw .placed(orders: again.map { "\($0.reference) to \($0.supplierName)" }) }
    return (open, again.flatMap { order in
        order.lines.map { LeftOut(key: $0.key, reason: "\(order.reference) was placed on \(placed[order.reference] ?? ""): --again writes it once more") }
    })
}

/// Items that ERPNext requests by itself once the rules of these items are imported: a material request would order them twice.
public func itemsWithLevelInERPNext(_ items: [PlannedItem]) -> Set<ItemLocation> {
    var planned: [String: Int] = [:]
    var byItem: [String: [ItemLocation]] = [:]
    for item in items {
        planned[item.key.item, default: 0] += 1
        guard case .success(let rule) = StockRule.rule(for: item) else { continue }
        let row = RuleRow(item: item, rule: rule, trigger: .atOrBelow, location: item.key.location)
        if row.hasLevelInERPNext { byItem[item.key.item, default: []].append(item.key) }
    }
    // An item's warehouses are written together or not at all.
    return Set(byItem.filter { planned[$0.key] == $0.value.count }.flatMap(\.value))
}

private func odooOrderNotes(_ orders: [PurchaseOrder], options: ExportOptions) -> [String] {
    let lines = orders.filter { !$0.supplier.isEmpty }.flatMap(\.lines)
    var notes: [String] = []
    if lines.contains(where: { $0.purchaseUnit != nil }), lines.contains(where: { $0.purchaseUnit == nil }) {
        notes.append("Lines of items without a purchase unit are in \"\(options.stockUnit ?? odooUnit)\", since an empty cell is no unit to Odoo"
            + (options.stockUnit == nil ? " (--stock-unit NAME where yours is called otherwise)." : "."))
    }
    if lines.contains(where: { $0.unitCost == nil }) {
        notes.append("Prices are left to Odoo's vendor pricelists: some lines have none here, and an empty cell would be a price of 0.")
    }
    let places = Set(orders.map(\.location)).sorted(by: bytesPrecede)
    if places.count > 1 {
        notes.append("The orders are for \(places.count) locations (\(places.prefix(4).joined(separator: ", "))), which stand in Source Document: set Deliver To of each draft.")
    }
    return notes
}

/// What Odoo itself calls its unit of single pieces.
private let odooUnit = "Units"

private func refuseUnknownUnits(_ orders: [PurchaseOrder]) throws(ExportProblem) {
    let unknown = orders.flatMap(\.lines).filter { $0.purchaseUnit != nil && $0.unitsPerPurchaseUnit == nil }.map(\.key.uniqueID)
    if !unknown.isEmpty { throw .purchaseUnit(items: unknown) }
}

/// Units of a line in the unit in which the item is bought; `nil` where they are not whole ones.
private func purchaseQuantity(_ line: PurchaseLine, leftOut: inout [LeftOut]) -> Double? {
    guard let size = line.unitsPerPurchaseUnit, size != 1 else { return line.units }
    let quantity = line.units / size
    if abs(quantity - quantity.rounded()) < 1e-9 { return quantity.rounded() }
    leftOut.append(LeftOut(
        key: line.key, reason: "\(decimalText(line.units)) units are not whole purchase units of \(decimalText(size)): set order_multiple = \(decimalText(size)) in the items table"))
    return nil
}

private func whole(_ line: PurchaseLine, _ quantity: Double, _ leftOut: inout [LeftOut]) -> Bool {
    if quantity > 0, quantity == quantity.rounded() { return true }
    leftOut.append(LeftOut(key: line.key, reason: "\(decimalText(quantity)) is no whole number of units, which is all that the system takes"))
    return false
}

/// Draft requests for quotation: the fields of an order stand on its first row only.
private func odooOrders(_ orders: [PurchaseOrder], version: OdooVersion, options: ExportOptions, leftOut: inout [LeftOut]) -> ExportedFile {
    let hasUnit = orders.contains { $0.lines.contains { $0.purchaseUnit != nil } }
    // An empty cell is False to Odoo's import, a price of 0 and a line without a unit, and not what the vendor's pricelist says.
    let hasPrices = orders.allSatisfy { $0.supplier.isEmpty || $0.lines.allSatisfy { $0.unitCost != nil } }
    var table = CommaSeparatedWriter(textEscaping: .exact)
    table.header(["id", "partner_id", "date_order", "origin", "order_line/product_id", "order_line/product_qty"]
        + (hasUnit ? [version.hasPackagingUnit ? "order_line/product_uom_id" : "order_line/product_uom"] : [])
        + (hasPrices ? ["order_line/price_unit"] : []) + ["order_line/date_planned"])
    var rows = 0
    for order in orders {
        if order.supplier.isEmpty {
            leftOut += order.lines.map { LeftOut(key: $0.key, reason: "no supplier: an order needs one") }
            continue
        }
        var isFirst = true
        for line in order.lines {
            guard let quantity = purchaseQuantity(line, leftOut: &leftOut) else { continue }
            if isFirst {
                table.text("twobin.po_" + stableFingerprint(order.reference + "\u{1F}" + order.supplier + "\u{1F}" + order.location))
                table.text(order.supplier)
                table.text(order.orderedOn.description + " 00:00:00")
                table.text(order.reference + (order.location == ItemLocation.defaultLocation ? "" : " " + order.location))
            } else {
                for _ in 0..<4 { table.empty() }
            }
            table.text(line.key.item)
            table.number(quantity)
            if hasUnit { table.text(line.purchaseUnit ?? options.stockUnit ?? odooUnit) }
            if hasPrices { table.number(line.unitCost.map { shortDecimal($0 * (line.unitsPerPurchaseUnit ?? 1), digits: 8) }) }
            table.text(line.receiptP50.description + " 00:00:00")
            table.endRow()
            isFirst = false
            rows += 1
        }
    }
    return ExportedFile(name: "odoo-orders.csv", bytes: table.drain(), rows: rows)
}

private func materialRequests(
    _ orders: [PurchaseOrder], options: ExportOptions, fixedQuantityItems: Set<ItemLocation>, leftOut: inout [LeftOut]
) -> ExportedFile {
    let hasUnit = orders.contains { $0.lines.contains { $0.purchaseUnit != nil } }
    var table = CommaSeparatedWriter(textEscaping: .exact)
    table.header(["title", "material_request_type", "transaction_date", "schedule_date"] + (options.company == nil ? [] : ["company"])
        + ["items.item_code", "items.qty"] + (hasUnit ? ["items.uom"] : []) + ["items.schedule_date", "items.warehouse"])
    var rows = 0
    for order in orders {
        let last = order.lines.map(\.receiptP50).max() ?? order.orderedOn
        var isFirst = true
        for line in order.lines {
            if fixedQuantityItems.contains(line.key) {
                leftOut.append(LeftOut(key: line.key, reason: "its reorder level requests it by itself: a request here would order twice (--with-rule-items writes it)"))
                continue
            }
            guard let quantity = purchaseQuantity(line, leftOut: &leftOut) else { continue }
            if isFirst {
                table.text(order.reference)
                table.text("Purchase")
                table.text(order.orderedOn.description)
                table.text(last.description)
                if let company = options.company { table.text(company) }
            } else {
                for _ in 0..<(options.company == nil ? 4 : 5) { table.empty() }
            }
            table.text(line.key.item)
            table.number(quantity)
            if hasUnit { if let unit = line.purchaseUnit ?? options.stockUnit { table.text(unit) } else { table.empty() } }
            table.text(line.receiptP50.description)
            table.text(options.name(of: order.location, dialect: .erpnext))
            table.endRow()
            isFirst = false
            rows += 1
        }
    }
    return ExportedFile(name: "erpnext-material-requests.csv", bytes: table.drain(), rows: rows)
}

private func shopifyOrders(_ orders: [PurchaseOrder], leftOut: inout [LeftOut]) -> [ExportedFile] {
    orders.compactMap { order in
        var table = CommaSeparatedWriter(textEscaping: .exact)
        table.header(["SKU", "Supplier SKU", "Quantity", "Cost", "Tax"])
        var rows = 0
        for line in order.lines where whole(line, line.units, &leftOut) {
            table.text(line.key.item)
            if let code = line.supplierCode { table.text(code) } else { table.empty() }
            table.number(line.units)
            table.number(line.unitCost)
            table.empty()
            table.endRow()
            rows += 1
        }
        guard rows > 0 else { return nil }
        return ExportedFile(name: "\(order.reference)-\(fileNamePart(order.supplierName))-\(fileNamePart(order.location)).csv", bytes: table.drain(), rows: rows)
    }
}

private func shipmentPlan(_ orders: [PurchaseOrder], leftOut: inout [LeftOut]) -> ExportedFile {
    var table = CommaSeparatedWriter(textEscaping: .exact)
    table.header(["MSKU", "Quantity"])
    var units: [String: Double] = [:]
    for order in orders { for line in order.lines where whole(line, line.units, &leftOut) { units[line.key.item, default: 0] += line.units } }
    for (item, quantity) in units.sorted(by: { bytesPrecede($0.key, $1.key) }) {
        table.text(item)
        table.number(quantity)
        table.endRow()
    }
    return ExportedFile(name: "amazon-shipment-plan.csv", bytes: table.drain(), rows: units.count)
}

private func genericOrders(
    _ orders: [PurchaseOrder], mapping: ExportMapping, options: ExportOptions, leftOut: inout [LeftOut]
) throws(ExportProblem) -> ExportedFile {
    let inPurchaseUnits = mapping.columns.contains { $0.content == .field(.purchaseQuantity) }
    var table = CommaSeparatedWriter(textEscaping: .exact, delimiter: mapping.delimiter)
    table.header(mapping.columns.map(\.name))
    func number(_ value: Double?) -> String {
        let text = value.map(decimalText) ?? ""
        return mapping.decimalComma ? String(text.map { $0 == "." ? "," : $0 }) : text
    }
    var rows = 0
    for order in orders {
        for line in order.lines {
            var bought = line.units
            if inPurchaseUnits {
                guard let quantity = purchaseQuantity(line, leftOut: &leftOut) else { continue }
                bought = quantity
            }
            for column in mapping.columns {
                switch column.content {
                case .constant(let text): table.text(text)
                case .field(let field):
                    switch field {
                    case .item: table.text(line.key.item)
                    case .location: table.text(options.name(of: order.location, dialect: .generic))
                    case .supplier: table.text(order.supplier)
                    case .supplierCode: table.text(line.supplierCode ?? "")
                    case .name: table.text(line.name ?? "")
                    case .barcode: table.text(line.barcode ?? "")
                    case .orderNow: table.text(number(line.units))
                    case .unitCost: table.text(number(line.unitCost))
                    case .orderMultiple: table.text(number(line.unitsPerPack))
                    case .reference: table.text(order.reference)
                    case .orderDate: table.text(order.orderedOn.description)
                    case .needBy: table.text(line.needBy?.description ?? "")
                    case .expectedOn: table.text(line.receiptP50.description)
                    case .packs: table.text(number(line.packs))
                    case .purchaseQuantity: table.text(number(bought))
                    case .purchaseUnit: table.text(line.purchaseUnit ?? options.stockUnit ?? "")
                    case .lineValue: table.text(number(line.value))
                    default:
                        throw .option("the column \(column.name) holds \(field.rawValue), which a purchase order does not have; make a section of its own for orders")
                    }
                }
            }
            table.endRow()
            rows += 1
        }
    }
    return ExportedFile(name: "\(slug(mapping.name))-orders.csv", bytes: fileBytes(table.drain(), mapping: mapping), rows: rows)
}
