import CMath
import NumericCore

/// How far below s the position has fallen when an order is due: demand comes in lumps, so it jumps past s.
///
/// Renewal limit of the overshoot (Karlin 1958; Hill 1988), order when the position is at or below s, counted from s:
/// P(U = u) = P(D > u) / E[D], mean (E[D^2] / E[D] - 1) / 2.
///
///     let lumpy = DiscreteDistribution(probabilities: [0.5, 0.25, 0, 0, 0.25])!
///     Undershoot(lumpy).mean      // (4.25 / 1.25 - 1) / 2 = 1.2
public struct Undershoot: Sendable, Equatable {
    /// Units below s.
    public var mean: Double
    /// P(U = u), u = 0, 1, ...
    public var probabilities: [Double]

    /// - Parameter demand: demand between two reviews (or of one customer order), whole units, mean above 0.
    public init(_ demand: DiscreteDistribution) {
        let square = demand.variance + demand.mean * demand.mean
        mean = demand.mean > 0 ? 0.5 * (square / demand.mean - 1) : 0
        let top = Int(demand.lowest) + demand.probabilities.count - 1
        probabilities = demand.mean > 0 ? (0..<max(1, top)).map { demand.upperTail(Double($0)) / demand.mean } : [1]
    }

    public init(_ demand: MixtureDistribution) {
        let square = demand.variance + demand.mean * demand.mean
        mean = demand.mean > 0 ? 0.5 * (square / demand.mean - 1) : 0
        var values: [Double] = []
        var u = 0.0
        while demand.mean > 0, u < 1e7 {
            let p = demand.upperTail(u) / demand.mean
            if p < 1e-16 { break }
            values.append(p)
            u += 1
        }
        probabilities = values.isEmpty ? [1] : values
    }
}

/// The distribution of the sum of `count` independent copies (count 0: all mass at 0).
///
/// By repeated squaring; probabilities below 1e-300 at the top are cut.
public func sumOfCopies(_ distribution: DiscreteDistribution, count: Int) -> DiscreteDistribution? {
    guard count >= 0 else { return nil }
    var result = [1.0]
    var power = distribution.probabilities
    var n = count
    while n > 0 {
        if n & 1 == 1 { result = convolution(result, power) }
        n >>= 1
        if n > 0 { power = convolution(power, power) }
    }
    return DiscreteDistribution(lowest: distribution.lowest * Double(count), probabilities: result)
}

func convolution(_ a: [Double], _ b: [Double]) -> [Double] {
    guard !a.isEmpty, !b.isEmpty else { return [] }
    var out = [Double](repeating: 0, count: a.count + b.count - 1)
    for i in a.indices where a[i] != 0 {
        for j in b.indices { out[i + j] += a[i] * b[j] }
    }
    return out
}

/// Compound Poisson demand: a Poisson number of customers who each order a whole number of units (at least 1).
///
/// Panjer's recursion P(k) = (rate / k) sum of j f(j) P(k - j) (H. H. Panjer 1981); where exp(-rate) would underflow, the sum of
/// two halves.
///
/// - Parameters:
///   - rate: mean number of customers.
///   - sizes: sizes[j] = probability that an order is of j units; sizes[0] is absorbed into the rate.
///   - tail: probabilities are listed until less than this lies above.
public func compoundPoisson(rate: Double, sizes: [Double], tail: Double = 1e-18) -> DiscreteDistribution? {
    guard rate >= 0, rate < 1e7, !sizes.isEmpty, sizes.allSatisfy({ $0 >= 0 }) else { return nil }
    if rate == 0 { return DiscreteDistribution(probabilities: [1]) }
    if rate > 600 {
        guard let half = compoundPoisson(rate: rate / 2, sizes: sizes, tail: tail) else { return nil }
        return sumOfCopies(half, count: 2)
    }
    var mean = 0.0
    var square = 0.0
    for (j, f) in sizes.enumerated() {
        mean += rate * f * Double(j)
        square += rate * f * Double(j) * Double(j)
    }
    var probabilities = [exp(-rate * (1 - sizes[0]))]
    let past = mean + 6 * square.squareRoot()
    var k = 1
    var small = 0
    while k < 50_000_000 {
        var sum = 0.0
        for j in 1..<max(1, min(k, sizes.count - 1) + 1) { sum += Double(j) * sizes[j] * probabilities[k - j] }
        let p = rate * sum / Double(k)
        probabilities.append(p)
        // Far out and below the tail for as long as the largest order: nothing of size follows.
        small = Double(k) > past && p < tail ? small + 1 : 0
        if small > sizes.count { break }
        k += 1
    }
    return DiscreteDistribution(probabilities: probabilities)
}
