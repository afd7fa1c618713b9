import DemandModel
import TextForms

/// Why a file could not be used at all (a single bad row is quarantined instead). Every message says what, where and what to do.
public enum IngestionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file is absent, a directory, or cannot be opened.
    case cannotRead(file: String, reason: String)
    /// The file has no bytes, or nothing but a byte-order mark and blank lines.
    case emptyFile(file: String)
    /// The file has a header and no row below it.
    case noRows(file: String)
    /// The bytes are not what the reader understands (UTF-16, a workbook, a broken gzip stream, ...).
    case wrongFormat(file: String, reason: String)
    /// The header lacks a column that is needed; `found` are the columns there are, `nearest` the most similar name, if any is.
    case missingColumn(file: String, needed: String, found: [String], nearest: String?)
    /// Two columns of the header mean the same thing.
    case ambiguousColumn(file: String, role: String, columns: [String])
    /// A limit of the reader was passed: a record of many megabytes, thousands of columns, a compression bomb.
    case limit(file: String, line: Int, reason: String)
    /// A quoted field is opened and never closed.
    case unclosedQuote(file: String, line: Int)
    /// 03/04/2010 could be March or April, and nothing in the file decides it.
    case ambiguousDates(file: String, column: String, example: String)
    /// No row could be used: all are quarantined or set apart.
    case nothingUsable(file: String, reason: String)
    /// The same key twice in a file where a key may occur once.
    case duplicateKey(file: String, line: Int, key: String)
    /// A cell that decides the whole file (a series file has no quarantine).
    case badCell(file: String, line: Int, column: String, value: String, hint: String)
    /// What was asked does not fit the data (weekly series from monthly totals, ...).
    case unsuitable(reason: String)
    /// A file changed while it was read: its size in bytes when it was opened and at the end.
    case changedWhileRead(file: String, before: Int, after: Int)
    /// Words of a column of types or states that look like returns, cancelled orders or movements of stock and are not known (strict).
    case unknownWords(file: String, column: String, words: [String])
    /// Two columns could be the item and do not name the same items.
    case twoItems(file: String, columns: [String], example: String)
    /// Nearly all quantities are below zero: goods issues of a stock ledger.
    case negativeSales(file: String, rows: Int, of: Int)
    /// More rows were quarantined than the caller allows.
    /// - Parameters:
    ///   - rows: how many were read; `nil`: several tables together.
    ///   - allowed: the share of rows that may be quarantined (`1%`); `nil`: none.
    ///   - examples: the first of them.
    case tooManyQuarantined(quarantined: Int, rows: Int?, allowed: String?, examples: [QuarantinedRow])

    /// Names and values of files stand in it as they can be shown: control characters are escaped.
    public var description: String { displayText(plainDescription, keepsLineBreaks: true) }

    private var plainDescription: String {
        switch self {
        case .cannotRead(let file, let reason):
            return "cannot read \(file): \(reason)"
        case .emptyFile(let file):
            return "\(file) is empty: a header line and at least one row are needed"
        case .noRows(let file):
            return "\(file) has a header and no rows"
        case .wrongFormat(let file, let reason):
            return "\(file): \(reason)"
        case .missingColumn(let file, let needed, let found, let nearest):
            var text = "\(file) has no column for \(needed); its columns are: \(found.joined(separator: ", "))"
            if let nearest { text += ". Did you mean '\(nearest)'? Rename it, or name it under [sales.columns] (or with --column)" }
            return text
        case .ambiguousColumn(let file, let role, let columns):
            return "\(file): the columns \(columns.joined(separator: ", ")) could all be the \(role); "
                + (SalesColumn(rawValue: role) != nil ? "name the right one under [sales.columns] (or with --column \(role)=NAME)"
                    : "rename the other; in the items table, name the right one under [items.columns] (\(role) = \"NAME\")")
        case .limit(let file, let line, let reason):
            return "\(file), line \(line): \(reason)"
        case .unclosedQuote(let file, let line):
            return "\(file), line \(line): a quoted field opens in this row and is never closed; close it, or double the quote mark"
        case .ambiguousDates(let file, let column, let example):
            return "\(file): dates in column \(column) such as \(example) could be day/month or month/day; "
                + "set date_form under [sales] (or --date-form) to \"dmy\" or \"mdy\""
        case .nothingUsable(let file, let reason):
            return "\(file): no row can be used: \(reason)"
        case .duplicateKey(let file, let line, let key):
            return "\(file), line \(line): a second row for \(key); each series may have one row per period"
        case .badCell(let file, let line, let column, let value, let hint):
            return "\(file), line \(line), column \(column): '\(displayText(value))' cannot be used; \(hint)"
        case .unsuitable(let reason):
            return reason
        case .changedWhileRead(let file, let before, let after):
            return "\(file) changed while it was read (\(before) bytes when it was opened, \(after) at the end): nothing of it is used; "
                + "run again when it is complete (write to another name and rename)"
        case .unknownWords(let file, let column, let words):
            return "\(file): column \(column) has words that look like returns, cancelled orders or movements of stock and are not known: "
                + words.joined(separator: ", ") + ". They count as sold without strict; rename them (Return, Cancelled, Transfer, ...) or leave their rows out"
        case .twoItems(let file, let columns, let example):
            return "\(file): the columns \(columns.joined(separator: " and ")) could both be the item, and they do not name the same ones (\(example)); "
                + "name the right one under [sales.columns] (or with --column item=NAME)"
        case .negativeSales(let file, let rows, let of):
            return "\(file): \(rows) of \(of) quantities are below zero, as in a list of goods issues; "
                + "set sold_is_negative = true under [sales] (or --sold-is-negative) if these are sales, or name the column of units sold"
        case .tooManyQuarantined(let quarantined, let rows, let allowed, let rowsToShow):
            let examples = rowsToShow.prefix(5).map { row in
                "\n  \(row.file), line \(row.line)\(row.column.isEmpty ? "" : ", column \(row.column)"): '\(displayText(row.value))': \(row.hint)"
            }
            return "\(quarantined)\(rows.map { " of \($0)" } ?? "") \((rows ?? quarantined) == 1 ? "row" : "rows") cannot be used, \(allowed.map { "more than the allowed " + $0 } ?? "and none may be (strict)"); "
                + "mend the files, or allow more (max_quarantined). The first are:" + examples.joined()
        }
    }
}

extension IngestionError {
    /// The same error with its line moved down (a chunk knows only its own lines).
    func shifted(byLines lines: Int) -> IngestionError {
        switch self {
        case .limit(let file, let line, let reason): .limit(file: file, line: line + lines, reason: reason)
        case .unclosedQuote(let file, let line): .unclosedQuote(file: file, line: line + lines)
        default: self
        }
    }
}

/// Bounds on what one input may make the reader hold in memory.
///
///     var limits = ReadingLimits()
///     limits.recordBytes = 1 << 20          // refuse records longer than 1 MiB
public struct ReadingLimits: Sendable, Equatable {
    /// Longest record (row), bytes.
    public var recordBytes = 16 << 20
    /// Most columns of a header.
    public var columns = 20_000
    /// Quarantined rows that are kept one by one (all are counted).
    public var quarantinedRows = 1_000_000
    /// gzip: decompressed bytes per compressed byte, once `expansionFloor` bytes have come out.
    public var expansionRatio = 400
    public var expansionFloor = 256 << 20
    /// Most periods between the first and the last sale, and most periods of all series together.
    public var periods = 150_000
    public var seriesPeriods = 500_000_000
    /// Rows of a table that is held as text (items, receipts, platform exports, ...).
    public var tableRows = 20_000_000

    public init() {}
}
