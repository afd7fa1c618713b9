/// What is done to text that a spreadsheet would take for a formula.
public enum TextEscaping: Sendable {
    /// Text is written as it is: for files that programs exchange.
    case exact
    /// Text that begins with `=`, `+`, `-`, `@` (of any width), a tab or a carriage return gets an apostrophe in front, so that a spreadsheet
    /// shows it and does not run it. Text that begins with apostrophes and then one of those gets one more, so that the
    /// escape can be undone: where `'+` is followed by one of those characters, take one apostrophe away. Numbers are never touched.
    case spreadsheet
}

/// Writes a table as comma-separated UTF-8 text after RFC 4180, with a line feed at the end of each row.
///
/// A cell is quoted only where it must be: it holds a comma, a quotation mark, a line break, or begins or ends with a space.
/// The caller takes the bytes away with `drain()` as often as it likes, so that a large table never stands in memory whole.
///
///     var table = CommaSeparatedWriter(textEscaping: .spreadsheet)
///     table.header(["item", "order_now"])
///     table.text("=mug, \"big\""); table.number(12.0); table.endRow()
///     print(String(decoding: table.drain(), as: UTF8.self))
///     // item,order_now
///     // "'=mug, ""big""",12
///
/// All of it works on bytes and on no generic text: a generic loop that is not specialised across modules took half of the time
/// of writing a table. A text that stands in many rows is made into a cell once (`encoded`).
public struct CommaSeparatedWriter: Sendable {
    public let textEscaping: TextEscaping
    /// Between cells; a comma unless another system asks for something else.
    public let delimiter: UInt8
    private var bytes: [UInt8] = []
    private var rowIsEmpty = true

    public init(textEscaping: TextEscaping = .exact, delimiter: UInt8 = UInt8(ascii: ",")) {
        self.textEscaping = textEscaping
        self.delimiter = delimiter
    }

    /// A text made into the bytes of a cell, to be written many times.
    public struct EncodedCell: Sendable {
        fileprivate let bytes: [UInt8]
    }

    /// Texts made into cells, in one piece of memory: threads that write them share no count of references.
    public struct EncodedCells: Sendable {
        fileprivate var bytes: [UInt8] = []
        fileprivate var ends: [Int] = [0]
    }

    /// Bytes that wait to be taken.
    public var count: Int { bytes.count }

    /// A whole row of column names, never escaped for spreadsheets.
    public mutating func header(_ names: [String]) {
        for name in names {
            beginCell()
            appendText(name, escaping: .exact)
        }
        endRow()
    }

    /// A cell of text.
    public mutating func text(_ value: String) {
        beginCell()
        appendText(value, escaping: textEscaping)
    }

    /// A text as a cell, quoted and escaped as `text` would.
    public func encoded(_ value: String) -> EncodedCell {
        var other = CommaSeparatedWriter(textEscaping: textEscaping, delimiter: delimiter)
        other.appendText(value, escaping: textEscaping)
        return EncodedCell(bytes: other.bytes)
    }

    /// Texts as cells, each quoted and escaped as `text` would.
    public func encoded(_ values: [String]) -> EncodedCells {
        var other = CommaSeparatedWriter(textEscaping: textEscaping, delimiter: delimiter)
        var cells = EncodedCells()
        for value in values {
            other.appendText(value, escaping: textEscaping)
            cells.ends.append(other.bytes.count)
        }
        cells.bytes = other.bytes
        return cells
    }

    /// One of the cells that were made before.
    public mutating func cell(_ encoded: EncodedCells, at index: Int) {
        beginCell()
        let range = encoded.ends[index]..<encoded.ends[index + 1]
        encoded.bytes.withUnsafeBufferPointer { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// A cell that was made before.
    public mutating func cell(_ encoded: EncodedCell) {
        beginCell()
        bytes.append(contentsOf: encoded.bytes)
    }

    /// A cell with a number (see `decimalText`); empty for `nil` and where the value is not finite.
    public mutating func number(_ value: Double?) {
        beginCell()
        if let value { appendDecimal(value, to: &bytes) }
    }

    /// A cell with a whole number.
    public mutating func integer(_ value: Int) {
        beginCell()
        appendInteger(value, to: &bytes)
    }

    /// A cell without a value.
    public mutating func empty() { beginCell() }

    public mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        rowIsEmpty = true
    }

    /// Takes what was written since the last call.
    public mutating func drain() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private mutating func beginCell() {
        if !rowIsEmpty { bytes.append(delimiter) }
        rowIsEmpty = false
    }

    private mutating func appendText(_ value: String, escaping: TextEscaping) {
        var value = value
        value.withUTF8 { text in
            let escape = escaping == .spreadsheet && beginsLikeFormula(text)
            guard mustBeQuoted(text, delimiter: delimiter) else {
                if escape { bytes.append(UInt8(ascii: "'")) }
                bytes.append(contentsOf: text)
                return
            }
            bytes.append(UInt8(ascii: "\""))
            if escape { bytes.append(UInt8(ascii: "'")) }
            for byte in text {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }
}

/// True for text that a spreadsheet would run: `=`, `+`, `-`, `@`, a tab or a carriage return, after any apostrophes.
public func looksLikeFormula(_ text: String) -> Bool {
    var text = text
    return text.withUTF8(beginsLikeFormula)
}

private func beginsLikeFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < text.count, text[index] == UInt8(ascii: "'") { index += 1 }
    guard index < text.count else { return false }
    // The full-width signs, which spreadsheets of some countries take for the plain ones: ＝ ＋ － ＠.
    if text[index] == 0xEF, index + 2 < text.count, text[index + 1] == 0xBC { return [0x9D, 0x8B, 0x8D, 0xA0].contains(text[index + 2]) }
    switch text[index] {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: return true
    default: return false
    }
}

private func mustBeQuoted(_ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    if first == UInt8(ascii: " ") || last == UInt8(ascii: " ") { return true }
    for byte in text where byte <= 0x2C || byte == delimiter {
        if byte == delimiter || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return true }
    }
    return false
}
