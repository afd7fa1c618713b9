import NumericCore

// Theory. The average cost of (s, S) is [K + sum of m(j) G(S - j)] / sum of m(j) over j < S - s. For a cost c let s be the last level below
// the minimum of G with G(s) >= c, and h(y) = sum of m(j) (G(y - j) - c) over j < y - s. h solves the renewal equation
// h(y) = [G(y) - c + sum of P(D = i) h(y - i)] / P(D > 0), so that all S are tried in one pass as wide as the demand: with S where h is least, c +
// (K + h(S)) / M(S - s) is the average cost of (s, S), no more than c, and equal to it at the optimum only (W. Dinkelbach 1967; the
// conditions are those of Zheng & Federgruen 1991). A few passes are enough, each proportional to gap times width of the demand.

/// The (s, S) of least average cost.
///
/// - Parameters:
///   - fixedCost: K, money per order opportunity at which an order is placed.
///   - demand: of the time between two order opportunities, mean above 0.
///   - best: the level at which G is least.
///   - reach: how far below and above it s and S are looked for at first.
///   - costs: G at `count` levels from `lowest` on, `step` units apart.
/// - Returns: whole levels; `nil` where costs do not rise on both sides.
func cheapestRenewalPolicy(
    fixedCost: Double, demand: MixtureDistribution, best: Double, reach first: Double,
    costs: (_ lowest: Double, _ step: Double, _ count: Int) -> [Double]
) -> (s: Double, level: Double, cost: Double)? {
    guard first < 1e14 else { return nil }
    var reach = first.rounded(.down)
    for _ in 0..<24 {
        if reach <= 1_500 {
            let values = costs(best - reach, 1, 2 * Int(reach) + 1)
            if let found = narrowRenewalPolicy(
                costs: values, lowest: Int(best - reach), best: Int(best), fixedCost: fixedCost, demand: demand)
            {
                return (Double(found.s), Double(found.level), found.cost)
            }
        } else {
            let lattice = RenewalLattice(demand, gap: 2 * reach, isCount: true, mostWork: 1e7)
            let below = Int((reach / lattice.step).rounded(.up))
            let lowest = best - Double(below) * lattice.step
            let values = costs(lowest, lattice.step, 2 * below + 1)
            if let found = widePolicy(values, best: below, fixedCost: fixedCost, lattice) {
                return (lowest + Double(found.s) * lattice.step, lowest + Double(found.level) * lattice.step, found.cost)
            }
        }
        reach *= 2
    }
    return nil
}

/// The same by passes over a lattice; positions are indices of `costs`. `nil` where the search would leave them.
private func widePolicy(
    _ costs: [Double], best: Int, fixedCost: Double, _ lattice: RenewalLattice
) -> (s: Int, level: Int, cost: Double)? {
    let visits = lattice.visits
    let p = lattice.probabilities
    let low = p.indices.dropFirst().first { p[$0] >= 1e-18 } ?? 1
    func visit(_ j: Int) -> Double { j < visits.count ? visits[j] : lattice.settled ?? visits[visits.count - 1] }
    // A first policy: S at the minimum, s where one level more would no longer pay.
    var sum = fixedCost
    var length = 0.0
    var s = best
    while true {
        sum += visit(best - s) * costs[s]
        length += visit(best - s)
        s -= 1
        if s < 0 { return nil }
        if sum / length <= costs[s] { break }
    }
    var result = (s: s, level: best, cost: sum / length)
    var h = [Double](repeating: 0, count: costs.count)
    for _ in 0..<100 {
        let c = result.cost
        var s = best - 1
        while s >= 0 && costs[s] < c { s -= 1 }
        var top = best
        while top < costs.count && costs[top] <= c { top += 1 }
        guard s >= 0, top < costs.count else { return nil }
        var least = best
        h.withUnsafeMutableBufferPointer { h in
            p.withUnsafeBufferPointer { p in
                for y in (s + 1)..<max(top, s + 2) {
                    var sum = costs[y] - c
                    var i = low
                    let last = min(p.count - 1, y - s - 1)
                    while i <= last {
                        sum += p[i] * h[y - i]
                        i += 1
                    }
                    h[y] = sum * lattice.scale
                    if y == s + 1 || h[y] < h[least] { least = y }
                }
            }
        }
        var length = 0.0
        for j in 0..<(least - s) { length += visit(j) }
        let next = c + (fixedCost + h[least]) / length
        guard next < c * (1 - 1e-14) || (s, least) != (result.s, result.level) && next <= c else { return result }
        let isSettled = next >= c * (1 - 1e-14)
        result = (s, least, next)
        if isSettled { return result }
    }
    return result
}

/// The (s,S) of least average cost [K + sum of m(j) G(S - j)] / sum of m(j), by Zheng & Federgruen 1991; `nil` where the search would
/// leave the table.
///
/// - Parameters:
///   - costs: G(y) from y = `lowest` on, falling up to `best` and rising from there.
///   - demand: of the time between two order opportunities.
private func narrowRenewalPolicy(
    costs: [Double], lowest: Int, best: Int, fixedCost: Double, demand: MixtureDistribution
) -> (s: Int, level: Int, cost: Double)? {
    let highest = lowest + costs.count - 1
    var renewal = RenewalVisits(demand)
    /// Average cost of (s, S).
    func average(_ s: Int, _ level: Int) -> Double {
        let n = level - s
        renewal.extend(to: n)
        var sum = fixedCost
        for j in 0..<n { sum += renewal.visits[j] * costs[level - j - lowest] }
        return sum / renewal.cumulative[n]
    }
    var level = best
    var s = best - 1
    while true {
        if s <= lowest { return nil }
        if average(s, level) <= costs[s - lowest] { break }
        s -= 1
    }
    var cost = average(s, level)
    var candidate = level + 1
    while true {
        if candidate > highest { return nil }
        if costs[candidate - lowest] > cost { break }
        let trial = average(s, candidate)
        if trial < cost {
            level = candidate
            cost = trial
            while s + 1 < level {
                if cost > costs[s + 1 - lowest] { break }
                s += 1
                cost = average(s, level)
            }
        }
        candidate += 1
    }
    return (s, level, cost)
}

/// m(j), j = 0, 1, ...: expected number of periods that the position spends j units below S in a cycle,
/// m(j) = [1(j = 0) + sum over i = 1...j of P(D = i) m(j - i)] / P(D > 0) (Zheng & Federgruen 1991, equation 4).
struct RenewalVisits {
    private(set) var visits: [Double] = []
    /// At n: sum of m(j) over j < n, the mean length of a cycle with S - s = n.
    private(set) var cumulative: [Double] = [0]
    private var probabilities: [Double] = []
    private var lowest = 1
    private var highest = 0
    private let demand: MixtureDistribution
    private let scale: Double

    init(_ demand: MixtureDistribution) {
        self.demand = demand
        scale = 1 / demand.upperTail(0)
    }

    mutating func extend(to count: Int) {
        guard visits.count < count else { return }
        if probabilities.count < count {
            let target = max(count, 2 * probabilities.count, 64)
            probabilities = DistributionTable(demand, levels: 0...target).probabilities
            // Nothing is lost by leaving out what is less than rounding.
            lowest = 1
            while lowest < target && probabilities[lowest] < 1e-20 { lowest += 1 }
            highest = target
            while highest > lowest && probabilities[highest] < 1e-20 { highest -= 1 }
        }
        while visits.count < count {
            let j = visits.count
            var sum = j == 0 ? 1.0 : 0
            var i = lowest
            let last = min(j, highest)
            while i <= last {
                sum += probabilities[i] * visits[j - i]
                i += 1
            }
            let m = sum * scale
            visits.append(m)
            cumulative.append(cumulative[j] + m)
        }
    }
}

func renewalVisits(_ demand: MixtureDistribution, count: Int) -> [Double] {
    var renewal = RenewalVisits(demand)
    renewal.extend(to: count)
    return renewal.visits
}
