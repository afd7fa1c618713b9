import DemandModel
import Dispatch
import Foundation

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
    let reading = SalesReading(options: options)
    let files = try expandedPaths(paths)
    let known = options.memoryPath.map { reading.recall($0, files: files) } ?? 0
    for path in files.dropFirst(known) { try reading.read(path) }
    let memory = options.memoryPath == nil ? nil : reading.memory()
    let sales = try reading.finish()
    if let path = options.memoryPath {
        // Written whole or not at all. Without it the next reading starts from the beginning, as does one beside an old state.
        if let memory { try? Data(memory).write(to: URL(fileURLWithPath: path), options: .atomic) } else { try? FileManager.default.removeItem(atPath: path) }
    }
    return sales
}

/// Reads a sales history from memory: an upload, or rows another program made.
///
///     let sales = try readSales(bytes: Array("date,item,quantity\n2024-01-01,mug,2\n".utf8), name: "upload")
///
/// - Parameter name: what messages call the input.
public func readSales(bytes: [UInt8], name: String, options: SalesReadingOptions = SalesReadingOptions()) throws(IngestionError) -> IngestedSales {
    let reading = SalesReading(options: options)
    let source = try memorySource(bytes, name: name)
    try reading.read(TableInput(source, limits: options.limits, chunkBytes: options.chunkBytes), path: name)
    return try reading.finish()
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
    private let lock = DispatchQueue(label: "twobin.ingestion.ledger")
    private let inputLock = DispatchQueue(label: "twobin.ingestion.input")

    init(options: SalesReadingOptions) {
        self.options = options
        ledger = SalesLedger(asOf: options.asOf, dropDuplicates: options.dropDuplicates, matchesReturns: options.matchesReturns)
        quarantine = QuarantineList(limit: options.limits.quarantinedRows)
    }

    func read(_ path: String) throws(IngestionError) {
        let input = try TableInput(
            path: path, limits: options.limits, chunkBytes: options.chunkBytes, hashing: options.hashing,
            selection: DatabaseSelection(table: options.table, query: options.query, passwordFile: options.passwordFile))
        try read(input, path: addressWithoutSecrets(path))
    }

    func read(_ input: TableInput, path: String) throws(IngestionError) {
        defer {
            if let columns = report.files.first?.columns, report.files.count == 1 { report.preview = input.preview(columns) }
        }
        let dialect: SalesDialect
        if let asked = options.dialect { dialect = asked } else { dialect = try detect(input) }
        switch dialect {
        case .long, .onlineRetail:
            let (layout, map) = try input.lineLayout(dialect: dialect, options: options)
            if layout.dateForm == .index { usesIndices = true }
            ledger.orderLines.isOn = layout.holdsOrderLines
            try readChunks(input, path: path) { LineParser(layout: layout, special: $0) }
            report.files.append(
                input.reportFile(
                    dialect: dialect, map: map, form: layout.dateForm, decimalComma: layout.decimalComma, rows: inputs[inputs.count - 1].rows,
                    zone: options.zone))
        case .wide:
            let layout = try input.wideLayout(options: options)
            // d_1, d_2, ... are days: they are bucketed like dates.
            if layout.dateForm == .index, layout.indexPeriod != .day { usesIndices = true }
            ledger.orderLines.isOn = false
            try readChunks(input, path: path) { WideParser(layout: layout, special: $0) }
            report.files.append(
                input.reportFile(
                    dialect: dialect, map: layout.map, form: layout.dateForm, decimalComma: layout.decimalComma,
                    rows: inputs[inputs.count - 1].rows, zone: options.zone, periods: layout.periods.map(\.column)))
        case .shopify, .amazon, .woocommerce, .odoo, .erpnext, .frepple:
            try readPlatform(dialect, input: input, path: path)
        }
        if let read = inputs.last { note(path, sha256: read.sha256, lines: linesOfLastFile, layout: nil) }
    }

    func detect(_ input: TableInput) throws(IngestionError) -> SalesDialect {
        if let found = SalesDialect.detect(input.header) { return found }
        if WideColumns(header: input.header, dateForm: options.dateForm) != nil { return .wide }
        if options.columns.isEmpty, let example = WideColumns.ambiguousExample(input.header) {
            throw .ambiguousDates(file: input.file, column: "names", example: example)
        }
        // Columns named by the user make any file the long form; otherwise say what the long form lacks.
        _ = try ColumnMap.find(
            [.date, .item, .quantity], required: [.date, .item, .quantity], in: input.header, named: options.columns, file: input.file)
        return .long
    }

    /// Streams a file through one parser per worker into the ledger.
    ///
    /// - Parameter linesBefore: lines of the file before those that this input holds (its header included); `nil`: it holds all.
    func readChunks(
        _ input: TableInput, path: String, linesBefore: Int? = nil, makeParser: @Sendable (SpecialBytes) -> ChunkParser
    ) throws(IngestionError) {
        let collector = ChunkCollector(limit: options.limits.quarantinedRows, headerLines: linesBefore ?? input.headerLines)
        let workers = max(1, options.threads)
        let ledger = UncheckedSendable(self.ledger), table = UncheckedSendable(input)
        let lock = self.lock, inputLock = self.inputLock
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let parser = makeParser(table.value.special)
            let chunk = RecordChunk(capacity: 64)
            var parsed = ParsedChunk()
            var numbers: [UInt32] = []
            while inputLock.sync(execute: { collector.take(chunk, from: table.value.chunker) }) {
                parser.parse(chunk, into: &parsed)
                lock.sync {
                    while numbers.count < parser.keys.count {
                        numbers.append(ledger.value.series(parser.keys.item(numbers.count), parser.keys.location(numbers.count)))
                    }
                    parsed.rows.withUnsafeBufferPointer { rows in
                        numbers.withUnsafeBufferPointer { ledger.value.apply(rows, numbers: $0) }
                    }
                    collector.add(parsed)
                }
            }
        }
        if linesBefore != nil { try finishGrowth(collector, input: input, path: path) } else { try finishFile(input, collector: collector, path: path) }
        linesOfLastFile = collector.totalLines - (linesBefore ?? 0)
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

/// Hands out chunks and gathers what they turned into; its methods are called under a lock each.
final class ChunkCollector: @unchecked Sendable {
    private(set) var error: IngestionError?
    private(set) var records = 0
    private var lines: [Int] = []
    private let headerLines: Int
    var totalLines: Int { lines.reduce(headerLines, +) }
    private var problems: [(chunk: Int, rows: [LocalProblem])] = []
    private var kept = 0
    private var counts: [QuarantineCode: Int] = [:]
    private let limit: Int

    init(limit: Int, headerLines: Int) {
        self.limit = limit
        self.headerLines = headerLines
    }

    /// Takes the next chunk; false at the end or after an error.
    func take(_ chunk: RecordChunk, from chunker: RecordChunker) -> Bool {
        guard error == nil else { return false }
        do throws(IngestionError) {
            return try chunker.next(into: chunk)
        } catch {
            self.error = error
            return false
        }
    }

    func add(_ parsed: ParsedChunk) {
        records += parsed.records
        while lines.count <= parsed.index { lines.append(0) }
        lines[parsed.index] = parsed.lines
        guard !parsed.problems.isEmpty else { return }
        for problem in parsed.problems { counts[problem.code, default: 0] += 1 }
        problems.append((parsed.index, parsed.problems))
        kept += parsed.problems.count
        if kept > 4 * limit + 100_000 { trim() }
    }

    /// Drops what is certainly behind the first `limit` problems.
    private func trim() {
        problems.sort { $0.chunk < $1.chunk }
        var seen = 0
        var end = 0
        while end < problems.count, seen < limit {
            seen += problems[end].rows.count
            end += 1
        }
        problems.removeSubrange(end...)
        kept = seen
    }

    /// Moves the problems into the list with the lines of the file, in order.
    func quarantine(into list: inout QuarantineList, file: String, header: HeaderNames) {
        var firstLine = [headerLines]
        for count in lines { firstLine.append(firstLine[firstLine.count - 1] + count) }
        var left = limit
        for (chunk, rows) in problems.sorted(by: { $0.chunk < $1.chunk }) {
            for problem in rows.prefix(left) {
                list.add(
                    file: file, line: firstLine[chunk] + problem.line + 1,
                    column: problem.column >= 0 ? header.names[problem.column] : "", code: problem.code, value: problem.value,
                    hint: problem.hint)
                counts[problem.code, default: 0] -= 1
            }
            left -= min(left, rows.count)
        }
        for code in QuarantineCode.allCases { list.count(code, rows: counts[code] ?? 0) }
    }
}

/// Carries a value across threads whose use of it is serialised by a lock.
struct UncheckedSendable<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
