import ArgumentParser
import DemandModel
import Digests
import Foundation
import PlanEngine
import PlanExport
import PlanStore
import SalesIngestion

struct WhatIfCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whatif", abstract: "Plan a run again under changed numbers and show what differs.",
        discussion: """
            Example: twobin whatif latest --set lead_time=+20% --set budget=90000

            A change is KEY=VALUE, KEY=+N% or KEY=+N. Keys: lead_time, lead_time_sd, review_period, demand, unit_cost, order_cost, \
            holding_rate, minimum_order_quantity, order_multiple, maximum_order_quantity, budget, fill_rate, expected_backorders, delivery_delay (days; for one supplier supplier:NAME.delivery_delay=+10); with a \
            column of the items table ITEM[@LOCATION].field, supplier:NAME.field or group:NAME.field. demand[3-5]=+40% is demand in the third \
            to fifth coming period.
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or latest.", valueName: "run"))
    var runReference: String
    @Option(name: .customLong("set"), help: "A change; may be given several times.")
    var changes: [String] = []
    @Option(help: "How many changed items to list, those with the largest difference in units waiting first.")
    var top = 20
    @Flag(help: "Keep the scenario as a run of its own.")
    var save = false
    @Flag(help: "One JSON document instead of tables.")
    var json = false
    @Option(help: "Worker threads (default: TWOBIN_THREADS, else one per processor).")
    var threads: Int?
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if changes.isEmpty { throw ValidationError("Give at least one --set KEY=VALUE, for example --set lead_time=+20%.") }
        if top < 0 { throw ValidationError("--top is a number of items, 0 or more.") }
    }

    func run() throws {
        try runCommand {
            var failed: [PlannedItem] = []
            do {
                let parsed = try changes.map { try ScenarioChange($0) }
                let runs = try store.open(save ? .write : .read)
                let workers = try workerThreads(threads)
                let base = try runs.load(try runs.resolve(runReference).id, threads: workers)
                let id = String(sha256(of: Array(([base.id] + changes).joined(separator: "\n").utf8)).prefix(12))
                let scenario = try planScenario(base, changes: parsed, id: id, threads: workers)
                if save { try runs.save(scenario, createdAt: Date()) }
                failed = scenario.items.filter { $0.recommendation.status == .failed }
                let deltas = scenarioDeltas(from: base, to: scenario).filter(\.isChanged)
                if json {
                    try Console.output(WhatIfReport.json(base: base, scenario: scenario, deltas: deltas, saved: save).text() + "\n")
                } else {
                    try Console.output(WhatIfReport.text(base: base, scenario: scenario, deltas: deltas, top: top))
                    try Console.output(WhatIfReport.waiting(waitingDeltas(from: base, to: scenario), top: top))
                    if save { try Console.output("\nKept as run \(scenario.id).\n") }
                }
            } catch let error as ScenarioError {
                throw CommandFailure(.unusableInput, error.description)
            } catch let error as PlanError {
                throw CommandFailure(.unusableInput, error.description)
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            let logger = Console.makeLogger()
            for item in failed { logger.warning("\(item.key.uniqueID): \(item.recommendation.reason)") }
            return failed.isEmpty ? .done : .someFailed
        }
    }
}
