import CMath

/// The continued fraction of the regularised incomplete beta function: I_x(a, b) = x^a (1-x)^b / (a B(a, b)) times this value.
///
/// Even form of the fraction with its first denominator written through `excess` = a - (a + b) x >= 0 (A. R. DiDonato and A. H.
/// Morris 1992, "Algorithm 708", section 3, BFRAC). Callers know the excess without the cancellation that 1 - x near 0 brings, and
/// they know the factor in front better as a probability of a count. About sqrt(max(a, b)) steps at worst.
///
/// - Parameters:
///   - a, b: shapes, > 0.
///   - x, y: the argument and 1 - x, both as exact as they can be had.
///   - excess: a - (a + b) x, not negative.
func incompleteBetaFraction(a: Double, b: Double, x: Double, y: Double, excess: Double) -> Double {
    let c = 1 + excess
    let c0 = b / a
    let c1 = 1 + 1 / a
    let yPlusOne = y + 1
    var n = 0.0
    var p = 1.0
    var s = a + 1
    var an = 0.0
    var bn = 1.0
    var anNext = 1.0
    var bnNext = c / c1
    var value = c1 / c
    while n < 1_000_000 {
        n += 1
        let t = n / a
        let w = n * (b - n) * x
        var e = a / s
        let alpha = p * (p + c0) * e * e * (w * x)
        e = (t + 1) / (c1 + t + t)
        let beta = n + w / s + e * (c + n * yPlusOne)
        p = t + 1
        s += 2
        let numerator = alpha * an + beta * anNext
        an = anNext
        let denominator = alpha * bn + beta * bnNext
        bn = bnNext
        let next = numerator / denominator
        if abs(next - value) <= 1e-16 * next { return a * next }
        value = next
        // Rescale against overflow.
        an /= denominator
        bn /= denominator
        anNext = next
        bnNext = 1
    }
    return a * value
}
