import DemandModel
import Foundation
import GRDB
import TextForms

extension RunStore {
    /// Saves a finished run in one transaction; a run with the same id is replaced.
    /// - Parameters:
    ///   - createdAt: when the run was made, for people to read. `latest` is the run that was saved last, whatever the clock said. Kept to the millisecond.
    ///   - keepingPlans: how many plans stay, this one among them: older ones go in the same transaction, and with them the
    ///     scenarios saved before the oldest plan that stays. `nil`: all stay.
    ///   - threads: worker threads; no effect on what is kept.
    public func save(_ run: PlanRun, createdAt: Date, keepingPlans: Int? = nil, threads: Int = 1) throws(StoreError) {
        do {
            try save(run, createdAt: createdAt, keepingPlans: keepingPlans, threads: threads) {}
        } catch let error as StoreError {
            throw error
        } catch {
            throw .damaged(path: path, reason: String(describing: error))
        }
    }

    /// Saves a finished run and does what has to hold together with it (placing its files) once everything is in the tables and only the commit is
    /// left: where either fails, neither is there.
    ///
    /// - Throws: `StoreError`, or what `beforeCommit` throws; the store is then as it was. Where the commit itself fails, `beforeCommit` has
    ///   run: the caller undoes it.
    public func save(_ run: PlanRun, createdAt: Date, keepingPlans: Int? = nil, threads: Int = 1, beforeCommit: () throws -> Void) throws {
        var failure: (any Error)?
        do {
            try saving(run, createdAt: createdAt, keepingPlans: keepingPlans, threads: threads) {
                do {
                    try beforeCommit()
                } catch {
                    failure = error
                    throw error
                }
            }
        } catch {
            throw failure ?? error
        }
    }

    private func saving(_ run: PlanRun, createdAt: Date, keepingPlans: Int?, threads: Int, beforeCommit: () throws -> Void) throws(StoreError) {
        try StoreError.translating(path) {
            try database.write { database in
                do {
                    try RunStore.insert(run, createdAt: createdAt, threads: threads, into: database)
                    if let keepingPlans { try RunStore.deleteOldRuns(keepingPlans: keepingPlans, from: database) }
                    try beforeCommit()
                } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
                    throw StoreError.inconsistentRun(id: run.id, reason: error.message ?? "a rule of the tables is broken")
                } catch let error as EncodingError {
                    throw StoreError.inconsistentRun(id: run.id, reason: String(describing: error))
                }
            }
        }
    }

    /// Deletes what was saved before the oldest of the `keepingPlans` newest plans.
    private static func deleteOldRuns(keepingPlans: Int, from database: Database) throws {
        try database.execute(
            sql: """
                DELETE FROM run WHERE number < (
                    SELECT min(number) FROM (SELECT number FROM run WHERE kind = 'plan' ORDER BY number DESC LIMIT ?))
                """,
            arguments: [max(1, keepingPlans)])
    }

    private static func insert(_ run: PlanRun, createdAt: Date, threads: Int, into database: Database) throws {
        let encoder = ItemPayload.encoder()
        try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [run.id])
        var header = run
        header.items = []
        header.quarantine = []
        header.backorders = nil
        header.keptPolicies = nil
        let summary = run.summary
        let headerText = String(decoding: try encoder.encode(header), as: UTF8.self)
        try database.execute(
            sql: """
                INSERT INTO run (id, kind, parent_id, created_at, as_of, version, item_count, expected_backorders, fill_rate,
                                 average_inventory_value, stock_value, payload_format, header, period_starts)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')
                """,
            arguments: [
                run.id, (run.parentID == nil ? RunListing.Kind.plan : .scenario).rawValue, run.parentID,
                createdAt.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)), run.asOf.description, run.version,
                run.items.count, finite(summary.expectedBackorders), finite(summary.fillRate),
                finite(summary.averageInventoryValue), finite(summary.stockValue), ItemPayload.format.rawValue,
                headerText,
            ])
        let runNumber = database.lastInsertedRowID
        var digest = StoredRunDigest()
        let periodStarts = String(
            decoding: try encoder.encode(try insertItems(run.items, runNumber: runNumber, threads: threads, digest: &digest, into: database)), as: UTF8.self)
        try database.execute(sql: "UPDATE run SET period_starts = ? WHERE number = ?", arguments: [periodStarts, runNumber])
        if run.parentID == nil, let record = run.forecastRecord {
            try database.execute(
                sql: "INSERT INTO kept_forecasts (run_number, made_from, digest) VALUES (?, ?, ?)",
                arguments: [runNumber, record.sources.identity, digest.finish(header: headerText, periodStarts: periodStarts)])
        }
        if run.parentID == nil, let kept = run.keptPolicies { try insertLevels(kept, runNumber: runNumber, encoder: encoder, into: database) }
        try insertQuarantine(run.quarantine, runNumber: runNumber, into: database)
        if let facts = run.backorders { try insertBackorders(facts, runNumber: runNumber, encoder: encoder, into: database) }
    }

    /// Items that one thread splits at a time.
    private static let itemsPerPart = 256

    /// Inserts the items, split on all threads; the distinct lists of period starts, in the order of their first use.
    private static func insertItems(
        _ items: [PlannedItem], runNumber: Int64, threads: Int, digest: inout StoredRunDigest, into database: Database
    ) throws -> [[String]] {
        var lists = PeriodStartLists()
        let statement = try database.makeStatement(sql: """
            INSERT INTO item (run_number, item, location, status, policy, reorder_point, order_up_to, order_quantity,
                              expected_backorders, fill_rate, average_inventory_value, order_now, order_by, period_starts,
                              details, numbers)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)
            """)
        let parts = stride(from: 0, to: items.count, by: itemsPerPart).map { $0..<min(items.count, $0 + itemsPerPart) }
        try takeOrdered(parts: parts.count, threads: threads) { part in
            Result { () throws -> (items: Range<Int>, payloads: [ItemPayload]) in
                var writer = ItemPayload.writer()
                return (parts[part], try items[parts[part]].map { try ItemPayload($0, writer: &writer) })
            }
        } take: { part in
            let part = try part.get()
            for (item, payload) in zip(items[part.items], part.payloads) {
                let recommendation = item.recommendation
                let policy = recommendation.policy
                let performance = recommendation.performance
                let starts = payload.starts.map { lists.position(of: $0) }
                digest.add(payload, at: starts, key: item.key)
                try statement.execute(arguments: [
                    runNumber, item.key.item, item.key.location, recommendation.status.rawValue, policy?.kind.rawValue,
                    policy?.reorderPoint, policy?.orderUpTo, policy?.orderQuantity, performance?.expectedBackorders,
                    performance?.fillRate, recommendation.averageInventoryValue, finite(recommendation.orderNow),
                    recommendation.orderBy?.description, starts,
                    payload.joined,
                ])
            }
        }
        return lists.lists
    }

    private static func insertQuarantine(_ rows: [QuarantinedRow], runNumber: Int64, into database: Database) throws {
        let statement = try database.makeStatement(
            sql: "INSERT INTO quarantine (run_number, file, line, \"column\", code, value, hint) VALUES (?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            try statement.execute(arguments: [runNumber, row.file, row.line, row.column, row.code, row.value, row.hint])
        }
    }

    /// SQLite keeps a number that is not one as NULL; the totals that are listed must be numbers. The header keeps the value as it was.
    private static func finite(_ value: Double) -> Double { value.isFinite ? value : 0 }
}

/// The distinct lists of period starts of a run, in the order of their first use.
private struct PeriodStartLists {
    private(set) var lists: [[String]] = []
    private var positions: [[String]: Int] = [:]
    private var last: (starts: [String], position: Int)?

    mutating func position(of starts: [String]) -> Int {
        if let last, last.starts == starts { return last.position }
        let position = positions[starts] ?? lists.count
        if position == lists.count {
            lists.append(starts)
            positions[starts] = position
        }
        last = (starts, position)
        return position
    }
}
