import DemandModel
import Testing

/// What is expected from a later day on.
@Suite struct LaterOutlookTests {
    private let outlook = DemandOutlook(
        key: ItemLocation(item: "mug"), mean: [14, 7, 7, 21, 0], cumulativeVariance: [20, 34, 50, 95, 120], isCount: true, demandClass: .smooth,
        periodDays: 7, members: [])

    @Test func meansGoOnWhereTheyAreOnThatDay() {
        #expect(outlook.later(byDays: 0) == outlook)
        #expect(outlook.later(byDays: 7).mean == [7, 7, 21, 0])
        let middle = outlook.later(byDays: 3.5)
        for (mean, expected) in zip(middle.mean, [10.5, 7, 14, 10.5]) { #expect(abs(mean - expected) < 1e-12) }
        #expect(middle.mean.count == 4)
        #expect(outlook.later(byDays: 1_000).mean.count == 1)
    }

    @Test func relativeSpreadStays() {
        let later = outlook.later(byDays: 7)
        // 14 units of variance 20 become 7: 7 + (20 - 14) / 4.
        #expect(abs(later.cumulativeVariance[0] - 8.5) < 1e-12)
        #expect(abs(later.cumulativeVariance[2] - (35 + (50 - 28) * (35.0 / 28) * (35.0 / 28))) < 1e-9)
    }

    @Test func totalsAddUp() {
        #expect(outlook.expectedDemand(days: 0) == 0)
        #expect(abs(outlook.expectedDemand(days: 10.5) - 17.5) < 1e-12)
        #expect(abs(outlook.expectedDemand(days: 7) + outlook.later(byDays: 7).expectedDemand(days: 14) - outlook.expectedDemand(days: 21)) < 1e-12)
    }
}
