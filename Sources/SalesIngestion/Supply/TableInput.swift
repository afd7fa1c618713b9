/// An opened table: its header, delimiter and a sample of its first rows, positioned before the first row.
final class TableInput {
    let file: String
    let source: ByteSource
    let chunker: RecordChunker
    let header: HeaderNames
    let delimiter: UInt8
    let special: SpecialBytes
    /// The first rows, as text, for detecting the forms of dates and numbers: those within the first `sampleBytes` of the input.
    let sample: [[String]]
    /// Lines up to the end of the header: blank lines may come first, and a quoted column name may hold a line break.
    let headerLines: Int
    /// What had to be done to read the text: another encoding, lines above the header.
    private let ownRemarks: [String]
    /// What is known of the text so far: a workbook tells of its hidden rows as they are read.
    var remarks: [String] { ownRemarks + source.remarks }
    /// Fields that a row needs at least: those up to the last column with a name.
    let neededFields: Int
    private let sampleLines: [Int]
    private static let sampleBytes = 1 << 18

    /// - Throws: what `ByteSource` throws; `emptyFile`; `noRows`; `limit` for too many columns.
    convenience init(
        path: String, limits: ReadingLimits, chunkBytes: Int, hashing: Bool = true, allowNoRows: Bool = false,
        selection: DatabaseSelection = DatabaseSelection(), encoding: TextEncoding? = nil
    ) throws(IngestionError) {
        try self.init(
            openSource(path: path, selection: selection, limits: limits, hashing: hashing), limits: limits, chunkBytes: chunkBytes,
            allowNoRows: allowNoRows, encoding: encoding)
    }

    /// - Parameter encoding: of the text; `nil`: told from its bytes.
    init(_ source: ByteSource, limits: ReadingLimits, chunkBytes: Int, allowNoRows: Bool = false, encoding asked: TextEncoding? = nil) throws(IngestionError) {
        file = source.name
        // The sample does not depend on the chunk size: the same file is always understood in the same way.
        let start = RecordChunk(capacity: TableInput.sampleBytes)
        var source = source
        var length = try source.read(into: start.bytes, count: TableInput.sampleBytes)
        let encoding = asked ?? TextEncoding.detect(start.bytes, length, complete: length < TableInput.sampleBytes)
        if encoding != .utf8 {
            source = TranscodedSource(source, encoding: encoding, readAhead: Array(UnsafeBufferPointer(start: start.bytes, count: length)))
            length = try source.read(into: start.bytes, count: TableInput.sampleBytes)
        }
        self.source = source
        chunker = RecordChunker(source: source, limits: limits, chunkBytes: chunkBytes)
        (start.bytes + length).update(repeating: 0, count: RecordChunk.padding)
        var offset = 0
        if length >= 3, start.bytes[0] == 0xEF, start.bytes[1] == 0xBB, start.bytes[2] == 0xBF { offset = 3 }
        let complete = length < TableInput.sampleBytes
        let place = HeaderPlace.find(start.bytes + offset, length - offset)
        offset += place.offset
        let text = UnsafePointer(start.bytes + offset)
        length -= offset
        delimiter = place.delimiter
        special = SpecialBytes(delimiter: delimiter)
        chunker.delimiter = delimiter

        let fields = UnsafeMutablePointer<Field>.allocate(capacity: limits.columns)
        defer { fields.deallocate() }
        let scratch = ScratchBytes(capacity: length)
        var scanner = RowScanner(
            bytes: text, count: length, table: special, fields: fields, maxFields: limits.columns, scratch: scratch)
        guard scanner.next() else { throw .emptyFile(file: file) }
        if !complete, scanner.recordCount == length {
            throw .limit(file: file, line: 1, reason: "the header is longer than \(TableInput.sampleBytes) bytes; is this a table?")
        }
        guard scanner.fieldCount <= limits.columns else {
            throw .limit(file: file, line: 1, reason: "\(scanner.fieldCount) columns, more than the limit of \(limits.columns)")
        }
        var names = (0..<scanner.fieldCount).map { fields[$0].text }
        var headerRemarks: [String] = []
        // Years above months, as pivot tables are saved: the two rows together are the header.
        var below = scanner
        if below.next(), let joined = TwoRowHeader.joined(names, (0..<min(below.fieldCount, limits.columns)).map { fields[$0].text }) {
            names = joined
            scanner = below
            headerRemarks = ["the header has two rows, which are read together (\(joined.prefix(4).joined(separator: ", ")), ...)"]
        }
        header = HeaderNames(names: names)
        headerLines = place.lines + scanner.line
        neededFields = (header.names.lastIndex { !$0.trimmedOfSpaces.isEmpty } ?? header.names.count - 1) + 1
        ownRemarks = (encoding.remark.map { [$0 + (asked == nil && ![.utf16LittleEndian, .utf16BigEndian].contains(encoding) ? "; encoding = \"NAME\" under [sales] (--encoding NAME) names another" : "")] } ?? []) + headerRemarks + (place.lines > 0 ? ["\(place.lines) \(place.lines == 1 ? "line" : "lines") above the header not used"] : [])
        chunker.unread(scanner.cursor, count: text + length - scanner.cursor)
        var rows: [[String]] = []
        var lines: [Int] = []
        while rows.count < 2_000, scanner.next() {
            // The last record of an incomplete sample may be cut.
            if !complete, scanner.recordStart + scanner.recordCount >= text + length { break }
            if scanner.isRule { continue }
            lines.append(place.lines + scanner.recordLine + 1)
            rows.append((0..<min(scanner.fieldCount, limits.columns)).map { fields[$0].withoutFormula.text })
        }
        if rows.isEmpty, complete, !allowNoRows { throw .noRows(file: file) }
        sample = rows
        sampleLines = lines
    }

    var sampleColumn: (Int) -> [String] {
        { [sample] index in sample.compactMap { index < $0.count ? $0[index].trimmedOfSpaces : nil } }
    }

    /// The first five rows by the meaning of their columns.
    func preview(_ columns: [(column: SalesColumn, name: String)]) -> [FileInspection.Row] {
        sample.prefix(5).enumerated().map { number, row in
            var cells: [String: String] = [:]
            for (column, name) in columns {
                if let index = header.names.firstIndex(of: name), index < row.count { cells[column.rawValue] = cutValue(row[index]) }
            }
            return FileInspection.Row(line: sampleLines[number], cells: cells)
        }
    }

    var delimiterName: String {
        switch delimiter {
        case 0x3B: "semicolon"
        case 0x09: "tab"
        case 0x7C: "bar"
        default: "comma"
        }
    }
}

extension String {
    /// Without spaces and tabs at both ends.
    var trimmedOfSpaces: String {
        guard let first = utf8.first, let last = utf8.last, first == 0x20 || first == 0x09 || last == 0x20 || last == 0x09 else { return self }
        var text = Substring(self)
        while let c = text.first, c == " " || c == "\t" { text.removeFirst() }
        while let c = text.last, c == " " || c == "\t" { text.removeLast() }
        return String(text)
    }
}
