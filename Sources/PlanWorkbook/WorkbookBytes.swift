import DemandModel
import Foundation
import PlanExport

/// A run as the bytes of a workbook; see `writePlanWorkbook`.
///
/// libxlsxwriter writes files, not streams: a temporary file of its own, which is gone afterwards.
public func planWorkbookBytes(
    _ run: PlanRun, orders: [PurchaseOrder], curve: [WorkbookCurvePoint], moneyName: String = "average inventory value", approved: [String: String] = [:]
) throws(WorkbookError) -> [UInt8] {
    let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-\(UUID().uuidString).xlsx")
    defer { try? FileManager.default.removeItem(at: temporary) }
    try writePlanWorkbook(run, orders: orders, curve: curve, moneyName: moneyName, approved: approved, to: temporary.path)
    guard let bytes = FileManager.default.contents(atPath: temporary.path) else {
        throw WorkbookError(path: temporary.path, reason: "it cannot be read back from the temporary folder")
    }
    return [UInt8](bytes)
}
