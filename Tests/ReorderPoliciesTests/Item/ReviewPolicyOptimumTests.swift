import DemandModel
import Foundation
import Testing

@testable import ReorderPolicies

/// The joint optimum of s and S under (R,s,S).
@Suite struct ReviewPolicyOptimumTests {
    private static func poissonTerms(_ mean: Double) -> [Double] {
        var terms = [exp(-mean)]
        for k in 1..<160 { terms.append(terms[k - 1] * mean / Double(k)) }
        return terms
    }

    private static func poissonDemand(perDay: Double, lead: Double, review: Double) -> LeadTimeDemand {
        LeadTimeDemand(
            leadTimeDays: lead, leadTimeStandardDeviationDays: 0, reviewPeriodDays: review, meanPerDay: perDay,
            distributions: LeadTimeDemand.nodes(reviewPeriodDays: review).map { node in
                DemandDistribution(members: [poissonMember(perDay * (lead + node.fraction * review))], isCount: true)
            })
    }

    /// Cost per day by other means: plain sums for G, and the long-run share of each position by stepping the chain of positions.
    private static func bruteCost(s: Int, level: Int, perDay: Double, lead: Double, review: Double, h: Double, b: Double, k: Double) -> Double {
        let gap = level - s
        let step = poissonTerms(perDay * review)
        var share = [1.0] + [Double](repeating: 0, count: gap - 1)
        var orders = 0.0
        for _ in 0..<400 {
            var next = [Double](repeating: 0, count: gap)
            orders = 0
            for j in 0..<gap {
                var stays = 0.0
                for d in 0..<(gap - j) {
                    next[j + d] += share[j] * step[d]
                    stays += step[d]
                }
                next[0] += share[j] * (1 - stays)
                orders += share[j] * (1 - stays)
            }
            let moved = zip(next, share).reduce(0) { $0 + abs($1.0 - $1.1) }
            share = next
            if moved < 1e-14 { break }
        }
        var cost = k * orders / review
        // Simpson's rule over time.
        let panels = 16
        for index in 0...panels {
            let weight = Double(index == 0 || index == panels ? 1 : (index % 2 == 1 ? 4 : 2)) / Double(3 * panels)
            let terms = poissonTerms(perDay * (lead + Double(index) / Double(panels) * review))
            for j in 0..<gap {
                for (d, p) in terms.enumerated() {
                    let left = Double(level - j - d)
                    cost += weight * share[j] * p * (left > 0 ? h * left : -b * left)
                }
            }
        }
        return cost
    }

    @Test(arguments: [
        (1.0, 2.0, 7.0, 0.1, 2.0, 20.0), (0.3, 10, 7, 0.05, 0.4, 3), (2, 1, 3, 0.2, 0.5, 0), (0.05, 20, 14, 0.01, 1, 5), (1.5, 0, 5, 0.3, 9, 10),
    ])
    func agreesWithEnumeration(perDay: Double, lead: Double, review: Double, h: Double, b: Double, k: Double) throws {
        let demand = Self.poissonDemand(perDay: perDay, lead: lead, review: review)
        let found = try #require(try optimalReviewPolicy(demand, holdingCostPerDay: h, backorderCostPerDay: b, orderCost: k))
        func cost(_ s: Int, _ level: Int) -> Double {
            Self.bruteCost(s: s, level: level, perDay: perDay, lead: lead, review: review, h: h, b: b, k: k)
        }
        #expect(abs(found.cost - cost(found.reorderPoint, found.orderUpTo)) < 3e-5 * found.cost)
        var least = Double.infinity
        for s in (found.reorderPoint - 2)...(found.reorderPoint + 2) {
            for level in max(s + 1, found.orderUpTo - 2)...max(s + 1, found.orderUpTo + 2) { least = min(least, cost(s, level)) }
        }
        #expect(found.cost <= least * (1 + 3e-5))
    }

    /// The example of the doc comment.
    @Test func workedExample() throws {
        let found = try optimalReviewPolicy(
            Self.poissonDemand(perDay: 1, lead: 2, review: 7), holdingCostPerDay: 0.1, backorderCostPerDay: 2, orderCost: 20)
        #expect(found?.reorderPoint == 5)
        #expect(found?.orderUpTo == 24)
        #expect(found.map { abs($0.cost - 2.2528739911) < 1e-9 } == true)
    }

    @Test func withoutCostsOrReviewsThereIsNone() throws {
        let demand = Self.poissonDemand(perDay: 1, lead: 2, review: 7)
        for (h, b, k) in [(0.0, 1.0, 1.0), (1, 0, 1), (1, .infinity, 1), (1, 1, -1), (1, 1, .nan), (-1, 1, 1)] {
            #expect(try optimalReviewPolicy(demand, holdingCostPerDay: h, backorderCostPerDay: b, orderCost: k) == nil)
        }
        #expect(try optimalReviewPolicy(
            Self.poissonDemand(perDay: 0, lead: 2, review: 7), holdingCostPerDay: 1, backorderCostPerDay: 1, orderCost: 1) == nil)
        let continuous = continuousDemand(poissonMember(8), isCount: true, perDay: 0.8)
        #expect(try optimalReviewPolicy(continuous, holdingCostPerDay: 1, backorderCostPerDay: 1, orderCost: 1) == nil)
    }

    /// A plan for cost under (R,s,S) takes both levels of the optimum, and a permitted gap where orders come in packs.
    @Test func planForCostTakesBothLevels() throws {
        let demand = Self.poissonDemand(perDay: 1, lead: 2, review: 7)
        let one = problem(0, demand, cost: 146) {
            $0.kind = .RsS
            $0.terms.orderCost = 20
            $0.terms.backorderCostPerUnitDay = 2
        }
        let best = try #require(try optimalReviewPolicy(demand, holdingCostPerDay: 146 * 0.25 / 365, backorderCostPerDay: 2, orderCost: 20))
        let decision = try planAssortment([one], objective: PlanObjective(kind: .cost, target: 0)).decisions[0]
        #expect(decision.policy?.reorderPoint == Double(best.reorderPoint))
        #expect(decision.policy?.orderUpTo == Double(best.orderUpTo))
        let packed = problem(0, demand, cost: 146) {
            $0.kind = .RsS
            $0.terms = one.terms
            $0.terms.orderMultiple = 6
        }
        let policy = try #require(try planAssortment([packed], objective: PlanObjective(kind: .cost, target: 0)).decisions[0].policy)
        #expect((policy.orderUpTo - policy.reorderPoint).truncatingRemainder(dividingBy: 6) == 0)
    }

    /// Without a lead time and with nothing on the shelf each unit is ordered for its customer and comes at once: nobody waits, and nobody
    /// is served from the shelf either. This is the limit of short lead times, under which S = 0 never has stock.
    @Test func noLeadTimeUnderContinuousReview() throws {
        for lead in [0.0, 1e-9] {
            let demand = continuousDemand(poissonMember(lead), isCount: true, perDay: 1)
            let empty = try evaluatePolicy(ReplenishmentPolicy(kind: .rQ, reorderPoint: -1, orderUpTo: 0, orderQuantity: 1), demand: demand)
            #expect(empty.expectedBackorders <= 1e-8 && empty.expectedWaitDays <= 1e-8)
            #expect(empty.fillRate == 0 && empty.readyRate == 0)
            let one = try evaluatePolicy(ReplenishmentPolicy(kind: .rQ, reorderPoint: 0, orderUpTo: 1, orderQuantity: 1), demand: demand)
            #expect(one.fillRate > 1 - 1e-8 && one.expectedBackorders <= 1e-8)
        }
    }
}
