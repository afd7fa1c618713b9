import DemandModel
import Digests
import SalesIngestion
import TextForms

/// Orders that were approved and are on their way, as open orders (`open_orders = "store"`).
///
/// What the receipts table has received under an order's reference is no longer open. An order that is late stays on order until somebody says
/// that it has arrived or was taken back; that is said.
func openOrdersOfStore(
    _ placed: [ApprovedOrder], receipts: [PurchaseReceipt], asOf: CalendarDay
) -> (orders: [OpenOrder], input: InputFile, warnings: [String]) {
    var received: [String: Double] = [:]
    for receipt in receipts where receipt.receivedOn.map({ $0 < asOf }) ?? false {
        received[receipt.orderID + "\u{1F}" + receipt.key.uniqueID, default: 0] += receipt.receivedQuantity ?? receipt.orderedQuantity ?? .infinity
    }
    var orders: [OpenOrder] = []
    var late: [String] = []
    var text = ""
    let open = placed.filter { $0.state == .placed && $0.approvedOn <= asOf }.sorted { $0.reference < $1.reference }
    for order in open {
        var isLate = false
        for line in order.lines {
            let left = line.units - (received[order.reference + "\u{1F}" + line.key.uniqueID] ?? 0)
            guard left > 0 else { continue }
            var open = OpenOrder(placed: order.reference, key: line.key, supplier: order.supplier, orderedOn: order.approvedOn, quantity: left)
            // Without a day it counts until somebody says that it has arrived: nothing is proposed twice, however late it is.
            open.orderedOn = nil
            orders.append(open)
            text += "\(order.reference)\t\(line.key.uniqueID)\t\(decimalText(left))\t\(line.expectedOn)\n"
            if line.expectedOn < asOf { isLate = true }
        }
        if isLate { late.append("\(order.reference) to \(order.supplier.isEmpty ? "no supplier named" : order.supplier)") }
    }
    var warnings: [String] = []
    if !late.isEmpty {
        warnings.append("\(counted(late.count, "placed order")) still on order after the day by which 9 in 10 arrive: "
            + late.prefix(5).joined(separator: ", ") + (late.count > 5 ? ", ..." : "") + " (twobin approve --received or --cancel REFERENCE)")
    }
    return (orders, InputFile(role: "open_orders", path: "store", sha256: sha256(of: Array(text.utf8)), rows: orders.count), warnings)
}
