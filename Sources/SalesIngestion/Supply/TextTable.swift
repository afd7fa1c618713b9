import DemandModel
import TextForms

/// How the smaller tables (items, receipts, calendar, ...) are read.
public struct TableReadingOptions: Sendable {
    public var limits = ReadingLimits()
    /// Header names of columns that go by other names, by the name of this project (`unit_cost`: `Cost price`).
    public var columns: [String: String] = [:]
    /// `nil`: told from the column.
    public var dateForm: DateForm?
    public var decimalComma: Bool?
    /// Items table: `nil`: told from the header.
    public var itemDialect: ItemDialect?
    /// Databases: the table, or a query that reads; without them the table named like what is read (`items`, `receipts`, ...).
    public var table: String?
    public var query: String?
    /// A file with the password of the database on its first line.
    public var passwordFile: String?

    public init() {}

    func selection(role: String) -> DatabaseSelection { DatabaseSelection(table: table, query: query, usualTable: role, passwordFile: passwordFile) }
}

/// A table held as text, one array per row. For tables of up to some million rows; sales are streamed instead.
struct TextTable {
    let file: String
    let header: HeaderNames
    let delimiterName: String
    /// What had to be done to read the text.
    let textRemarks: [String]
    /// Rows with as many fields as the header.
    let rows: [[String]]
    /// The line each row starts on; the header is line 1.
    let lines: [Int]
    /// Rows read, the unusable included.
    let rowsRead: Int
    let bytes: Int
    let sha256: String
    var quarantine: QuarantineList

    /// Reads the whole file; rows with another number of fields or bytes that are not UTF-8 are quarantined.
    ///
    /// - Throws: what `TableInput` throws; `limit` for more rows than `limits.tableRows`.
    init(
        path: String, limits: ReadingLimits, hashing: Bool = true, allowNoRows: Bool = false, selection: DatabaseSelection = DatabaseSelection()
    ) throws(IngestionError) {
        try self.init(
            TableInput(path: path, limits: limits, chunkBytes: 1 << 20, hashing: hashing, allowNoRows: allowNoRows, selection: selection), limits: limits,
            allowNoRows: allowNoRows)
    }

    /// Reads the rest of an opened table.
    init(_ input: TableInput, limits: ReadingLimits, allowNoRows: Bool = false) throws(IngestionError) {
        file = input.file
        header = input.header
        delimiterName = input.delimiterName
        textRemarks = input.remarks
        quarantine = QuarantineList(limit: limits.quarantinedRows)
        let width = header.names.count, header = header, file = file
        var rows: [[String]] = []
        var lines: [Int] = []
        var read = 0
        var unusable = quarantine
        try input.forEachRecord { (record) throws(IngestionError) in
            read += 1
            if let misfit = record.misfit {
                unusable.add(file: file, line: record.line, column: "", code: .wrongFieldCount, value: misfit.text, hint: misfit.hint)
                return
            }
            let row = (0..<width).map { record.fields[$0].withoutFormula.text }
            if let bad = (0..<width).first(where: { !row[$0].utf8.elementsEqual(record.fields[$0].withoutFormula.bytes) || row[$0].utf8.contains(0) }) {
                unusable.add(file: file, line: record.line, column: header.names[bad], code: .badEncoding, value: row[bad])
                return
            }
            guard rows.count < limits.tableRows else {
                throw IngestionError.limit(file: file, line: record.line, reason: "more than \(limits.tableRows) rows; this table is held in memory")
            }
            rows.append(row)
            lines.append(record.line)
        }
        quarantine = unusable
        if read == 0, !allowNoRows { throw .noRows(file: file) }
        self.rows = rows
        self.lines = lines
        rowsRead = read
        bytes = input.source.bytesRead
        sha256 = input.source.finishDigest()
    }

    func cells(_ column: Int) -> [String] { rows.prefix(2_000).map { $0[column].trimmedOfSpaces } }
}

/// A number as people write it: plain, or with a currency sign and thousands marks.
func parseAmount(_ text: String, decimalComma: Bool) -> Double? {
    if let value = withField(text, { try? NumberParsing.double($0, decimalComma: decimalComma) }) { return value }
    guard let plain = NumberParsing.plainDigits(text, decimalComma: decimalComma) else { return nil }
    return withField(plain) { try? NumberParsing.double($0, decimalComma: decimalComma) }
}
