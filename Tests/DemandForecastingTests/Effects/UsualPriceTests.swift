import DemandModel
import Testing

@testable import DemandForecasting

/// A price below the usual at the end of the history is a sale until it has lasted.
@Suite struct UsualPriceTests {
    private func series(_ price: [Double], promotion: [Bool] = []) -> DemandSeries {
        DemandSeries(
            key: ItemLocation(item: "a"), firstPeriod: 0, demand: price.map { _ in 20 }, price: price, promotion: promotion)
    }

    private static let usual = [Double](repeating: 10, count: 20)

    @Test func aLowerPriceInTheLastWeeksIsASale() {
        for weeks in 1...3 {
            let found = UsualPrice(series(Self.usual + [Double](repeating: 8, count: weeks)), lastingPeriods: 4)
            #expect(found?.price == 10 && found?.saleSince == 20)
        }
    }

    @Test func aLowerPriceThatHasLastedIsThePrice() {
        #expect(UsualPrice(series(Self.usual + [8, 8, 8, 8]), lastingPeriods: 4)?.saleSince == nil)
        #expect(UsualPrice(series(Self.usual + [12]), lastingPeriods: 4)?.saleSince == nil)
        #expect(UsualPrice(series(Self.usual + [9.9]), lastingPeriods: 4)?.saleSince == nil)
        #expect(UsualPrice(series([8, 10, 0]), lastingPeriods: 4) == nil)
    }

    /// Weeks without a sale tell no price: one sale at the lower price long ago is no reason to expect the higher one.
    @Test func quietWeeksCount() {
        #expect(UsualPrice(series(Self.usual + [8, 0, 0, 0]), lastingPeriods: 4)?.saleSince == nil)
        #expect(UsualPrice(series(Self.usual + [8, 0]), lastingPeriods: 4)?.saleSince == 20)
    }

    @Test func comingPeriodsTakeTheUsualPrice() {
        let one = series(Self.usual + [8])
        let terms = RegressionTerms(series: one, horizon: 3, planned: [2: (price: 7, promotion: nil)])
        #expect(terms.price[21] == terms.price[0] && terms.price[22] == terms.price[0] && terms.price[23] < terms.price[20])
        #expect(terms.remarks.contains { $0.contains("10.00") })
    }
}
