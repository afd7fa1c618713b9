import Dispatch
import Synchronization

/// `body(0), ..., body(count - 1)` computed by up to `threads` threads, in order of the index.
///
/// The threads take the next index as they become free, so bodies of unequal cost keep all of them busy. What is returned does not
/// depend on the number of threads.
package func parallelMap<Value: Sendable>(count: Int, threads: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
    guard threads > 1, count > 1 else { return (0..<count).map(body) }
    let next = Atomic<Int>(0)
    return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
        // Every index is taken once, so each slot is written by one thread only.
        nonisolated(unsafe) let slots = buffer
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                slots.initializeElement(at: index, to: body(index))
            }
        }
        initialized = count
    }
}

/// The same for bodies that take microseconds: the threads take the indices in chunks.
package func parallelMap<Value: Sendable>(chunks count: Int, threads: Int, size: Int = 128, _ body: @Sendable (Int) -> Value) -> [Value] {
    guard threads > 1, count > size else { return (0..<count).map(body) }
    return Array(unsafeUninitializedCapacity: count) { buffer, initialized in
        // Each in its place: no array of a million records is made twice.
        nonisolated(unsafe) let slots = buffer
        _ = parallelMap(count: (count + size - 1) / size, threads: threads) { chunk in
            for index in chunk * size..<min(count, (chunk + 1) * size) { slots.initializeElement(at: index, to: body(index)) }
        }
        initialized = count
    }
}
