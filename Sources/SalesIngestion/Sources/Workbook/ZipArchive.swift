import CZlib

/// The files of a zip archive in memory, found by its central directory (APPNOTE.TXT 6.3, sections 4.3.12 and 4.3.16).
struct ZipArchive {
    private struct Entry {
        var method: Int
        var compressedSize: Int
        var size: Int
        var headerOffset: Int
    }

    let file: String
    private let bytes: [UInt8]
    private var entries: [String: Entry] = [:]

    /// - Throws: `wrongFormat` where the bytes are no zip archive, or one of a kind that workbooks are not (encrypted, over 4 GB).
    init(_ bytes: [UInt8], file: String) throws(IngestionError) {
        self.bytes = bytes
        self.file = file
        func damaged(_ what: String) -> IngestionError { .wrongFormat(file: file, reason: "the workbook is damaged (\(what)); save it again") }
        // The end record is 22 bytes and a comment of up to 65,535.
        guard bytes.count >= 22 else { throw damaged("too short") }
        var end = bytes.count - 22
        let least = max(0, end - 65_535)
        while end >= least, !(bytes[end] == 0x50 && bytes[end + 1] == 0x4B && bytes[end + 2] == 5 && bytes[end + 3] == 6) { end -= 1 }
        guard end >= least else { throw damaged("it has no directory") }
        let count = number(end + 10, 2), start = number(end + 16, 4)
        guard count < 0xFFFF, start < 0xFFFF_FFFF else { throw .wrongFormat(file: file, reason: "the workbook is larger than 4 GB; save the sheet as CSV") }
        var place = start
        for _ in 0..<count {
            guard place + 46 <= bytes.count, number(place, 4) == 0x0201_4B50 else { throw damaged("its directory") }
            let nameLength = number(place + 28, 2)
            let next = place + 46 + nameLength + number(place + 30, 2) + number(place + 32, 2)
            guard next <= bytes.count else { throw damaged("its directory") }
            if number(place + 8, 2) & 1 != 0 { throw .wrongFormat(file: file, reason: "the workbook is protected by a password; save it without") }
            let name = String(decoding: bytes[(place + 46)..<(place + 46 + nameLength)], as: UTF8.self)
            entries[name] = Entry(
                method: number(place + 10, 2), compressedSize: number(place + 20, 4), size: number(place + 24, 4), headerOffset: number(place + 42, 4))
            place = next
        }
    }

    private func number(_ offset: Int, _ width: Int) -> Int {
        guard offset >= 0, offset + width <= bytes.count else { return 0 }
        return (0..<width).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    func has(_ name: String) -> Bool { entries[name] != nil }

    /// Hands on the contents of a file piece by piece; nothing where there is no such file.
    /// - Returns: a function that gives the next piece, `nil` at the end.
    func reader(_ name: String, limits: ReadingLimits) throws(IngestionError) -> ZipEntryReader? {
        guard let entry = entries[name] else { return nil }
        let start = entry.headerOffset + 30 + number(entry.headerOffset + 26, 2) + number(entry.headerOffset + 28, 2)
        guard number(entry.headerOffset, 4) == 0x0403_4B50, start + entry.compressedSize <= bytes.count, entry.method == 0 || entry.method == 8 else {
            throw .wrongFormat(file: file, reason: "the workbook is damaged (\(name)); save it again")
        }
        if entry.size > limits.expansionFloor, entry.size / limits.expansionRatio > max(1, entry.compressedSize) {
            throw .wrongFormat(file: file, reason: "\(name) expands more than \(limits.expansionRatio) times; save the sheet as CSV")
        }
        return ZipEntryReader(bytes, start..<(start + entry.compressedSize), isStored: entry.method == 0, most: entry.size, file: file, name: name)
    }

    /// The whole contents of a small file; `nil` where there is none.
    func contents(_ name: String, limits: ReadingLimits) throws(IngestionError) -> [UInt8]? {
        guard let reader = try reader(name, limits: limits) else { return nil }
        var all: [UInt8] = []
        while let piece = try reader.next() { all += piece }
        return all
    }
}

/// One file of an archive, inflated piece by piece.
final class ZipEntryReader {
    private let bytes: [UInt8]
    private let range: Range<Int>
    private let isStored: Bool
    private let file: String
    private let name: String
    private let most: Int
    private var position: Int
    private var produced = 0
    private var ended = false
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var isOpen = false
    private static let pieceBytes = 1 << 17

    init(_ bytes: [UInt8], _ range: Range<Int>, isStored: Bool, most: Int, file: String, name: String) {
        self.bytes = bytes
        self.range = range
        self.isStored = isStored
        self.file = file
        self.name = name
        self.most = most
        position = range.lowerBound
        stream.initialize(to: z_stream())
        // Negative window bits: a bare deflate stream.
        isOpen = !isStored && inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isOpen { inflateEnd(stream) }
        stream.deallocate()
    }

    private func damaged() -> IngestionError { .wrongFormat(file: file, reason: "the workbook is damaged (\(name)); save it again") }

    /// The next piece; `nil` at the end.
    func next() throws(IngestionError) -> [UInt8]? {
        guard !ended else { return nil }
        if isStored {
            let end = min(range.upperBound, position + ZipEntryReader.pieceBytes)
            defer { position = end }
            if end == range.upperBound { ended = true }
            return position < end ? Array(bytes[position..<end]) : nil
        }
        guard isOpen else { throw damaged() }
        var piece = [UInt8](repeating: 0, count: ZipEntryReader.pieceBytes)
        var status = Z_OK
        let filled = bytes.withUnsafeBufferPointer { input -> Int in
            piece.withUnsafeMutableBufferPointer { output -> Int in
                guard let from = input.baseAddress, let to = output.baseAddress else { return 0 }
                let available = min(range.upperBound - position, 1 << 30)
                stream.pointee.next_in = UnsafeMutablePointer(mutating: from + position)
                stream.pointee.avail_in = UInt32(available)
                stream.pointee.next_out = to
                stream.pointee.avail_out = UInt32(output.count)
                status = inflate(stream, Z_NO_FLUSH)
                position += available - Int(stream.pointee.avail_in)
                return output.count - Int(stream.pointee.avail_out)
            }
        }
        produced += filled
        if status == Z_STREAM_END { ended = true } else if status != Z_OK || (filled == 0 && position == range.upperBound) { throw damaged() }
        // What the directory says is the limit that was checked before anything was inflated.
        if produced > most { throw damaged() }
        piece.removeLast(piece.count - filled)
        return piece
    }
}
