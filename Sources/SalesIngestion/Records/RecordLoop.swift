/// The one loop over records: takes them from a chunk one after the other and fits each to the header.
struct RecordLoop {
    enum Step {
        /// A record with as many fields as the header; they are in `fields`.
        case record
        /// A record with another number of fields.
        case misfit
        case end
    }

    private(set) var scanner: RowScanner
    private let width: Int
    private let needed: Int

    /// - Parameters:
    ///   - width: fields of the header.
    ///   - needed: fields a row needs at least (see `RowScanner.settles`).
    ///   - fields: room for `width` fields and `RowScanner.spareFields` more.
    init(_ chunk: RecordChunk, special: SpecialBytes, width: Int, needed: Int, fields: UnsafeMutablePointer<Field>, scratch: ScratchBytes) {
        scratch.reserve(chunk.count)
        self.width = width
        self.needed = needed
        scanner = RowScanner(
            bytes: chunk.bytes, count: chunk.count, table: special, fields: fields, maxFields: width + RowScanner.spareFields, scratch: scratch)
    }

    @inline(__always)
    mutating func next() -> Step {
        repeat {
            guard scanner.next() else { return .end }
        } while scanner.isRule
        return scanner.fieldCount == width || scanner.settles(width: width, needed: needed) ? .record : .misfit
    }

    /// What to say of a misfit.
    var misfitHint: String {
        "the row has \(scanner.fieldCount) fields, the header \(width); quote texts that hold the delimiter or a line break"
    }

    /// The beginning of the record as it stands in the file.
    var recordText: String { Field(start: scanner.recordStart, count: min(scanner.recordCount, 400)).text }
}

extension TableInput {
    /// One record as `forEachRecord` hands it over: valid until the next.
    struct Record {
        /// In the file; the header is line 1.
        let line: Int
        let fields: UnsafeMutablePointer<Field>
        /// `nil` for a record with as many fields as the header.
        let misfit: (hint: String, text: String)?
    }

    /// Reads the rest of the table record by record, in order, with one thread.
    ///
    /// - Throws: what the source and the chunker throw, with lines of the file; what `body` throws.
    func forEachRecord(_ body: (Record) throws(IngestionError) -> Void) throws(IngestionError) {
        let width = header.names.count
        let fields = UnsafeMutablePointer<Field>.allocate(capacity: width + RowScanner.spareFields)
        defer { fields.deallocate() }
        let scratch = ScratchBytes()
        let chunk = RecordChunk(capacity: 64)
        var firstLine = headerLines
        while true {
            do throws(IngestionError) {
                guard try chunker.next(into: chunk) else { break }
            } catch {
                throw error.shifted(byLines: firstLine)
            }
            var loop = RecordLoop(chunk, special: special, width: width, needed: neededFields, fields: fields, scratch: scratch)
            scan: while true {
                switch loop.next() {
                case .end: break scan
                case .record: try body(Record(line: firstLine + loop.scanner.recordLine + 1, fields: fields, misfit: nil))
                case .misfit:
                    try body(Record(line: firstLine + loop.scanner.recordLine + 1, fields: fields, misfit: (loop.misfitHint, loop.recordText)))
                }
            }
            firstLine += loop.scanner.line
        }
        try source.checkUnchanged()
    }
}
