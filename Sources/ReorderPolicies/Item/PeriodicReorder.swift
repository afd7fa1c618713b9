import CMath
import NumericCore

/// A periodic-review (s,S) policy with what it achieves. End-of-period figures, as textbook (s,S) costs use them: not the time
/// averages of `PolicyPerformance`.
public struct PeriodicReorderSolution: Sendable, Equatable {
    /// s: at a review, order up to S when the inventory position is at or below s.
    public var reorderPoint: Int
    public var orderUpTo: Int
    /// Money per period: K x order frequency + h E[on hand at the end] + p E[backorders at the end].
    public var cost: Double
    /// EB_end and EI_end: backorders and stock at the end of a period, units.
    public var backordersAtEnd: Double
    public var onHandAtEnd: Double
    /// 1 - (EB_end - E[backorders just after the receipt]) / E[D].
    public var fillRate: Double
    /// P(no backorders at the end of a period).
    public var noBackorderProbability: Double
    /// Orders per period.
    public var orderFrequency: Double
}

/// A periodic-review (s,S) problem: independent demand per period in whole units, full backordering.
///
/// An order placed at the start of period t arrives at the start of period t + L; position y costs
/// G(y) = h E[(y - D_{L+1})+] + p E[(D_{L+1} - y)+] with D_{L+1} the demand of L + 1 periods.
///
///     let period = MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: 10)))], isCount: true)
///     let problem = PeriodicReorderProblem(
///         holdingCost: 1, backorderCost: 9, fixedCost: 64, periodDemand: period, overLeadTime: nil, overProtection: period)
///     problem.optimum()      // s = 6, S = 40, cost 35.02155527232045
public struct PeriodicReorderProblem: Sendable {
    public let holdingCost: Double
    public let backorderCost: Double
    public let fixedCost: Double
    public let periodDemand: MixtureDistribution
    /// Demand over L periods; `nil` where L = 0.
    public let overLeadTime: MixtureDistribution?
    /// Demand over L + 1 periods.
    public let overProtection: MixtureDistribution

    public init(
        holdingCost: Double, backorderCost: Double, fixedCost: Double, periodDemand: MixtureDistribution,
        overLeadTime: MixtureDistribution?, overProtection: MixtureDistribution
    ) {
        self.holdingCost = holdingCost
        self.backorderCost = backorderCost
        self.fixedCost = fixedCost
        self.periodDemand = periodDemand
        self.overLeadTime = overLeadTime
        self.overProtection = overProtection
    }

    /// What a given policy achieves. `nil` unless s < S and demand is positive with some probability.
    public func evaluate(reorderPoint s: Int, orderUpTo level: Int) -> PeriodicReorderSolution? {
        guard s < level, periodDemand.mean > 0 else { return nil }
        let visits = renewalVisits(periodDemand, count: level - s)
        let table = DistributionTable(overProtection, levels: (s + 1)...level)
        let before = overLeadTime.map { DistributionTable($0, levels: (s + 1)...level) }
        var length = 0.0
        var short = 0.0
        var shortBefore = 0.0
        var position = 0.0
        var late = 0.0
        for j in 0..<(level - s) {
            let index = level - j - s - 1
            let m = visits[j]
            length += m
            short += m * table.firstLosses[index]
            late += m * table.upperTails[index]
            position += m * Double(level - j)
            if let before { shortBefore += m * before.firstLosses[index] }
            else { shortBefore += m * Double(max(0, j - level)) }
        }
        let backorders = short / length
        let onHand = position / length - overProtection.mean + backorders
        return PeriodicReorderSolution(
            reorderPoint: s, orderUpTo: level,
            cost: fixedCost / length + holdingCost * onHand + backorderCost * backorders,
            backordersAtEnd: backorders, onHandAtEnd: onHand,
            fillRate: min(1, max(0, 1 - (short - shortBefore) / length / periodDemand.mean)),
            noBackorderProbability: max(0, 1 - late / length), orderFrequency: 1 / length)
    }

    /// The optimal (s,S) policy (Y.-S. Zheng and A. Federgruen 1991, "Finding optimal (s,S) policies is about as simple as
    /// evaluating a single policy").
    ///
    /// The renewal visits m(j) do not depend on the policy and are extended as S - s grows; a candidate S costs one pass over its
    /// run. `nil` unless h, p > 0, K >= 0 and demand is positive with some probability.
    public func optimum() -> PeriodicReorderSolution? {
        guard holdingCost > 0, backorderCost > 0, fixedCost >= 0, holdingCost < .infinity, backorderCost < .infinity,
            fixedCost < .infinity, periodDemand.mean > 0
        else { return nil }
        let best = Int(overProtection.quantile(backorderCost / (backorderCost + holdingCost)))
        let sd = overProtection.variance.squareRoot()
        let width = (2 * fixedCost * periodDemand.mean * (holdingCost + backorderCost) / (holdingCost * backorderCost)).squareRoot()
        var reach = Int(min(1e7, 1.2 * width + 2 * sd + 2 * periodDemand.mean + 16))
        while reach < 100_000_000 {
            if let found = search(best: best, reach: reach) {
                return evaluate(reorderPoint: found.s, orderUpTo: found.level)
            }
            reach *= 2
        }
        return nil
    }

    /// The algorithm within `best` +- `reach`; `nil` where it would leave that range.
    private func search(best: Int, reach: Int) -> (s: Int, level: Int)? {
        let lowest = best - reach
        let highest = best + reach
        let table = DistributionTable(overProtection, levels: lowest...highest)
        let mean = overProtection.mean
        var costs = [Double](repeating: 0, count: table.firstLosses.count)
        for i in costs.indices {
            costs[i] = holdingCost * (Double(lowest + i) - mean) + (holdingCost + backorderCost) * table.firstLosses[i]
        }
        let found = cheapestRenewalPolicy(costs: costs, lowest: lowest, best: best, fixedCost: fixedCost, demand: periodDemand)
        return found.map { ($0.s, $0.level) }
    }
}

/// The (s,S) of least average cost [K + sum of m(j) G(S - j)] / sum of m(j), by Zheng & Federgruen 1991; `nil` where the search would
/// leave the table.
///
/// - Parameters:
///   - costs: G(y) from y = `lowest` on, falling up to `best` and rising from there.
///   - demand: of the time between two order opportunities.
func cheapestRenewalPolicy(
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
        }
        while visits.count < count {
            let j = visits.count
            var sum = j == 0 ? 1.0 : 0
            var i = 1
            while i <= j {
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

/// Ehrhardt and Mosier's power approximation of (s,S) (1984, "A revision of the power approximation"), S = s + Q, for comparison.
///
/// - Parameters:
///   - mean, standardDeviation: of demand per period; leadTime in periods.
public func powerApproximation(
    holdingCost h: Double, backorderCost p: Double, fixedCost: Double, mean: Double, standardDeviation: Double, leadTime: Double = 0
) -> (reorderPoint: Double, orderUpTo: Double) {
    let meanOver = (leadTime + 1) * mean
    let sdOver = (leadTime + 1).squareRoot() * standardDeviation
    let quantity = 1.30 * pow(mean, 0.494) * pow(fixedCost / h, 0.506) * pow(1 + sdOver * sdOver / (mean * mean), 0.116)
    let z = (quantity * h / (p * sdOver)).squareRoot()
    let s = 0.973 * meanOver + sdOver * (0.183 / z + 1.063 - 2.192 * z)
    return (s, s + quantity)
}
