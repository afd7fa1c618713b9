/// How the text of an input is written, as far as its beginning tells.
enum TextEncoding: String, Sendable {
    case utf8, utf16LittleEndian, utf16BigEndian, windows1252

    /// For the report; `nil` for UTF-8.
    var remark: String? {
        switch self {
        case .utf8: nil
        case .utf16LittleEndian, .utf16BigEndian: "the text is UTF-16"
        case .windows1252: "the text is not UTF-8: it is read as Windows-1252 (Latin-1)"
        }
    }

    /// UTF-16 by its byte-order mark, or by the zero bytes of plain letters. Bytes that are no UTF-8 are taken for Windows-1252 where there
    /// are several of them or one in the first line, nearly all where that encoding has a letter inside of a word or a sign of a text; else
    /// they are damage, and rows that hold them are quarantined.
    ///
    /// - Parameter complete: the bytes are the whole input (else the last character may be cut).
    static func detect(_ bytes: UnsafePointer<UInt8>, _ count: Int, complete: Bool) -> TextEncoding {
        if count >= 2 {
            if bytes[0] == 0xFF, bytes[1] == 0xFE { return .utf16LittleEndian }
            if bytes[0] == 0xFE, bytes[1] == 0xFF { return .utf16BigEndian }
        }
        if count >= 8 {
            let pairs = min(count, 64) / 2
            let zerosAt = (0...1).map { place in (0..<pairs).reduce(0) { $0 + (bytes[2 * $1 + place] == 0 ? 1 : 0) } }
            if zerosAt[1] * 10 >= pairs * 9, zerosAt[0] == 0 { return .utf16LittleEndian }
            if zerosAt[0] * 10 >= pairs * 9, zerosAt[1] == 0 { return .utf16BigEndian }
        }
        var i = 0, sequences = 0, likely = 0, unlikely = 0, inFirstLine = false, lines = 0
        while i < count {
            if bytes[i] < 0x80 {
                if bytes[i] == 0x0A || bytes[i] == 0x0D { lines += 1 }
                i += 1
                continue
            }
            let length = sequenceLength(bytes, at: i, count)
            if length > 0 {
                sequences += 1
                i += length
                continue
            }
            if !complete, i + 3 >= count { break }
            if isLikely(bytes, at: i, count) { likely += 1 } else { unlikely += 1 }
            if lines == 0 { inFirstLine = true }
            i += 1
        }
        return sequences == 0 && likely >= (inFirstLine ? 1 : 2) && unlikely * 4 <= likely ? .windows1252 : .utf8
    }

    /// Bytes of the UTF-8 character that starts here, 0 where none does.
    private static func sequenceLength(_ bytes: UnsafePointer<UInt8>, at i: Int, _ count: Int) -> Int {
        let lead = bytes[i]
        let length = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0
        guard length > 0, i + length <= count else { return 0 }
        for k in 1..<length where bytes[i + k] & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// A letter beside another letter, or a sign that texts of shops have (euro, pound, degree, quotation marks, ...).
    private static func isLikely(_ bytes: UnsafePointer<UInt8>, at i: Int, _ count: Int) -> Bool {
        func isLetter(_ k: Int) -> Bool {
            guard k >= 0, k < count else { return false }
            let byte = bytes[k]
            return byte >= 0xC0 ? byte != 0xD7 && byte != 0xF7 && byte < 0xFE : byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
        }
        switch bytes[i] {
        case 0x80, 0x84, 0x85, 0x91...0x97, 0x99, 0xA0, 0xA3, 0xA7...0xAB, 0xAE, 0xB0...0xB3, 0xB5, 0xB7, 0xB9...0xBE, 0xD7: return true
        case 0xE0: return true
        case 0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F, 0xC0...0xFD: return isLetter(i - 1) || isLetter(i + 1)
        default: return false
        }
    }

    /// The characters of 0x80...0x9F in Windows-1252; the five that it leaves open stand for themselves.
    fileprivate static let signs: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
        0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ]
}

/// An input in another encoding, as UTF-8.
final class TranscodedSource: ByteSource {
    private let inner: ByteSource
    private let encoding: TextEncoding
    private var readAhead: [UInt8]
    private var output: [UInt8] = []
    private var offset = 0
    /// UTF-16: an odd byte at the end of a block, and the first half of a pair.
    private var oddByte: UInt8?
    private var highSurrogate: UInt32?
    private var reachedEnd = false
    private static let blockBytes = 1 << 16

    /// - Parameter readAhead: bytes of `inner` that were read already.
    init(_ inner: ByteSource, encoding: TextEncoding, readAhead: [UInt8]) {
        self.inner = inner
        self.encoding = encoding
        self.readAhead = readAhead
        super.init(name: inner.name)
    }

    /// Of the bytes as stored.
    override func finishDigest() -> String { inner.finishDigest() }

    override func readNext(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int {
        var filled = 0
        while filled < count {
            if offset == output.count {
                guard try nextBlock() else { break }
                continue
            }
            let taken = min(count - filled, output.count - offset)
            for i in 0..<taken { target[filled + i] = output[offset + i] }
            offset += taken
            filled += taken
        }
        return filled
    }

    private func nextBlock() throws(IngestionError) -> Bool {
        offset = 0
        output.removeAll(keepingCapacity: true)
        if reachedEnd { return false }
        var block = readAhead
        readAhead = []
        if block.isEmpty {
            block = [UInt8](repeating: 0, count: TranscodedSource.blockBytes)
            let got = try inner.read(into: &block, count: block.count)
            if got < block.count { reachedEnd = true }
            block.removeLast(block.count - got)
        }
        if encoding == .windows1252 {
            for byte in block { append(byte >= 0x80 && byte < 0xA0 ? TextEncoding.signs[Int(byte) - 0x80] : UInt32(byte)) }
        } else {
            for byte in block { take(byte) }
        }
        if reachedEnd, oddByte != nil || highSurrogate != nil { append(0xFFFD) }
        return true
    }

    /// One byte of UTF-16; halves of pairs that stand alone become U+FFFD.
    private func take(_ byte: UInt8) {
        guard let first = oddByte else {
            oddByte = byte
            return
        }
        oddByte = nil
        let unit = encoding == .utf16LittleEndian ? UInt32(byte) << 8 | UInt32(first) : UInt32(first) << 8 | UInt32(byte)
        if let high = highSurrogate {
            highSurrogate = nil
            if (0xDC00..<0xE000).contains(unit) {
                append(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00))
                return
            }
            append(0xFFFD)
        }
        if (0xD800..<0xDC00).contains(unit) { highSurrogate = unit } else { append((0xDC00..<0xE000).contains(unit) ? 0xFFFD : unit) }
    }

    private func append(_ scalar: UInt32) {
        if scalar < 0x80 {
            output.append(UInt8(scalar))
        } else if scalar < 0x800 {
            output += [UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F)]
        } else if scalar < 0x10000 {
            output += [UInt8(0xE0 | scalar >> 12), UInt8(0x80 | scalar >> 6 & 0x3F), UInt8(0x80 | scalar & 0x3F)]
        } else {
            output += [UInt8(0xF0 | scalar >> 18 & 7), UInt8(0x80 | scalar >> 12 & 0x3F), UInt8(0x80 | scalar >> 6 & 0x3F), UInt8(0x80 | scalar & 0x3F)]
        }
    }
}
