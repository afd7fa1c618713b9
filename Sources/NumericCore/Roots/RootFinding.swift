/// A root of a continuous function in a bracket: Brent's method (R. P. Brent 1973, ch. 4).
///
/// - Parameters:
///   - range: bracket; the function must not have the same strict sign at both ends.
///   - tolerance: absolute accuracy of the root; 0 = as exact as the numbers allow.
///   - function: evaluated at both ends and then about ten times.
/// - Returns: the root, or `nil` when the ends do not bracket one (or a value is not a number).
///
///     findRoot(in: 1...2) { $0 * $0 - 2 }      // 1.4142135623730951
public func findRoot(in range: ClosedRange<Double>, tolerance: Double = 0, _ function: (Double) -> Double) -> Double? {
    var a = range.lowerBound
    var b = range.upperBound
    var fa = function(a)
    var fb = function(b)
    if fa == 0 { return a }
    if fb == 0 { return b }
    guard fa.isFinite, fb.isFinite, (fa > 0) != (fb > 0) else { return nil }
    var c = a
    var fc = fa
    var step = b - a
    var previousStep = step
    for _ in 0..<200 {
        if (fb > 0) == (fc > 0) {
            c = a
            fc = fa
            step = b - a
            previousStep = step
        }
        if abs(fc) < abs(fb) {
            (a, b, c) = (b, c, b)
            (fa, fb, fc) = (fb, fc, fb)
        }
        let closeness = 2 * Double.ulpOfOne * abs(b) + 0.5 * tolerance
        let middle = 0.5 * (c - b)
        if abs(middle) <= closeness || fb == 0 { return b }
        if abs(previousStep) >= closeness && abs(fa) > abs(fb) {
            // Inverse quadratic interpolation, or the secant when only two points differ.
            let s = fb / fa
            var p: Double
            var q: Double
            if a == c {
                p = 2 * middle * s
                q = 1 - s
            } else {
                let r = fb / fc
                let t = fa / fc
                p = s * (2 * middle * t * (t - r) - (b - a) * (r - 1))
                q = (t - 1) * (r - 1) * (s - 1)
            }
            if p > 0 { q = -q }
            p = abs(p)
            if 2 * p < min(3 * middle * q - abs(closeness * q), abs(previousStep * q)) {
                previousStep = step
                step = p / q
            } else {
                step = middle
                previousStep = middle
            }
        } else {
            step = middle
            previousStep = middle
        }
        a = b
        fa = fb
        b += abs(step) > closeness ? step : (middle > 0 ? closeness : -closeness)
        fb = function(b)
        if !fb.isFinite { return nil }
    }
    return b
}

/// The smallest whole number at which a condition that switches once from false to true holds.
///
/// Starts from a guess and doubles its steps, so the number of evaluations grows with the logarithm of the distance to the guess.
/// Returns `limit` when the condition does not hold below it.
public func smallestWhole(from guess: Double, lowest: Double, limit: Double, where holds: (Double) -> Bool) -> Double {
    var start = guess.isFinite ? guess.rounded() : lowest
    start = min(max(start, lowest), limit)
    var low: Double    // condition false (or lowest - 1)
    var high: Double   // condition true
    var step = 1.0
    if holds(start) {
        high = start
        low = start - step
        while low >= lowest && holds(low) {
            high = low
            step *= 2
            low = max(lowest - 1, high - step)
        }
    } else {
        low = start
        high = min(limit, start + step)
        while high < limit && !holds(high) {
            low = high
            step *= 2
            high = min(limit, low + step)
        }
    }
    while high - low > 1 {
        let middle = low + ((high - low) / 2).rounded(.down)
        if middle <= low || middle >= high { break }
        if holds(middle) { high = middle } else { low = middle }
    }
    return high
}
