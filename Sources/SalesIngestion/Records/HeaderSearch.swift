/// Where the header of a table stands: exports often have a title, a date and notes above it, or `sep=;`.
struct HeaderPlace: Equatable {
    var delimiter: UInt8
    /// Bytes and lines before the header.
    var offset = 0
    var lines = 0

    static let delimiters: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
    private static let linesSearched = 40
    private static let columnsSearched = 2_000

    /// The first line, unless its names mean nothing to any reader and one of the next forty lines has names that do; where none has, the first
    /// line unless it is a title: much narrower than a line further down that is as wide as the one below it.
    static func find(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> HeaderPlace {
        let starts = lineStarts(bytes, count)
        guard let first = starts.first else { return HeaderPlace(delimiter: 0x2C) }
        // Years above months: both rows are the header, though their names mean nothing to any reader.
        for (start, below) in zip(starts.prefix(12), starts.dropFirst().prefix(12)) {
            let mark = delimiter(bytes + start.offset, count - start.offset)
            let upper = record(bytes + start.offset, count - start.offset, mark)
            if upper.count >= 3, TwoRowHeader.joined(upper, record(bytes + below.offset, count - below.offset, mark)) != nil {
                return HeaderPlace(delimiter: mark, offset: start.offset, lines: start.line)
            }
        }
        let usual = HeaderPlace(delimiter: delimiter(bytes + first.offset, count - first.offset))
        if KnownHeaders.contains(record(bytes + first.offset, count - first.offset, usual.delimiter)) { return usual }
        for start in starts.dropFirst() {
            let end = lineEnd(bytes, count, from: start.offset)
            for candidate in delimiters where (start.offset..<end).contains(where: { bytes[$0] == candidate }) {
                guard KnownHeaders.contains(record(bytes + start.offset, count - start.offset, candidate)) else { continue }
                return HeaderPlace(delimiter: candidate, offset: start.offset, lines: start.line)
            }
        }
        return belowTitle(bytes, count, starts, usual: usual)
    }

    private static func belowTitle(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ starts: [(offset: Int, line: Int)], usual: HeaderPlace
    ) -> HeaderPlace {
        // A title may hold a delimiter or two; a first line of many cells is a header whose names nobody knows.
        guard record(bytes + starts[0].offset, count - starts[0].offset, usual.delimiter).filter({ !$0.isEmpty }).count <= 3 else { return usual }
        func width(_ start: Int, _ mark: UInt8) -> Int { record(bytes + start, count - start, mark).filter { !$0.isEmpty }.count }
        for (start, below) in zip(starts.dropFirst(), starts.dropFirst(2)) {
            let mark = delimiter(bytes + start.offset, count - start.offset)
            let names = record(bytes + start.offset, count - start.offset, mark)
            let wide = names.filter { !$0.isEmpty }.count
            guard wide >= 3, wide > 2 * width(starts[0].offset, mark), wide > 2 * width(starts[0].offset, usual.delimiter),
                  record(bytes + below.offset, count - below.offset, mark).count == names.count else { continue }
            return HeaderPlace(delimiter: mark, offset: start.offset, lines: start.line)
        }
        return usual
    }

    /// The first lines that are not blank.
    private static func lineStarts(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> [(offset: Int, line: Int)] {
        var starts: [(offset: Int, line: Int)] = []
        var i = 0, line = 0
        while i < count, starts.count < linesSearched, i < 1 << 16 {
            let end = lineEnd(bytes, count, from: i)
            if end > i { starts.append((i, line)) }
            guard end < count else { break }
            i = end + (bytes[end] == 0x0D && end + 1 < count && bytes[end + 1] == 0x0A ? 2 : 1)
            line += 1
        }
        return starts
    }

    private static func lineEnd(_ bytes: UnsafePointer<UInt8>, _ count: Int, from start: Int) -> Int {
        var i = start
        while i < count, bytes[i] != 0x0A, bytes[i] != 0x0D { i += 1 }
        return i
    }

    /// The fields of the record that starts here.
    private static func record(_ bytes: UnsafePointer<UInt8>, _ all: Int, _ delimiter: UInt8) -> [String] {
        let count = min(all, 1 << 16)
        let fields = UnsafeMutablePointer<Field>.allocate(capacity: columnsSearched)
        defer { fields.deallocate() }
        let scratch = ScratchBytes(capacity: count), special = SpecialBytes(delimiter: delimiter)
        // The scanner reads the table of bytes without holding it.
        return withExtendedLifetime((scratch, special)) {
            var scanner = RowScanner(bytes: bytes, count: count, table: special, fields: fields, maxFields: columnsSearched, scratch: scratch)
            guard scanner.next() else { return [] }
            return (0..<min(scanner.fieldCount, columnsSearched)).map { fields[$0].text }
        }
    }

    /// Comma, semicolon, tab or bar: the one that splits the first line into most columns (quoted parts aside).
    static func delimiter(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var quoted = false, started = false
        for i in 0..<count {
            let byte = bytes[i]
            if byte == 0x22 { quoted.toggle() }
            if quoted { continue }
            if byte == 0x0A || byte == 0x0D {
                if started { break }
                continue
            }
            started = true
            if delimiters.contains(byte) { counts[byte, default: 0] += 1 }
        }
        var best: UInt8 = 0x2C
        for candidate in delimiters where counts[candidate, default: 0] > counts[best, default: 0] { best = candidate }
        return best
    }
}

/// Headers that some reader understands.
enum KnownHeaders {
    /// The names that columns go by, as they are compared.
    static let normalised: [String: String] = {
        var all = SalesColumn.allCases.flatMap(\.aliases)
        for dialect in ItemDialect.allCases { all += ItemColumns.aliases(dialect).flatMap { [$0.name] + $0.aliases } }
        for platform in SalesDialect.platforms { all += platform.aliases.flatMap(\.aliases) }
        all += SupplyColumns.receipts.flatMap { [$0.name] + $0.aliases }
        return Dictionary(all.map { ($0, HeaderNames.normalise($0)) }, uniquingKeysWith: { first, _ in first })
    }()
    private static let names = Set(normalised.values)

    static func knows(_ name: String) -> Bool { names.contains(HeaderNames.normalise(name)) }

    static func contains(_ cells: [String]) -> Bool {
        guard cells.count >= 2 else { return false }
        var known = 0, withDigits = 0
        for cell in cells.prefix(500) where !cell.isEmpty && cell.utf8.count <= 60 {
            if cell.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) { withDigits += 1 }
            if names.contains(HeaderNames.normalise(cell)) { known += 1 }
        }
        guard known >= 2 || (known >= 1 && withDigits >= 2) else { return false }
        let header = HeaderNames(names: cells)
        return SalesDialect.detect(header) != nil || TableKind.detect(header) != .sales
    }
}
