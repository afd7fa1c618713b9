import DemandModel
import PlanExport
import TextForms

/// The end of `twobin plan` for a person: what was planned, what it promises, what to order, where the files are.
enum PlanReport {
    /// - Parameter forecasts: what is said of forecasts that were not made by this run.
    static func text(_ run: PlanRun, files: [String], alerts: [RunAlert] = [], forecasts: String? = nil) -> String {
        let summary = run.summary
        var rows: [(String, String)] = [
            ("run", "\(run.id), as of \(run.asOf)"),
            ("items", items(summary)),
            ("sales rows", "\(grouped(summary.rowsRead)) read, \(quarantined(summary))"),
            ("objective", objective(run)),
            ("customers waiting", "\(fixed(summary.expectedBackorders, 1)) units on average, \(fixed(summary.backorderedUnitsPerYear, 0)) units a year"),
            ("fill rate", summary.plannedItems > 0 ? "\(percent(summary.fillRate, 2)) of units served from the shelf" : "nothing was planned"),
            ("inventory", inventory(run)),
            ("to order now", "\(counted(summary.itemsToOrder, "item")), \(fixed(summary.unitsToOrder, 0)) units\(orderValue(run))"),
        ]
        rows += summary.supplierOrders.prefix(12).map { order in
            ("  from \(order.supplier.isEmpty ? "(no supplier)" : order.supplier)", "\(counted(order.items, "item")), \(fixed(order.units, 0)) units, "
                + "value \(fixed(order.value, 0))" + (order.reason.isEmpty ? "" : ": \(order.reason)"))
        }
        if let expired = summary.expiredUnitsPerYear, expired >= 0.5 {
            rows.append(("expiry", "\(fixed(expired, 0)) units a year are too old before they are sold, value \(fixed(summary.expiredValuePerYear ?? 0, 0))"))
        }
        if let transfers = summary.transfers {
            rows.append(("to transfer now", "\(counted(transfers.items, "item-location")), \(fixed(transfers.units, 0)) units"
                + (transfers.shortUnits > 0 ? "; \(fixed(transfers.shortUnits, 0)) more are asked for than warehouses have" : "")
                + "; warehouses owe \(fixed(transfers.owedUnits, 1)) units on average"))
        }
        if summary.supplierOrders.count > 12 { rows.append(("  and", "\(summary.supplierOrders.count - 12) more suppliers in summary.json")) }
        rows += service(summary)
        let width = rows.map(\.0.count).max() ?? 0
        var lines = [Verdict(summary, alerts: alerts).sentence] + alerts.map { "  ALERT: \($0.text) (\($0.code), limit \(decimalText($0.limit)))" }
        lines += (summary.firstWords ?? []).map { "  ATTENTION: \($0)" }
        lines += rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count + 2))\($0.1)" }
        lines += summary.warnings.prefix(8).map { "  note: \($0)" }
        if summary.warnings.count > 8 { lines.append("  note: \(summary.warnings.count - 8) more in summary.json") }
        if let forecasts { lines.append("  note: \(forecasts)") }
        lines.append("  files")
        lines += files.map { "    \($0)" }
        return lines.map { displayText($0) }.joined(separator: "\n") + "\n"
    }

    /// What the chosen weight leaves to cheap and dear items, and what levels kept by hand cost.
    private static func service(_ summary: PlanSummary) -> [(String, String)] {
        var rows: [(String, String)] = []
        if let waits = summary.longWaits, waits.over7Days >= 0.00005 {
            rows.append(("long waits", "\(percent(waits.over7Days, 2)) of units wait longer than a week, \(percent(waits.over14Days, 2)) than two, "
                + "\(percent(waits.over30Days, 2)) than 30 days"))
        }
        let quarters = summary.priceQuartiles
        if quarters.count == 4 {
            rows.append(("by price", "fill rate " + quarters.map { percent($0.fillRate, 1) }.joined(separator: ", ")
                + " from the cheapest quarter of the items to the dearest; units waiting "
                + quarters.map { fixed($0.expectedBackorders, 1) }.joined(separator: ", ")))
        }
        if let bulk = summary.bulk {
            let text = "\(counted(bulk.lines, "order line")) of \(counted(bulk.items, "item")), \(percent(bulk.shareOfDemand, 1)) of demand, "
            rows.append(("bulk orders", text + (bulk.isCovered
                ? "\(percent(bulk.shareOfExpectedBackorders, 1)) of the units waiting"
                : "not covered: \(fixed(bulk.units, 0)) units left out of the levels, see summary.json")))
        }
        if !summary.overrides.isEmpty {
            let money = summary.overrides.reduce(0) { $0 + ($1.averageInventoryValue ?? 0) }
            let waiting = summary.overrides.reduce(0) { $0 + $1.expectedBackorders }
            rows.append(("kept by hand", "\(counted(summary.overrides.count, "item")), against the recommendation "
                + "\(signed(money, 0)) inventory value and \(signed(waiting, 1)) units waiting"))
        }
        if summary.lostUnitsPerYear > 0 {
            rows.append(("lost", "about \(fixed(summary.lostUnitsPerYear, 0)) units a year to customers who do not wait"))
        }
        return rows
    }

    private static func signed(_ value: Double, _ decimals: Int) -> String { (value >= 0 ? "+" : "") + fixed(value, decimals) }

    /// Planned items whose money is unknown: their part of every money total is missing.
    private static func costless(_ run: PlanRun) -> Int {
        run.items.count { $0.recommendation.policy != nil && $0.supply.unitCost == nil }
    }

    private static func inventory(_ run: PlanRun) -> String {
        let without = costless(run)
        if without > 0, without == run.summary.plannedItems { return "value unknown: no item has a unit cost" }
        return "\(fixed(run.summary.averageInventoryValue, 0)) on the shelf on average, \(fixed(run.summary.stockValue, 0)) as order-up-to levels"
            + (without > 0 ? " (without \(counted(without, "item")) of unknown unit cost)" : "")
            + leftOver(run.summary.leftOver)
    }

    /// What averages of the coming year count besides today's levels.
    private static func leftOver(_ factors: LeftOverFactors?) -> String {
        guard let factors else { return "" }
        guard factors.reviews > 0 else { return "; sales are too young to say what falling levels leave over: nothing is counted for it" }
        return "; in a year, \(fixed(factors.onHand, 2)) times what today's levels hold: falling levels leave stock over"
    }

    private static func orderValue(_ run: PlanRun) -> String {
        costless(run) == run.summary.plannedItems ? "" : ", value \(fixed(run.summary.valueToOrder, 0))"
    }

    private static func items(_ summary: PlanSummary) -> String {
        var parts = ["\(grouped(summary.plannedItems)) planned"]
        if summary.cappedItems > 0 { parts.append("\(grouped(summary.cappedItems)) of them capped by a limit") }
        if let check = summary.checkItems, check > 0 { parts.append("\(grouped(check)) to check before ordering") }
        if summary.itemsWithoutHistory > 0 { parts.append("\(grouped(summary.itemsWithoutHistory)) without sales") }
        if let kits = summary.kitItems { parts.append("\(grouped(kits)) kits planned as their parts") }
        if let replaced = summary.replacedItems { parts.append("\(grouped(replaced)) replaced by others") }
        if summary.failedItems > 0 { parts.append("\(grouped(summary.failedItems)) failed") }
        return parts.joined(separator: ", ")
    }

    private static func quarantined(_ summary: PlanSummary) -> String {
        guard summary.quarantinedRows > 0 else { return "none set aside" }
        let codes = summary.quarantineCodes.sorted { $0.value == $1.value ? bytesPrecede($0.key, $1.key) : $0.value > $1.value }
        return "\(grouped(summary.quarantinedRows)) set aside in quarantine.csv (" + codes.prefix(4).map { "\($0.key) \(grouped($0.value))" }.joined(separator: ", ") + ")"
    }

    private static func objective(_ run: PlanRun) -> String {
        let objective = run.configuration.objective
        let summary = run.summary
        switch objective.kind {
        case .fillRate: return "fill rate of \(decimalText((objective.target * 1e8).rounded() / 1e6))% for every item"
        case .readyRate: return "in stock \(percent(objective.target, 2)) of the time for every item"
        case .cycleService: return "no stock-out in \(percent(objective.target, 2)) of cycles for every item"
        case .cost: return "least cost of holding, ordering and backorders"
        case .systemFillRate:
            return "least money for \(percent(objective.target, 2)) of all \(weighted(objective.weight)) served at once" + money(summary)
        case .expectedBackorders:
            return "least money for \(decimalText(objective.target)) \(weighted(objective.weight)) waiting" + money(summary)
        case .budget:
            return "fewest \(weighted(objective.weight)) waiting within \(objective.money.name) \(fixed(objective.target, 0))" + gap(summary) + unspent(run)
        }
    }

    private static func money(_ summary: PlanSummary) -> String {
        guard let bound = summary.lowerBound else { return "" }
        return ": average inventory value \(fixed(summary.averageInventoryValue, 2)), no allocation can do with less than \(fixed(bound, 2))"
            + share(summary)
    }

    /// A budget that does not bind: what these items can use, where that is less.
    private static func unspent(_ run: PlanRun) -> String {
        let objective = run.configuration.objective
        let used = run.summary.held(objective.money)
        guard run.summary.multiplier == 0, used > 0, used < 0.999 * objective.target else { return "" }
        return "; only \(fixed(used, 0)) of it is of use: more stock would spare next to no customer a wait"
    }

    private static func weighted(_ weight: PlanObjective.Weight) -> String {
        switch weight {
        case .units: "units"
        case .value: "units by value"
        case .customers: "customers"
        case .column: "weighted units"
        }
    }

    private static func gap(_ summary: PlanSummary) -> String {
        guard let bound = summary.lowerBound else { return "" }
        return ": \(fixed(summary.weightedExpectedBackorders, 2)), no allocation can reach below \(fixed(bound, 2))" + share(summary)
    }

    private static func share(_ summary: PlanSummary) -> String { 
        summary.gap.map { gap in
            gap > 0.01 ? " (gap \(percent(gap, 3)): other levels could be better by that much at most)" : " (gap \(percent(gap, 3)))"
        } ?? ""
    }
}
