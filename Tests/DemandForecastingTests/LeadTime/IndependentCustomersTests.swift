import DemandModel
import Foundation
import Testing

@testable import DemandForecasting

/// Counts are not taken for less variable than independent customers without evidence.
@Suite struct IndependentCustomersTests {
    /// By hand: index 0.1 over 100 windows of 20 units, 0.1 (1 + 3 sqrt(2.05 / 100)) = 0.142953; 0.85 is within three standard deviations of 1.
    @Test func evidenceByHand() {
        #expect(abs(IndependentCustomers.leastRatio(index: 0.1, mean: 20, windows: 100) - 0.142953) < 1e-6)
        #expect(IndependentCustomers.leastRatio(index: 0.85, mean: 20, windows: 100) == 1)
        #expect(IndependentCustomers.leastRatio(index: 3, mean: 20, windows: 100) == 1)
        #expect(IndependentCustomers.leastRatio(index: 0, mean: 20, windows: 100) == 0)
        #expect(IndependentCustomers.leastRatio(index: 0.1, mean: 0, windows: 100) == 1)
        // Four windows of 10 that sold 10, 10, 10 and 12 have the index 0.1; where two of them share their periods they say what two say: 0.1 (1 + 3 sqrt(2.1 / 2)).
        let four = IndependentCustomers.leastRatio(means: [10, 10, 10, 10], totals: [10, 10, 10, 12], overlap: 2)
        #expect(abs(four - 0.407409) < 1e-6)
    }

    /// 400 items that sell three a day, each forecast by the mean of its history and the variance of its history, over weeks of 21 units: histories vary by
    /// less than Poisson in every second item, and windows of a panel by some percent less or more. What is planned with does not.
    @Test(arguments: [UInt64(1), 2, 3]) func steadyItemsKeepTheirVariance(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let series = (0..<400).map { i in
            DemandSeries(key: ItemLocation(item: "item\(i)"), firstPeriod: 0, demand: (0..<60).map { _ in random.poisson(21) })
        }
        let outlooks = series.map { plainOutlook($0) }
        let model = try LeadTimeDemandModel.fit(
            series: series, outlooks: outlooks, horizonPeriods: series.map { _ in 1 }, reforecast: { $0.map { plainOutlook($0) } })
        var ratios = 0.0, least = Double.infinity
        for i in series.indices {
            let total = try model.totalDemand(at: i, outlook: #require(outlooks[i]), periods: 1)
            ratios += total.variance / total.mean
            least = min(least, total.variance / total.mean)
        }
        #expect(ratios / 400 > 0.99 && ratios / 400 < 1.1, "\(ratios / 400)")
        #expect(least > 0.9, "\(least)")
    }

    /// Items that sell the same every week, within a unit: the evidence is overwhelming, and they keep what their history says.
    @Test func standingOrdersStayNarrow() throws {
        var random = SeededGenerator(seed: 7)
        let series = (0..<300).map { i in
            DemandSeries(key: ItemLocation(item: "item\(i)"), firstPeriod: 0, demand: (0..<60).map { _ in 20 + (3 * random.uniform()).rounded(.down) })
        }
        let outlooks = series.map { plainOutlook($0) }
        let model = try LeadTimeDemandModel.fit(
            series: series, outlooks: outlooks, horizonPeriods: series.map { _ in 1 }, reforecast: { $0.map { plainOutlook($0) } })
        var ratios = 0.0
        for i in series.indices {
            let total = try model.totalDemand(at: i, outlook: #require(outlooks[i]), periods: 1)
            ratios += total.variance / total.mean / 300
        }
        #expect(ratios < 0.7, "\(ratios)")
    }

    /// A small shop: nothing is learnt from other items, and each keeps at least the variance of independent customers unless its own record says otherwise.
    @Test func smallShopsTooAreHeld() throws {
        var random = SeededGenerator(seed: 3)
        var series = (0..<20).map { i in
            DemandSeries(key: ItemLocation(item: "item\(i)"), firstPeriod: 0, demand: (0..<60).map { _ in random.poisson(21) })
        }
        series.append(DemandSeries(key: ItemLocation(item: "standing"), firstPeriod: 0, demand: (0..<60).map { 20 + Double($0 % 2) }))
        let outlooks = series.map { plainOutlook($0) }
        let model = try LeadTimeDemandModel.fit(
            series: series, outlooks: outlooks, horizonPeriods: series.map { _ in 1 }, reforecast: { $0.map { plainOutlook($0) } })
        for i in series.indices {
            let total = try model.totalDemand(at: i, outlook: #require(outlooks[i]), periods: 1)
            if i < 20 { #expect(total.variance / total.mean > 0.75) } else { #expect(total.variance / total.mean < 0.1) }
        }
    }
}
