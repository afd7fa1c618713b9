import DemandModel
import Foundation
import PlanEngine
import PlanExport
import PlanStore
import TextForms

/// The first view: what the run is, its totals, what to know of its data, and what needs a planner's eye, counted.
enum NeedsView {
    /// Rows of each kind that come with the first answer; the rest is in the columns.
    static let firstRows = 40

    static func json(_ run: OpenRun, page: PlanPage) throws -> PageResponse {
        let summary = run.header.summary
        let objective = run.header.configuration.objective
        return .json([
            "run": RunView.json(run.listing, changes: run.header.changes),
            "previous": run.previous.map { RunView.json($0) } ?? .null,
            "objective": [
                "kind": .text(objective.kind.rawValue), "money": .text(objective.money.rawValue), "target": .number(objective.target),
                "weight": .text(objective.weight.rawValue),
            ],
            "totals": .array(RunTotals.totals.map { total in
                ["name": .text(total.name), "key": .text(total.key), "decimals": .integer(total.decimals), "value": .number(total.value(summary))]
            }),
            "bound": ["lower": JSONValue(summary.lowerBound), "gap": JSONValue(summary.gap)],
            "items": .integer(run.items.count),
            "notices": .array(notices(run, now: Date()).map { ["title": .text($0.title), "text": .text($0.text)] }),
            "attention": .array(AttentionKind.allCases.map { kind in
                let found = run.attention[kind] ?? []
                return [
                    "kind": .text(kind.rawValue), "title": .text(kind.title), "explanation": .text(kind.explanation),
                    "count": .integer(found.count), "units": .number(found.reduce(0) { $0 + $1.units }),
                    "money": .number(found.reduce(0) { $0 + ($1.money ?? 0) }),
                    "rows": .array(found.prefix(firstRows).map { row(run, $0) }),
                    "order": .array(found.map { .integer($0.index) }),
                    "causes": kind == .changed || kind == .expired ? .array(found.map { .text($0.causes) }) : .null,
                ]
            }),
        ])
    }

    private static func row(_ run: OpenRun, _ attention: Attention) -> JSONValue {
        let item = run.items[attention.index]
        return [
            "index": .integer(attention.index), "item": .text(item.key.item), "location": .text(item.key.location),
            "supplier": .text(item.supplier), "units": .number(attention.units), "money": JSONValue(attention.money),
            "position": .number(item.inventoryPosition), "order_up_to": JSONValue(item.orderUpTo), "order_now": .number(item.orderNow),
            "status": .text(item.status), "reason": .text(attention.causes.isEmpty ? item.reason : attention.causes),
        ]
    }

    /// What a reader should know of the data before trusting a number.
    static func notices(_ run: OpenRun, now: Date) -> [(title: String, text: String)] {
        var notices: [(title: String, text: String)] = []
        let summary = run.header.summary
        let today = CalendarDay(number: Int32((now.timeIntervalSince1970 / 86_400).rounded(.down)))
        let age = run.header.asOf.days(until: today)
        if age > 1 { notices.append(("Stale", "planned as of \(run.header.asOf), \(grouped(age)) days ago")) }
        if summary.quarantinedRows > 0 {
            let codes = summary.quarantineCodes.sorted { bytesPrecede($0.key, $1.key) }.map { "\($0.key) \(grouped($0.value))" }
            notices.append(("Unread", "\(counted(summary.quarantinedRows, "row")) of \(grouped(summary.rowsRead)) set aside: " + codes.joined(separator: ", ")))
        }
        if summary.failedItems > 0 { notices.append(("Failed", "\(counted(summary.failedItems, "item")) could not be planned")) }
        if summary.itemsWithoutHistory > 0 { notices.append(("No history", "\(counted(summary.itemsWithoutHistory, "item")) without sales")) }
        for (column, count) in summary.defaultsUsed.sorted(by: { bytesPrecede($0.key, $1.key) }) where ["on_hand", "lead_time_days", "unit_cost"].contains(column) {
            notices.append(("Default", "\(column) is a default for \(counted(count, "item"))"))
        }
        notices += summary.warnings.map { ("Note", $0) }
        return notices
    }
}

/// A run in a list.
enum RunView {
    static func json(_ run: RunListing, changes: [String] = [], name: String? = nil) -> JSONValue {
        [
            "id": .text(run.id), "name": JSONValue(name), "kind": .text(run.kind.rawValue), "parent": JSONValue(run.parentID), "as_of": .text(run.asOf.description),
            "created_at": .text(run.createdAt.formatted(Date.ISO8601FormatStyle())), "version": .text(run.version), "items": .integer(run.items),
            "expected_backorders": .number(run.expectedBackorders), "fill_rate": .number(run.fillRate),
            "average_inventory_value": .number(run.averageInventoryValue), "changes": .array(changes.map(JSONValue.text)),
        ]
    }
}
