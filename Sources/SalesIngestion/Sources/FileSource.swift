import CZlib
import Digests
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file or standard input (`-`), decompressed where it is gzip. Hashes what it reads.
final class FileSource: ByteSource {
    private let descriptor: Int32
    private let limits: ReadingLimits
    private let hashing: Bool
    private let allowsArchives: Bool
    private var digest = SHA256()
    /// Bytes as stored: compressed ones for gzip.
    private(set) var storedBytes = 0
    private var reachedEnd = false
    /// As the file was when it was opened; `nil` for anything that is no plain file.
    private var opened: stat?

    private var inflater: UnsafeMutablePointer<z_stream>?
    private var insideMember = false
    private let stored: UnsafeMutablePointer<UInt8>
    private var storedCount = 0
    private var storedOffset = 0
    private static let storedCapacity = 1 << 18

    /// - Throws: `cannotRead` (absent, a directory, not readable), `emptyFile`, `wrongFormat`.
    /// - Parameter allowsArchives: zip archives are handed on as they are.
    init(path: String, limits: ReadingLimits, hashing: Bool = true, allowsArchives: Bool = false) throws(IngestionError) {
        self.limits = limits
        self.allowsArchives = allowsArchives
        self.hashing = hashing
        descriptor = path == "-" ? 0 : open(path, O_RDONLY)
        guard descriptor >= 0 else { throw .cannotRead(file: path, reason: FileSource.reason(errno)) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            close(descriptor)
            throw .cannotRead(file: path, reason: "it is a directory; name a file in it")
        }
        if path != "-", status.st_mode & S_IFMT == S_IFREG { opened = status }
        stored = .allocate(capacity: FileSource.storedCapacity)
        super.init(name: path == "-" ? "standard input" : path)
        try recogniseFormat(path: path)
    }

    deinit {
        if let inflater {
            inflateEnd(inflater)
            inflater.deallocate()
        }
        stored.deallocate()
        if descriptor > 0 { close(descriptor) }
    }

    /// SHA-256 of the bytes as stored; call after the end was reached.
    override func finishDigest() -> String { hashing ? digest.finish() : "" }

    override var bytesInAll: Int? { inflater == nil ? opened.map { Int($0.st_size) } : nil }

    /// Size and time of the last change are what they were, and as many bytes came.
    override func checkUnchanged() throws(IngestionError) {
        guard let opened else { return }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return }
        let sameTime = FileSource.changed(status) == FileSource.changed(opened)
        if status.st_size != opened.st_size || !sameTime || storedBytes != Int(opened.st_size) {
            throw .changedWhileRead(file: name, before: Int(opened.st_size), after: Int(status.st_size))
        }
    }

    private static func changed(_ status: stat) -> [Int] {
        #if canImport(Glibc)
        [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
        #else
        [Int(status.st_mtimespec.tv_sec), Int(status.st_mtimespec.tv_nsec)]
        #endif
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case ENOENT: "there is no such file"
        case EACCES: "permission denied"
        case EISDIR: "it is a directory; name a file in it"
        default: String(cString: strerror(code))
        }
    }

    private func recogniseFormat(path: String) throws(IngestionError) {
        while storedCount < 4, !reachedEnd { try fillStored() }
        guard storedCount > 0 else { throw .emptyFile(file: name) }
        func starts(_ bytes: [UInt8]) -> Bool {
            storedCount >= bytes.count && (0..<bytes.count).allSatisfy { stored[$0] == bytes[$0] }
        }
        if starts([0x1F, 0x8B]) {
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            inflater = stream
            // 15 window bits + 16: gzip framing.
            guard inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                throw .wrongFormat(file: name, reason: "zlib could not start")
            }
            insideMember = true
            return
        }
        if path.hasSuffix(".gz") { throw .wrongFormat(file: name, reason: "the name says gzip, the content is not; drop the .gz or compress it") }
        if allowsArchives, starts([0x50, 0x4B, 0x03, 0x04]) { return }
        if starts([0x50, 0x4B, 0x03, 0x04]) {
            throw .wrongFormat(
                file: name, reason: "this is a workbook or zip archive, not text; name a workbook .xlsx, save the sheet as CSV UTF-8, or unpack the archive and name the file in it")
        }
        let others: [([UInt8], String)] = [
            ([0xD0, 0xCF, 0x11, 0xE0], "this is an old workbook (.xls), not text; save the sheet as CSV UTF-8"),
            ([0x28, 0xB5, 0x2F, 0xFD], "this is compressed with zstd; decompress it, or compress it with gzip"),
            ([0xFD, 0x37, 0x7A, 0x58], "this is compressed with xz; decompress it, or compress it with gzip"),
            ([0x42, 0x5A, 0x68], "this is compressed with bzip2; decompress it, or compress it with gzip"),
            (Array("%PDF".utf8), "this is a PDF document, not a table; export CSV"),
            (Array("<htm".utf8), "this is a web page, not a table; export CSV"), (Array("<!DO".utf8), "this is a web page, not a table; export CSV"),
            (Array("[{".utf8), "this is JSON, not a table; export CSV"), (Array("{\"".utf8), "this is JSON, not a table; export CSV"),
            (Array("<?xm".utf8), "this is XML, not a table; export CSV"),
        ]
        if let (_, reason) = others.first(where: { starts($0.0) }) { throw .wrongFormat(file: name, reason: reason) }
        if starts(Array("PAR1".utf8)) {
            throw .wrongFormat(file: name, reason: "this is a Parquet file; name it with the ending .parquet (needs a duckdb executable)")
        }
    }

    /// Reads stored bytes behind those already there.
    private func fillStored() throws(IngestionError) {
        let space = FileSource.storedCapacity - storedCount
        let count = try readStored(into: stored + storedCount, count: space)
        if count == 0 { reachedEnd = true }
        storedCount += count
    }

    private func readStored(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int {
        while true {
            let result = systemRead(descriptor, target, count)
            if result < 0 {
                if errno == EINTR { continue }
                throw .cannotRead(file: name, reason: FileSource.reason(errno))
            }
            if result > 0, hashing { digest.update(UnsafeRawBufferPointer(start: target, count: result)) }
            storedBytes += result
            return result
        }
    }

    override func readNext(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int {
        inflater == nil ? try readPlain(into: target, count: count) : try readInflated(into: target, count: count)
    }

    private func readPlain(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int {
        var filled = 0
        if storedOffset < storedCount {
            filled = min(count, storedCount - storedOffset)
            target.update(from: stored + storedOffset, count: filled)
            storedOffset += filled
        }
        while filled < count, !reachedEnd {
            let got = try readStored(into: target + filled, count: count - filled)
            if got == 0 { reachedEnd = true }
            filled += got
        }
        return filled
    }

    private func readInflated(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(IngestionError) -> Int {
        guard let inflater else { return 0 }
        var filled = 0
        while filled < count {
            if storedOffset == storedCount {
                storedOffset = 0
                storedCount = 0
                if !reachedEnd { try fillStored() }
                if storedCount == 0 {
                    if insideMember { throw .wrongFormat(file: name, reason: "the gzip stream is cut off; fetch the file again") }
                    return filled
                }
            }
            if !insideMember {
                // Another member may follow; padding of zeros at the end is ignored as gzip does.
                while storedOffset < storedCount, stored[storedOffset] == 0 { storedOffset += 1 }
                if storedOffset == storedCount { continue }
                inflateReset(inflater)
                insideMember = true
            }
            inflater.pointee.next_in = stored + storedOffset
            inflater.pointee.avail_in = UInt32(storedCount - storedOffset)
            inflater.pointee.next_out = target + filled
            inflater.pointee.avail_out = UInt32(min(count - filled, 1 << 30))
            let before = inflater.pointee.avail_out
            let status = inflate(inflater, Z_NO_FLUSH)
            filled += Int(before - inflater.pointee.avail_out)
            storedOffset = storedCount - Int(inflater.pointee.avail_in)
            if status == Z_STREAM_END {
                insideMember = false
            } else if status != Z_OK && status != Z_BUF_ERROR {
                throw .wrongFormat(file: name, reason: "the gzip stream is damaged after \(bytesRead + filled) bytes; fetch the file again")
            }
            let total = bytesRead + filled
            if total > limits.expansionFloor, total / limits.expansionRatio > storedBytes {
                throw .wrongFormat(
                    file: name, reason: "the gzip stream expands more than \(limits.expansionRatio) times; decompress it yourself if that is right")
            }
        }
        return filled
    }
}

/// read(2) under a name of its own: inside `FileSource` the plain name is taken.
private func systemRead(_ descriptor: Int32, _ target: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    read(descriptor, target, count)
}
