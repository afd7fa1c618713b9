import DemandModel
import Foundation
import GRDB

/// A line of the record of what people did: overrides made and ended, orders approved, scenarios kept.
public struct AuditRow: Sendable, Equatable {
    /// ISO 8601 in UTC.
    public var at: String
    public var author: String
    /// `override`, `override ended`, `approve`, `order received`, `order cancelled`, `save`.
    public var action: String
    /// What it was done to: an item, a supplier, a run.
    public var subject: String
    /// In plain words.
    public var details: String

    public init(at: String, author: String, action: String, subject: String, details: String) {
        self.at = at
        self.author = author
        self.action = action
        self.subject = subject
        self.details = details
    }
}

extension RunStore {
    /// Keeps an override, with its audit row in the same transaction; an earlier one of the same item that still holds is ended.
    ///
    /// - Returns: the override with its number.
    public func save(_ override: LevelOverride) throws(StoreError) -> LevelOverride {
        try StoreError.translating(path) {
            try database.write { database in
                try database.execute(
                    sql: "UPDATE override SET ended_at = ?, ended_by = ? WHERE item = ? AND location = ? AND ended_at IS NULL",
                    arguments: [override.madeAt, override.author, override.key.item, override.key.location])
                try database.execute(
                    sql: """
                        INSERT INTO override (item, location, reorder_point, order_up_to, reason, author, made_at, expires_on)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        override.key.item, override.key.location, override.reorderPoint, override.orderUpTo, override.reason,
                        override.author, override.madeAt, override.expiresOn?.description,
                    ])
                var saved = override
                saved.number = database.lastInsertedRowID
                let levels = [override.reorderPoint.map { "r \($0)" }, override.orderUpTo.map { "S \($0)" }].compactMap { $0 }.joined(separator: ", ")
                try RunStore.note(AuditRow(
                    at: override.madeAt, author: override.author, action: "override", subject: override.key.uniqueID,
                    details: "\(levels): \(override.fullReason)"), database)
                return saved
            }
        }
    }

    /// Ends an override. Nothing happens to one that has ended already.
    public func endOverride(_ number: Int64, author: String, at moment: String) throws(StoreError) {
        try StoreError.translating(path) {
            try database.write { database in
                guard let row = try Row.fetchOne(database, sql: "SELECT * FROM override WHERE number = ? AND ended_at IS NULL", arguments: [number])
                else { return }
                try database.execute(
                    sql: "UPDATE override SET ended_at = ?, ended_by = ? WHERE number = ?", arguments: [moment, author, number])
                try RunStore.note(AuditRow(
                    at: moment, author: author, action: "override ended", subject: RunStore.levelOverride(row).key.uniqueID,
                    details: "number \(number)"), database)
            }
        }
    }

    /// All overrides, the oldest first; those of a store from before there were any: none.
    public func overrides() throws(StoreError) -> [LevelOverride] {
        try StoreError.translating(path) {
            try database.read { database in
                guard try RunStore.hasTable("override", database) else { return [] }
                return try Row.fetchAll(database, sql: "SELECT * FROM override ORDER BY number").map(RunStore.levelOverride)
            }
        }
    }

    /// Adds a line to the record of what people did.
    public func note(_ row: AuditRow) throws(StoreError) {
        try StoreError.translating(path) { try database.write { try RunStore.note(row, $0) } }
    }

    /// The newest lines of the record.
    public func auditRows(most: Int = 200) throws(StoreError) -> [AuditRow] {
        try StoreError.translating(path) {
            try database.read { database in
                guard try RunStore.hasTable("audit", database) else { return [] }
                return try Row.fetchAll(database, sql: "SELECT * FROM audit ORDER BY number DESC LIMIT ?", arguments: [most]).map {
                    AuditRow(at: $0["at"], author: $0["author"], action: $0["action"], subject: $0["subject"], details: $0["details"])
                }
            }
        }
    }

    /// Gives a run a name to be listed by.
    public func name(_ id: String, _ name: String) throws(StoreError) {
        try StoreError.translating(path) {
            try database.write { try $0.execute(sql: "INSERT OR REPLACE INTO run_name (id, name) VALUES (?, ?)", arguments: [id, name]) }
        }
    }

    /// Names of runs by id.
    public func names() throws(StoreError) -> [String: String] {
        try StoreError.translating(path) {
            try database.read { database in
                guard try RunStore.hasTable("run_name", database) else { return [:] }
                return Dictionary(try Row.fetchAll(database, sql: "SELECT id, name FROM run_name").map { ($0["id"], $0["name"]) }) { first, _ in first }
            }
        }
    }

    /// Asks the file: another connection may have brought it up to date since this one looked.
    static func hasTable(_ name: String, _ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", arguments: [name]) == 1
    }

    static func note(_ row: AuditRow, _ database: Database) throws {
        try database.execute(
            sql: "INSERT INTO audit (at, author, action, subject, details) VALUES (?, ?, ?, ?, ?)",
            arguments: [row.at, row.author, row.action, row.subject, row.details])
    }

    private static func levelOverride(_ row: Row) -> LevelOverride {
        LevelOverride(
            number: row["number"], key: ItemLocation(item: row["item"], location: row["location"]), reorderPoint: row["reorder_point"],
            orderUpTo: row["order_up_to"], reason: row["reason"], author: row["author"], madeAt: row["made_at"],
            expiresOn: (row["expires_on"] as String?).flatMap { CalendarDay(iso: $0) }, endedAt: row["ended_at"], endedBy: row["ended_by"])
    }
}
