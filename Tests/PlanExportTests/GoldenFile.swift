import Foundation
import Testing

/// Compares bytes with a file in `Golden`; with TWOBIN_RECORD=1 in the environment the file is written instead.
func expectGolden(_ bytes: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["TWOBIN_RECORD"] == "1" {
        try Data(bytes).write(to: file)
        return
    }
    let expected = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    let actual = String(decoding: bytes, as: UTF8.self)
    if actual == expected { return }
    let lines = zip(expected.split(separator: "\n", omittingEmptySubsequences: false), actual.split(separator: "\n", omittingEmptySubsequences: false))
    let first = lines.enumerated().first { $1.0 != $1.1 }
    Issue.record(
        """
        \(name) differs from Golden/\(name)\(first.map { " first in line \($0.offset + 1):\nexpected \($0.element.0)\nactual   \($0.element.1)" } ?? " in its length")
        TWOBIN_RECORD=1 swift test records it anew.
        """, sourceLocation: sourceLocation)
}

/// A new empty directory that is removed when the value goes away.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    /// All names in the directory, hidden ones included, sorted.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }

    func text(_ name: String) -> String? { try? String(contentsOfFile: file(name), encoding: .utf8) }
}
