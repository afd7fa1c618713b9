import CXlsxWriter
import DemandModel
import TextForms

/// What a planner has to look at, most urgent first.
private struct Exception {
    var rank: Int
    var what: String
    var why: String
    var item: PlannedItem
}

/// The sheet Exceptions: customers that wait, stock that runs out before an order of today arrives, items to check, limits that bind,
/// orders that are held back. An item stands under its most urgent heading.
func exceptionsSheet(_ run: PlanRun, file: WorkbookFile, footer: String) throws(WorkbookError) {
    let sheet = try file.sheet("Exceptions")
    let names = ["what", "item", "name", "supplier", "location", "position", "days of cover", "runs out (half)", "runs out (one in ten)",
                 "order now", "value", "why"]
    sheet.widths([26, 16, 30, 18, 11, 10, 9, 12, 12, 10, 12, 70])
    sheet.header(0, names)
    let exceptions = run.items.compactMap { exception($0, asOf: run.asOf) }.enumerated()
        .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element).prefix(WorkbookSheet.mostRows - 2)
    for (index, one) in exceptions.enumerated() {
        let row = index + 1, item = one.item, recommendation = one.item.recommendation
        sheet.text(row, 0, one.what)
        sheet.text(row, 1, item.key.item, .code)
        sheet.text(row, 2, item.card?.name ?? "")
        sheet.text(row, 3, item.supply.supplier)
        sheet.text(row, 4, item.key.location)
        sheet.number(row, 5, recommendation.inventoryPosition)
        sheet.number(row, 6, recommendation.daysOfCover.map { $0.rounded() })
        sheet.day(row, 7, recommendation.stockoutP50)
        sheet.day(row, 8, recommendation.stockoutP10)
        sheet.number(row, 9, recommendation.orderNow)
        sheet.number(row, 10, item.supply.unitCost.map { $0 * recommendation.orderNow }, .money)
        sheet.wrapped(row, 11, one.why, width: 70)
    }
    if exceptions.isEmpty { sheet.text(1, 0, "Nothing needs a look today.", .note) }
    if !exceptions.isEmpty {
        for (text, format) in [("customers wait", file.alarm), ("runs out before it arrives", file.alarm), ("failed", file.alarm), ("capped by a limit", file.warning)] {
            var rule = lxw_conditional_format()
            "\"\(text)\"".withCString { value in
                rule.type = UInt8(LXW_CONDITIONAL_TYPE_CELL.rawValue)
                rule.criteria = UInt8(LXW_CONDITIONAL_CRITERIA_EQUAL_TO.rawValue)
                rule.value_string = UnsafeMutablePointer(mutating: value)
                rule.format = format
                worksheet_conditional_format_range(sheet.sheet, 1, 0, lxw_row_t(exceptions.count), 0, &rule)
            }
        }
    }
    sheet.freeze(rows: 1, columns: 2)
    sheet.autofilter(0, lastRow: exceptions.count, columns: names.count)
    sheet.printSetup(footer)
}

private func exception(_ item: PlannedItem, asOf: CalendarDay) -> Exception? {
    let recommendation = item.recommendation
    func make(_ rank: Int, _ what: String, _ why: String) -> Exception { Exception(rank: rank, what: what, why: why, item: item) }
    if item.supply.backordered > max(0, item.supply.onHand) {
        return make(0, "customers wait", "\(decimalText(item.supply.backordered - max(0, item.supply.onHand))) units are promised and not on the shelf; "
            + recommendation.reason)
    }
    switch recommendation.status {
    case .failed: return make(2, "failed", recommendation.reason)
    case .noHistory, .kit, .replaced: return nil
    case .check: return make(3, "check", recommendation.reason)
    case .ok, .capped: break
    }
    let arrival = asOf.advanced(by: Int(min(max(0, item.supply.leadTimeDays), 36_500).rounded(.up)))
    if let out = recommendation.stockoutP50, out < arrival {
        return make(1, "runs out before it arrives", "an order of today arrives about \(arrival); " + recommendation.reason)
    }
    if let held = recommendation.heldBack, held > 0 { return make(4, "order held back", "\(decimalText(held)) units; " + recommendation.reason) }
    if recommendation.status == .capped { return make(5, "capped by a limit", recommendation.reason) }
    return nil
}
