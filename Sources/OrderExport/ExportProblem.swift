import DemandModel

/// Why an export cannot be made. `description` says what, where and what to do; nothing has been written then.
public enum ExportProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The dialect needs an option that is not given, or was given one that it has no use for.
    case option(String)
    /// The file to merge into cannot be used.
    case merge(file: String, line: Int?, reason: String)
    /// Codes that a spreadsheet or an importer would take for formulas.
    case formulaText(codes: [String])
    /// Items are bought in a unit whose size is not known.
    case purchaseUnit(items: [String])
    /// Orders that are placed already: reference and supplier.
    case placed(orders: [String])

    public var description: String {
        switch self {
        case .option(let text): text
        case .merge(let file, let line, let reason): "\(file)\(line.map { ", line \($0)" } ?? ""): \(reason)"
        case .formulaText(let codes):
            "\(codes.count == 1 ? "a code begins" : "\(codes.count) codes begin") with = + or @ and would be a formula to whoever opens the file: "
                + codes.prefix(5).joined(separator: ", ") + (codes.count > 5 ? ", ..." : "")
                + ". Import files keep codes byte for byte; --allow-formula-text writes them as they are."
        case .placed(let orders):
            orders.prefix(5).joined(separator: ", ") + (orders.count > 5 ? ", ..." : "")
                + " \(orders.count == 1 ? "is" : "are") placed already (twobin approve); --again writes placed orders once more"
        case .purchaseUnit(let items):
            "the items table names a purchase unit without its size for " + items.prefix(5).joined(separator: ", ") + (items.count > 5 ? ", ..." : "")
                + ". Fill in units_per_purchase_unit: quantities would be wrong by that factor."
        }
    }
}

/// What an export is to contain, besides the run.
public struct ExportOptions: Sendable {
    /// Reorder points and levels, or today's purchase orders.
    public enum Content: String, Sendable, CaseIterable { case rules, orders }

    public var content = Content.rules
    /// For instance `18`, or `17.2`.
    public var odooVersion: String?
    /// In place of the dialect's own.
    public var trigger: RuleTrigger?
    /// Codes that begin with `=`, `+` or `@` are written as they are.
    public var allowsFormulaText = false
    /// What an earlier run recommended: items whose numbers moved by no more than `tolerance` are left out.
    public var earlier: [ItemLocation: PlannedLevels]?
    /// Share of the larger number, 0...1.
    public var tolerance = 0.0
    /// Merge only: rows whose numbers stay as they are are left out.
    public var onlyChangedRows = false
    public var mapping: ExportMapping?
    /// Locations of the plan as the other system calls them.
    public var locationNames: [String: String] = [:]
    /// The only location to export; `nil`: all.
    public var onlyLocation: String?
    /// ERPNext's company of material requests.
    public var company: String?
    /// The system's name of single pieces, for lines without a purchase unit.
    public var stockUnit: String?

    public init() {}
}
