/// A continuous distribution through given quantiles: x_i = mean + sd q_i at probability (i + 1/2) / K, F linear in between,
/// and an atom of 1 / (2K) at each end. Its mean is then exactly mean + sd times the average of the q_i.
public struct EmpiricalDistribution: Sendable, Equatable {
    public let centre: Double
    public let standardDeviation: Double
    /// Ascending, at probabilities (i + 1/2) / count; not empty.
    public let standardisedQuantiles: [Double]

    /// - Returns: `nil` without quantiles, or where they are not finite and ascending.
    public init?(mean: Double, standardDeviation: Double, standardisedQuantiles: [Double]) {
        guard let first = standardisedQuantiles.first, first.isFinite, mean.isFinite, standardDeviation >= 0 else { return nil }
        var before = first
        for q in standardisedQuantiles {
            guard q >= before, q.isFinite else { return nil }
            before = q
        }
        centre = mean
        self.standardDeviation = standardDeviation
        self.standardisedQuantiles = standardisedQuantiles
    }

    private var count: Int { standardisedQuantiles.count }
    private func level(_ i: Int) -> Double { centre + standardDeviation * standardisedQuantiles[i] }

    public var mean: Double {
        centre + standardDeviation * standardisedQuantiles.reduce(0, +) / Double(count)
    }

    public var variance: Double {
        let average = standardisedQuantiles.reduce(0, +) / Double(count)
        var sum = 0.0
        for i in 0..<count {
            let a = standardisedQuantiles[i] - average
            // A uniform piece from a to b has second moment (a^2 + a b + b^2) / 3; the ends are atoms of half a step.
            if i + 1 < count {
                let b = standardisedQuantiles[i + 1] - average
                sum += (a * a + a * b + b * b) / 3
            }
            if i == 0 || i == count - 1 { sum += (count == 1 ? 1 : 0.5) * a * a }
        }
        return standardDeviation * standardDeviation * sum / Double(count)
    }

    public func upperTail(_ x: Double) -> Double {
        // Number of quantiles at or below x.
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if level(middle) <= x { low = middle + 1 } else { high = middle }
        }
        if low == 0 { return 1 }
        if low == count { return 0 }
        let a = level(low - 1)
        let share = (x - a) / (level(low) - a)
        return (Double(count - low) + 0.5 - share) / Double(count)
    }

    public func cdf(_ x: Double) -> Double { 1 - upperTail(x) }

    public func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        let position = p * Double(count) - 0.5
        if position <= 0 { return level(0) }
        if position >= Double(count - 1) { return level(count - 1) }
        let i = Int(position)
        let share = position - Double(i)
        return (1 - share) * level(i) + share * level(i + 1)
    }

    /// Exact for the piecewise uniform density.
    public func losses(at x: Double) -> LossValues {
        var first = 0.0
        var second = 0.0
        let last = count - 1
        var i = last
        // Whole pieces above x from the top down, then the piece that contains x.
        let top = level(last) - x
        if top > 0 {
            first += (count == 1 ? 1 : 0.5) * top
            second += (count == 1 ? 1 : 0.5) * 0.5 * top * top
        }
        while i > 0 {
            let b = level(i) - x
            if b <= 0 { break }
            let a = level(i - 1) - x
            if a >= 0 {
                first += 0.5 * (a + b)
                second += (a * a + a * b + b * b) / 6
            } else {
                first += 0.5 * b * b / (b - a)
                second += b * b * b / (6 * (b - a))
            }
            i -= 1
        }
        if count > 1 && i == 0 {
            let bottom = level(0) - x
            if bottom > 0 {
                first += 0.5 * bottom
                second += 0.25 * bottom * bottom
            }
        }
        return LossValues(upperTail: upperTail(x), first: first / Double(count), second: second / Double(count))
    }
}
