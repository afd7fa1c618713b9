import CMath

/// phi(z): density of the standard normal distribution.
public func standardNormalDensity(_ z: Double) -> Double { exp(-0.5 * z * z) * 0.398942280401432677939946059934 }

/// P(Z <= z) for a standard normal Z, accurate relative to its size in the lower tail.
public func standardNormalCDF(_ z: Double) -> Double { 0.5 * erfc(-z * 0.5.squareRoot()) }

/// P(Z > z), accurate relative to its size in the upper tail.
public func standardNormalUpperTail(_ z: Double) -> Double { 0.5 * erfc(z * 0.5.squareRoot()) }

/// The z with P(Z <= z) = p; infinite at 0 and 1, `nan` outside.
///
/// Rational start (Abramowitz & Stegun 26.2.23) and Halley steps on the tail that p lies in.
///
///     standardNormalQuantile(0.975)      // 1.959963984540054
public func standardNormalQuantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    return p <= 0.5 ? -standardNormalUpperQuantile(p) : standardNormalUpperQuantile(1 - p)
}

/// The z with P(Z > z) = p: accurate for p far below the spacing of numbers near 1.
public func standardNormalUpperQuantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 { return .infinity }
    if p == 1 { return -.infinity }
    if p > 0.5 { return -standardNormalUpperQuantile(1 - p) }
    let t = (-2 * log(p)).squareRoot()
    var z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    for _ in 0..<4 {
        // u = (tail - p) / density; Halley's correction uses the derivative of log density, -z.
        let u = (standardNormalUpperTail(z) - p) / standardNormalDensity(z)
        let change = u / (1 - 0.5 * z * u)
        z += change
        if abs(change) < 1e-16 * max(1, abs(z)) { break }
    }
    return z
}

/// Tail and losses of the standard normal distribution: n1(z) = E[(Z - z)+], n2(z) = E[((Z - z)+)^2] / 2.
///
/// Up to z = 6 the closed forms phi - z Q and ((z^2 + 1) Q - z phi) / 2 (Zipkin 2000, C.2.2) lose at most three digits. Beyond,
/// with J_n = integral of t^n / n! exp(-z t - t^2 / 2), the recurrence J_{n-1} = z J_n + (n + 1) J_{n+1} gives the ratios
/// J_n / J_{n-1} as a continued fraction of positive terms. Relative error below 1e-13 for z from -8 to 37.
///
///     standardNormalLosses(3).first      // 0.0003821543170477236
public func standardNormalLosses(_ z: Double) -> LossValues {
    if z < 0 {
        let mirrored = standardNormalLosses(-z)
        return LossValues(
            upperTail: 1 - mirrored.upperTail, first: mirrored.first - z, second: 0.5 * (z * z + 1) - mirrored.second)
    }
    if z > 38.6 { return LossValues(upperTail: 0, first: 0, second: 0) }
    let density = standardNormalDensity(z)
    if z <= 6 {
        let tail = standardNormalUpperTail(z)
        return LossValues(upperTail: tail, first: density - z * tail, second: 0.5 * ((z * z + 1) * tail - z * density))
    }
    var ratio = 0.0
    for n in stride(from: 24.0, through: 3, by: -1) { ratio = 1 / (z + (n + 1) * ratio) }
    let two = 1 / (z + 3 * ratio)
    let one = 1 / (z + 2 * two)
    let zero = 1 / (z + one)
    let first = density * zero * one
    return LossValues(upperTail: density * zero, first: first, second: first * two)
}

/// A normal distribution; a standard deviation of 0 is all mass at the mean.
public struct NormalDistribution: Sendable, Equatable {
    public var mean: Double
    public var standardDeviation: Double

    public init(mean: Double, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = max(0, standardDeviation)
    }

    public var variance: Double { standardDeviation * standardDeviation }

    public func density(_ x: Double) -> Double {
        standardDeviation > 0 ? standardNormalDensity((x - mean) / standardDeviation) / standardDeviation : 0
    }

    public func cdf(_ x: Double) -> Double {
        standardDeviation > 0 ? standardNormalCDF((x - mean) / standardDeviation) : (x >= mean ? 1 : 0)
    }

    public func upperTail(_ x: Double) -> Double {
        standardDeviation > 0 ? standardNormalUpperTail((x - mean) / standardDeviation) : (x >= mean ? 0 : 1)
    }

    public func quantile(_ p: Double) -> Double {
        standardDeviation > 0 ? mean + standardDeviation * standardNormalQuantile(p) : mean
    }

    /// - Parameter x: level, in the units of the distribution.
    ///
    ///     NormalDistribution(mean: 15, standardDeviation: 3).losses(at: 18.6).first      // 0.16830735215148906
    public func losses(at x: Double) -> LossValues {
        guard standardDeviation > 0 else { return pointLosses(mean, at: x) }
        let standard = standardNormalLosses((x - mean) / standardDeviation)
        return LossValues(
            upperTail: standard.upperTail, first: standardDeviation * standard.first, second: variance * standard.second)
    }
}

/// Continuous losses of all mass at one point.
func pointLosses(_ point: Double, at x: Double) -> LossValues {
    let excess = max(0, point - x)
    return LossValues(
        atom: x == point ? 1 : 0, upperTail: x < point ? 1 : 0, first: excess, second: 0.5 * excess * excess)
}
