/// Text of two bytes a unit (UTF-16, as Excel's "Unicode text" and SAP's lists are), read as UTF-8 and written back as it was.
struct WideText: Sendable, Equatable {
    let isLittleEndian: Bool
    let hasMark: Bool

    /// The form of a file by its byte order mark, or by the zero bytes of its first letters; `nil` for text of single bytes.
    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            self.init(isLittleEndian: bytes[0] == 0xFF, hasMark: true)
            return
        }
        let pairs = min(bytes.count, 64) / 2
        guard pairs > 1 else { return nil }
        let zeros = (0...1).map { place in (0..<pairs).count { bytes[2 * $0 + place] == 0 } }
        // A header is nearly all ASCII: one byte of each pair is zero, the other never.
        guard zeros.contains(0), zeros.contains(where: { $0 * 10 >= pairs * 9 }) else { return nil }
        self.init(isLittleEndian: zeros[0] == 0, hasMark: false)
    }

    private init(isLittleEndian: Bool, hasMark: Bool) {
        self.isLittleEndian = isLittleEndian
        self.hasMark = hasMark
    }

    /// The text without its mark; `nil` where the bytes are no whole units or halves of pairs stand alone, so that they could not be written
    /// back as they were.
    func utf8(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: hasMark ? 2 : 0, to: bytes.count, by: 2).map { index in
            isLittleEndian ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8 : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
        }
        let text = String(decoding: units, as: UTF16.self)
        return text.utf16.elementsEqual(units) ? Array(text.utf8) : nil
    }

    /// The bytes of a text in this form.
    func bytes(utf8: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(2 * utf8.count + 2)
        func add(_ unit: UInt16) {
            let low = UInt8(truncatingIfNeeded: unit), high = UInt8(truncatingIfNeeded: unit >> 8)
            result += isLittleEndian ? [low, high] : [high, low]
        }
        if hasMark { add(0xFEFF) }
        for unit in String(decoding: utf8, as: UTF8.self).utf16 { add(unit) }
        return result
    }
}
