import NumericCore

/// How much of E[B] each source of variance causes: Shapley values (L. S. Shapley 1953) of E[B] as a function of the sources that
/// are present.
///
/// Lead-time demand is normal with the given mean and the sum of the variances present. The shares sum to E[B] with all sources
/// less (mean - S)+, what is short without any variance.
///
/// - Parameters:
///   - level: S, units.
///   - variances: units squared, one per source, at most 12.
///
///     backorderAttribution(level: 170, mean: 120, variances: [384, 900, 600])
///     // [0.5214146637576011, 1.3309807797347355, 0.8327024870466038]
public func backorderAttribution(level: Double, mean: Double, variances: [Double]) -> [Double] {
    let n = variances.count
    guard n > 0, n <= 12 else { return [] }
    // E[B] of every subset of sources.
    let values = (0..<(1 << n)).map { subset -> Double in
        var variance = 0.0
        for i in 0..<n where subset >> i & 1 == 1 { variance += max(0, variances[i]) }
        return NormalDistribution(mean: mean, standardDeviation: variance.squareRoot()).losses(at: level).first
    }
    // Weight of a subset of k others: k! (n - k - 1)! / n!.
    var factorial = [1.0]
    for i in 1...n { factorial.append(factorial[i - 1] * Double(i)) }
    return (0..<n).map { source in
        var share = 0.0
        for subset in values.indices where subset >> source & 1 == 0 {
            let k = subset.nonzeroBitCount
            share += factorial[k] * factorial[n - k - 1] / factorial[n] * (values[subset | 1 << source] - values[subset])
        }
        return share
    }
}
