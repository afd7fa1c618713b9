/// Any distribution on consecutive whole numbers.
///
///     let lumpy = DiscreteDistribution(lowest: 0, probabilities: [0.5, 0.3, 0.2])!
///     lumpy.losses(at: 1).first      // 0.2
public struct DiscreteDistribution: Sendable, Equatable {
    /// The whole number that `probabilities[0]` belongs to.
    public let lowest: Double
    public let probabilities: [Double]
    /// At index i: P(D > lowest + i - 1), and the losses at lowest + i - 1; index 0 is just below the support.
    private let tails: [Double]
    private let firsts: [Double]
    private let seconds: [Double]
    public let mean: Double
    public let variance: Double

    /// - Parameters:
    ///   - lowest: a whole number.
    ///   - given: not negative, with a sum within 1e-6 of 1 (they are scaled to 1); otherwise the result is `nil`.
    public init?(lowest: Double = 0, probabilities given: [Double]) {
        let total = given.reduce(0, +)
        guard lowest == lowest.rounded(), abs(total - 1) <= 1e-6, given.allSatisfy({ $0 >= 0 }) else { return nil }
        let scaled = given.map { $0 / total }
        let count = scaled.count
        self.lowest = lowest
        probabilities = scaled
        var tails = [Double](repeating: 0, count: count + 1)
        var firsts = tails
        var seconds = tails
        // n1(x - 1) = n1(x) + P(D >= x), n2(x - 1) = n2(x) + n1(x): sums of positive terms.
        for i in stride(from: count - 1, through: 0, by: -1) {
            tails[i] = tails[i + 1] + scaled[i]
            firsts[i] = firsts[i + 1] + tails[i]
            seconds[i] = seconds[i + 1] + firsts[i + 1]
        }
        tails[0] = 1
        self.tails = tails
        self.firsts = firsts
        self.seconds = seconds
        let average = firsts[0] + lowest - 1
        mean = average
        var sum = 0.0
        for i in 0..<count {
            let d = lowest + Double(i) - average
            sum += scaled[i] * d * d
        }
        variance = sum
    }

    public func probability(_ k: Double) -> Double {
        let i = k - lowest
        guard i >= 0, i < Double(probabilities.count), i == i.rounded() else { return 0 }
        return probabilities[Int(i)]
    }

    public func upperTail(_ x: Double) -> Double {
        guard !x.isNaN else { return .nan }
        let i = x.rounded(.down) - lowest + 1
        if i <= 0 { return 1 }
        return i < Double(tails.count) ? tails[Int(i)] : 0
    }

    public func cdf(_ x: Double) -> Double {
        guard !x.isNaN else { return .nan }
        let i = x.rounded(.down) - lowest
        if i < 0 { return 0 }
        if i >= Double(probabilities.count) { return 1 }
        let upper = tails[Int(i) + 1]
        return upper > 0.5 ? probabilities[0...Int(i)].reduce(0, +) : 1 - upper
    }

    /// The smallest whole x with F(x) >= p (within 1e-14, so that sums of decimal probabilities meet their round totals).
    public func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        var low = 0
        var high = probabilities.count - 1
        while low < high {
            let middle = (low + high) / 2
            if tails[middle + 1] <= 1 - p + 1e-14 { high = middle } else { low = middle + 1 }
        }
        return lowest + Double(low)
    }

    public func losses(at x: Double) -> LossValues {
        guard !x.isNaN else { return .undefined }
        let k = x.rounded(.down)
        if k != x { return interpolated(losses(at: k), by: x - k) }
        let i = k - lowest + 1
        if i < 0 {
            let below = -i
            return LossValues(
                upperTail: 1, first: firsts[0] + below,
                second: seconds[0] + below * firsts[0] + 0.5 * below * (below - 1))
        }
        guard i < Double(tails.count) else { return LossValues(upperTail: 0, first: 0, second: 0) }
        return LossValues(
            atom: probability(k), upperTail: tails[Int(i)], first: firsts[Int(i)], second: seconds[Int(i)])
    }
}
