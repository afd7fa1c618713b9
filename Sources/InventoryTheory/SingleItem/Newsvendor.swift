import CMath
import NumericCore
import ReorderPolicies

/// A single-period stock decision.
public struct NewsvendorSolution: Sendable, Equatable {
    /// S, units.
    public var orderUpTo: Double
    /// Money per period: h E[on hand at the end] + p E[backorders at the end].
    public var cost: Double
    /// E[(D - S)+], at the end of the period.
    public var expectedBackorders: Double
}

/// Cost h E[(S - D)+] + p E[(D - S)+] of a level S.
public func newsvendorCost(
    orderUpTo level: Double, holdingCost h: Double, backorderCost p: Double, demand: MixtureDistribution
) -> Double {
    let shortage = demand.losses(at: level).first
    return h * max(0, level - demand.mean + shortage) + p * shortage
}

/// The least S with F(S) >= p / (p + h), for any demand distribution (Zipkin 2000, 9.2.2).
///
/// Under periodic review with lead time L, pass the distribution of demand over L + 1 periods. Without a holding cost S is the largest
/// demand there is (infinite for unbounded demand), without a backorder cost the least.
///
///     let demand = MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: 6)))], isCount: true)
///     try newsvendor(holdingCost: 1, backorderCost: 4, demand: demand).orderUpTo      // 8
public func newsvendor(
    holdingCost h: Double, backorderCost p: Double, demand: MixtureDistribution
) throws(PolicyError) -> NewsvendorSolution {
    guard h >= 0, h < .infinity else { throw .invalidValue(name: "holding cost", value: h, accepted: "a number, 0 or more") }
    guard p >= 0, p < .infinity else { throw .invalidValue(name: "backorder cost", value: p, accepted: "a number, 0 or more") }
    guard h + p > 0 else {
        throw .invalidValue(name: "sum of holding and backorder cost", value: 0, accepted: "above 0: without costs every level is as good")
    }
    let level = demand.criticalQuantile(overage: h, underage: p)
    if level == .infinity { return NewsvendorSolution(orderUpTo: level, cost: 0, expectedBackorders: 0) }
    let shortage = demand.losses(at: level).first
    return NewsvendorSolution(
        orderUpTo: level, cost: h * max(0, level - demand.mean + shortage) + p * shortage, expectedBackorders: shortage)
}

/// Base stock under supply disruptions with deterministic demand (Snyder & Shen 2019, section 9.2.2).
///
/// Each period an up supplier fails with probability a, a failed one recovers with probability b. Demand of the n-th disrupted
/// period in a row and of all before is due at once: S is the newsvendor quantile of (n + 1) d, P(n <= k) = 1 - a (1-b)^k / (a + b).
public func newsvendorWithDisruptions(
    holdingCost h: Double, backorderCost p: Double, demand d: Double, disruptionProbability a: Double, recoveryProbability b: Double
) -> NewsvendorSolution {
    let ratio = p / (p + h)
    var periods = 0.0
    if a > 0 && 1 - a / (a + b) < ratio {
        periods = (log((1 - ratio) * (a + b) / a) / log(1 - b)).rounded(.up)
        // Rounding of the logarithms: the least whole number that reaches the ratio.
        while periods > 0 && 1 - a * pow(1 - b, periods - 1) / (a + b) >= ratio { periods -= 1 }
        while 1 - a * pow(1 - b, periods) / (a + b) < ratio { periods += 1 }
    }
    // E[(n + 1 - (periods + 1))+] = sum over k >= periods of P(n > k) = a (1-b)^periods / ((a + b) b).
    let shortage = d * a * pow(1 - b, periods) / ((a + b) * b)
    let meanDue = d * (1 + a / ((a + b) * b))
    let level = d * (periods + 1)
    let backorders = level >= d ? shortage : 0
    return NewsvendorSolution(
        orderUpTo: level, cost: h * (level - meanDue + backorders) + p * backorders, expectedBackorders: backorders)
}
