import ArgumentParser
import DatabaseOutput
import DemandModel
import Digests
import Foundation
import PlanEngine
import PlanExport
import PlanFile
import PlanReading
import PlanStore
import SalesIngestion
import TextForms

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "The nightly run: from sales to reorder recommendations.",
        discussion: """
            Example: twobin plan plan.toml --out night

            Every key of the plan file can be overridden by an environment variable: objective.fill_rate by TWOBIN_OBJECTIVE_FILL_RATE.
            """)

    @Argument(help: "The plan file (TOML).")
    var planFile: String
    @Option(help: "Plan as of this day (YYYY-MM-DD): uses sales strictly before it.")
    var asOf: String?
    @Option(help: "Output directory (default: output.directory of the plan file).")
    var out: String?
    @Option(help: ArgumentHelp("Levels set by hand (.csv or .xlsx: item, location, reorder_point, order_up_to, reason, name, expires).", valueName: "file"))
    var overrides: String?
    @Option(help: "The run store (default: TWOBIN_STORE, else twobin.sqlite in the output directory).")
    var store: String?
    @Option(help: "Worker threads (default: TWOBIN_THREADS, else one per processor).")
    var threads: Int?
    @Option(help: ArgumentHelp("Plan these items alone, with what the whole panel teaches: a file with a name a line, ITEM or ITEM@LOCATION (needs --out).", valueName: "file"))
    var items: String?
    @Option(help: ArgumentHelp("Plan one of N parts alone, with what the whole panel teaches, such as 3/16 (needs --out).", valueName: "k/n"))
    var shard: String?
    @Flag(help: "Say what would be planned, from which rows and with which defaults; write nothing.")
    var dryRun = false
    @Flag(help: "Stop if any row of any table cannot be used (also: strict = true under [sales]).")
    var strict = false
    @Flag(help: "Print the summary as JSON.")
    var json = false
    @OptionGroup var logging: LogOptions
    @Option(help: ArgumentHelp("Write figures of the night for Prometheus (the textfile collector of node_exporter), whatever its end.", valueName: "file"))
    var metricsFile: String?

    func run() throws {
        useOneHeap()
        let log = NightLog(logging.logFormat)
        let watch = NightWatch(log: log, metricsFile: dryRun ? nil : metricsFile)
        try runCommand(log: log) {
            try watch.refuseOtherFiles()
            var setup = try PlanSetup(
                planFile: planFile, asOf: asOf, out: out, strict: strict, environment: ProcessInfo.processInfo.environment)
            if let overrides { setup.useOverrides(overrides) }
            let wanted = try WantedPart(items: items, shard: shard, out: out)
            let logger = log.logger
            (watch.outputDirectory, watch.storePath) = (setup.outputDirectory, storePath(setup))
            for (name, nearest) in unknownOverrides(in: ProcessInfo.processInfo.environment, others: ["TWOBIN_THREADS", "TWOBIN_STORE", "TWOBIN_SHARED"]) {
                logger.warning("the environment variable \(name) overrides nothing\(nearest.map { "; did you mean \($0)?" } ?? "")")
            }
            let meter = ProgressMeter(logger: logger, drawsBar: log.format == .text && Console.standardErrorIsTerminal)
            watch.stages = { meter.stageSeconds.map { StageTiming(stage: $0.stage, seconds: $0.seconds) } }
            let workers = try workerThreads(threads)
            log.tell("started", "planning \(planFile)", [
                "plan_file": "\(planFile)", "output": "\(setup.outputDirectory)", "version": "\(twobinVersion)", "threads": .stringConvertible(workers),
                "dry_run": .stringConvertible(dryRun),
            ])
            try prepareLinearAlgebra(threads: workers)

            // The lock first: a second run must not even read for long before it learns that it has to wait.
            let lock = dryRun ? nil : try RunLock.held(in: setup.outputDirectory)
            defer { lock?.release() }

            // And the store: an hour of computing for a store that cannot be written would be lost.
            if !dryRun {
                try storing { try RunStore(path: storePath(setup), access: .create).checkWritable() }
                if let warning = NetworkFileSystem.warning(forStoreAt: storePath(setup)) { logger.warning("\(warning)") }
                settleInterruptedFiles(in: setup.outputDirectory, storePath: storePath(setup), log: log)
            }

            meter.begin("reading")
            var reading = try readPlanInput(
                setup, threads: workers, remembers: !dryRun, version: twobinVersion,
                placedOrders: setup.configuration.openOrdersFromStore == true ? try placedOrders(setup) : [])
            meter.finish(rows: reading.input.rowsRead)
            let outputs = PlanOutput.paths(in: setup.outputDirectory) + [storePath(setup)]
            for file in reading.input.inputs {
                for output in outputs { try refuseOverwriting([file.path], with: output, flag: "--out") }
            }
            for line in reading.reportLines { logger.info("\(line)") }
            let overrides = try applyStoredOverrides(to: &reading.input, setup: setup)
            if overrides > 0 { logger.info("\(counted(overrides, "override")) of the planner's page in force") }
            if dryRun {
                try DryRunReport(reading.input, configuration: setup.configuration).print(asJSON: json)
                return .done
            }

            var run: PlanRun
            let part = try wanted?.part(of: reading.input)
            let id = try setup.runID(reading.input, version: twobinVersion, part: part)
            // Given away: the engine lets go of what it needs no more.
            let input = reading.input
            reading.input = PlanInput(asOf: input.asOf, calendar: input.calendar, series: [])
            log.name(run: id)
            let lastNight = LastNight(
                storePath: storePath(setup), log: log, threads: workers, planningDay: input.asOf, weekStart: setup.configuration.weekStart)
            var options = PlanOptions(threads: workers, version: twobinVersion, part: part)
            options.reuse = try lastNight.reuse(setup)
            do throws(PlanError) {
                run = try makePlan(consume input, configuration: setup.configuration, id: id, options: options) { event in
                    switch event {
                    case .began(let stage, let steps):
                        returnFreeMemory()
                        meter.begin(stage.rawValue, total: steps)
                    case .reached(_, let steps): meter.reach(steps)
                    case .tookForecasts(let run): lastNight.tookForecasts(of: run)
                    }
                }
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            returnFreeMemory()
            (run.summary.salesEnd, run.summary.itemsSold, run.summary.itemsWithoutStock) = (reading.salesEnd, reading.itemsSold, reading.itemsWithoutStock)
            meter.begin("writing")
            let kept = try keep(&run, setup: setup, threads: workers, timings: watch.stages(), forecastsOf: lastNight.runID)
            meter.finish()
            log.tell("files_written", "files and run are in place", ["output": "\(setup.outputDirectory)", "files": .array(outputs.map { .string($0) })])
            for item in run.items where item.recommendation.status == .failed {
                log.warn("item_failed", "\(item.key.uniqueID): \(item.recommendation.reason)", ["item": "\(item.key.item)", "location": "\(item.key.location)"])
            }
            watch.judge(run, last: kept.last)
            if json {
                try Console.output(kept.summary.text() + "\n")
            } else {
                try Console.text(PlanReport.text(run, files: outputs, alerts: watch.alerts, forecasts: lastNight.sentence))
            }
            return !watch.alerts.isEmpty ? .alert : run.summary.failedItems > 0 ? .someFailed : .done
        } ending: {
            watch.end($0)
        }
    }

    private func storePath(_ setup: PlanSetup) -> String {
        store ?? ProcessInfo.processInfo.environment["TWOBIN_STORE"] ?? RunPaths.store(in: setup.outputDirectory)
    }

    /// Orders that were approved in the store; none where there is no store yet.
    private func placedOrders(_ setup: PlanSetup) throws -> [ApprovedOrder] {
        let path = storePath(setup)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do throws(StoreError) {
            return try RunStore(path: path, access: .write).approvals()
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Levels set by hand on the page, as the store keeps them: an input of the plan like any table.
    private func applyStoredOverrides(to input: inout PlanInput, setup: PlanSetup) throws -> Int {
        let path = storePath(setup)
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        do {
            let holding = input.apply(try RunStore(path: path, access: .read).overrides())
            guard !holding.isEmpty else { return 0 }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            input.inputs.append(InputFile(
                role: "overrides", path: RunPaths.storeName, sha256: sha256(of: Array(try encoder.encode(holding))), rows: holding.count))
            return holding.count
        } catch let error as StoreError {
            throw CommandFailure(error)
        }
    }

    /// Writes the files and keeps the run, both or neither.
    /// - Returns: what `summary.json` says, and the totals of the plan saved before this one.
    private func keep(
        _ run: inout PlanRun, setup: PlanSetup, threads: Int, timings: [StageTiming], forecastsOf: String?
    ) throws -> (summary: JSONValue, last: PlanSummary?) {
        try storing {
            let runs = try RunStore(path: storePath(setup), access: .create)
            let last = try runs.newestPlan(besides: run.id).map { try runs.loadHeader($0.id).summary }
            try runs.compareWithLastPlan(&run)
            let now = Date()
            let prepared = try PlanOutput.prepare(run, to: setup.outputDirectory, timings: timings, forecastsOf: forecastsOf, madeAt: now.ISO8601Format(), threads: threads)
            let files = prepared.files
            let pause = SignalPause()
            defer { pause.end() }
            do {
                if let shown = setup.configuration.outputDatabase {
                    try writeRun(run, orders: purchaseOrders(of: run), to: setup.path(shown), shownAddress: shown.shown)
                }
                try runs.save(run, createdAt: now, keepingPlans: setup.configuration.keptRuns, threads: threads) {
                    pause.begin()
                    try files.place()
                }
            } catch {
                files.putBack()
                throw error
            }
            files.keep()
            return (prepared.summary, last)
        }
    }

    private func storing<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as OutputError {
            throw CommandFailure(error)
        } catch let error as StoreError {
            throw CommandFailure(error)
        } catch let error as DatabaseError {
            throw CommandFailure(.outputCannotBeWritten, error.description)
        }
    }
}

/// Worker threads of a command: the flag, else TWOBIN_THREADS, else one per processor.
func workerThreads(_ flag: Int?) throws -> Int {
    let variable = ProcessInfo.processInfo.environment["TWOBIN_THREADS"].flatMap { $0.isEmpty ? nil : $0 }
    guard let text = flag.map(String.init) ?? variable else { return max(1, ProcessInfo.processInfo.activeProcessorCount) }
    guard let named = Int(text), (1...1024).contains(named) else {
        let source = flag == nil ? "environment variable TWOBIN_THREADS" : "--threads"
        throw CommandFailure(.wrongUsage, "\(source): needs a whole number from 1 to 1024, found \(text)")
    }
    return named
}
