import CMath
import DemandModel

/// Random numbers that depend on an item-location and a run's seed alone: the same in any order, batch or thread.
///
/// The generator is SplitMix64 (Steele, Lea, Flood 2014), started from the FNV-1a hash of the key's bytes mixed with the seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(key: ItemLocation, seed: UInt64) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in [key.item, key.location] {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01b3
        }
        state = hash ^ (seed &* 0x9E37_79B9_7F4A_7C15)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform on [0, 1).
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Standard normal, by the polar method of Marsaglia (1964).
    mutating func normal() -> Double {
        while true {
            let u = 2 * uniform() - 1
            let v = 2 * uniform() - 1
            let s = u * u + v * v
            if s > 0, s < 1 { return u * (-2 * log(s) / s).squareRoot() }
        }
    }

    /// Gamma with the given mean and standard deviation, by Marsaglia and Tsang (2000); the mean itself where the deviation is 0.
    mutating func gamma(mean: Double, standardDeviation: Double) -> Double {
        guard mean > 0, standardDeviation > 0 else { return max(0, mean) }
        let shape = mean * mean / (standardDeviation * standardDeviation)
        let boosted = shape < 1 ? shape + 1 : shape
        let d = boosted - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            guard v > 0 else { continue }
            let u = uniform()
            if log(u) < 0.5 * x * x + d - d * v + d * log(v) {
                var draw = d * v
                // A shape below 1: G(a) = G(a + 1) U^(1/a).
                if shape < 1 { draw *= exp(log(uniform()) / shape) }
                return draw * mean / shape
            }
        }
    }
}
