/// Quantiles by the upper tail: exact where the tail is too small to be told from 0 as 1 - p.
extension MixtureDistribution {
    /// The least x with P(D > x) <= overage / (overage + underage): where holding what is left and missing what is short cost the same at
    /// the margin.
    ///
    /// - Parameters:
    ///   - overage: money per unit left, 0 or more.
    ///   - underage: money per unit short, 0 or more; not both 0.
    public func criticalQuantile(overage: Double, underage: Double) -> Double {
        let tail = overage / (overage + underage)
        return tail > 1e-6 ? quantile(underage / (overage + underage)) : quantile(upperTail: tail)
    }

    /// The x with P(D > x) = t; for counts the smallest whole x with P(D > x) <= t.
    ///
    ///     let demand = MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: 4)))], isCount: true)
    ///     demand.quantile(upperTail: 1e-20)      // 34
    ///
    /// - Parameter tail: above 0 and at most 1; 0 or less gives the largest value that demand can take (or infinity), more than 1 or what
    ///   is not a number gives `nan`.
    public func quantile(upperTail tail: Double) -> Double {
        guard tail <= 1, !members.isEmpty else { return .nan }
        if tail <= 0 || tail > 1e-6 { return quantile(1 - max(0, tail)) }
        func reached(_ x: Double) -> Bool { upperTail(x) <= tail }
        let spread = max(variance.squareRoot(), 1e-300)
        let guess = mean + 6 * spread
        guard guess.isFinite else { return guess }
        if isCount { return smallestWhole(from: guess, lowest: min(0, guess.rounded(.down)), limit: 1e300, where: reached) }
        var low = guess
        var high = guess
        var step = spread
        while reached(low) && step < 1e300 {
            low -= step
            step *= 2
        }
        step = spread
        while !reached(high) && step < 1e300 {
            high += step
            step *= 2
        }
        for _ in 0..<200 {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            if reached(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
