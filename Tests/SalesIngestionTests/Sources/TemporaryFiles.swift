import Foundation
@testable import SalesIngestion

/// A directory for the files of one test, removed with the value.
final class TemporaryFiles {
    let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("twobin-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Writes a file and returns its path.
    func write(_ text: String, name: String = "sales.csv") throws -> String { try write(bytes: Array(text.utf8), name: name) }

    func write(bytes: [UInt8], name: String) throws -> String {
        let url = directory.appendingPathComponent(name)
        try Data(bytes).write(to: url)
        return url.path
    }
}

/// Options for small files: one thread unless a test says otherwise, days.
func dailyOptions() -> SalesReadingOptions {
    var options = SalesReadingOptions()
    options.period = .day
    options.threads = 1
    return options
}

/// The error a body throws, as text; "" if it throws none.
func messageOf<Value>(_ body: () throws -> Value) -> String {
    do {
        _ = try body()
        return ""
    } catch {
        return "\(error)"
    }
}
