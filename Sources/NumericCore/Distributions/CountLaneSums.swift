/// Upper tail and first loss of many Poisson and negative binomial distributions at one whole number, eight to a vector.
///
/// The sums are those of `upperSums`, term by term, with one division for all lanes: P(i + 1) = P(i) (a + b i) / (i + 1). Lanes whose sums
/// would be long, or whose tails are too small to sum, take the distribution's own way.
public struct CountLaneSums: Sendable {
    /// One distribution: where its results are added up, with what weight; P(D = level + 1), a and b.
    private struct Lane {
        var owner: Int
        var weight: Double
        var next: Double
        var a: Double
        var b: Double
    }

    private var lanes: [Lane] = []
    private var highest = 0.0
    private var sums: [LossValues]
    private let level: Double

    /// - Parameters:
    ///   - level: a whole number, 0 or more.
    ///   - count: how many sums are asked for.
    public init(level: Double, owners count: Int) {
        self.level = level
        lanes.reserveCapacity(32)
        sums = Array(repeating: LossValues(upperTail: 0, first: 0, second: 0), count: count)
    }

    /// Adds the members of a mixture to one owner's sums; false, with nothing done, where a member is no count.
    public mutating func add(_ mixture: MixtureDistribution, to owner: Int) -> Bool {
        for member in mixture.members {
            switch member {
            case .poisson, .negativeBinomial: break
            case .point, .normal, .gamma, .empirical, .discrete: return false
            }
        }
        for (member, weight) in zip(mixture.members, mixture.weights) {
            switch member {
            case .poisson(let d) where d.mean > 0 && (level >= d.mean || d.mean <= 20):
                lane(owner, weight, mean: d.mean, next: d.probability(level + 1), a: d.mean, b: 0)
                sums[owner].atom += weight * d.probability(level)
            case .negativeBinomial(let d) where d.isShort(above: level):
                let next = d.probability(level + 1)
                let q = d.scale / (1 + d.scale)
                lane(owner, weight, mean: d.mean, next: next, a: q * d.size, b: q)
                sums[owner].atom += weight * (next > 1e-290 ? next * (level + 1) / (q * (level + d.size)) : d.probability(level))
            default:
                let own = member.losses(at: level, lattice: true, includingSecond: false)
                sums[owner].atom += weight * own.atom
                sums[owner].upperTail += weight * own.upperTail
                sums[owner].first += weight * own.first
            }
        }
        return true
    }

    private mutating func lane(_ owner: Int, _ weight: Double, mean: Double, next: Double, a: Double, b: Double) {
        lanes.append(Lane(owner: owner, weight: weight, next: next, a: a, b: b))
        highest = max(highest, mean)
    }

    /// P(D > level) and n1(level) of each owner, weighted and summed in the order of its members; n2 is left out.
    public func losses() -> [LossValues] {
        var results = sums
        var start = 0
        while start < lanes.count {
            let count = min(8, lanes.count - start)
            var term = SIMD8<Double>(repeating: 0)
            var laneA = term
            var laneB = term
            for lane in 0..<count {
                let own = lanes[start + lane]
                term[lane] = own.next
                laneA[lane] = own.a
                laneB[lane] = own.b
            }
            var tail = term
            var first = term
            var j = 1.0
            var isDone = false
            while !isDone {
                for _ in 0..<4 {
                    let i = level + j
                    let inverse = 1 / (i + 1)
                    term *= (laneA + laneB * i) * inverse
                    j += 1
                    tail += term
                    first += term * j
                }
                // Terms next to nothing end the sum as well: far out in a tail they would stay where they are.
                let isSmall = (term * j .<= first * 1e-17) .| (term .< Double.leastNormalMagnitude)
                isDone = all(isSmall) && level + j > highest
            }
            for lane in 0..<count {
                let own = lanes[start + lane]
                results[own.owner].upperTail += own.weight * tail[lane]
                results[own.owner].first += own.weight * first[lane]
            }
            start += count
        }
        for index in results.indices { results[index].upperTail = min(1, results[index].upperTail) }
        return results
    }
}
