/// Writes plain values and arrays of them as bytes, to be read again by the same build on the same machine.
///
/// Nothing is added beyond `limit`: such a state is not kept, and need not be in memory first.
struct StateWriter {
    private(set) var bytes: [UInt8] = []
    let limit: Int
    private(set) var isTooLarge = false

    init(limit: Int = .max) { self.limit = limit }

    /// Makes room for what is to come, so that nothing is moved while it grows; what is not filled takes no memory.
    mutating func reserve(_ count: Int) { bytes.reserveCapacity(min(limit, count)) }

    mutating func array<Element: BitwiseCopyable>(_ values: [Element]) {
        value(values.count)
        values.withUnsafeBytes { append($0) }
    }

    mutating func value<Value: BitwiseCopyable>(_ value: Value) { withUnsafeBytes(of: value) { append($0) } }

    mutating func append(_ buffer: UnsafeRawBufferPointer) {
        guard buffer.count <= limit - bytes.count else {
            isTooLarge = true
            return
        }
        bytes.append(contentsOf: buffer)
    }

    /// An array that is zero for the most part: of its words of eight bytes, how many are zero, how many are not, these, and so on.
    mutating func sparse<Element: BitwiseCopyable>(_ values: [Element]) {
        value(values.count)
        values.withUnsafeBytes { sparse($0) }
    }

    mutating func sparse(_ buffer: UnsafeRawBufferPointer) {
        let words = buffer.count / 8
        func isZero(_ word: Int) -> Bool { buffer.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self) == 0 }
        var at = 0
        while at < words, !isTooLarge {
            let first = at
            while at < words, at - first < Int(UInt32.max), isZero(at) { at += 1 }
            let middle = at
            while at < words, at - middle < Int(UInt32.max), !isZero(at) { at += 1 }
            value(UInt64(middle - first) << 32 | UInt64(at - middle))
            append(UnsafeRawBufferPointer(rebasing: buffer[(8 * middle)..<(8 * at)]))
        }
        append(UnsafeRawBufferPointer(rebasing: buffer[(8 * words)...]))
    }

    /// The bytes, given away with a text at their end.
    consuming func ending(with text: String) -> [UInt8] {
        bytes.append(contentsOf: text.utf8)
        return bytes
    }
}

/// Reads what `StateWriter` wrote, in the same order; `nil` where the bytes end too soon.
struct StateReader {
    private let bytes: [UInt8]
    private var offset: Int

    init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    mutating func value<Value: BitwiseCopyable>(_ type: Value.Type) -> Value? {
        let size = MemoryLayout<Value>.size
        guard size <= bytes.count - offset else { return nil }
        defer { offset += size }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
    }

    mutating func array<Element: BitwiseCopyable>(_ type: Element.Type) -> [Element]? {
        guard let count = value(Int.self), count >= 0, count <= (bytes.count - offset) / max(1, MemoryLayout<Element>.stride) else { return nil }
        let size = count * MemoryLayout<Element>.stride
        defer { offset += size }
        return bytes.withUnsafeBytes { all in
            [Element](unsafeUninitializedCapacity: count) { target, filled in
                if size > 0, let base = all.baseAddress { UnsafeMutableRawBufferPointer(target).copyMemory(from: UnsafeRawBufferPointer(start: base + offset, count: size)) }
                filled = count
            }
        }
    }

    mutating func copy(into target: UnsafeMutableRawBufferPointer) -> Bool {
        guard target.count <= bytes.count - offset else { return false }
        bytes.withUnsafeBytes { target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + target.count)])) }
        offset += target.count
        return true
    }

    /// - Parameter most: elements, at most: a damaged count asks for no memory.
    mutating func sparse<Element: BitwiseCopyable>(_ zero: Element, most: Int) -> [Element]? {
        guard let count = value(Int.self), (0...most).contains(count) else { return nil }
        var values = [Element](repeating: zero, count: count)
        let isWhole = values.withUnsafeMutableBytes { sparse(into: $0) }
        return isWhole ? values : nil
    }

    /// Fills memory; false where the bytes are no such array of this size.
    mutating func sparse(into target: UnsafeMutableRawBufferPointer) -> Bool {
        let words = target.count / 8
        var place = offset
        defer { offset = place }
        return bytes.withUnsafeBytes { all in
            func copy(_ count: Int, to start: Int) -> Bool {
                guard count <= all.count - place, start + count <= target.count else { return false }
                if count > 0 {
                    UnsafeMutableRawBufferPointer(rebasing: target[start..<(start + count)]).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: all[place..<(place + count)]))
                }
                place += count
                return true
            }
            var at = 0
            while at < words {
                guard all.count - place >= 8 else { return false }
                let counts = all.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                place += 8
                let zeros = Int(counts >> 32), others = Int(counts & 0xFFFF_FFFF)
                guard zeros + others > 0, zeros <= words - at else { return false }
                UnsafeMutableRawBufferPointer(rebasing: target[(8 * at)..<(8 * (at + zeros))]).initializeMemory(as: UInt8.self, repeating: 0)
                at += zeros
                guard others <= words - at, copy(8 * others, to: 8 * at) else { return false }
                at += others
            }
            return copy(target.count - 8 * words, to: 8 * words)
        }
    }
}
