/// A column of a table that is handed out: its buffers are kept until the last stream and array that name them are released.
///
/// Written once by the call that makes it, then only read.
final class TableColumn: @unchecked Sendable {
    let name: String
    let format: String
    let count: Int
    /// Rows that are null.
    let nulls: Int
    /// As the Arrow interface orders them; the first says which rows are known, `nil` where all are.
    let buffers: [UnsafeMutableRawPointer?]

    private init(name: String, format: String, count: Int, nulls: Int = 0, buffers: [UnsafeMutableRawPointer?]) {
        self.name = name
        self.format = format
        self.count = count
        self.nulls = nulls
        self.buffers = buffers
    }

    deinit {
        for buffer in buffers { buffer?.deallocate() }
    }

    /// Numbers; those that are none become nulls where `nullable`.
    static func numbers(_ name: String, _ values: [Double], nullable: Bool = false) -> TableColumn {
        let known = nullable ? values.map { !$0.isNaN } : []
        return TableColumn(name: name, format: "g", count: values.count, nulls: known.count { !$0 }, buffers: [bits(known), copy(values)])
    }

    static func integers(_ name: String, _ values: [Int64], format: String = "l") -> TableColumn {
        TableColumn(name: name, format: format, count: values.count, buffers: [nil, copy(values)])
    }

    /// Days since 1970-01-01.
    static func days(_ name: String, _ values: [Int32?]) -> TableColumn {
        let known = values.map { $0 != nil }
        return TableColumn(
            name: name, format: "tdD", count: values.count, nulls: known.count { !$0 }, buffers: [bits(known), copy(values.map { $0 ?? 0 })])
    }

    /// Text with offsets of 64 bits.
    static func texts(_ name: String, _ values: [String]) -> TableColumn { texts(name, values, bits: nil, nulls: 0) }

    /// Text that may be absent.
    static func texts(_ name: String, _ values: [String?]) -> TableColumn {
        let known = values.map { $0 != nil }
        return texts(name, values.map { $0 ?? "" }, bits: bits(known), nulls: known.count { !$0 })
    }

    private static func texts(_ name: String, _ values: [String], bits: UnsafeMutableRawPointer?, nulls: Int) -> TableColumn {
        var offsets: [Int64] = [0]
        offsets.reserveCapacity(values.count + 1)
        var length = 0
        for value in values {
            length += value.utf8.count
            offsets.append(Int64(length))
        }
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: padded(length), alignment: 64)
        var place = 0
        for value in values {
            var text = value
            text.withUTF8 { source in
                if let start = source.baseAddress { (bytes + place).copyMemory(from: start, byteCount: source.count) }
                place += source.count
            }
        }
        return TableColumn(name: name, format: "U", count: values.count, nulls: nulls, buffers: [bits, copy(offsets), bytes])
    }

    /// Arrow recommends lengths in multiples of 64 bytes.
    private static func padded(_ bytes: Int) -> Int { max(64, (bytes + 63) / 64 * 64) }

    /// One bit per row, lowest first; `nil` where all rows are known.
    private static func bits(_ known: [Bool]) -> UnsafeMutableRawPointer? {
        guard known.contains(false) else { return nil }
        let size = padded((known.count + 7) / 8)
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        for (row, isKnown) in known.enumerated() where isKnown {
            let byte = bytes.load(fromByteOffset: row >> 3, as: UInt8.self)
            bytes.storeBytes(of: byte | 1 << UInt8(row & 7), toByteOffset: row >> 3, as: UInt8.self)
        }
        return bytes
    }

    private static func copy<Value>(_ values: [Value]) -> UnsafeMutableRawPointer {
        let bytes = values.count * MemoryLayout<Value>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: padded(bytes), alignment: 64)
        values.withUnsafeBytes { source in
            if let start = source.baseAddress { memory.copyMemory(from: start, byteCount: source.count) }
        }
        return memory
    }
}

/// Columns of one length.
struct TableColumns: Sendable {
    var columns: [TableColumn]
    var count: Int { columns.first?.count ?? 0 }
}
