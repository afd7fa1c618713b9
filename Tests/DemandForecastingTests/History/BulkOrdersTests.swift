import DemandForecasting
import DemandModel
import Testing

/// Order lines far outside of an item's line sizes, and histories without them.
@Suite struct BulkOrdersTests {
    private let calendar = PeriodCalendar(period: .day)

    private func day(_ number: Int32) -> CalendarDay { CalendarDay(number: number) }

    /// Quartiles of 1, 1, 1, 2, 2, 2, 2, 2, 3, 500 by linear interpolation (numpy.percentile): 1.25, 2, 2.
    @Test func quartilesOfLineSizes() {
        let lines = OrderLines(sizes: [(3, 1), (1, 3), (500, 1), (2, 5)], largest: [])
        #expect(lines.count == 10 && lines.units == 516)
        #expect(lines.lowerQuartile == 1.25 && lines.median == 2 && lines.upperQuartile == 2)
        let none = OrderLines(sizes: [], largest: [])
        #expect(none.count == 0 && none.median == 0)
    }

    @Test func manyLargeLinesAreNoException() {
        let few = BulkOrders(lines: [Double](repeating: 1, count: 300) + [Double](repeating: 50, count: OrderLines.kept - 1))
        #expect(few.lineCount == OrderLines.kept - 1 && few.threshold == 20)
        let many = BulkOrders(lines: [Double](repeating: 1, count: 300) + [Double](repeating: 50, count: OrderLines.kept))
        #expect(many.lineCount == 0 && many.threshold == .infinity && many.shareOfDemand == 0)
    }

    @Test func regularAndBulkDemandAddUp() throws {
        let series = DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 100, demand: [2, 503, 0, 4, 90])
        var bulk = BulkOrders(lines: [1, 2, 2, 1, 3, 2, 1, 2, 2, 500])
        // One line in the second period, one in a period whose returns left less than it, one before the history.
        bulk.lines = [OrderLine(day: day(101), units: 500), OrderLine(day: day(104), units: 120), OrderLine(day: day(7), units: 60)]
        let found = try #require(series.bulkDemand(bulk, calendar: calendar, isCovered: false))
        #expect(found.lines == 2 && found.units == 590)
        #expect(found.periods == [1, 4] && found.unitsOfPeriods == [500, 90])
        let regular = series.without(found)
        #expect(regular.demand == [2, 3, 0, 4, 0])
        #expect(regular.demand.reduce(0, +) + found.units == series.demand.reduce(0, +))
    }

    @Test func nothingIsFoundWhereNothingIsBulk() {
        let series = DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: [2, 3])
        #expect(series.bulkDemand(BulkOrders(lines: [Double](repeating: 4, count: 50)), calendar: calendar, isCovered: true) == nil)
        #expect(BulkOrders(lines: []).threshold == .infinity)
    }
}
