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
    private var converter: TextConverter?
    private static let blockBytes = 1 << 16

    /// - Parameter readAhead: bytes of `inner` that were read already.
    init(_ inner: ByteSource, encoding: TextEncoding, readAhead: [UInt8]) {
        self.inner = inner
        self.encoding = encoding
        self.readAhead = readAhead
        if ![.utf8, .utf16LittleEndian, .utf16BigEndian, .windows1252].contains(encoding) { converter = TextConverter(encoding) }
        super.init(name: inner.name)
    }

    /// Of the bytes as stored.
    override func finishDigest() -> String { inner.finishDigest() }

    override func checkUnchanged() throws(IngestionError) { try inner.checkUnchanged() }

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
        if let converter {
            output = converter.convert(block, atEnd: reachedEnd)
        } else if encoding == .windows1252 {
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
