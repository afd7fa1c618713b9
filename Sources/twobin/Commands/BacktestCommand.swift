import ArgumentParser
import DemandModel
import Foundation
import PlanEngine
import PlanExport
import SalesIngestion

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest", abstract: "Forecast past periods from what came before them, and say how good that would have been.",
        discussion: """
            Example: twobin backtest monthly.csv --horizon 6 --origins 3 --lead-time-periods 3 --out backtest

            The file is a series file (unique_id, ds, y), or sales, which are then added up by period. Definitions: docs/guide/backtest.md.
            """)

    enum Input: String, ExpressibleByArgument, CaseIterable { case auto, series, sales }

    @Argument(help: "A series file or a sales file; - is standard input, read as a series file.")
    var file: String
    @Option(help: "Periods to forecast at each origin.")
    var horizon: Int
    @Option(help: "Forecast origins per series; the last one lies a horizon before its end.")
    var origins: Int
    @Option(help: "Periods between origins (default: the horizon).")
    var step: Int?
    @Option(help: "Periods per season (default: by period; 1 for whole-number ds).")
    var season: Int?
    @Option(help: "auto, none, hour, day, week, month, quarter or year; for sales day, week (the default) or month.")
    var period: String?
    @Option(help: "Periods whose total demand is judged (default: the horizon).")
    var leadTimePeriods: Int?
    @Option(help: "Periods with demand that a series needs before an origin.")
    var leastActive = 2
    @Option(help: "What the file is: auto, series or sales.")
    var input = Input.auto
    @Flag(inversion: .prefixedNo, help: "Also judge every model of the combination by itself.")
    var members = true
    @Option(help: "Seed of the numbers that decide outcomes equal to a count quantile.")
    var seed: UInt64 = BacktestConfiguration(horizon: 1, origins: 1).seed
    @Flag(help: "Print the results as JSON.")
    var json = false
    @Option(help: "A directory for backtest.csv, backtest.json and reliability.svg.")
    var out: String?
    @Option(help: "Worker threads (default: TWOBIN_THREADS, else one per processor).")
    var threads: Int?

    func run() throws {
        try runCommand {
            for name in BacktestFiles.names { try refuseOverwriting([file], with: out.map { $0 + "/" + name }, flag: "--out") }
            let logger = Console.makeLogger()
            var configuration = BacktestConfiguration(horizon: horizon, origins: origins)
            configuration.step = step
            configuration.leadTimePeriods = leadTimePeriods
            configuration.leastActivePeriods = leastActive
            configuration.comparesMembers = members
            configuration.seed = seed
            configuration.threads = try workerThreads(threads)
            try prepareLinearAlgebra(threads: configuration.threads)
            let panels = try readPanels(threads: configuration.threads) { logger.info("\($0)") }
            let meter = ProgressMeter(logger: logger)
            let report: BacktestReport
            do throws(BacktestError) {
                report = try runBacktest(panels, configuration: configuration) { event in
                    switch event {
                    case .began(let origin, let series): meter.begin("origin \(origin) of \(origins)", total: series)
                    case .reached(let series): meter.reach(series)
                    }
                }
            } catch {
                if case .invalid(let text) = error { throw CommandFailure(.wrongUsage, "--" + text) }
                throw CommandFailure(.unusableInput, error.description)
            }
            meter.finish()
            for failure in report.failures { logger.error("\(failure)") }
            let document = BacktestFiles.json(report)
            if let out {
                do throws(OutputError) {
                    for path in try BacktestFiles.write(report, json: document, to: out) { logger.info("wrote \(path)") }
                } catch {
                    throw CommandFailure(error)
                }
            }
            try writeOutput(to: nil) { sink throws(OutputError) in
                try sink(json ? document.bytes() : Array(BacktestText.text(report).utf8))
            }
            return report.failures.isEmpty ? .done : .someFailed
        }
    }

    /// The series of the file, grouped by season.
    private func readPanels(threads: Int, note: (String) -> Void) throws -> [BacktestPanel] {
        let named = try namedPeriod()
        do throws(IngestionError) {
            let isSeries = switch input {
            case .series: true
            case .sales: false
            case .auto: file == "-" ? true : try isSeriesFile(path: file)
            }
            if isSeries {
                var options = SeriesReadingOptions()
                options.period = named
                var groups: [Int: [TimedSeries]] = [:]
                for one in try readSeriesFile(path: file, options: options).series {
                    groups[season ?? one.period.defaultSeasonLength, default: []].append(one)
                }
                return groups.sorted { $0.key < $1.key }.map { length, series in
                    let isDaily = series.allSatisfy { $0.period == .day }
                    return BacktestPanel(
                        seasonLength: length, yearPeriods: isDaily ? Period.day.yearPeriods(seasonLength: length) : nil, series: series.map(\.demand))
                }
            }
            var options = SalesReadingOptions()
            if let named { options.period = named } else if period == "auto" { options.period = nil }
            options.threads = threads
            let sales = try readSales(paths: [file], options: options)
            for line in sales.report.lines { note(line) }
            let length = season ?? sales.calendar.period.defaultSeasonLength
            return [BacktestPanel(seasonLength: length, yearPeriods: sales.calendar.period.yearPeriods(seasonLength: length), series: sales.series)]
        } catch {
            throw CommandFailure(.unusableInput, error.description)
        }
    }

    /// `nil`: not said, or auto.
    private func namedPeriod() throws -> Period? {
        guard let period, period != "auto" else { return nil }
        if let named = Period(rawValue: period) { return named }
        throw CommandFailure(.wrongUsage, "--period: \"\(period)\" is none of auto, " + Period.allCases.map(\.rawValue).joined(separator: ", "))
    }
}
