import CRecordScan

/// One field of a record: bytes without the quote marks around it. Valid until the next record is scanned.
struct Field {
    var start: UnsafePointer<UInt8>
    var count: Int

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    var isUTF8: Bool { text.utf8.elementsEqual(bytes) }

    /// Without spaces and tabs at both ends: for numbers and dates, never for names.
    @inline(__always)
    var trimmed: Field {
        var field = self
        while field.count > 0, field.start[0] == 0x20 || field.start[0] == 0x09 {
            field.start += 1
            field.count -= 1
        }
        while field.count > 0, field.start[field.count - 1] == 0x20 || field.start[field.count - 1] == 0x09 { field.count -= 1 }
        return field
    }

    /// Nothing but spaces and tabs.
    @inline(__always)
    var isBlank: Bool { count == 0 || (start[0] == 0x20 || start[0] == 0x09) && trimmed.count == 0 }

    /// `="0012"`, as spreadsheets guard the zeros of a code, is `0012`.
    @inline(__always)
    var withoutFormula: Field {
        guard count >= 4, start[0] == 0x3D, start[1] == 0x22, start[count - 1] == 0x22 else { return self }
        return Field(start: start + 2, count: count - 3)
    }

    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for i in 0..<count where start[i] != text.utf8Start[i] { return false }
        return true
    }
}

/// Splits a chunk into records and fields. The rules are those of Python's csv module: a quote mark opens a field only as its
/// first byte, `""` inside a quoted field is one quote mark, text after the closing quote is kept, blank lines are skipped.
struct RowScanner {
    private let end: UnsafePointer<UInt8>
    /// Where the next record starts.
    private(set) var cursor: UnsafePointer<UInt8>
    /// The line the scan has reached, counted from 0 at the start of the chunk.
    private(set) var line = 0
    /// The line on which the last scanned record starts, and its raw bytes without the line end.
    private(set) var recordLine = 0
    private(set) var recordStart: UnsafePointer<UInt8>
    private(set) var recordCount = 0
    private(set) var fieldCount = 0
    let fields: UnsafeMutablePointer<Field>
    private let maxFields: Int
    private let scratch: ScratchBytes
    private let special: UnsafePointer<UInt8>
    private let delimiter: UInt8
    /// The 64 bytes that were looked at last, and which of them that lie ahead may end a field.
    private var block: UnsafePointer<UInt8>
    private var ends: UInt64

    /// - Parameters:
    ///   - bytes: followed by the padding of a chunk (`RecordChunk.padding`).
    ///   - fields: room for `maxFields` fields; further fields of a record are counted, not kept.
    ///   - table: `SpecialBytes` of the delimiter.
    init(
        bytes: UnsafePointer<UInt8>, count: Int, table: SpecialBytes, fields: UnsafeMutablePointer<Field>, maxFields: Int,
        scratch: ScratchBytes
    ) {
        cursor = bytes
        recordStart = bytes
        end = bytes + count
        self.fields = fields
        self.maxFields = maxFields
        self.scratch = scratch
        special = UnsafePointer(table.table)
        delimiter = table.delimiter
        block = bytes
        ends = twobin_field_ends(bytes, table.delimiter)
    }

    /// Scans the next record that is not blank into `fields`; false at the end of the chunk.
    @inline(__always)
    mutating func next() -> Bool {
        var p = cursor
        // Blank lines.
        while p < end, p.pointee == 0x0A || p.pointee == 0x0D {
            p = afterLineEnd(p)
            line &+= 1
        }
        guard p < end else {
            cursor = p
            return false
        }
        recordStart = p
        recordLine = line
        var number = 0
        scratch.count = 0
        while true {
            let start = p
            if p < end, p.pointee == 0x22 {
                let field = quotedField(&p)
                if number < maxFields { fields[number] = field }
            } else {
                // The padding after a chunk is zeros, which are special: the loop cannot run away.
                p = nextSpecial(p)
                while special[Int(p.pointee)] == 3, p < end { p = nextSpecial(p + 1) }
                if p > end { p = end }
                if number < maxFields { fields[number] = Field(start: start, count: p - start) }
            }
            number &+= 1
            if p < end, special[Int(p.pointee)] == 1 {
                p += 1
                continue
            }
            break
        }
        recordCount = p - recordStart
        fieldCount = number
        if p < end {
            p = afterLineEnd(p)
            line &+= 1
        }
        cursor = p
        return true
    }

    /// The first byte from `place` on that ends a field or may: 64 bytes at a time become bits, and the next one is the lowest that is set.
    @inline(__always)
    private mutating func nextSpecial(_ place: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        var p = place
        while true {
            let behind = p - block
            if behind < 64 { ends &= ~0 << UInt64(behind) } else { lookAt(p) }
            while ends == 0 { lookAt(block + 64) }
            p = block + ends.trailingZeroBitCount
            if special[Int(p.pointee)] != 0 { return p }
            p += 1
        }
    }

    @inline(__always)
    private mutating func lookAt(_ start: UnsafePointer<UInt8>) {
        block = start
        ends = twobin_field_ends(start, delimiter)
    }

    /// Fits the record to a header of `width` columns: blank fields behind the last column are dropped (a delimiter at the end of every
    /// row), columns behind the last that has a name may be absent. False where the record has another number of fields.
    @inline(never)
    func settles(width: Int, needed: Int) -> Bool {
        if fieldCount > width {
            guard fieldCount <= maxFields else { return false }
            for extra in width..<fieldCount where fields[extra].trimmed.count > 0 { return false }
        } else {
            guard fieldCount >= needed, fieldCount > 0 else { return false }
            for absent in fieldCount..<width { fields[absent] = Field(start: recordStart, count: 0) }
        }
        return true
    }

    /// Room for fields beyond those of the header.
    static let spareFields = 16

    @inline(__always)
    private func afterLineEnd(_ p: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        if p.pointee == 0x0D, p + 1 < end, p[1] == 0x0A { return p + 2 }
        return p + 1
    }

    /// A field that starts with a quote mark; leaves `p` at the delimiter, line end or chunk end behind it.
    @inline(never)
    private mutating func quotedField(_ p: inout UnsafePointer<UInt8>) -> Field {
        p += 1
        let start = p
        while p < end, p.pointee != 0x22 {
            countLine(p)
            p += 1
        }
        let plain = Field(start: start, count: p - start)
        if p >= end { return plain }
        let after = p + 1
        if after >= end || special[Int(after.pointee)] == 1 || special[Int(after.pointee)] == 2 {
            p = after
            return plain
        }
        // A doubled quote mark or text behind the closing one: the value is put together in the scratch bytes.
        let offset = scratch.append(plain.bytes)
        var inside = true
        while p < end {
            let byte = p.pointee
            if inside {
                if byte == 0x22 {
                    if p + 1 < end, p[1] == 0x22 {
                        scratch.append(0x22)
                        p += 2
                    } else {
                        inside = false
                        p += 1
                    }
                    continue
                }
                countLine(p)
            } else if special[Int(byte)] == 1 || special[Int(byte)] == 2 {
                break
            }
            scratch.append(byte)
            p += 1
        }
        return scratch.field(from: offset)
    }

    /// A line break inside a quoted field counts for line numbers.
    @inline(__always)
    private mutating func countLine(_ p: UnsafePointer<UInt8>) {
        if p.pointee == 0x0A { line &+= 1 } else if p.pointee == 0x0D, p + 1 < end, p[1] != 0x0A { line &+= 1 }
    }
}

/// Which bytes end an unquoted field: 1 the delimiter, 2 a line end, 3 a zero byte (text like any other; it also ends the padding).
final class SpecialBytes {
    let table: UnsafeMutablePointer<UInt8>
    let delimiter: UInt8

    init(delimiter: UInt8) {
        self.delimiter = delimiter
        table = .allocate(capacity: 256)
        table.initialize(repeating: 0, count: 256)
        table[0x0A] = 2
        table[0x0D] = 2
        table[Int(delimiter)] = 1
        table[0] = 3
    }

    deinit { table.deallocate() }
}

/// Room for quoted values whose bytes differ from those in the file. One record's values at a time; never moves within a record
/// because it is made as large as the chunk.
final class ScratchBytes {
    private var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    var count = 0

    init(capacity: Int = 0) {
        self.capacity = max(64, capacity)
        bytes = .allocate(capacity: self.capacity)
    }

    deinit { bytes.deallocate() }

    /// Makes room for everything one chunk can need. Call between chunks.
    func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        bytes.deallocate()
        capacity = needed
        bytes = .allocate(capacity: capacity)
        count = 0
    }

    func append(_ byte: UInt8) {
        guard count < capacity else { return }
        bytes[count] = byte
        count += 1
    }

    func append(_ more: UnsafeBufferPointer<UInt8>) -> Int {
        let offset = count
        for byte in more { append(byte) }
        return offset
    }

    func field(from offset: Int) -> Field { Field(start: UnsafePointer(bytes + offset), count: count - offset) }
}

extension RowScanner {
    /// A line that is drawn and holds no cells: `+------+-----+`, `|------|-----|`, as framed lists have around and below their header.
    var isRule: Bool {
        @inline(__always) get {
            guard recordCount >= 3 else { return false }
            let first = recordStart[0]
            guard first == 0x2B || first == 0x7C || first == 0x2D || first == 0x3D else { return false }
            return Field(start: recordStart, count: recordCount).holdsOnlyRules
        }
    }
}

extension Field {
    /// Nothing but `+ - = | :` and blanks, and three lines at least.
    @inline(never)
    fileprivate var holdsOnlyRules: Bool {
        var drawn = 0
        for byte in bytes {
            switch byte {
            case 0x2D, 0x3D: drawn += 1
            case 0x2B, 0x7C, 0x3A, 0x20, 0x0D, 0x0A: break
            default: return false
            }
        }
        return drawn >= 3
    }
}
