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
public struct CommaSeparatedWriter: Sendable {
    public let textEscaping: TextEscaping
    private var bytes: [UInt8] = []
    private var rowIsEmpty = true

    public init(textEscaping: TextEscaping = .exact) {
        self.textEscaping = textEscaping
    }

    /// Bytes that wait to be taken.
    public var count: Int { bytes.count }

    /// A whole row of column names, never escaped for spreadsheets.
    public mutating func header(_ names: [String]) {
        for name in names { cell(name, escaping: .exact) }
        endRow()
    }

    /// A cell of text.
    public mutating func text(_ value: some StringProtocol) {
        cell(value, escaping: textEscaping)
    }

    /// A cell with a number (see `decimalText`); empty for `nil` and where the value is not finite.
    public mutating func number(_ value: Double?) {
        beginCell()
        if let value { bytes.append(contentsOf: decimalText(value).utf8) }
    }

    /// A cell with a whole number.
    public mutating func integer(_ value: Int) {
        beginCell()
        bytes.append(contentsOf: String(value).utf8)
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
        if !rowIsEmpty { bytes.append(UInt8(ascii: ",")) }
        rowIsEmpty = false
    }

    private mutating func cell(_ value: some StringProtocol, escaping: TextEscaping) {
        beginCell()
        let escape = escaping == .spreadsheet && looksLikeFormula(value.utf8)
        let quote = mustBeQuoted(value.utf8)
        if quote { bytes.append(UInt8(ascii: "\"")) }
        if escape { bytes.append(UInt8(ascii: "'")) }
        if quote {
            for byte in value.utf8 {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        } else {
            bytes.append(contentsOf: value.utf8)
        }
    }

    private func mustBeQuoted(_ text: some Collection<UInt8>) -> Bool {
        var last: UInt8?
        for byte in text {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return true
            case UInt8(ascii: " ") where last == nil: return true
            default: last = byte
            }
        }
        return last == UInt8(ascii: " ")
    }

    private func looksLikeFormula(_ text: some Collection<UInt8>) -> Bool {
        let body = text.drop { $0 == UInt8(ascii: "'") }
        guard let first = body.first else { return false }
        // The full-width signs, which spreadsheets of some countries take for the plain ones: ＝ ＋ － ＠.
        if first == 0xEF {
            let wide = Array(body.prefix(3))
            return wide.count == 3 && (wide[1] == 0xBC && [0x9D, 0x8B, 0x8D, 0xA0].contains(wide[2]))
        }
        return [UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D].contains(first)
    }
}
