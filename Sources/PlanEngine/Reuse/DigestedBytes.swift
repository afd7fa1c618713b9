import DemandModel
import Digests

/// Values as bytes that no other values have, digested some thousand at a time.
struct DigestedBytes {
    private var digest = SHA256()
    private var waiting: [UInt8] = []
    private static let most = 1 << 16

    mutating func add(_ value: Int) { add(bits: UInt64(bitPattern: Int64(value))) }
    mutating func add(_ value: Double) { add(bits: value.bitPattern) }

    mutating func add(bytes: [UInt8]) {
        add(bytes.count)
        waiting.append(contentsOf: bytes)
        pass()
    }

    mutating func add(_ values: [Double]) {
        add(values.count)
        values.withUnsafeBytes { waiting.append(contentsOf: $0) }
        pass()
    }

    /// A value and whether there is one.
    mutating func add(_ value: Double?) {
        add(value == nil ? 0 : 1)
        add(value ?? 0)
    }

    /// A value and whether there is one.
    mutating func add(_ value: Int?) {
        add(value == nil ? 0 : 1)
        add(value ?? 0)
    }

    /// Its length goes before a text, so that two texts never run together.
    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 {
            add($0.count)
            waiting.append(contentsOf: $0)
        }
        pass()
    }

    mutating func add(_ text: String?) {
        add(text == nil ? 0 : 1)
        add(text ?? "")
    }

    /// A series without a period that is over is as good as none, wherever it begins.
    mutating func add(_ series: DemandSeries) {
        add(series.firstPeriod * (series.count > 0 ? 1 : 0))
        for numbers in [series.demand, series.price] {
            add(numbers.count)
            numbers.withUnsafeBytes { waiting.append(contentsOf: $0) }
        }
        add(series.missing.count)
        for index in series.missing { add(index) }
        for flags in [series.promotion, series.stockout] {
            add(flags.count)
            waiting.append(contentsOf: flags.lazy.map { $0 ? 1 : 0 })
        }
        pass()
    }

    private mutating func add(bits: UInt64) {
        withUnsafeBytes(of: bits.littleEndian) { waiting.append(contentsOf: $0) }
        pass()
    }

    private mutating func pass() {
        guard waiting.count >= Self.most else { return }
        digest.update(waiting)
        waiting.removeAll(keepingCapacity: true)
    }

    mutating func finish() -> String {
        digest.update(waiting)
        waiting = []
        return digest.finish()
    }
}
