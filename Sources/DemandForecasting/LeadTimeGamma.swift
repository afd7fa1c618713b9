#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A gamma distribution of lead times, with what slicing it needs: moments over an interval.
struct GammaLeadTime {
    let shape: Double
    let scaleDays: Double

    /// - Parameters: both positive, days.
    init(meanDays: Double, standardDeviationDays: Double) {
        shape = (meanDays / standardDeviationDays) * (meanDays / standardDeviationDays)
        scaleDays = standardDeviationDays * standardDeviationDays / meanDays
    }

    /// E[1; T <= x], E[T; T <= x] and E[T^2; T <= x], from one incomplete gamma function and the recurrence
    /// P(a + 1, x) = P(a, x) - x^a e^-x / Gamma(a + 1) (Abramowitz & Stegun 6.5.21).
    func partialMoments(upTo days: Double) -> (zeroth: Double, first: Double, second: Double) {
        guard days > 0 else { return (0, 0, 0) }
        guard days < .infinity else {
            return (1, shape * scaleDays, shape * (shape + 1) * scaleDays * scaleDays)
        }
        let x = days / scaleDays
        let p0 = regularizedLowerGamma(shape, x)
        let term = exp(shape * log(x) - x - logGamma(shape + 1))
        let p1 = max(0, p0 - term)
        let p2 = max(0, p1 - term * x / (shape + 1))
        return (p0, shape * scaleDays * p1, shape * (shape + 1) * scaleDays * scaleDays * p2)
    }

    /// About the quantile whose standard normal score is z (Wilson & Hilferty 1931): good enough to place the edge of a slice.
    func approximateQuantile(score z: Double) -> Double {
        let root = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
        return root > 0 ? shape * scaleDays * root * root * root : 0
    }
}

/// log Gamma(x) for x > 0: Stirling's series (Abramowitz & Stegun 6.1.41) after raising x above 10. Relative error about 1e-14.
func logGamma(_ x: Double) -> Double {
    var z = x, shift = 0.0
    while z < 10 {
        shift -= log(z)
        z += 1
    }
    let r = 1 / (z * z)
    let series = (1.0 / 12 + r * (-1.0 / 360 + r * (1.0 / 1260 + r * (-1.0 / 1680 + r * (1.0 / 1188))))) / z
    return shift + (z - 0.5) * log(z) - z + 0.9189385332046727 + series
}

/// P(a, x) = lower incomplete gamma / Gamma(a), a > 0: power series left of a + 1 (Abramowitz & Stegun 6.5.29), Lentz's
/// continued fraction (6.5.31) right of it.
///
///     regularizedLowerGamma(1, 2)      // 1 - e^-2 = 0.8646647167633873
func regularizedLowerGamma(_ a: Double, _ x: Double) -> Double {
    guard x > 0 else { return 0 }
    let front = exp(a * log(x) - x - logGamma(a))
    if x < a + 1 {
        var term = 1 / a, sum = term, n = a
        while term > sum * 1e-17 {
            n += 1
            term *= x / n
            sum += term
        }
        return min(1, front * sum)
    }
    var b = x + 1 - a, c = 1e300, d = 1 / b, fraction = d
    var i = 1.0
    while i < 10_000 {
        let an = -i * (i - a)
        b += 2
        d = an * d + b
        if abs(d) < 1e-300 { d = 1e-300 }
        c = b + an / c
        if abs(c) < 1e-300 { c = 1e-300 }
        d = 1 / d
        let factor = d * c
        fraction *= factor
        if abs(factor - 1) < 1e-15 { break }
        i += 1
    }
    return max(0, 1 - front * fraction)
}
