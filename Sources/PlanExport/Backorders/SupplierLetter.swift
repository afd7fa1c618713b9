import CustomerBackorders
import DemandModel
import TextForms

/// One page for a supplier in plain words: what to expect, how deliveries have been, which orders customers wait for.
///
/// - Parameters:
///   - months: the supplier's rows of the outlook, totals and items.
///   - score: its row of the scorecard; `nil` without deliveries.
///   - chase: its open orders that customers wait for, most urgent first.
public func supplierLetter(
    _ supplier: String, asOf: CalendarDay, months: [SupplierMonth], score: SupplierScoreRow?, chase: [ExpediteRow]
) -> String {
    var lines = ["To \(supplier.isEmpty ? "our supplier" : supplier)", "\(asOf)", "", "What we expect to order from you", ""]
    for month in months where month.key == nil {
        lines.append("  from \(SupplierTables.monthStart(month.month, asOf: asOf)): about \(fixed(month.units, 0)) units, most likely between "
            + "\(fixed(month.low, 0)) and \(fixed(month.high, 0))")
    }
    lines += ["", "These figures follow what our customers buy. They are no orders; each order is placed as before. The list by item is attached.", ""]
    if let score, let onTime = score.onTime.share, score.onTime.cases > 0 {
        lines += ["How deliveries have been", ""]
        lines.append("  \(score.onTime.hits) of \(score.onTime.cases) order lines came by the day first promised (\(percent(onTime, 0))), "
            + "\(score.onTimeInFull.hits) of them in full.")
        if let late = score.meanDaysLate { lines.append("  On average a line came \(fixed(late, 1)) days after its promise.") }
        if score.counts.overdue > 0 { lines.append("  \(counted(score.counts.overdue, "line")) whose day has passed \(score.counts.overdue == 1 ? "is" : "are") still open.") }
        lines.append("")
    }
    if !chase.isEmpty {
        lines += ["Orders that customers are waiting for", ""]
        for row in chase.prefix(10) {
            lines.append("  \(row.order.orderID.isEmpty ? "order" : row.order.orderID), \(row.order.key.item), \(fixed(row.order.quantity, 0)) units"
                + (row.order.promisedOn.map { ", promised for \($0)" } ?? "") + ": \(counted(row.waitingLines, "customer order")) waiting")
        }
        if chase.count > 10 { lines.append("  and \(chase.count - 10) more") }
        lines += ["", "A firm day for each of these would help us most, even where it is a late one.", ""]
    }
    lines.append("Thank you.")
    return lines.joined(separator: "\n") + "\n"
}
