#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A 64-bit hash of some bytes (multiply and fold, after wyhash): the same on every machine, used only inside one run.
@inline(__always)
func hashBytes(_ p: UnsafePointer<UInt8>, _ count: Int, seed: UInt64 = 0x9E37_79B9_7F4A_7C15) -> UInt64 {
    let raw = UnsafeRawPointer(p)
    var h = seed ^ (UInt64(truncatingIfNeeded: count) &* 0xFF51_AFD7_ED55_8CCD)
    var i = 0
    while i &+ 8 <= count {
        h = fold(h ^ raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
        i &+= 8
    }
    if i < count {
        var tail: UInt64
        if count >= 8 {
            tail = raw.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        } else if count >= 4 {
            tail = UInt64(raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
                | UInt64(raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)) << 32
        } else {
            tail = UInt64(p[0]) | UInt64(p[count >> 1]) << 8 | UInt64(p[count &- 1]) << 16
        }
        tail &+= 0x2545_F491_4F6C_DD1D
        h = fold(h ^ tail)
    }
    return h
}

@inline(__always)
private func fold(_ x: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
}

/// Numbers the item-locations of an input 0, 1, 2, ... by their bytes. Open addressing with linear probing.
final class KeyTable {
    private struct Entry {
        var hash: UInt64
        var offset: Int
        var itemCount: Int32
        var locationCount: Int32
    }

    private var entries: [Entry] = []
    private var buckets: UnsafeMutablePointer<UInt32>
    private var mask: Int
    private var arena: UnsafeMutablePointer<UInt8>
    private var arenaCount = 0
    private var arenaCapacity = 1 << 12

    var count: Int { entries.count }

    init() {
        mask = (1 << 10) - 1
        buckets = .allocate(capacity: mask + 1)
        buckets.initialize(repeating: UInt32.max, count: mask + 1)
        arena = .allocate(capacity: arenaCapacity)
    }

    deinit {
        buckets.deallocate()
        arena.deallocate()
    }

    func item(_ index: Int) -> Field {
        Field(start: UnsafePointer(arena + entries[index].offset), count: Int(entries[index].itemCount))
    }

    func location(_ index: Int) -> Field {
        let entry = entries[index]
        return Field(start: UnsafePointer(arena + entry.offset + Int(entry.itemCount)), count: Int(entry.locationCount))
    }

    /// The number of a key, and whether it is new. O(1).
    @inline(__always)
    func intern(_ item: Field, _ location: Field) -> (index: UInt32, isNew: Bool) {
        var hash = hashBytes(item.start, item.count)
        if location.count > 0 { hash = hashBytes(location.start, location.count, seed: hash) }
        var bucket = Int(truncatingIfNeeded: hash >> 17) & mask
        while true {
            let index = buckets[bucket]
            if index == UInt32.max { return (insert(hash, item, location, at: bucket), true) }
            let matches = entries.withUnsafeBufferPointer { known in
                let entry = known[Int(index)]
                return entry.hash == hash && entry.itemCount == Int32(truncatingIfNeeded: item.count)
                    && entry.locationCount == Int32(truncatingIfNeeded: location.count)
                    && memcmp(arena + entry.offset, item.start, item.count) == 0
                    && memcmp(arena + entry.offset + item.count, location.start, location.count) == 0
            }
            if matches { return (index, false) }
            bucket = (bucket + 1) & mask
        }
    }

    @inline(never)
    private func insert(_ hash: UInt64, _ item: Field, _ location: Field, at bucket: Int) -> UInt32 {
        let needed = arenaCount + item.count + location.count
        if needed > arenaCapacity {
            arenaCapacity = max(arenaCapacity * 2, needed)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: arenaCapacity)
            larger.update(from: arena, count: arenaCount)
            arena.deallocate()
            arena = larger
        }
        (arena + arenaCount).update(from: item.start, count: item.count)
        (arena + arenaCount + item.count).update(from: location.start, count: location.count)
        let index = UInt32(entries.count)
        entries.append(
            Entry(hash: hash, offset: arenaCount, itemCount: Int32(item.count), locationCount: Int32(location.count)))
        arenaCount = needed
        buckets[bucket] = index
        if entries.count * 2 > mask { grow() }
        return index
    }

    private func grow() {
        let size = (mask + 1) * 4
        buckets.deallocate()
        mask = size - 1
        buckets = .allocate(capacity: size)
        buckets.initialize(repeating: UInt32.max, count: size)
        for (index, entry) in entries.enumerated() {
            var bucket = Int(truncatingIfNeeded: entry.hash >> 17) & mask
            while buckets[bucket] != UInt32.max { bucket = (bucket + 1) & mask }
            buckets[bucket] = UInt32(index)
        }
    }
}

extension KeyTable {
    /// The keys in the order of their numbers.
    func write(to state: inout StateWriter) {
        state.array(entries.flatMap { [Int($0.itemCount), Int($0.locationCount)] })
        state.array([UInt8](UnsafeBufferPointer(start: arena, count: arenaCount)))
    }

    /// Interns the keys that were written; the table must be empty.
    func read(from state: inout StateReader) -> Bool {
        guard let sizes = state.array(Int.self), let text = state.array(UInt8.self), sizes.count % 2 == 0 else { return false }
        return text.withUnsafeBufferPointer { bytes in
            var offset = 0
            for index in stride(from: 0, to: sizes.count, by: 2) {
                let (item, location) = (sizes[index], sizes[index + 1])
                guard item > 0, location >= 0, item + location <= bytes.count - offset, let base = bytes.baseAddress else { return false }
                let (number, isNew) = intern(Field(start: base + offset, count: item), Field(start: base + offset + item, count: location))
                guard isNew, Int(number) == index / 2 else { return false }
                offset += item + location
            }
            return true
        }
    }
}

/// Counts pairs of 64-bit words; also serves as a set. Open addressing, doubles when half full.
struct PairCounter {
    private var first: [UInt64]
    private var second: [UInt64]
    private var counts: [UInt32]
    private var mask: Int
    private(set) var distinct = 0

    init() {
        mask = 1023
        first = [UInt64](repeating: 0, count: 1024)
        second = first
        counts = [UInt32](repeating: 0, count: 1024)
    }

    /// Adds one; returns the count before.
    mutating func add(_ a: UInt64, _ b: UInt64) -> UInt32 {
        if distinct * 2 > mask { grow() }
        var bucket = PairCounter.start(a, b) & mask
        while true {
            let count = counts[bucket]
            if count == 0 {
                first[bucket] = a
                second[bucket] = b
                counts[bucket] = 1
                distinct += 1
                return 0
            }
            if first[bucket] == a, second[bucket] == b {
                if count < UInt32.max { counts[bucket] = count + 1 }
                return count
            }
            bucket = (bucket + 1) & mask
        }
    }

    /// How often a pair was added.
    func count(_ a: UInt64, _ b: UInt64) -> UInt32 {
        var bucket = PairCounter.start(a, b) & mask
        while counts[bucket] > 0 {
            if first[bucket] == a, second[bucket] == b { return counts[bucket] }
            bucket = (bucket + 1) & mask
        }
        return 0
    }

    /// The count of a pair becomes `least` where it is less.
    mutating func raise(_ a: UInt64, _ b: UInt64, to least: UInt32) {
        guard count(a, b) < least else { return }
        if distinct * 2 > mask { grow() }
        var bucket = PairCounter.start(a, b) & mask
        while counts[bucket] > 0, first[bucket] != a || second[bucket] != b { bucket = (bucket + 1) & mask }
        if counts[bucket] == 0 { distinct += 1 }
        first[bucket] = a
        second[bucket] = b
        counts[bucket] = least
    }

    func forEach(_ body: (UInt64, UInt64, UInt32) -> Void) {
        for bucket in counts.indices where counts[bucket] > 0 { body(first[bucket], second[bucket], counts[bucket]) }
    }

    private static func start(_ a: UInt64, _ b: UInt64) -> Int {
        Int(truncatingIfNeeded: fold(a ^ fold(b ^ 0x9E37_79B9_7F4A_7C15)) >> 7)
    }

    private mutating func grow() {
        let oldFirst = first, oldSecond = second, oldCounts = counts
        let size = (mask + 1) * 2
        mask = size - 1
        first = [UInt64](repeating: 0, count: size)
        second = first
        counts = [UInt32](repeating: 0, count: size)
        for old in oldCounts.indices where oldCounts[old] > 0 {
            var bucket = PairCounter.start(oldFirst[old], oldSecond[old]) & mask
            while counts[bucket] > 0 { bucket = (bucket + 1) & mask }
            first[bucket] = oldFirst[old]
            second[bucket] = oldSecond[old]
            counts[bucket] = oldCounts[old]
        }
    }
}

extension PairCounter {
    func write(to state: inout StateWriter) {
        state.array(first)
        state.array(second)
        state.array(counts)
        state.value(distinct)
    }

    init?(from state: inout StateReader) {
        guard let first = state.array(UInt64.self), let second = state.array(UInt64.self), let counts = state.array(UInt32.self),
              let distinct = state.value(Int.self), first.count == second.count, first.count == counts.count, first.count >= 1024,
              first.count & (first.count - 1) == 0 else { return nil }
        self.init()
        (self.first, self.second, self.counts, self.distinct) = (first, second, counts, distinct)
        mask = first.count - 1
    }
}
