/// Prices of one item by period, in few bytes: an item has few different prices, and where nothing was sold none is known.
///
/// Two years of weeks at one price take 60 bytes so, as an array 860. Numbers come out as they went in, to the bit.
///
///     PriceColumn([2.5, 0, 2.5])[1]      // 0
public struct PriceColumn: Sendable {
    /// Nothing where there are no prices. Else the bits of a code (0: numbers as they are), how many different prices there are, the number of periods as 4
    /// bytes, the different prices, and the codes one after another.
    private let bytes: [UInt8]

    private static let head = 6, mostPrices = 16

    public init(_ prices: [Double] = []) {
        guard !prices.isEmpty else {
            bytes = []
            return
        }
        var table: [UInt64] = [], codes: [UInt8] = []
        codes.reserveCapacity(prices.count)
        var last: UInt8 = 0
        for price in prices {
            let bits = price.bitPattern
            if Int(last) >= table.count || table[Int(last)] != bits {
                if let known = table.firstIndex(of: bits) {
                    last = UInt8(known)
                } else if table.count < Self.mostPrices {
                    last = UInt8(table.count)
                    table.append(bits)
                } else {
                    bytes = Self.written(bits: 0, count: prices.count, table: prices.map(\.bitPattern), codes: [])
                    return
                }
            }
            codes.append(last)
        }
        bytes = Self.written(bits: table.count <= 2 ? 1 : table.count <= 4 ? 2 : 4, count: prices.count, table: table, codes: codes)
    }

    private static func written(bits: Int, count: Int, table: [UInt64], codes: [UInt8]) -> [UInt8] {
        let size = head + 8 * table.count + (bits * codes.count + 7) / 8
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.initializeMemory(as: UInt8.self, repeating: 0)
            raw[0] = UInt8(bits)
            raw[1] = UInt8(bits == 0 ? 0 : table.count)
            raw.storeBytes(of: UInt32(count).littleEndian, toByteOffset: 2, as: UInt32.self)
            for (place, number) in table.enumerated() { raw.storeBytes(of: number.littleEndian, toByteOffset: head + 8 * place, as: UInt64.self) }
            for (row, code) in codes.enumerated() { raw[head + 8 * table.count + row * bits / 8] |= code << UInt8(row * bits % 8) }
            used = size
        }
    }

    /// The number of periods; 0 where there are no prices.
    public var count: Int {
        bytes.isEmpty ? 0 : bytes.withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt32.self))) }
    }

    public var isEmpty: Bool { bytes.isEmpty }

    /// Price of a period, 0..<`count`.
    public subscript(period: Int) -> Double {
        precondition(period >= 0 && period < count)
        return bytes.withUnsafeBytes { Self.number($0, period) }
    }

    private static func number(_ raw: UnsafeRawBufferPointer, _ period: Int) -> Double {
        let bits = Int(raw[0])
        var place = period
        if bits > 0 {
            let byte = raw[head + 8 * Int(raw[1]) + period * bits / 8]
            place = Int(byte >> UInt8(period * bits % 8)) & (1 << bits - 1)
        }
        return Double(bitPattern: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: head + 8 * place, as: UInt64.self)))
    }

    /// All of them, in an array of their own.
    public var numbers: [Double] {
        let count = count
        guard count > 0 else { return [] }
        return bytes.withUnsafeBytes { raw in
            [Double](unsafeUninitializedCapacity: count) { buffer, used in
                for period in 0..<count { buffer.initializeElement(at: period, to: Self.number(raw, period)) }
                used = count
            }
        }
    }
}

extension PriceColumn: Equatable {
    /// Of numbers: no price that is not a number equals another.
    public static func == (a: PriceColumn, b: PriceColumn) -> Bool { a.numbers == b.numbers }
}
