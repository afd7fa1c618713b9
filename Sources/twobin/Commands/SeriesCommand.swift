import ArgumentParser
import DemandModel
import Foundation
import PlanExport
import SalesIngestion

struct SeriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "series", abstract: "Write the demand series that would be forecast from sales files.",
        discussion: "Example: twobin series sales.csv --period week --out weekly.csv")

    @Argument(help: "Sales files, folders or patterns.")
    var files: [String]
    @Option(help: "day, week, month or auto.")
    var period = "week"
    @Option(help: "Uses sales strictly before this day (YYYY-MM-DD; default: the day after the last sale).")
    var asOf: String?
    @Option(help: "as_of (weeks are 7-day blocks ending the day before as_of) or a weekday (calendar weeks).")
    var weekStart = "as_of"
    @Option(help: "How to read the files (default: detected from the header).")
    var dialect = "auto"
    @Option(help: "How dates are written: auto, iso, dmy, mdy, compact, month_name, serial or index.")
    var dateForm = "auto"
    @Option(help: "A file to write; - or nothing: standard output.")
    var out: String?
    @Option(help: "Where to write the rows that cannot be used (default: nowhere; their number is on stderr).")
    var quarantine: String?

    func run() throws {
        try runCommand {
            var options = SalesReadingOptions()
            guard period == "auto" || ["day", "week", "month"].contains(period) else {
                throw CommandFailure(.wrongUsage, "--period: \"\(period)\" is none of day, week, month, auto")
            }
            options.period = Period(rawValue: period)
            guard let start = PlanConfiguration.WeekStart(rawValue: weekStart) else {
                throw CommandFailure(.wrongUsage, "--week-start: \"\(weekStart)\" is none of " + PlanConfiguration.WeekStart.allCases.map(\.rawValue).joined(separator: ", "))
            }
            options.weekStart = start
            if let asOf {
                guard let day = CalendarDay(iso: asOf) else { throw CommandFailure(.wrongUsage, "--as-of: \"\(asOf)\" is no day; write YYYY-MM-DD") }
                options.asOf = day
            }
            options.threads = try workerThreads(nil)
            let sales: IngestedSales
            do throws(IngestionError) {
                options.dialect = try salesDialect(dialect)
                options.dateForm = try salesDateForm(dateForm)
                sales = try readSales(paths: files, options: options)
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            let logger = Console.makeLogger()
            for line in sales.report.lines { logger.info("\(line)") }
            try writeOutput(to: out) { sink throws(OutputError) in try writeSeries(sales.series, calendar: sales.calendar, to: sink) }
            if let quarantine {
                try writeOutput(to: quarantine) { sink throws(OutputError) in try QuarantineTable.write(sales.quarantine, to: sink) }
            }
            return .done
        }
    }
}
