import Foundation
import Logging
import PlanExport
import TextForms

/// What goes to the person and what goes to the next program: data on stdout, everything else on stderr.
enum Console {
    /// Writes data to stdout, whole; a full disk or a reader that has gone away ends the command with status 73.
    static func output(_ text: String) throws(CommandFailure) {
        do throws(OutputError) {
            try writeToStandardOutput(Array(text.utf8))
        } catch {
            throw CommandFailure(error)
        }
    }

    static func error(_ message: String) { log("twobin: error: \(message)\n") }

    /// Writes to stderr; where nobody can read it (closed, disk full), the run goes on without.
    /// Names from files are shown escaped: no control character reaches a terminal.
    static func log(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(displayText(text, keepsLineBreaks: true).utf8))
    }

    static let standardErrorIsTerminal = isatty(2) == 1

    /// The log of a run: one plain line per event on stderr.
    static func makeLogger() -> Logger {
        Logger(label: "twobin") { _ in PlainLogHandler() }
    }

    /// Writes bytes to stderr as they are; where nobody can read them, the run goes on without.
    static func logBytes(_ bytes: [UInt8]) { try? FileHandle.standardError.write(contentsOf: Data(bytes)) }
}

/// Writes `level: message` lines to stderr, without a time: what cron and journals add themselves.
struct PlainLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let prefix = event.level == .info ? "" : "\(event.level): "
        Console.log("twobin: \(prefix)\(event.message)\n")
    }
}
