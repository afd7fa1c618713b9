import DemandModel
import Digests

/// The bytes of an input, in order, and the digest of what was read.
class ByteSource {
    let name: String
    /// Bytes handed out.
    private(set) var bytesRead = 0
    /// What a person should know of where the bytes come from.
    var remarks: [String] = []

    /// - Parameter name: a path or address; what may be secret in it is left out of `name`.
    init(name: String) { self.name = addressWithoutSecrets(name) }

    /// Fills `target` with the next bytes; fewer than `count` only at the end of the input.
    final func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int {
        let filled = try readNext(into: target, count: count)
        bytesRead += filled
        return filled
    }

    /// What a kind of source does for `read`.
    func readNext(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int { 0 }

    /// How many bytes `read` will hand out in all; `nil` where that is not known before the end.
    var bytesInAll: Int? { nil }

    /// SHA-256 of the input; call after the end was reached.
    func finishDigest() -> String { "" }

    /// Call after the end was reached.
    ///
    /// - Throws: `changedWhileRead` for a file that is not what it was when it was opened.
    func checkUnchanged() throws(IngestionError) {}
}

/// A table that another program or a database writes as CSV, piece by piece.
final class ProducedSource: ByteSource {
    private let next: () throws(IngestionError) -> [UInt8]?
    private var piece: [UInt8] = []
    private var offset = 0
    private var digest = SHA256()

    /// - Parameter next: the next bytes, `nil` at the end.
    init(name: String, next: @escaping () throws(IngestionError) -> [UInt8]?) {
        self.next = next
        super.init(name: name)
    }

    override func readNext(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int {
        var filled = 0
        while filled < count {
            if offset == piece.count {
                guard let more = try next() else { break }
                piece = more
                offset = 0
                digest.update(more)
                continue
            }
            let taken = min(count - filled, piece.count - offset)
            piece.withUnsafeBufferPointer { bytes in
                if let base = bytes.baseAddress { (target + filled).update(from: base + offset, count: taken) }
            }
            offset += taken
            filled += taken
        }
        return filled
    }

    /// Of the rows as CSV: the same rows in the same order give the same digest.
    override func finishDigest() -> String { digest.finish() }
}

/// An input that is already in memory.
func memorySource(_ bytes: [UInt8], name: String) throws(IngestionError) -> ByteSource {
    guard !bytes.isEmpty else { throw .emptyFile(file: name) }
    var left: [UInt8]? = bytes
    return ProducedSource(name: name) {
        defer { left = nil }
        return left
    }
}

/// Which rows of a database are meant.
struct DatabaseSelection: Sendable, Equatable {
    /// A table or view, `schema.table` in PostgreSQL.
    var table: String?
    /// A query that reads; wins over `table`.
    var query: String?
    /// The table that is taken if neither is named and it is there.
    var usualTable = "sales"
    /// A file with the password of the database; `nil`: the environment or the client library's own file.
    var passwordFile: String?
}

/// Opens an input by what its name says: `postgresql://...`, an SQLite file, a Parquet file, any text file, or `-`.
///
/// - Throws: `unsuitable` for an address that nothing here reads; the message does not repeat what may be secret in it.
func openSource(path: String, selection: DatabaseSelection, limits: ReadingLimits, hashing: Bool) throws(IngestionError) -> ByteSource {
    if let address = PostgreSQLAddress(path) { return try postgreSQLSource(address: address, selection: selection) }
    let lower = path.lowercased()
    let shown = addressWithoutSecrets(path)
    if shown != path || path.contains("://") || lower.hasPrefix("jdbc:") {
        throw .unsuitable(reason: "\(shown): there is no reader for such an address; name a file, an SQLite file (.sqlite, .db), a Parquet file "
            + "or a postgresql:// address, or export the table as CSV")
    }
    if lower.hasSuffix(".xlsx") || lower.hasSuffix(".xlsm") { return try workbookSource(path: path, selection: selection, limits: limits) }
    if lower.hasSuffix(".parquet") { return try parquetSource(path: path) }
    if [".sqlite", ".sqlite3", ".db"].contains(where: lower.hasSuffix) { return try sqliteSource(path: path, selection: selection) }
    return try FileSource(path: path, limits: limits, hashing: hashing)
}
