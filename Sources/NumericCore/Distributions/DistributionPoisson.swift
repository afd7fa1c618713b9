import CMath

/// A Poisson distribution.
public struct PoissonDistribution: Sendable, Equatable {
    public let mean: Double

    /// - Parameter mean: >= 0; 0 is all mass at 0.
    public init(mean: Double) { self.mean = max(0, mean) }

    public var variance: Double { mean }

    /// P(D = k), by Loader's saddle-point form; 0 where k is not a whole number >= 0.
    public func probability(_ k: Double) -> Double {
        guard k >= 0, k == k.rounded() else { return 0 }
        if mean == 0 { return k == 0 ? 1 : 0 }
        if k == 0 { return exp(-mean) }
        return exp(-stirlingError(k) - devianceTerm(k, mean, difference: k - mean)) / (2 * Double.pi * k).squareRoot()
    }

    public func cdf(_ x: Double) -> Double {
        guard !x.isNaN else { return .nan }
        let k = x.rounded(.down)
        if k < 0 { return 0 }
        if mean == 0 || k == .infinity { return 1 }
        return k < mean ? lowerSum(k) : 1 - losses(at: k).upperTail
    }

    public func upperTail(_ x: Double) -> Double { losses(at: x.rounded(.down)).upperTail }

    /// The smallest whole x with F(x) >= p.
    public func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        if p == 1 { return mean == 0 ? 0 : .infinity }
        if p == 0 || mean == 0 { return 0 }
        let z = standardNormalQuantile(p)
        let guess = mean + z * mean.squareRoot() + (z * z - 1) / 6
        return smallestWhole(from: guess, lowest: 0, limit: 1e300) { x in
            x < mean ? cdf(x) >= p : upperTail(x) <= 1 - p
        }
    }

    /// Tail and losses at x; between whole numbers n1 and n2 are those of the step function P(D > x).
    ///
    /// For x at or above the mean by the sum of P(D = x + j) with weights 1, j, j (j - 1) / 2: positive terms, ratio
    /// mean / (x + j). Below the mean by n1 = (mean - x) P(D > x) + mean P(D = x) and
    /// n2 = {[(x - mean)^2 + x] P(D > x) + mean (mean - x) P(D = x)} / 2 (Zipkin 2000, C.3.2), positive there term by term.
    /// The work grows with the square root of the mean.
    ///
    ///     PoissonDistribution(mean: 4).losses(at: 10).first      // 0.004131309982598022
    public func losses(at x: Double) -> LossValues {
        guard !x.isNaN else { return .undefined }
        let k = x.rounded(.down)
        if k != x { return interpolated(losses(at: k), by: x - k) }
        if mean == 0 { return latticePointLosses(0, at: k) }
        if k < 0 {
            return LossValues(upperTail: 1, first: mean - k, second: 0.5 * (mean * mean - 2 * k * mean + k * (k + 1)))
        }
        if k == .infinity { return LossValues(upperTail: 0, first: 0, second: 0) }
        if k < mean && mean > 20 {
            let tail = 1 - lowerSum(k)
            let here = probability(k)
            let gap = mean - k
            return LossValues(
                atom: here, upperTail: tail, first: gap * tail + mean * here,
                second: 0.5 * ((gap * gap + k) * tail + mean * gap * here))
        }
        let term = probability(k + 1)
        var sums = upperSums(first: term, a: mean, b: 0, from: k, past: mean)
        // P(k) = P(k + 1) (k + 1) / mean, unless P(k + 1) has lost its digits.
        sums.atom = term > 1e-290 ? term * (k + 1) / mean : probability(k)
        return sums
    }

    /// P(D <= k) for 0 <= k < mean: downward sum of positive terms, ratio k / mean.
    private func lowerSum(_ k: Double) -> Double {
        var term = probability(k)
        var sum = term
        var i = k
        while i > 0 {
            term *= i / mean
            sum += term
            if term < 1e-17 * sum { break }
            i -= 1
        }
        return min(1, sum)
    }
}

/// Losses of counts at x = k + fraction from those at the whole number k: P(D > x) is constant between whole numbers.
func interpolated(_ whole: LossValues, by fraction: Double) -> LossValues {
    // n1 is linear; n2 stays the sum of n1 over x+1, x+2, ...: sum of [n1(k+j) - fraction P(D > k+j)].
    LossValues(
        atom: 0, upperTail: whole.upperTail, first: whole.first - fraction * whole.upperTail,
        second: max(0, whole.second - fraction * (whole.first - whole.upperTail)))
}

/// Lattice losses (n2 as the sum of n1 over x+1, x+2, ...) of all mass at one point.
func latticePointLosses(_ point: Double, at x: Double) -> LossValues {
    let excess = max(0, point - x)
    let steps = excess.rounded(.down)
    return LossValues(
        atom: x == point ? 1 : 0, upperTail: x < point ? 1 : 0, first: excess, second: steps * excess - 0.5 * steps * (steps + 1))
}
