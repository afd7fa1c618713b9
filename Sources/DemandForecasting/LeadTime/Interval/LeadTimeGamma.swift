import CMath
import NumericCore

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
        let p0 = regularisedIncompleteGamma(a: shape, x: x).lower
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
