/// Zeroed doubles on a 64-byte boundary, as the SIMD kernels and BLAS want them. Not shared between threads.
///
///     let buffer = AlignedBuffer(count: 3)
///     buffer[1] = 2
///     print(buffer[0] + buffer[1])          // 2.0
public final class AlignedBuffer {
    public let count: Int
    public let pointer: UnsafeMutablePointer<Double>

    public init(count: Int) {
        self.count = count
        let bytes = max(count, 1) * MemoryLayout<Double>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: (bytes + 63) / 64 * 64, alignment: 64)
        pointer = raw.bindMemory(to: Double.self, capacity: max(count, 1))
        pointer.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }

    @inline(__always)
    public subscript(index: Int) -> Double {
        get { pointer[index] }
        set { pointer[index] = newValue }
    }

    public func fill(_ value: Double) { pointer.update(repeating: value, count: count) }
}
