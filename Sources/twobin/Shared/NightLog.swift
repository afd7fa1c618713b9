import ArgumentParser
import DemandModel
import Foundation
import Logging
import PlanExport
import Synchronization

/// How messages are written to standard error.
enum LogFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// Flags of the commands that run unattended.
struct LogOptions: ParsableArguments {
    @Option(help: "Messages on standard error: text, or json (one object a line, for programs).")
    var logFormat = LogFormat.text
}

/// The log of a command that runs unattended: plain lines for a person, or one JSON object a line whose `event` is a stable word.
///
/// Every object has `time`, `level`, `event`, `run` (null until the inputs are read) and `message`; what else, docs/guide/night.md says by event.
final class NightLog: Sendable {
    let logger: Logger
    let format: LogFormat
    private let runName = RunName()

    init(_ format: LogFormat) {
        self.format = format
        let name = runName
        logger = Logger(label: "twobin") { [format] _ in
            switch format {
            case .text: PlainLogHandler()
            case .json: JSONLogHandler(runName: name)
            }
        }
    }

    /// From now on every event names the run.
    func name(run id: String) { runName.value.withLock { $0 = id } }

    /// An event for programs only: a person sees its content elsewhere.
    func tell(_ event: String, _ message: String, _ fields: Logger.Metadata = [:]) {
        guard format == .json else { return }
        logger.info("\(message)", metadata: fields.merging(["event": "\(event)"]) { own, _ in own })
    }

    /// An event for both.
    func warn(_ event: String, _ message: String, _ fields: Logger.Metadata = [:]) {
        logger.warning("\(message)", metadata: fields.merging(["event": "\(event)"]) { own, _ in own })
    }

    /// What ended the command.
    func error(_ message: String, status: ExitStatus) {
        guard format == .json else { return Console.error(message) }
        logger.error("\(message)", metadata: ["event": "error", "status": .stringConvertible(Int(status.rawValue))])
    }
}

/// The run that events belong to, once it has an id.
private final class RunName: Sendable {
    let value = Mutex<String?>(nil)
}

/// Writes one JSON object a line to stderr.
private struct JSONLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    var runName: RunName

    init(runName: RunName) { self.runName = runName }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let name = fields.removeValue(forKey: "event") ?? (event.level >= .warning ? "warning" : "note")
        var members: [JSONValue.Member] = [
            .init("time", .text(Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
            .init("level", .text(event.level.rawValue)), .init("event", json(name)),
            .init("run", JSONValue(runName.value.withLock { $0 })), .init("message", .text("\(event.message)")),
        ]
        for key in fields.keys.sorted() { members.append(.init(key, fields[key].map(json) ?? .null)) }
        Console.logBytes(JSONValue.object(members).bytes(indent: nil))
    }

    /// Numbers and flags stay what they are.
    private func json(_ value: Logger.Metadata.Value) -> JSONValue {
        switch value {
        case .string(let text): .text(text)
        case .stringConvertible(let number as Int): .integer(number)
        case .stringConvertible(let number as Double): .number(number)
        case .stringConvertible(let flag as Bool): .bool(flag)
        case .stringConvertible(let other): .text("\(other)")
        case .array(let values): .array(values.map(json))
        case .dictionary(let values): .object(values.sorted { $0.key < $1.key }.map { .init($0.key, json($0.value)) })
        @unknown default: .text("\(value)")
        }
    }
}
