import Dispatch
import Foundation

/// `body(0), ..., body(count - 1)` computed by up to `threads` threads, in order of the index.
package func parallelMap<Value: Sendable>(count: Int, threads: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
    guard threads > 1, count > 1 else { return (0..<count).map(body) }
    let shared = SharedSlots<Value>(count: count)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
        while let index = shared.next() { shared.set(index, body(index)) }
    }
    return shared.values()
}

/// Hands out indices and keeps what was computed for them.
private final class SharedSlots<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var slots: [Value?]
    private var taken = 0

    init(count: Int) { slots = .init(repeating: nil, count: count) }

    func next() -> Int? {
        lock.lock()
        defer { lock.unlock() }
        guard taken < slots.count else { return nil }
        taken += 1
        return taken - 1
    }

    func set(_ index: Int, _ value: Value) {
        lock.lock()
        slots[index] = value
        lock.unlock()
    }

    func values() -> [Value] { slots.compactMap { $0 } }
}
