import DemandModel
import PlanExport

/// One item that two runs tell different things.
struct RunComparison {
    var before: ItemStanding?
    var after: ItemStanding?

    /// Items whose level, order or status differs and items of one run only; the largest change of money first, then key order.
    static func rows(from old: [ItemStanding], to new: [ItemStanding]) -> [RunComparison] {
        var rows: [RunComparison] = []
        var (left, right) = (old[...], new[...])
        while let before = left.first, let after = right.first {
            if before.key == after.key {
                if before.orderUpTo != after.orderUpTo || before.reorderPoint != after.reorderPoint || before.orderNow != after.orderNow
                    || before.status != after.status { rows.append(RunComparison(before: before, after: after)) }
                left.removeFirst()
                right.removeFirst()
            } else if before.key < after.key {
                rows.append(RunComparison(before: left.removeFirst(), after: nil))
            } else {
                rows.append(RunComparison(before: nil, after: right.removeFirst()))
            }
        }
        rows += left.map { RunComparison(before: $0, after: nil) } + right.map { RunComparison(before: nil, after: $0) }
        let ordered = rows.enumerated().sorted { a, b in
            a.element.money != b.element.money ? a.element.money > b.element.money : a.offset < b.offset
        }
        return ordered.map(\.element)
    }

    /// Size of the change in money (units where no cost is known).
    var money: Double {
        let cost = after?.unitCost ?? before?.unitCost ?? 1
        let level = ((after?.orderUpTo ?? 0) - (before?.orderUpTo ?? 0)).magnitude
        let order = ((after?.orderNow ?? 0) - (before?.orderNow ?? 0)).magnitude
        return cost * max(level, order)
    }

    var json: JSONValue {
        let key = (after ?? before)?.key
        return [
            "item": JSONValue(key?.item), "location": JSONValue(key?.location),
            "change": .text(before == nil ? "added" : after == nil ? "removed" : "changed"),
            "before": before.map(RunComparison.figures) ?? .null, "after": after.map(RunComparison.figures) ?? .null,
            "money": .number(money), "what_moved": .array(causes.map { ["name": .text($0.name), "before": JSONValue($0.before), "after": JSONValue($0.after)] }),
        ]
    }

    private static func figures(_ item: ItemStanding) -> JSONValue {
        [
            "status": .text(item.status), "order_up_to": JSONValue(item.orderUpTo), "order_now": .number(item.orderNow),
            "expected_backorders": JSONValue(item.expectedBackorders), "average_inventory_value": JSONValue(item.averageInventoryValue),
        ]
    }

    /// Inputs that differ.
    private var causes: [(name: String, before: Double?, after: Double?)] {
        guard let before, let after else { return [] }
        let values: [(String, (ItemStanding) -> Double?)] = [
            ("demand mean", { $0.demandMean }), ("demand sd", { $0.demandStandardDeviation }), ("lead time days", { $0.leadTimeDays }),
            ("lead time sd days", { $0.leadTimeStandardDeviationDays }), ("review period days", { $0.reviewPeriodDays }),
            ("unit cost", { $0.unitCost }), ("weight", { $0.weight }), ("on hand", { $0.onHand }), ("on order", { $0.onOrder }),
            ("backordered", { $0.backordered }),
        ]
        return values.compactMap { name, value in value(before) == value(after) ? nil : (name, value(before), value(after)) }
    }
}
