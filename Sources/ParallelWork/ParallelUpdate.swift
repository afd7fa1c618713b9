/// Changes every element of an array, up to `threads` threads at a time, each in its place: no second array is made.
///
/// What results does not depend on the number of threads.
package func parallelUpdate<Element: Sendable>(
    _ elements: inout [Element], threads: Int, size: Int = 256, _ body: @Sendable (Int, inout Element) -> Void
) {
    let count = elements.count
    elements.withUnsafeMutableBufferPointer { buffer in
        // Every element is reached by one thread only.
        nonisolated(unsafe) let slots = buffer
        _ = parallelMap(count: (count + size - 1) / size, threads: threads) { chunk in
            for index in chunk * size..<min(count, (chunk + 1) * size) { body(index, &slots[index]) }
        }
    }
}
