import DemandModel
import Foundation
import ParallelWork
import Synchronization
import TextForms

/// Reads a sales history and buckets it into demand series.
///
///     let sales = try readSales(paths: ["transactions.csv.gz"])
///     print(sales.series.count, sales.asOf)
///     for line in sales.report.lines { print(line) }
///
/// Rows that cannot be used are in `quarantine`, the rest counts. Of the quantities only sums are kept, so memory grows with the
/// item-location-days that have rows, not with the rows.
///
/// - Parameter paths: files of any dialect, plain or gzip, `-` for standard input; together they are one history.
/// - Throws: `IngestionError` for files that cannot be read or understood at all.
/// - Complexity: O(bytes).
public func readSales(paths: [String], options: SalesReadingOptions = SalesReadingOptions()) throws(IngestionError) -> IngestedSales {
    guard !paths.isEmpty else { throw .unsuitable(reason: "no sales file is named") }
    if let period = options.period, period != .day && period != .week && period != .month {
        throw .unsuitable(reason: "a sales history is bucketed by day, week or month, not by \(period.rawValue)")
    }
    let files = try expandedPaths(paths)
    // What a reading proves of a file further down than its sample (the decimal mark, days that are mistyped) is known to the next one.
    var proven = ProvenFacts()
    for attempt in 0..<4 {
        let reading = SalesReading(options: options)
        reading.proven = proven
        reading.hasSeveralFiles = files.count > 1 || options.memoryPath != nil
        reading.ledger.orderMemory = OrderLineMemory(lastWord: proven.lastWord)
        // What is known now may change what earlier files say: nothing is recalled beside it.
        let known = proven.lastWord.isEmpty ? options.memoryPath.map { reading.recall($0, files: files) } ?? 0 : 0
        for path in files.dropFirst(known) { try reading.read(path) }
        if attempt < 3, !files.contains("-"), let more = reading.moreFacts() {
            proven = more
            continue
        }
        let memory = options.memoryPath == nil || !proven.isEmpty ? nil : reading.memory()
        let sales = try reading.finish()
        if let path = options.memoryPath {
            // Written whole or not at all. Without it the next reading starts from the beginning, as does one beside an old state.
            if let memory { _ = writePrivately(memory, to: path) } else { try? FileManager.default.removeItem(atPath: path) }
        }
        return sales
    }
    throw .unsuitable(reason: "no sales file is named")
}

/// Reads a sales history from memory: an upload, or rows another program made.
///
///     let sales = try readSales(bytes: Array("date,item,quantity\n2024-01-01,mug,2\n".utf8), name: "upload")
///
/// - Parameter name: what messages call the input.
public func readSales(bytes: [UInt8], name: String, options: SalesReadingOptions = SalesReadingOptions()) throws(IngestionError) -> IngestedSales {
    var proven = ProvenFacts()
    for attempt in 0..<3 {
        let reading = SalesReading(options: options)
        reading.proven = proven
        let source = try memorySource(bytes, name: name)
        try reading.read(TableInput(source, limits: options.limits, chunkBytes: options.chunkBytes, encoding: options.encoding), path: name)
        if attempt < 2, let more = reading.moreFacts() {
            proven = more
            continue
        }
        return try reading.finish()
    }
    throw .unsuitable(reason: "no sales file is named")
}

/// What one reading has found that the next must know from the start.
struct ProvenFacts: Equatable {
    /// Files whose numbers have a decimal comma (or a point), although their beginning does not show it.
    var decimalCommas: [String: Bool] = [:]
    /// The days between which the data lie; rows outside are set aside.
    var days: IsolatedDays?

    /// Order lines that files disagree about (cancelled in one of them), by print: the last file that has them.
    var lastWord: [UInt64: Int] = [:]

    var isEmpty: Bool { decimalCommas.isEmpty && days == nil && lastWord.isEmpty }
}

/// The state of one `readSales`: files are read one after the other into one ledger.
final class SalesReading {
    let options: SalesReadingOptions
    var ledger: SalesLedger
    /// The files that were read to their end, and the lines of the last of them (without those before `linesBefore`).
    var knownFiles: [SalesMemory.KnownFile] = []
    var linesOfLastFile = 0
    var report = SalesReport()
    var inputs: [InputFile] = []
    var quarantine: QuarantineList
    var usesIndices = false
    var proven = ProvenFacts()
    var hasSeveralFiles = false
    /// Rows that stand twice without an earlier file being the reason.
    private var ownRepeats = 0
    /// The days of each file that was read in this run.
    var spans: [FileSpan] = []
    /// Decimal marks that a row has proven wrong, by file.
    private var contradictions: [String: Bool] = [:]
    /// Workers take chunks, and give rows to the ledger, one at a time.
    private let locks = ReadingLocks()
    /// Item-locations whose numbers in the ledger are in the order of the first file that is read, as long as that is known.
    private(set) var keysInFileOrder = 0

    /// Up to this size a file is read by one worker, so that the order of its rows is known; the others would gain some milliseconds.
    private static let orderedBytes = 4 << 20

    init(options: SalesReadingOptions) {
        self.options = options
        ledger = SalesLedger(asOf: options.asOf, dropDuplicates: options.dropDuplicates, matchesReturns: options.matchesReturns)
        quarantine = QuarantineList(limit: options.limits.quarantinedRows)
    }

    func read(_ path: String) throws(IngestionError) {
        let input = try TableInput(
            path: path, limits: options.limits, chunkBytes: options.chunkBytes, hashing: options.hashing,
            selection: DatabaseSelection(table: options.table, query: options.query, passwordFile: options.passwordFile), encoding: options.encoding)
        let before = ledger.duplicateRows
        try read(input, path: addressWithoutSecrets(path))
        try sayRepeats(ledger.duplicateRows - before, path: path)
    }

    /// A file that holds rows of an earlier one is most likely an export of the same sales.
    private func sayRepeats(_ repeats: Int, path: String) throws(IngestionError) {
        guard let own = inputs.last, inputs.count > 1, !options.dropDuplicates else {
            ownRepeats += repeats
            return
        }
        if !own.sha256.isEmpty, repeats > 0, let other = inputs.dropLast().first(where: { $0.sha256 == own.sha256 }) {
            throw .unsuitable(reason: "\(other.path) and \(own.path) are the same, byte for byte: their sales would count twice; leave one of them out")
        }
        // Rows that are alike by chance are so within a file, too.
        let earlier = inputs.dropLast().reduce(0) { $0 + $1.rows }
        let expected = 5.0 * Double(ownRepeats) / Double(max(1, earlier)) * Double(own.rows)
        guard repeats >= 5, 20 * repeats >= own.rows, Double(repeats) > expected else {
            ownRepeats += repeats
            return
        }
        report.repeatedFiles.append("\(own.path): \(grouped(repeats)) of its \(grouped(own.rows)) rows stand in an earlier file, byte for byte, and count twice; "
            + "if they are the same sales, drop_duplicates = true under [sales] counts them once, else leave out what overlaps")
    }

    func read(_ input: TableInput, path: String) throws(IngestionError) {
        defer {
            if let columns = report.files.first?.columns, report.files.count == 1 { report.preview = input.preview(columns) }
        }
        let dialect: SalesDialect
        if let asked = options.dialect { dialect = asked } else { dialect = try detect(input) }
        ledger.beginFile()
        switch dialect {
        case .long, .onlineRetail, .shopify, .amazon, .woocommerce, .odoo, .erpnext, .frepple:
            let (layout, map, remarks) = try lineLayout(input, dialect: dialect, path: path)
            if layout.dateForm == .index { usesIndices = true }
            ledger.orderLines.isOn = layout.holdsOrderLines
            let outcome = try readChunks(input, path: path, isSequential: layout.isSequential) { LineParser(layout: layout, special: $0) }
            if outcome.contradiction != nil, options.decimalComma == nil { contradictions[path] = !layout.decimalComma }
            let skipped = outcome.skipped > 0 ? ["\(outcome.skipped) \(outcome.skipped == 1 ? "row says" : "rows say") nothing of goods: heads of orders, payments, headings, totals"] : []
            report.words = SalesWord.merged(report.words, outcome.words.words(layout.words, header: input.header))
            report.files.append(
                input.reportFile(
                    dialect: dialect, map: map, form: layout.dateForm, decimalComma: layout.decimalComma, rows: inputs[inputs.count - 1].rows,
                    zone: options.zone, used: map.others + [layout.fallbackItem, layout.variation, layout.stockQuantity].filter { $0 >= 0 },
                    remarks: remarks + skipped + outcome.headerRemarks + outcome.moneyRemarks(layout.money >= 0 ? input.header.names[layout.money] : "")))
        case .wide:
            let layout = try input.wideLayout(options: options)
            // d_1, d_2, ... are days: they are bucketed like dates.
            if layout.dateForm == .index, layout.indexPeriod != .day { usesIndices = true }
            ledger.orderLines.isOn = false
            _ = try readChunks(input, path: path) { WideParser(layout: layout, special: $0) }
            report.files.append(
                input.reportFile(
                    dialect: dialect, map: layout.map, form: layout.dateForm, decimalComma: layout.decimalComma,
                    rows: inputs[inputs.count - 1].rows, zone: options.zone, periods: layout.periods.map(\.column), remarks: layout.remarks))
        }
        ledger.orderMemory.endFile()
        if ledger.fileDays.first <= ledger.fileDays.last { spans.append(FileSpan(name: input.file, first: ledger.fileDays.first, last: ledger.fileDays.last)) }
        if let read = inputs.last { note(path, sha256: read.sha256, lines: linesOfLastFile, layout: nil) }
    }

    func detect(_ input: TableInput) throws(IngestionError) -> SalesDialect {
        if let found = SalesDialect.detect(input.header) { return found }
        if WideColumns(header: input.header, dateForm: options.dateForm) != nil { return .wide }
        if options.columns.isEmpty, let example = WideColumns.ambiguousExample(input.header) {
            throw .ambiguousDates(file: input.file, column: "names", example: example)
        }
        try input.refusePackedCells(options)
        if options.columns.isEmpty, input.startsWithData {
            throw .unsuitable(
                reason: "\(input.file) has no header: its first line (\(input.header.names.prefix(5).map(cutValue).joined(separator: ", "))) looks like data; "
                    + "put a line of names above it, such as date\(input.delimiter == 0x3B ? ";item;" : ",item,")quantity")
        }
        if options.dialect == nil, input.headingColumn(options) != nil, !input.header.columns(of: .quantity).isEmpty { return .long }
        // Columns named by the user make any file the long form; otherwise say what the long form lacks.
        _ = try ColumnMap.find(
            [.date, .item, .quantity], required: [.date, .item, .quantity], in: input.header, named: options.columns, file: input.file, input: input)
        return .long
    }

    /// The layout of a file of lines, with what is known of it from an earlier reading.
    func lineLayout(_ input: TableInput, dialect: SalesDialect, path: String) throws(IngestionError) -> (layout: LineLayout, map: ColumnMap, remarks: [String]) {
        var (layout, map, remarks) = if let platform = dialect.platform(input.header) {
            try input.platformLayout(dialect: dialect, platform: platform, options: options, provenComma: proven.decimalCommas[path])
        } else {
            try input.lineLayout(dialect: dialect, options: options, provenComma: proven.decimalCommas[path])
        }
        if let days = proven.days {
            (layout.firstDay, layout.lastDay, layout.isolationHint) = (days.first, days.last, days.hint)
        }
        layout.marksOrderLines = hasSeveralFiles && layout.order >= 0
        if proven.decimalCommas[path] != nil { remarks.append("a number further down proves that decimals are marked with a \(layout.decimalComma ? "comma" : "point")") }
        return (layout, map, remarks)
    }

    /// What this reading has found that it should have known; `nil` where nothing is new.
    func moreFacts() -> ProvenFacts? {
        var facts = proven
        for (path, isComma) in contradictions where facts.decimalCommas[path] == nil { facts.decimalCommas[path] = isComma }
        // Prints hold quantities: the decimal mark comes first.
        if facts == proven, proven.lastWord.isEmpty { facts.lastWord = ledger.orderMemory.disagreements }
        if facts == proven, facts.days == nil, options.span == nil, !usesIndices, !report.files.contains(where: { $0.dialect == .wide }) { facts.days = IsolatedDays.find(ledger.cellsByDay()) }
        return facts == proven ? nil : facts
    }

    /// What the workers found besides rows.
    struct ChunkOutcome {
        var words = WordReport()
        var skipped = 0
        var contradiction: String?
        var turnedRows = 0, turnedUnits: Micro = 0
        var repeatedHeaders = 0
        /// The line of the first of them in the file.
        var repeatedHeaderLine = 0

        /// What is said of a header that stands in the file more than once.
        var headerRemarks: [String] {
            guard repeatedHeaders > 0 else { return [] }
            return ["the header comes again on line \(repeatedHeaderLine)" + (repeatedHeaders > 1 ? " and \(counted(repeatedHeaders - 1, "more time"))" : "")
                + ": what follows is read as the same table; if it is another shop's or another year's, split the file or add a column that says whose each row is"]
        }

        /// What is said of rows whose money is below zero.
        func moneyRemarks(_ column: String) -> [String] {
            guard turnedRows > 0 else { return [] }
            return ["\(counted(turnedRows, "row")) (\(decimalText(Double(turnedUnits) / 1e6)) units) with a quantity above zero and \(column) below it: counted as goods that came back"]
        }
    }

    /// Streams a file through one parser per worker into the ledger.
    ///
    /// - Parameters:
    ///   - linesBefore: lines of the file before those that this input holds (its header included); `nil`: it holds all.
    ///   - isSequential: rows depend on those above them: one worker takes all chunks in order.
    func readChunks(
        _ input: TableInput, path: String, linesBefore: Int? = nil, isSequential: Bool = false, makeParser: @Sendable (SpecialBytes) -> ChunkParser
    ) throws(IngestionError) -> ChunkOutcome {
        let collector = ChunkCollector(limit: options.limits.quarantinedRows, headerLines: linesBefore ?? input.headerLines)
        let workers = isSequential ? 1 : max(1, options.threads)
        let ledger = UncheckedSendable(self.ledger), table = UncheckedSendable(input)
        let locks = self.locks
        /// Parses chunks until there are no more, or the source has given more than some bytes.
        @Sendable func work(_ mostBytes: Int) {
            let parser = makeParser(table.value.special)
            let chunk = RecordChunk(capacity: 64)
            var parsed = ParsedChunk()
            var numbers: [UInt32] = []
            while locks.input.withLock({ _ in table.value.source.bytesRead <= mostBytes && collector.take(chunk, from: table.value.chunker) }) {
                parser.parse(chunk, into: &parsed)
                locks.ledger.withLock { _ in
                    while numbers.count < parser.keys.count {
                        numbers.append(ledger.value.series(parser.keys.item(numbers.count), parser.keys.location(numbers.count)))
                    }
                    numbers.withUnsafeBufferPointer { ledger.value.apply(parsed.rows.all, numbers: $0, prints: parsed.orderLines) }
                    collector.add(parsed)
                }
            }
            locks.ledger.withLock { _ in collector.add(parser.words) }
        }
        if input.source.bytesInAll ?? 0 <= SalesReading.orderedBytes { work(SalesReading.orderedBytes) }
        if input.source.bytesInAll ?? input.source.bytesRead > SalesReading.orderedBytes {
            _ = parallelMap(count: workers, threads: workers) { _ in work(.max) }
        } else if inputs.isEmpty, linesBefore == nil {
            keysInFileOrder = self.ledger.keys.count
        }
        if collector.error == nil { try input.source.checkUnchanged() }
        if linesBefore != nil { try finishGrowth(collector, input: input, path: path) } else { try finishFile(input, collector: collector, path: path) }
        collector.finishOutcome()
        linesOfLastFile = collector.totalLines - (linesBefore ?? 0)
        return collector.outcome
    }

    /// As `finishFile`, of rows that were added to a file: there may be none.
    private func finishGrowth(_ collector: ChunkCollector, input: TableInput, path: String) throws(IngestionError) {
        if let error = collector.error { throw error.shifted(byLines: collector.totalLines) }
        report.rowsRead += collector.records
        collector.quarantine(into: &quarantine, file: path, header: input.header)
        inputs.append(InputFile(role: "sales", path: path, sha256: "", rows: collector.records))
    }

    private func finishFile(_ input: TableInput, collector: ChunkCollector, path: String) throws(IngestionError) {
        if let error = collector.error { throw error.shifted(byLines: collector.totalLines) }
        if collector.records == 0 { throw .noRows(file: input.file) }
        report.rowsRead += collector.records
        collector.quarantine(into: &quarantine, file: input.file, header: input.header)
        inputs.append(InputFile(role: "sales", path: path, sha256: input.source.finishDigest(), rows: collector.records))
    }
}

/// What the workers of one reading share is used under these.
final class ReadingLocks: Sendable {
    let input = Mutex(())
    let ledger = Mutex(())
}

/// Carries a value across threads whose use of it is serialised by a lock.
struct UncheckedSendable<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
