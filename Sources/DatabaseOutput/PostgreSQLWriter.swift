import TextForms
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The functions of libpq that writing uses, by their signatures in libpq-fe.h; loaded when first needed.
private struct PostgreSQLFunctions {
    typealias Connect = @convention(c) (UnsafePointer<CChar>) -> OpaquePointer?
    typealias Status = @convention(c) (OpaquePointer) -> Int32
    typealias Message = @convention(c) (OpaquePointer) -> UnsafePointer<CChar>?
    typealias Execute = @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> OpaquePointer?
    typealias Release = @convention(c) (OpaquePointer) -> Void
    typealias PutData = @convention(c) (OpaquePointer, UnsafePointer<CChar>, Int32) -> Int32
    typealias PutEnd = @convention(c) (OpaquePointer, UnsafePointer<CChar>?) -> Int32
    typealias NextResult = @convention(c) (OpaquePointer) -> OpaquePointer?
    typealias Value = @convention(c) (OpaquePointer, Int32, Int32) -> UnsafePointer<CChar>?
    typealias Count = @convention(c) (OpaquePointer) -> Int32

    let connect: Connect, status: Status, message: Message, execute: Execute, finish: Release, resultStatus: Status, clear: Release
    let putData: PutData, putEnd: PutEnd, nextResult: NextResult, value: Value, rowCount: Count

    init?() {
        for name in ["libpq.so.5", "libpq.so", "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib"] {
            guard let handle = dlopen(name, RTLD_NOW) else { continue }
            func symbol<Function>(_ symbol: String, _ type: Function.Type) -> Function? { dlsym(handle, symbol).map { unsafeBitCast($0, to: type) } }
            if let connect = symbol("PQconnectdb", Connect.self), let status = symbol("PQstatus", Status.self),
               let message = symbol("PQerrorMessage", Message.self), let execute = symbol("PQexec", Execute.self),
               let finish = symbol("PQfinish", Release.self), let resultStatus = symbol("PQresultStatus", Status.self),
               let clear = symbol("PQclear", Release.self), let putData = symbol("PQputCopyData", PutData.self),
               let putEnd = symbol("PQputCopyEnd", PutEnd.self), let nextResult = symbol("PQgetResult", NextResult.self),
               let value = symbol("PQgetvalue", Value.self), let rowCount = symbol("PQntuples", Count.self) {
                self.connect = connect
                self.status = status
                self.message = message
                self.execute = execute
                self.finish = finish
                self.resultStatus = resultStatus
                self.clear = clear
                self.putData = putData
                self.putEnd = putEnd
                self.nextResult = nextResult
                self.value = value
                self.rowCount = rowCount
                return
            }
        }
        return nil
    }
}

/// Writes tables by COPY within one transaction.
func writeToPostgreSQL(_ tables: [DatabaseTable], run: String, address: String, shown: String) throws(DatabaseError) {
    guard let library = PostgreSQLFunctions() else {
        throw DatabaseError(address: shown, reason: "PostgreSQL's client library is missing: install libpq5 (Debian, Ubuntu) or libpq (Homebrew)")
    }
    let session = try PostgreSQLWriterSession(library, address: address, shown: shown)
    try session.run("SET client_encoding = 'UTF8'")
    try session.run("BEGIN")
    // Two runs that write at once take turns.
    try session.run("SELECT pg_advisory_xact_lock(1415008066)")
    try session.run("CREATE TABLE IF NOT EXISTS twobin_schema (version bigint NOT NULL)")
    if let version = try session.number("SELECT max(version) FROM twobin_schema") {
        guard version == RunTables.version else {
            throw DatabaseError(address: shown, reason: "its tables are of version \(version), this program writes version \(RunTables.version); name another database or schema")
        }
    } else {
        try session.run("INSERT INTO twobin_schema VALUES (\(RunTables.version))")
    }
    for table in tables {
        try session.run(table.create { kind in
            switch kind {
            case .text: "text"
            case .number: "double precision"
            case .integer: "bigint"
            case .day: "date"
            }
        })
        try session.run("DELETE FROM \(table.name) WHERE run_id = \(quotedText(run))")
        try session.copy(table)
    }
    try session.run("COMMIT")
}

private final class PostgreSQLWriterSession {
    private let library: PostgreSQLFunctions
    private let connection: OpaquePointer
    private let shown: String
    private static let commandOK: Int32 = 1, tuplesOK: Int32 = 2, copyIn: Int32 = 4

    init(_ library: PostgreSQLFunctions, address: String, shown: String) throws(DatabaseError) {
        self.library = library
        self.shown = shown
        guard let connection = library.connect(address) else { throw DatabaseError(address: shown, reason: "PostgreSQL: out of memory") }
        self.connection = connection
        if library.status(connection) != 0 { throw failure() }
    }

    // A session that ends before COMMIT leaves nothing behind.
    deinit { library.finish(connection) }

    func run(_ command: String) throws(DatabaseError) {
        let result = library.execute(connection, command)
        defer { if let result { library.clear(result) } }
        guard let result, [PostgreSQLWriterSession.commandOK, PostgreSQLWriterSession.tuplesOK].contains(library.resultStatus(result)) else { throw failure() }
    }

    func number(_ query: String) throws(DatabaseError) -> Int? {
        let result = library.execute(connection, query)
        defer { if let result { library.clear(result) } }
        guard let result, library.resultStatus(result) == PostgreSQLWriterSession.tuplesOK else { throw failure() }
        guard library.rowCount(result) > 0, let text = library.value(result, 0, 0) else { return nil }
        return Int(String(cString: text))
    }

    func copy(_ table: DatabaseTable) throws(DatabaseError) {
        let started = library.execute(connection, "COPY \(table.name) (\(table.columnList)) FROM STDIN")
        let status = started.map { library.resultStatus($0) }
        if let started { library.clear(started) }
        guard status == PostgreSQLWriterSession.copyIn else { throw failure() }
        var bytes: [UInt8] = []
        func send() throws(DatabaseError) {
            let sent = bytes.withUnsafeBytes { buffer -> Int32 in
                guard let base = buffer.baseAddress, buffer.count > 0 else { return 1 }
                return library.putData(connection, base.assumingMemoryBound(to: CChar.self), Int32(buffer.count))
            }
            guard sent == 1 else { throw failure() }
            bytes.removeAll(keepingCapacity: true)
        }
        try table.rows { values throws(DatabaseError) in
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(0x09) }
                switch value {
                case .text(let text): appendCopyText(text, to: &bytes)
                case .number(let number): bytes += Array(decimalText(number).utf8)
                case .integer(let integer): bytes += Array(String(integer).utf8)
                case .null: bytes += [0x5C, 0x4E]
                }
            }
            bytes.append(0x0A)
            if bytes.count > 1 << 18 { try send() }
        }
        try send()
        guard library.putEnd(connection, nil) == 1 else { throw failure() }
        while let result = library.nextResult(connection) {
            let done = library.resultStatus(result)
            library.clear(result)
            if done != PostgreSQLWriterSession.commandOK { throw failure() }
        }
    }

    private func failure() -> DatabaseError {
        let text = library.message(connection).map { String(cString: $0).split(whereSeparator: \.isNewline).joined(separator: "; ") } ?? "unknown error"
        return DatabaseError(address: shown, reason: "PostgreSQL: \(text)")
    }
}

/// Text in the form of COPY: backslash, tab and line ends are escaped. PostgreSQL keeps no zero bytes.
private func appendCopyText(_ text: String, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
        switch byte {
        case 0x5C: bytes += [0x5C, 0x5C]
        case 0x09: bytes += [0x5C, 0x74]
        case 0x0A: bytes += [0x5C, 0x6E]
        case 0x0D: bytes += [0x5C, 0x72]
        case 0: continue
        default: bytes.append(byte)
        }
    }
}
