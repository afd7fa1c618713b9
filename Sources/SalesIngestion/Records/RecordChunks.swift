#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A piece of an input that begins at the start of a record and ends after the end of one.
final class RecordChunk {
    /// `count` bytes, followed by `padding` bytes that may be read and mean nothing.
    fileprivate(set) var bytes: UnsafeMutablePointer<UInt8>
    fileprivate(set) var count = 0
    fileprivate var capacity: Int
    /// 0, 1, 2, ... in the order of the input.
    fileprivate(set) var index = 0
    static let padding = 64

    init(capacity: Int) {
        self.capacity = capacity
        bytes = .allocate(capacity: capacity + RecordChunk.padding)
    }

    deinit { bytes.deallocate() }

    fileprivate func grow(to newCapacity: Int, keeping kept: Int) {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity + RecordChunk.padding)
        larger.update(from: bytes, count: kept)
        bytes.deallocate()
        bytes = larger
        capacity = newCapacity
    }
}

/// Cuts an input into chunks at record ends, so that chunks can be parsed on their own.
///
/// A line break inside a quoted field is no record end. A quote mark opens a field only as its first byte; elsewhere it is
/// plain text (as Python's csv has it). Quote marks are found with memchr, so the cost is a few per cent of parsing.
/// Records end with LF, CRLF or, in files without LF, CR.
final class RecordChunker {
    private let source: ByteSource
    private let limits: ReadingLimits
    private let chunkBytes: Int
    private var leftover: UnsafeMutablePointer<UInt8>
    private var leftoverCount = 0
    private var leftoverOffset = 0
    private var leftoverCapacity: Int
    private var nextIndex = 0
    private var finished = false
    /// Set once the header has been read.
    var delimiter: UInt8 = 0x2C

    init(source: ByteSource, limits: ReadingLimits, chunkBytes: Int) {
        self.source = source
        self.limits = limits
        self.chunkBytes = max(16, chunkBytes)
        leftoverCapacity = 1 << 12
        leftover = .allocate(capacity: leftoverCapacity)
    }

    deinit { leftover.deallocate() }

    /// Puts bytes in front of what is still to come (what the detection of the header read ahead). Call before the first `next`.
    func unread(_ bytes: UnsafePointer<UInt8>, count: Int) {
        keepLeftover(bytes, count: count)
    }

    /// Fills `target` from the leftover, then from the source; fewer than `count` bytes only at the end of the input.
    private func pull(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int {
        let taken = min(count, leftoverCount - leftoverOffset)
        if taken > 0 {
            target.update(from: leftover + leftoverOffset, count: taken)
            leftoverOffset += taken
        }
        if taken == count { return count }
        return taken + (try source.read(into: target + taken, count: count - taken))
    }

    /// The next chunk, or false at the end of the input.
    ///
    /// - Throws: what `ByteSource` throws; `limit` for a record longer than the limit; `unclosedQuote`. Lines in these errors are
    ///   counted from the end of the last chunk: `IngestionError.shifted(byLines:)` makes them lines of the file.
    func next(into chunk: RecordChunk) throws(IngestionError) -> Bool {
        if finished { return false }
        var target = chunkBytes
        if chunk.capacity < target { chunk.grow(to: target, keeping: 0) }
        var filled = 0
        while true {
            let wanted = target - filled
            let got = try pull(into: chunk.bytes + filled, count: wanted)
            filled += got
            if got < wanted { finished = true }
            if filled == 0 { return false }
            let cut: Int
            if finished {
                let end = lastRecordEnd(chunk.bytes, filled, atEnd: true)
                if end.openQuote { throw .unclosedQuote(file: source.name, line: end.linesToQuote) }
                cut = filled
            } else {
                cut = lastRecordEnd(chunk.bytes, filled, atEnd: false).offset
            }
            if cut > 0 {
                keepLeftover(chunk.bytes + cut, count: filled - cut)
                chunk.count = cut
                (chunk.bytes + cut).update(repeating: 0, count: RecordChunk.padding)
                chunk.index = nextIndex
                nextIndex += 1
                return true
            }
            if filled >= limits.recordBytes {
                throw .limit(
                    file: source.name, line: 1,
                    reason: "a row of more than \(limits.recordBytes) bytes starts here; is a quote mark never closed, or is this not a table?")
            }
            target = min(max(target * 2, 1 << 12), limits.recordBytes)
            chunk.grow(to: target, keeping: filled)
        }
    }

    private func keepLeftover(_ bytes: UnsafePointer<UInt8>, count: Int) {
        if leftoverOffset < leftoverCount {
            // Everything in the chunk came out of the leftover: step back.
            leftoverOffset -= count
            return
        }
        if count > leftoverCapacity {
            leftover.deallocate()
            leftoverCapacity = count * 2
            leftover = .allocate(capacity: leftoverCapacity)
        }
        leftover.update(from: bytes, count: count)
        leftoverOffset = 0
        leftoverCount = count
    }

    /// The offset after the last record end (0: none); at the end of the input also whether a quoted field is still open.
    private func lastRecordEnd(_ bytes: UnsafePointer<UInt8>, _ count: Int, atEnd: Bool)
        -> (offset: Int, openQuote: Bool, linesToQuote: Int)
    {
        var position = 0
        var best = 0
        var searchEnd = count
        var quote = RecordChunker.find(0x22, bytes, position, count)
        scan: while let q = quote {
            let opens = q == 0 || bytes[q - 1] == delimiter || bytes[q - 1] == 0x0A || bytes[q - 1] == 0x0D
            guard opens else {
                quote = RecordChunker.find(0x22, bytes, q + 1, count)
                continue
            }
            if let end = RecordChunker.lastLineEnd(bytes, position, q) { best = end }
            var from = q + 1
            while true {
                guard let close = RecordChunker.find(0x22, bytes, from, count) else {
                    if atEnd { return (best, true, RecordChunker.countLines(bytes, q) + 1) }
                    searchEnd = position
                    break scan
                }
                if close + 1 == count && !atEnd {
                    searchEnd = position
                    break scan
                }
                if close + 1 < count, bytes[close + 1] == 0x22 {
                    from = close + 2
                    continue
                }
                position = close + 1
                break
            }
            quote = RecordChunker.find(0x22, bytes, position, count)
        }
        if let end = RecordChunker.lastLineEnd(bytes, position, searchEnd) { best = end }
        return (best, false, 0)
    }

    @inline(__always)
    private static func find(_ byte: UInt8, _ bytes: UnsafePointer<UInt8>, _ from: Int, _ to: Int) -> Int? {
        guard from < to, let hit = memchr(bytes + from, Int32(byte), to - from) else { return nil }
        return UnsafeRawPointer(hit) - UnsafeRawPointer(bytes)
    }

    /// Offset after the last LF in a range; without any LF, after the last CR that is not the last byte (an LF may follow).
    private static func lastLineEnd(_ bytes: UnsafePointer<UInt8>, _ from: Int, _ to: Int) -> Int? {
        var position = to - 1
        while position >= from {
            if bytes[position] == 0x0A { return position + 1 }
            position -= 1
        }
        position = to - 2
        while position >= from {
            if bytes[position] == 0x0D { return position + 1 }
            position -= 1
        }
        return nil
    }

    /// Line ends in front of an offset: LF, CRLF and a CR that stands alone, as the scanner counts them.
    private static func countLines(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int {
        (0..<count).reduce(0) { lines, i in
            lines + (bytes[i] == 0x0A || (bytes[i] == 0x0D && bytes[i + 1] != 0x0A) ? 1 : 0)
        }
    }
}
