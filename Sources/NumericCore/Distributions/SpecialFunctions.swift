import CMath

// Goals, in order: relative accuracy in the tails (1e-12 and better), no overflow, then speed.
// Probabilities of counts are computed by Loader's saddle-point form (C. Loader 2000, "Fast and accurate computation of binomial
// probabilities"): log-gamma differences would lose eight digits at a mean of a million.

/// Natural logarithm of the gamma function for x > 0 (`nan` elsewhere).
///
/// Stirling's series (Abramowitz & Stegun 6.1.41) from x = 15 on, below that the recurrence (A&S 6.1.15) from above.
/// Absolute error a few 1e-15, relative for large x.
///
///     logGamma(5)      // log 24 = 3.1780538303479458
public func logGamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    if x == 1 || x == 2 { return 0 }
    if x < 0.5 { return logGammaOnePlus(x) - log(x) }
    if x < 15 {
        var shifted = x
        var product = 1.0
        while shifted < 15 {
            product *= shifted
            shifted += 1
        }
        return (shifted - 0.5) * log(shifted) - shifted + halfLogTwoPi + stirlingSeries(shifted) - log(product)
    }
    return (x - 0.5) * log(x) - x + halfLogTwoPi + stirlingSeries(x)
}

/// log Gamma(1 + x), with full relative accuracy for |x| < 1/2 (A&S 6.1.33 with zeta(k) - 1).
public func logGammaOnePlus(_ x: Double) -> Double {
    guard abs(x) < 0.5 else { return logGamma(1 + x) }
    // log Gamma(1+x) = -log(1+x) + x (1 - gamma) + sum_{k>=2} (-1)^k (zeta(k) - 1) x^k / k
    var sum = 0.0
    var power = x
    for (index, zetaMinusOne) in zetaMinusOneFromTwo.enumerated() {
        power *= -x
        sum -= zetaMinusOne * power / Double(index + 2)
    }
    return -log1p(x) + x * (1 - eulerGamma) + sum
}

/// What Stirling's formula leaves out: log x! - [(x + 1/2) log x - x + (1/2) log 2 pi], for x > 0.
public func stirlingError(_ x: Double) -> Double {
    if x > 15 { return stirlingSeries(x) }
    return logGammaOnePlus(x) - (x + 0.5) * log(x) + x - halfLogTwoPi
}

/// Loader's deviance term x log(x / m) + m - x, without cancellation where x is near m.
///
/// - Parameters:
///   - x: the value, x > 0.
///   - m: its expectation, m > 0.
///   - difference: x - m, which callers often know more exactly than the subtraction gives.
public func devianceTerm(_ x: Double, _ m: Double, difference: Double) -> Double {
    if abs(difference) < 0.1 * (x + m) {
        let v = difference / (x + m)
        var sum = difference * v
        var term = 2 * x * v
        let square = v * v
        var odd = 3.0
        while true {
            term *= square
            let next = sum + term / odd
            if next == sum { return next }
            sum = next
            odd += 2
            if odd > 2000 { return sum }
        }
    }
    return x * log(x / m) - difference
}

let halfLogTwoPi = 0.918938533204672741780329736406
let eulerGamma = 0.577215664901532860606512090082

/// 1/(12x) - 1/(360x^3) + ... for x >= 15.
func stirlingSeries(_ x: Double) -> Double {
    let inverse = 1 / x
    let square = inverse * inverse
    let tail = (1.0 / 1680 - square * (1.0 / 1188 - square * (691.0 / 360360 - square * (1.0 / 156))))
    return inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * tail)))
}

/// zeta(k) - 1 for k = 2, 3, ...: enough terms for |x| < 1/2 at double precision.
private let zetaMinusOneFromTwo: [Double] = (2...40).map { k in
    // Direct sum with an Euler-Maclaurin remainder (A&S 23.2.3 form); exact to the last bit or two.
    let s = Double(k)
    var sum = 0.0
    let last = 20.0
    for n in stride(from: last - 1, through: 2, by: -1) { sum += pow(n, -s) }
    let tail = pow(last, 1 - s) / (s - 1) + 0.5 * pow(last, -s) + s * pow(last, -s - 1) / 12
        - s * (s + 1) * (s + 2) * pow(last, -s - 3) / 720
        + s * (s + 1) * (s + 2) * (s + 3) * (s + 4) * pow(last, -s - 5) / 30240
    return sum + tail
}
