import DemandModel
import TextForms

/// What `readSales` gives: the demand series and what had to be done to get them.
public struct IngestedSales: Sendable {
    /// Sales strictly before this day are in the series.
    public var asOf: CalendarDay
    public var calendar: PeriodCalendar
    /// The first complete period of the sales.
    public var firstPeriod = 0
    /// Sorted by item, then location. All end with the last complete period before `asOf`.
    public var series: [DemandSeries]
    /// In the order of `series`.
    public var items: [ItemSales]
    /// In the order of the files, then lines; at most `ReadingLimits.quarantinedRows` (`report.quarantinedRows` counts all).
    public var quarantine: [QuarantinedRow]
    public var report: SalesReport
    /// With role `sales`.
    public var inputs: [InputFile]
}

/// What the rows of one item-location say besides its series.
public struct ItemSales: Sendable, Equatable {
    public var key: ItemLocation
    public var firstSale: CalendarDay
    public var lastSale: CalendarDay
    /// Rows with a positive quantity.
    public var saleLines: Int
    /// Units, before returns.
    public var unitsSold: Double
    public var unitsReturned: Double
    /// Mean units of a row with a positive quantity: the mean order line.
    public var unitsPerOrderLine: Double
    /// Lower median over sale rows with a price, money; `nil` without any.
    public var medianPrice: Double?
    /// True where all quantities are whole numbers.
    public var isCount: Bool
    /// Sizes of the order lines, with the largest ones; `nil` where sales do not come as order lines.
    public var orderLines: OrderLines?
}

/// What was understood and what was done: shown by `inspect`, logged by `plan`.
public struct SalesReport: Sendable, Equatable {
    /// What one file was understood as.
    public struct File: Sendable, Equatable {
        public var name: String
        public var dialect: SalesDialect
        public var delimiter: String
        /// Column meanings with the header's name, in the order of `SalesColumn`.
        public var columns: [(column: SalesColumn, name: String)]
        public var ignoredColumns: [String]
        public var dateForm: DateForm
        public var decimalComma: Bool
        public var rows: Int
        public var bytes: Int
        /// What a reader of the report should know of how the file was read.
        public var remarks: [String] = []

        public static func == (a: File, b: File) -> Bool {
            a.name == b.name && a.dialect == b.dialect && a.delimiter == b.delimiter && a.dateForm == b.dateForm && a.rows == b.rows
                && a.bytes == b.bytes && a.remarks == b.remarks && a.decimalComma == b.decimalComma && a.ignoredColumns == b.ignoredColumns
                && a.columns.elementsEqual(b.columns, by: { $0.column == $1.column && $0.name == $1.name })
        }
    }

    public var files: [File] = []
    public var rowsRead = 0
    /// Of these, the rows (and files) known from an earlier reading of the same bytes.
    public var rowsRemembered = 0
    public var filesRemembered = 0
    /// Rows that entered demand.
    public var rowsUsed = 0
    public var quarantinedRows = 0
    /// Rows per quarantine code.
    public var quarantineCodes: [String: Int] = [:]
    /// Units of the rows that were set aside, as far as they can be read, and of those that were sold.
    public var quarantinedUnits = 0.0
    public var unitsUsed = 0.0
    /// The words of columns of types and states, with what was done with each.
    public var words: [SalesWord] = []
    /// Order lines that stand in several files, counted once, with their units.
    public var repeatedOrderLines = 0
    public var repeatedOrderUnits = 0.0
    /// Order lines that a later file calls cancelled, or no longer cancelled: the last file that has them counts.
    public var changedOrderLines = 0
    /// Rows of purchases, transfers and opening stock.
    public var stockMovementRows = 0
    public var stockMovementUnits = 0.0
    /// Items that look like rows of subtotals, in a sentence.
    public var subtotalRemark: String?
    /// Sentences on dates that a person should check.
    public var dateRemarks: [String] = []
    public var rowsAfterAsOf = 0
    /// Rows equal to an earlier one byte for byte (kept unless `dropDuplicates`).
    public var duplicateRows = 0
    public var duplicatesDropped = false
    /// Files most of whose rows stand in an earlier one, in sentences.
    public var repeatedFiles: [String] = []
    public var cancellationRows = 0
    /// Rows with a negative quantity that belong to no cancelling invoice.
    public var returnRows = 0
    /// Units of returns and cancellations that were taken off the sale they undo, at whatever day that was.
    public var unitsMatchedToSales = 0.0
    /// Books adjustments, write-offs, stock adjustments, lines that are no goods, cancelled and test orders: rows and net units.
    public var adjustmentRows = 0
    public var writeOffRows = 0
    public var writeOffUnits = 0.0
    public var stockAdjustmentRows = 0
    public var stockAdjustmentUnits = 0.0
    public var notMerchandiseRows = 0
    /// Codes that are no goods, with their rows, in byte order.
    public var notMerchandiseCodes: [(code: String, rows: Int)] = []
    public var cancelledOrderRows = 0
    public var testOrderRows = 0
    /// Periods whose returns exceed their sales: counted as zero demand; the units that this leaves out.
    public var clippedPeriods = 0
    public var clippedUnits = 0.0
    /// Item-locations that differ only in upper and lower case.
    public var caseVariants: [[String]] = []
    /// Item-locations with returns and no sale: not planned.
    /// Sentences on names of items: codes that a spreadsheet has rounded (`1.23E+11`), spaces at the ends.
    public var itemRemarks: [String] = []
    public var keysWithoutSale = 0
    public var unitsWithoutSale = 0.0
    /// Days, weeks or months per row, as far as the dates tell.
    public var granularity: Period = .day
    /// Weeks that each row is the total of, where rows are totals of several; else 1.
    public var weeksPerTotal = 1
    public var firstDay: CalendarDay?
    public var lastDay: CalendarDay?
    /// The first period holds days before the first row of the history: left out of all series, with its units.
    public var partialFirstPeriod: CalendarDay?
    public var partialFirstUnits = 0.0
    /// Calendar periods: the last one is not complete on `asOf` and is left out, with its units.
    public var partialLastPeriod: CalendarDay?
    public var partialLastUnits = 0.0

    /// Days with rows, ascending; the first rows of the first file by meaning (wide files: none).
    var soldDays: [Int32] = []
    var preview: [FileInspection.Row] = []

    public init() {}

    public static func == (a: SalesReport, b: SalesReport) -> Bool { a.lines == b.lines }

    /// What a planner must read before anything else: more than a twentieth of the units cannot be used.
    public var alarm: String? {
        let words = [setAside].compactMap { $0 } + repeatedFiles
        return words.isEmpty ? nil : words.joined(separator: ". ")
    }

    private var setAside: String? {
        guard quarantinedUnits > 0, quarantinedUnits * 20 > quarantinedUnits + unitsUsed else { return nil }
        let share = 100 * quarantinedUnits / (quarantinedUnits + unitsUsed)
        return "\(fixed(share, 0))% of the units (\(decimalText(quarantinedUnits)) in \(counted(quarantinedRows, "row"))) are set aside and in no forecast: see quarantine.csv ("
            + quarantineCodes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ") + ")"
    }

    /// What a planner must know of the reading: words that are not known, dates that look mistyped, rows that are added up, names chosen.
    public var warnings: [String] {
        // A column whose words all say that its rows are sold tells a planner nothing.
        let telling = Set(words.filter { $0.treatment != RowMeaning.sold.treatment || $0.isGuess }.map(\.column))
        var text = SalesWord.lines(words.filter { telling.contains($0.column) }) + dateRemarks
        text += [subtotalRemark].compactMap { $0 }
        for file in files {
            text += file.remarks.filter { $0.contains("the header comes again") || $0.contains("hidden, by a filter") || $0.contains("tells them apart") || $0.contains("no number proves it") || $0.contains("if they take goods back") }
        }
        if repeatedOrderLines > 0 { text.append("\(counted(repeatedOrderLines, "order line")) in several files counted once (\(decimalText(repeatedOrderUnits)) units)") }
        if changedOrderLines > 0 { text.append(changedOrders) }
        return text
    }

    private var changedOrders: String {
        "\(counted(changedOrderLines, "order line")) \(changedOrderLines == 1 ? "says" : "say") something else in a later file (cancelled, or no longer): the last file that has \(changedOrderLines == 1 ? "it" : "them") counts"
    }

    /// The report in plain sentences, one per line, only what applies.
    public var lines: [String] {
        var text: [String] = alarm.map { [$0] } ?? []
        for file in files {
            let columns = file.columns.map { "\($0.column.rawValue) = \($0.name)" }.joined(separator: ", ")
            text.append("\(file.name): \(file.dialect.title), \(file.delimiter) separated, dates like \(file.dateForm.example), "
                + "\(file.rows) rows; \(columns)")
        }
        for file in files { text += file.remarks.map { files.count == 1 ? $0 : "\(file.name): \($0)" } }
        text += SalesWord.lines(words)
        text += dateRemarks + [subtotalRemark].compactMap { $0 }
        func note(_ count: Int, _ noun: String, _ rest: String) { if count > 0 { text.append("\(counted(count, noun)) \(rest)") } }
        text.append("\(rowsRead) rows read, \(rowsUsed) used")
        if rowsRemembered > 0 {
            text.append("\(rowsRemembered) of them are known from the last run (\(filesRemembered == 1 ? "1 file has" : "\(filesRemembered) files have") "
                + "the same content, by SHA-256): \(rowsRead - rowsRemembered) new rows were parsed")
        }
        note(quarantinedRows, "row", "set aside (quarantine.csv): "
            + quarantineCodes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        note(rowsAfterAsOf, "row", "on or after the as-of day, not used")
        note(duplicateRows, "duplicate row", duplicatesDropped ? "dropped" : "kept (drop_duplicates drops them)")
        note(cancellationRows, "cancellation row", "netted against demand")
        note(returnRows, "return row", "netted against demand")
        if unitsMatchedToSales > 0 { text.append("\(decimalText(unitsMatchedToSales)) returned units taken off the sale they undo") }
        note(adjustmentRows, "row", "of adjusted books, not demand")
        note(writeOffRows, "write-off row", "(\(decimalText(writeOffUnits)) units), not demand")
        note(stockAdjustmentRows, "stock adjustment row", "(\(decimalText(stockAdjustmentUnits)) units), not demand")
        note(notMerchandiseRows, "row", "of what is no goods: "
            + notMerchandiseCodes.map { "\($0.code) \($0.rows)" }.joined(separator: ", "))
        note(cancelledOrderRows, "row", "of cancelled orders, not demand")
        note(stockMovementRows, "row", "of purchases, transfers and opening stock (\(decimalText(stockMovementUnits)) units), not demand")
        note(repeatedOrderLines, "order line", "in several files counted once, by order, item, day and quantity (\(decimalText(repeatedOrderUnits)) units)")
        if changedOrderLines > 0 { text.append(changedOrders) }
        note(testOrderRows, "row", "of test orders, not demand")
        note(clippedPeriods, "period", "with more returns than sales, or before an item's first sale, counted as zero (\(decimalText(clippedUnits)) units)")
        note(caseVariants.count, "item", "spelt in several cases, such as "
            + (caseVariants.first ?? []).joined(separator: " and ") + " (fold_case joins them)")
        text += itemRemarks
        note(keysWithoutSale, "item", "with returns and no sale, not planned (\(decimalText(unitsWithoutSale)) units)")
        if let day = partialFirstPeriod {
            text.append("the first period, starting \(day), began before the data: left out (\(decimalText(partialFirstUnits)) units)")
        }
        if let day = partialLastPeriod {
            text.append("the last period, starting \(day), is not complete: left out (\(decimalText(partialLastUnits)) units)")
        }
        return text
    }
}
