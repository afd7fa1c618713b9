import DemandModel
import PlanEngine
import PlanExport
import TextForms

/// What a scenario changes, in total and per item.
enum WhatIfReport {
    static func text(base: PlanRun, scenario: PlanRun, deltas: [ScenarioDelta], top: Int) -> String {
        let totals = RunTotals.text(base.summary, scenario.summary, titles: ("run \(base.id)", "scenario"))
        var lines = "Changes: " + scenario.changes.joined(separator: ", ") + "\n\n" + totals
        lines += "\n\(grouped(deltas.count)) of \(counted(base.items.count, "item")) change\(deltas.count == 1 && base.items.count != 1 ? "s" : "").\n"
        let failed = scenario.summary.failedItems
        if failed > 0 { lines += "\(counted(failed, "item")) cannot be planned under these numbers and do not count in the scenario's totals.\n" }
        guard top > 0, !deltas.isEmpty else { return lines }
        var items = AlignedTable(columns: [
            .left("item"), .right("S before"), .right("S after"), .right("waiting before"), .right("waiting after"),
            .right("order now before"), .right("order now after"),
        ])
        for delta in largest(deltas, count: top) {
            items.add([
                delta.key.uniqueID, orderUpToText(delta.before), orderUpToText(delta.after), waitingText(delta.before), waitingText(delta.after),
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
            "totals": RunTotals.json(base.summary, scenario.summary),
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
}

/// S of a recommendation as tables show it; empty without a policy.
func orderUpToText(_ recommendation: Recommendation) -> String {
    recommendation.policy.map { fixed($0.orderUpTo, $0.orderUpTo == $0.orderUpTo.rounded() ? 0 : 2) } ?? ""
}

/// Units waiting on average as tables show them; empty without a policy.
func waitingText(_ recommendation: Recommendation) -> String {
    recommendation.performance.map { fixed($0.expectedBackorders, 2) } ?? ""
}
