import DemandModel
import Testing

@testable import DemandForecasting

/// The versions of a history: each is made from the one before it, and none is changed by making another.
@Suite struct ItemHistoryTests {
    private let calendar = PeriodCalendar(period: .day)
    private let sold = DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 100, demand: [2, 503, 0, 4, 3, 2, 1, 2, 2, 3, 1, 2])
    /// Ordinary lines of one to three units and one of 500 on day 101.
    private var lines: OrderLines {
        OrderLines(sizes: [(1, 100), (2, 120), (3, 60), (500, 1)], largest: [OrderLine(day: CalendarDay(number: 101), units: 500)])
    }

    @Test func bulkLinesThatAreNotCoveredAreLeftOut() throws {
        let without = ItemHistory(sold: sold, lines: lines, calendar: calendar, isCovered: false)
        #expect(without.bulk?.units == 500)
        #expect(without.withoutBulk.demand == [2, 3, 0, 4, 3, 2, 1, 2, 2, 3, 1, 2])
        let covered = ItemHistory(sold: sold, lines: lines, calendar: calendar, isCovered: true)
        #expect(covered.bulk?.units == 500 && covered.withoutBulk == sold)
        let unknown = ItemHistory(sold: sold, lines: nil, calendar: calendar, isCovered: false)
        #expect(unknown.bulk == nil && unknown.withoutBulk == sold && unknown.corrected.series == sold && unknown.usual == nil)
    }

    @Test func correctingLeavesWhatWasSoldAlone() {
        var flagged = sold
        flagged.demand = [4, 5, 3, 6, 4, 5, 2, 4, 5, 6, 4, 5]
        flagged.stockout = flagged.demand.indices.map { $0 == 6 }
        var versions = [ItemHistory(withoutBulk: flagged, bulk: nil)]
        let planned = [PlannedTerms(date: CalendarDay(number: 102), item: "a", price: 7)]
        let credits = versions.correct(planned: planned, substitutes: [], mostCredited: 1, events: [], calendar: calendar)
        #expect(credits.isEmpty)
        #expect(versions[0].withoutBulk == flagged)
        #expect(versions[0].corrected.censored == [6] && versions[0].corrected.series.demand[6] > 2)
        #expect(versions[0].corrected.series.price[2] == 7 && versions[0].withoutBulk.price.isEmpty)
        #expect(versions[0].corrected.series == StockoutCensoring.corrected(panel: [flagged].withPastTerms(planned, calendar: calendar), cycle: 7, exempt: [])[0].series)
        versions.keep(usual: [sold])
        #expect(versions[0].usual == sold && versions[0].withoutBulk == flagged)
    }
}
