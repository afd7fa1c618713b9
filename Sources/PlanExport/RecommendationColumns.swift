import DemandModel
import TextForms

/// One column of `recommendations.csv`.
public struct RecommendationColumn: Sendable {
    public var name: String
    /// What its numbers count; `text` or `date` for the rest.
    public var unit: String
    public var meaning: String
    /// A value as it may stand in the column.
    public var example: String
    package let value: @Sendable (Recommendation, PlannedItem?) -> RecommendationCell

    init(
        _ name: String, _ unit: String, _ example: String, _ meaning: String,
        _ value: @escaping @Sendable (Recommendation, PlannedItem?) -> RecommendationCell
    ) {
        self.name = name
        self.unit = unit
        self.example = example
        self.meaning = meaning
        self.value = value
    }
}

/// A cell of the table.
package enum RecommendationCell: Sendable {
    case text(String)
    /// A quantity, an amount of money or a setting: written exactly.
    case exact(Double)
    /// An estimate: written with six significant digits.
    case estimate(Double)
    case none

    init(_ value: Double?) { self = value.map { .exact($0) } ?? .none }
    init(estimate value: Double?) { self = value.map { .estimate($0) } ?? .none }
    init(_ value: String?) { self = value.map { .text($0) } ?? .none }
    init(_ day: CalendarDay?) { self = day.map { .text($0.description) } ?? .none }

    /// As people read it: estimates are short.
    package var short: RecommendationCell {
        if case .estimate(let value) = self { return .exact(shortDecimal(value, digits: 6)) }
        return self
    }
}

extension RecommendationTable {
    /// All columns, in order: what it is and from whom, what to order, the levels, how long the stock lasts, what changed, and then what
    /// the levels were computed from and achieve.
    public static let allColumns: [RecommendationColumn] = identity + order + levels + projection + achievement

    /// The column of plans with goods that have a shelf life: behind all others, and left out elsewhere.
    static let ofShelfLife = [
        RecommendationColumn("expired_units_per_year", "units a year", "3.5", "too old before they are sold, for items with a shelf life") { r, _ in .init(estimate: r.performance?.expiredUnitsPerYear) },
    ]

    /// Columns of plans in which warehouses feed locations: behind all others, and left out elsewhere.
    static let ofNetwork = [
        RecommendationColumn("source", "text", "DC", "the warehouse that feeds the location: order_now is a transfer from it; empty where a supplier delivers") { _, item in .init(item?.source) },
        RecommendationColumn("short_today", "units", "6", "asked for today and not sent, as the warehouse has too little; of a warehouse, all that it lacks today") { r, item in
            item?.source != nil ? .exact(r.heldBack ?? 0) : .init(r.warehouse?.shortToday)
        },
        RecommendationColumn("owed_units", "units", "2.4", "of a warehouse: what it owes its locations, on average over time") { r, _ in .init(estimate: r.warehouse?.owedUnits) },
    ]

    private static let identity = [
        RecommendationColumn("item", "text", "0012", "the item (SKU), exactly as in the sales file; an apostrophe in front of = + - @ only keeps a spreadsheet from running it") { r, _ in .text(r.key.item) },
        RecommendationColumn("name", "text", "Mug, blue", "its name in the items table") { _, item in .init(item?.card?.name) },
        RecommendationColumn("supplier", "text", "Nord", "who delivers it, from the items table") { _, item in item.flatMap { $0.supply.supplier.isEmpty ? nil : .text($0.supply.supplier) } ?? .none },
        RecommendationColumn("location", "text", "main", "where it is stocked") { r, _ in .text(r.key.location) },
        RecommendationColumn("status", "text", "ok", "ok; capped: a limit binds; check: look before ordering, see reason; no_history: no sales to plan from; kit: its parts are planned; replaced: its successor is planned; failed: see reason") { r, _ in .text(r.status.rawValue) },
    ]

    private static let order = [
        RecommendationColumn("order_now", "units", "24", "to order today, after multiples and limits; 0 if none") { r, _ in .exact(r.orderNow) },
        RecommendationColumn("line_value", "money", "57.6", "order_now times unit_cost; empty without a unit cost") { r, item in
            .init(item?.supply.unitCost.map { shortDecimal($0 * r.orderNow, digits: 12) })
        },
        RecommendationColumn("unit_cost", "money per unit", "2.4", "from the items table, or by default from the price") { _, item in .init(item?.supply.unitCost.map { shortDecimal($0, digits: 12) }) },
        RecommendationColumn("order_multiple", "units", "6", "units in a pack; empty where bought singly") { _, item in .init(item?.supply.orderMultiple) },
        RecommendationColumn("minimum_order_quantity", "units", "12", "the least of one order; empty where there is none") { _, item in .init(item?.supply.minimumOrderQuantity) },
        RecommendationColumn("order_by", "date", "2025-03-31", "the day by which the next order is expected to be due") { r, _ in .init(r.orderBy) },
    ]

    private static let levels = [
        RecommendationColumn("policy", "text", "RS", "RS: every review period order up to S; rQ: order Q when the position is at or below r; sS and RsS: order up to S at or below s") { r, _ in .init(r.policy?.kind.rawValue) },
        RecommendationColumn("reorder_point", "units", "18", "r: order when the inventory position is at or below it") { r, _ in .init(r.policy?.reorderPoint) },
        RecommendationColumn("order_up_to", "units", "42", "S: the position right after an order (for rQ: r + Q)") { r, _ in .init(r.policy?.orderUpTo) },
        RecommendationColumn("order_quantity", "units", "24", "Q; empty for policies that order up to S") { r, _ in .init(r.policy?.orderQuantity) },
        RecommendationColumn("reorder_point_change", "units", "-3", "reorder_point less that of the last plan of an earlier day in the store; empty where there is none") { r, _ in
            .init(change(r.policy?.reorderPoint, r.previous?.reorderPoint))
        },
        RecommendationColumn("order_up_to_change", "units", "6", "the same of order_up_to") { r, _ in .init(change(r.policy?.orderUpTo, r.previous?.orderUpTo)) },
    ]

    private static let projection = [
        RecommendationColumn("inventory_position", "units", "15", "on hand plus on order less backordered, now") { r, _ in .exact(r.inventoryPosition) },
        RecommendationColumn("days_of_cover", "days", "12.5", "until expected demand has used up the inventory position, today's order left out; empty for ten years or more") { r, _ in
            .init(r.daysOfCover.map { ($0 * 10).rounded() / 10 })
        },
        RecommendationColumn("stockout_p50", "date", "2025-03-24", "demand has used up the inventory position by then with a probability of a half, today's order left out; empty where that is more than two years ahead") { r, _ in .init(r.stockoutP50) },
        RecommendationColumn("stockout_p10", "date", "2025-03-17", "the same with a probability of a tenth: the early case") { r, _ in .init(r.stockoutP10) },
    ]

    private static let achievement = [
        RecommendationColumn("safety_stock", "units", "9.25", "held beyond the expected demand that must be covered; may be negative") { r, _ in .init(estimate: r.performance?.safetyStock) },
        RecommendationColumn("protection_days", "days", "28", "what one decision must cover: lead time plus review period, or lead time alone under continuous review") { r, _ in .exact(r.protectionDays) },
        RecommendationColumn("demand_mean", "units", "32.75", "expected demand over protection_days") { r, _ in r.policy == nil ? .none : .estimate(r.demandMean) },
        RecommendationColumn("demand_sd", "units", "8.1", "its standard deviation, forecast error and random lead time included") { r, _ in r.policy == nil ? .none : .estimate(r.demandStandardDeviation) },
        RecommendationColumn("expected_backorders", "units", "0.4", "E[B]: units that customers wait for, on average over time") { r, _ in .init(estimate: r.performance?.expectedBackorders) },
        RecommendationColumn("backordered_units_per_year", "units a year", "18.2", "not served from the shelf at once") { r, _ in .init(estimate: r.performance?.backorderedUnitsPerYear) },
        RecommendationColumn("fill_rate", "share", "0.957", "of units served from the shelf at once, 0 to 1") { r, _ in .init(estimate: r.performance?.fillRate) },
        RecommendationColumn("ready_rate", "share", "0.962", "of time with stock on hand, 0 to 1") { r, _ in .init(estimate: r.performance?.readyRate) },
        RecommendationColumn("cycle_service_level", "share", "0.9", "probability of no stock-out between two deliveries, 0 to 1") { r, _ in .init(estimate: r.performance?.cycleServiceLevel) },
        RecommendationColumn("expected_wait_days", "days", "0.34", "mean wait of a unit of demand: E[B] / daily demand") { r, _ in .init(estimate: r.performance?.expectedWaitDays) },
        RecommendationColumn("waiting_over_7_days", "share", "0.012", "of units that wait longer than 7 days, 0 to 1") { r, _ in .init(estimate: r.longWaits?.over7Days) },
        RecommendationColumn("waiting_over_14_days", "share", "0.004", "of units that wait longer than 14 days") { r, _ in .init(estimate: r.longWaits?.over14Days) },
        RecommendationColumn("waiting_over_30_days", "share", "0", "of units that wait longer than 30 days") { r, _ in .init(estimate: r.longWaits?.over30Days) },
        RecommendationColumn("average_on_hand", "units", "21.3", "on the shelf, on average over time") { r, _ in .init(estimate: r.performance?.averageOnHand) },
        RecommendationColumn("average_inventory_value", "money", "51.1", "unit cost times average_on_hand; empty without a unit cost") { r, _ in .init(estimate: r.averageInventoryValue) },
        RecommendationColumn("restock_p50", "date", "2025-04-02", "where nothing is free to sell: the day by which half of such waits end for a unit ordered today; empty where no supply in sight reaches it") { r, _ in .init(r.restock?.p50) },
        RecommendationColumn("restock_p90", "date", "2025-04-16", "the same for nine of ten waits") { r, _ in .init(r.restock?.p90) },
        RecommendationColumn("reason", "text", "minimum order 12", "what binds and what was assumed") { r, _ in .text(r.reason) },
    ]

    private static func change(_ now: Double?, _ before: Double?) -> Double? {
        guard let now, let before else { return nil }
        // Differences of decimal fractions: a hair of binary rounding is no change.
        return (now - before).magnitude < 1e-9 ? 0 : shortDecimal(now - before, digits: 12)
    }
}
