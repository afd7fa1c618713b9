import DemandModel
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import TextForms

/// A table or query of a PostgreSQL database as CSV.
///
/// The query can only read: it is declared as a cursor by the extended protocol, which takes one statement and of these only `SELECT`, `VALUES`,
/// `TABLE` and `WITH` without changes, in a transaction that may only read.
func postgreSQLSource(address: PostgreSQLAddress, selection: DatabaseSelection) throws(IngestionError) -> ByteSource {
    let name = address.name
    guard selection.query != nil || selection.table != nil || selection.usualTable != "sales" else {
        throw .unsuitable(reason: "\(name): name a table or a query (table or query under [sales], or --table, --query)")
    }
    let rows: String
    if let query = selection.query {
        var body = Substring(query)
        while let last = body.last, last == ";" || last.isWhitespace { body.removeLast() }
        rows = String(body)
    } else {
        let parts = (selection.table ?? selection.usualTable).split(separator: ".", maxSplits: 1).map(String.init)
        rows = "SELECT * FROM " + parts.map(quotedIdentifier).joined(separator: ".")
    }
    let session = try PostgreSQLSession(address: address, passwordFile: selection.passwordFile)
    try session.run("SET DateStyle = 'ISO'")
    try session.run("SET client_encoding = 'UTF8'")
    try session.run("SET statement_timeout = '\(PostgreSQLSession.statementSeconds)s'")
    try session.run("BEGIN TRANSACTION READ ONLY")
    try session.run("DECLARE twobin_rows NO SCROLL CURSOR FOR " + rows)
    return ProducedSource(name: name) { () throws(IngestionError) -> [UInt8]? in try session.nextRows() }
}

/// A connection that waits for no answer longer than a stated time.
final class PostgreSQLSession {
    /// Seconds that one statement may take: the server ends it then; a server that does not even do that is given up a little later.
    static let statementSeconds = 600
    private static let commandOK: Int32 = 1, tuplesOK: Int32 = 2

    private let library: PostgreSQLLibrary
    private let connection: OpaquePointer
    private let address: PostgreSQLAddress
    private var ended = false, wroteHeader = false
    private var table = CommaSeparatedWriter(textEscaping: .exact)

    init(address: PostgreSQLAddress, passwordFile: String?) throws(IngestionError) {
        library = try PostgreSQLLibrary.load()
        self.address = address
        let settings = try address.settings(passwordFile: passwordFile)
        guard let connection = withCStrings(settings.map(\.name), { [library] names in
            withCStrings(settings.map(\.value)) { library.connect(names, $0, 0) }
        }) else { throw .cannotRead(file: address.name, reason: "PostgreSQL: out of memory") }
        self.connection = connection
        guard library.status(connection) == 0 else { throw failure() }
    }

    deinit { library.finish(connection) }

    /// Runs one statement that returns no rows.
    func run(_ statement: String) throws(IngestionError) {
        library.clear(try result(of: statement))
    }

    /// The next rows as CSV with their line ends; `nil` at the end.
    func nextRows() throws(IngestionError) -> [UInt8]? {
        guard !ended else { return nil }
        // Several rows at once: a call per row costs more than the row.
        let rows = try result(of: "FETCH FORWARD 5000 FROM twobin_rows")
        defer { library.clear(rows) }
        let columns = library.columnCount(rows), count = library.rowCount(rows)
        if !wroteHeader { table.header((0..<columns).map { library.columnName(rows, $0).map { String(cString: $0) } ?? "" }) }
        wroteHeader = true
        for row in 0..<count {
            for column in 0..<columns {
                if library.cellIsNull(rows, row, column) == 0, let cell = library.cell(rows, row, column) {
                    let length = Int(library.cellLength(rows, row, column))
                    let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(cell), count: length)
                    table.text(String(decoding: bytes, as: UTF8.self))
                } else {
                    table.empty()
                }
            }
            table.endRow()
        }
        if count == 0 { ended = true }
        let bytes = table.drain()
        return bytes.isEmpty ? nil : bytes
    }

    /// Sends one statement by the extended protocol and waits for its result. The caller clears it.
    private func result(of statement: String) throws(IngestionError) -> OpaquePointer {
        guard library.send(connection, statement, 0, nil, nil, nil, nil, 0) == 1 else { throw failure() }
        var answer: OpaquePointer?
        var timer = timespec()
        clock_gettime(CLOCK_MONOTONIC, &timer)
        let deadline = timer.tv_sec + Self.statementSeconds + 30
        while true {
            while library.isBusy(connection) == 1 {
                clock_gettime(CLOCK_MONOTONIC, &timer)
                let unsent = library.flush(connection)
                guard timer.tv_sec < deadline, unsent >= 0 else {
                    if let answer { library.clear(answer) }
                    guard unsent >= 0 else { throw failure() }
                    throw .cannotRead(file: address.name, reason: "PostgreSQL: no answer within \(Self.statementSeconds + 30) seconds")
                }
                var wait = pollfd(fd: library.socket(connection), events: Int16(POLLIN) | (unsent == 1 ? Int16(POLLOUT) : 0), revents: 0)
                _ = poll(&wait, 1, 1_000)
                if library.consumeInput(connection) == 0 { break }
            }
            guard let next = library.nextResult(connection) else { break }
            if let old = answer { library.clear(old) }
            answer = next
        }
        guard let answer else { throw failure() }
        guard [Self.commandOK, Self.tuplesOK].contains(library.resultStatus(answer)) else {
            library.clear(answer)
            throw failure()
        }
        return answer
    }

    private func failure() -> IngestionError {
        let message = library.message(connection).map { String(cString: $0).split(whereSeparator: \.isNewline).joined(separator: "; ") } ?? ""
        return .cannotRead(file: address.name, reason: "PostgreSQL: \(message.isEmpty ? "unknown error" : address.scrubbed(message))")
    }
}

/// Calls a function with texts as C takes them, closed by a null pointer.
private func withCStrings<Result>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    var copies: [UnsafePointer<CChar>?] = texts.map { UnsafePointer(strdup($0)) }
    copies.append(nil)
    defer { for copy in copies { free(UnsafeMutableRawPointer(mutating: copy)) } }
    return copies.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return withUnsafePointer(to: nil as UnsafePointer<CChar>?, body) }
        return body(base)
    }
}
