import CMath

/// The two regularised incomplete gamma functions, P(a, x) + Q(a, x) = 1, each with full relative accuracy where it is the smaller.
///
/// - P by its series (Abramowitz & Stegun 6.5.29) for x < a + 1;
/// - Q by Legendre's continued fraction (A&S 6.5.31, evaluated as Numerical Recipes does) for x >= a + 1;
/// - Q for small a and x by 1 - x^a / Gamma(1 + a) without cancellation (Gautschi 1979, "A computational procedure for
///   incomplete gamma functions").
///
/// - both by Temme's uniform expansion (DLMF 8.12.3 and 8.12.11) for a > 10^6, where its first two terms are exact to 1e-12.
///
/// Up to there the work grows with the square root of a. Example: `regularisedIncompleteGamma(a: 4, x: 10).upper` = 0.010336050675925726.
public func regularisedIncompleteGamma(a: Double, x: Double) -> (lower: Double, upper: Double) {
    guard a > 0, !x.isNaN else { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    if a < 1 && x < 1.5 {
        // Q = [1 - x^a / Gamma(1+a)] - x^a / Gamma(1+a) * a * sum_{k>=1} (-x)^k / ((a + k) k!)
        let exponent = a * log(x) - logGammaOnePlus(a)
        var sum = 0.0
        var power = 1.0
        var k = 1.0
        while k < 200 {
            power *= -x / k
            let term = power / (a + k)
            sum += term
            if abs(term) < 1e-18 * abs(sum) { break }
            k += 1
        }
        let front = exp(exponent)
        let upper = -expm1(exponent) - front * a * sum
        let lower = front * (1 + a * sum)
        return (lower, max(0, upper))
    }
    if a > 1e6 { return incompleteGammaOfLargeShape(a: a, x: x) }
    // x^a e^-x / Gamma(a + 1), by the saddle-point form.
    let front = exp(-stirlingError(a) - devianceTerm(a, x, difference: a - x)) / (2 * Double.pi * a).squareRoot()
    if x < a + 1 {
        var sum = 1.0
        var term = 1.0
        var k = 1.0
        while k < 10_000_000 {
            term *= x / (a + k)
            sum += term
            if term < 1e-17 * sum { break }
            k += 1
        }
        let lower = min(1, front * sum)
        return (lower, 1 - lower)
    }
    // Lentz: Q = front * a * 1 / (x + 1 - a - 1(1-a) / (x + 3 - a - ...)).
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    var k = 1.0
    while k < 10_000_000 {
        let an = -k * (k - a)
        b += 2
        d = an * d + b
        if abs(d) < 1e-300 { d = 1e-300 }
        c = b + an / c
        if abs(c) < 1e-300 { c = 1e-300 }
        d = 1 / d
        let delta = d * c
        h *= delta
        if abs(delta - 1) < 1e-16 { break }
        k += 1
    }
    let upper = min(1, front * a * h)
    return (1 - upper, upper)
}

/// Q = erfc(eta sqrt(a/2)) / 2 + e^(-a eta^2/2) / sqrt(2 pi a) (c0 + c1 / a), P the rest, eta^2 / 2 = x/a - 1 - log(x/a) with the sign of
/// x - a (Temme 1979). Where neither tail is nothing eta is at most 40 / sqrt(a), so that a few terms of the series of c0 and c1 are enough.
private func incompleteGammaOfLargeShape(a: Double, x: Double) -> (lower: Double, upper: Double) {
    let deviance = devianceTerm(a, x, difference: a - x)
    guard deviance < 745 else { return x < a ? (0, 1) : (1, 0) }
    let eta = (x < a ? -1 : 1) * (2 * deviance / a).squareRoot()
    let c0 = -1.0 / 3 + eta * (1.0 / 12 + eta * (-2.0 / 135 + eta * (1.0 / 864 + eta * (1.0 / 2835 - eta * 139.0 / 777_600))))
    let c1 = -1.0 / 540 - eta / 288
    let rest = exp(-deviance) / (2 * Double.pi * a).squareRoot() * (c0 + c1 / a)
    let far = 0.5 * erfc(deviance.squareRoot())
    if x < a {
        let lower = max(0, far - rest)
        return (lower, 1 - lower)
    }
    let upper = max(0, far + rest)
    return (1 - upper, upper)
}
