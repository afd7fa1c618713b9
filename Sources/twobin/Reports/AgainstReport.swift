import DemandModel
import PlanEngine
import PlanExport
import TextForms

/// A plan against the rules that are live in another system: what changes, by how much money and how many customers waiting.
struct AgainstReport {
    struct Row {
        var item: PlannedItem
        var live: LevelsInUse
        var underLive: Recommendation

        var moneyChange: Double? {
            guard let now = item.recommendation.averageInventoryValue, let before = underLive.averageInventoryValue else { return nil }
            return now - before
        }
        var waitingChange: Double? {
            guard let now = item.recommendation.performance, let before = underLive.performance else { return nil }
            return now.expectedBackorders - before.expectedBackorders
        }
        var isChanged: Bool {
            item.recommendation.policy?.reorderPoint != live.reorderPoint || (live.orderUpTo != nil && item.recommendation.policy?.orderUpTo != live.orderUpTo)
        }
    }

    let run: PlanRun
    let live: PlanRun
    let file: String
    let rows: [Row]
    let withoutRule: Int
    let unknownRows: Int

    init(run: PlanRun, levels: [ItemLocation: LevelsInUse], file: String, unknownRows: Int) throws(PlanError) {
        self.run = run
        self.file = file
        self.unknownRows = unknownRows
        let under = try planUnderRules(run, levels: levels)
        live = under
        rows = zip(run.items, under.items).compactMap { item, other in
            guard let level = levels[item.key], item.recommendation.policy != nil else { return nil }
            return Row(item: item, live: level, underLive: other.recommendation)
        }
        withoutRule = run.items.count { $0.recommendation.policy != nil && levels[$0.key] == nil }
    }

    func text(top: Int) -> String {
        let changed = rows.filter(\.isChanged)
        var text = "Run \(run.id) against the rules of \(file): \(counted(changed.count, "rule")) of \(grouped(rows.count)) would change"
        if withoutRule > 0 { text += ", \(counted(withoutRule, "planned item")) without a rule there" }
        if unknownRows > 0 { text += ", \(counted(unknownRows, "row")) of items that are not planned" }
        text += ".\n\n" + RunTotals.text(live.summary, run.summary, titles: ("live rules", "plan"))
        guard top > 0, !changed.isEmpty else { return text }
        var table = AlignedTable(columns: [
            .left("item"), .right("r live"), .right("r plan"), .right("S live"), .right("S plan"), .right("money"), .right("waiting"),
        ])
        let largest = changed.sorted { a, b in
            let (x, y) = (abs(a.waitingChange ?? 0), abs(b.waitingChange ?? 0))
            return x != y ? x > y : a.item.key < b.item.key
        }
        for row in largest.prefix(top) {
            table.add([
                row.item.key.uniqueID, decimalText(row.live.reorderPoint), decimalText(row.item.recommendation.policy?.reorderPoint ?? .nan),
                row.live.orderUpTo.map(decimalText) ?? "", decimalText(row.item.recommendation.policy?.orderUpTo ?? .nan), signed(row.moneyChange, 2), signed(row.waitingChange, 3),
            ])
        }
        return text + "\n" + table.text
    }

    var csv: [UInt8] {
        var writer = CommaSeparatedWriter(textEscaping: .spreadsheet)
        writer.header(["item", "location", "live_reorder_point", "reorder_point", "live_order_up_to", "order_up_to", "average_inventory_value_change",
                       "expected_backorders_change", "changed"])
        for row in rows {
            writer.text(row.item.key.item)
            writer.text(row.item.key.location)
            writer.number(row.live.reorderPoint)
            writer.number(row.item.recommendation.policy?.reorderPoint)
            writer.number(row.live.orderUpTo)
            writer.number(row.item.recommendation.policy?.orderUpTo)
            writer.number(row.moneyChange)
            writer.number(row.waitingChange)
            writer.integer(row.isChanged ? 1 : 0)
            writer.endRow()
        }
        return writer.drain()
    }

    var json: JSONValue {
        [
            "run": .text(run.id), "against": .text(file), "rules": .integer(rows.count), "changed": .integer(rows.count { $0.isChanged }),
            "planned_without_rule": .integer(withoutRule), "rows_of_other_items": .integer(unknownRows),
            "totals": RunTotals.json(live.summary, run.summary),
            "items": .array(rows.filter(\.isChanged).map { row in
                [
                    "item": .text(row.item.key.item), "location": .text(row.item.key.location), "live_reorder_point": .number(row.live.reorderPoint),
                    "reorder_point": JSONValue(row.item.recommendation.policy?.reorderPoint), "live_order_up_to": JSONValue(row.live.orderUpTo),
                    "order_up_to": JSONValue(row.item.recommendation.policy?.orderUpTo), "average_inventory_value_change": JSONValue(row.moneyChange),
                    "expected_backorders_change": JSONValue(row.waitingChange),
                ]
            }),
        ]
    }

    private func signed(_ value: Double?, _ decimals: Int) -> String {
        guard let value else { return "" }
        let text = fixed(value, decimals)
        return value > 0 ? "+" + text : text
    }
}
