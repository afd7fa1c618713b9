import DemandModel
import Foundation
import GRDB

/// The runs of an output directory in one SQLite file (`twobin.sqlite`).
///
/// A run is saved in one transaction; SQLite's rollback journal undoes what a killed process left half done when the file is
/// next opened. The store may be used from several threads; they take turns.
///
///     let store = try RunStore(path: "out/twobin.sqlite", access: .create)
///     try store.save(run, createdAt: Date())
///     let same = try store.load(store.resolve("latest").id)
public final class RunStore: Sendable {
    public enum Access: Sendable {
        /// The file must be there; its runs are not changed.
        case read
        /// The file must be there.
        case write
        /// The file and its directory are made where they are missing.
        case create
    }

    public let path: String
    let database: DatabaseQueue

    /// Opens a store and brings its tables up to date (not for `.read`).
    public init(path: String, access: Access) throws(StoreError) {
        self.path = path
        let exists = FileManager.default.fileExists(atPath: path)
        if !exists {
            guard access == .create else { throw .noStore(path: path) }
            let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
            do {
                try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            } catch {
                throw .unwritable(path: path, reason: "the directory \(directory.path) cannot be made")
            }
        }
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw .unwritable(path: path, reason: "it is a directory")
        }
        if exists, !FileManager.default.isReadableFile(atPath: path) {
            throw .unreadable(path: path, reason: "no permission")
        }
        database = try StoreError.translating(path) {
            if access == .read { try RunStore.undoHalfDoneSave(path) }
            var configuration = Configuration()
            configuration.readonly = access == .read
            configuration.busyMode = .timeout(RunStore.busySeconds)
            if !exists { configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = 16384") } }
            let database = try DatabaseQueue(path: path, configuration: configuration)
            try database.read { try StoreSchema.check($0, path: path, reading: access == .read) }
            // The mark comes first: a process killed while it makes the tables leaves a file that the next one takes for its own.
            if access != .read { try database.write { try StoreSchema.mark($0) } }
            let migrator = StoreSchema.migrator()
            if access != .read {
                if try database.read({ try !migrator.hasCompletedMigrations($0) }) { try migrator.migrate(database) }
            } else if try !database.read({ try $0.tableExists("run") }) {
                // Runs are read from a store of any age; what came later is read where it is there.
                throw StoreError.olderSchema(path: path)
            }
            return database
        }
    }

    /// How long a reader or a writer waits for another process to finish: a save of a large run takes seconds.
    private static let busySeconds = 60.0

    /// Fails now rather than after an hour of computing: whether a run could be saved here at all.
    public func checkWritable() throws(StoreError) {
        try StoreError.translating(path) {
            try database.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    // A statement that writes, though nothing: SQLite begins a transaction on a read-only file without a word.
                    try database.execute(sql: "DELETE FROM run WHERE number < 0")
                    return .rollback
                }
            }
        }
    }

    /// A journal beside the file may be what a killed process left: a connection that may write undoes it at its first look.
    private static func undoHalfDoneSave(_ path: String) throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: path + "-journal"), manager.isWritableFile(atPath: path) else { return }
        var configuration = Configuration()
        configuration.busyMode = .timeout(RunStore.busySeconds)
        try DatabaseQueue(path: path, configuration: configuration).read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
    }

    /// All runs, newest first.
    public func runs() throws(StoreError) -> [RunListing] {
        try StoreError.translating(path) {
            try database.read { try Row.fetchAll($0, sql: RunStore.listingQuery + RunStore.newestFirst).map(RunStore.listing) }
        }
    }

    /// Removes a run with its items; nothing happens where there is none with the id. Scenarios derived from it stay.
    public func delete(_ id: String) throws(StoreError) {
        try StoreError.translating(path) {
            try database.write { try $0.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id]) }
        }
    }

    static let listingQuery = """
        SELECT id, kind, parent_id, created_at, as_of, version, item_count, expected_backorders, fill_rate,
               average_inventory_value, stock_value
        FROM run
        """
    static let newestFirst = " ORDER BY number DESC"

    static func listing(_ row: Row) throws -> RunListing {
        let id: String = row["id"]
        guard let kind = RunListing.Kind(rawValue: row["kind"]), let asOf = CalendarDay(iso: row["as_of"] as String),
              let createdAt = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(row["created_at"]) else {
            throw StoreError.unreadableRun(id: id, reason: "its kind or a date has an unknown form")
        }
        return RunListing(
            id: id, kind: kind, parentID: row["parent_id"], createdAt: createdAt, asOf: asOf, version: row["version"],
            items: row["item_count"], expectedBackorders: row["expected_backorders"], fillRate: row["fill_rate"],
            averageInventoryValue: row["average_inventory_value"], stockValue: row["stock_value"])
    }
}
