import CSQLite
import DemandModel
import TextForms

/// A table or query of an SQLite database as CSV. The database is opened for reading only.
///
/// Without a table or query, the table named like what is read (`sales`, `items`, ...) is taken, or the only one.
func sqliteSource(path: String, selection: DatabaseSelection) throws(IngestionError) -> ByteSource {
    var handle: OpaquePointer?
    let status = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, nil)
    guard status == SQLITE_OK, let handle else {
        let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
        sqlite3_close(handle)
        throw .cannotRead(file: path, reason: "SQLite: \(reason)")
    }
    sqlite3_busy_timeout(handle, 5_000)
    let database = SQLiteDatabase(handle, path: path)
    let query: String
    if let given = selection.query {
        query = given
    } else {
        query = "SELECT * FROM " + quotedIdentifier(try database.tableName(selection.table, usual: selection.usualTable))
    }
    let cursor = try database.prepare(query)
    guard cursor.columnCount > 0, sqlite3_stmt_readonly(cursor.statement) != 0 else {
        throw .unsuitable(reason: "\(path): the query must read rows (SELECT ...)")
    }
    var table = CommaSeparatedWriter(textEscaping: .exact)
    table.header((0..<cursor.columnCount).map { String(cString: sqlite3_column_name(cursor.statement, $0)) })
    var atEnd = false
    return ProducedSource(name: path) { () throws(IngestionError) -> [UInt8]? in
        while !atEnd, table.count < 1 << 18 {
            switch sqlite3_step(cursor.statement) {
            case SQLITE_ROW: cursor.write(to: &table)
            case SQLITE_DONE: atEnd = true
            default: throw .cannotRead(file: path, reason: "SQLite: \(database.message)")
            }
        }
        let bytes = table.drain()
        return bytes.isEmpty ? nil : bytes
    }
}

/// A name as SQL writes it: in quotation marks, those inside doubled.
func quotedIdentifier(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

private final class SQLiteDatabase {
    let handle: OpaquePointer
    let path: String

    init(_ handle: OpaquePointer, path: String) {
        self.handle = handle
        self.path = path
    }

    deinit { sqlite3_close_v2(handle) }

    var message: String { String(cString: sqlite3_errmsg(handle)) }

    func prepare(_ query: String) throws(IngestionError) -> SQLiteCursor {
        var statement: OpaquePointer?
        var rest = ""
        let status = query.withCString { text in
            var tail: UnsafePointer<CChar>?
            let status = sqlite3_prepare_v2(handle, text, -1, &statement, &tail)
            if let tail { rest = String(cString: tail) }
            return status
        }
        guard status == SQLITE_OK, let statement else {
            throw .cannotRead(file: path, reason: "SQLite: \(message.isEmpty ? "the query is empty" : message)")
        }
        guard rest.allSatisfy({ $0.isWhitespace || $0 == ";" }) else {
            sqlite3_finalize(statement)
            throw .unsuitable(reason: "\(path): the query is several statements; give one that reads rows (SELECT ...)")
        }
        return SQLiteCursor(statement, database: self)
    }

    /// The table asked for, if it is there; else the usual one, or the only one.
    func tableName(_ asked: String?, usual: String) throws(IngestionError) -> String {
        let cursor = try prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name")
        var names: [String] = []
        while sqlite3_step(cursor.statement) == SQLITE_ROW, let text = sqlite3_column_text(cursor.statement, 0) {
            names.append(String(cString: text))
        }
        let list = names.isEmpty ? "it has none" : "there are " + names.joined(separator: ", ")
        if let asked {
            guard names.contains(asked) else { throw .unsuitable(reason: "\(path) has no table '\(asked)'; \(list)") }
            return asked
        }
        if names.contains(usual) { return usual }
        guard names.count == 1, let only = names.first else {
            throw .unsuitable(reason: "\(path): name a table or a query; \(list). For the \(usual) that is table or query under [\(usual)]"
                + (usual == "sales" ? " (--table, --query)" : "; the database has no table \(usual)"))
        }
        return only
    }
}

private final class SQLiteCursor {
    let statement: OpaquePointer
    let columnCount: Int32
    /// The statement lives no longer than its database.
    private let database: SQLiteDatabase

    init(_ statement: OpaquePointer, database: SQLiteDatabase) {
        self.statement = statement
        self.database = database
        columnCount = sqlite3_column_count(statement)
    }

    deinit { sqlite3_finalize(statement) }

    func write(to table: inout CommaSeparatedWriter) {
        for column in 0..<columnCount {
            if sqlite3_column_type(statement, column) == SQLITE_NULL {
                table.empty()
            } else if let text = sqlite3_column_text(statement, column) {
                let count = Int(sqlite3_column_bytes(statement, column))
                table.text(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
            } else {
                table.empty()
            }
        }
        table.endRow()
    }
}
