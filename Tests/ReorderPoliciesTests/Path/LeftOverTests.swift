import DemandModel
import Testing

@testable import ReorderPolicies

/// What past levels would have left over, and plans that count it.
@Suite struct LeftOverTests {
    private func review(_ mean: Double, sold: Double, isCounted: Bool = true) -> LeftOverRecord.Review {
        LeftOverRecord.Review(mean: mean, dispersion: 0, soldSince: sold, isCounted: isCounted)
    }

    private func record(_ reviews: [LeftOverRecord.Review], cost: Double = 3) -> LeftOverRecord {
        LeftOverRecord(unitCost: cost, isCount: true, governedShare: 1, reviews: reviews)
    }

    @Test func aSteadyLevelLeavesNothingOver() {
        let factors = LeftOverFactors([record((0..<20).map { _ in review(8, sold: 0) })], shares: [0.9])
        #expect(factors.reviews == 20)
        #expect(factors.onHand == 1)
        #expect(factors.waiting == 1)
        #expect(factors.unserved == 1)
    }

    @Test func aLevelThatFallsByMoreThanDemandLeavesTheRestOver() {
        // Poisson 10, then 2, share 0.9: levels 14 and 4; three sold leave a position of 11. Values by scipy.stats.poisson (sums of loss, on hand and tail at 14, 4 and 11).
        // Ten such records are believed by half: to the power 10 / (10 + 10).
        let falls = record([review(10, sold: 0), review(2, sold: 3)])
        let factors = LeftOverFactors([LeftOverRecord](repeating: falls, count: 10), shares: [Double?](repeating: 0.9, count: 10))
        #expect(abs(factors.onHand * factors.onHand - 2.1058406517007695) < 1e-9)
        #expect(abs(factors.waiting * factors.waiting - 0.7132939147908596) < 1e-9)
        #expect(abs(factors.unserved * factors.unserved - 0.8879621872172284) < 1e-9)
        // Enough sold: nothing left over. A review that only leads up carries stock and does not count.
        #expect(LeftOverFactors([record([review(10, sold: 0), review(2, sold: 12)])], shares: [0.9]).onHand == 1)
        let later = LeftOverFactors([record([review(10, sold: 0, isCounted: false), review(2, sold: 3)])], shares: [0.9])
        #expect(later.reviews == 1)
        #expect(later.onHand > LeftOverFactors([falls], shares: [0.9]).onHand)
    }

    /// A record a thousand times as dear as a hundred steady ones is believed as one record is.
    @Test func oneRecordDoesNotSpeakForTheOthers() {
        let steady = (0..<100).map { _ in record((0..<3).map { _ in review(10, sold: 10) }, cost: 1) }
        let odd = record([review(10, sold: 0), review(2, sold: 3)], cost: 100_000)
        let factors = LeftOverFactors(steady + [odd], shares: [Double?](repeating: 0.9, count: 101))
        #expect(factors.onHand < 1.08 && factors.onHand > 1)
    }

    @Test func whatIsLeftOfAnItemThatEndedCountsAsMoney() {
        let ended = record([review(10, sold: 0), review(0, sold: 3), review(0, sold: 0)])
        let goesOn = record((0..<3).map { _ in review(10, sold: 10) })
        let factors = LeftOverFactors((0..<400).map { $0 % 2 == 0 ? ended : goesOn }, shares: [Double?](repeating: 0.9, count: 400))
        let alone = LeftOverFactors([goesOn], shares: [0.9])
        #expect(alone.onHand == 1)
        #expect(factors.onHand > 2)
        #expect(factors.waiting == 1, "nobody waits for it")
    }

    @Test func nothingIsSaidWhereNothingIsKnown() {
        #expect(LeftOverFactors([], shares: []) == LeftOverFactors())
        #expect(LeftOverFactors([record([review(5, sold: 0)])], shares: [nil]) == LeftOverFactors())
        #expect(LeftOverFactors([record([review(5, sold: 0, isCounted: false)])], shares: [0.9]).reviews == 0)
    }

    @Test func threadsDoNotMatter() {
        var records: [LeftOverRecord] = []
        var shares: [Double?] = []
        for index in 1...40 {
            var reviews: [LeftOverRecord.Review] = []
            for step in 0..<12 { reviews.append(review(Double((index * 7 + step * 5) % 13), sold: Double((index + step) % 4))) }
            records.append(record(reviews, cost: Double(index % 5 + 1)))
            shares.append(0.5 + 0.012 * Double(index))
        }
        let one = LeftOverFactors(records, shares: shares)
        #expect(one == LeftOverFactors(records, shares: shares, threads: 4))
        #expect(one.onHand > 1 && one.waiting < 1 && one.unserved < 1)
    }

    /// Items of steady Poisson demand whose past levels fell from three times today's.
    private func assortment() -> (PreparedAssortment, [LeftOverRecord]) {
        let problems = (0..<5).map { index in
            let perDay = 0.4 + 0.5 * Double(index)
            var terms = SupplyTerms(leadTimeDays: 7, reviewPeriodDays: 7)
            terms.unitCost = Double(1 + index)
            let demand = LeadTimeDemand(
                leadTimeDays: 7, leadTimeStandardDeviationDays: 0, reviewPeriodDays: 7, meanPerDay: perDay,
                distributions: LeadTimeDemand.nodes(reviewPeriodDays: 7).map { node in
                    let units = perDay * (7 + 7 * node.fraction)
                    return DemandDistribution(members: [.init(family: .poisson, mean: units, variance: units)], isCount: true)
                })
            return ReplenishmentProblem(key: ItemLocation(item: "item-\(index)"), demand: demand, terms: terms)
        }
        let records = problems.map { problem in
            let mean = problem.demand.overProtectionInterval.mean
            return record([3, 1, 1, 1].map { review($0 * mean, sold: 0.4 * mean) }, cost: problem.terms.unitCost ?? 1)
        }
        return (PreparedAssortment(problems), records)
    }

    @Test func aBudgetHoldsForTheYear() throws {
        let (prepared, records) = assortment()
        let objective = PlanObjective(kind: .budget, target: 100)
        let counted = try planCountingLeftOver(
            objective, records: records, solve: { objective throws(PolicyError) in try prepared.plan(objective) },
            shares: { $0.decisions.map { $0.performance?.readyRate } })
        #expect(counted.factors.onHand > 1.1)
        let told = counted.plan.counting(counted.factors, objective: objective)
        #expect(told.totals.averageInventoryValue <= 100)
        #expect(told.totals.averageInventoryValue > 90)
        #expect(abs(told.decisions.reduce(0) { $0 + ($1.averageInventoryValue ?? 0) } - told.totals.averageInventoryValue) < 1e-9)
        // The levels are those of a plan for less money, so no better ones exist at what is held.
        let less = try prepared.plan(PlanObjective(kind: .budget, target: 100 / counted.factors.onHand))
        #expect(less.decisions.map(\.policy) == told.decisions.map(\.policy))
        #expect(less.decisions.map(\.policy) != (try prepared.plan(objective)).decisions.map(\.policy))
        // One demand: what is not served over the share that is not served stays.
        for (before, after) in zip(less.decisions, told.decisions) {
            guard let a = before.performance, let b = after.performance, a.fillRate < 1 else { continue }
            #expect(abs(a.backorderedUnitsPerYear / (1 - a.fillRate) - b.backorderedUnitsPerYear / (1 - b.fillRate)) < 1e-6 * a.backorderedUnitsPerYear / (1 - a.fillRate))
        }
    }

    @Test func aPromiseOfServiceCountsWhatIsLeftOver() throws {
        let (prepared, records) = assortment()
        func counted(_ objective: PlanObjective) throws -> (AssortmentPlan, LeftOverFactors) {
            let found = try planCountingLeftOver(
                objective, records: records, solve: { objective throws(PolicyError) in try prepared.plan(objective) },
                shares: { $0.decisions.map { $0.performance?.readyRate } })
            return (found.plan.counting(found.factors, objective: objective), found.factors)
        }
        let fill = PlanObjective(kind: .fillRate, target: 0.95)
        let (plan, factors) = try counted(fill)
        let plain = try prepared.plan(fill)
        #expect(factors.unserved < 1)
        for (one, other) in zip(plan.decisions, plain.decisions) {
            #expect((one.policy?.orderUpTo ?? 0) <= (other.policy?.orderUpTo ?? 0))
            #expect((one.performance?.fillRate ?? 0) > 0.94)
        }
        // Objectives that speak of one moment keep their levels.
        let ready = PlanObjective(kind: .readyRate, target: 0.9)
        #expect(try counted(ready).0.decisions.map(\.policy) == prepared.plan(ready).decisions.map(\.policy))
    }
}
