import ArgumentParser
import DemandModel
import PlanEngine
import PlanExport
import PlanStore

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What two runs recommend differently, and which inputs moved.",
        discussion: """
            Example: twobin diff 2291 latest --format csv --out changes.csv

            Listed are items whose policy, order or status differs, and items that are in one run only.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, csv, json
    }

    @Argument(help: ArgumentHelp("The earlier run: its id, the beginning of it, or latest.", valueName: "run-a"))
    var before: String
    @Argument(help: ArgumentHelp("The later run.", valueName: "run-b"))
    var after: String
    @Option(help: "text, csv (one row per item) or json.")
    var format: Format = .text
    @Option(help: "Text only: how many changed items to list, those with the largest change of order value first.")
    var top = 20
    @Option(help: "A file to write; - or nothing: standard output.")
    var out: String?
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if top < 0 { throw ValidationError("--top is a number of items, 0 or more.") }
    }

    func run() throws {
        try runCommand {
            do {
                let runs = try store.open()
                let old = try runs.load(try runs.resolve(before).id)
                let new = try runs.load(try runs.resolve(after).id)
                let report = DifferenceReport(before: old, after: new)
                try refuseOverwriting([store.path, store.path + "-journal"], with: out, flag: "--out")
                try writeOutput(to: out) { sink throws(OutputError) in
                    switch format {
                    case .text: try sink(Array(report.text(top: top).utf8))
                    case .csv: try sink(report.csv)
                    case .json: try sink(Array((report.json.text() + "\n").utf8))
                    }
                }
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            return .done
        }
    }
}
