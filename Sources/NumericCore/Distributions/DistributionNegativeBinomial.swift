import CMath

/// A negative binomial distribution of counts: size r, scale beta; mean r beta, variance r beta (1 + beta), success probability
/// p = 1 / (1 + beta). It is the Poisson distribution with a gamma(r, beta) mean.
public struct NegativeBinomialDistribution: Sendable, Equatable {
    public let size: Double
    public let scale: Double
    /// beta / (1 + beta) = (variance - mean) / variance.
    private var q: Double { scale / (1 + scale) }

    /// - Parameters: size r > 0, scale beta > 0.
    public init(size: Double, scale: Double) {
        self.size = size
        self.scale = scale
    }

    /// By moments: r = mean^2 / (variance - mean). `nil` unless 0 < mean < variance (use Poisson at equality).
    public init?(mean: Double, variance: Double) {
        guard mean > 0, variance > mean, variance < .infinity else { return nil }
        let beta = (variance - mean) / mean
        guard beta > 1e-14 else { return nil }
        self.init(size: mean / beta, scale: beta)
    }

    public var mean: Double { size * scale }
    public var variance: Double { size * scale * (1 + scale) }

    /// P(D = k) by Loader's saddle-point form of the binomial; 0 where k is not a whole number >= 0.
    public func probability(_ k: Double) -> Double {
        guard k >= 0, k == k.rounded(), k < .infinity else { return 0 }
        if k == 0 { return exp(-size * log1p(scale)) }
        // r/(r+k) Binomial(r; n = k + r, p); both deviations from expectation are (k - mean) / (1 + beta) in size.
        let n = size + k
        let deviation = (k - mean) / (1 + scale)
        let exponent = stirlingError(n) - stirlingError(size) - stirlingError(k)
            - devianceTerm(size, n / (1 + scale), difference: -deviation) - devianceTerm(k, n * q, difference: deviation)
        return exp(exponent) * (size / (2 * Double.pi * k * n)).squareRoot()
    }

    public func cdf(_ x: Double) -> Double {
        guard !x.isNaN else { return .nan }
        let k = x.rounded(.down)
        if k < 0 { return 0 }
        if k == .infinity { return 1 }
        return k < mean ? lowerSum(k) : 1 - upperTail(k)
    }

    public func upperTail(_ x: Double) -> Double {
        guard !x.isNaN else { return .nan }
        let k = x.rounded(.down)
        if k < 0 { return 1 }
        if k == .infinity { return 0 }
        if upperTailTerms(k) < 200 && (k >= mean || mean <= 20) { return tailSum(k).upperTail }
        return k < mean ? 1 - lowerSum(k) : tailFraction(k, atom: probability(k))
    }

    /// The smallest whole x with F(x) >= p.
    public func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        if p == 1 { return .infinity }
        if p == 0 { return 0 }
        let z = standardNormalQuantile(p)
        let guess = mean + z * variance.squareRoot() + (z * z - 1) * (1 + 2 * scale) / 6
        return smallestWhole(from: guess, lowest: 0, limit: 1e300) { x in
            x < mean ? cdf(x) >= p : upperTail(x) <= 1 - p
        }
    }

    /// Tail and losses at x; between whole numbers as for `PoissonDistribution`.
    ///
    /// Zipkin 2000, C.3.4: n1 = (mean - x) G + (x + r) beta g, n2 = {[(x - mean)^2 + r beta^2 + x] G + [(r + 1) beta - x] (x + r)
    /// beta g} / 2 with G = P(D > x), g = P(D = x): all terms positive below the mean. Above it the direct sum of P(D = x + j)
    /// where that is short; else the closed form with G as g times a continued fraction, so that both share g's rounding. It says
    /// itself what cancels: (x - mean) G / n1 is the distance in mean excesses, small where the tail is nearly geometric (a scale
    /// of thousands). Where too much cancels the sum is taken though it is long.
    ///
    ///     NegativeBinomialDistribution(size: 5 / 9, scale: 9).losses(at: 300).first      // 2.261503730264314e-14
    /// - Parameter includingSecond: without it the second-order loss may be less accurate, and long sums are avoided.
    public func losses(at x: Double, includingSecond: Bool = true) -> LossValues {
        guard !x.isNaN else { return .undefined }
        let k = x.rounded(.down)
        if k != x { return interpolated(losses(at: k), by: x - k) }
        if k < 0 {
            let factorial2 = size * (size + 1) * scale * scale
            return LossValues(upperTail: 1, first: mean - k, second: 0.5 * (factorial2 - 2 * k * mean + k * (k + 1)))
        }
        if k == .infinity { return LossValues(upperTail: 0, first: 0, second: 0) }
        if k < mean && mean > 20 { return closedForm(k, atom: probability(k), tail: 1 - lowerSum(k)) }
        let terms = upperTailTerms(k)
        if terms < 400 { return tailSum(k) }
        let here = probability(k)
        if k < mean { return closedForm(k, atom: here, tail: 1 - lowerSum(k)) }
        let closed = closedForm(k, atom: here, tail: tailFraction(k, atom: here))
        let gap = k - mean
        let kept = includingSecond ? closed.second / (gap * gap * closed.upperTail) : closed.first / (gap * closed.upperTail)
        // Digits are lost up to 1e4 of 1e-15. Written so that a value that is not a number leads to the sum, too.
        return kept > 1e-4 || terms > 500_000 || here == 0 ? closed : tailSum(k)
    }

    private func closedForm(_ k: Double, atom here: Double, tail: Double) -> LossValues {
        let flow = (k + size) * scale * here
        let gap = mean - k
        return LossValues(
            atom: here, upperTail: tail, first: max(0, gap * tail + flow),
            second: max(0, 0.5 * ((gap * gap + size * scale * scale + k) * tail + (gap + scale) * flow)))
    }

    /// True where the upper sum from a level is short and falls, so that it is the way that `losses` takes.
    func isShort(above k: Double) -> Bool {
        (k >= mean || mean <= 20) && upperTailTerms(k) < 400
    }

    /// About how many terms the direct upper sum needs: the terms fall like exp(-j (1 - ratio) - j^2 curvature / 2).
    private func upperTailTerms(_ k: Double) -> Double {
        let fall = ((k + 2) - q * (k + 1 + size)) / (k + 2)
        let curvature = max(0, 1 / (k + 2) - 1 / (k + 1 + size))
        let reach = 45.0
        // Below size 1 the ratio of terms rises towards q: the fall at the start says nothing about the length.
        if size < 1 { return reach * (1 + scale) }
        if fall <= 0 && curvature == 0 { return .infinity }
        // Positive root of curvature/2 j^2 + fall j - reach = 0.
        return 2 * reach / (fall + (fall * fall + 2 * curvature * reach).squareRoot())
    }

    private func tailSum(_ k: Double) -> LossValues {
        let term = probability(k + 1)
        var sums = upperSums(first: term, a: q * size, b: q, from: k, past: mean)
        sums.atom = term > 1e-290 ? term * (k + 1) / (q * (k + size)) : probability(k)
        return sums
    }

    /// P(D > k) = P(D = k + 1) times the fraction of I_q(k + 1, r), for k + 1 >= mean.
    ///
    /// - Parameter atom: P(D = k), from which P(D = k + 1) = P(D = k) q (r + k) / (k + 1) follows.
    private func tailFraction(_ k: Double, atom: Double) -> Double {
        let excess = (k + 1 - mean) / (1 + scale)
        let next = atom > 1e-290 ? atom * q * (size + k) / (k + 1) : probability(k + 1)
        return min(1, next * incompleteBetaFraction(a: k + 1, b: size, x: q, y: 1 / (1 + scale), excess: excess))
    }

    /// P(D <= k) for 0 <= k < mean: the downward sum where it is short, else P(D = k + 1) (k + 1) / r times the fraction of
    /// I_p(r, k + 1).
    private func lowerSum(_ k: Double) -> Double {
        if k > 400 && k + 1 < mean && 10 * variance.squareRoot() > 400 {
            let excess = (mean - (k + 1)) / (1 + scale)
            let fraction = incompleteBetaFraction(a: size, b: k + 1, x: 1 / (1 + scale), y: q, excess: excess)
            return min(1, probability(k + 1) * (k + 1) / size * fraction)
        }
        var term = probability(k)
        var sum = term
        var i = k
        let inverse = 1 / q
        while i > 0 {
            term *= inverse * i / (i - 1 + size)
            sum += term
            if term < 1e-17 * sum && size > 1 { break }
            i -= 1
        }
        return min(1, sum)
    }
}
