/// The upper tail of a distribution at a level x: what every stock figure is computed from.
///
/// - `atom`: P(D = x), 0 where D has a density;
/// - `upperTail`: P(D > x);
/// - `first`: n1(x) = E[(D - x)+], the expected shortage;
/// - `second`: for a continuous D, n2(x) = E[((D - x)+)^2] / 2, the integral of n1 from x on; for a D in whole units
///   n2(x) = E[(D - x)+ (D - x - 1)+] / 2, the sum of n1(y) over y = x+1, x+2, ... (Zipkin 2000, sections C.2.2 and C.3.2).
///
/// All are sums of positive terms: they keep their relative accuracy however far out x lies.
public struct LossValues: Sendable, Equatable {
    public var atom: Double
    public var upperTail: Double
    public var first: Double
    public var second: Double

    public init(atom: Double = 0, upperTail: Double, first: Double, second: Double) {
        self.atom = atom
        self.upperTail = upperTail
        self.first = first
        self.second = second
    }

    /// What a level that is not a number has.
    static let undefined = LossValues(atom: .nan, upperTail: .nan, first: .nan, second: .nan)
}

/// Sums of P(D = k + j) with weights 1, j and j (j - 1) / 2 over j = 1, 2, ... for counts with
/// P(i + 1) = P(i) (a + b i) / (i + 1): Poisson (a = mean, b = 0) and negative binomial (a = q r, b = q).
///
/// Four terms at a time, so that their divisions overlap.
///
/// - Parameters:
///   - first: P(D = k + 1).
///   - top: terms are added at least until k + j passes this level (terms may rise before the mode).
func upperSums(first: Double, a: Double, b: Double, from k: Double, past top: Double) -> LossValues {
    var term = first
    var tail = first
    var one = first
    var two = 0.0
    var j = 1.0
    while true {
        let i = k + j
        let r1 = (a + b * i) / (i + 1)
        let r2 = r1 * ((a + b * (i + 1)) / (i + 2))
        let r3 = r2 * ((a + b * (i + 2)) / (i + 3))
        let r4 = r3 * ((a + b * (i + 3)) / (i + 4))
        let t1 = term * r1
        let t2 = term * r2
        let t3 = term * r3
        let t4 = term * r4
        tail += (t1 + t2) + (t3 + t4)
        let w1 = (j + 1) * t1
        let w2 = (j + 2) * t2
        let w3 = (j + 3) * t3
        let w4 = (j + 4) * t4
        one += (w1 + w2) + (w3 + w4)
        let increment = 0.5 * ((j * w1 + (j + 1) * w2) + ((j + 2) * w3 + (j + 3) * w4))
        two += increment
        term = t4
        j += 4
        // Written so that a value that is not a number ends the sum, too. A subnormal term that no longer falls ends it as well:
        // the least number, times a ratio above one half, rounds to itself for ever.
        let isStuck = t4 == t3 && t4 < Double.leastNormalMagnitude
        if !((increment > 1e-17 * two && !isStuck) || k + j <= top) { break }
    }
    return LossValues(upperTail: tail, first: one, second: two)
}
