import ArgumentParser
import DemandForecasting
import DemandModel
import Foundation
import PlanExport
import PlanReading
import SalesIngestion

struct ForecastCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forecast", abstract: "Forecast the series of a file (unique_id, ds, y).",
        discussion: """
            Example: twobin forecast monthly.csv --horizon 18 --quantiles 0.5,0.9 --out forecasts.csv

            A series that cannot be forecast is left out and listed on stderr; the exit status is then 1.
            """)

    enum Point: String, ExpressibleByArgument, CaseIterable { case mean, median }

    @Argument(help: "The series file; - is standard input.")
    var file: String
    @Option(help: "Periods to forecast, 1 to 10,000.")
    var horizon: Int
    @Option(help: "Periods per season (default: by period; 1 for whole-number ds).")
    var season: Int?
    @Option(help: "auto, none, hour, day, week, month, quarter or year.")
    var period = "auto"
    @Option(help: "Quantiles to add, such as 0.5,0.9.")
    var quantiles: String?
    @Option(help: "mean, or median (what sMAPE and MASE reward).")
    var point = Point.mean
    @Flag(help: "One row per series: the total over the horizon.")
    var cumulative = false
    @Option(help: "A file to write; - or nothing: standard output.")
    var out: String?
    @Option(help: "Worker threads (default: TWOBIN_THREADS, else one per processor).")
    var threads: Int?

    func validate() throws {
        if !(1...10_000).contains(horizon) { throw ValidationError("--horizon is a number of periods from 1 to 10,000, not \(horizon).") }
        if let season, !(1...366).contains(season) { throw ValidationError("--season is a number of periods from 1 (none) to 366, not \(season).") }
    }

    func run() throws {
        try runCommand {
            let levels = try parsedQuantiles()
            try refuseOverwriting([file], with: out, flag: "--out")
            let workers = try workerThreads(threads)
            try prepareLinearAlgebra(threads: workers)
            var reading = SeriesReadingOptions()
            if period != "auto" {
                guard let named = Period(rawValue: period) else {
                    throw CommandFailure(.wrongUsage, "--period: \"\(period)\" is none of auto, " + Period.allCases.map(\.rawValue).joined(separator: ", "))
                }
                reading.period = named
            }
            let series: SeriesFile
            do throws(IngestionError) {
                series = try readSeriesFile(path: file, options: reading)
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            let logger = Console.makeLogger()
            if series.series.contains(where: { !$0.demand.price.isEmpty || !$0.demand.promotion.isEmpty }) {
                logger.info("prices and promotions of the file are not used here: twobin plan learns what they do")
            }
            let meter = ProgressMeter(logger: logger)
            var job = SeriesForecasting(horizon: horizon, season: season, quantiles: levels, cumulative: cumulative)
            job.wantsMedian = point == .median
            job.threads = workers
            job.closed = series.closedWeekdays.isEmpty ? nil : ClosedDays(weekdays: series.closedWeekdays)
            meter.begin("forecasting", total: series.series.count)
            let result = try job.run(series.series) { meter.reach($0) }
            meter.finish()
            for failure in result.failures { logger.error("\(failure.key.uniqueID): \(failure.message)") }
            for remark in result.remarks { logger.warning("\(remark)") }
            let table = ForecastTable(quantiles: levels, point: point == .median ? .median : .mean, layout: cumulative ? .totals : .periods)
            try writeOutput(to: out) { sink throws(OutputError) in try table.write(result.forecasts, to: sink) }
            return result.failures.isEmpty ? .done : .someFailed
        }
    }

    private func parsedQuantiles() throws -> [Double] {
        guard let quantiles else { return [] }
        let levels = try quantiles.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let level = Double(part), level > 0, level < 1 else {
                throw CommandFailure(.wrongUsage, "--quantiles: \"\(part)\" is no number between 0 and 1; write for example 0.5,0.9")
            }
            return level
        }
        guard Set(levels).count == levels.count else {
            throw CommandFailure(.wrongUsage, "--quantiles: \(quantiles) names a quantile twice; columns need names of their own")
        }
        return levels
    }
}
