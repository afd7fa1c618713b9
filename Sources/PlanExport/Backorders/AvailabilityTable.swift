import CustomerBackorders
import DemandModel
import TextForms

/// `availability.csv`: the state of every item-location for the shop front, with the columns that a Google merchant feed, Shopify and
/// WooCommerce read. The date is the one that nine of ten orders are filled by.
public enum AvailabilityTable {
    /// Names of the columns, in order.
    public static let columns = [
        "item", "location", "state", "free_units", "restock_p50", "restock_p90", "reason",
        // Google merchant feed.
        "id", "availability", "availability_date",
        // Shopify product import.
        "Variant SKU", "Variant Inventory Qty", "Variant Inventory Policy",
        // WooCommerce product import.
        "SKU", "In stock?", "Stock", "Backorders allowed?",
    ]

    /// - Parameter threads: worker threads; no effect on the bytes.
    public static func write(
        _ states: [ShopState], textEscaping: TextEscaping = .spreadsheet, threads: Int = 1, to sink: ByteSink
    ) throws(OutputError) {
        var head = CommaSeparatedWriter(textEscaping: textEscaping)
        head.header(columns)
        try sink(head.drain())
        try takeOrdered(parts: partCount(states.count), threads: threads, make: { part in
            var table = CommaSeparatedWriter(textEscaping: textEscaping)
            for state in states[partRange(part, of: states.count)] { append(state, to: &table) }
            return table.drain()
        }, take: sink)
    }

    private static func append(_ state: ShopState, to table: inout CommaSeparatedWriter) {
        let isThere = state.free >= 1
        let takesOrders = state.state == .inStock || state.state == .backorder
        table.text(state.key.item)
        table.text(state.key.location)
        table.text(state.state.rawValue)
        table.number(state.free)
        table.day(state.dates.p50)
        table.day(state.dates.p90)
        table.text(state.reason)
        table.text(state.key.uniqueID)
        table.text(isThere ? "in_stock" : state.state == .backorder ? "backorder" : "out_of_stock")
        if !isThere, state.state == .backorder, let day = state.dates.p90 { table.text("\(day)T00:00Z") } else { table.empty() }
        table.text(state.key.item)
        table.number(state.free.rounded(.down))
        table.text(takesOrders ? "continue" : "deny")
        table.text(state.key.item)
        table.text(isThere ? "1" : state.state == .backorder ? "backorder" : "0")
        table.number(state.free.rounded(.down))
        table.text(takesOrders ? "notify" : "0")
        table.endRow()
    }
}
