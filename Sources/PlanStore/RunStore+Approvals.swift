import DemandModel
import Foundation
import GRDB

extension RunStore {
    /// Marks orders as placed, in one transaction. An order that is placed already stays as it is.
    ///
    /// - Returns: the orders as they stand, `wasPlacedBefore` where nothing changed.
    public func approve(_ orders: [PurchaseOrder], run: String) throws(StoreError) -> [ApprovedOrder] {
        try StoreError.translating(path) {
            try database.write { database in
                try orders.map { order in
                    if var known = try RunStore.approval(order.reference, database) {
                        known.wasPlacedBefore = true
                        return known
                    }
                    let approved = ApprovedOrder(
                        reference: order.reference, runID: run, supplier: order.supplier, location: order.location, approvedOn: order.orderedOn,
                        lines: order.lines.map { .init(key: $0.key, units: $0.units, expectedOn: $0.receiptP90) })
                    try database.execute(
                        sql: "INSERT INTO approval (reference, run_id, supplier, location, approved_on, state) VALUES (?, ?, ?, ?, ?, ?)",
                        arguments: [approved.reference, run, approved.supplier, approved.location, approved.approvedOn.description, approved.state.rawValue])
                    for line in approved.lines {
                        try database.execute(
                            sql: "INSERT INTO approval_line (reference, item, location, units, expected_on) VALUES (?, ?, ?, ?, ?)",
                            arguments: [approved.reference, line.key.item, line.key.location, line.units, line.expectedOn.description])
                    }
                    return approved
                }
            }
        }
    }

    /// Every order that was placed, the newest planning day first.
    public func approvals() throws(StoreError) -> [ApprovedOrder] {
        try StoreError.translating(path) {
            try database.read { database in
                try String.fetchAll(database, sql: "SELECT reference FROM approval ORDER BY approved_on DESC, supplier, location, reference")
                    .compactMap { try RunStore.approval($0, database) }
            }
        }
    }

    /// Says that a placed order has arrived or was taken back: it is no longer on order.
    public func settleApproval(_ reference: String, as state: ApprovedOrder.State) throws(StoreError) {
        try StoreError.translating(path) {
            try database.write { database in
                guard try RunStore.approval(reference, database) != nil else {
                    let known = try String.fetchAll(
                        database, sql: "SELECT reference FROM approval WHERE state = 'placed' ORDER BY approved_on DESC, reference LIMIT 5")
                    throw StoreError.noSuchApproval(reference: reference, known: known)
                }
                try database.execute(sql: "UPDATE approval SET state = ? WHERE reference = ?", arguments: [state.rawValue, reference])
            }
        }
    }

    private static func approval(_ reference: String, _ database: Database) throws -> ApprovedOrder? {
        guard let row = try Row.fetchOne(database, sql: "SELECT * FROM approval WHERE reference = ?", arguments: [reference]),
              let day = CalendarDay(iso: row["approved_on"] as String), let state = ApprovedOrder.State(rawValue: row["state"]) else { return nil }
        let lines = try Row.fetchAll(
            database, sql: "SELECT item, location, units, expected_on FROM approval_line WHERE reference = ? ORDER BY item, location", arguments: [reference]
        ).map { line in
            ApprovedOrder.Line(
                key: ItemLocation(item: line["item"], location: line["location"]), units: line["units"],
                expectedOn: CalendarDay(iso: line["expected_on"] as String) ?? day)
        }
        return ApprovedOrder(
            reference: row["reference"], runID: row["run_id"], supplier: row["supplier"], location: row["location"], approvedOn: day, state: state,
            lines: lines)
    }

    /// Levels and orders of a run by item-location, from its columns alone.
    public func plannedLevels(of id: String) throws(StoreError) -> [ItemLocation: StoredLevels] {
        try StoreError.translating(path) {
            try database.read { database in
                var levels: [ItemLocation: StoredLevels] = [:]
                let rows = try Row.fetchCursor(
                    database,
                    sql: """
                        SELECT item, location, reorder_point, order_up_to, order_quantity, order_now FROM item
                        WHERE run_number = (SELECT number FROM run WHERE id = ?)
                        """,
                    arguments: [id])
                while let row = try rows.next() {
                    levels[ItemLocation(item: row["item"], location: row["location"])] = StoredLevels(
                        reorderPoint: row["reorder_point"], orderUpTo: row["order_up_to"], orderQuantity: row["order_quantity"], orderNow: row["order_now"])
                }
                return levels
            }
        }
    }

    /// The plan saved last, or the one before a run of the store; `nil` where there is none.
    ///
    /// - Parameters:
    ///   - id: a plan that is passed over: one that is about to be saved again.
    ///   - before: only plans saved before this run count.
    public func newestPlan(besides id: String = "", before: String? = nil) throws(StoreError) -> RunListing? {
        try StoreError.translating(path) {
            try database.read { database in
                try Row.fetchOne(
                    database, sql: RunStore.listingQuery + """
                         WHERE kind = 'plan' AND id <> ?1 AND (?2 IS NULL OR number < (SELECT number FROM run WHERE id = ?2))
                        """ + RunStore.newestFirst + " LIMIT 1",
                    arguments: [id, before]
                ).map(RunStore.listing)
            }
        }
    }

    /// The newest plan whose planning day is before a day: what today's is compared with.
    public func lastPlan(before day: CalendarDay) throws(StoreError) -> RunListing? {
        try StoreError.translating(path) {
            try database.read { database in
                try Row.fetchOne(
                    database, sql: RunStore.listingQuery + " WHERE kind = 'plan' AND as_of < ? ORDER BY as_of DESC, created_at DESC, number DESC LIMIT 1",
                    arguments: [day.description]
                ).map(RunStore.listing)
            }
        }
    }
}

/// What a stored run recommended for an item, as far as it is a column.
public struct StoredLevels: Sendable, Equatable {
    /// Units; `nil` where there was no policy.
    public var reorderPoint: Double?
    public var orderUpTo: Double?
    public var orderQuantity: Double?
    public var orderNow: Double
}
