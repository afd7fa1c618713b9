import DemandModel
import Testing

@testable import PlanEngine

/// Which levels a planner is asked to look at.
@Suite struct PlannerDoubtTests {
    /// Ten a week for a year; a protection interval of three weeks.
    private func doubt(_ policy: ReplenishmentPolicy, orderCost: Double = 0, demandMean: Double = 30) -> String? {
        let key = ItemLocation(item: "a")
        var supply = SupplyTerms(supplier: "s", leadTimeDays: 14, reviewPeriodDays: 7)
        supply.unitCost = 4
        supply.orderCost = orderCost
        supply.holdingRatePerYear = 0.25
        let recommendation = Recommendation(
            key: key, status: .ok, policy: policy, protectionDays: 21, demandMean: demandMean, inventoryPosition: supply.inventoryPosition, reason: "")
        let item = PlannedItem(
            key: key, supply: supply, history: DemandSeries(key: key, firstPeriod: 0, demand: Array(repeating: 10, count: 52)),
            outlook: DemandOutlook(
                key: key, mean: [10, 10, 10], cumulativeVariance: [10, 20, 30], isCount: true, demandClass: .smooth, periodDays: 7, members: []),
            recommendation: recommendation)
        return plannerDoubt(item, recommendation: recommendation)
    }

    private func quantities(_ r: Double, _ S: Double, _ kind: ReplenishmentPolicy.Kind = .RsS) -> ReplenishmentPolicy {
        ReplenishmentPolicy(kind: kind, reorderPoint: r, orderUpTo: S)
    }

    @Test func aLevelIsHeldAgainstAsLongATime() {
        #expect(doubt(quantities(59, 60, .RS)) == nil)
        #expect(doubt(quantities(60, 61, .RS)) == "check: S 61 is 2 times the 30 units of its best 21 days so far")
        // The reorder point is what demand is expected to take; the batch comes on top.
        #expect(doubt(quantities(59, 75)) == nil)
        #expect(doubt(quantities(60, 75)) == "check: r 60 is 2 times the 30 units of its best 21 days so far")
        #expect(doubt(quantities(40, 76)) == "check: S 76 is 2.5 times the 30 units of its best 21 days so far")
    }

    /// An order at 10 and holding at 1 a unit and year: sqrt(2 x 10 x 521.43 / 1) = 102.1 units, ten weeks.
    @Test func aBatchIsHeldAgainstTheTimeThatItIsToLast() {
        #expect(doubt(quantities(40, 142), orderCost: 10) == nil)
        #expect(doubt(quantities(40, 325), orderCost: 10) == nil)
        #expect(doubt(quantities(40, 340), orderCost: 10) == "check: S 340 is 2.6 times the 132 units of its best 92 days so far")
        #expect(doubt(quantities(60, 142), orderCost: 10) == "check: r 60 is 2 times the 30 units of its best 21 days so far")
        // A policy that orders what was sold has no such batch, whatever an order costs.
        #expect(doubt(quantities(75, 76, .RS), orderCost: 10)?.hasPrefix("check: S 76 is 2.5 times the 30 units of its best 21 days") == true)
        // Demand beyond anything that was sold makes batches too large as well: three times as much asks for 1.7 times the batch.
        #expect(doubt(quantities(40, 325), orderCost: 10, demandMean: 90) != nil)
    }
}
