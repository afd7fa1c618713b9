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

    public init() {}

    func selection(role: String) -> DatabaseSelection { DatabaseSelection(table: table, query: query, usualTable: role) }
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

/// Reads named columns of a text table: finds them, converts cells, quarantines what cannot be used.
struct TableColumns {
    let table: TextTable
    private let names: [String: Int]
    private let decimalComma: Bool
    private var dates: [Int: DateReader] = [:]
    var quarantine: QuarantineList
    /// Rows that are no sales and name nothing: fees of an account, transfers, totals.
    var noGoodsRows = 0
    /// Columns of an order that only its first row has, and per row the row that has them; none where every row has its own.
    private var ordersColumns: Set<String> = []
    private var headRows: [Int] = []

    /// - Parameters:
    ///   - aliases: per column of this project the names it goes by, in order of preference (its own name is added).
    ///   - required: columns that must be there.
    ///   - dateColumns: columns whose form is detected together.
    ///   - ownNamesFirst: this project's name of a column comes before the others; in exports of platforms it may mean something else.
    init(
        _ table: TextTable, aliases: [(name: String, aliases: [String])], required: [String], dateColumns: [String] = [],
        options: TableReadingOptions, ownNamesFirst: Bool = true
    ) throws(IngestionError) {
        self.table = table
        quarantine = table.quarantine
        var names: [String: Int] = [:]
        for (name, others) in aliases {
            if let given = options.columns[name] {
                guard let index = table.header.column(named: [given]) else {
                    throw .missingColumn(
                        file: table.file, needed: "\(name) ('\(given)')", found: table.header.names,
                        nearest: table.header.nearest(to: [given]))
                }
                names[name] = index
                continue
            }
            let hits = table.header.columns(named: ownNamesFirst ? [name] + others : others + [name]).filter { !names.values.contains($0) }
            if hits.count > 1 {
                throw .ambiguousColumn(file: table.file, role: name, columns: hits.map { table.header.names[$0] })
            }
            if let hit = hits.first { names[name] = hit }
        }
        for name in required where names[name] == nil {
            let others = aliases.first { $0.name == name }?.aliases ?? []
            throw .missingColumn(
                file: table.file, needed: others.isEmpty ? name : "\(name) (\(others.prefix(4).joined(separator: ", ")), ...)",
                found: table.header.names, nearest: table.header.nearest(to: [name] + others))
        }
        self.names = names
        // Days such as 31.01.2024 and codes such as 12.5 say nothing of numbers.
        let noNumbers = Set(dateColumns + ["item", "order", "order_id", "customer", "description", "name", "location", "supplier", "status", "type"])
        let numbers = names.filter { !noNumbers.contains($0.key) }.values.flatMap { table.cells($0) }
        decimalComma = options.decimalComma ?? usesDecimalComma(
            numbers.filter { $0.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } && $0.utf8.allSatisfy { $0 < 0x3A || $0 >= 0x80 } })
        var form = options.dateForm
        let columns = dateColumns.compactMap { names[$0] }
        if form == nil {
            let sample = columns.flatMap { table.cells($0) }
            switch DateDetection.detect(sample) {
            case .form(let found): form = found
            case .ambiguous(let example):
                throw .ambiguousDates(file: table.file, column: table.header.names[columns[0]], example: example)
            case .none: form = .iso
            }
        }
        for column in columns { dates[column] = DateReader(form: form ?? .iso) }
    }

    /// What a reader of the report should know of how the table was read.
    var remarks: [String] {
        table.textRemarks + (noGoodsRows > 0 ? ["\(noGoodsRows) \(noGoodsRows == 1 ? "row says" : "rows say") nothing of goods: fees, transfers, totals, orders that are none"] : [])
    }

    func has(_ name: String) -> Bool { names[name] != nil }
    func headerName(_ name: String) -> String? { names[name].map { table.header.names[$0] } }
    func dateForm(_ name: String) -> DateForm { names[name].flatMap { dates[$0]?.form } ?? .iso }

    /// The shop's time zone for stamps.
    var zone: ZoneOffset? {
        didSet { for column in dates.keys { dates[column]?.zone = zone } }
    }

    /// The columns there are, meaning and name in the header, in the order of the header.
    var foundColumns: [(meaning: String, name: String)] {
        names.sorted { $0.value < $1.value }.map { ($0.key, table.header.names[$0.value]) }
    }

    /// The first cells of a column.
    func cells(_ name: String) -> [String] { names[name].map { table.cells($0) } ?? [] }

    var ignoredColumns: [String] {
        let used = Set(names.values)
        return table.header.names.indices.filter { !used.contains($0) && !table.header.names[$0].trimmedOfSpaces.isEmpty }.map { table.header.names[$0] }
    }

    /// In exports with the lines of an order below its own fields (`Order Lines/...`, `... (Items)`), a row that names no order has the fields of
    /// the last one that does.
    mutating func carryOrders(_ columns: Set<String>, order: String) {
        guard names[order] != nil, table.header.isNested || table.header.names.contains(where: { $0.hasSuffix(" (Items)") })
        else { return }
        var head = 0
        headRows = table.rows.indices.map { row in
            if text(order, row) != nil { head = row }
            return head
        }
        ordersColumns = columns
    }

    /// The text of a cell, exactly; `nil` where blank or without such a column.
    func text(_ name: String, _ row: Int) -> String? {
        guard let column = names[name] else { return nil }
        var cell = table.rows[row][column]
        if !headRows.isEmpty, ordersColumns.contains(name), cell.trimmedOfSpaces.isEmpty { cell = table.rows[headRows[row]][column] }
        return cell.trimmedOfSpaces.isEmpty ? nil : cell
    }

    enum Cell<Value> {
        case value(Value)
        case blank
        /// Already quarantined.
        case bad
    }

    /// A number; a cell that is none is quarantined.
    mutating func number(_ name: String, _ row: Int, range: ClosedRange<Double> = -1e15...1e15) -> Cell<Double> {
        guard let column = names[name], let text = text(name, row)?.trimmedOfSpaces else { return .blank }
        guard let value = parseAmount(text, decimalComma: decimalComma) else {
            quarantine.add(file: table.file, line: table.lines[row], column: table.header.names[column], code: .badNumber, value: text)
            return .bad
        }
        guard range.contains(value) else {
            quarantine.add(
                file: table.file, line: table.lines[row], column: table.header.names[column], code: .badNumber, value: text,
                hint: range.lowerBound >= 0 && value < range.lowerBound
                    ? "must be at least \(decimalText(range.lowerBound))" : "must be between \(decimalText(range.lowerBound)) and \(decimalText(range.upperBound))")
            return .bad
        }
        return .value(value)
    }

    /// A day; a cell that is none is quarantined.
    mutating func day(_ name: String, _ row: Int) -> Cell<CalendarDay> {
        guard let column = names[name], let text = text(name, row)?.trimmedOfSpaces else { return .blank }
        guard let number = withField(text, { dates[column]?.day($0) }) else {
            let form = dates[column]?.form ?? .iso
            quarantine.add(
                file: table.file, line: table.lines[row], column: table.header.names[column], code: .badDate, value: text,
                hint: dateHint(text, form: form))
            return .bad
        }
        return .value(CalendarDay(number: number))
    }

    /// Yes or no; a cell that is neither is quarantined.
    mutating func flag(_ name: String, _ row: Int) -> Cell<Bool> {
        guard let column = names[name], let text = text(name, row)?.trimmedOfSpaces else { return .blank }
        guard let value = withField(text, parseFlag) else {
            quarantine.add(file: table.file, line: table.lines[row], column: table.header.names[column], code: .badFlag, value: text)
            return .bad
        }
        return .value(value)
    }

    mutating func reject(_ row: Int, _ name: String, _ code: QuarantineCode, value: String = "", hint: String? = nil) {
        quarantine.add(
            file: table.file, line: table.lines[row], column: names[name].map { table.header.names[$0] } ?? "", code: code, value: value,
            hint: hint)
    }

    func inputFile(role: String, path: String) -> InputFile {
        InputFile(role: role, path: path, sha256: table.sha256, rows: table.rowsRead)
    }
}

/// A number as people write it: plain, or with a currency sign and thousands marks.
func parseAmount(_ text: String, decimalComma: Bool) -> Double? {
    if let value = withField(text, { try? NumberParsing.double($0, decimalComma: decimalComma) }) { return value }
    guard let plain = NumberParsing.plainDigits(text, decimalComma: decimalComma) else { return nil }
    return withField(plain) { try? NumberParsing.double($0, decimalComma: decimalComma) }
}
