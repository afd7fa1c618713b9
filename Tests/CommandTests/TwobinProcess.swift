import Foundation
import Testing

/// What a command left: its exit status and what it wrote.
struct Outcome {
    var status: Int32
    var output: String
    var errors: String
    /// True where a signal ended the process: a crash, or a kill.
    var wasKilled: Bool

    /// Lines of stdout, without the empty one after the last line break.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// The `twobin` that this test run has built, started as users start it: a process of its own.
enum TwobinProcess {
    struct Missing: Error, CustomStringConvertible {
        var description: String { "no twobin beside the tests: build it with `swift build`" }
    }

    /// The executable beside the test bundle, whichever way the tests were built.
    static let executable: URL? = {
        var starts = [Bundle.main.executableURL].compactMap { $0 } + Bundle.allBundles.map(\.bundleURL)
        starts += CommandLine.arguments.filter { $0.contains("xctest") }.map { URL(fileURLWithPath: $0) }
        starts.append(repository.appendingPathComponent(".build/debug/twobin"))
        for start in starts {
            var folder = start.resolvingSymlinksInPath()
            for _ in 0..<5 {
                folder = folder.deletingLastPathComponent()
                let candidate = folder.appendingPathComponent("twobin").path
                var isDirectory: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isDirectory), !isDirectory.boolValue,
                   FileManager.default.isExecutableFile(atPath: candidate) { return URL(fileURLWithPath: candidate) }
            }
        }
        return nil
    }()

    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The environment without what would change a command, with 80 columns and no backtraces of crashes.
    static func environment(_ changes: [String: String] = [:]) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("TWOBIN_") && $0.key != "NO_COLOR" }
        variables["COLUMNS"] = "80"
        variables["SWIFT_BACKTRACE"] = "enable=no"
        return variables.merging(changes) { _, new in new }
    }

    /// Runs `twobin` with arguments in a directory and waits for its end.
    static func run(
        _ arguments: [String], in directory: String, environment changes: [String: String] = [:], input: String? = nil
    ) async throws -> Outcome {
        guard let executable else { throw Missing() }
        return try await run(executable, arguments, in: directory, environment: changes, input: input)
    }

    /// Runs a shell line in which `$TWOBIN` is the command.
    static func shell(_ line: String, in directory: String, environment changes: [String: String] = [:]) async throws -> Outcome {
        guard let executable else { throw Missing() }
        let changed = changes.merging(["TWOBIN": executable.path]) { _, new in new }
        return try await run(URL(fileURLWithPath: "/bin/bash"), ["-c", line], in: directory, environment: changed, input: nil)
    }

    /// Output goes to files, so that no pipe fills while nobody reads.
    private static func run(
        _ program: URL, _ arguments: [String], in directory: String, environment changes: [String: String], input: String?
    ) async throws -> Outcome {
        let streams = try TemporaryDirectory()
        for name in ["out", "err"] { _ = FileManager.default.createFile(atPath: streams.file(name), contents: nil) }
        try (input ?? "").write(toFile: streams.file("in"), atomically: false, encoding: .utf8)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = environment(changes)
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: streams.file("in")))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: streams.file("out")))
        process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: streams.file("err")))
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Outcome(
            status: process.terminationStatus, output: streams.text("out") ?? "", errors: streams.text("err") ?? "",
            wasKilled: process.terminationReason == .uncaughtSignal)
    }
}

/// A new empty directory that is removed when the value goes away.
final class TemporaryDirectory: Sendable {
    let path: String

    init(_ name: String = "twobin-test") throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(name)-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ bytes: [UInt8], to name: String) throws {
        let target = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: target)
    }

    func text(_ name: String) -> String? { try? String(contentsOfFile: file(name), encoding: .utf8) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// Names in a folder of the directory, hidden ones included, sorted.
    func names(in folder: String = "") -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? path : file(folder)).sorted()) ?? []
    }
}
