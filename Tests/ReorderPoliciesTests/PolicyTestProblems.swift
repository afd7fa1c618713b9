import DemandModel
import Foundation
import NumericCore
import Testing

@testable import ReorderPolicies

/// A linear congruential generator: the same draws on every machine.
struct TestGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
    }
    mutating func exponential(_ rate: Double) -> Double { -log(uniform()) / rate }
}

/// Periodic review with negative binomial demand (continuous: gamma) growing in proportion to time.
func periodicDemand(
    perDay: Double, lead: Double, review: Double, ratio: Double, family: DemandDistribution.Family = .negativeBinomial
) -> LeadTimeDemand {
    let isCount = family == .negativeBinomial || family == .poisson
    return LeadTimeDemand(
        leadTimeDays: lead, leadTimeStandardDeviationDays: 0, reviewPeriodDays: review, meanPerDay: perDay,
        distributions: LeadTimeDemand.nodes(reviewPeriodDays: review).map { node in
            let mean = perDay * (lead + node.fraction * review)
            return DemandDistribution(members: [.init(family: family, mean: mean, variance: mean * ratio)], isCount: isCount)
        })
}

func problem(
    _ index: Int, _ demand: LeadTimeDemand, cost: Double? = 1, weight: Double = 1, change: (inout ReplenishmentProblem) -> Void = { _ in }
) -> ReplenishmentProblem {
    var one = ReplenishmentProblem(
        key: ItemLocation(item: "item\(index)"), demand: demand,
        terms: SupplyTerms(unitCost: cost, leadTimeDays: demand.leadTimeDays, reviewPeriodDays: demand.reviewPeriodDays),
        weight: weight)
    change(&one)
    return one
}

func assortment(_ count: Int, family: DemandDistribution.Family = .negativeBinomial, seed: UInt64 = 1) -> [ReplenishmentProblem] {
    var generator = TestGenerator(seed)
    return (0..<count).map { index in
        let demand = periodicDemand(
            perDay: 0.02 + 2 * generator.uniform() * generator.uniform(), lead: 5 + 20 * generator.uniform(), review: 7,
            ratio: 1.1 + 4 * generator.uniform(), family: family)
        return problem(index, demand, cost: 1 + 20 * generator.uniform())
    }
}

/// Poisson demand of a mean.
func poissonMixture(_ mean: Double) -> MixtureDistribution {
    MixtureDistribution(members: [(1, .poisson(PoissonDistribution(mean: mean)))], isCount: true)
}
