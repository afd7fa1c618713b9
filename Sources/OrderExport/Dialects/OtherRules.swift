import DemandModel
import TextForms

/// ERPNext: rows of the child table `reorder_levels` of Item, by field name.
///
/// There is no order-up-to level and no multiple: what is requested is the larger of the quantity and what lacks to the level. This is Twobin's
/// (r,Q) for every position above r - Q.
func erpnextRules() -> DialectTable {
    var table = DialectTable()
    table.columns = [
        RuleColumn("name") { .text($0.item.key.item) },
        RuleColumn("reorder_levels.warehouse") { .text($0.location) },
        RuleColumn("reorder_levels.warehouse_reorder_level") { .number($0.minimum) },
        RuleColumn("reorder_levels.warehouse_reorder_qty") { .number($0.quantity) },
        RuleColumn("reorder_levels.material_request_type") { _ in .text("Purchase") },
    ]
    var merge = MergeColumns(
        item: ["name", "ID", "item_code", "Item Code"],
        location: ["reorder_levels.warehouse", "warehouse", "Request for"],
        values: [
            (["reorder_levels.warehouse_reorder_level", "warehouse_reorder_level", "Re-order Level"], { .number($0.minimum) }),
            (["reorder_levels.warehouse_reorder_qty", "warehouse_reorder_qty", "Re-order Qty"], { .number($0.quantity) }),
        ])
    merge.carriesItem = true
    table.merge = merge
    table.refusal = { row in
        row.hasLevelInERPNext ? nil : "orders up to S, which ERPNext has no setting for: use its material requests (--content orders)"
    }
    table.notes = [
        "ERPNext requests when the projected quantity is at or below the level, the larger of the quantity and what lacks to the level: from far below that "
            + "is no whole number of packs unless the item's purchase unit is the pack.",
        "Importing an item replaces its whole reorder table: all of its warehouses are in the file together.",
    ]
    return table
}

/// WooCommerce: an alert, no order; one stock per product.
func woocommerceRules() -> DialectTable {
    var table = DialectTable()
    table.columns = [RuleColumn("SKU") { .text($0.item.key.item) }, RuleColumn("Low stock amount") { .number($0.minimum) }]
    table.merge = MergeColumns(
        item: ["SKU", "Artikelnummer", "UGS", "COD", "REF"], location: [],
        values: [(["Low stock amount", "Geringe Lagermenge", "Montant de stock faible"], { .number($0.minimum) })])
    table.refusal = { $0.rule.isCount ? nil : "WooCommerce keeps whole numbers of units" }
    table.notes = ["Tick \"update existing products\" in the importer. WooCommerce warns when the stock is at or below the amount; it orders nothing."]
    return table
}

/// Business Central: planning fields of stockkeeping units, or of items where there is one location.
func businessCentralRules(perLocation: Bool) -> DialectTable {
    let policy: @Sendable (RuleRow) -> ExportCell = { .text($0.rule.isFixedQuantity ? "Fixed Reorder Qty." : "Maximum Qty.") }
    let quantity: @Sendable (RuleRow) -> ExportCell = { $0.rule.isFixedQuantity ? .number($0.quantity) : .number(0) }
    let maximum: @Sendable (RuleRow) -> ExportCell = { $0.rule.isFixedQuantity ? .number(0) : .number(max($0.rule.maximumWhenRoundedUp, $0.rule.reorderPoint + $0.rule.step)) }
    let multiple: @Sendable (RuleRow) -> ExportCell = { .number($0.rule.multiple > $0.rule.step ? $0.rule.multiple : 0) }
    let values: [(String, @Sendable (RuleRow) -> ExportCell)] = [
        ("Reordering Policy", policy), ("Reorder Point", { .number($0.minimum) }), ("Reorder Quantity", quantity),
        ("Maximum Inventory", maximum), ("Order Multiple", multiple),
    ]
    var table = DialectTable()
    table.columns = [RuleColumn(perLocation ? "Item No." : "No.") { .text($0.item.key.item) }]
        + (perLocation ? [RuleColumn("Location Code") { .text($0.location) }] : [])
        + values.map { RuleColumn($0.0, $0.1) }
        + [RuleColumn("Time Bucket") { $0.item.supply.reviewPeriodDays > 0 ? .text(decimalText($0.item.supply.reviewPeriodDays.rounded()) + "D") : .none }]
    table.merge = MergeColumns(
        item: ["Item No.", "No."], location: ["Location Code"],
        values: [values[1], values[0], values[2], values[3], values[4]].map { (names: [$0.0], value: $0.1) })
    table.notes = [
        "Business Central orders when the projected inventory is at the reorder point or below it; Maximum Qty. rounds up to the order multiple, which the "
            + "maximum allows for.",
        "Safety stock is in the reorder point: leave Safety Stock Quantity at 0. A projected inventory below zero is ordered as an emergency besides.",
        "Paste the columns into Edit in Excel, or into the sheet of a configuration package: the Reordering Policy goes first, the other fields are open only after it.",
    ]
    return table
}

/// SAP: fields of MARC. What triggers at the reorder point itself is not published: the trigger can be chosen.
func sapRules() -> DialectTable {
    var table = DialectTable()
    table.columns = [
        RuleColumn("MATNR") { .text($0.item.key.item) }, RuleColumn("WERKS") { .text($0.location) },
        RuleColumn("DISMM") { _ in .text("VB") }, RuleColumn("DISLS") { .text($0.rule.isFixedQuantity ? "FX" : "HB") },
        RuleColumn("MINBE") { .number($0.minimum) },
        RuleColumn("BSTFE") { $0.rule.isFixedQuantity ? .number($0.quantity) : .none },
        RuleColumn("MABST") { $0.rule.isFixedQuantity ? .none : .number($0.rule.maximum) },
        RuleColumn("BSTRF") { .init($0.pack) }, RuleColumn("PLIFZ") { .number($0.leadTimeDays) },
    ]
    table.merge = MergeColumns(
        item: ["MATNR", "Material", "Material Number"], location: ["WERKS", "Plant"],
        values: [
            (["MINBE", "Reorder Point", "REORDER_PT"], { .number($0.minimum) }),
            (["BSTFE", "Fixed lot size", "FIXED_LOT"], { $0.rule.isFixedQuantity ? .number($0.quantity) : .none }),
            (["MABST", "Maximum Stock Level", "MAX_STOCK"], { $0.rule.isFixedQuantity ? .none : .number($0.rule.maximum) }),
            (["BSTRF", "Rounding value", "ROUND_VAL"], { .init($0.pack) }),
            (["DISLS", "Lot size", "Lot Sizing Procedure"], { .text($0.rule.isFixedQuantity ? "FX" : "HB") }),
        ])
    table.merge?.itemCode = materialNumber
    table.merge?.planCode = materialNumber
    table.notes = [
        "Quantities are in the base unit of measure. SAP's help says that stock below the reorder point triggers: MINBE is r and one step (--trigger at_or_below: r).",
        "With BSTRF, SAP rounds up to whole packs; a replenishment to the maximum level (HB) may then exceed it.",
        "MINBE counts only where DISMM is a reorder point procedure (VB); a merged file keeps the DISMM that is there.",
    ]
    return table
}

/// A material number without the zeros that SAP puts in front of one that is all digits.
@Sendable func materialNumber(_ text: String) -> String {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return text }
    let bare = text.drop { $0 == "0" }
    return bare.isEmpty ? "0" : String(bare)
}

func netsuiteRules() -> DialectTable {
    let off: @Sendable (RuleRow) -> ExportCell = { _ in .text("F") }
    var table = DialectTable()
    table.columns = [
        RuleColumn("External ID") { .text($0.item.key.item) }, RuleColumn("Location") { .text($0.location) },
        RuleColumn("Reorder Point") { .number($0.minimum) }, RuleColumn("Preferred Stock Level") { .number($0.rule.maximum) },
        RuleColumn("Lead Time") { .number($0.leadTimeDays) },
        RuleColumn("Auto-Calculate Reorder Point", off), RuleColumn("Auto-Calculate Preferred Stock Level", off), RuleColumn("Auto-Calculate Lead Time", off),
    ]
    table.merge = MergeColumns(
        item: ["External ID", "Internal ID", "Name", "Item"], location: ["Location", "Locations : Location"],
        values: [
            (["Reorder Point", "Locations : Reorder Point"], { .number($0.minimum) }),
            (["Preferred Stock Level", "Locations : Preferred Stock Level"], { .number($0.rule.maximum) }),
            (["Auto-Calculate Reorder Point", "Locations : Auto-Calculate Reorder Point"], off),
            (["Auto-Calculate Preferred Stock Level", "Locations : Auto-Calculate Preferred Stock Level"], off),
        ])
    table.notes = [
        "NetSuite overwrites imported levels where Auto-Calculate is on: the file turns it off (a merged file, where it has these columns). When NetSuite "
            + "orders at the point itself is not published: r is written (--trigger below: r and one step).",
    ]
    return table
}

/// Merge only: blank cells clear data and columns must stay.
func unleashedRules() -> DialectTable {
    var table = DialectTable()
    table.merge = MergeColumns(
        item: ["Product Code"], location: ["Warehouse Code"],
        values: [
            (["Min Stock Level", "Min Stock Alert Level"], { .number($0.minimum) }),
            (["Max Stock Level", "Max Stock Alert Level"], { .number($0.rule.maximum) }),
        ])
    table.notes = ["Unleashed warns when the available stock is below the minimum: the minimum is r and one step. It orders nothing by itself."]
    return table
}

func cin7Rules() -> DialectTable {
    var table = DialectTable()
    table.merge = MergeColumns(
        item: ["ProductCode", "Product Code", "SKU", "ProductSKU"], location: ["Location", "LocationName"],
        values: [(["MinimumBeforeReorder", "Minimum Before Reorder"], { .number($0.minimum) }), (["ReorderQuantity", "Reorder Quantity"], { .number($0.quantity) })])
    table.notes = ["When Cin7 Core orders at its minimum is not published: r is written (--trigger below: r and one step)."]
    return table
}

func katanaRules() -> DialectTable {
    var table = DialectTable()
    table.merge = MergeColumns(
        item: ["Variant code / SKU", "SKU", "Variant code", "Code"], location: ["Location"],
        values: [(["Reorder point"], { .number($0.minimum) })])
    table.notes = ["When Katana warns at its reorder point is not published: r is written (--trigger below: r and one step)."]
    return table
}

/// A system of a mapping file.
func genericRules(_ mapping: ExportMapping) -> DialectTable {
    var table = DialectTable()
    func value(_ content: ExportMapping.Content) -> @Sendable (RuleRow) -> ExportCell {
        switch content {
        case .constant(let text): { _ in .text(text) }
        case .field(let field): { cell(field, of: $0) }
        }
    }
    table.columns = mapping.columns.map { RuleColumn($0.name, value($0.content)) }
    func names(_ field: ExportMapping.Field) -> [String] { mapping.columns.filter { $0.content == .field(field) }.map(\.name) }
    let keys = names(.item) + names(.location)
    table.merge = MergeColumns(
        item: names(.item), location: names(.location),
        values: mapping.columns.filter { column in
            if case .constant = column.content { return false }
            return !keys.contains(column.name)
        }.map { (names: [$0.name], value: value($0.content)) })
    return table
}

private func cell(_ field: ExportMapping.Field, of row: RuleRow) -> ExportCell {
    let item = row.item
    switch field {
    case .item: return .text(item.key.item)
    case .location: return .text(row.location)
    case .supplier: return .text(item.supply.supplier)
    case .supplierCode: return .init(item.card?.supplierCode)
    case .name: return .init(item.card?.name)
    case .barcode: return .init(item.card?.barcode)
    case .reorderPoint: return .number(row.minimum)
    case .orderUpTo: return .number(row.rule.maximum)
    case .orderUpToRoundedUp: return .number(row.rule.maximumWhenRoundedUp)
    case .orderQuantity: return .init(item.recommendation.policy?.orderQuantity)
    case .orderMultiple: return .number(row.rule.multiple)
    case .minimumOrderQuantity: return .init(item.supply.minimumOrderQuantity)
    case .safetyStock: return .init(item.recommendation.performance.map { ($0.safetyStock * 100).rounded() / 100 })
    case .leadTimeDays: return .number(row.leadTimeDays)
    case .reviewPeriodDays: return .number(item.supply.reviewPeriodDays)
    case .unitCost: return .init(item.supply.unitCost)
    case .orderNow: return .number(item.recommendation.orderNow)
    case .policy: return .text(row.rule.kind.rawValue)
    // Refused before: rules have none of these.
    case .reference, .orderDate, .needBy, .expectedOn, .packs, .purchaseQuantity, .purchaseUnit, .lineValue: return .none
    }
}
