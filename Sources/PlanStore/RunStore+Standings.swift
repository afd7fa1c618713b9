import DemandModel
import Foundation
import GRDB

extension RunStore {
    /// Where every item of a run stands, in key order: read from the columns and a few members of the details, without histories and
    /// forecasts.
    ///
    /// - Parameter threads: worker threads, 1 or more; no effect on what is read.
    public func standings(of id: String, threads: Int = 1) throws(StoreError) -> [ItemStanding] {
        try StoreError.translating(path) {
            try database.read { database in
                guard let run = try Row.fetchOne(database, sql: "SELECT number, item_count FROM run WHERE id = ?", arguments: [id]) else {
                    throw StoreError.unreadableRun(id: id, reason: "it is not in the store")
                }
                var items: [ItemStanding] = []
                items.reserveCapacity(run["item_count"])
                var waiting: [(item: ItemStanding, payload: ItemPayload)] = []
                func take() throws {
                    items += try RunStore.decoded(waiting, threads: threads) { reader, stored in
                        var item = stored.item
                        try stored.payload.value(StandingDetails.self, reader: reader).fill(&item)
                        return item
                    }
                    waiting.removeAll(keepingCapacity: true)
                }
                let rows = try Row.fetchCursor(database, sql: standingsQuery, arguments: [run["number"] as Int64])
                do {
                    while let row = try rows.next() {
                        waiting.append((RunStore.columns(row), try RunStore.payload(row, from: 10)))
                        if waiting.count == 4_096 { try take() }
                    }
                    try take()
                } catch let error as DecodingError {
                    throw StoreError.unreadableRun(id: id, reason: "\(error)")
                }
                return items
            }
        }
    }

    private static func columns(_ row: Row) -> ItemStanding {
        var item = ItemStanding(key: ItemLocation(item: row[0], location: row[1]))
        item.status = row[2]
        item.reorderPoint = row[3]
        item.orderUpTo = row[4]
        item.expectedBackorders = row[5]
        item.fillRate = row[6]
        item.averageInventoryValue = row[7]
        item.orderNow = row[8]
        item.orderBy = row[9]
        return item
    }
}

private let standingsQuery = """
    SELECT item, location, status, reorder_point, order_up_to, expected_backorders, fill_rate, average_inventory_value, order_now, order_by,
           \(RunStore.detailsColumns)
    FROM item WHERE run_number = ? ORDER BY item, location
    """

/// The members of an item's JSON that a list shows. None is asked for: runs of every version are listed.
private struct StandingDetails: Decodable {
    struct Supply: Decodable {
        var supplier: String?
        var stock: Stock?
        var unitCost: Double?
        var leadTimeDays: Double?
        var leadTimeStandardDeviationDays: Double?
        var reviewPeriodDays: Double?
        var minimumOrderQuantity: Double?
        var orderMultiple: Double?
        var onHand: Double?
        var onOrder: Double?
        var backordered: Double?
        var defaultsUsed: [String]?
    }

    struct Stock: Decodable {
        var group: String?
        var overrideReorderPoint: Double?
        var overrideOrderUpTo: Double?
        var isFrozen: Bool?
    }

    struct Outlook: Decodable { var demandClass: String? }

    struct Told: Decodable {
        struct Performance: Decodable { var safetyStock: Double? }
        var performance: Performance?
        var protectionDays: Double?
        var demandMean: Double?
        var demandStandardDeviation: Double?
        var reason: String?
    }

    var supply: Supply?
    var outlook: Outlook?
    var recommendation: Told?
    var weight: Double?

    func fill(_ item: inout ItemStanding) {
        item.supplier = supply?.supplier ?? ""
        item.group = supply?.stock?.group ?? ""
        item.pattern = outlook?.demandClass ?? ""
        item.unitCost = supply?.unitCost
        item.leadTimeDays = supply?.leadTimeDays ?? 0
        item.leadTimeStandardDeviationDays = supply?.leadTimeStandardDeviationDays ?? 0
        item.reviewPeriodDays = supply?.reviewPeriodDays ?? 0
        item.minimumOrderQuantity = supply?.minimumOrderQuantity
        item.orderMultiple = supply?.orderMultiple
        item.onHand = supply?.onHand ?? 0
        item.onOrder = supply?.onOrder ?? 0
        item.backordered = supply?.backordered ?? 0
        item.safetyStock = recommendation?.performance?.safetyStock
        item.protectionDays = recommendation?.protectionDays ?? 0
        item.demandMean = recommendation?.demandMean ?? 0
        item.demandStandardDeviation = recommendation?.demandStandardDeviation ?? 0
        item.weight = weight ?? 1
        item.reason = recommendation?.reason ?? ""
        item.defaultsUsed = supply?.defaultsUsed ?? []
        item.isFixed = supply?.stock?.overrideReorderPoint != nil || supply?.stock?.overrideOrderUpTo != nil || supply?.stock?.isFrozen == true
    }
}
