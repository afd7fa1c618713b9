import DemandModel

/// What Twobin understands of a sales file: shown by `twobin inspect`.
public struct FileInspection: Sendable, Codable, Equatable {
    /// A row as it was understood.
    public struct Row: Sendable, Codable, Equatable {
        public var line: Int
        public var cells: [String: String]
    }

    public var file: String
    public var dialect: String
    public var delimiter: String
    /// Meaning -> name in the header.
    public var columns: [String: String]
    public var ignoredColumns: [String]
    public var dateForm: String
    public var decimalComma: Bool
    public var rows: Int
    public var rowsUsed: Int
    public var firstDay: String?
    public var lastDay: String?
    /// What the rows are totals of, as far as the dates tell; and the period the history would be bucketed by.
    public var granularity: String
    public var period: String
    public var periods: Int
    public var asOf: String
    public var itemLocations: Int
    /// Days between first and last day on which nothing at all was sold, and the longest run of them.
    public var daysWithoutSales: Int
    public var longestGapDays: Int
    public var duplicateRows: Int
    public var caseVariants: Int
    public var quarantinedRows: Int
    public var quarantineCodes: [String: Int]
    /// The first rows that would be set aside.
    public var quarantined: [QuarantinedRow]
    /// The first rows of the file, by meaning.
    public var preview: [Row]
    /// The report of the reading, in sentences.
    public var remarks: [String]
    /// The words of columns of types and states, with what was done with each; what must be read first.
    public var words: [SalesWord] = []
    public var alarm: String?

    /// For people, one line each.
    public var lines: [String] {
        var text = [
            "\(file): \(dialect), \(delimiter) separated, dates like \(dateForm)",
            "columns: " + columns.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", "),
        ]
        if !ignoredColumns.isEmpty { text.append("not used: " + ignoredColumns.prefix(20).joined(separator: ", ")) }
        text.append("\(rows) rows, \(itemLocations) item-locations, \(firstDay ?? "?") to \(lastDay ?? "?"), as of \(asOf)")
        text.append("\(granularity) data; bucketed by \(period) into \(periods) periods")
        if daysWithoutSales > 0 { text.append("\(daysWithoutSales) days without any sale, at most \(longestGapDays) in a row") }
        let alarms = alarm.map { [$0] } ?? []
        text = alarms + text
        text += remarks.dropFirst(1 + alarms.count)
        for row in preview {
            text.append("line \(row.line): " + row.cells.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", "))
        }
        for row in quarantined {
            text.append("line \(row.line) set aside (\(row.code)\(row.column.isEmpty ? "" : " in " + row.column)): '\(row.value)': \(row.hint)")
        }
        return text
    }
}

/// Reads a sales file and says what was understood.
///
///     let inspection = try inspectFile(path: "export.csv")
///     for line in inspection.lines { print(line) }
///
/// - Parameter options: as for `readSales`; a period of `nil` is chosen from the data.
/// - Throws: what `readSales` throws.
public func inspectFile(path: String, options: SalesReadingOptions = SalesReadingOptions()) throws(IngestionError) -> FileInspection {
    let sales = try readSales(paths: [path], options: options)
    guard let file = sales.report.files.first else { throw .emptyFile(file: addressWithoutSecrets(path)) }
    let days = sales.report.soldDays
    let gaps = zip(days, days.dropFirst()).map { Int($1 - $0) - 1 }
    let width = sales.report.granularity == .day ? 1 : sales.report.granularity == .week ? 7 : 31
    let first = sales.series.map(\.firstPeriod).min() ?? 0
    let last = sales.series.map { $0.firstPeriod + $0.count }.max() ?? 0
    return FileInspection(
        file: sales.report.files.count == 1 ? file.name : "\(path) (\(sales.report.files.count) files, the first is \(file.name))", dialect: file.dialect.title, delimiter: file.delimiter,
        columns: Dictionary(file.columns.map { ($0.column.rawValue, $0.name) }, uniquingKeysWith: { first, _ in first }),
        ignoredColumns: file.ignoredColumns, dateForm: file.dateForm.example, decimalComma: file.decimalComma, rows: sales.report.rowsRead,
        rowsUsed: sales.report.rowsUsed, firstDay: sales.report.firstDay?.description, lastDay: sales.report.lastDay?.description,
        granularity: sales.report.granularity.rawValue, period: sales.calendar.period.rawValue, periods: max(0, last - first),
        asOf: sales.asOf.description, itemLocations: sales.series.count,
        daysWithoutSales: width == 1 ? gaps.reduce(0, +) : 0, longestGapDays: width == 1 ? gaps.max() ?? 0 : 0,
        duplicateRows: sales.report.duplicateRows, caseVariants: sales.report.caseVariants.count,
        quarantinedRows: sales.report.quarantinedRows, quarantineCodes: sales.report.quarantineCodes,
        quarantined: Array(sales.quarantine.prefix(10)), preview: sales.report.preview, remarks: sales.report.lines, words: sales.report.words, alarm: sales.report.alarm)
}
