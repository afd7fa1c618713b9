import Foundation
import Testing

/// Compares a text with a file in `Golden`; with TWOBIN_RECORD=1 in the environment the file is written instead.
func expectGolden(_ actual: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
    if ProcessInfo.processInfo.environment["TWOBIN_RECORD"] == "1" {
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(actual.utf8).write(to: file)
        return
    }
    let expected = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    if actual == expected { return }
    let lines = zip(
        expected.split(separator: "\n", omittingEmptySubsequences: false), actual.split(separator: "\n", omittingEmptySubsequences: false))
    let first = lines.enumerated().first { $1.0 != $1.1 }
    Issue.record(
        """
        \(name) differs from Golden/\(name)\(first.map { " first in line \($0.offset + 1):\nexpected \($0.element.0)\nactual   \($0.element.1)" } ?? " in its length")
        TWOBIN_RECORD=1 swift test --filter CommandTests records it anew.
        """, sourceLocation: sourceLocation)
}

/// Seconds differ from run to run: `0.12 s` becomes `N s`.
func withoutSeconds(_ text: String) -> String {
    text.replacing(/\d+\.\d\d s\b/, with: "N s")
}
