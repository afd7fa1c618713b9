import DemandModel
import PlanExport
import TextForms

/// The totals of two runs side by side, as what-ifs and differences show them.
enum RunTotals {
    private struct Total: Sendable {
        var name: String
        var key: String
        var decimals: Int
        var value: @Sendable (PlanSummary) -> Double
    }

    private static let totals = [
        Total(name: "units waiting on average", key: "expected_backorders", decimals: 1) { $0.expectedBackorders },
        Total(name: "weighted units waiting", key: "weighted_expected_backorders", decimals: 1) { $0.weightedExpectedBackorders },
        Total(name: "units backordered a year", key: "backordered_units_per_year", decimals: 0) { $0.backorderedUnitsPerYear },
        Total(name: "fill rate, %", key: "fill_rate_percent", decimals: 2) { 100 * $0.fillRate },
        Total(name: "average inventory value", key: "average_inventory_value", decimals: 0) { $0.averageInventoryValue },
        Total(name: "stock value (unit cost x S)", key: "stock_value", decimals: 0) { $0.stockValue },
        Total(name: "units to order now", key: "units_to_order", decimals: 0) { $0.unitsToOrder },
        Total(name: "value to order now", key: "value_to_order", decimals: 0) { $0.valueToOrder },
    ]

    static func text(_ before: PlanSummary, _ after: PlanSummary, titles: (before: String, after: String)) -> String {
        var table = AlignedTable(columns: [.left("total"), .right(titles.before), .right(titles.after), .right("change")])
        for total in totals {
            let (old, new) = (total.value(before), total.value(after))
            table.add([total.name, fixed(old, total.decimals), fixed(new, total.decimals), signed(new - old, total.decimals)])
        }
        return table.text
    }

    static func json(_ before: PlanSummary, _ after: PlanSummary) -> JSONValue {
        .object(totals.map { total in
            let (old, new) = (total.value(before), total.value(after))
            return JSONValue.Member(total.key, ["before": .number(old), "after": .number(new), "change": .number(new - old)])
        })
    }

    private static func signed(_ value: Double, _ decimals: Int) -> String {
        let text = fixed(value, decimals)
        return value > 0 && text.contains(where: { $0 != "0" && $0 != "." && $0 != "," }) ? "+" + text : text
    }
}
