/// A file that Twobin has written: `inspect` says which, and that no section of a plan file reads it as it is.
public enum OwnOutput: String, Sendable, CaseIterable {
    case recommendations, forecasts, availability, quarantine
    case levelPath = "level_path"
    case waiting = "backorders"
    case supplierRecord = "suppliers"

    /// What a row is, and what the file is for.
    public var purpose: String {
        switch self {
        case .recommendations: "one row per item and location: levels, what to order now, and why. Orders are placed from it (twobin orders, twobin export); levels changed by hand go into a table of [overrides]"
        case .forecasts: "one row per item, location and coming period: mean and quantiles of demand"
        case .levelPath: "one row per item, location and coming review: the levels meant for it, and what they are expected to reach"
        case .availability: "one row per item and location: what a shop front may say. It is imported there, not read by a plan"
        case .quarantine: "one row per row of the input that could not be used: file, line, column, and what to do"
        case .waiting: "one row per waiting customer's order: until when, why, and what could be sent instead. A plan reads the table of your own orders, [backorders]"
        case .supplierRecord: "one row per supplier, and per supplier and item: how it has delivered. A plan reads terms of suppliers from your own table, [suppliers]"
        }
    }

    /// The names that only this file has together.
    private var names: [String] {
        switch self {
        case .recommendations: ["item", "status", "order_now", "reorder_point", "order_up_to"]
        case .forecasts: ["unique_id", "ds", "mean"]
        case .levelPath: ["unique_id", "review_date", "order_up_to"]
        case .availability: ["item", "state", "free_units", "availability_date"]
        case .quarantine: ["file", "line", "column", "code", "hint"]
        case .waiting: ["order_id", "item", "units_ahead", "restock_p50", "cause"]
        case .supplierRecord: ["supplier", "on_time_share", "otif_share"]
        }
    }

    static func detect(_ header: HeaderNames) -> OwnOutput? {
        guard header.column(named: ["y"]) == nil else { return nil }
        return allCases.first { output in output.names.allSatisfy { header.column(named: [$0]) != nil } }
    }
}

/// The file of Twobin's own that a table is; `nil` for any other.
///
/// - Throws: what opening it throws.
public func ownOutput(path: String, options: TableReadingOptions = TableReadingOptions()) throws(IngestionError) -> OwnOutput? {
    try openedTable(path: path, options: options).flatMap { OwnOutput.detect($0.header) }
}
