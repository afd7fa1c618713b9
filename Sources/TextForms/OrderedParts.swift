import Dispatch
import Synchronization

/// Makes the parts of a long output on several threads and hands them over in order, on the calling thread.
///
/// Parts are made a few ahead of the one that is being taken, so what waits in memory does not grow with their number. What is taken is the same,
/// in the same order, for any number of threads.
///
///     var text: [UInt8] = []
///     takeOrdered(parts: 3, threads: 2, make: { [UInt8](repeating: 65 + UInt8($0), count: 2) }, take: { text += $0 })
///     print(String(decoding: text, as: UTF8.self))      // AABBCC
///
/// - Parameters:
///   - parts: how many there are.
///   - threads: that make parts; with 1 each is made on the calling thread when it is taken.
///   - make: part number 0..., on any thread.
///   - take: each part, in order; what it throws ends the work.
public func takeOrdered<Part: Sendable, Failure: Error>(
    parts: Int, threads: Int, make: @escaping @Sendable (Int) -> Part, take: (Part) throws(Failure) -> Void
) throws(Failure) {
    guard threads > 1, parts > 1 else {
        for index in 0..<max(0, parts) { try take(make(index)) }
        return
    }
    let ahead = 4 * threads
    var ready = makeParts(0..<min(parts, ahead), threads: threads, make: make).finished()
    var next = ready.count
    while !ready.isEmpty {
        let coming = makeParts(next..<min(parts, next + ahead), threads: threads, make: make)
        next = min(parts, next + ahead)
        do {
            for part in ready { try take(part) }
        } catch {
            _ = coming.finished()
            throw error
        }
        ready = coming.finished()
    }
}

/// Parts that are being made on other threads.
private final class PartsInMaking<Part: Sendable>: Sendable {
    private let parts: Mutex<[Part?]>
    private let group = DispatchGroup()

    init(_ range: Range<Int>, threads: Int, make: @escaping @Sendable (Int) -> Part) {
        parts = Mutex([Part?](repeating: nil, count: range.count))
        let next = Counter(range.lowerBound)
        for _ in 0..<min(threads, range.count) {
            DispatchQueue.global().async(group: group) {
                while true {
                    let index = next.take()
                    guard index < range.upperBound else { return }
                    let part = make(index)
                    self.parts.withLock { $0[index - range.lowerBound] = part }
                }
            }
        }
    }

    func finished() -> [Part] {
        group.wait()
        return parts.withLock { parts in
            defer { parts = [] }
            return parts.compactMap { $0 }
        }
    }
}

private func makeParts<Part: Sendable>(_ range: Range<Int>, threads: Int, make: @escaping @Sendable (Int) -> Part) -> PartsInMaking<Part> {
    PartsInMaking(range, threads: threads, make: make)
}

private final class Counter: Sendable {
    private let value: Atomic<Int>

    init(_ start: Int) { value = Atomic(start) }

    func take() -> Int { value.add(1, ordering: .relaxed).oldValue }
}
