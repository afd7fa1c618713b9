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
        if level - s > Self.widestExact { return wideEvaluation(reorderPoint: s, orderUpTo: level) }
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
        let best = overProtection.criticalQuantile(overage: holdingCost, underage: backorderCost)
        let sd = overProtection.variance.squareRoot()
        let width = (2 * fixedCost * periodDemand.mean * (holdingCost + backorderCost) / (holdingCost * backorderCost)).squareRoot()
        let reach = 1.2 * width + 2 * sd + 2 * periodDemand.mean + 16
        guard abs(best) < 1e15, reach < 1e15 else { return nil }
        let mean = overProtection.mean
        let found = cheapestRenewalPolicy(fixedCost: fixedCost, demand: periodDemand, best: best, reach: reach) { lowest, step, count in
            let losses: [Double]
            if step == 1 && abs(lowest) < 1e15 {
                losses = DistributionTable(overProtection, levels: Int(lowest)...(Int(lowest) + count - 1)).firstLosses
            } else {
                losses = (0..<count).map { overProtection.losses(at: lowest + Double($0) * step, includingSecond: false).first }
            }
            return losses.indices.map {
                holdingCost * (lowest + Double($0) * step - mean) + (holdingCost + backorderCost) * losses[$0]
            }
        }
        return found.flatMap { evaluate(reorderPoint: Int($0.s), orderUpTo: Int($0.level)) }
    }

    /// Gaps beyond this are evaluated on the lattice of `RenewalLattice`.
    private static let widestExact = 20_000

    private func wideEvaluation(reorderPoint s: Int, orderUpTo level: Int) -> PeriodicReorderSolution {
        let lattice = RenewalLattice(periodDemand, gap: Double(level - s), isCount: true)
        let weights = lattice.weights
        let end = DemandSource(overProtection).losses(at: Double(level), positions: weights)
        let nothing = MixtureDistribution(members: [(1, .point(0))], isCount: true)
        let start = DemandSource(overLeadTime ?? nothing).losses(at: Double(level), positions: weights)
        let onHand = Double(level) - weights.meanBelow - overProtection.mean + end.first
        let frequency = 1 / lattice.cycle
        return PeriodicReorderSolution(
            reorderPoint: s, orderUpTo: level, cost: fixedCost * frequency + holdingCost * onHand + backorderCost * end.first,
            backordersAtEnd: end.first, onHandAtEnd: onHand,
            fillRate: min(1, max(0, 1 - (end.first - start.first) / periodDemand.mean)),
            noBackorderProbability: max(0, 1 - end.upperTail), orderFrequency: frequency)
    }
}

/// Ehrhardt and Mosier's power approximation of (s,S) (1984, "A revision of the power approximation"), S = s + Q, for comparison.
///
/// - Parameters:
///   - mean: of demand per period.
///   - standardDeviation: of demand per period.
///   - leadTime: periods.
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
