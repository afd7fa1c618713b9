import TextForms

/// Another system's own export, cell by cell as byte ranges: what is not replaced is written back byte for byte.
///
/// Delimiter (comma, semicolon, tab), byte order mark, line ends and quoting stay as they are. Encodings in which ASCII stands for itself
/// (UTF-8, Windows-1252, ISO 8859) and UTF-16 can be merged into.
///
///     var table = try MergeTable(bytes, file: "orderpoints.csv")
///     table.replace(row: 0, column: 3, with: "12")
///     table.bytes        // the file with one number changed
public struct MergeTable: Sendable {
    public let file: String
    /// Column names, unquoted.
    public let header: [String]
    public let delimiter: UInt8
    /// Decimal mark of the file's own numbers: a comma where they show one.
    public private(set) var decimalComma = false
    private let source: [UInt8]
    /// The form the file is written back in; `nil`: as `source`.
    private let wideText: WideText?
    /// Per row the ranges of its cells, quotation marks included, and where the row starts and ends (line end included).
    private let rows: [Row]
    private var replacements: [Int: [Int: [UInt8]]] = [:]

    private struct Row: Sendable {
        var cells: [Range<Int>]
        var start: Int
        var end: Int
        var line: Int
    }

    /// - Throws: `ExportProblem.merge` for damaged UTF-16, a workbook, an empty file, or rows with another number of cells than the header.
    public init(_ fileBytes: [UInt8], file: String) throws(ExportProblem) {
        self.file = file
        func problem(_ reason: String, line: Int? = nil) -> ExportProblem { .merge(file: file, line: line, reason: reason) }
        if fileBytes.starts(with: [0x50, 0x4B]) { throw problem("this is a workbook; save the export as CSV, then merge into that") }
        wideText = WideText(fileBytes)
        guard let bytes = wideText.map({ $0.utf8(fileBytes) }) ?? fileBytes else {
            throw problem("the UTF-16 text is damaged (half a character); export it again, or save it as CSV UTF-8")
        }
        if let zero = bytes.firstIndex(of: 0) {
            throw problem("a byte of zero is in it, which no text holds; export it again as CSV", line: 1 + bytes[..<zero].count { $0 == 0x0A })
        }
        source = bytes
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        // Excel's own line that names the delimiter.
        if bytes[start...].starts(with: Array("sep=".utf8)), let end = bytes[start...].firstIndex(of: 0x0A) { start = end + 1 }
        delimiter = MergeTable.delimiter(of: bytes[start...])
        let records = MergeTable.records(bytes, from: start, delimiter: delimiter)
        guard let first = records.first, first.cells.count > 0, first.end > first.start else { throw problem("the file is empty") }
        header = first.cells.map { MergeTable.text(bytes, $0) }
        let width = first.cells.count
        var rows: [Row] = []
        for record in records.dropFirst() {
            // A line of nothing is kept and is no row.
            if record.cells.count == 1, record.cells[0].isEmpty { continue }
            guard record.cells.count == width else {
                throw problem("the row has \(record.cells.count) cells, the header \(width); export it again", line: record.line)
            }
            rows.append(record)
        }
        self.rows = rows
    }

    public var rowCount: Int { rows.count }

    /// The line a row starts on; the header is line 1.
    public func line(_ row: Int) -> Int { rows[row].line }

    /// A cell without its quotation marks.
    public func text(row: Int, column: Int) -> String { MergeTable.text(source, rows[row].cells[column]) }

    /// The first column with one of the names, without regard to case, spaces, `_` and a leading `*`; where there is none, the first whose name
    /// goes on in brackets only (`Re-order Level (Reorder level based on Warehouse)`).
    public func column(named names: [String]) -> Int? {
        let plain = header.map(plainName), bare = plain.map { String($0.prefix { $0 != "(" }) }
        for columns in [plain, bare] {
            for name in names { if let hit = columns.firstIndex(of: plainName(name)) { return hit } }
        }
        return nil
    }

    /// Looks at the numbers of some columns: `1.234,5` and `12,5` mark decimals with a comma.
    public mutating func settleDecimalMark(columns: [Int]) {
        var commas = 0, points = 0
        for row in rows.indices.prefix(2_000) {
            for column in columns {
                let cell = text(row: row, column: column)
                guard let mark = cell.lastIndex(where: { $0 == "," || $0 == "." }) else { continue }
                // Three digits after a single mark may be thousands; they say nothing.
                if cell.distance(from: mark, to: cell.endIndex) == 4, cell.firstIndex(where: { $0 == "," || $0 == "." }) == mark { continue }
                if cell[mark] == "," { commas += 1 } else { points += 1 }
            }
        }
        decimalComma = commas > points || (commas == 0 && points == 0 && delimiter == UInt8(ascii: ";"))
    }

    /// A number as this file writes numbers.
    public func numberText(_ value: Double) -> String {
        let text = decimalText(value)
        return decimalComma ? String(text.map { $0 == "." ? "," : $0 }) : text
    }

    /// The number in a cell; `nil` for a blank one or a text.
    public func number(row: Int, column: Int) -> Double? {
        var text = text(row: row, column: column).filter { !$0.isWhitespace && $0 != "\u{A0}" }
        if decimalComma {
            text = String(text.filter { $0 != "." }.map { $0 == "," ? "." : $0 })
        } else {
            text = text.filter { $0 != "," }
        }
        // SAP's lists put the sign of a negative number behind it.
        if text.hasSuffix("-") { text = "-" + text.dropLast() }
        return Double(text)
    }

    /// Puts a text in place of a cell; a cell that was quoted stays quoted.
    public mutating func replace(row: Int, column: Int, with text: String) {
        let range = rows[row].cells[column]
        let wasQuoted = range.count >= 2 && source[range.lowerBound] == UInt8(ascii: "\"")
        var cell = Array(text.utf8)
        if wasQuoted || cell.contains(delimiter) || cell.contains(UInt8(ascii: "\"")) || cell.contains(0x0A) {
            cell = [UInt8(ascii: "\"")] + cell.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] } + [UInt8(ascii: "\"")]
        }
        replacements[row, default: [:]][column] = cell
    }

    /// Rows in which a cell was replaced.
    public var changedRows: Set<Int> { Set(replacements.keys) }

    /// The file with the replaced cells.
    /// - Parameter keeping: the rows to write; `nil`: all, and everything between them.
    public func bytes(keeping kept: Set<Int>? = nil) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(source.count + 16 * replacements.count)
        var position = 0
        for (index, row) in rows.enumerated() {
            if let kept, !kept.contains(index) {
                if position < row.start { result += source[position..<row.start] }
                position = row.end
                continue
            }
            guard let cells = replacements[index] else { continue }
            for (column, cell) in cells.sorted(by: { $0.key < $1.key }) {
                let range = row.cells[column]
                result += source[position..<range.lowerBound]
                result += cell
                position = range.upperBound
            }
        }
        result += source[position...]
        return wideText?.bytes(utf8: result) ?? result
    }

    private static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        var range = range
        guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "\""), bytes[range.upperBound - 1] == UInt8(ascii: "\"") else {
            return String(decoding: bytes[range], as: UTF8.self)
        }
        range = range.lowerBound + 1..<range.upperBound - 1
        var text: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            text.append(bytes[index])
            index += bytes[index] == UInt8(ascii: "\"") && index + 1 < range.upperBound && bytes[index + 1] == UInt8(ascii: "\"") ? 2 : 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The one of comma, semicolon and tab that the first line has most of outside of quotation marks.
    private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var quoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { quoted.toggle() }
            if quoted { continue }
            if byte == 0x0A || byte == 0x0D { break }
            counts[byte, default: 0] += 1
        }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return candidates.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? UInt8(ascii: ",")
    }

    private static func records(_ bytes: [UInt8], from start: Int, delimiter: UInt8) -> [Row] {
        var rows: [Row] = []
        var cells: [Range<Int>] = []
        var cellStart = start, rowStart = start, line = 1, rowLine = 1
        var quoted = false, atCellStart = true
        var index = start
        func endRow(contentEnd: Int, end: Int) {
            cells.append(cellStart..<contentEnd)
            rows.append(Row(cells: cells, start: rowStart, end: end, line: rowLine))
            cells = []
            cellStart = end
            rowStart = end
            rowLine = line
            atCellStart = true
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A { line += 1 }
            if quoted {
                if byte == UInt8(ascii: "\"") {
                    if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") { index += 1 } else { quoted = false }
                }
            } else if byte == UInt8(ascii: "\""), atCellStart {
                quoted = true
                atCellStart = false
            } else if byte == delimiter {
                cells.append(cellStart..<index)
                cellStart = index + 1
                atCellStart = true
            } else if byte == 0x0A {
                endRow(contentEnd: index > rowStart && bytes[index - 1] == 0x0D ? index - 1 : index, end: index + 1)
            } else if byte == 0x0D, index + 1 == bytes.count || bytes[index + 1] != 0x0A {
                line += 1
                endRow(contentEnd: index, end: index + 1)
            } else {
                atCellStart = false
            }
            index += 1
        }
        if rowStart < bytes.count || !cells.isEmpty { endRow(contentEnd: bytes.count, end: bytes.count) }
        return rows
    }
}

/// A column name without case, spaces, `_`, `-` and the `*` of required columns.
func plainName(_ name: String) -> String {
    String(name.lowercased().filter { !" _-*\u{FEFF}".contains($0) })
}
