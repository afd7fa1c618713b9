import Dispatch

/// Results of `body(0) ... body(count - 1)`, worked out on all cores and returned in order.
func concurrentMap<Value: Sendable>(count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
    guard count > 1 else { return count == 1 ? [body(0)] : [] }
    var results: [Value?] = Array(repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { buffer in
        // Each iteration writes its own slot only.
        nonisolated(unsafe) let slots = buffer
        DispatchQueue.concurrentPerform(iterations: count) { slots[$0] = body($0) }
    }
    return results.compactMap { $0 }
}
