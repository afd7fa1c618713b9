import ArgumentParser
import DemandModel
import Foundation
import OrderExport
import PlanEngine
import PlanExport
import PlanStore
import TextForms

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "What two runs recommend differently, and which inputs moved.",
        discussion: """
            Example: twobin diff previous latest --format csv --out changes.csv

            Listed are items whose policy, order or status differs, and items that are in one run only. With --against, one run is compared \
            with the rules that are live in another system: twobin diff latest --against orderpoints.csv --system odoo --odoo-version 18
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, csv, json
    }

    @Argument(help: ArgumentHelp("The earlier run: its id, the beginning of it, latest or previous.", valueName: "run-a"))
    var before: String
    @Argument(help: ArgumentHelp("The later run.", valueName: "run-b"))
    var after: String?
    @Option(help: "text, csv (one row per item) or json.")
    var format: Format = .text
    @Option(help: "Text only: how many changed items to list, those with the largest change of order value first.")
    var top = 20
    @Option(help: "A file to write; - or nothing: standard output.")
    var out: String?
    @Option(help: ArgumentHelp("The export of another system's rules, to compare the run with.", valueName: "file"))
    var against: String?
    @Option(help: "With --against: the system (odoo, erpnext, business-central, sap, netsuite, unleashed, cin7, katana, woocommerce, generic).")
    var system: String?
    @Option(help: "With --against: Odoo's version.")
    var odooVersion: String?
    @Option(help: ArgumentHelp("With --against: a location as the system calls it, such as main=WH/Stock.", valueName: "plan=theirs"))
    var location: [String] = []
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if top < 0 { throw ValidationError("--top is a number of items, 0 or more.") }
        if (after == nil) == (against == nil) { throw ValidationError("Name two runs, or one run and --against FILE.") }
        if against != nil, system.flatMap(OrderDialect.init) == nil {
            throw ValidationError("--against needs the system that the file is from: --system odoo, erpnext, business-central, ...")
        }
    }

    func run() throws {
        try runCommand {
            do {
                let runs = try store.open()
                let old = try runs.load(try runs.resolve(before).id, threads: try workerThreads(nil))
                if let against {
                    let report = try compare(old, with: against)
                    try writeOutput(to: out) { sink throws(OutputError) in
                        switch format {
                        case .text: try sink(Array(displayText(report.text(top: top), keepsLineBreaks: true).utf8))
                        case .csv: try sink(report.csv)
                        case .json: try sink(report.json.bytes())
                        }
                    }
                    return .done
                }
                let new = try runs.load(try runs.resolve(after ?? "latest").id, threads: try workerThreads(nil))
                let report = DifferenceReport(before: old, after: new)
                try refuseOverwriting([store.path, store.path + "-journal"], with: out, flag: "--out")
                try writeOutput(to: out) { sink throws(OutputError) in
                    switch format {
                    case .text: try sink(Array(displayText(report.text(top: top), keepsLineBreaks: true).utf8))
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

    private func compare(_ run: PlanRun, with path: String) throws -> AgainstReport {
        guard let dialect = system.flatMap(OrderDialect.init) else { throw CommandFailure(.wrongUsage, "--against needs --system") }
        guard let bytes = FileManager.default.contents(atPath: path) else { throw CommandFailure(.unusableInput, "\(path): there is no such file, or it cannot be read") }
        var options = ExportOptions()
        options.odooVersion = odooVersion
        options.locationNames = try locationNames(location)
        do {
            let live = try readLiveRules([UInt8](bytes), file: path, dialect: dialect, options: options, items: run.items)
            return try AgainstReport(
                run: run, levels: live.rules.mapValues { LevelsInUse(reorderPoint: $0.reorderPoint, orderUpTo: $0.orderUpTo) }, file: path,
                unknownRows: live.unknownRows)
        } catch let error as ExportProblem {
            throw CommandFailure(.unusableInput, error.description)
        } catch let error as PlanError {
            throw CommandFailure(.unusableInput, error.description)
        }
    }
}

/// `plan=theirs` pairs of locations.
func locationNames(_ pairs: [String]) throws -> [String: String] {
    var names: [String: String] = [:]
    for pair in pairs {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw CommandFailure(.wrongUsage, "--location: \"\(pair)\" is not of the form PLAN=THEIRS, such as main=WH/Stock")
        }
        names[parts[0]] = parts[1]
    }
    return names
}
