import ArgumentParser
import DemandModel
import PlanEngine
import PlanExport
import PlanStore

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a run's recommendations for another system.",
        discussion: "Example: twobin export latest --format csv --out recommendations.csv")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv, json, notebook
        case exchangeCSV = "exchange-csv"
        case exchangeSVG = "exchange-svg"
    }

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, or latest.", valueName: "run"))
    var runReference: String
    @Option(help: "csv, json, notebook, or the exchange curve as exchange-csv or exchange-svg.")
    var format: Format
    @Option(help: "A file to write; - or nothing: standard output.")
    var out: String?
    @Option(help: "Notebook only: the output directory as seen from where the notebook will stand.")
    var dataDirectory = "."
    @OptionGroup var store: StoreOptions

    func run() throws {
        try runCommand {
            do {
                let runs = try store.open()
                let loaded = try runs.load(try runs.resolve(runReference).id)
                let curve = try curve(of: loaded)
                try refuseOverwriting([store.path, store.path + "-journal"], with: out, flag: "--out")
                try writeOutput(to: out) { sink throws(OutputError) in
                    switch format {
                    case .csv: try RecommendationTable.write(loaded.items, to: sink)
                    case .json: try PlanOutput.writeJSON(loaded, to: sink)
                    case .notebook: try NotebookExport.write(loaded, exchangeCurve: curve?.points ?? [], dataDirectory: dataDirectory, to: sink)
                    case .exchangeCSV: try sink(curve?.csv ?? [])
                    case .exchangeSVG: try sink(Array((curve?.svg ?? "").utf8))
                    }
                }
            } catch let error as StoreError {
                throw CommandFailure(error)
            }
            return .done
        }
    }

    /// The curve where the format shows it; a notebook of a run without unit costs goes without.
    private func curve(of run: PlanRun) throws -> ExchangeCurveExport? {
        do throws(PlanError) {
            switch format {
            case .csv, .json: return nil
            case .notebook, .exchangeCSV, .exchangeSVG: return try ExchangeCurveExport(run)
            }
        } catch {
            if case .unitCostMissing = error, format == .notebook { return nil }
            throw CommandFailure(.unusableInput, error.description)
        }
    }
}

/// Writes to a file, whole or not at all, or to standard output for `-` or no name.
func writeOutput(to path: String?, _ body: (ByteSink) throws(OutputError) -> Void) throws {
    do {
        if let path, path != "-" {
            try AtomicFile.write(path, body)
        } else {
            try body { (bytes) throws(OutputError) in try writeToStandardOutput(bytes) }
        }
    } catch {
        throw CommandFailure(error)
    }
}

extension CommandFailure {
    init(_ error: OutputError) {
        if case .inconsistentRun = error {
            self.init(.internalError, error.description)
        } else {
            self.init(.outputCannotBeWritten, error.description)
        }
    }
}
