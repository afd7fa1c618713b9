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

    /// Who waits longer, or less long; empty where nobody does.
    static func waiting(_ moved: [WaitingDelta], top: Int) -> String {
        guard !moved.isEmpty else { return "" }
        let longer = moved.count { ($0.days ?? 1) > 0 }
        var text = "\n\(counted(moved.count, "waiting order line")) with another day, \(grouped(longer)) of them later.\n"
        guard top > 0 else { return text }
        var table = AlignedTable(columns: [.left("order"), .left("item"), .right("units"), .left("P90 before"), .left("P90 after"), .right("days")])
        for delta in moved.prefix(top) {
            table.add([
                delta.line.orderID, delta.line.key.uniqueID, decimalText(delta.line.quantity), delta.before.p90?.description ?? "no day",
                delta.after.p90?.description ?? "no day", delta.days.map { ($0 > 0 ? "+" : "") + String($0) } ?? "",
            ])
        }
        text += "\n" + table.text
        return text
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
