import CSmoothing

/// Probabilities, upper tails and first losses of several mixtures of counts at one whole number, eight members to a vector.
///
/// The sums are those of the distributions one by one, to within rounding; members whose sums would be long, or that are no counts, take their own way.
public enum CountLanes {
    /// Tail and first loss of each mixture at a level; n2 is left out.
    ///
    ///     let demand = MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: 4)))], isCount: true)
    ///     CountLanes.losses([demand], at: 10)[0].first      // 0.004131309982598022
    ///
    /// - Parameters:
    ///   - mixtures: of demand in whole units.
    ///   - level: a whole number, 0 or more.
    public static func losses(_ mixtures: [MixtureDistribution], at level: Double) -> [LossValues] {
        var results = Array(repeating: LossValues(upperTail: 0, first: 0, second: 0), count: mixtures.count)
        var most = 0
        for index in mixtures.indices { most += mixtures[index].members.count }
        let width = (most + 7) & ~7
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 8 * max(8, width)) { plane in
            plane.initialize(repeating: 0)
            guard let base = plane.baseAddress else { return }
            var lanes = Lanes(base: base, width: max(8, width))
            withUnsafeTemporaryAllocation(of: Int.self, capacity: max(1, most)) { owners in
                for index in mixtures.indices {
                    for (member, weight) in zip(mixtures[index].members, mixtures[index].weights) {
                        switch member {
                        case .poisson(let d) where d.mean > 0 && (level >= d.mean || d.mean <= 20):
                            owners[lanes.count] = index
                            lanes.add(weight, d, above: level)
                        case .negativeBinomial(let d) where d.isShort(above: level):
                            owners[lanes.count] = index
                            lanes.add(weight, d)
                        default:
                            let own = member.losses(at: level, lattice: true, includingSecond: false)
                            results[index].atom += weight * own.atom
                            results[index].upperTail += weight * own.upperTail
                            results[index].first += weight * own.first
                        }
                    }
                }
                lanes.sum(above: level)
                for lane in 0..<lanes.count {
                    let own = lanes.result(lane, at: level)
                    results[owners[lane]].atom += own.atom
                    results[owners[lane]].upperTail += own.upperTail
                    results[owners[lane]].first += own.first
                }
            }
        }
        for index in results.indices { results[index].upperTail = min(1, results[index].upperTail) }
        return results
    }
}

/// Members side by side, one row of numbers after the other: size, scale, a, b, P(level + 1), tail, first loss, weight.
private struct Lanes {
    /// Eight rows of `width` numbers, a multiple of eight, all 0.
    let base: UnsafeMutablePointer<Double>
    let width: Int
    private(set) var count = 0
    private var highest = 0.0

    init(base: UnsafeMutablePointer<Double>, width: Int) {
        self.base = base
        self.width = width
    }

    mutating func add(_ weight: Double, _ d: PoissonDistribution, above level: Double) {
        base[2 * width + count] = d.mean
        base[4 * width + count] = d.probability(level + 1)
        base[7 * width + count] = weight
        highest = max(highest, d.mean)
        count += 1
    }

    mutating func add(_ weight: Double, _ d: NegativeBinomialDistribution) {
        let q = d.scale / (1 + d.scale)
        base[count] = d.size
        base[width + count] = d.scale
        base[2 * width + count] = q * d.size
        base[3 * width + count] = q
        base[7 * width + count] = weight
        highest = max(highest, d.mean)
        count += 1
    }

    func sum(above level: Double) {
        guard count > 0 else { return }
        twobin_count_losses(
            level, stirlingError(level + 1), highest, base, base + width, base + 2 * width, base + 3 * width, Int32((count + 7) & ~7), base + 4 * width,
            base + 5 * width, base + 6 * width)
    }

    /// A lane's losses times its weight.
    func result(_ lane: Int, at level: Double) -> LossValues {
        let weight = base[7 * width + lane], next = base[4 * width + lane], size = base[lane]
        let atom: Double
        if next > 1e-290 {
            // P(k) = P(k + 1) (k + 1) / (a + b k), unless P(k + 1) has lost its digits.
            atom = next * (level + 1) / (base[2 * width + lane] + base[3 * width + lane] * level)
        } else if size > 0 {
            atom = NegativeBinomialDistribution(size: size, scale: base[width + lane]).probability(level)
        } else {
            atom = PoissonDistribution(mean: base[2 * width + lane]).probability(level)
        }
        return LossValues(atom: weight * atom, upperTail: weight * base[5 * width + lane], first: weight * base[6 * width + lane], second: 0)
    }
}
