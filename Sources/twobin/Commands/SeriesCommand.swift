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
    @OptionGroup var reading: SalesReadingFlags
    @Option(help: "A file to write; - or nothing: standard output.")
    var out: String?
    @Option(help: "Where to write the rows that cannot be used (default: nowhere; their number is on stderr).")
    var quarantine: String?

    func run() throws {
        try runCommand {
            var options = try reading.options()
            options.period = try salesPeriod(period)
            options.asOf = try asOfDay(asOf)
            options.threads = try workerThreads(nil)
            // Nobody is told the digests of the files here.
            options.hashing = false
            let inputs: [String]
            do throws(IngestionError) {
                inputs = try expandedPaths(files)
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            try refuseOverwriting(inputs, with: out, flag: "--out")
            try refuseOverwriting(inputs, with: quarantine, flag: "--quarantine")
            let sales: IngestedSales
            do throws(IngestionError) {
                sales = try readSales(paths: files, options: options)
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            let logger = Console.makeLogger()
            for line in sales.report.lines { logger.info("\(line)") }
            try writeOutput(to: out) { sink throws(OutputError) in try writeSeries(sales.series, calendar: sales.calendar, threads: options.threads, to: sink) }
            if let quarantine {
                try writeOutput(to: quarantine) { sink throws(OutputError) in try QuarantineTable.write(sales.quarantine, to: sink) }
            }
            return .done
        }
    }
}
