import DemandModel
import PlanEngine
import PlanStore
import TextForms

/// The items of a run as columns: one array per column, all of the same length and in key order. Texts that repeat are a list of
/// distinct texts and positions in it.
enum GridColumns {
    /// Bits of the column `attention`, in the order of `AttentionKind.allCases`.
    static func flags(_ count: Int, _ attention: [AttentionKind: [Attention]]) -> [Int] {
        var flags = Array(repeating: 0, count: count)
        for (bit, kind) in AttentionKind.allCases.enumerated() {
            for one in attention[kind] ?? [] { flags[one.index] |= 1 << bit }
        }
        return flags
    }

    static func json(
        listing: RunListing, items: [ItemStanding], classes: [ValueClass], attention: [AttentionKind: [Attention]]
    ) -> [UInt8] {
        var writer = ColumnWriter()
        writer.open(run: listing.id, count: items.count, attention: AttentionKind.allCases.map(\.rawValue))
        writer.texts("item", items.map(\.key.item))
        writer.repeated("location", items.map(\.key.location))
        writer.repeated("supplier", items.map(\.supplier))
        writer.repeated("group", items.map(\.group))
        writer.repeated("abc", classes.map(\.rawValue))
        writer.repeated("pattern", items.map(\.pattern))
        writer.repeated("status", items.map(\.status))
        writer.integers("attention", flags(items.count, attention))
        writer.numbers("on_hand", items.map(\.onHand))
        writer.numbers("on_order", items.map(\.onOrder))
        writer.numbers("waiting", items.map(\.backordered))
        writer.numbers("position", items.map(\.inventoryPosition))
        writer.numbers("days_of_cover", items.map(\.daysOfCover))
        writer.numbers("short", items.map(\.expectedShortage))
        writer.numbers("reorder_point", items.map(\.reorderPoint))
        writer.numbers("order_up_to", items.map(\.orderUpTo))
        writer.numbers("safety_stock", items.map(\.safetyStock))
        writer.numbers("order_now", items.map(\.orderNow))
        writer.numbers("order_value", items.map(\.orderValue))
        writer.repeated("order_by", items.map { $0.orderBy ?? "" })
        writer.numbers("expected_backorders", items.map(\.expectedBackorders))
        writer.numbers("fill_rate", items.map(\.fillRate))
        writer.numbers("average_inventory_value", items.map(\.averageInventoryValue))
        writer.numbers("demand_per_day", items.map(\.demandPerDay))
        writer.numbers("demand_mean", items.map(\.demandMean))
        writer.numbers("demand_sd", items.map(\.demandStandardDeviation))
        writer.numbers("lead_time_days", items.map(\.leadTimeDays))
        writer.numbers("lead_time_sd_days", items.map(\.leadTimeStandardDeviationDays))
        writer.numbers("review_period_days", items.map(\.reviewPeriodDays))
        writer.numbers("unit_cost", items.map(\.unitCost))
        writer.integers("is_fixed", items.map { $0.isFixed ? 1 : 0 })
        writer.close()
        return writer.bytes
    }
}

/// Writes columns as one JSON document.
struct ColumnWriter {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    mutating func open(run: String, count: Int, attention: [String]) {
        bytes.reserveCapacity(count * 200 + 1_000)
        bytes += "{\"run\":".utf8
        text(run)
        bytes += ",\"count\":\(count),\"attention_kinds\":[".utf8
        for (index, kind) in attention.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            text(kind)
        }
        bytes += "],\"columns\":{".utf8
    }

    mutating func close() { bytes += "}}\n".utf8 }

    mutating func texts(_ name: String, _ values: [String]) {
        begin(name)
        list(values.count) { writer, index in writer.text(values[index]) }
    }

    mutating func integers(_ name: String, _ values: [Int]) {
        begin(name)
        list(values.count) { writer, index in writer.bytes += String(values[index]).utf8 }
    }

    mutating func numbers(_ name: String, _ values: [Double?]) {
        begin(name)
        list(values.count) { writer, index in writer.number(values[index]) }
    }

    mutating func numbers(_ name: String, _ values: [Double]) { numbers(name, values.map { Optional($0) }) }

    /// Distinct texts in the order of their first use, and for each row the position of its own.
    mutating func repeated(_ name: String, _ values: [String]) {
        var positions: [String: Int] = [:]
        var distinct: [String] = []
        let codes = values.map { value -> Int in
            if let known = positions[value] { return known }
            positions[value] = distinct.count
            distinct.append(value)
            return distinct.count - 1
        }
        begin(name)
        bytes += "{\"values\":".utf8
        list(distinct.count) { writer, index in writer.text(distinct[index]) }
        bytes += ",\"codes\":".utf8
        list(codes.count) { writer, index in writer.bytes += String(codes[index]).utf8 }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func begin(_ name: String) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        text(name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func list(_ count: Int, _ element: (inout ColumnWriter, Int) -> Void) {
        bytes.append(UInt8(ascii: "["))
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            element(&self, index)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func number(_ value: Double?) {
        guard let value, value.isFinite else {
            bytes += "null".utf8
            return
        }
        if value == value.rounded(), value.magnitude < 1e15 {
            bytes += String(Int(value)).utf8
        } else {
            bytes += decimalText(value).utf8
        }
    }

    private mutating func text(_ value: String) { bytes += JSONText.quoted(value).utf8 }
}
