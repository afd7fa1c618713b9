import DemandModel
import TextForms

/// Reads named columns of a text table: finds them, converts cells, quarantines what cannot be used.
struct TableColumns {
    let table: TextTable
    private let names: [String: Int]
    /// What a cell is multiplied by where the header names another unit than the column's own (`Lead time (weeks)`).
    private let factors: [String: Double]
    private let meanings: [(name: String, aliases: [String])]
    private let decimalComma: Bool
    private var dates: [Int: DateReader] = [:]
    /// Columns of codes whose cells have the code in brackets before a name: `[MUG] Mug` is `MUG`.
    private var bracketed: Set<String> = []
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
        var factors: [String: Double] = [:]
        let units = HeaderUnits(table.header)
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
            if let hit = hits.first {
                names[name] = hit
                // The same once more with its unit, and with other numbers: which of them counts is asked.
                if name.hasSuffix("_days"), let (other, factor) = units.column(for: name, aliases: ownNamesFirst ? [name] + others : others + [name], taken: Set(names.values)) {
                    let differ = zip(table.cells(hit), table.cells(other)).contains { one, two in
                        guard let a = Double(one), let b = Double(two) else { return false }
                        return abs(a - b * factor) > 1e-9
                    }
                    if differ { throw .ambiguousColumn(file: table.file, role: name, columns: [table.header.names[hit], table.header.names[other]]) }
                }
            } else if let (column, factor) = units.column(
                for: name, aliases: ownNamesFirst ? [name] + others : others + [name], taken: Set(names.values)) {
                names[name] = column
                factors[name] = factor
            }
        }
        for name in required where names[name] == nil {
            let others = aliases.first { $0.name == name }?.aliases ?? []
            throw .missingColumn(
                file: table.file, needed: others.isEmpty ? name : "\(name) (\(others.prefix(4).joined(separator: ", ")), ...)",
                found: table.header.names, nearest: table.header.nearest(to: [name] + others))
        }
        self.names = names
        self.factors = factors
        bracketed = Set(TableColumns.codes.filter { name in names[name].map { CodesInBrackets.stand(in: table.cells($0)) } ?? false })
        meanings = aliases
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

    /// Columns that hold codes of items.
    private static let codes = ["item", "substitute", "kit", "component", "old", "new"]

    /// What a reader of the report should know of how the table was read.
    var remarks: [String] {
        table.textRemarks + bracketed.sorted().compactMap { name in names[name].map { CodesInBrackets.remark(column: table.header.names[$0], cells: table.cells($0)) } } + (noGoodsRows > 0 ? ["\(noGoodsRows) \(noGoodsRows == 1 ? "row says" : "rows say") nothing of goods: fees, transfers, totals, orders that are none"] : [])
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

    /// The columns that are not used, each with the nearest of the meanings that the table lacks.
    var unusedColumns: [UnusedColumn] {
        let open = meanings.filter { names[$0.name] == nil }
        return ignoredColumns.map { name in
            let header = HeaderNames(names: [HeaderUnits.split(name).base])
            // The meaning with the longest name that stands in the column's: `Lagerbestand, frei` is a stock and no store.
            let likeness = open.map { meaning in header.likeness(to: [meaning.name] + meaning.aliases.filter { $0.utf8.count > 3 }) }
            let best = likeness.indices.max { likeness[$0] < likeness[$1] || likeness[$0] == likeness[$1] && $0 > $1 }
            return UnusedColumn(name: name, nearest: best.flatMap { likeness[$0] > 0 ? open[$0].name : nil })
        }
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
        if cell.trimmedOfSpaces.isEmpty { return nil }
        return !bracketed.isEmpty && bracketed.contains(name) ? referenceInBrackets(cell.trimmedOfSpaces) : cell
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
        // A time with its unit in the cell: `14 Tage`, `6 months`.
        let written = name.hasSuffix("_days") ? durationDays(text) : nil
        guard let value = parseAmount(text, decimalComma: decimalComma).map({ $0 * (factors[name] ?? 1) }) ?? written else {
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
