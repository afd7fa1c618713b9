import CXlsxWriter
import DemandModel
import TextForms

/// The sheet Summary: totals, the suppliers' orders and the exchange curve as a chart of the spreadsheet's own.
func summarySheet(
    _ run: PlanRun, orders: [PurchaseOrder], curve: [WorkbookCurvePoint], moneyName: String, file: WorkbookFile, footer: String
) throws(WorkbookError) {
    let sheet = try file.sheet("Summary")
    sheet.widths([34, 18, 16, 16, 4, 18, 18])
    sheet.text(0, 0, "Plan of \(run.asOf)", .title)
    sheet.text(1, 0, "run \(run.id)", .note)
    var row = 3
    let summary = run.summary
    let totals: [(String, Double, WorkbookFile.Style)] = [
        ("items planned", Double(summary.plannedItems), .quantity), ("of them capped by a limit", Double(summary.cappedItems), .quantity),
        ("items without history", Double(summary.itemsWithoutHistory), .quantity), ("items failed", Double(summary.failedItems), .quantity),
        ("fill rate", summary.fillRate, .percent), ("units waiting on average", summary.expectedBackorders, .decimal),
        ("units backordered a year", summary.backorderedUnitsPerYear, .quantity), ("average inventory value", summary.averageInventoryValue, .money),
        ("stock value (unit cost x S)", summary.stockValue, .money), ("items to order now", Double(summary.itemsToOrder), .quantity),
        ("units to order now", summary.unitsToOrder, .quantity), ("value to order now", summary.valueToOrder, .money),
    ]
    // The rows of both tables stand side by side, and a sheet is written from the top: curve points go along.
    let curveStart = row + 1
    var cells: [(left: (Int) -> Void, used: Bool)] = []
    for (name, value, style) in totals {
        cells.append(({ line in
            sheet.text(line, 0, name)
            sheet.number(line, 1, value, style)
        }, true))
    }
    cells.append(({ _ in }, false))
    cells.append(({ line in for (column, name) in ["supplier", "orders' value", "minimum", "units"].enumerated() { sheet.text(line, column, name, .header) } }, true))
    for total in run.summary.supplierOrders {
        let minimum = run.suppliers.first { $0.supplier == total.supplier }?.minimumOrderValue
        cells.append(({ line in
            sheet.text(line, 0, total.supplier.isEmpty ? "no supplier named" : total.supplier)
            sheet.number(line, 1, total.value, .money)
            sheet.number(line, 2, minimum, .money)
            sheet.number(line, 3, total.units)
        }, true))
    }
    if !curve.isEmpty {
        sheet.text(row, 5, moneyName, .header)
        sheet.text(row, 6, "units waiting", .header)
    }
    sheet.text(row, 0, "total", .header)
    sheet.text(row, 1, "value", .header)
    row += 1
    for line in 0..<max(cells.count, curve.count + 1) {
        if line < cells.count { cells[line].left(row + line) }
        if line < curve.count {
            sheet.number(row + line, 5, curve[line].money, .money)
            sheet.number(row + line, 6, curve[line].expectedBackorders, .decimal)
        } else if line == curve.count, !curve.isEmpty {
            sheet.number(row + line, 5, run.summary.held(run.configuration.objective.money), .money)
            sheet.number(row + line, 6, run.summary.weightedExpectedBackorders, .decimal)
        }
    }
    if curve.count > 1 { exchangeChart(curve.count, firstRow: curveStart, moneyName: moneyName, sheet: sheet, file: file) }
    sheet.printSetup(footer)
}

private func exchangeChart(_ points: Int, firstRow: Int, moneyName: String, sheet: WorkbookSheet, file: WorkbookFile) {
    guard let chart = file.chart(LXW_CHART_SCATTER_STRAIGHT) else { return }
    let last = firstRow + points - 1
    func series(_ name: String, _ from: Int, _ to: Int) -> UnsafeMutablePointer<lxw_chart_series>? {
        let series = chart_add_series(chart, "=Summary!$F$\(from + 1):$F$\(to + 1)", "=Summary!$G$\(from + 1):$G$\(to + 1)")
        chart_series_set_name(series, name)
        return series
    }
    if let curve = series("least units waiting for the money", firstRow, last) {
        var line = lxw_chart_line()
        line.color = 0x0072B2
        line.width = 2.25
        chart_series_set_line(curve, &line)
    }
    if let plan = series("this plan", last + 1, last + 1) {
        chart_series_set_marker_type(plan, UInt8(LXW_CHART_MARKER_CIRCLE.rawValue))
        chart_series_set_marker_size(plan, 9)
        var fill = lxw_chart_fill()
        fill.color = 0xD55E00
        chart_series_set_marker_fill(plan, &fill)
    }
    chart_title_set_name(chart, "What stock money buys")
    if let x = chart.pointee.x_axis {
        chart_axis_set_name(x, moneyName)
        chart_axis_set_num_format(x, "#,##0")
    }
    if let y = chart.pointee.y_axis {
        chart_axis_set_name(y, "units waiting on average")
        chart_axis_set_num_format(y, "#,##0")
        chart_axis_set_min(y, 0)
    }
    chart_legend_set_position(chart, UInt8(LXW_CHART_LEGEND_BOTTOM.rawValue))
    var options = lxw_chart_options()
    options.x_scale = 1.5
    options.y_scale = 1.5
    worksheet_insert_chart_opt(sheet.sheet, 3, 8, chart, &options)
}
