/// A continuous distribution through given quantiles: x_i = mean + sd q_i at probability (i + 1/2) / K, F linear in between,
/// and an atom of 1 / (2K) at each end. Its mean is then exactly mean + sd times the average of the q_i.
///
/// Quantiles may end below at a least value, where all further ones lie: what a shape is that is cut there, without quantiles of its own.
public struct EmpiricalDistribution: Sendable, Equatable {
    private let centre: Double
    private let standardDeviation: Double
    /// Ascending, at probabilities (i + 1/2) / count; not empty.
    public let standardisedQuantiles: [Double]
    /// At each quantile, times `count`, in standard deviations: E[(Z - q_i)+].
    private let firstAtQuantiles: [Double]
    /// Sum of the quantiles, and `count` times the variance in standard deviations.
    private let sumOfQuantiles: Double
    private let sumOfSquares: Double
    /// The least value, how many quantiles lie there, and the moments of what is left; `nil`: quantiles are as they stand.
    private let cut: Cut?

    private struct Cut: Sendable, Equatable {
        var lowest: Double
        var count: Int
        var mean: Double
        var variance: Double
    }

    /// - Parameter other: one that may have the same quantiles: what follows from them alone is then shared.
    /// - Returns: `nil` without quantiles, or where they are not finite and ascending.
    public init?(mean: Double, standardDeviation: Double, standardisedQuantiles: [Double], sharing other: EmpiricalDistribution? = nil) {
        guard mean.isFinite, standardDeviation >= 0 else { return nil }
        if let other, other.standardisedQuantiles == standardisedQuantiles {
            self.init(other, centre: mean, standardDeviation: standardDeviation, cut: nil)
        } else {
            guard let shape = EmpiricalDistribution(shape: standardisedQuantiles) else { return nil }
            self.init(shape, centre: mean, standardDeviation: standardDeviation, cut: nil)
        }
    }

    /// A shape that ends below: x_i = mean + sd max(lowest, shift + stretch q_i).
    ///
    /// - Parameters:
    ///   - mean: of what is left, which the caller knows; not negative.
    ///   - standardDeviation: of the same.
    ///   - stretch: above 0.
    ///   - other: as above.
    /// - Returns: `nil` without quantiles, or where numbers are not finite or quantiles not ascending.
    public init?(
        mean: Double, standardDeviation: Double, lowest: Double, shift: Double, stretch: Double, of quantiles: [Double], sharing other: EmpiricalDistribution? = nil
    ) {
        guard mean.isFinite, standardDeviation >= 0, standardDeviation.isFinite, lowest.isFinite, shift.isFinite, stretch > 0, stretch.isFinite else { return nil }
        let shape: EmpiricalDistribution
        if let other, other.standardisedQuantiles == quantiles {
            shape = other
        } else {
            guard let made = EmpiricalDistribution(shape: quantiles) else { return nil }
            shape = made
        }
        let centre = mean + standardDeviation * shift, spread = standardDeviation * stretch
        // What rounding leaves of a least value of 0.
        let difference = mean + standardDeviation * lowest, least = abs(difference) <= 1e-12 * abs(mean) ? 0 : difference
        var low = 0, high = quantiles.count
        while low < high {
            let middle = (low + high) / 2
            if centre + spread * quantiles[middle] <= least { low = middle + 1 } else { high = middle }
        }
        self.init(
            shape, centre: centre, standardDeviation: spread,
            cut: Cut(lowest: least, count: low, mean: mean, variance: standardDeviation * standardDeviation))
    }

    /// Around 0 with a spread of 1.
    private init?(shape standardisedQuantiles: [Double]) {
        guard let first = standardisedQuantiles.first, first.isFinite else { return nil }
        var before = first
        for q in standardisedQuantiles {
            guard q >= before, q.isFinite else { return nil }
            before = q
        }
        centre = 0
        standardDeviation = 1
        cut = nil
        self.standardisedQuantiles = standardisedQuantiles
        // From the top down: between two quantiles h apart, count P(D > x) rises linearly by 1.
        let count = standardisedQuantiles.count
        firstAtQuantiles = Array(unsafeUninitializedCapacity: count) { firsts, made in
            standardisedQuantiles.withUnsafeBufferPointer { q in
                var sum = 0.0
                firsts.initializeElement(at: count - 1, to: 0)
                var i = count - 1
                while i > 0 {
                    sum += (q[i] - q[i - 1]) * Double(count - i)
                    firsts.initializeElement(at: i - 1, to: sum)
                    i -= 1
                }
            }
            made = count
        }
        (sumOfQuantiles, sumOfSquares) = standardisedQuantiles.withUnsafeBufferPointer { Self.sums($0) }
    }

    /// The sum of ascending quantiles, and their number times the variance of the distribution through them.
    private static func sums(_ quantiles: UnsafeBufferPointer<Double>) -> (sum: Double, squares: Double) {
        var total = 0.0
        for q in quantiles { total += q }
        let count = quantiles.count, average = total / Double(count)
        var sum = 0.0
        for i in 0..<count {
            let a = quantiles[i] - average
            // A uniform piece from a to b has second moment (a^2 + a b + b^2) / 3; the ends are atoms of half a step.
            if i + 1 < count {
                let b = quantiles[i + 1] - average
                sum += (a * a + a * b + b * b) / 3
            }
            if i == 0 || i == count - 1 { sum += (count == 1 ? 1 : 0.5) * a * a }
        }
        return (total, sum)
    }

    /// Mean and variance of the distribution through quantiles, ascending and finite, without making it; 0 and 0 without quantiles.
    public static func moments(_ quantiles: UnsafeBufferPointer<Double>) -> (mean: Double, variance: Double) {
        guard !quantiles.isEmpty else { return (0, 0) }
        let (sum, squares) = sums(quantiles), count = Double(quantiles.count)
        return (sum / count, squares / count)
    }

    private init(_ shape: EmpiricalDistribution, centre: Double, standardDeviation: Double, cut: Cut?) {
        self.centre = centre
        self.standardDeviation = standardDeviation
        self.cut = cut
        standardisedQuantiles = shape.standardisedQuantiles
        firstAtQuantiles = shape.firstAtQuantiles
        sumOfQuantiles = shape.sumOfQuantiles
        sumOfSquares = shape.sumOfSquares
    }

    private var count: Int { standardisedQuantiles.count }

    private func level(_ i: Int) -> Double {
        if let cut, i < cut.count { return cut.lowest }
        return centre + standardDeviation * standardisedQuantiles[i]
    }

    /// At a quantile, times `count`: E[(D - x_i)+].
    private func first(_ i: Int) -> Double {
        guard let cut, i < cut.count else { return standardDeviation * firstAtQuantiles[i] }
        guard cut.count < count else { return 0 }
        return standardDeviation * firstAtQuantiles[cut.count] + (level(cut.count) - cut.lowest) * Double(count - cut.count)
    }

    public var mean: Double { cut?.mean ?? centre + standardDeviation * sumOfQuantiles / Double(count) }

    public var variance: Double { cut?.variance ?? standardDeviation * standardDeviation * sumOfSquares / Double(count) }

    /// Number of quantiles at or below x.
    private func rank(_ x: Double) -> Int {
        if let cut, x < cut.lowest { return 0 }
        var low = cut?.count ?? 0
        var high = count
        standardisedQuantiles.withUnsafeBufferPointer { q in
            while low < high {
                let middle = (low + high) / 2
                if centre + standardDeviation * q[middle] <= x { low = middle + 1 } else { high = middle }
            }
        }
        return low
    }

    public func upperTail(_ x: Double) -> Double {
        let rank = rank(x)
        if rank == 0 { return 1 }
        if rank == count { return 0 }
        let a = level(rank - 1)
        let share = (x - a) / (level(rank) - a)
        return (Double(count - rank) + 0.5 - share) / Double(count)
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

    /// Exact for the piecewise uniform density: from the next quantile above x, t away, where n1 is known.
    ///
    /// - Parameter includingSecond: without it the second-order loss is left at 0, which is quicker.
    public func losses(at x: Double, includingSecond: Bool = true) -> LossValues {
        let rank = rank(x)
        if rank == count { return LossValues(upperTail: 0, first: 0, second: 0) }
        let t = level(rank) - x
        let first = first(rank)
        let second = includingSecond ? second(rank) : 0
        let total = Double(count)
        if rank == 0 {
            return LossValues(
                upperTail: 1, first: first / total + t, second: includingSecond ? (second + first * t) / total + 0.5 * t * t : 0)
        }
        let tail = total - Double(rank) - 0.5
        let share = t / (level(rank) - level(rank - 1))
        return LossValues(
            upperTail: (tail + share) / total, first: (first + t * (tail + 0.5 * share)) / total,
            second: includingSecond ? (second + t * (first + t * (0.5 * tail + share / 6))) / total : 0)
    }

    /// At a quantile, times `count`: E[((D - x_i)+)^2] / 2. O(count).
    private func second(_ rank: Int) -> Double {
        var sum = 0.0
        var i = count - 1
        while i > rank {
            let h = level(i) - level(i - 1)
            sum += h * (first(i) + h * (0.5 * (Double(count - i) - 0.5) + 1.0 / 6))
            i -= 1
        }
        return sum
    }

    /// n1 alone, from the next quantile above x.
    ///
    /// - Parameter rank: of the level that was asked for before, from which the search sets out; receives that of x.
    public func firstLoss(at x: Double, near rank: inout Int) -> Double {
        if let cut, x < cut.lowest {
            rank = 0
        } else {
            let least = cut?.count ?? 0
            standardisedQuantiles.withUnsafeBufferPointer { q in
                rank = min(max(rank, least), q.count)
                while rank < q.count, centre + standardDeviation * q[rank] <= x { rank += 1 }
                while rank > least, !(centre + standardDeviation * q[rank - 1] <= x) { rank -= 1 }
            }
        }
        return firstLoss(at: x, rank)
    }

    /// n1 alone, from the next quantile above x.
    public func firstLoss(at x: Double) -> Double { firstLoss(at: x, rank(x)) }

    private func firstLoss(at x: Double, _ rank: Int) -> Double {
        if rank == count { return 0 }
        let above = level(rank)
        let there = first(rank) / Double(count)
        let t = above - x
        if rank == 0 { return there + t }
        let share = t / (above - level(rank - 1))
        return there + t * (Double(count - rank) - 0.5 + 0.5 * share) / Double(count)
    }

    /// The sum of n1 over x+1, x+2, ..., exactly: a parabola on each piece.
    func latticeSecond(at x: Double) -> Double {
        var y = x + 1
        var sum = 0.0
        var i = rank(y)
        while i < count {
            // The points y, y + 1, ... below this quantile; the last of them lies t below it. Equal quantiles have none between them.
            let points = (level(i) - y).rounded(.up)
            let width = i == 0 ? .infinity : level(i) - level(i - 1)
            if points > 0 && width > 0 {
                let t = level(i) - (y + (points - 1))
                let pairs = 0.5 * points * (points - 1)
                let sumOfT = points * t + pairs
                sum += points * first(i) / Double(count)
                if i == 0 {
                    sum += sumOfT
                } else {
                    let sumOfSquares = points * t * t + 2 * t * pairs + pairs * (2 * points - 1) / 3
                    let tail = Double(count - i) - 0.5
                    sum += (tail * sumOfT + 0.5 * sumOfSquares / width) / Double(count)
                }
                y += points
            }
            i += 1
        }
        return sum
    }
}
