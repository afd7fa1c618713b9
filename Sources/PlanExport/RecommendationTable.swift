import DemandModel
import TextForms

/// The reorder recommendations as a table: `recommendations.csv`, one row per item-location, sorted by item, then location.
///
/// Units: quantities in units of the item, times in days, shares 0...1, money in the money of the unit costs. A cell is empty
/// where there is no value: an item without history or one that failed has no policy, an order-up-to policy no order quantity,
/// an item that demand never brings to its reorder point no order day. The `restock_*` columns are empty where there is free stock, and
/// where no supply in sight serves a customer of today.
///
///     let bytes = try collectedBytes { sink throws(OutputError) in try RecommendationTable.write(run.items, to: sink) }
public enum RecommendationTable {
    /// Names of the columns, in order.
    public static let columns = [
        "item", "location", "policy", "reorder_point", "order_up_to", "order_quantity", "safety_stock", "protection_days", "demand_mean",
        "demand_sd", "expected_backorders", "backordered_units_per_year", "fill_rate", "ready_rate", "cycle_service_level",
        "expected_wait_days", "average_on_hand", "average_inventory_value", "inventory_position", "order_now", "order_by", "status",
        "restock_p50", "restock_p90", "reason",
    ]

    /// Writes the table as comma-separated text.
    /// - Parameter textEscaping: `.spreadsheet` keeps a spreadsheet from running an item name as a formula.
    public static func write(
        _ items: [PlannedItem], textEscaping: TextEscaping = .spreadsheet, to sink: ByteSink
    ) throws(OutputError) {
        var table = CommaSeparatedWriter(textEscaping: textEscaping)
        table.header(columns)
        for item in inKeyOrder(items) {
            for cell in cells(of: item.recommendation) { cell.write(to: &table) }
            table.endRow()
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }

    /// One recommendation as an object with the names of the columns; `null` where the cell of the table is empty.
    public static func json(_ recommendation: Recommendation) -> JSONValue {
        .object(zip(columns, cells(of: recommendation)).map { JSONValue.Member($0, $1.json) })
    }

    private enum Cell {
        case text(String), number(Double), none

        init(_ value: Double?) { self = value.map { .number($0) } ?? .none }

        func write(to table: inout CommaSeparatedWriter) {
            switch self {
            case .text(let text): table.text(text)
            case .number(let number): table.number(number)
            case .none: table.empty()
            }
        }

        var json: JSONValue {
            switch self {
            case .text(let text): .text(text)
            case .number(let number): .number(number)
            case .none: .null
            }
        }
    }

    private static func date(_ day: CalendarDay?) -> Cell { day.map { .text($0.description) } ?? .none }

    /// In the order of `columns`.
    private static func cells(of recommendation: Recommendation) -> [Cell] {
        let policy = recommendation.policy
        let performance = recommendation.performance
        let isPlanned = policy != nil
        return [
            .text(recommendation.key.item), .text(recommendation.key.location), policy.map { .text($0.kind.rawValue) } ?? .none,
            Cell(policy?.reorderPoint), Cell(policy?.orderUpTo), Cell(policy?.orderQuantity), Cell(performance?.safetyStock),
            .number(recommendation.protectionDays), isPlanned ? .number(recommendation.demandMean) : .none,
            isPlanned ? .number(recommendation.demandStandardDeviation) : .none, Cell(performance?.expectedBackorders),
            Cell(performance?.backorderedUnitsPerYear), Cell(performance?.fillRate), Cell(performance?.readyRate),
            Cell(performance?.cycleServiceLevel), Cell(performance?.expectedWaitDays), Cell(performance?.averageOnHand),
            Cell(recommendation.averageInventoryValue), .number(recommendation.inventoryPosition), .number(recommendation.orderNow),
            recommendation.orderBy.map { .text($0.description) } ?? .none, .text(recommendation.status.rawValue),
            date(recommendation.restock?.p50), date(recommendation.restock?.p90), .text(recommendation.reason),
        ]
    }
}

/// Items sorted by item, then location (UTF-8 bytes). O(n) where they already are, as in every finished run.
func inKeyOrder(_ items: [PlannedItem]) -> [PlannedItem] {
    for index in items.indices.dropFirst() where items[index].key < items[index - 1].key {
        return items.sorted { $0.key < $1.key }
    }
    return items
}
