import DemandModel
import PlanEngine
import PlanExport

/// What a scenario changes, in total and per item.
enum WhatIfReport {
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

    static func text(base: PlanRun, scenario: PlanRun, deltas: [ScenarioDelta], top: Int) -> String {
        var table = TextTable(columns: [.left("total"), .right("run \(base.id)"), .right("scenario"), .right("change")])
        for total in totals {
            let (before, after) = (total.value(base.summary), total.value(scenario.summary))
            table.add([total.name, fixed(before, total.decimals), fixed(after, total.decimals), signed(after - before, total.decimals)])
        }
        var lines = "Changes: " + scenario.changes.joined(separator: ", ") + "\n\n" + table.text
        lines += "\n\(grouped(deltas.count)) of \(counted(base.items.count, "item")) change\(deltas.count == 1 && base.items.count != 1 ? "s" : "").\n"
        let failed = scenario.summary.failedItems
        if failed > 0 { lines += "\(counted(failed, "item")) cannot be planned under these numbers and do not count in the scenario's totals.\n" }
        guard top > 0, !deltas.isEmpty else { return lines }
        var items = TextTable(columns: [
            .left("item"), .right("S before"), .right("S after"), .right("waiting before"), .right("waiting after"),
            .right("order now before"), .right("order now after"),
        ])
        for delta in largest(deltas, count: top) {
            items.add([
                delta.key.uniqueID, level(delta.before), level(delta.after), waiting(delta.before), waiting(delta.after),
                decimalText(delta.before.orderNow), decimalText(delta.after.orderNow),
            ])
        }
        return lines + "\n" + items.text
    }

    static func json(base: PlanRun, scenario: PlanRun, deltas: [ScenarioDelta], saved: Bool) -> JSONValue {
        [
            "run": .text(base.id),
            "scenario": .text(scenario.id),
            "saved": .bool(saved),
            "changes": .array(scenario.changes.map(JSONValue.text)),
            "totals": .object(totals.map { total in
                let (before, after) = (total.value(base.summary), total.value(scenario.summary))
                return JSONValue.Member(total.key, ["before": .number(before), "after": .number(after), "change": .number(after - before)])
            }),
            "items": .array(deltas.map { delta in
                [
                    "item": .text(delta.key.item), "location": .text(delta.key.location),
                    "before": RecommendationTable.json(delta.before), "after": RecommendationTable.json(delta.after),
                ]
            }),
        ]
    }

    private static func largest(_ deltas: [ScenarioDelta], count: Int) -> [ScenarioDelta] {
        func size(_ delta: ScenarioDelta) -> Double {
            ((delta.after.performance?.expectedBackorders ?? 0) - (delta.before.performance?.expectedBackorders ?? 0)).magnitude
        }
        let ordered = deltas.sorted { a, b in
            let (first, second) = (size(a), size(b))
            return first == second ? a.key < b.key : first > second
        }
        return Array(ordered.prefix(count))
    }

    private static func level(_ recommendation: Recommendation) -> String {
        recommendation.policy.map { fixed($0.orderUpTo, $0.orderUpTo == $0.orderUpTo.rounded() ? 0 : 2) } ?? ""
    }

    private static func waiting(_ recommendation: Recommendation) -> String {
        recommendation.performance.map { fixed($0.expectedBackorders, 2) } ?? ""
    }

    private static func signed(_ value: Double, _ decimals: Int) -> String {
        let text = fixed(value, decimals)
        return value > 0 && text.contains(where: { $0 != "0" && $0 != "." && $0 != "," }) ? "+" + text : text
    }
}
