import ArgumentParser
import DemandModel
import Foundation
import SalesIngestion
import TextForms

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Say what is understood of a file: sales, items, receipts and the other tables of a plan.",
        discussion: "Example: twobin inspect orders_export.csv")

    @Argument(help: "A file, folder or pattern; - is standard input.")
    var file: String
    @Option(help: ArgumentHelp("What the file is: auto or " + TableKind.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "kind"))
    var `as` = "auto"
    @Option(help: "Sales: day, week, month or auto.")
    var period = "auto"
    @Option(help: "Uses what happened strictly before this day (YYYY-MM-DD; default: the day after the last).")
    var asOf: String?
    @OptionGroup var reading: SalesReadingFlags
    @Flag(help: "One JSON document instead of text.")
    var json = false

    func run() throws {
        try runCommand {
            var options = try reading.options()
            options.period = try salesPeriod(period)
            options.asOf = try asOfDay(asOf)
            options.threads = try workerThreads(nil)
            guard `as` == "auto" || TableKind(rawValue: `as`) != nil else {
                throw CommandFailure(.wrongUsage, "--as: \"\(`as`)\" is none of auto, " + TableKind.allCases.map(\.rawValue).joined(separator: ", "))
            }
            do {
                let tableOptions = self.tableOptions(options)
                if `as` == "auto", options.dialect == nil, options.columns.isEmpty, let output = try ownOutput(path: file, options: tableOptions) {
                    return try showOwn(output)
                }
                let detected = options.dialect == nil && options.columns.isEmpty ? try tableKind(path: file, options: tableOptions) : TableKind.sales
                let kind = TableKind(rawValue: `as`) ?? detected
                if kind == .sales {
                    let inspection = try inspectFile(path: file, options: options)
                    try show(inspection, lines: inspection.lines)
                } else {
                    let inspection = try inspectTable(path: file, kind: kind, options: tableOptions, asOf: options.asOf)
                    if reading.strict, inspection.quarantinedRows > 0 {
                        throw IngestionError.tooManyQuarantined(
                            quarantined: inspection.quarantinedRows, rows: inspection.rows, allowed: nil, examples: inspection.quarantined)
                    }
                    try show(inspection, lines: inspection.lines)
                }
            } catch let error as IngestionError {
                // A file that looks like no table may be one under other names.
                var hint = ""
                if case .missingColumn = error, `as` == "auto" { hint = ". If it holds no sales, --as says what it is: " + TableKind.allCases.filter { $0 != .sales }.map(\.rawValue).joined(separator: ", ") }
                throw CommandFailure(.unusableInput, error.description + hint)
            }
            return .done
        }
    }

    /// A file of Twobin's own is no input: it is named, and nothing is read of it.
    private func showOwn(_ output: OwnOutput) throws -> ExitStatus {
        struct Document: Encodable { var file: String, output: String, purpose: String }
        let file = addressWithoutSecrets(self.file)
        try show(
            Document(file: file, output: output.rawValue, purpose: output.purpose),
            lines: ["\(file): \(output.rawValue).csv as written by twobin plan", output.purpose, "its columns: docs/guide/output.md; --as KIND reads it as a table all the same"])
        return .done
    }

    private func tableOptions(_ options: SalesReadingOptions) -> TableReadingOptions {
        var tableOptions = TableReadingOptions()
        tableOptions.dateForm = options.dateForm
        tableOptions.decimalComma = options.decimalComma
        tableOptions.table = options.table
        tableOptions.query = options.query
        return tableOptions
    }

    private func show(_ document: some Encodable, lines: [String]) throws {
        guard json else { return try Console.text(lines.map { displayText($0) }.joined(separator: "\n") + "\n") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Console.output(String(decoding: try encoder.encode(document), as: UTF8.self) + "\n")
    }
}

/// The period a flag names; `nil` for `auto`.
func salesPeriod(_ name: String) throws -> Period? {
    guard name == "auto" || ["day", "week", "month"].contains(name) else {
        throw CommandFailure(.wrongUsage, "--period: \"\(name)\" is none of day, week, month, auto")
    }
    return Period(rawValue: name)
}

/// The day of a flag `--as-of`.
func asOfDay(_ text: String?) throws -> CalendarDay? {
    guard let text else { return nil }
    guard let day = CalendarDay(iso: text) else { throw CommandFailure(.wrongUsage, "--as-of: \"\(text)\" is no day; write YYYY-MM-DD") }
    return day
}
