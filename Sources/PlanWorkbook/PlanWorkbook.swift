import CXlsxWriter
import DemandModel
import PlanExport
import TextForms

/// A point of the curve of stock money against units waiting.
public struct WorkbookCurvePoint: Sendable, Equatable {
    public var money: Double
    public var expectedBackorders: Double

    public init(money: Double, expectedBackorders: Double) {
        self.money = money
        self.expectedBackorders = expectedBackorders
    }
}

/// A run as a workbook: Exceptions, Orders, Items, Summary and Overrides.
///
///     try writePlanWorkbook(run, orders: purchaseOrders(of: run), curve: points, to: "plan.xlsx")
///
/// - Parameters:
///   - curve: the exchange curve; empty where the run has no unit costs.
///   - moneyName: what the curve counts, for a person.
///   - approved: references of orders that are placed already, with the day.
/// - Throws: `WorkbookError`; a file that was there before is then still there (the caller writes to a temporary name).
public func writePlanWorkbook(
    _ run: PlanRun, orders: [PurchaseOrder], curve: [WorkbookCurvePoint], moneyName: String = "average inventory value",
    approved: [String: String] = [:], to path: String
) throws(WorkbookError) {
    let file = try WorkbookFile(path: path, title: "Plan \(run.id) of \(run.asOf)", day: run.asOf)
    let footer = "Twobin plan \(run.id), as of \(run.asOf)"
    try exceptionsSheet(run, file: file, footer: footer)
    try ordersSheet(orders, run: run, approved: approved, file: file, footer: footer)
    try itemsSheet(run, file: file, footer: footer)
    try summarySheet(run, orders: orders, curve: curve, moneyName: moneyName, file: file, footer: footer)
    try overridesSheet(run, file: file, footer: footer)
    try file.close(path: path)
}

/// Today's purchase orders alone, as a workbook with the sheet Orders of `writePlanWorkbook`.
///
/// - Throws: `WorkbookError`; a file that was there before is then still there (the caller writes to a temporary name).
public func writeOrdersWorkbook(_ run: PlanRun, orders: [PurchaseOrder], approved: [String: String] = [:], to path: String) throws(WorkbookError) {
    let file = try WorkbookFile(path: path, title: "Orders of plan \(run.id) of \(run.asOf)", day: run.asOf)
    try ordersSheet(orders, run: run, approved: approved, file: file, footer: "Twobin orders of plan \(run.id), as of \(run.asOf)")
    try file.close(path: path)
}

/// Orders grouped by supplier, with subtotals that follow a filter.
private func ordersSheet(
    _ orders: [PurchaseOrder], run: PlanRun, approved: [String: String], file: WorkbookFile, footer: String
) throws(WorkbookError) {
    let sheet = try file.sheet("Orders")
    let names = ["supplier", "location", "item", "supplier's code", "name", "packs", "units", "unit cost", "value", "needed by",
                 "expected", "by 9 times in 10", "added", "why", "order", "state"]
    sheet.widths([18, 11, 16, 16, 30, 8, 9, 10, 12, 11, 11, 12, 8, 46, 20, 18])
    worksheet_outline_settings(sheet.sheet, 1, 1, 0, 0)
    sheet.header(0, names)
    var row = 1
    for order in orders {
        let first = row
        for line in order.lines {
            var options = lxw_row_col_options()
            options.level = 1
            sheet.text(row, 0, order.supplierName)
            sheet.text(row, 1, order.location)
            sheet.text(row, 2, line.key.item, .code)
            sheet.text(row, 3, line.supplierCode ?? "", .code)
            sheet.text(row, 4, line.name ?? "")
            sheet.number(row, 5, line.packs)
            sheet.number(row, 6, line.units)
            sheet.number(row, 7, line.unitCost, .unitCost)
            sheet.number(row, 8, line.value, .money)
            sheet.day(row, 9, line.needBy)
            sheet.day(row, 10, line.receiptP50)
            sheet.day(row, 11, line.receiptP90)
            if line.addedUnits > 0 { sheet.number(row, 12, line.addedUnits) }
            sheet.wrapped(row, 13, line.reason, width: 46, options: options)
            sheet.text(row, 14, order.reference)
            sheet.text(row, 15, approved[order.reference].map { "placed on \($0)" } ?? "proposed")
            row += 1
        }
        sheet.text(row, 0, "\(order.supplierName), \(order.location): total", .strong)
        if !order.lines.isEmpty {
            sheet.formula(row, 6, "=SUBTOTAL(9,G\(first + 1):G\(row))", value: order.units, .strongQuantity)
            sheet.formula(row, 8, "=SUBTOTAL(9,I\(first + 1):I\(row))", value: order.value, .strongMoney)
        }
        var notes: [String] = []
        if let minimum = order.supplierMinimum { notes.append("minimum order \(fixed(minimum, 2))\(order.supplierValue + 0.005 < minimum ? " not reached" : "")") }
        if !order.note.isEmpty { notes.append(order.note) }
        if !notes.isEmpty { sheet.text(row, 13, notes.joined(separator: "; "), .note) }
        row += 1
    }
    if orders.isEmpty { sheet.text(1, 0, "Nothing is to be ordered today.", .note) }
    // What is needed before it can be there stands out.
    if row > 2 {
        var late = lxw_conditional_format()
        "=AND(ISNUMBER($J2),$J2<$K2)".withCString { text in
            late.type = UInt8(LXW_CONDITIONAL_TYPE_FORMULA.rawValue)
            late.value_string = UnsafeMutablePointer(mutating: text)
            late.format = file.alarm
            worksheet_conditional_format_range(sheet.sheet, 1, 9, lxw_row_t(row - 1), 9, &late)
        }
    }
    sheet.freeze(rows: 1, columns: 3)
    sheet.autofilter(0, lastRow: row - 1, columns: names.count)
    sheet.printSetup(footer)
}

/// All columns of the recommendations, with filters; numbers are numbers and codes text.
private func itemsSheet(_ run: PlanRun, file: WorkbookFile, footer: String) throws(WorkbookError) {
    let sheet = try file.sheet("Items")
    let columns = RecommendationTable.allColumns
    sheet.widths(columns.map { column in
        switch column.name {
        case "item", "supplier": 16
        case "name": 30
        case "reason": 80
        default: max(11, Double(column.name.split(separator: "_").map(\.count).max() ?? 8) + 3)
        }
    })
    sheet.header(0, columns.map { $0.name.replacing("_", with: " ") }, lines: 3)
    let styles = columns.map { column -> WorkbookFile.Style in
        switch column.unit {
        case "text": column.name == "item" ? .code : column.name == "reason" ? .clipped : .text
        case "money": .money
        case "money per unit": .unitCost
        case "share": .percent
        default: .quantity
        }
    }
    let last = min(run.items.count, WorkbookSheet.mostRows - 1)
    for row in 0..<last {
        // Both once: a copy of an item counts the references it holds.
        let recommendation = run.items[row].recommendation
        let item: PlannedItem? = run.items[row]
        for (column, style) in styles.enumerated() {
            switch columns[column].value(recommendation, item).short {
            case .text(let text) where columns[column].unit == "date": sheet.day(row + 1, column, CalendarDay(iso: text))
            case .text(let text): if !text.isEmpty { sheet.text(row + 1, column, text, style) }
            case .exact(let value), .estimate(let value): sheet.number(row + 1, column, value, style)
            case .none: break
            }
        }
    }
    if last > 0 {
        paint("capped", column: "status", with: file.warning, columns: columns, rows: last, sheet: sheet)
        paint("check", column: "status", with: file.warning, columns: columns, rows: last, sheet: sheet)
        paint("failed", column: "status", with: file.alarm, columns: columns, rows: last, sheet: sheet)
        if let position = columns.firstIndex(where: { $0.name == "inventory_position" }) {
            var below = lxw_conditional_format()
            below.type = UInt8(LXW_CONDITIONAL_TYPE_CELL.rawValue)
            below.criteria = UInt8(LXW_CONDITIONAL_CRITERIA_LESS_THAN.rawValue)
            below.value = 0
            below.format = file.alarm
            worksheet_conditional_format_range(sheet.sheet, 1, lxw_col_t(position), lxw_row_t(last), lxw_col_t(position), &below)
        }
    }
    sheet.freeze(rows: 1, columns: 2)
    sheet.autofilter(0, lastRow: last, columns: columns.count)
    sheet.printSetup(footer, repeatedColumns: 2)
}

private func paint(
    _ text: String, column name: String, with format: UnsafeMutablePointer<lxw_format>?, columns: [RecommendationColumn], rows: Int, sheet: WorkbookSheet
) {
    guard let column = columns.firstIndex(where: { $0.name == name }) else { return }
    var rule = lxw_conditional_format()
    "\"\(text)\"".withCString { value in
        rule.type = UInt8(LXW_CONDITIONAL_TYPE_CELL.rawValue)
        rule.criteria = UInt8(LXW_CONDITIONAL_CRITERIA_EQUAL_TO.rawValue)
        rule.value_string = UnsafeMutablePointer(mutating: value)
        rule.format = format
        worksheet_conditional_format_range(sheet.sheet, 1, lxw_col_t(column), lxw_row_t(rows), lxw_col_t(column), &rule)
    }
}

/// Levels that a planner sets by hand: those there are, and room for more. `twobin plan --overrides` reads this sheet.
private func overridesSheet(_ run: PlanRun, file: WorkbookFile, footer: String) throws(WorkbookError) {
    let sheet = try file.sheet("Overrides")
    sheet.widths([18, 12, 14, 14, 44, 18, 14, 60])
    let names = ["item", "location", "reorder_point", "order_up_to", "reason", "name", "expires"]
    sheet.header(0, names)
    sheet.text(0, 7, "Fill in item and reorder_point, order_up_to or both, then: twobin plan PLAN.toml --overrides THIS-FILE.xlsx", .note)
    var row = 1
    for item in run.items {
        guard let stock = item.supply.stock, stock.overrideReorderPoint != nil || stock.overrideOrderUpTo != nil else { continue }
        sheet.text(row, 0, item.key.item, .code)
        sheet.text(row, 1, item.key.location)
        sheet.number(row, 2, stock.overrideReorderPoint)
        sheet.number(row, 3, stock.overrideOrderUpTo)
        sheet.text(row, 4, stock.overrideReason ?? "")
        sheet.text(row, 5, stock.overrideBy ?? "")
        sheet.day(row, 6, stock.overrideExpires)
        row += 1
    }
    for empty in row..<row + 200 {
        for column in names.indices {
            let style: WorkbookFile.Style = column == 0 ? .code : .input
            worksheet_write_blank(sheet.sheet, lxw_row_t(empty), lxw_col_t(column), file.format(style))
        }
    }
    numberRule(sheet, firstRow: 1, lastRow: row + 199)
    sheet.freeze(rows: 1, columns: 1)
    sheet.printSetup(footer)
}

/// Levels are numbers.
private func numberRule(_ sheet: WorkbookSheet, firstRow: Int, lastRow: Int) {
    var rule = lxw_data_validation()
    rule.validate = UInt8(LXW_VALIDATION_TYPE_DECIMAL.rawValue)
    rule.criteria = UInt8(LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO.rawValue)
    rule.value_number = -1_000_000
    "A number of units".withCString { title in
        "Write a number of units, or leave the cell empty.".withCString { message in
            rule.error_title = UnsafeMutablePointer(mutating: title)
            rule.error_message = UnsafeMutablePointer(mutating: message)
            worksheet_data_validation_range(sheet.sheet, lxw_row_t(firstRow), 2, lxw_row_t(lastRow), 3, &rule)
        }
    }
}
