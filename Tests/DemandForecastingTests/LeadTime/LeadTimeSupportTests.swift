import DemandModel
import Testing
@testable import DemandForecasting

/// What the pooled regression says of items that are like no other in the panel.
struct LeadTimeSupportTests {
    static func fitted(_ series: [DemandSeries]) throws -> (LeadTimeDemandModel, [DemandDistribution]) {
        let outlooks = series.map { one in
            plainOutlook(one) ?? DemandOutlook(
                key: one.key, mean: [Double](repeating: one.demand[0], count: 6), cumulativeVariance: (1...6).map { Double($0) * one.demand[0] },
                isCount: true, demandClass: .smooth, periodDays: 7, members: [])
        }
        let model = try LeadTimeDemandModel.fit(
            series: series, outlooks: outlooks, horizonPeriods: series.map { _ in 4 }, reforecast: { $0.map { plainOutlook($0) } })
        return (model, try series.indices.map { try model.totalDemand(at: $0, outlook: #require(outlooks[$0]), periods: 4) })
    }

    @Test("Three weeks of eight among steady items that all sold from the start are eight a week")
    func young() throws {
        var series = steadyPanel(items: 120, periods: 150, seed: 2)
        series.append(DemandSeries(key: ItemLocation(item: "new"), firstPeriod: 147, demand: [8, 7, 9]))
        let (model, demand) = try Self.fitted(series)
        #expect(abs(demand[120].mean / 32 - 1) < 0.3, "\(demand[120].mean)")
        #expect(demand[120].quantiles([0.95])[0] < 80)
        #expect(model.lookAlikeRemarks[120] == "drawn to the first known periods of 121 items")
        #expect(model.items[0]?.pooledWeight ?? 0 > 0)
    }

    @Test("A panel of identical series knows as much as one of them")
    func identical() throws {
        let one = steadyPanel(items: 1, periods: 60, seed: 3)[0]
        let (model, demand) = try Self.fitted((0..<300).map { DemandSeries(key: ItemLocation(item: "i\($0)"), firstPeriod: 0, demand: one.demand) })
        #expect(model.items.allSatisfy { $0 == nil })
        let rate = one.demand.reduce(0, +) / 60
        #expect(abs(demand[0].mean / (4 * rate) - 1) < 1e-9)
    }

    @Test("Items of a million and of a billion a period among small ones keep their level")
    func large() throws {
        var series = steadyPanel(items: 120, periods: 60, seed: 4)
        for (name, level) in [("million", 1e6), ("billion", 1e9)] {
            let wave: [Double] = [1, 1.001, 0.999, 1.002, 0.998]
            series.append(DemandSeries(key: ItemLocation(item: name), firstPeriod: 0, demand: (0..<60).map { (level * wave[$0 % 5]).rounded() }))
        }
        let (_, demand) = try Self.fitted(series)
        for (i, level) in [(120, 1e6), (121, 1e9)] {
            #expect(abs(demand[i].mean / (4 * level) - 1) < 0.1, "\(demand[i].mean)")
            #expect(demand[i].quantiles([0.99])[0] < 8 * level)
        }
    }
}
