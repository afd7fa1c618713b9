import ArgumentParser
import CustomerBackorders
import DemandModel
import PlanExport
import PlanStore
import TextForms

struct CausesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "causes", abstract: "Say why customers wait: order by order, and for the plan as a whole.",
        discussion: """
            Example: twobin causes latest --top 10

            Each waiting order has one primary cause, the first that the evidence shows. Of the plan's expected units waiting, each input has the \
            share by which it adds to them (Shapley shares of replays without it).
            """)

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or latest.", valueName: "run"))
    var runReference: String
    @Option(help: "How many waiting orders to list, the oldest first.")
    var top = 20
    @Option(help: "Total by: supplier, group or location.")
    var by: Total = .supplier
    @Flag(help: "Leave out the replays of the plan's expected waiting.")
    var ordersOnly = false
    @Option(help: "An SVG file to draw the plan's causes to (of the orders with --orders-only).")
    var chart: String?
    @Flag(help: "One JSON document instead of tables.")
    var json = false
    @OptionGroup var store: StoreOptions

    enum Total: String, ExpressibleByArgument, CaseIterable { case supplier, group, location }

    func validate() throws {
        if top < 0 { throw ValidationError("--top is a number of orders, 0 or more.") }
    }

    func run() throws {
        try runCommand {
            let run: PlanRun
            do {
                let runs = try store.open()
                run = try runs.load(try runs.resolve(runReference).id)
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            let threads = try workerThreads(nil)
            let rows = waitingRows(run, threads: threads)
            let split = ordersOnly ? nil : waitingShares(run, threads: threads)
            let report = CausesReport(run: run, rows: rows, split: split)
            if let chart { try writeOutput(to: chart) { sink throws(OutputError) in try sink(Array(report.chart.svg().utf8)) } }
            if json { try Console.output(report.json(by: by).text() + "\n") } else { try Console.text(report.text(top: top, by: by)) }
            return .done
        }
    }
}
