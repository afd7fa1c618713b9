import CSQLite

/// Writes tables into an SQLite file within one transaction.
func writeToSQLite(_ tables: [DatabaseTable], run: String, path: String) throws(DatabaseError) {
    let file = try SQLiteWriterFile(path)
    // The run store has tables of its own kind; it is left alone.
    if try file.number("PRAGMA application_id") == 0x5457_4F42 {
        throw DatabaseError(address: path, reason: "this is a run store of Twobin, which has every run already; name another file")
    }
    try file.run("BEGIN IMMEDIATE")
    try file.run("CREATE TABLE IF NOT EXISTS twobin_schema (version INTEGER NOT NULL)")
    if let version = try file.number("SELECT max(version) FROM twobin_schema") {
        guard version == RunTables.version else {
            throw DatabaseError(address: path, reason: "its tables are of version \(version), this program writes version \(RunTables.version); name another file")
        }
    } else {
        try file.run("INSERT INTO twobin_schema VALUES (\(RunTables.version))")
    }
    for table in tables {
        try file.run(table.create { kind in
            switch kind {
            case .text, .day: "TEXT"
            case .number: "REAL"
            case .integer: "INTEGER"
            }
        })
        try file.run("DELETE FROM \(table.name) WHERE run_id = \(quotedText(run))")
        try file.insert(table)
    }
    try file.run("COMMIT")
}

private final class SQLiteWriterFile {
    private let path: String
    private var handle: OpaquePointer?

    init(_ path: String) throws(DatabaseError) {
        self.path = path
        guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil) == SQLITE_OK else {
            defer { sqlite3_close_v2(handle) }
            throw failure()
        }
        sqlite3_busy_timeout(handle, 10_000)
    }

    // What was not committed is undone.
    deinit { sqlite3_close_v2(handle) }

    private func failure() -> DatabaseError {
        DatabaseError(address: path, reason: "SQLite: " + (sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown error"))
    }

    func run(_ command: String) throws(DatabaseError) {
        guard sqlite3_exec(handle, command, nil, nil, nil) == SQLITE_OK else { throw failure() }
    }

    /// `nil` where the query has no row or a NULL.
    func number(_ query: String) throws(DatabaseError) -> Int? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, query, -1, &statement, nil) == SQLITE_OK else { throw failure() }
        defer { sqlite3_finalize(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW, sqlite3_column_type(statement, 0) != SQLITE_NULL else { return nil }
        return Int(sqlite3_column_int64(statement, 0))
    }

    func insert(_ table: DatabaseTable) throws(DatabaseError) {
        var statement: OpaquePointer?
        let places = table.columns.map { _ in "?" }.joined(separator: ", ")
        guard sqlite3_prepare_v2(handle, "INSERT INTO \(table.name) (\(table.columnList)) VALUES (\(places))", -1, &statement, nil) == SQLITE_OK else { throw failure() }
        defer { sqlite3_finalize(statement) }
        // SQLite copies the text before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        try table.rows { values throws(DatabaseError) in
            for (index, value) in values.enumerated() {
                let place = Int32(index + 1)
                switch value {
                case .text(let text): sqlite3_bind_text(statement, place, text, -1, transient)
                case .number(let number): sqlite3_bind_double(statement, place, number)
                case .integer(let integer): sqlite3_bind_int64(statement, place, Int64(integer))
                case .null: sqlite3_bind_null(statement, place)
                }
            }
            guard sqlite3_step(statement) == SQLITE_DONE else { throw failure() }
            sqlite3_reset(statement)
        }
    }
}
