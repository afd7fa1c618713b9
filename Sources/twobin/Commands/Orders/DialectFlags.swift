import ArgumentParser
import DemandModel
import Foundation
import OrderExport
import PlanFile
import PlanReading
import PlanStore

/// What the file of another system is to contain.
struct DialectFlags: ParsableArguments {
    @Option(help: "rules (reorder points and levels) or orders (today's purchase orders).")
    var content = "rules"
    @Option(help: ArgumentHelp("The system's own export: only Twobin's numbers are replaced in it.", valueName: "file"))
    var merge: String?
    @Option(help: ArgumentHelp("Leave out items whose numbers are those of this run.", valueName: "run"))
    var changedSince: String?
    @Option(help: "With --changed-since: numbers that moved by no more than this share count as unchanged, such as 5%.")
    var tolerance: String?
    @Flag(help: "With --merge: only rows in which a number changes.")
    var onlyChanged = false
    @Option(help: "Odoo: 14 to 19; there is no default, since they round differently.")
    var odooVersion: String?
    @Option(help: "When the system orders, where its own rule is not the usual one: below or at_or_below.")
    var trigger: String?
    @Option(help: ArgumentHelp("A location as the system calls it, such as main=WH/Stock (may be repeated).", valueName: "plan=theirs"))
    var location: [String] = []
    @Option(help: "Only this location of the plan.")
    var onlyLocation: String?
    @Option(help: "generic: the file with the section [export.NAME].")
    var mapping: String?
    @Option(help: "generic: which section, where the file has several.")
    var mappingName: String?
    @Option(help: "ERPNext: the company of material requests.")
    var company: String?
    @Option(help: ArgumentHelp("Odoo, ERPNext: what single pieces are called there, for order lines without a purchase unit.", valueName: "unit"))
    var stockUnit: String?
    @Flag(help: "ERPNext: material requests also for items that a reorder level requests by itself.")
    var withRuleItems = false
    @Flag(help: "Write orders that are placed already once more.")
    var again = false
    @Flag(help: "Write codes that begin with = + or @ as they are.")
    var allowFormulaText = false

    /// A flag that was given, for formats that have no use for any of them.
    var givenFlag: String? {
        let options: [(String, Bool)] = [
            ("--content", content != "rules"), ("--merge", merge != nil), ("--changed-since", changedSince != nil), ("--tolerance", tolerance != nil),
            ("--only-changed", onlyChanged), ("--odoo-version", odooVersion != nil), ("--trigger", trigger != nil), ("--location", !location.isEmpty),
            ("--only-location", onlyLocation != nil), ("--mapping", mapping != nil), ("--mapping-name", mappingName != nil), ("--company", company != nil),
            ("--stock-unit", stockUnit != nil), ("--with-rule-items", withRuleItems), ("--again", again), ("--allow-formula-text", allowFormulaText),
        ]
        return options.first(where: \.1)?.0
    }

    func options(runs: RunStore) throws -> ExportOptions {
        var options = ExportOptions()
        guard let content = ExportOptions.Content(rawValue: content) else {
            throw CommandFailure(.wrongUsage, "--content: \"\(content)\" is none of rules, orders")
        }
        options.content = content
        options.odooVersion = odooVersion
        options.allowsFormulaText = allowFormulaText
        options.onlyChangedRows = onlyChanged
        options.onlyLocation = onlyLocation
        options.company = company
        options.stockUnit = stockUnit
        if let trigger {
            guard let known = RuleTrigger(rawValue: trigger) else { throw CommandFailure(.wrongUsage, "--trigger: \"\(trigger)\" is none of below, at_or_below") }
            options.trigger = known
        }
        if let tolerance {
            let share = tolerance.hasSuffix("%") ? Double(tolerance.dropLast()).map { $0 / 100 } : Double(tolerance)
            guard let share, (0...1).contains(share) else { throw CommandFailure(.wrongUsage, "--tolerance: \"\(tolerance)\" is no share; write 5% or 0.05") }
            options.tolerance = share
        }
        if onlyChanged, merge == nil { throw CommandFailure(.wrongUsage, "--only-changed is for --merge; a new file leaves unchanged items out with --changed-since") }
        if tolerance != nil, changedSince == nil { throw CommandFailure(.wrongUsage, "--tolerance needs --changed-since RUN") }
        options.locationNames = try locationNames(location)
        if let changedSince { options.earlier = try runs.plannedLevels(of: try runs.resolve(changedSince).id).mapValues {
            PlannedLevels(reorderPoint: $0.reorderPoint, orderUpTo: $0.orderUpTo, orderQuantity: $0.orderQuantity)
        } }
        if let mapping { options.mapping = try exportMapping(mapping) }
        return options
    }

    func mergeFile() throws -> (bytes: [UInt8], file: String)? {
        guard let merge else { return nil }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: merge, isDirectory: &isDirectory), !isDirectory.boolValue else {
            throw CommandFailure(.unusableInput, "\(merge): there is no such file")
        }
        guard let bytes = FileManager.default.contents(atPath: merge) else {
            throw CommandFailure(.unusableInput, "\(merge): cannot be read; check its permissions")
        }
        return ([UInt8](bytes), merge)
    }

    private func exportMapping(_ path: String) throws -> ExportMapping {
        let text = try readTextFile(path, what: "mapping file")
        do throws(PlanFileError) {
            return try readExportMapping(text: text, name: path, section: mappingName)
        } catch {
            throw CommandFailure(.unusableInput, error.description)
        }
    }
}
