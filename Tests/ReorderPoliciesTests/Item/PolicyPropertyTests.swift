import DemandModel
import Foundation
import NumericCore
import Testing

@testable import ReorderPolicies

@Suite struct PolicyPropertyTests {
    @Test func levelsTradeStockForBackorders() throws {
        for batch in [1.0, 6] {
            for family in [DemandDistribution.Family.negativeBinomial, .gamma, .normal] {
                let evaluator = try StockEvaluator(
                    periodicDemand(perDay: 0.7, lead: 9, review: 7, ratio: 2.5, family: family))
                var before = evaluator.performance(orderUpTo: 0, batch: batch)
                for level in 1...60 {
                    let now = evaluator.performance(orderUpTo: Double(level), batch: batch)
                    #expect(now.expectedBackorders < before.expectedBackorders)
                    #expect(now.averageOnHand >= before.averageOnHand - 1e-12)
                    #expect(now.fillRate >= before.fillRate - 1e-12 && now.fillRate <= 1 && now.fillRate >= 0)
                    #expect(now.readyRate >= before.readyRate - 1e-12 && now.readyRate <= 1)
                    #expect(now.cycleServiceLevel >= before.cycleServiceLevel - 1e-12 && now.cycleServiceLevel <= 1)
                    // Position = on hand - backorders + demand, on average.
                    let balance = now.averageOnHand - now.expectedBackorders
                        - (evaluator.averagePosition(orderUpTo: Double(level), batch: batch) - evaluator.averageMean)
                    #expect(abs(balance) < 1e-9 || now.averageOnHand == 0)
                    before = now
                }
            }
        }
    }

    @Test func batchesAreAveragesOfSingles() throws {
        let evaluator = try StockEvaluator(periodicDemand(perDay: 0.7, lead: 9, review: 7, ratio: 2.5))
        let batch = evaluator.performance(orderUpTo: 20, batch: 6)
        let singles = (15...20).map { evaluator.performance(orderUpTo: Double($0), batch: 1) }
        func mean(_ value: (PolicyPerformance) -> Double) -> Double { singles.reduce(0) { $0 + value($1) } / 6 }
        #expect(abs(batch.expectedBackorders - mean(\.expectedBackorders)) < 1e-12)
        #expect(abs(batch.averageOnHand - mean(\.averageOnHand)) < 1e-12)
        #expect(abs(batch.fillRate - mean(\.fillRate)) < 1e-12)
        #expect(abs(batch.readyRate - mean(\.readyRate)) < 1e-12)
        #expect(abs(batch.cycleServiceLevel - mean(\.cycleServiceLevel)) < 1e-12)
        // What one more unit takes off is the difference of two levels.
        let difference = evaluator.expectedBackorders(orderUpTo: 20, batch: 6) - evaluator.expectedBackorders(orderUpTo: 21, batch: 6)
        #expect(abs(evaluator.backorderReduction(orderUpTo: 20, batch: 6) - difference) < 1e-12)
    }

    @Test func optimaBeatTheirNeighbours() throws {
        var generator = TestGenerator(5)
        for _ in 0..<25 {
            let rate = 0.05 + 8 * generator.uniform()
            let lead = 0.5 + 4 * generator.uniform()
            let h = 0.2 + generator.uniform()
            let p = h * (2 + 60 * generator.uniform())
            let k = 30 * generator.uniform()
            let demand = poisson(rate * lead)
            let best = try #require(
                optimalReorderPoint(holdingCost: h, backorderCost: p, fixedCost: k, demandRate: rate, leadTimeDemand: demand))
            for dr in [-1.0, 0, 1] {
                for dq in [-1.0, 0, 1] where best.quantity + dq >= 1 {
                    let cost = reorderPointCost(
                        reorderPoint: best.reorderPoint + dr, quantity: best.quantity + dq, holdingCost: h, backorderCost: p,
                        fixedCost: k, demandRate: rate, leadTimeDemand: demand)
                    #expect(cost >= best.cost - 1e-10)
                }
            }
            let periodic = PeriodicReorderProblem(
                holdingCost: h, backorderCost: p, fixedCost: k, periodDemand: poisson(rate), overLeadTime: nil,
                overProtection: poisson(rate))
            let policy = try #require(periodic.optimum())
            for ds in -2...2 {
                for dS in -2...2 {
                    guard
                        let other = periodic.evaluate(reorderPoint: policy.reorderPoint + ds, orderUpTo: policy.orderUpTo + dS)
                    else { continue }
                    #expect(other.cost >= policy.cost - 1e-10)
                }
            }
        }
    }

    /// Time-average backorders of (R,S) under Poisson demand by simulation: within five standard errors of the formula.
    @Test func simulationAgrees() throws {
        let rate = 0.9
        let lead = 5.0
        let review = 7.0
        let level = 11.0
        let expected = try evaluatePolicy(
            ReplenishmentPolicy(kind: .RS, reorderPoint: level - 1, orderUpTo: level),
            demand: periodicDemand(perDay: rate, lead: lead, review: review, ratio: 1, family: .poisson))
        // Right after the review at time 0 the position is S; backorders over [L, L + R) depend on demand since then alone.
        var generator = TestGenerator(11)
        var sum = 0.0
        var squares = 0.0
        var served = 0.0
        var demanded = 0.0
        let cycles = 20_000
        for _ in 0..<cycles {
            var time = generator.exponential(rate)
            var demand = 0.0
            var last = lead
            var area = 0.0
            while time < lead + review {
                if time > lead {
                    area += max(0, demand - level) * (time - last)
                    last = time
                    demanded += 1
                    if demand < level { served += 1 }
                }
                demand += 1
                time += generator.exponential(rate)
            }
            area += max(0, demand - level) * (lead + review - last)
            sum += area / review
            squares += area / review * (area / review)
        }
        let mean = sum / Double(cycles)
        let error = ((squares / Double(cycles) - mean * mean) / Double(cycles)).squareRoot()
        #expect(abs(mean - expected.expectedBackorders) < 5 * error + 2e-3)
        #expect(abs(served / demanded - expected.fillRate) < 0.01)
    }

    @Test func oneMultiplierForAll() throws {
        let problems = assortment(200)
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: 6000))
        let theta = try #require(plan.totals.multiplier)
        #expect(plan.totals.averageInventoryValue <= 6000)
        #expect(try #require(plan.totals.relativeGap) < 1e-3)
        // Before fill-in and swaps every item's last step is worth at least the multiplier and its next at most.
        let items = try problems.enumerated().map { try StockItem($1, index: $0) }
        var search = MultiplierSearch(items, money: .averageInventoryValue)
        let side = search.settle(theta)
        for (index, item) in items.enumerated() {
            func ratio(_ level: Double) -> Double {
                stepPrice(
                    unitCost: item.unitCost, weight: item.weight,
                    reduction: item.evaluator.backorderReduction(orderUpTo: level, batch: 1), money: .averageInventoryValue
                ).ratio
            }
            #expect(ratio(side.levels[index]) <= theta * (1 + 1e-9))
            if side.levels[index] > 0 { #expect(ratio(side.levels[index] - 1) >= theta * (1 - 1e-9)) }
        }
        // Almost all items stay there.
        let moved = zip(plan.decisions, side.levels).filter { abs(($0.policy?.orderUpTo ?? 0) - $1) > 0.5 }.count
        #expect(moved <= 20)
    }

    @Test func continuousItemsShareTheMultiplierExactly() throws {
        let problems = assortment(40, family: .gamma)
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: 1500))
        #expect(plan.totals.averageInventoryValue <= 1500)
        #expect(plan.totals.averageInventoryValue > 1500 * (1 - 1e-9))
        let ratios = try zip(problems, plan.decisions).compactMap { problem, decision -> Double? in
            guard let level = decision.policy?.orderUpTo, level > 1e-6, let cost = problem.terms.unitCost else { return nil }
            let reduction = try StockEvaluator(problem.demand).backorderReduction(orderUpTo: level, batch: 0)
            return stepPrice(unitCost: cost, weight: 1, reduction: reduction, money: .averageInventoryValue).ratio
        }
        let most = try #require(ratios.max())
        let least = try #require(ratios.min())
        #expect(most / least - 1 < 1e-6)
    }

    @Test func scalingMoneyChangesNothing() throws {
        let problems = assortment(60)
        let dear = problems.map { one in
            var copy = one
            copy.terms.unitCost = one.terms.unitCost.map { $0 * 1024 }
            return copy
        }
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: 2000))
        let scaled = try planAssortment(dear, objective: PlanObjective(kind: .budget, target: 2000 * 1024))
        #expect(plan.decisions.map(\.policy) == scaled.decisions.map(\.policy))
    }

    @Test func moreMoneyFewerBackorders() throws {
        let problems = assortment(30)
        var before = Double.infinity
        for budget in stride(from: 0.0, through: 4000, by: 250) {
            for money in [PlanObjective.Money.averageInventoryValue, .stockValue] {
                let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, money: money, target: budget))
                let spent = money == .stockValue ? plan.totals.stockValue : plan.totals.averageInventoryValue
                #expect(spent <= budget)
                #expect(plan.totals.weightedBackorders >= (plan.totals.lowerBound ?? 0) - 1e-12)
                if money == .averageInventoryValue {
                    #expect(plan.totals.weightedBackorders <= before + 1e-9)
                    before = plan.totals.weightedBackorders
                }
            }
        }
    }

    @Test func leastMoneyMeetsItsTarget() throws {
        let problems = assortment(50)
        for target in [0.5, 5, 40] {
            let plan = try planAssortment(problems, objective: PlanObjective(kind: .expectedBackorders, target: target))
            #expect(plan.totals.weightedBackorders <= target)
            #expect(plan.totals.averageInventoryValue >= (plan.totals.lowerBound ?? .infinity) - 1e-9)
            #expect(try #require(plan.totals.relativeGap) < 0.02)
            // The budget problem with that money reaches the same.
            let back = try planAssortment(
                problems, objective: PlanObjective(kind: .budget, target: plan.totals.averageInventoryValue))
            #expect(back.totals.weightedBackorders <= plan.totals.weightedBackorders + 1e-9)
        }
    }

    @Test func packsAndContinuousReviewUnderOneBudget() throws {
        var problems = assortment(40)
        for index in problems.indices {
            if index % 2 == 0 { problems[index].terms.orderMultiple = Double(2 + index % 5) }
            if index % 5 == 0 {
                let rate = problems[index].demand.meanPerDay
                problems[index].demand = continuousDemand(poissonMember(rate * 10), isCount: true, perDay: rate)
                problems[index].terms.reviewPeriodDays = 0
                problems[index].terms.orderCost = 20
            }
        }
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: 1500))
        #expect(plan.totals.averageInventoryValue <= 1500)
        #expect(try #require(plan.totals.relativeGap) < 0.02)
        for (problem, decision) in zip(problems, plan.decisions) {
            let policy = try #require(decision.policy)
            #expect(policy.kind == (problem.terms.reviewPeriodDays == 0 ? .rQ : .RS))
            if let multiple = problem.terms.orderMultiple, let quantity = policy.orderQuantity {
                #expect(quantity.truncatingRemainder(dividingBy: multiple) == 0)
            }
            // The walk's sums are the exact ones.
            let again = try evaluatePolicy(policy, demand: problem.demand)
            #expect(again == decision.performance)
        }
    }

    /// The walk up and down agrees with exact evaluation, for singles and batches.
    @Test func walkingEqualsEvaluating() throws {
        var problems = assortment(6)
        problems[1].terms.orderMultiple = 3
        problems[2].terms.orderMultiple = 40
        problems[3].demand.distributions = problems[3].demand.distributions.map { node in
            DemandDistribution(members: [node.members[0], poissonMember(node.mean * 1.3)].map { member in
                var half = member
                half.weight = 0.5
                return half
            }, isCount: true)
        }
        problems[4].demand.distributions = problems[4].demand.distributions.map { node in
            DemandDistribution(members: [.init(family: .normal, mean: node.mean, variance: node.variance)], isCount: true)
        }
        let items = try problems.enumerated().map { try StockItem($1, index: $0) }
        var walk = AssortmentLevels(items, levels: items.map { $0.evaluator.protectionMean.rounded() })
        for target in [70.0, 3, 55, 0, 20] {
            for (index, item) in items.enumerated() {
                walk.move(index, to: target)
                #expect(abs(walk.backorders(index) - item.backorders(target)) < 1e-10)
                let exact = item.evaluator.backorderReduction(orderUpTo: target, batch: item.quantity)
                #expect(abs(walk.reduction(index) - exact) < 1e-10)
            }
        }
        for ratio in [0.9, 0.3, 0.01, 1e-5, 0.5] {
            for (index, item) in items.enumerated() {
                walk.seek(index, ratio: ratio)
                #expect(walk.level(index) == item.level(reductionAtMost: ratio))
            }
        }
    }

    @Test func theCurveIsConvexAndTheRecommendationLiesOnIt() throws {
        let problems = assortment(80)
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: 2500))
        let curve = try exchangeCurve(problems, money: .averageInventoryValue, recommendation: plan)
        #expect(curve.points.count > 20)
        for (more, less) in zip(curve.points, curve.points.dropFirst()) {
            #expect(less.money < more.money && less.weightedBackorders > more.weightedBackorders)
        }
        #expect(curve.marks.map(\.name) == ["today", "equal_safety_factor", "recommendation"])
        let recommended = curve.marks[2].point
        let chord = try #require(curve.weightedBackorders(money: recommended.money))
        #expect(recommended.weightedBackorders <= chord * 1.001)
        #expect(curve.marks[1].point.weightedBackorders > recommended.weightedBackorders)
    }

    /// Twins need the same level each, so one safety factor for all is as good as the best plan but for whole units: also where a
    /// batch of many months of demand lies on top of the reorder point.
    @Test(arguments: [0.0, 7]) func amongTwinsOneSafetyFactorLosesNothing(review: Double) throws {
        let demand = review == 0 ? continuousDemand(poissonMember(6), isCount: true) : periodicDemand(perDay: 0.5, lead: 12, review: review, ratio: 2)
        let problems = (0..<40).map { index in
            var one = problem(index, demand, cost: 5)
            one.terms.orderMultiple = 60
            one.terms.minimumOrderQuantity = 60
            return one
        }
        let floor = try planAssortment(problems, objective: PlanObjective(kind: .fillRate, target: 0.97)).totals
        let plan = try planAssortment(problems, objective: PlanObjective(kind: .budget, target: floor.averageInventoryValue))
        let curve = try exchangeCurve(problems, money: .averageInventoryValue, recommendation: plan)
        let (rule, best) = (curve.marks[1].point, curve.marks[2].point)
        #expect(rule.money > 0.97 * best.money)
        #expect(rule.weightedBackorders < 1.3 * best.weightedBackorders)
    }
}
