/// Probabilities, tails and first-order losses of a mixture at consecutive whole numbers: what searches over stock levels read.
///
/// Probabilities by the recurrences of each family from its largest one outwards; tails and losses by sums from above,
/// P(D > x - 1) = P(D > x) + P(D = x) and n1(x - 1) = n1(x) + P(D > x - 1), closed at the top by the exact values: positive terms
/// throughout. Members that do not live on whole numbers are evaluated level by level.
public struct DistributionTable: Sendable {
    /// The level of index 0.
    public let lowest: Int
    /// P(D = x) for members on whole numbers, P(x - 1 < D <= x) for the others.
    public let probabilities: [Double]
    /// P(D > x).
    public let upperTails: [Double]
    /// E[(D - x)+].
    public let firstLosses: [Double]

    /// - Parameter range: levels, lowest and highest; the work is proportional to their number.
    ///
    ///     let poisson = MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: 4)))], isCount: true)
    ///     DistributionTable(poisson, levels: 0...10).firstLosses[10]      // 0.004131309982598022
    public init(_ mixture: MixtureDistribution, levels range: ClosedRange<Int>) {
        lowest = range.lowerBound
        let count = range.count
        var probabilities = [Double](repeating: 0, count: count)
        var tails = probabilities
        var losses = probabilities
        for (index, member) in mixture.members.enumerated() {
            let weight = mixture.weights[index]
            guard weight > 0 else { continue }
            switch member {
            case .poisson(let d):
                let mean = d.mean
                addRecurrence(
                    &probabilities, &tails, &losses, range, weight, mode: mean.rounded(.down), at: { d.probability($0) },
                    losses: { d.losses(at: $0) }, ratio: { mean / $0 })
            case .negativeBinomial(let d):
                let size = d.size
                let q = d.scale / (1 + d.scale)
                addRecurrence(
                    &probabilities, &tails, &losses, range, weight, mode: max(0, ((size - 1) * d.scale).rounded(.down)),
                    at: { d.probability($0) }, losses: { d.losses(at: $0) }, ratio: { q * ($0 - 1 + size) / $0 })
            default:
                var before = member.upperTail(Double(range.lowerBound) - 1)
                for i in 0..<count {
                    let here = member.losses(at: Double(range.lowerBound + i), lattice: true)
                    probabilities[i] += weight * max(0, before - here.upperTail)
                    tails[i] += weight * here.upperTail
                    losses[i] += weight * here.first
                    before = here.upperTail
                }
            }
        }
        self.probabilities = probabilities
        upperTails = tails
        firstLosses = losses
    }
}

/// Adds one member whose probabilities follow P(k) = P(k - 1) ratio(k).
@inline(__always)
private func addRecurrence(
    _ probabilities: inout [Double], _ tails: inout [Double], _ losses: inout [Double], _ range: ClosedRange<Int>, _ weight: Double,
    mode: Double, at probability: (Double) -> Double, losses exact: (Double) -> LossValues, ratio: (Double) -> Double
) {
    let low = range.lowerBound
    let count = range.count
    // Own probabilities, from the level nearest to the mode outwards.
    var own = [Double](repeating: 0, count: count)
    let start = min(max(0, Int(max(-1e9, min(1e9, mode))) - low), count - 1)
    if low + start >= 0 {
        own[start] = probability(Double(low + start))
        var i = start + 1
        while i < count {
            own[i] = own[i - 1] * ratio(Double(low + i))
            i += 1
        }
        i = start
        while i > 0 && low + i > 0 {
            own[i - 1] = own[i] / ratio(Double(low + i))
            i -= 1
        }
    }
    let top = exact(Double(low + count - 1))
    var tail = top.upperTail
    var loss = top.first
    var i = count - 1
    while true {
        probabilities[i] += weight * own[i]
        tails[i] += weight * min(1, tail)
        losses[i] += weight * loss
        if i == 0 { break }
        tail += own[i]
        if low + i <= 0 { tail = 1 }
        loss += tail
        i -= 1
    }
}
