import ArgumentParser
import DemandModel
import Foundation
import PlanCharts
import PlanEngine
import PlanExport
import PlanReading
import TextForms

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Replay the policy over sales that came later, beside the textbook rule at equal money.",
        discussion: """
            Example: twobin replay plan.toml --from 2010-07-27 --days 126 --discard 28

            Forecasts and levels are planned anew every --replan days from what was known then; every item is reviewed at its own \
            review period. Both rules meet the same demand and the same lead times, drawn once per order from the item's mean and \
            standard deviation. Nothing is lost: customers wait until goods come.
            """)

    @Argument(help: "The plan file (TOML).")
    var planFile: String
    @Option(help: "The first planning day (YYYY-MM-DD); sales before it are history.")
    var from: String
    @Option(help: "Days to replay.")
    var days = 126
    @Option(help: "Days at the start that are not counted.")
    var discard = 28
    @Option(help: "Days between plans.")
    var replan = 28
    @Option(help: "Replay items with demand in at least this many periods before --from.")
    var minActivePeriods = 1
    @Option(help: "Factors z of the textbook rule.")
    var textbook = "0.84,1.28,1.64,2.33"
    @Option(help: "Budgets to replay, in place of a curve between those of the textbook rule (350000,450000).")
    var budgets: String?
    @Flag(help: "A finer curve: 15 budgets in place of 7.")
    var sweep = false
    @Option(help: "Write replay.json, replay.csv, replay_units.svg and replay_value.svg into this directory.")
    var out: String?
    @Flag(help: "One JSON document instead of a table.")
    var json = false
    @Option(help: "Worker threads (default: TWOBIN_THREADS, else one per processor).")
    var threads: Int?

    func run() throws {
        try runCommand {
            var settings = ReplayConfiguration()
            settings.clock = ReplayClock(days: days, discardedDays: discard, replanEveryDays: replan)
            settings.leastActivePeriods = minActivePeriods
            settings.textbookFactors = try numbers(textbook, option: "--textbook", example: "0.84,1.28")
            if let budgets {
                settings.budgets = try numbers(budgets, option: "--budgets", example: "350000,450000")
                guard settings.budgets.allSatisfy({ $0 > 0 }) else { throw CommandFailure(.wrongUsage, "--budgets: every budget is above 0") }
            }
            settings.curvePoints = sweep ? 15 : 7
            guard days > 0, discard >= 0, discard < days, replan > 0, minActivePeriods > 0 else {
                throw CommandFailure(.wrongUsage, "--days, --replan and --min-active-periods are 1 or more, --discard is less than --days")
            }
            guard let first = CalendarDay(iso: from) else {
                throw CommandFailure(.wrongUsage, "--from: \"\(from)\" is no day; write YYYY-MM-DD")
            }
            var setup = try PlanSetup(planFile: planFile, environment: ProcessInfo.processInfo.environment)
            setup.configuration.asOf = nil
            settings.seed = setup.configuration.seed
            let workers = try workerThreads(threads)
            try prepareLinearAlgebra(threads: workers)
            let meter = ProgressMeter(logger: Console.makeLogger())
            meter.begin("reading")
            let reading = try readPlanInput(setup, threads: workers, period: .day)
            let last = reading.input.asOf.advanced(by: -1)
            guard first.advanced(by: days - 1) <= last else {
                throw CommandFailure(.unusableInput, "--from \(first): \(days) days from there end after the last sale on \(last); choose an earlier day or fewer --days")
            }
            let report: ReplayReport
            do throws(PlanError) {
                report = try replayPlan(
                    reading.input, configuration: setup.configuration, replay: settings, from: first,
                    options: PlanOptions(threads: workers, version: twobinVersion)) { event in
                    switch event {
                    case .began(let stage, let steps): meter.begin(stage.rawValue, total: steps)
                    case .reached(_, let steps): meter.reach(steps)
                    case .tookForecasts: break
                    }
                }
            } catch {
                throw CommandFailure(.unusableInput, error.description)
            }
            meter.finish()
            if let out { try ReplayText.write(report, to: out) }
            if json { try Console.output(String(decoding: try ReplayText.json(report), as: UTF8.self)) } else { try Console.text(ReplayText.text(report)) }
            return .done
        }
    }

    private func numbers(_ text: String, option: String, example: String) throws -> [Double] {
        let parsed = text.split(separator: ",").map { Double($0) }
        let values = parsed.compactMap { $0 }.filter(\.isFinite)
        guard !values.isEmpty, values.count == parsed.count else {
            throw CommandFailure(.wrongUsage, "\(option): \"\(text)\" is no list of numbers; write for example \(example)")
        }
        return values
    }
}
