import DemandModel
import PlanEngine
import PlanExport
import TextForms

/// Two runs side by side: as text for a person, as a table for an import, as JSON for a machine.
struct DifferenceReport {
    private let before: PlanRun
    private let after: PlanRun
    private let difference: RunDifference
    private let waiting: WaitingDifference

    init(before: PlanRun, after: PlanRun) {
        self.before = before
        self.after = after
        difference = RunDifference(from: before, to: after)
        waiting = WaitingDifference(from: before, to: after)
    }

    func text(top: Int) -> String {
        var lines = "From run \(before.id) (as of \(before.asOf)) to run \(after.id) (as of \(after.asOf))\n\n"
        lines += RunTotals.text(before.summary, after.summary, titles: (before.id, after.id))
        lines += "\n\(counted(difference.changed.count, "item")) changed, \(grouped(difference.added.count)) added, "
            + "\(grouped(difference.removed.count)) removed, \(grouped(difference.unchangedCount)) as before.\n"
        if !waiting.isEmpty { lines += "\n" + waitingText(top: top) }
        guard top > 0, !difference.changed.isEmpty else { return lines }
        var table = AlignedTable(columns: [
            .left("item"), .right("S before"), .right("S after"), .right("order now before"), .right("order now after"), .left("what moved"),
        ])
        for change in largest(top) {
            let (old, new) = (change.before.recommendation, change.after.recommendation)
            table.add([
                change.key.uniqueID, orderUpToText(old), orderUpToText(new), decimalText(old.orderNow), decimalText(new.orderNow),
                causeText(change.causes),
            ])
        }
        return lines + "\n" + table.text
    }

    /// Customers whose day has moved.
    private func waitingText(top: Int) -> String {
        var text = "\(counted(waiting.moved.count, "waiting order line")) with another day, \(waiting.added.count) new, \(waiting.gone.count) waiting no more.\n"
        guard top > 0, !waiting.moved.isEmpty else { return text }
        var table = AlignedTable(columns: [.left("order"), .left("item"), .right("units"), .left("by (P90) before"), .left("by (P90) after"), .right("days")])
        for delta in waiting.moved.prefix(top) {
            table.add([
                delta.line.orderID, delta.line.key.uniqueID, decimalText(delta.line.quantity), delta.before.p90?.description ?? "no day",
                delta.after.p90?.description ?? "no day", delta.days.map { $0 > 0 ? "+\($0)" : "\($0)" } ?? "",
            ])
        }
        text += "\n" + table.text
        return text
    }

    /// Columns: item, location, change (changed, added, removed), then each figure before and after, and what moved. A figure is
    /// empty where the run has no such item or no policy for it.
    var csv: [UInt8] {
        var writer = CommaSeparatedWriter(textEscaping: .spreadsheet)
        writer.header(
            ["item", "location", "change", "status_before", "status_after"]
                + DifferenceReport.figures.flatMap { [$0.name + "_before", $0.name + "_after"] } + ["what_moved"])
        for row in rows {
            writer.text(row.key.item)
            writer.text(row.key.location)
            writer.text(row.kind)
            writer.text(row.before?.recommendation.status.rawValue ?? "")
            writer.text(row.after?.recommendation.status.rawValue ?? "")
            for figure in DifferenceReport.figures {
                writer.number(row.before.flatMap { figure.value($0.recommendation) })
                writer.number(row.after.flatMap { figure.value($0.recommendation) })
            }
            writer.text(causeText(row.causes))
            writer.endRow()
        }
        return writer.drain()
    }

    var json: JSONValue {
        [
            "before": .text(before.id), "after": .text(after.id),
            "totals": RunTotals.json(before.summary, after.summary),
            "unchanged_items": .integer(difference.unchangedCount),
            "waiting": [
                "new": .integer(waiting.added.count), "waiting_no_more": .integer(waiting.gone.count),
                "moved": .array(waiting.moved.map { delta in
                    [
                        "order_id": .text(delta.line.orderID), "item": .text(delta.line.key.item), "location": .text(delta.line.key.location),
                        "quantity": .number(delta.line.quantity), "p50_before": JSONValue(delta.before.p50?.description),
                        "p90_before": JSONValue(delta.before.p90?.description), "p50_after": JSONValue(delta.after.p50?.description),
                        "p90_after": JSONValue(delta.after.p90?.description),
                    ]
                }),
            ],
            "items": .array(rows.map { row in
                [
                    "item": .text(row.key.item), "location": .text(row.key.location), "change": .text(row.kind),
                    "before": row.before.map { RecommendationTable.json($0.recommendation, item: $0) } ?? .null,
                    "after": row.after.map { RecommendationTable.json($0.recommendation, item: $0) } ?? .null,
                    "what_moved": .array(row.causes.map { cause in
                        ["name": .text(cause.name), "before": JSONValue(cause.before), "after": JSONValue(cause.after)]
                    }),
                ]
            }),
        ]
    }

    private struct Figure: Sendable {
        var name: String
        var value: @Sendable (Recommendation) -> Double?
    }

    private static let figures = [
        Figure(name: "reorder_point") { $0.policy?.reorderPoint },
        Figure(name: "order_up_to") { $0.policy?.orderUpTo },
        Figure(name: "order_quantity") { $0.policy?.orderQuantity },
        Figure(name: "order_now") { $0.orderNow },
        Figure(name: "demand_mean") { $0.demandMean },
        Figure(name: "demand_sd") { $0.demandStandardDeviation },
        Figure(name: "inventory_position") { $0.inventoryPosition },
        Figure(name: "expected_backorders") { $0.performance?.expectedBackorders },
        Figure(name: "fill_rate") { $0.performance?.fillRate },
        Figure(name: "average_inventory_value") { $0.averageInventoryValue },
    ]

    private struct Row {
        var kind: String
        var before: PlannedItem?
        var after: PlannedItem?
        var causes: [RunDifference.Cause] = []
        var key: ItemLocation
    }

    /// All three kinds of rows together, in key order.
    private var rows: [Row] {
        let changed = difference.changed.map { Row(kind: "changed", before: $0.before, after: $0.after, causes: $0.causes, key: $0.key) }
        let added = difference.added.map { Row(kind: "added", after: $0, key: $0.key) }
        let removed = difference.removed.map { Row(kind: "removed", before: $0, key: $0.key) }
        return (changed + added + removed).sorted { $0.key < $1.key }
    }

    private func largest(_ count: Int) -> [RunDifference.Change] {
        func size(_ change: RunDifference.Change) -> Double {
            let units = change.after.recommendation.orderNow - change.before.recommendation.orderNow
            return units.magnitude * (change.after.supply.unitCost ?? 1)
        }
        let ordered = difference.changed.sorted { a, b in
            let (first, second) = (size(a), size(b))
            return first == second ? a.key < b.key : first > second
        }
        return Array(ordered.prefix(count))
    }

    private func causeText(_ causes: [RunDifference.Cause]) -> String {
        causes.map { "\($0.name) \(short($0.before)) to \(short($0.after))" }.joined(separator: "; ")
    }

    private func short(_ value: Double?) -> String {
        guard let value else { return "none" }
        return value == value.rounded() && value.magnitude < 1e15 ? decimalText(value) : fixed(value, value.magnitude < 10 ? 2 : 1)
    }
}
