import Testing

@testable import DemandModel

/// A history that is kept in few bytes is what it was, to the bit.
@Suite struct PackedSeriesTests {
    private static func series(_ weeks: Int) -> DemandSeries {
        DemandSeries(
            key: ItemLocation(item: "mug", location: "north"), firstPeriod: -3, demand: (0..<weeks).map { Double($0 % 7) + ($0 % 11 == 0 ? 0.1 : 0) }, missing: [2, weeks - 1],
            price: (0..<weeks).map { $0 % 50 < 40 ? 9.95 : 7.960000000000001 }, promotion: (0..<weeks).map { $0 % 50 >= 40 }, stockout: (0..<weeks).map { $0 == 4 })
    }

    @Test func aPackedHistoryComesBack() {
        for series in [Self.series(104), Self.series(3), DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 5, demand: []),
                       DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 5, demand: [-0.0, 1e300, 5])] {
            var packed = PackedSeries(series)
            packed.pack()
            #expect(packed.series == series && packed == PackedSeries(series))
            #expect(packed.series.demand.map(\.bitPattern) == series.demand.map(\.bitPattern))
            packed.series.demand.append(2)
            #expect(packed.series.demand == series.demand + [2])
        }
    }

    @Test func anItemWithAPackedHistoryIsTheSameItem() {
        let key = ItemLocation(item: "mug", location: "north")
        let supply = SupplyTerms(leadTimeDays: 7, reviewPeriodDays: 7)
        let item = PlannedItem(
            key: key, supply: supply, history: Self.series(60),
            recommendation: Recommendation(key: key, status: .ok, protectionDays: 14, inventoryPosition: 0, reason: ""))
        var packed = item
        packed.forecast = SeriesForecast(uniqueID: "mug@north", periodStarts: ["a", "b"], mean: [0.25, 1.5], median: [0, 1], quantiles: [[2, 3], [4.5, 1e9]])
        let before = packed.forecast
        packed.pack()
        #expect(packed.forecast == before && packed != item)
        packed.forecast = nil
        #expect(packed == item && packed.history == item.history)
        packed.history.demand[0] = 99
        #expect(packed.history.demand[0] == 99 && item.history.demand[0] != 99)
    }
}
