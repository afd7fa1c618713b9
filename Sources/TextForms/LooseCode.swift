/// An item code without what people and spreadsheets change in it: case, spaces, dashes and other marks, and zeros at its beginning.
///
///     looseCode("MUG-1") == looseCode("mug 1")        // true
///     looseCode("00123") == looseCode("123")          // true
///
/// Letters of other alphabets that look like Latin ones are those (А-100 in Cyrillic is A-100), and the `.0` that programs write behind whole numbers goes.
/// Letters with marks are compared as letters and marks apart, full-width letters and digits as plain ones.
public func looseCode(_ code: String) -> String {
    var result = ""
    for character in withoutDecimals(code) {
        for scalar in character.decomposed {
            switch scalar.value {
            // Full-width forms of ASCII.
            case 0xFF01...0xFF5E:
                if let plain = Unicode.Scalar(scalar.value - 0xFEE0) { append(plain, to: &result) }
            default: append(lookalikes[scalar] ?? scalar, to: &result)
            }
        }
    }
    let short = result.drop { $0 == "0" }
    return short.isEmpty ? result : String(short)
}

/// `1001.0` is 1001, as programs write whole numbers that they took for decimals.
private func withoutDecimals(_ code: String) -> Substring {
    guard let point = code.lastIndex(of: "."), point > code.startIndex, code[..<point].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return code[...] }
    let zeros = code[code.index(after: point)...]
    return !zeros.isEmpty && zeros.utf8.allSatisfy { $0 == 0x30 } ? code[..<point] : code[...]
}

/// Cyrillic and Greek letters that look like Latin ones.
private let lookalikes: [Unicode.Scalar: Unicode.Scalar] = [
    "А": "a", "а": "a", "В": "b", "Е": "e", "е": "e", "К": "k", "к": "k", "М": "m", "Н": "h", "О": "o", "о": "o", "Р": "p", "р": "p", "С": "c", "с": "c", "Т": "t",
    "У": "y", "у": "y", "Х": "x", "х": "x", "І": "i", "і": "i", "Ј": "j", "ј": "j", "Ѕ": "s", "ѕ": "s",
    "Α": "a", "Β": "b", "Ε": "e", "Ζ": "z", "Η": "h", "Ι": "i", "Κ": "k", "Μ": "m", "Ν": "n", "Ο": "o", "ο": "o", "Ρ": "p", "Τ": "t", "Υ": "y", "Χ": "x",
]

private func append(_ scalar: Unicode.Scalar, to text: inout String) {
    let properties = scalar.properties
    guard properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark else { return }
    text.unicodeScalars.append(contentsOf: properties.lowercaseMapping.unicodeScalars)
}

extension Character {
    /// Composed and decomposed spellings of a letter are one character to Swift; of it, one spelling is chosen.
    fileprivate var decomposed: [Unicode.Scalar] {
        guard let known = CharacterForms.composed[self] else { return Array(unicodeScalars) }
        return known
    }
}

/// Letters with one mark, in their composed form: what `Character` compares as equal to the decomposed one.
private enum CharacterForms {
    static let composed: [Character: [Unicode.Scalar]] = Dictionary(
        (0xC0...0x24F).compactMap { value in Unicode.Scalar(UInt32(value)).map { (Character($0), [$0]) } } +
            (0x1E00...0x1EFF).compactMap { value in Unicode.Scalar(UInt32(value)).map { (Character($0), [$0]) } },
        uniquingKeysWith: { first, _ in first })
}

/// `1.23457E+13`: a code of digits that a spreadsheet has rounded; the digits that are left and the number of all digits, else `nil`.
///
///     roundedCode("1.23457E+13")      // ("123457", 14)
public func roundedCode(_ text: String) -> (digits: String, count: Int)? {
    let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
    guard parts.count == 2, let power = Int(parts[1].hasPrefix("+") ? parts[1].dropFirst() : parts[1]), (1...40).contains(power) else { return nil }
    let mantissa = parts[0].split(whereSeparator: { $0 == "." || $0 == "," })
    guard (1...2).contains(mantissa.count), mantissa[0].count == 1, mantissa.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return nil }
    let digits = mantissa.joined()
    return digits.count <= power + 1 ? (digits, power + 1) : nil
}
