import DemandModel
import TextForms

/// How a version of Odoo rounds what an order needs to whole multiples.
///
/// Up to 17.0 and in 19 the gap to the maximum is rounded up, from 17.2 to 18 down; a gap smaller than the multiple then orders nothing,
/// and the rule is dead.
public struct OdooVersion: Sendable, Equatable {
    public var text: String
    public var roundsUp: Bool
    /// From 19 on a packaging unit of measure stands in place of the number.
    public var hasPackagingUnit: Bool

    /// `14` to `19`, or `17.2`; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard let major = parts.first ?? nil, (14...19).contains(major), parts.count <= 2, parts.allSatisfy({ $0 != nil }) else { return nil }
        let minor = parts.count == 2 ? parts[1] ?? 0 : 0
        self.text = text
        roundsUp = major == 19 || major < 17 || (major == 17 && minor < 2)
        hasPackagingUnit = major == 19
    }
}

/// Orderpoints (`stock.warehouse.orderpoint`).
func odooRules(_ version: OdooVersion) -> DialectTable {
    let minimum: @Sendable (RuleRow) -> ExportCell = { .number($0.minimum) }
    let maximum: @Sendable (RuleRow) -> ExportCell = { row in
        .number(version.roundsUp ? max(row.minimum, row.rule.maximumWhenRoundedUp) : row.rule.maximum)
    }
    var table = DialectTable()
    table.columns = [
        RuleColumn("id") { .text("twobin.op_" + stableFingerprint($0.item.key.item + "\u{1F}" + $0.item.key.location)) },
        RuleColumn("product_id") { .text($0.item.key.item) },
        RuleColumn("location_id") { .text($0.location) },
        RuleColumn("product_min_qty", minimum),
        RuleColumn("product_max_qty", maximum),
        version.hasPackagingUnit
            ? RuleColumn("replenishment_uom_id") { $0.rule.multiple > $0.rule.step ? .text(packagingName($0)) : .none }
            : RuleColumn("qty_multiple") { $0.rule.multiple > $0.rule.step ? .number($0.rule.multiple) : .number($0.rule.isCount ? 1 : 0) },
        RuleColumn("trigger") { _ in .text("manual") },
    ]
    var merge = MergeColumns(
        item: ["product_id/default_code", "Product/Internal Reference", "product_id", "Product", "Internal Reference"],
        location: ["location_id", "Location", "location_id/complete_name", "location_id/id"],
        values: [
            (["product_min_qty", "Min Quantity", "Minimum Quantity", "Min"], minimum),
            (["product_max_qty", "Max Quantity", "Maximum Quantity", "Max"], maximum),
        ])
    merge.itemCode = codeInBrackets
    if version.hasPackagingUnit {
        merge.refusal = { table, row, rule in
            guard rule.rule.multiple > rule.rule.step, let column = table.column(named: ["replenishment_uom_id", "Replenishment UoM", "Multiple"]),
                  table.text(row: row, column: column).isEmpty else { return nil }
            return "orders come in \(decimalText(rule.rule.multiple)): set the rule's replenishment unit to a pack of that size first"
        }
    } else {
        merge.values.append((["qty_multiple", "Multiple Quantity", "Quantity Multiple"], { row in
            row.rule.multiple > row.rule.step ? .number(row.rule.multiple) : .number(row.rule.isCount ? 1 : 0)
        }))
    }
    table.merge = merge
    table.notes = [
        "Odoo \(version.text) orders when the forecast is strictly below the minimum, so the minimum is r and one step; it rounds to multiples "
            + (version.roundsUp ? "up" : "down") + ".",
        "New rules have trigger = manual: look at them under Replenishment, then set them to auto.",
    ] + (version.hasPackagingUnit ? ["Units of measure such as \"Pack of 6\" must exist in Odoo with these names."] : [])
    return table
}

/// The packaging unit of measure: the purchase unit where it holds as many, else `Pack of 6`.
private func packagingName(_ row: RuleRow) -> String {
    if let unit = row.item.card?.purchaseUnit, row.item.card?.unitsPerPurchaseUnit == row.rule.multiple { return unit }
    return "Pack of " + decimalText(row.rule.multiple)
}

/// `[0012] Mug`, as Odoo shows a product, is the item `0012`.
@Sendable func codeInBrackets(_ text: String) -> String {
    guard text.hasPrefix("["), let close = text.firstIndex(of: "]") else { return text }
    return String(text[text.index(after: text.startIndex)..<close])
}
