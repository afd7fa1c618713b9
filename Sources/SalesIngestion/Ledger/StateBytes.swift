/// Writes plain values and arrays of them as bytes, to be read again by the same build on the same machine.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func array<Element: BitwiseCopyable>(_ values: [Element]) {
        value(values.count)
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    mutating func raw(_ start: UnsafeRawPointer, count: Int) { bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count)) }

    mutating func value<Value: BitwiseCopyable>(_ value: Value) { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }
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

    mutating func raw(into target: UnsafeMutableRawPointer, count: Int) -> Bool {
        guard count <= bytes.count - offset else { return false }
        bytes.withUnsafeBytes { if let base = $0.baseAddress { target.copyMemory(from: base + offset, byteCount: count) } }
        offset += count
        return true
    }
}
