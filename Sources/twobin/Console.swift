import Foundation
import Logging

/// What goes to the person and what goes to the next program: data on stdout, everything else on stderr.
enum Console {
    /// Writes bytes of data to stdout, whole.
    static func output(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    static func error(_ message: String) {
        FileHandle.standardError.write(Data("twobin: error: \(message)\n".utf8))
    }

    /// Errors are a terminal's red where colour is wanted.
    static let standardErrorIsTerminal = isatty(2) == 1
    static let standardOutputIsTerminal = isatty(1) == 1
    static let wantsColour = ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    /// The log of a run: one plain line per event on stderr.
    static func makeLogger() -> Logger {
        Logger(label: "twobin") { _ in PlainLogHandler() }
    }
}

/// Writes `level: message` lines to stderr, without a time: what cron and journals add themselves.
private struct PlainLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let prefix = event.level == .info ? "" : "\(event.level): "
        FileHandle.standardError.write(Data("twobin: \(prefix)\(event.message)\n".utf8))
    }
}
