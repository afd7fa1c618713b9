import CustomerBackorders
import DemandModel
import Foundation
import PlanExport

/// A run as the bytes of a workbook; see `writePlanWorkbook`.
public func planWorkbookBytes(
    _ run: PlanRun, orders: [PurchaseOrder], curve: [WorkbookCurvePoint], moneyName: String = "average inventory value", approved: [String: String] = [:]
) throws(WorkbookError) -> [UInt8] {
    try bytes { path throws(WorkbookError) in
        try writePlanWorkbook(run, orders: orders, curve: curve, moneyName: moneyName, approved: approved, to: path)
    }
}

/// Today's purchase orders as the bytes of a workbook; see `writeOrdersWorkbook`.
public func ordersWorkbookBytes(_ run: PlanRun, orders: [PurchaseOrder], approved: [String: String] = [:]) throws(WorkbookError) -> [UInt8] {
    try bytes { path throws(WorkbookError) in try writeOrdersWorkbook(run, orders: orders, approved: approved, to: path) }
}

/// A supplier's forecast as the bytes of a workbook; see `writeOutlookWorkbook`.
public func outlookWorkbookBytes(
    _ supplier: String, months: [SupplierMonth], names: [String: String], asOf: CalendarDay
) throws(WorkbookError) -> [UInt8] {
    try bytes { path throws(WorkbookError) in try writeOutlookWorkbook(supplier, months: months, names: names, asOf: asOf, to: path) }
}

/// libxlsxwriter writes files, not streams: a temporary file of its own, which is gone afterwards.
private func bytes(_ write: (String) throws(WorkbookError) -> Void) throws(WorkbookError) -> [UInt8] {
    let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-\(UUID().uuidString).xlsx")
    defer { try? FileManager.default.removeItem(at: temporary) }
    try write(temporary.path)
    guard let bytes = FileManager.default.contents(atPath: temporary.path) else {
        throw WorkbookError(path: temporary.path, reason: "it cannot be read back from the temporary folder")
    }
    return [UInt8](bytes)
}
