/// What names the bytes of a written file.
public struct FileDigest: Sendable, Equatable {
    /// Without its directory.
    public var name: String
    /// SHA-256 of the bytes, lower-case hexadecimal.
    public var sha256: String
    /// Length in bytes.
    public var bytes: Int

    public init(name: String, sha256: String, bytes: Int) {
        self.name = name
        self.sha256 = sha256
        self.bytes = bytes
    }

    /// As `summary.json` names it.
    var json: JSONValue { ["name": .text(name), "bytes": .integer(bytes), "sha256": .text(sha256)] }
}
