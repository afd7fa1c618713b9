import CustomerBackorders
import DemandModel
import TextForms

/// The scorecard and the orders to chase, for a terminal.
enum SuppliersReport {
    static func text(scores: [SupplierScoreRow], chase: [ExpediteRow], top: Int) -> String {
        let suppliers = scores.filter { $0.item == nil }
        guard !suppliers.isEmpty else { return "The run knows of no deliveries: name a receipts table in the plan file ([receipts] path).\n" }
        var table = AlignedTable(columns: [
            .left("supplier"), .right("received"), .right("overdue"), .right("on time"), .right("90% interval"), .right("in full too"), .right("late P90"),
            .right("lead time"), .right("accepted"), .right("waiting"), .right("money"),
        ])
        for row in suppliers {
            table.add([
                row.supplier.isEmpty ? "(unnamed)" : row.supplier, grouped(row.counts.received), grouped(row.counts.overdue), share(row.onTime.share),
                row.onTime.interval.map { percent($0.low, 0) + " to " + percent($0.high, 0) } ?? "", share(row.onTimeInFull.share),
                row.daysLateP90.map { "\($0) d" } ?? "", row.leadTimeMean.map { fixed($0, 1) + " d" } ?? "", share(row.acceptedShare),
                row.waitingForSpread.map { fixed($0, 2) } ?? "", row.moneyForSpread.map { fixed($0, 0) } ?? "",
            ])
        }
        var text = table.text + "\nwaiting, money: units waiting and stock money that the spread of its lead times costs.\n"
        guard top > 0, !chase.isEmpty else { return text }
        var list = AlignedTable(columns: [
            .left("chase"), .left("supplier"), .left("item"), .right("units"), .left("promised"), .left("expected"), .right("orders waiting"), .right("units waiting"),
        ])
        for row in chase.prefix(top) {
            list.add([
                row.order.orderID, row.order.supplier, row.order.key.uniqueID, decimalText(row.order.quantity), row.order.promisedOn?.description ?? "",
                row.dates.p50?.description ?? "no day", grouped(row.waitingLines), decimalText(row.waitingUnits),
            ])
        }
        text += "\n" + list.text
        if chase.count > top { text += "and \(counted(chase.count - top, "order")) more\n" }
        return text
    }

    private static func share(_ value: Double?) -> String { value.map { percent($0, 0) } ?? "" }
}
