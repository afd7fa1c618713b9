import DemandModel
import Digests
import Foundation

/// What a reading leaves for the next one, so that a history that has grown is not read again from its start.
///
/// The state is used only where it is provably what a reading from the start would arrive at: the same build, the same options, no row left
/// out for its day, and files whose SHA-256 is that of the files read then, in the same order. The last of them may have grown by rows at its
/// end (plain long form or order lines: the digest of its first part is compared); files after it are new.
struct SalesMemory: Codable {
    struct KnownFile: Codable {
        var path: String
        /// Bytes as stored, and their digest.
        var size: Int
        var sha256: String
        var lines: Int
        /// How its rows were parsed; empty where a grown file is read anew.
        var layout: String
        var endsWithLineBreak: Bool
    }

    struct ReportedFile: Codable {
        var name: String, dialect: SalesDialect, delimiter: String, columns: [[String]], ignoredColumns: [String], dateForm: DateForm
        var decimalComma: Bool, rows: Int, bytes: Int, remarks: [String]
    }

    var build: String
    var options: String
    /// The last day with a row, of any kind.
    var lastDay: Int32
    var usesIndices: Bool
    var rowsRead: Int
    var files: [KnownFile]
    var reported: [ReportedFile]
    var inputs: [InputFile]
    var preview: [FileInspection.Row]
    var quarantine: [QuarantinedRow]
    var quarantineCounts: [String: Int]
    var quarantineUnits: Double
    var words: [SalesWord]

    /// States above this size are not kept: reading them back would hardly be faster than reading the sales.
    static let largestState = 256 << 20

    /// What decides how rows are read, as text: two readings with the same text read alike.
    static func described(_ options: SalesReadingOptions) -> String {
        let columns = options.columns.map { "\($0.key.rawValue)=\($0.value)" }.sorted(by: bytesPrecede)
        return "\(options.dialect?.rawValue ?? "auto") \(columns) \(options.period?.rawValue ?? "auto") \(options.dropDuplicates) "
            + "\(options.dateForm?.rawValue ?? "auto") \(options.decimalComma.map(String.init) ?? "auto") \(options.zone.map { "\($0)" } ?? "") "
            + "\(options.soldIsNegative.map(String.init) ?? "auto") \(options.encoding?.rawValue ?? "auto") \(options.buildIdentity) \(options.matchesReturns) \(options.table ?? "") \(options.query ?? "") \(options.limits)"
    }

    /// Told from the layout of what is stored; a change of it makes older states useless. The program's version and configuration stand in `options`.
    static let build = "7 sparse \(MemoryLayout<SalesLedger.Totals>.stride) \(MemoryLayout<DemandPages.Header>.stride)"
}

extension SalesReading {
    /// Takes up the state at a path where it fits the files; returns how many of these need not be read any more.
    ///
    /// A state that is absent, damaged or of other files is no error: everything is read.
    func recall(_ memoryPath: String, files: [String]) -> Int {
        guard let bytes = contents(of: memoryPath), bytes.count > 72 else { return 0 }
        var digest = SHA256()
        bytes.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0.dropLast(64))) }
        guard digest.finish() == String(decoding: bytes.suffix(64), as: UTF8.self) else { return 0 }
        var state = StateReader(bytes)
        guard let text = state.array(UInt8.self), let memory = try? JSONDecoder().decode(SalesMemory.self, from: Data(text)),
              memory.build == SalesMemory.build, memory.options == SalesMemory.described(options),
              options.asOf.map({ $0.number > memory.lastDay }) ?? true,
              !memory.files.isEmpty, memory.files.count <= files.count, zip(memory.files, files).allSatisfy({ $0.path == $1 }) else { return 0 }
        // The digests first: nothing is taken up unless all of it holds.
        var whole: [String] = []
        for (index, known) in memory.files.enumerated() {
            guard let found = digests(of: known.path, first: known.size), found.first == known.sha256 else { return 0 }
            if found.size != known.size {
                guard index == memory.files.count - 1, !known.layout.isEmpty, known.endsWithLineBreak, layoutText(known.path) == known.layout else { return 0 }
            }
            whole.append(found.whole)
        }
        let restored = SalesLedger(asOf: options.asOf, dropDuplicates: options.dropDuplicates, matchesReturns: options.matchesReturns)
        guard restored.read(from: &state) else { return 0 }
        ledger = restored
        usesIndices = memory.usesIndices
        report.rowsRead = memory.rowsRead
        report.preview = memory.preview
        report.files = memory.reported.map(\.file)
        inputs = memory.inputs
        knownFiles = memory.files
        quarantine.restore(rows: memory.quarantine, counts: memory.quarantineCounts, units: memory.quarantineUnits)
        report.words = memory.words
        report.rowsRemembered = memory.rowsRead
        report.filesRemembered = memory.files.count
        if let last = memory.files.last, whole.last != last.sha256 {
            guard (try? readGrowth(last, sha256: whole[whole.count - 1])) != nil else {
                forget()
                return 0
            }
        }
        return memory.files.count
    }

    /// A file in memory, once: that of a large shop has some hundred megabytes.
    private func contents(of path: String) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd(), size <= Int.max / 2, (try? handle.seek(toOffset: 0)) != nil
        else { return nil }
        return [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, used in
            while used < buffer.count, let part = try? handle.read(upToCount: min(buffer.count - used, 1 << 20)), !part.isEmpty {
                used += part.copyBytes(to: UnsafeMutableBufferPointer(rebasing: buffer[used...]))
            }
        }
    }

    /// Back to the beginning: nothing read.
    private func forget() {
        ledger = SalesLedger(asOf: options.asOf, dropDuplicates: options.dropDuplicates, matchesReturns: options.matchesReturns)
        quarantine = QuarantineList(limit: options.limits.quarantinedRows)
        report = SalesReport()
        (inputs, knownFiles, usesIndices) = ([], [], false)
    }

    /// Reads the rows that were added at the end of a file.
    private func readGrowth(_ known: SalesMemory.KnownFile, sha256: String) throws(IngestionError) {
        let start = try TableInput(path: known.path, limits: options.limits, chunkBytes: options.chunkBytes, hashing: false)
        let dialect: SalesDialect
        if let asked = options.dialect { dialect = asked } else { dialect = try detect(start) }
        let (layout, _, _) = try lineLayout(start, dialect: dialect, path: known.path)
        guard let handle = FileHandle(forReadingAtPath: known.path), (try? handle.seek(toOffset: UInt64(known.size))) != nil else {
            throw .cannotRead(file: known.path, reason: "it cannot be read any more")
        }
        let mark = String(decoding: [start.delimiter], as: UTF8.self)
        let header = start.header.names.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: mark) + "\n"
        var first: [UInt8]? = Array(header.utf8)
        let tail = ProducedSource(name: known.path) { () throws(IngestionError) -> [UInt8]? in
            if let bytes = first {
                first = nil
                return bytes
            }
            guard let data = try? handle.read(upToCount: 1 << 20), !data.isEmpty else { return nil }
            return [UInt8](data)
        }
        let input = try TableInput(tail, limits: options.limits, chunkBytes: options.chunkBytes, allowNoRows: true)
        guard input.header == start.header, input.delimiter == start.delimiter, let before = inputs.popLast(), var file = report.files.popLast() else {
            throw .unsuitable(reason: "\(known.path): its header cannot be repeated")
        }
        knownFiles.removeLast()
        ledger.orderLines.isOn = layout.holdsOrderLines
        ledger.orderMemory.isGrowth = true
        defer {
            ledger.orderMemory.endFile()
            ledger.orderMemory.isGrowth = false
        }
        let outcome = try readChunks(input, path: known.path, linesBefore: known.lines) { LineParser(layout: layout, special: $0) }
        report.words = SalesWord.merged(report.words, outcome.words.words(layout.words, header: input.header))
        guard let added = inputs.popLast() else { return }
        file.rows = before.rows + added.rows
        file.bytes += tail.bytesRead - header.utf8.count
        report.files.append(file)
        inputs.append(InputFile(role: "sales", path: before.path, sha256: sha256, rows: file.rows))
        note(known.path, sha256: sha256, lines: known.lines + linesOfLastFile, layout: known.layout)
    }

    /// Size of a plain file, the digest of its first bytes and of all; `nil` for anything that is no file.
    private func digests(of path: String, first count: Int) -> (size: Int, first: String, whole: String)? {
        guard let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd(), size >= UInt64(count),
              (try? handle.seek(toOffset: 0)) != nil else { return nil }
        var digest = SHA256()
        var left = count
        while left > 0, let data = try? handle.read(upToCount: min(left, 1 << 20)), !data.isEmpty {
            data.withUnsafeBytes { digest.update($0) }
            left -= data.count
        }
        var whole = digest
        while let data = try? handle.read(upToCount: 1 << 20), !data.isEmpty { data.withUnsafeBytes { whole.update($0) } }
        return (Int(size), digest.finish(), whole.finish())
    }

    /// How the rows of a file would be parsed; empty where it cannot be told.
    private func layoutText(_ path: String) -> String {
        guard let input = try? TableInput(path: path, limits: options.limits, chunkBytes: options.chunkBytes, hashing: false),
              input.remarks.isEmpty, let dialect = try? options.dialect ?? detect(input), dialect != .wide,
              let (layout, _, _) = try? lineLayout(input, dialect: dialect, path: path), !layout.isSequential else { return "" }
        return "\(layout) \(input.header.names)"
    }

    /// Notes a file that was read to its end.
    func note(_ path: String, sha256: String, lines: Int, layout: String?) {
        guard options.memoryPath != nil else { return }
        var size = 0, last: UInt8 = 0
        if let handle = FileHandle(forReadingAtPath: path), let end = try? handle.seekToEnd(), end > 0, (try? handle.seek(toOffset: end - 1)) != nil {
            size = Int(end)
            last = (try? handle.read(upToCount: 1))?.first ?? 0
        }
        knownFiles.append(
            SalesMemory.KnownFile(
                path: path, size: size, sha256: sha256, lines: lines, layout: layout ?? layoutText(path), endsWithLineBreak: last == 0x0A))
    }

    /// The state after all files, to be written once the reading has succeeded; `nil` where the next reading could not use it.
    func memory() -> [UInt8]? {
        guard ledger.rowsAfterAsOf == 0, !ledger.overflowed, knownFiles.count == inputs.count, knownFiles.allSatisfy({ $0.size > 0 && !$0.sha256.isEmpty })
        else { return nil }
        let memory = SalesMemory(
            build: SalesMemory.build, options: SalesMemory.described(options), lastDay: ledger.days().last ?? Int32.min, usesIndices: usesIndices,
            rowsRead: report.rowsRead, files: knownFiles, reported: report.files.map(SalesMemory.ReportedFile.init), inputs: inputs,
            preview: report.preview, quarantine: quarantine.rows, quarantineCounts: quarantine.counts,
            quarantineUnits: quarantine.units, words: report.words)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let text = try? encoder.encode(memory) else { return nil }
        var state = StateWriter(limit: SalesMemory.largestState)
        state.reserve(text.count + ledger.pages.writtenBytes + 128 * ledger.totals.count + 1 << 20)
        state.array([UInt8](text))
        ledger.write(to: &state)
        guard !state.isTooLarge else { return nil }
        var digest = SHA256()
        digest.update(state.bytes)
        return state.ending(with: digest.finish())
    }
}

extension SalesMemory.ReportedFile {
    init(_ file: SalesReport.File) {
        self.init(
            name: file.name, dialect: file.dialect, delimiter: file.delimiter, columns: file.columns.map { [$0.column.rawValue, $0.name] },
            ignoredColumns: file.ignoredColumns, dateForm: file.dateForm, decimalComma: file.decimalComma, rows: file.rows, bytes: file.bytes, remarks: file.remarks)
    }

    var file: SalesReport.File {
        SalesReport.File(
            name: name, dialect: dialect, delimiter: delimiter,
            columns: columns.compactMap { pair in pair.count == 2 ? SalesColumn(rawValue: pair[0]).map { ($0, pair[1]) } : nil },
            ignoredColumns: ignoredColumns, dateForm: dateForm, decimalComma: decimalComma, rows: rows, bytes: bytes, remarks: remarks)
    }
}
