import DemandModel

/// The totals of two runs side by side, as what-ifs, differences and the page show them.
public enum RunTotals {
    /// One total: its name for a person, its key in JSON, and the decimals that tables show.
    public struct Total: Sendable {
        public var name: String
        public var key: String
        public var decimals: Int
        public var value: @Sendable (PlanSummary) -> Double
    }

    public static let totals = [
        Total(name: "units waiting on average", key: "expected_backorders", decimals: 1) { $0.expectedBackorders },
        Total(name: "weighted units waiting", key: "weighted_expected_backorders", decimals: 1) { $0.weightedExpectedBackorders },
        Total(name: "units backordered a year", key: "backordered_units_per_year", decimals: 0) { $0.backorderedUnitsPerYear },
        Total(name: "fill rate, %", key: "fill_rate_percent", decimals: 2) { 100 * $0.fillRate },
        Total(name: "average inventory value", key: "average_inventory_value", decimals: 0) { $0.averageInventoryValue },
        Total(name: "stock value (unit cost x S)", key: "stock_value", decimals: 0) { $0.stockValue },
        Total(name: "units to order now", key: "units_to_order", decimals: 0) { $0.unitsToOrder },
        Total(name: "value to order now", key: "value_to_order", decimals: 0) { $0.valueToOrder },
    ]

    /// Per total its value before, after, and the change.
    public static func json(_ before: PlanSummary, _ after: PlanSummary) -> JSONValue {
        .object(totals.map { total in
            let (old, new) = (total.value(before), total.value(after))
            return JSONValue.Member(total.key, ["before": .number(old), "after": .number(new), "change": .number(new - old)])
        })
    }
}
