import DemandModel
import TextForms

/// The levels of the coming reviews as a table, one row per item-location and review, in key order; only the header where the plan has no horizon.
public enum LevelPathTable {
    public static let columns = [
        "unique_id", "item", "location", "review_date", "reorder_point", "order_up_to", "position", "demand_mean", "average_on_hand", "expected_backorders",
        "fill_rate",
    ]

    /// One level: days from the planning day to the review, and the figures of its row.
    static func json(_ level: PathLevel) -> JSONValue {
        [
            "days": .number(level.days), "reorder_point": .number(level.reorderPoint), "order_up_to": .number(level.orderUpTo),
            "position": .number(level.position), "demand_mean": .number(level.demandMean), "average_on_hand": .number(level.onHand),
            "expected_backorders": .number(level.waiting), "fill_rate": .number(level.fillRate),
        ]
    }

    public static func write(_ run: PlanRun, to sink: ByteSink) throws(OutputError) {
        var table = CommaSeparatedWriter()
        table.header(columns)
        for item in inKeyOrder(run.items) {
            for level in item.recommendation.levelPath ?? [] {
                table.text(item.key.uniqueID)
                table.text(item.key.item)
                table.text(item.key.location)
                table.text(run.asOf.advanced(by: Int(level.days.rounded())).description)
                for value in [
                    level.reorderPoint, level.orderUpTo, level.position, level.demandMean, level.onHand, level.waiting, level.fillRate,
                ] { table.number(value) }
                table.endRow()
            }
            if table.count >= bytesPerChunk { try sink(table.drain()) }
        }
        try sink(table.drain())
    }
}
