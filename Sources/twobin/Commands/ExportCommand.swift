import ArgumentParser
import DemandModel
import Foundation
import OrderExport
import PlanEngine
import PlanExport
import PlanStore
import PlanWorkbook
import TextForms

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a run for people, a spreadsheet or another system.",
        discussion: """
            Example: twobin export latest --format odoo --odoo-version 18 --merge orderpoints.csv --out orderpoints-new.csv

            Systems: odoo, erpnext, shopify, woocommerce, business-central, sap, netsuite, lightspeed, unleashed, cin7, katana, amazon, generic. \
            What is left out of a system's file, and why, stands beside it in FILE.left-out.csv.
            """)

    enum Format: Equatable, ExpressibleByArgument {
        case csv, json, notebook, exchangeCSV, exchangeSVG, xlsx, parquet
        case system(OrderDialect)

        static let names = ["csv", "json", "notebook", "exchange-csv", "exchange-svg", "xlsx", "parquet"]

        init?(argument: String) {
            switch argument {
            case "csv": self = .csv
            case "json": self = .json
            case "notebook": self = .notebook
            case "exchange-csv": self = .exchangeCSV
            case "exchange-svg": self = .exchangeSVG
            case "xlsx": self = .xlsx
            case "parquet": self = .parquet
            default:
                guard let dialect = OrderDialect(rawValue: argument) else { return nil }
                self = .system(dialect)
            }
        }

        static var allValueStrings: [String] { names + OrderDialect.allCases.map(\.rawValue) }
    }

    @Argument(help: ArgumentHelp("A run: its id, the beginning of it, latest or previous.", valueName: "run"))
    var runReference: String
    @Option(help: ArgumentHelp("csv, json, notebook, exchange-csv or exchange-svg (the exchange curve), xlsx (a workbook), parquet, or a system.", valueName: "format"))
    var format: Format
    @Option(help: "A file to write; - or nothing: standard output. A directory where an export has several files.")
    var out: String?
    @Option(help: "Notebook only: the output directory as seen from where the notebook will stand.")
    var dataDirectory = "."
    @OptionGroup(title: "For other systems") var system: DialectFlags
    @OptionGroup var store: StoreOptions

    func run() throws {
        try runCommand {
            do {
                if case .system = format {} else if let flag = system.givenFlag {
                    throw CommandFailure(.wrongUsage, "\(flag) is for the files of other systems (--format odoo, erpnext, ...)")
                }
                let runs = try store.open()
                let loaded = try load(runs)
                try refuseOverwriting([store.path, store.path + "-journal"] + [system.merge].compactMap { $0 }, with: out, flag: "--out")
                switch format {
                case .system(let dialect): try exportToSystem(dialect, run: loaded, runs: runs)
                case .xlsx: try exportWorkbook(loaded, runs: runs)
                case .parquet:
                    guard let out, out != "-" else { throw CommandFailure(.wrongUsage, "--format parquet needs a file: --out recommendations.parquet") }
                    try ParquetExport.write(loaded, to: out)
                default: try exportDocument(loaded)
                }
            } catch let error as StoreError {
                throw CommandFailure(error)
            } catch let error as ExportProblem {
                if case .option = error { throw CommandFailure(.wrongUsage, error.description) }
                throw CommandFailure(.unusableInput, error.description)
            }
            return .done
        }
    }

    /// The run, with as much of its items as the format shows.
    private func load(_ runs: RunStore) throws -> PlanRun {
        let id = try runs.resolve(runReference).id, threads = try workerThreads(nil)
        let parts: RunStore.ItemParts = switch format {
        case .csv, .parquet, .system: .recommendations
        // Curves that the plan has not kept are worked out from the items; dates of those who wait, from their demand.
        case .xlsx, .exchangeCSV, .exchangeSVG: try runs.loadHeader(id).exchangeCurve == nil ? .all : .recommendations
        case .json: try runs.loadBackorders(id)?.waiting.isEmpty ?? true ? .recommendations : .all
        case .notebook: .all
        }
        return try runs.load(id, parts: parts, threads: threads)
    }

    private func exportDocument(_ loaded: PlanRun) throws {
        let curve = try curve(of: loaded)
        try writeOutput(to: out) { sink throws(OutputError) in
            switch format {
            case .json: try PlanOutput.writeJSON(loaded, threads: (try? workerThreads(nil)) ?? 1, to: sink)
            case .notebook: try NotebookExport.write(loaded, exchangeCurve: curve?.points ?? [], dataDirectory: dataDirectory, to: sink)
            case .exchangeCSV: try sink(curve?.csv ?? [])
            case .exchangeSVG: try sink(Array((curve?.svg ?? "").utf8))
            default: try RecommendationTable.write(loaded.items, threads: (try? workerThreads(nil)) ?? 1, to: sink)
            }
        }
    }

    /// The curve where the format shows it; a notebook or workbook of a run without unit costs goes without.
    private func curve(of run: PlanRun) throws -> ExchangeCurveExport? {
        do throws(PlanError) {
            switch format {
            case .notebook, .exchangeCSV, .exchangeSVG, .xlsx: return try ExchangeCurveExport(run, threads: (try? workerThreads(nil)) ?? 1)
            default: return nil
            }
        } catch {
            if case .unitCostMissing = error, format == .notebook || format == .xlsx { return nil }
            throw CommandFailure(.unusableInput, error.description)
        }
    }

    private func exportWorkbook(_ run: PlanRun, runs: RunStore) throws {
        guard let out, out != "-" else { throw CommandFailure(.wrongUsage, "--format xlsx needs a file: --out plan.xlsx") }
        let curve = try curve(of: run)
        let points = (curve?.points ?? []).map { WorkbookCurvePoint(money: $0.money, expectedBackorders: $0.expectedBackorders) }
        let approvals = try runs.approvals()
        let bytes: [UInt8]
        do throws(WorkbookError) {
            bytes = try planWorkbookBytes(
                run, orders: purchaseOrders(of: run, approvals: approvals), curve: points, moneyName: run.configuration.objective.money.name,
                approved: placedDays(approvals))
        } catch {
            throw CommandFailure(error, workbook: out)
        }
        try writeOutput(to: out) { sink throws(OutputError) in try sink(bytes) }
    }

    private func exportToSystem(_ dialect: OrderDialect, run: PlanRun, runs: RunStore) throws {
        let options = try system.options(runs: runs)
        let places = Set(run.items.map(\.key.location))
        for name in [options.onlyLocation].compactMap({ $0 }) + options.locationNames.keys.sorted() where !places.contains(name) {
            throw CommandFailure(.wrongUsage, unknownName(name, what: "location", among: places, run: run.id))
        }
        let result: ExportResult
        if options.content == .orders || dialect == .amazon {
            if system.merge != nil { throw CommandFailure(.wrongUsage, "--merge is for rules; purchase orders are new") }
            let approvals = try runs.approvals()
            let all = purchaseOrders(of: run, approvals: approvals).filter { options.onlyLocation == nil || options.onlyLocation == $0.location }
            let open = system.again ? (orders: all, leftOut: []) : try withoutPlaced(all, placed: placedDays(approvals))
            let fixed = system.withRuleItems ? [] : itemsWithLevelInERPNext(run.items)
            var drafts = try exportOrders(open.orders, dialect: dialect, options: options, fixedQuantityItems: fixed)
            drafts.leftOut += open.leftOut
            result = drafts
        } else {
            result = try exportRules(of: run.items, dialect: dialect, options: options, merging: try system.mergeFile())
        }
        try write(result)
    }

    /// Files, then the list of what is not in them; notes go to the person.
    private func write(_ result: ExportResult) throws {
        let logger = Console.makeLogger()
        for note in result.notes { logger.info("\(note)") }
        let leftOut = result.leftOut.count
        if let out, out != "-" {
            do throws(OutputError) {
                try place(result, at: out)
            } catch {
                throw CommandFailure(error)
            }
            let others = otherOrderFiles(in: out, beside: result)
            if !others.isEmpty {
                logger.warning("\(out) also holds \(counted(others.count, "order file")) of earlier exports (\(others.prefix(3).joined(separator: ", "))\(others.count > 3 ? ", ..." : "")): import only those of this run")
            }
            if leftOut > 0 { logger.info("\(leftOut) left out, see \(result.files.count == 1 ? out + ".left-out.csv" : out + "/left-out.csv")") }
        } else {
            guard result.files.count <= 1 else {
                throw CommandFailure(.wrongUsage, "this export has \(result.files.count) files, one per supplier and location: name a directory with --out")
            }
            for file in result.files { try writeOutput(to: out) { sink throws(OutputError) in try sink(file.bytes) } }
            let told = result.leftOut.filter { $0.reason != LeftOut.unchanged }
            for one in told.prefix(20) { logger.warning("left out: \(one.key.uniqueID): \(one.reason)") }
            if told.count > 20 { logger.warning("\(told.count - 20) more left out: --out FILE lists them all in FILE.left-out.csv") }
            if told.count < leftOut { logger.info("\(counted(leftOut - told.count, "item")) left out: unchanged") }
        }
    }
}

/// Files of an export and the list of what is not in them: both appear together, or neither.
private func place(_ result: ExportResult, at out: String) throws(OutputError) {
    guard result.files.count == 1, let file = result.files.first else {
        let files = try AtomicFiles(directory: out)
        for file in result.files { try files.write(file.name) { sink throws(OutputError) in try sink(file.bytes) } }
        try files.write("left-out.csv") { sink throws(OutputError) in try sink(result.leftOutTable) }
        try files.commit()
        return
    }
    let directory = (out as NSString).deletingLastPathComponent, name = (out as NSString).lastPathComponent
    let files = try AtomicFiles(directory: directory.isEmpty ? "." : directory)
    // A list of an earlier export would speak of this one.
    if !result.leftOut.isEmpty || FileManager.default.fileExists(atPath: out + ".left-out.csv") { try files.write(name + ".left-out.csv") { sink throws(OutputError) in try sink(result.leftOutTable) } }
    try files.write(name) { sink throws(OutputError) in try sink(file.bytes) }
    try files.commit()
}

/// Files of purchase orders in a directory that this export did not write.
private func otherOrderFiles(in directory: String, beside result: ExportResult) -> [String] {
    guard result.files.count != 1, let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else { return [] }
    let own = Set(result.files.map(\.name))
    return names.filter { $0.hasPrefix("TB-") && $0.hasSuffix(".csv") && !own.contains($0) }.sorted()
}

/// References of orders that were approved and not taken back, with the day.
func placedDays(_ approvals: [ApprovedOrder]) -> [String: String] {
    Dictionary(approvals.filter { $0.state != .cancelled }.map { ($0.reference, $0.approvedOn.description) }, uniquingKeysWith: { first, _ in first })
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
    init(_ error: WorkbookError, workbook: String) {
        self.init(.outputCannotBeWritten, "cannot write the workbook \(workbook): \(error.reason). Nothing was changed.")
    }

    init(_ error: OutputError) {
        if case .inconsistentRun = error {
            self.init(.internalError, error.description)
        } else {
            self.init(.outputCannotBeWritten, error.description)
        }
    }
}
