import CMath
import DemandModel

/// Draws of a simulation are stratified: each order's day is taken once from each of `count` equal parts of its distribution, the parts in
/// another shuffled order for each purchase order. One order alone gives its exact quantiles; several give those of their sum with little noise.
struct StratifiedDraws: Sendable {
    static let count = 200
    /// Days from the planning day for what never comes.
    static let never = Int32.max

    private let shuffles: [[UInt8]]

    init() {
        var random = PlainRandom(state: 0x7477_6f62_696e)
        shuffles = (0..<256).map { _ in
            var order = (0..<StratifiedDraws.count).map { UInt8($0) }
            for index in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(index, Int(random.uniform() * Double(index + 1))) }
            return order
        }
    }

    /// The order in which draw n takes the parts, for a seed.
    func shuffle(_ seed: UInt64) -> [UInt8] {
        var random = PlainRandom(state: seed)
        return shuffles[Int(truncatingIfNeeded: random.next() >> 56)]
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct PlainRandom: Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform on [0, 1).
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

}

/// Poisson draws of one mean: by inversion below a mean of 30, else the rounded normal of the same moments (Box and Muller 1958).
struct PoissonDraws: Sendable {
    private let mean: Double
    private let none: Double

    init(mean: Double) {
        self.mean = mean
        none = exp(-mean)
    }

    func draw(_ random: inout PlainRandom) -> Double {
        guard mean > 0 else { return 0 }
        if mean < 30 {
            let u = random.uniform()
            var k = 0.0, term = none, sum = term
            while sum < u, k < 200 {
                k += 1
                term *= mean / k
                sum += term
            }
            return k
        }
        let normal = (-2 * log(1 - random.uniform())).squareRoot() * cos(2 * Double.pi * random.uniform())
        return max(0, (mean + mean.squareRoot() * normal).rounded())
    }
}

/// FNV-1a over texts: a seed that depends on names alone.
func seed(_ texts: String...) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for text in texts {
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01b3
    }
    return hash
}

/// Uniform on [0, 1), by a name alone.
func seededCoin(_ name: String) -> Double {
    var random = PlainRandom(state: seed(name, "coin"))
    return random.uniform()
}
