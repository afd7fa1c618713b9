import NumericCore

/// How often the inventory position is seen at each distance below S in a cycle of (s, S), after each review (or customer order).
///
/// The expected visits m(j) follow the renewal equation m(j) = [1(j = 0) + sum over i of P(D = i) m(j - i)] / P(D > 0) (Zheng & Federgruen
/// 1991, equation 4), summed over the numbers that D takes with more than 1e-18. On whole numbers this is exact. Where the gap and the
/// spread of D are so wide that it would take more than some ten million terms, steps of several units are taken: demand is put on multiples of
/// the step with its mean kept (second differences of n1), which adds at most a sixth of the squared step to its variance; with a step
/// of at most a sixteenth of the standard deviation wherever that is affordable, and a quarter at most, averages over positions stay
/// within 0.1%. Continuous demand is followed in the same steps. Once m has settled at its limit, step / E[D], the rest of the gap is uniform.
struct RenewalLattice: Sendable {
    /// Units between two points.
    let step: Double
    /// m at 0, 1, ... steps below S: up to the gap, or until it has settled.
    private(set) var visits: [Double]
    /// What m has settled at.
    private(set) var settled: Double?
    let gap: Double
    private let isCount: Bool
    /// P(D = i steps), those that matter, and 1 / P(D > 0).
    let probabilities: [Double]
    let scale: Double

    /// - Parameters:
    ///   - demand: between two order opportunities, mean above 0.
    ///   - gap: S - s, units, above 0.
    ///   - mostWork: terms beyond which steps of several units are taken.
    init(_ demand: MixtureDistribution, gap: Double, isCount: Bool, mostWork: Double = 2e7) {
        let spread = demand.variance.squareRoot()
        let top = max(1, demand.quantile(upperTail: 1e-18))
        let width = max(1, min(gap, min(top, demand.mean + 40 * spread) - max(0, demand.mean - 10 * spread)))
        let work = gap * width
        var step = 1.0
        if !isCount {
            step = min(max(gap / 20_000, min(spread > 0 ? spread / 16 : gap / 64, gap / 64)), gap / 8)
        } else if work > mostWork {
            let affordable = (work / mostWork).squareRoot()
            step = max(1, min(affordable, max(1, spread / 4)).rounded())
        }
        self.step = step
        self.gap = gap
        self.isCount = isCount
        let count = Int((gap / step).rounded(.up)) + (step == 1 && isCount ? 0 : 1)
        let most = Int(min(1e7, (min(top, gap) / step).rounded(.up))) + 1
        var probabilities = [Double](repeating: 0, count: most + 1)
        if step == 1 && isCount {
            probabilities = DistributionTable(demand, levels: 0...most).probabilities
        } else {
            var before = demand.losses(at: -step, includingSecond: false).first
            var here = demand.losses(at: 0, includingSecond: false).first
            for i in probabilities.indices {
                let next = demand.losses(at: Double(i + 1) * step, includingSecond: false).first
                probabilities[i] = max(0, before - 2 * here + next) / step
                // Demand below 0 (returns outweigh sales) leaves the position where it is.
                if i == 0 { probabilities[0] = max(0, 1 + (next - here) / step) }
                before = here
                here = next
            }
        }
        var low = 1
        while low < most && probabilities[low] < 1e-18 { low += 1 }
        var high = most
        while high > low && probabilities[high] < 1e-18 { high -= 1 }
        probabilities.removeLast(most - high)
        self.probabilities = probabilities
        let scale = 1 / max(1e-300, 1 - probabilities[0])
        self.scale = scale
        let limit = step / demand.mean
        var visits = [Double](repeating: 0, count: min(count, 50_000_000))
        var settledAt: Int?
        visits.withUnsafeMutableBufferPointer { m in
            probabilities.withUnsafeBufferPointer { p in
                var calm = 0
                for j in m.indices {
                    var sum = j == 0 ? 1.0 : 0
                    var i = low
                    let last = min(j, high)
                    while i <= last {
                        sum += p[i] * m[j - i]
                        i += 1
                    }
                    m[j] = sum * scale
                    calm = abs(m[j] - limit) <= 1e-11 * limit ? calm + 1 : 0
                    if calm > high && j + 1 < m.count {
                        settledAt = j + 1
                        break
                    }
                }
            }
        }
        if let settledAt {
            visits.removeLast(visits.count - settledAt)
            settled = limit
        }
        self.visits = visits
    }

    /// Upper end of positions below S, in units: whole numbers stand for half a unit to both sides.
    private var half: Double { isCount ? 0.5 : 0 }

    /// The share of the cell around `index` that lies within the gap.
    private func share(_ index: Int) -> Double {
        if index == 0 { return 1 }
        return min(1, max(0, (gap - half - (Double(index) - 0.5) * step) / step))
    }

    /// Mean number of opportunities between two orders.
    var cycle: Double {
        var sum = 0.0
        for index in visits.indices { sum += visits[index] * share(index) }
        if let settled { sum += settled * max(0, gap - half - (Double(visits.count) - 0.5) * step) / step }
        return sum
    }

    /// The probabilities of the positions.
    var weights: PositionWeights {
        let length = cycle
        var head = visits.indices.map { visits[$0] * share($0) / length }
        var uniform = 0.0
        if let settled {
            uniform = settled * gap / step / length
            // What the uniform part has of each cell.
            for index in head.indices {
                head[index] -= settled / length * (index == 0 ? (0.5 * step + half) / step : share(index))
            }
        }
        return PositionWeights(step: step, head: head, uniform: uniform, gap: gap, cycle: length, isCount: isCount)
    }
}

/// Probabilities of the inventory position under (s, S): `head` at S, S - step, S - 2 step, ..., and `uniform` spread evenly over all
/// positions above s.
struct PositionWeights: Sendable {
    let step: Double
    let head: [Double]
    let uniform: Double
    let gap: Double
    /// Mean number of opportunities between two orders.
    let cycle: Double
    /// S less the mean position.
    let meanBelow: Double

    init(step: Double, head: [Double], uniform: Double, gap: Double, cycle: Double, isCount: Bool) {
        self.step = step
        self.head = head
        self.uniform = uniform
        self.gap = gap
        self.cycle = cycle
        var sum = uniform * 0.5 * (isCount ? gap - 1 : gap)
        for (index, weight) in head.enumerated() { sum += weight * Double(index) * step }
        meanBelow = sum
    }
}
