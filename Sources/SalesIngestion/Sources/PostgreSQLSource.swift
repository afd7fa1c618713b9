#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A table or query of a PostgreSQL database as CSV, by `COPY (...) TO STDOUT` in a session that may only read.
///
/// libpq is loaded when it is first needed, so that nobody who reads files has to install it.
func postgreSQLSource(address: String, selection: DatabaseSelection) throws(IngestionError) -> ByteSource {
    let name = addressWithoutPassword(address)
    guard selection.query != nil || selection.table != nil || selection.usualTable != "sales" else {
        throw .unsuitable(reason: "\(name): name a table or a query (table or query under [sales], or --table, --query)")
    }
    let session = try PostgreSQLSession(address: address, name: name)
    let rows: String
    if let query = selection.query {
        var body = Substring(query)
        while let last = body.last, last == ";" || last.isWhitespace { body.removeLast() }
        rows = String(body)
    } else {
        let parts = (selection.table ?? selection.usualTable).split(separator: ".", maxSplits: 1).map(String.init)
        rows = "SELECT * FROM " + parts.map(quotedIdentifier).joined(separator: ".")
    }
    try session.run("SET default_transaction_read_only = on")
    try session.run("SET DateStyle = 'ISO'")
    try session.run("SET client_encoding = 'UTF8'")
    try session.startCopy("COPY (\(rows)\n) TO STDOUT (FORMAT csv, HEADER true)")
    return ProducedSource(name: name) { () throws(IngestionError) -> [UInt8]? in try session.nextRow() }
}

/// The few functions of libpq that are used, by their signatures in libpq-fe.h.
private struct PostgreSQLLibrary {
    typealias Connect = @convention(c) (UnsafePointer<CChar>) -> OpaquePointer?
    typealias Status = @convention(c) (OpaquePointer) -> Int32
    typealias Message = @convention(c) (OpaquePointer) -> UnsafePointer<CChar>?
    typealias Execute = @convention(c) (OpaquePointer, UnsafePointer<CChar>) -> OpaquePointer?
    typealias Release = @convention(c) (OpaquePointer) -> Void
    typealias CopyData = @convention(c) (OpaquePointer, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, Int32) -> Int32
    typealias NextResult = @convention(c) (OpaquePointer) -> OpaquePointer?
    typealias FreeMemory = @convention(c) (UnsafeMutableRawPointer) -> Void

    let connect: Connect, status: Status, message: Message, execute: Execute, finish: Release
    let resultStatus: Status, clear: Release, copyData: CopyData, nextResult: NextResult, freeMemory: FreeMemory

    static func load() throws(IngestionError) -> PostgreSQLLibrary {
        let names = ["libpq.so.5", "libpq.so", "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib"]
        for name in names {
            guard let handle = dlopen(name, RTLD_NOW) else { continue }
            func symbol<Function>(_ symbol: String, _ type: Function.Type) -> Function? {
                dlsym(handle, symbol).map { unsafeBitCast($0, to: type) }
            }
            if let connect = symbol("PQconnectdb", Connect.self), let status = symbol("PQstatus", Status.self),
               let message = symbol("PQerrorMessage", Message.self), let execute = symbol("PQexec", Execute.self),
               let finish = symbol("PQfinish", Release.self), let resultStatus = symbol("PQresultStatus", Status.self),
               let clear = symbol("PQclear", Release.self), let copyData = symbol("PQgetCopyData", CopyData.self),
               let nextResult = symbol("PQgetResult", NextResult.self), let freeMemory = symbol("PQfreemem", FreeMemory.self) {
                return PostgreSQLLibrary(
                    connect: connect, status: status, message: message, execute: execute, finish: finish, resultStatus: resultStatus,
                    clear: clear, copyData: copyData, nextResult: nextResult, freeMemory: freeMemory)
            }
        }
        throw .unsuitable(reason: "reading from PostgreSQL needs its client library: install libpq5 (Debian, Ubuntu) or libpq (Homebrew)")
    }
}

final class PostgreSQLSession {
    private let library: PostgreSQLLibrary
    private let connection: OpaquePointer
    private let name: String
    private var ended = false
    private static let commandOK: Int32 = 1, tuplesOK: Int32 = 2, copyOut: Int32 = 3

    init(address: String, name: String) throws(IngestionError) {
        library = try PostgreSQLLibrary.load()
        self.name = name
        guard let connection = library.connect(address) else { throw .cannotRead(file: name, reason: "PostgreSQL: out of memory") }
        self.connection = connection
        guard library.status(connection) == 0 else {
            let reason = PostgreSQLSession.text(library.message(connection))
            throw .cannotRead(file: name, reason: "PostgreSQL: \(reason)")
        }
    }

    deinit { library.finish(connection) }

    func run(_ command: String) throws(IngestionError) {
        let result = library.execute(connection, command)
        defer { if let result { library.clear(result) } }
        guard let result, [PostgreSQLSession.commandOK, PostgreSQLSession.tuplesOK].contains(library.resultStatus(result)) else { throw failure() }
    }

    func startCopy(_ command: String) throws(IngestionError) {
        let result = library.execute(connection, command)
        defer { if let result { library.clear(result) } }
        guard let result, library.resultStatus(result) == PostgreSQLSession.copyOut else { throw failure() }
    }

    /// The next row as CSV with its line end; `nil` at the end.
    func nextRow() throws(IngestionError) -> [UInt8]? {
        guard !ended else { return nil }
        var rows: [UInt8] = []
        // Several rows at once: a call per row costs more than the row.
        while rows.count < 1 << 16 {
            var buffer: UnsafeMutablePointer<CChar>?
            let count = library.copyData(connection, &buffer, 0)
            if count == -1 {
                ended = true
                // The end: an error on the way shows in the result of the command.
                while let result = library.nextResult(connection) {
                    let status = library.resultStatus(result)
                    library.clear(result)
                    if status != PostgreSQLSession.commandOK && status != PostgreSQLSession.tuplesOK { throw failure() }
                }
                return rows.isEmpty ? nil : rows
            }
            guard count >= 0, let buffer else { throw failure() }
            rows.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: Int(count)))
            library.freeMemory(buffer)
        }
        return rows
    }

    private func failure() -> IngestionError {
        .cannotRead(file: name, reason: "PostgreSQL: \(PostgreSQLSession.text(library.message(connection)))")
    }

    private static func text(_ message: UnsafePointer<CChar>?) -> String {
        message.map { String(cString: $0).split(whereSeparator: \.isNewline).joined(separator: "; ") } ?? "unknown error"
    }
}

/// A path, or the address of a database as it may be shown and stored: without its password.
///
///     addressWithoutPassword("postgresql://buyer:secret@db.shop/erp")     // postgresql://buyer@db.shop/erp
public func addressWithoutPassword(_ address: String) -> String {
    guard address.hasPrefix("postgres"), let scheme = address.range(of: "://") else { return address }
    var rest = String(address[scheme.upperBound...])
    if let mark = rest.firstIndex(of: "?") {
        let kept = rest[rest.index(after: mark)...].split(separator: "&").filter { !$0.lowercased().hasPrefix("password=") }
        rest = String(rest[..<mark]) + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }
    if let at = rest.lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") { rest = String(rest[..<colon] + rest[at...]) }
    return address[..<scheme.upperBound] + rest
}
