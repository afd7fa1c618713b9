import CustomerBackorders
import CXlsxWriter
import DemandModel
import PlanExport
import TextForms

/// A supplier's forecast as a workbook to share: what it can expect to be asked for in each of the coming months, and between which bounds.
///
/// The first sheet has a row for each item with the units of every month and their total; the second has the range of each month, in which eight of
/// ten such months lie. Nothing in it is an order.
///
/// - Parameters:
///   - months: the supplier's rows of `supplierOutlook`.
///   - names: of items, for a person.
/// - Throws: `WorkbookError`; the caller writes to a temporary name.
public func writeOutlookWorkbook(
    _ supplier: String, months: [SupplierMonth], names: [String: String], asOf: CalendarDay, to path: String
) throws(WorkbookError) {
    let file = try WorkbookFile(path: path, title: "Forecast for \(supplier) as of \(asOf)", day: asOf)
    let footer = "Forecast as of \(asOf): expected, not ordered"
    try monthsSheet(months, names: names, asOf: asOf, file: file, footer: footer)
    try rangesSheet(months, asOf: asOf, file: file, footer: footer)
    try file.close(path: path)
}

private func monthsSheet(
    _ months: [SupplierMonth], names: [String: String], asOf: CalendarDay, file: WorkbookFile, footer: String
) throws(WorkbookError) {
    let sheet = try file.sheet("Forecast")
    let count = months.map(\.month).max() ?? 0
    sheet.widths([16, 30, 11] + [Double](repeating: 12, count: count) + [12])
    sheet.header(0, ["item", "name", "location"] + (1...max(1, count)).map { "from \(SupplierTables.monthStart($0, asOf: asOf))" } + ["all months"])
    var byItem: [ItemLocation: [SupplierMonth]] = [:]
    for month in months { if let key = month.key { byItem[key, default: []].append(month) } }
    let keys = byItem.keys.sorted().prefix(WorkbookSheet.mostRows - 2)
    var row = 1
    for key in keys {
        sheet.text(row, 0, key.item, .code)
        sheet.text(row, 1, names[key.item] ?? "")
        sheet.text(row, 2, key.location)
        var sum = 0.0
        for month in byItem[key] ?? [] {
            sheet.number(row, 2 + month.month, month.units.rounded())
            sum += month.units.rounded()
        }
        sheet.number(row, 3 + count, sum, .strongQuantity)
        row += 1
    }
    sheet.text(row, 0, "all items", .strong)
    var total = 0.0
    for month in months where month.key == nil {
        sheet.number(row, 2 + month.month, month.units.rounded(), .strongQuantity)
        total += month.units.rounded()
    }
    sheet.number(row, 3 + count, total, .strongQuantity)
    sheet.freeze(rows: 1, columns: 1)
    sheet.autofilter(0, lastRow: max(1, row - 1), columns: 4 + count)
    sheet.printSetup(footer)
}

private func rangesSheet(_ months: [SupplierMonth], asOf: CalendarDay, file: WorkbookFile, footer: String) throws(WorkbookError) {
    let sheet = try file.sheet("Ranges")
    let names = ["item", "location", "from", "units", "at least", "at most"]
    sheet.widths([16, 11, 12, 12, 12, 12])
    sheet.header(0, names)
    var row = 1
    for month in months.prefix(WorkbookSheet.mostRows - 1) {
        sheet.text(row, 0, month.key?.item ?? "all items", month.key == nil ? .strong : .code)
        sheet.text(row, 1, month.key?.location ?? "")
        sheet.day(row, 2, SupplierTables.monthStart(month.month, asOf: asOf))
        sheet.number(row, 3, month.units.rounded())
        sheet.number(row, 4, month.low.rounded())
        sheet.number(row, 5, month.high.rounded())
        row += 1
    }
    sheet.freeze(rows: 1)
    sheet.autofilter(0, lastRow: row - 1, columns: names.count)
    sheet.printSetup(footer)
}
