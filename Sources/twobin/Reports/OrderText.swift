import DemandModel
import TextForms

/// Today's purchase orders for a terminal.
enum OrderText {
    /// - Parameter approved: references of orders that are placed already, with the day.
    static func text(_ orders: [PurchaseOrder], run: PlanRun, approved: [String: String] = [:]) -> String {
        let lines = orders.reduce(0) { $0 + $1.lines.count }
        var text = "Run \(run.id), as of \(run.asOf): "
        guard !orders.isEmpty else { return text + "nothing to order today.\n" }
        let bought = orders.filter { $0.isTransfer != true }
        text += "\(counted(bought.count, "order"))\(bought.count < orders.count ? " and \(counted(orders.count - bought.count, "transfer"))" : ""), \(counted(lines, "line")), "
            + "value \(fixed(bought.reduce(0) { $0 + $1.value }, 2))\n"
        for order in orders {
            text += order.isTransfer == true ? "\nTransfer from \(order.supplierName) to \(order.location)   " : "\n\(order.supplierName) for \(order.location)   "
            text += "\(order.reference)\(approved[order.reference].map { "   placed on \($0)" } ?? "")\n"
            text += table(order)
            text += "  total \(quantity(order.units)) units, value \(fixed(order.value, 2))\(minimum(order))\n"
            if order.addedUnits > 0 { text += "  \(quantity(order.addedUnits)) units of it are not needed today and were added or taken along\n" }
            if !order.note.isEmpty { text += "  \(order.note)\n" }
            if order.linesWithoutCost > 0 { text += "  \(counted(order.linesWithoutCost, "line")) without a unit cost: the value leaves them out\n" }
        }
        if let cap = run.summary.purchaseCap { text += "\n" + capText(cap) }
        return text
    }

    /// What the cap on today's purchases does, and what more or less money would do.
    private static func capText(_ cap: PurchaseCapOutcome) -> String {
        var lines = "Purchase cap\(cap.budget.map { " of " + fixed($0, 2) } ?? ""): \(fixed(cap.spent, 2)) of \(fixed(cap.wanted, 2)) wanted is ordered; "
            + "\(counted(cap.itemsHeldBack, "item")) and \(fixed(cap.unitsHeldBack, 0)) units are held back.\n"
        lines += "Until the next order can arrive \(fixed(cap.waiting, 2)) units wait on average (without the cap \(fixed(cap.waitingIfAll, 2)), with no order "
            + "\(fixed(cap.waitingIfNone, 2))); no choice within the cap can do with less than \(fixed(cap.lowerBound, 2))"
            + (cap.gap.map { " (gap \(percent($0, 2)))" } ?? "") + ".\n"
        if let suppliers = cap.unreachableSuppliers, !suppliers.isEmpty {
            lines += "Nothing can be ordered from \(suppliers.joined(separator: ", ")): the minimum order is above the money that is there for it.\n"
        }
        guard cap.curve.count > 1 else { return lines }
        var table = AlignedTable(columns: [.right("  money today"), .right("units waiting")])
        let shown = 10
        for index in 0...shown {
            let point = cap.curve[index * (cap.curve.count - 1) / shown]
            table.add(["  " + fixed(point.money, 2), fixed(point.waiting, 2)])
        }
        return lines + table.text
    }

    private static func minimum(_ order: PurchaseOrder) -> String {
        guard let minimum = order.supplierMinimum else { return "" }
        let all = order.supplierValue > order.value + 0.005 ? ", all locations together \(fixed(order.supplierValue, 2))" : ""
        return all + ", minimum \(fixed(minimum, 2))" + (order.supplierValue + 0.005 < minimum ? " not reached" : "")
    }

    private static func table(_ order: PurchaseOrder) -> String {
        let hasCodes = order.lines.contains { $0.supplierCode != nil }
        let hasNames = order.lines.contains { $0.name != nil }
        let hasPacks = order.lines.contains { $0.packs != nil }
        var columns = [AlignedTable.Column.left("  item")]
        if hasCodes { columns.append(.left("code")) }
        if hasNames { columns.append(.left("name")) }
        if hasPacks { columns.append(.right("packs")) }
        columns += [.right("units"), .right("unit cost"), .right("value"), .left("needed by"), .left("expected"), .left("90% by"), .left("why")]
        var table = AlignedTable(columns: columns)
        for line in order.lines {
            var cells = ["  " + line.key.item]
            if hasCodes { cells.append(line.supplierCode ?? "") }
            if hasNames { cells.append(String((line.name ?? "").prefix(32))) }
            if hasPacks { cells.append(line.packs.map { "\(quantity($0)) x \(quantity(line.unitsPerPack ?? 1))" } ?? "") }
            cells.append(quantity(line.units))
            cells.append(line.unitCost.map { decimalText(shortDecimal($0, digits: 6)) } ?? "")
            cells.append(line.value.map { fixed($0, 2) } ?? "")
            cells += [line.needBy?.description ?? "", line.receiptP50.description, line.receiptP90.description, line.reason]
            table.add(cells)
        }
        return table.text
    }

    private static func quantity(_ value: Double) -> String {
        value == value.rounded() ? fixed(value, 0) : decimalText(shortDecimal(value))
    }
}

/// What to say of a name that a run does not have.
func unknownName(_ name: String, what: String, among known: Set<String>, run: String) -> String {
    let names = known.filter { !$0.isEmpty }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    if names.isEmpty { return "run \(run) names no \(what) (the items table has none)" }
    let near = nearestName(to: name, among: names).map { "did you mean \($0)?" }
        ?? "there are " + names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", ..." : "")
    return "run \(run) has no \(what) \"\(name)\"; \(near)"
}
