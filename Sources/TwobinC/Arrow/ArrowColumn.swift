import CTwobin

/// One array of a column: a view of its buffers, checked as far as the interface lets anybody check.
///
/// The interface says nothing of the sizes of most buffers; lengths, offsets, counts and indices are checked, and what is left is trust in the producer.
struct ArrowColumn {
    let name: String
    let type: ArrowType
    let count: Int
    private let offset: Int
    private let validity: UnsafePointer<UInt8>?
    private let buffers: [UnsafeRawPointer?]

    /// - Parameters:
    ///   - offset: of the record the array belongs to.
    ///   - count: rows of that record.
    init(_ array: ArrowArray, type: ArrowType, name: String, offset: Int, count: Int) throws {
        func broken(_ what: String) -> CallFailure { .input("column \(name): its Arrow array is broken: \(what)") }
        self.name = name
        self.type = type
        guard array.length >= 0, array.offset >= 0, array.length < 1 << 40, array.offset < 1 << 40 else { throw broken("a length or an offset has no meaning") }
        guard offset >= 0, count >= 0, offset + count <= Int(array.length) else { throw broken("it is shorter than its record") }
        self.offset = Int(array.offset) + offset
        self.count = count
        let expected = type.bufferCount
        guard array.n_buffers >= Int64(expected), array.n_buffers < 1 << 20, type == .textView || type == .null || array.n_buffers == Int64(expected) else {
            throw broken("\(array.n_buffers) buffers")
        }
        guard expected == 0 || array.buffers != nil else { throw broken("its buffers are missing") }
        var buffers: [UnsafeRawPointer?] = []
        for index in 0..<Int(array.n_buffers) { buffers.append(array.buffers?[index]) }
        self.buffers = buffers
        validity = expected == 0 || array.null_count == 0 ? nil : buffers[0]?.assumingMemoryBound(to: UInt8.self)
        guard validity != nil || expected == 0 || array.null_count <= 0 else { throw broken("nulls, and no bits that say where") }
        let isEmpty = self.count == 0
        guard isEmpty || expected < 2 || buffers[1] != nil else { throw broken("its values are missing") }
        if case .text = type, !isEmpty {
            // Text of no byte at all may come without a buffer of bytes.
            var last = Int64(0)
            let (start, end) = textBounds(0)
            guard start >= 0, end >= start else { throw broken("offsets of its text do not ascend") }
            last = start
            for row in 0..<count {
                let (start, end) = textBounds(row)
                guard start == last || row == 0, end >= start, end < 1 << 40 else { throw broken("offsets of its text do not ascend") }
                last = end
            }
            guard last == textBounds(0).0 || buffers[2] != nil else { throw broken("the bytes of its text are missing") }
        }
    }

    /// False where the row is null.
    func isKnown(_ row: Int) -> Bool {
        if type == .null { return false }
        guard let validity else { return true }
        let bit = offset + row
        return validity[bit >> 3] >> UInt8(bit & 7) & 1 == 1
    }

    private func textBounds(_ row: Int) -> (Int64, Int64) {
        guard let raw = buffers[1] else { return (0, 0) }
        if case .text(large: true) = type {
            let place = (offset + row) * 8
            return (raw.loadUnaligned(fromByteOffset: place, as: Int64.self), raw.loadUnaligned(fromByteOffset: place + 8, as: Int64.self))
        }
        let place = (offset + row) * 4
        return (Int64(raw.loadUnaligned(fromByteOffset: place, as: Int32.self)), Int64(raw.loadUnaligned(fromByteOffset: place + 4, as: Int32.self)))
    }

    /// The bytes of a text; empty for a null.
    func bytes(_ row: Int) throws -> UnsafeRawBufferPointer {
        guard isKnown(row) else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        if type != .textView {
            let (start, end) = textBounds(row)
            guard end > start, let raw = buffers[2] else { return UnsafeRawBufferPointer(start: nil, count: 0) }
            return UnsafeRawBufferPointer(start: raw + Int(start), count: Int(end - start))
        }
        guard let views = buffers[1] else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let view = views + (offset + row) * 16
        let length = Int(view.loadUnaligned(as: Int32.self))
        guard length >= 0 else { throw CallFailure.input("column \(name): its Arrow array is broken: text of length \(length)") }
        // Up to 12 bytes stand in the view itself; longer text in the buffer it names (Arrow columnar format, variable-size binary view).
        if length <= 12 { return UnsafeRawBufferPointer(start: view + 4, count: length) }
        let index = Int(view.loadUnaligned(fromByteOffset: 8, as: Int32.self)), place = Int(view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
        let variadic = buffers.count - 3
        guard index >= 0, index < variadic, place >= 0, let data = buffers[2 + index], let sizes = buffers[buffers.count - 1],
              Int64(place) + Int64(length) <= sizes.loadUnaligned(fromByteOffset: index * 8, as: Int64.self) else {
            throw CallFailure.input("column \(name): its Arrow array is broken: text outside of its buffers")
        }
        return UnsafeRawBufferPointer(start: data + place, count: length)
    }

    /// A whole number, or the count of days or time units.
    func integer(_ row: Int) -> Int? {
        guard isKnown(row), let raw = buffers.count > 1 ? buffers[1] : nil else { return nil }
        let index = offset + row
        switch type {
        case .integer(let bytes, let signed):
            switch (bytes, signed) {
            case (1, true): return Int(raw.loadUnaligned(fromByteOffset: index, as: Int8.self))
            case (1, false): return Int(raw.loadUnaligned(fromByteOffset: index, as: UInt8.self))
            case (2, true): return Int(raw.loadUnaligned(fromByteOffset: index * 2, as: Int16.self))
            case (2, false): return Int(raw.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
            case (4, true): return Int(raw.loadUnaligned(fromByteOffset: index * 4, as: Int32.self))
            case (4, false): return Int(raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
            case (8, false): return Int(clamping: raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
            default: return Int(raw.loadUnaligned(fromByteOffset: index * 8, as: Int64.self))
            }
        case .days: return Int(raw.loadUnaligned(fromByteOffset: index * 4, as: Int32.self))
        case .dayMilliseconds, .timestamp: return Int(raw.loadUnaligned(fromByteOffset: index * 8, as: Int64.self))
        case .bool: return Int(raw.loadUnaligned(fromByteOffset: index >> 3, as: UInt8.self) >> UInt8(index & 7) & 1)
        default: return nil
        }
    }

    /// A number; not a number where it is null or the type has none.
    func number(_ row: Int) -> Double {
        guard isKnown(row), let raw = buffers.count > 1 ? buffers[1] : nil else { return .nan }
        let index = offset + row
        switch type {
        case .float64: return raw.loadUnaligned(fromByteOffset: index * 8, as: Double.self)
        case .float32: return Double(raw.loadUnaligned(fromByteOffset: index * 4, as: Float.self))
        case .integer(8, false): return Double(raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        case .integer, .bool: return integer(row).map(Double.init) ?? .nan
        case .decimal(let scale):
            let low = raw.loadUnaligned(fromByteOffset: index * 16, as: UInt64.self), high = raw.loadUnaligned(fromByteOffset: index * 16 + 8, as: Int64.self)
            return ArrowColumn.decimal(high: high, low: low, scale: scale)
        default: return .nan
        }
    }

    /// The double nearest to a decimal number of 128 bits: read from its digits, as a file would be.
    static func decimal(high: Int64, low: UInt64, scale: Int) -> Double {
        var magnitude = (high: UInt64(bitPattern: high), low: low)
        if high < 0 {
            magnitude.low = ~magnitude.low &+ 1
            magnitude.high = ~magnitude.high &+ (magnitude.low == 0 ? 1 : 0)
        }
        var digits: [UInt8] = []
        while magnitude.high != 0 || magnitude.low != 0 {
            let high = magnitude.high.quotientAndRemainder(dividingBy: 10)
            let low = UInt64(10).dividingFullWidth((high.remainder, magnitude.low))
            magnitude = (high.quotient, low.quotient)
            digits.append(UInt8(low.remainder) + 0x30)
        }
        if digits.isEmpty { return 0 }
        let text = (high < 0 ? "-" : "") + String(decoding: digits.reversed(), as: UTF8.self) + "e-\(scale)"
        return Double(text) ?? .nan
    }
}
