import CMath

/// A gamma distribution: shape a, scale b, mean a b, variance a b^2.
public struct GammaDistribution: Sendable, Equatable {
    public let shape: Double
    public let scale: Double

    /// - Parameters: shape and scale, both > 0.
    public init(shape: Double, scale: Double) {
        self.shape = shape
        self.scale = scale
    }

    /// By moments; a mean or variance that is not positive gives all mass at the mean (shape infinite).
    public init(mean: Double, variance: Double) {
        if mean > 0 && variance > 0 {
            shape = mean * mean / variance
            scale = variance / mean
        } else {
            shape = .infinity
            scale = max(0, mean)
        }
    }

    private var isPoint: Bool { !(shape < .infinity) || scale <= 0 }
    public var mean: Double { isPoint ? scale : shape * scale }
    public var variance: Double { isPoint ? 0 : shape * scale * scale }

    public func cdf(_ x: Double) -> Double {
        if isPoint { return x >= mean ? 1 : 0 }
        return x <= 0 ? 0 : regularisedIncompleteGamma(a: shape, x: x / scale).lower
    }

    public func upperTail(_ x: Double) -> Double {
        if isPoint { return x >= mean ? 0 : 1 }
        return x <= 0 ? 1 : regularisedIncompleteGamma(a: shape, x: x / scale).upper
    }

    /// The x with F(x) = p, by Brent's method on the logarithm of x.
    public func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        if isPoint { return mean }
        if p == 0 { return 0 }
        if p == 1 { return .infinity }
        // Below this x the first term of the series is exact: F = (x/b)^a / Gamma(1 + a).
        let logSmall = (log(p) + logGammaOnePlus(shape)) / shape
        if logSmall < -40 { return scale * exp(logSmall) }
        // Wilson-Hilferty start, then a bracket.
        let z = standardNormalQuantile(p)
        let cube = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
        var guess = cube > 0.1 ? log(shape * cube * cube * cube) : logSmall
        if !guess.isFinite { guess = log(shape) }
        func miss(_ logX: Double) -> Double {
            let both = regularisedIncompleteGamma(a: shape, x: exp(logX))
            return p < 0.5 ? both.lower - p : (1 - p) - both.upper
        }
        var low = guess - 0.1
        var high = guess + 0.1
        var step = 0.2
        while miss(low) > 0 && low > -700 {
            low -= step
            step *= 2
        }
        step = 0.2
        while miss(high) < 0 && high < 700 {
            high += step
            step *= 2
        }
        return scale * exp(findRoot(in: low...high, miss) ?? guess)
    }

    /// n1(x) = (a b - x) Q(a, y) + b y f and n2(x) likewise with Q of shape a + 2, y = x / b (Zipkin 2000, C.2.3).
    ///
    ///     GammaDistribution(shape: 4, scale: 5).losses(at: 200).first      // 2.6319970729616493e-13
    public func losses(at x: Double) -> LossValues {
        if isPoint { return pointLosses(mean, at: x) }
        if x <= 0 {
            let excess = mean - x
            return LossValues(upperTail: 1, first: excess, second: 0.5 * (variance + excess * excess))
        }
        let y = x / scale
        let tail = regularisedIncompleteGamma(a: shape, x: y).upper
        if tail == 0 { return LossValues(upperTail: 0, first: 0, second: 0) }
        // g = y^a e^-y / Gamma(a): Q(a+1) = Q(a) + g / a, Q(a+2) = Q(a+1) + g y / (a (a+1)).
        let g: Double
        if shape < 1 {
            g = exp(shape * log(y) - y - logGamma(shape))
        } else {
            g = shape * exp(-stirlingError(shape) - devianceTerm(shape, y, difference: shape - y))
                / (2 * Double.pi * shape).squareRoot()
        }
        let first = (shape - y) * tail + g
        let second = 0.5 * (((y - shape) * (y - shape) + shape) * tail + (shape + 1 - y) * g)
        return LossValues(upperTail: tail, first: scale * max(0, first), second: scale * scale * max(0, second))
    }
}
