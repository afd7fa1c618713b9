import DemandModel
import TextForms

/// Rows of a workbook (.xlsx) as CSV: those of the sheet that is named, else of the one called like what is read (`items`, `overrides`, ...),
/// else of the first that is not hidden and of every later one with the same header (a sheet per year or per shop). Sheets that are not read
/// are named in the remarks.
///
/// Dates come as ISO dates, other numbers as the number that is stored, texts as they are; a row of the sheet is a line, so that lines in
/// messages are rows of the sheet. A formula stands for its last result.
func workbookSource(path: String, selection: DatabaseSelection, limits: ReadingLimits) throws(IngestionError) -> ByteSource {
    let source = try FileSource(path: path, limits: limits, hashing: false, allowsArchives: true)
    var bytes: [UInt8] = []
    let piece = UnsafeMutablePointer<UInt8>.allocate(capacity: 1 << 20)
    defer { piece.deallocate() }
    while true {
        let count = try source.read(into: piece, count: 1 << 20)
        if count == 0 { break }
        bytes.append(contentsOf: UnsafeBufferPointer(start: piece, count: count))
    }
    let archive = try ZipArchive(bytes, file: path)
    let parts = try WorkbookParts(archive, limits: limits)
    var (sheet, others) = try chosenSheet(parts, selection: selection, file: path)
    var skipped: [String] = []
    if selection.table == nil, selection.usualTable == "sales", !others.isEmpty {
        // A cover or a summary in front of the sales: the first sheet that has their columns.
        let all = [sheet] + others
        for (place, candidate) in all.prefix(60).enumerated() {
            let look = try SheetRows(archive: archive, parts: parts, path: candidate.path, limits: limits)
            guard holdsSales(try look.next() ?? []) else { continue }
            skipped = all[..<place].map(\.name)
            (sheet, others) = (candidate, Array(all[(place + 1)...]))
            break
        }
    }
    // Most programs say how wide the sheet is; where one does not, or says something out of measure, it is looked at first.
    let rows = try SheetRows(archive: archive, parts: parts, path: sheet.path, limits: limits)
    let joined = try JoinedSheets(first: rows, name: sheet.name, others: others, skipped: skipped, archive: archive, parts: parts, limits: limits)
    let result = ProducedSource(name: path) { () throws(IngestionError) -> [UInt8]? in try joined.next() }
    result.remarks = joined.remarks
    joined.ended = { [unowned result] hiddenRows in
        guard hiddenRows > 0 else { return }
        result.remarks.append("\(counted(hiddenRows, "row")) of the sheet \(hiddenRows == 1 ? "is" : "are") hidden, by a filter or by hand, and read like the others; delete them if they do not count")
    }
    return result
}

/// True where one of the first lines has the columns of sales.
private func holdsSales(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes.prefix(1 << 16), as: UTF8.self).split(separator: "\n", maxSplits: 40).prefix(40).contains { line in
        let names = line.split(separator: ",", omittingEmptySubsequences: false).map { cell in String(cell.filter { $0 != "\"" && $0 != "\r" && $0 != "\r\n" }) }
        let header = HeaderNames(names: names)
        let long: [SalesColumn] = [.date, .item, .quantity]
        return long.allSatisfy { !header.columns(of: $0).isEmpty } || WideColumns(header: header) != nil
    }
}

/// The sheet to read, and the visible ones after it that may go on where it ends.
private func chosenSheet(
    _ parts: WorkbookParts, selection: DatabaseSelection, file: String
) throws(IngestionError) -> (sheet: WorkbookParts.Sheet, others: [WorkbookParts.Sheet]) {
    func named(_ name: String) -> WorkbookParts.Sheet? { parts.sheets.first { $0.name.lowercased() == name.lowercased() } }
    if let table = selection.table {
        if let sheet = named(table) { return (sheet, []) }
        throw .unsuitable(reason: "\(file): there is no sheet \"\(table)\"; it has " + parts.sheets.map(\.name).joined(separator: ", "))
    }
    if let sheet = named(selection.usualTable) { return (sheet, []) }
    let visible = parts.sheets.filter { !$0.isHidden }
    guard let first = visible.first ?? parts.sheets.first else { throw .wrongFormat(file: file, reason: "the workbook has no sheet") }
    return (first, Array(visible.dropFirst()))
}

/// A sheet, and then the rows of those that have the same header.
private final class JoinedSheets {
    private var rows: [SheetRows]
    /// The first bytes of the sheet, read to know its header.
    private var started: [UInt8]?
    /// Of the sheet that is read: bytes of its header that are still to be left out.
    private var headerToDrop = 0
    private let header: [UInt8]
    let remarks: [String]
    /// Told once all is read: how many rows with cells were hidden.
    var ended: (Int) -> Void = { _ in }
    private var hiddenRows = 0

    init(
        first: SheetRows, name: String, others: [WorkbookParts.Sheet], skipped: [String], archive: ZipArchive, parts: WorkbookParts, limits: ReadingLimits
    ) throws(IngestionError) {
        guard !others.isEmpty || !skipped.isEmpty else {
            rows = [first]
            header = []
            remarks = []
            return
        }
        let start = try first.next()
        let header = JoinedSheets.header(start ?? [])
        var joined = [first], read = [name], unread = skipped
        for other in others {
            let sheet = try SheetRows(archive: archive, parts: parts, path: other.path, limits: limits, width: first.width)
            // A second reader: this one is begun only to see the first row.
            let look = try SheetRows(archive: archive, parts: parts, path: other.path, limits: limits, width: first.width)
            if let header, JoinedSheets.header(try look.next() ?? []) == header {
                joined.append(sheet)
                read.append(other.name)
            } else {
                unread.append(other.name)
            }
        }
        rows = joined
        started = start
        self.header = header ?? []
        var words: [String] = []
        if read.count > 1 { words.append("\(read.count) sheets with the same header are read one after the other (\(read.joined(separator: ", "))): lines are counted through all of them") }
        if !unread.isEmpty {
            words.append("read from the sheet\(read.count > 1 ? "s" : "") \(read.joined(separator: ", ")); not read: \(unread.joined(separator: ", ")), with other columns "
                + "(table = \"NAME\" names a sheet)")
        }
        remarks = words
    }

    func next() throws(IngestionError) -> [UInt8]? {
        if let bytes = started {
            started = nil
            return bytes
        }
        while let current = rows.first {
            if var bytes = try current.next() {
                if headerToDrop > 0 {
                    bytes.removeFirst(min(headerToDrop, bytes.count))
                    headerToDrop = 0
                    if bytes.isEmpty { continue }
                }
                return bytes
            }
            hiddenRows += current.hiddenRows
            rows.removeFirst()
            headerToDrop = header.count
        }
        ended(hiddenRows)
        ended = { _ in }
        return nil
    }

    /// The first row with its line end; `nil` where it is blank, or where a name holds a line break.
    private static func header(_ bytes: [UInt8]) -> [UInt8]? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = Array(bytes[...end])
        let quotes = line.count { $0 == UInt8(ascii: "\"") }
        let isBlank = line.allSatisfy { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return isBlank || quotes % 2 == 1 ? nil : line
    }
}

/// The rows of a sheet as CSV, piece by piece.
private final class SheetRows {
    private let reader: ZipEntryReader
    private let parts: WorkbookParts
    private let file: String
    let width: Int
    private var csv: CommaSeparatedWriter = CommaSeparatedWriter(textEscaping: .exact)
    private var events: XMLEvents?
    private var ended = false
    private var tooWide: Int?

    /// The row and the cell that are being read.
    private var lastRow = 0
    private var row = 0
    private var isHidden = false
    private(set) var hiddenRows = 0
    private var cells: [(column: Int, text: String)] = []
    private var column = -1
    private var kind = ""
    private var style = 0
    private var isValue = false
    private var isReading = false
    private var value: [UInt8] = []

    /// - Parameter width: columns that every row has at least; `nil`: as wide as the sheet is.
    init(archive: ZipArchive, parts: WorkbookParts, path: String, limits: ReadingLimits, width asked: Int? = nil) throws(IngestionError) {
        guard let reader = try archive.reader(path, limits: limits) else {
            throw .wrongFormat(file: archive.file, reason: "the workbook is damaged (\(path) is not there); save it again")
        }
        self.reader = reader
        self.parts = parts
        file = archive.file
        width = if let asked { asked } else { try SheetRows.width(archive, path, limits) }
        events = XMLEvents(
            begin: { [unowned self] in begin($0, $1) }, end: { [unowned self] in end($0) },
            characters: { [unowned self] in if isValue, !isReading { value.append(contentsOf: $0) } })
    }

    /// The last column with a cell.
    private static func width(_ archive: ZipArchive, _ path: String, _ limits: ReadingLimits) throws(IngestionError) -> Int {
        guard let reader = try archive.reader(path, limits: limits) else { return 1 }
        var widest = 1, stated: Int?, hasRows = false, next = 0
        guard let events = XMLEvents(
            begin: { name, attributes in
                if name == "dimension", let range = attributes["ref"], let colon = range.firstIndex(of: ":") {
                    stated = columnNumber(String(range[range.index(after: colon)...]))
                }
                if name == "row" { hasRows = true; next = 0 }
                if name == "c" {
                    next = attributes["r"].flatMap(columnNumber) ?? next + 1
                    widest = max(widest, next)
                }
            }, end: { _ in }, characters: { _ in })
        else { return 1 }
        while let piece = try reader.next() {
            if let reason = events.parse(piece, isLast: false) { throw .wrongFormat(file: archive.file, reason: "the sheet: \(reason); save it again") }
            if hasRows, let stated, stated <= 256 { return max(stated, widest) }
        }
        return min(widest, 16_384)
    }

    func next() throws(IngestionError) -> [UInt8]? {
        while csv.count < 1 << 17, !ended {
            guard let piece = try reader.next() else {
                ended = true
                if let reason = events?.parse([], isLast: true) { throw .wrongFormat(file: file, reason: "the sheet: \(reason); save it again") }
                break
            }
            if let reason = events?.parse(piece, isLast: false) { throw .wrongFormat(file: file, reason: "the sheet: \(reason); save it again") }
        }
        let bytes = csv.drain()
        return bytes.isEmpty ? nil : bytes
    }

    private func begin(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "row":
            row = attributes["r"].flatMap { Int($0) } ?? lastRow + 1
            isHidden = attributes["hidden"].map { $0 == "1" || $0 == "true" } ?? false
            column = -1
            cells.removeAll(keepingCapacity: true)
        case "c":
            column = attributes["r"].flatMap(columnNumber).map { $0 - 1 } ?? column + 1
            kind = attributes["t"] ?? "n"
            style = attributes["s"].flatMap { Int($0) } ?? 0
            value.removeAll(keepingCapacity: true)
        case "v", "t": isValue = true
        case "rPh": isReading = true
        default: break
        }
    }

    private func end(_ name: String) {
        switch name {
        case "v", "t": isValue = false
        case "rPh": isReading = false
        case "c":
            if !value.isEmpty { cells.append((column, cellText())) }
        case "row": writeRow()
        default: break
        }
    }

    private func cellText() -> String {
        let text = String(decoding: value, as: UTF8.self)
        switch kind {
        case "s":
            guard let index = Int(text), parts.texts.indices.contains(index) else { return text }
            return String(decoding: parts.texts[index], as: UTF8.self)
        case "n", "":
            guard let number = Double(text) else { return text }
            return numberText(number)
        case "d": return text
        default: return text
        }
    }

    private func numberText(_ number: Double) -> String {
        let form = parts.forms.indices.contains(style) ? parts.forms[style] : .general
        switch form {
        case .general: return decimalText(number)
        case .padded(let digits):
            guard number >= 0, number == number.rounded(), number < 1e15 else { return decimalText(number) }
            let plain = String(Int(number))
            return String(repeating: "0", count: max(0, digits - plain.count)) + plain
        case .date, .dateAndTime:
            // Up to the year 9999; below one day it is a time of day, which no table here asks for.
            guard number >= 1, number < 2_958_466 else { return decimalText(number) }
            var days = Int(number.rounded(.down))
            var seconds = Int(((number - number.rounded(.down)) * 86_400).rounded())
            if seconds == 86_400 { seconds = 0; days += 1 }
            // The 1900 system has a 29 February 1900 that never was: days before it are one off.
            let day = CalendarDay(number: Int32(parts.startsIn1904 ? days - 24_107 : days < 60 ? days - 25_568 : days - 25_569))
            guard seconds > 0 else { return day.description }
            func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
            return "\(day) \(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        }
    }

    /// Rows that the sheet leaves out are empty lines.
    private func writeRow() {
        while lastRow + 1 < row, lastRow < 1_048_576 {
            csv.endRow()
            lastRow += 1
        }
        lastRow = max(row, lastRow + 1)
        guard !cells.isEmpty else {
            csv.endRow()
            return
        }
        if isHidden { hiddenRows += 1 }
        cells.sort { $0.column < $1.column }
        var next = 0
        for column in 0..<max(width, (cells.last?.column ?? -1) + 1) {
            if next < cells.count, cells[next].column == column {
                csv.text(cells[next].text)
                next += 1
                while next < cells.count, cells[next].column == column { next += 1 }
            } else {
                csv.empty()
            }
        }
        csv.endRow()
    }
}

/// 28 of `AB12`; `nil` where there are no letters.
private func columnNumber(_ reference: String) -> Int? {
    var number = 0
    for byte in reference.utf8 {
        guard byte >= 0x41, byte <= 0x5A else { break }
        number = number * 26 + Int(byte - 0x40)
        if number > 16_384 { return nil }
    }
    return number > 0 ? number : nil
}
