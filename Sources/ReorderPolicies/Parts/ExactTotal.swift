/// A sum that is the same in any order and any grouping: whole multiples of 2^-60, each summand rounded to the nearest once.
///
///     var total = ExactTotal()
///     total.add(0.1)
///     total.add(ExactTotal(0.2))
///     print(total.value)      // 0.3 to within 2^-60 a summand
///
/// Floating point sums depend on the order of the summands in their last bits, so that a panel that is cut in parts would not add up to itself.
public struct ExactTotal: Sendable, Equatable, Comparable {
    private var units: Int128
    private static let scale = 0x1p60
    /// What a summand may be at most: a thousand million of them still fit.
    public static let largest = 0x1p36

    public init() { units = 0 }

    /// - Parameter value: what is not a number counts as 0; beyond `largest` it is cut.
    public init(_ value: Double) {
        let held = value.isNaN ? 0 : min(max(value, -Self.largest), Self.largest)
        units = Int128((held * Self.scale).rounded())
    }

    public mutating func add(_ value: Double) { units += ExactTotal(value).units }
    public mutating func add(_ other: ExactTotal) { units += other.units }
    public mutating func subtract(_ value: Double) { units -= ExactTotal(value).units }

    /// The nearest number.
    public var value: Double { Double(units) / Self.scale }

    public static func < (a: ExactTotal, b: ExactTotal) -> Bool { a.units < b.units }
}

/// As the upper and the lower half of its 128 bits.
extension ExactTotal: Codable {
    public init(from decoder: any Decoder) throws {
        var halves = try decoder.unkeyedContainer()
        let high = try halves.decode(Int64.self), low = try halves.decode(UInt64.self)
        units = Int128(high) << 64 | Int128(low)
    }

    public func encode(to encoder: any Encoder) throws {
        var halves = encoder.unkeyedContainer()
        try halves.encode(Int64(truncatingIfNeeded: units >> 64))
        try halves.encode(UInt64(truncatingIfNeeded: units))
    }
}
