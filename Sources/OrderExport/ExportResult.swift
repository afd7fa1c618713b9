import DemandModel
import TextForms

/// One file of an export.
public struct ExportedFile: Sendable, Equatable {
    /// A name for a directory of several files; a single file goes where the user says.
    public var name: String
    public var bytes: [UInt8]
    /// Rows without the header.
    public var rows: Int

    public init(name: String, bytes: [UInt8], rows: Int) {
        self.name = name
        self.bytes = bytes
        self.rows = rows
    }
}

/// What an export made, and what it left out.
public struct ExportResult: Sendable, Equatable {
    public var files: [ExportedFile] = []
    /// In key order.
    public var leftOut: [LeftOut] = []
    /// What whoever imports the files has to know, in plain sentences.
    public var notes: [String] = []

    public init() {}

    /// The list of items that are not in the files: item, location, reason; text for a spreadsheet.
    public var leftOutTable: [UInt8] {
        var table = CommaSeparatedWriter(textEscaping: .spreadsheet)
        table.header(["item", "location", "reason"])
        for one in leftOut.sorted(by: { $0.key < $1.key }) {
            table.text(one.key.item)
            table.text(one.key.location)
            table.text(one.reason)
            table.endRow()
        }
        return table.drain()
    }
}

/// A cell of an export.
enum ExportCell: Sendable, Equatable {
    case text(String)
    case number(Double)
    /// Nothing is known: a new file has an empty cell, a merged one keeps what it has.
    case none

    init(_ value: Double?) { self = value.map { .number($0) } ?? .none }
    init(_ value: String?) { self = value.map { .text($0) } ?? .none }
}

/// A planned item with the rule that is exported for it.
struct RuleRow: Sendable {
    var item: PlannedItem
    var rule: StockRule
    var trigger: RuleTrigger
    /// The item's location as the other system calls it.
    var location: String

    var minimum: Double { rule.minimum(trigger) }
    /// Q under (r,Q), else what an order at r brings.
    var quantity: Double { item.recommendation.policy?.orderQuantity ?? rule.orderUpTo - rule.reorderPoint }
    var pack: Double? { item.supply.orderMultiple.flatMap { $0 > 1 ? $0 : nil } }
    var leadTimeDays: Double { item.supply.leadTimeDays.rounded(.up) }

    /// True where a reorder level of ERPNext can stand for the policy: one unit at a time is an order-up-to policy, only a batch is what its quantity means.
    var hasLevelInERPNext: Bool { rule.isFixedQuantity || (rule.multiple > rule.step && quantity == rule.multiple) }
}

/// A table of rules for one system.
struct RuleColumn: Sendable {
    var name: String
    var value: @Sendable (RuleRow) -> ExportCell

    init(_ name: String, _ value: @escaping @Sendable (RuleRow) -> ExportCell) {
        self.name = name
        self.value = value
    }
}

/// How another system's own export is read: the columns that name item and location, and those that are replaced.
struct MergeColumns: Sendable {
    var item: [String]
    var location: [String]
    /// The item of a cell, where a system shows more than the code.
    var itemCode: @Sendable (String) -> String = { $0 }
    /// The code of a planned item as `itemCode` gives it.
    var planCode: @Sendable (String) -> String = { $0 }
    /// Rows below an item's first that leave its cell blank belong to it.
    var carriesItem = false
    /// Each with the names it goes by; the first must be there.
    var values: [(names: [String], value: @Sendable (RuleRow) -> ExportCell)]
    /// Why a row cannot take the rule, where it cannot.
    var refusal: @Sendable (MergeTable, Int, RuleRow) -> String? = { _, _, _ in nil }
}
