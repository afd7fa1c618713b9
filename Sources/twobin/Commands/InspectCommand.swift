import ArgumentParser
import DemandModel
import Foundation
import SalesIngestion

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Say what is understood of a sales file.",
        discussion: "Example: twobin inspect orders_export.csv")

    @Argument(help: "A sales file; - is standard input.")
    var file: String
    @Option(help: "How to read the file (default: detected from the header).")
    var dialect = "auto"
    @Option(help: "How dates are written: auto, iso, dmy, mdy, compact, month_name, serial or index.")
    var dateForm = "auto"
    @Flag(help: "One JSON document instead of text.")
    var json = false

    func run() throws {
        try runCommand {
            let inspection: FileInspection
            do throws(IngestionError) {
                var options = SalesReadingOptions()
                options.dialect = try salesDialect(dialect)
                options.dateForm = try salesDateForm(dateForm)
                inspection = try inspectFile(path: file, options: options)
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                try Console.output(String(decoding: try encoder.encode(inspection), as: UTF8.self) + "\n")
            } else {
                try Console.output(inspection.lines.joined(separator: "\n") + "\n")
            }
            return .done
        }
    }
}
