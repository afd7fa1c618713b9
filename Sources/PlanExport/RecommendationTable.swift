import DemandModel
import TextForms

/// The reorder recommendations as a table: `recommendations.csv`, one row per item-location, sorted by item, then location.
///
/// Units: quantities in units of the item, times in days, shares 0...1, money in the money of the unit costs. A cell is empty
/// where there is no value: an item without history or one that failed has no policy, an order-up-to policy no order quantity,
/// an item that demand never brings to its reorder point no order day. Estimates stand with six significant digits in the CSV, which
/// people read, and in full in JSON; levels, orders and settings are exact in both.
///
///     let bytes = try collectedBytes { sink throws(OutputError) in try RecommendationTable.write(run.items, to: sink) }
public enum RecommendationTable {
    /// Names of the columns, in order.
    public static let columns = allColumns.map(\.name)

    /// What each column means, in the order of `columns`.
    public static let columnMeanings: [(name: String, meaning: String)] = allColumns.map { ($0.name, $0.meaning) }

    /// The columns of a plan: with those of transfers where warehouses feed locations.
    static func allColumns(of items: [PlannedItem]) -> [RecommendationColumn] {
        allColumns + (items.indices.contains { items[$0].source != nil } ? ofNetwork : [])
            + (items.indices.contains { items[$0].recommendation.performance?.expiredUnitsPerYear != nil } ? ofShelfLife : [])
    }

    /// Writes the table as comma-separated text.
    /// - Parameters:
    ///   - textEscaping: `.spreadsheet` keeps a spreadsheet from running an item name as a formula.
    ///   - threads: worker threads; no effect on the bytes.
    public static func write(
        _ items: [PlannedItem], textEscaping: TextEscaping = .spreadsheet, threads: Int = 1, to sink: ByteSink
    ) throws(OutputError) {
        var head = CommaSeparatedWriter(textEscaping: textEscaping)
        let all = allColumns(of: items)
        head.header(all.map(\.name))
        try sink(head.drain())
        let items = inKeyOrder(items)
        try takeOrdered(parts: partCount(items.count), threads: threads, make: { part in
            var table = CommaSeparatedWriter(textEscaping: textEscaping)
            for index in partRange(part, of: items.count) {
                // Both once: a copy of an item counts the references it holds.
                let recommendation = items[index].recommendation
                let item: PlannedItem? = items[index]
                for column in all {
                    switch column.value(recommendation, item).short {
                    case .text(let text): table.text(text)
                    case .exact(let number), .estimate(let number): table.number(number)
                    case .none: table.empty()
                    }
                }
                table.endRow()
            }
            return table.drain()
        }, take: sink)
    }

    /// One recommendation as an object with the names of the columns; `null` where the cell of the table is empty.
    /// - Parameters:
    ///   - item: what the columns of the items table are taken from; without it they are `null`.
    ///   - isShort: estimates as the CSV has them.
    public static func json(_ recommendation: Recommendation, item: PlannedItem? = nil, isShort: Bool = false) -> JSONValue {
        let columns = allColumns + (item?.source != nil || recommendation.warehouse != nil ? ofNetwork : [])
            + (recommendation.performance?.expiredUnitsPerYear != nil ? ofShelfLife : [])
        let members = columns.map { column in
            let cell = column.value(recommendation, item)
            switch isShort ? cell.short : cell {
            case .text(let text): return JSONValue.Member(column.name, .text(text))
            case .exact(let number), .estimate(let number): return JSONValue.Member(column.name, .number(number))
            case .none: return JSONValue.Member(column.name, .null)
            }
        }
        guard let path = recommendation.levelPath, !isShort else { return .object(members) }
        return .object(members + [JSONValue.Member("level_path", .array(path.map(LevelPathTable.json)))])
    }
}

/// How many parts the rows of so many items are written in.
func partCount(_ items: Int) -> Int { (items + itemsPerPart - 1) / itemsPerPart }

/// The items of a part.
func partRange(_ part: Int, of items: Int) -> Range<Int> { part * itemsPerPart..<min(items, (part + 1) * itemsPerPart) }

private let itemsPerPart = 1024

/// Items sorted by item, then location (UTF-8 bytes). O(n) where they already are, as in every finished run.
func inKeyOrder(_ items: [PlannedItem]) -> [PlannedItem] {
    for index in items.indices.dropFirst() where items[index].key < items[index - 1].key {
        return items.sorted { $0.key < $1.key }
    }
    return items
}
