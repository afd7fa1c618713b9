import DemandModel
import Testing

@testable import DemandForecasting
import TextForms

@Suite("Lead times of receipts")
struct ReceivedLeadTimeTests {
    /// Nine orders in ten take 10 days, one 60: mean 15, standard deviation 15.
    private var terms: SupplyTerms {
        var terms = SupplyTerms(leadTimeDays: 15, leadTimeStandardDeviationDays: 15, reviewPeriodDays: 0)
        terms.receivedLeadTimes = ReceivedLeadTimes(days: [10, 60], weights: [0.9, 0.1])
        return terms
    }

    @Test func `terms read from receipts keep their distribution`() throws {
        #expect(LeadTime(terms) == .empirical(days: [10, 60], weights: [0.9, 0.1]))
        var typed = terms
        typed.receivedLeadTimes = nil
        #expect(LeadTime(typed) == .gamma(meanDays: 15, standardDeviationDays: 15))
        // Ten a day, nearly certain: nine times in ten a hundred are enough. A gamma lead time asks for half as many again at 0.8.
        let outlook = DemandOutlook(
            key: ItemLocation(item: "a"), mean: Array(repeating: 10, count: 90), cumulativeVariance: (1...90).map { 0.01 * Double($0) },
            isCount: false, demandClass: .smooth, periodDays: 1, members: [], remarks: [])
        let seen = try LeadTimeDemand(outlook: outlook, leadTime: LeadTime(terms), reviewPeriodDays: 0).overLeadTime.quantiles([0.8])[0]
        let smooth = try LeadTimeDemand(outlook: outlook, leadTime: LeadTime(typed), reviewPeriodDays: 0).overLeadTime.quantiles([0.8])[0]
        #expect(seen < 110 && smooth > 200)
    }

    @Test func `a scenario moves and stretches it`() {
        var changed = terms
        changed.leadTimeDays = 20
        #expect(LeadTime(changed) == .empirical(days: [15, 65], weights: [0.9, 0.1]))
        changed.leadTimeStandardDeviationDays = 30
        #expect(LeadTime(changed) == .empirical(days: [10, 110], weights: [0.9, 0.1]))
        changed.leadTimeStandardDeviationDays = 0
        #expect(LeadTime(changed) == .fixed(days: 20))
    }
}
