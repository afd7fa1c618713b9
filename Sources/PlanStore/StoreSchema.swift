import GRDB

/// The tables of a run store and how an older file is brought up to date.
///
/// A change of the tables is a new migration at the end of the list; a migration that has been released is never edited.
/// What is listed, sorted or looked up is a typed column; the rest of an item is in `numbers` (see `ItemPayload`; runs of
/// earlier versions have a part of it as text in `details`).
enum StoreSchema {
    /// Marks the file as a run store ("TWOB" in ASCII).
    static let applicationID = 0x5457_4F42

    static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 runs and items") { database in
            try database.execute(sql: """
                CREATE TABLE run (
                    number INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    kind TEXT NOT NULL CHECK (kind IN ('plan', 'scenario')),
                    parent_id TEXT,
                    created_at TEXT NOT NULL,
                    as_of TEXT NOT NULL,
                    version TEXT NOT NULL,
                    item_count INTEGER NOT NULL,
                    expected_backorders REAL NOT NULL,
                    fill_rate REAL NOT NULL,
                    average_inventory_value REAL NOT NULL,
                    stock_value REAL NOT NULL,
                    payload_format INTEGER NOT NULL,
                    header TEXT NOT NULL,
                    period_starts TEXT NOT NULL
                ) STRICT;
                CREATE TABLE item (
                    run_number INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
                    item TEXT NOT NULL,
                    location TEXT NOT NULL,
                    status TEXT NOT NULL,
                    policy TEXT,
                    reorder_point REAL,
                    order_up_to REAL,
                    order_quantity REAL,
                    expected_backorders REAL,
                    fill_rate REAL,
                    average_inventory_value REAL,
                    order_now REAL NOT NULL,
                    order_by TEXT,
                    period_starts INTEGER,
                    details TEXT NOT NULL,
                    numbers BLOB NOT NULL
                ) STRICT;
                CREATE UNIQUE INDEX item_of_run ON item (run_number, item, location);
                CREATE TABLE quarantine (
                    run_number INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
                    file TEXT NOT NULL,
                    line INTEGER NOT NULL,
                    "column" TEXT NOT NULL,
                    code TEXT NOT NULL,
                    value TEXT NOT NULL,
                    hint TEXT NOT NULL
                ) STRICT;
                CREATE INDEX quarantine_of_run ON quarantine (run_number);
                """)
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("2 backorders") { database in
            try database.execute(sql: """
                CREATE TABLE waiting_line (
                    run_number INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
                    order_id TEXT NOT NULL,
                    item TEXT NOT NULL,
                    location TEXT NOT NULL,
                    ordered_on TEXT,
                    promised_on TEXT,
                    quantity REAL NOT NULL,
                    priority REAL,
                    price REAL
                ) STRICT;
                CREATE INDEX waiting_line_of_run ON waiting_line (run_number);
                CREATE TABLE open_order_line (
                    run_number INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
                    order_id TEXT NOT NULL,
                    item TEXT NOT NULL,
                    location TEXT NOT NULL,
                    supplier TEXT NOT NULL,
                    ordered_on TEXT,
                    promised_on TEXT,
                    quantity REAL NOT NULL
                ) STRICT;
                CREATE INDEX open_order_line_of_run ON open_order_line (run_number);
                CREATE TABLE backorder_facts (
                    run_number INTEGER NOT NULL UNIQUE REFERENCES run (number) ON DELETE CASCADE,
                    details TEXT NOT NULL
                ) STRICT;
                """)
        }
        migrator.registerMigration("overrides and audit") { database in
            try database.execute(sql: """
                CREATE TABLE override (
                    number INTEGER PRIMARY KEY,
                    item TEXT NOT NULL,
                    location TEXT NOT NULL,
                    reorder_point REAL,
                    order_up_to REAL,
                    reason TEXT NOT NULL,
                    author TEXT NOT NULL,
                    made_at TEXT NOT NULL,
                    expires_on TEXT,
                    ended_at TEXT,
                    ended_by TEXT,
                    CHECK (reorder_point IS NOT NULL OR order_up_to IS NOT NULL)
                ) STRICT;
                CREATE INDEX override_of_item ON override (item, location);
                CREATE TABLE audit (
                    number INTEGER PRIMARY KEY,
                    at TEXT NOT NULL,
                    author TEXT NOT NULL,
                    action TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    details TEXT NOT NULL
                ) STRICT;
                CREATE TABLE run_name (
                    id TEXT PRIMARY KEY,
                    name TEXT NOT NULL
                ) STRICT;
                """)
        }
        migrator.registerMigration("placed orders") { database in
            // Orders outlive their runs: a run that is deleted or planned again takes none of them away.
            try database.execute(sql: """
                CREATE TABLE approval (
                    reference TEXT PRIMARY KEY,
                    run_id TEXT NOT NULL,
                    supplier TEXT NOT NULL,
                    location TEXT NOT NULL,
                    approved_on TEXT NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('placed', 'received', 'cancelled'))
                ) STRICT;
                CREATE TABLE approval_line (
                    reference TEXT NOT NULL REFERENCES approval (reference) ON DELETE CASCADE,
                    item TEXT NOT NULL,
                    location TEXT NOT NULL,
                    units REAL NOT NULL,
                    expected_on TEXT NOT NULL,
                    PRIMARY KEY (reference, item, location)
                ) STRICT;
                """)
        }
        migrator.registerMigration("kept forecasts") { database in
            // What the forecasts of a plan were made from, and a digest of all that is kept of it.
            try database.execute(sql: """
                CREATE TABLE kept_forecasts (
                    run_number INTEGER PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
                    made_from TEXT NOT NULL,
                    digest TEXT NOT NULL
                ) STRICT;
                """)
        }
        migrator.registerMigration("kept levels") { database in
            // The levels of a plan as they were worked out, what they were worked out from, and a digest of both.
            try database.execute(sql: """
                CREATE TABLE kept_levels (
                    run_number INTEGER PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
                    made_from TEXT NOT NULL,
                    details TEXT NOT NULL,
                    numbers BLOB NOT NULL,
                    digest TEXT NOT NULL
                ) STRICT;
                """)
        }
        return migrator
    }

    /// Marks the file as ours, where it is not yet.
    static func mark(_ database: Database) throws {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if application != applicationID { try database.execute(sql: "PRAGMA application_id = \(applicationID)") }
    }

    /// Refuses files that are not ours before anything is written to them. An empty file, and one in which an interrupted first run left no more than the
    /// migrator's own list, may become ours.
    static func check(_ database: Database, path: String, reading: Bool) throws {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        let isUnused = tables.allSatisfy { $0 == "grdb_migrations" }
        if !isUnused, application != applicationID { throw StoreError.foreign(path: path) }
        if isUnused, reading { throw StoreError.empty(path: path) }
        if try migrator().hasBeenSuperseded(database) { throw StoreError.newerSchema(path: path) }
    }
}
