import Foundation

/// The continued fraction of the regularised incomplete beta function, I_x(a, b) = x^a (1-x)^b / (a B(a, b)) times this value.
///
/// Abramowitz & Stegun 26.5.8, evaluated by Lentz's method; converges fast for x < (a + 1) / (a + b + 2), in about
/// sqrt(max(a, b)) steps. Only the ratio is returned because callers know the factor in front better (as a probability of a count).
func incompleteBetaFraction(a: Double, b: Double, x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var h = d
    var m = 1.0
    while m < 10_000_000 {
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 + even * d
        if abs(d) < tiny { d = tiny }
        c = 1 + even / c
        if abs(c) < tiny { c = tiny }
        d = 1 / d
        h *= d * c
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 + odd * d
        if abs(d) < tiny { d = tiny }
        c = 1 + odd / c
        if abs(c) < tiny { c = tiny }
        d = 1 / d
        let delta = d * c
        h *= delta
        if abs(delta - 1) < 1e-16 { break }
        m += 1
    }
    return h
}
