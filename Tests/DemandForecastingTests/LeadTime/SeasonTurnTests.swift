import DemandModel
import Foundation
import Testing
@testable import DemandForecasting

struct SeasonTurnTests {
    /// Steady items and fifteen that are sold in the last eight weeks of a year of 52 only, first after a year of the panel.
    static func panel(weeks: Int) -> [DemandSeries] {
        var random = SeededGenerator(seed: 21)
        return (0..<135).map { i in
            let isSeasonal = i >= 120, rate = isSeasonal ? 20 : exp2(3 * random.uniform())
            let demand = (0..<weeks).map { t in isSeasonal && t % 52 < 44 ? 0 : random.poisson(rate) }
            let first = isSeasonal ? demand.firstIndex { $0 > 0 } ?? 0 : 0
            return DemandSeries(
                key: ItemLocation(item: isSeasonal ? "season\(i)" : "item\(i)"), firstPeriod: first, demand: Array(demand[first...]))
        }
    }

    /// Mean demand of the next four weeks of the seasonal items, and what is said of the first.
    static func demand(weeks: Int) throws -> (mean: Double, remark: String?) {
        let series = panel(weeks: weeks)
        let model = try LeadTimeDemandModel.fit(
            series: series, outlooks: series.map { plainOutlook($0) }, horizonPeriods: series.map { _ in 4 }, seasonLength: 1, year: 52,
            reforecast: { $0.map { plainOutlook($0) } })
        var sum = 0.0
        for i in 120..<135 {
            let outlook = try #require(model.seasonalOutlooks[i] ?? plainOutlook(series[i]))
            let demand = try model.totalDemand(at: i, outlook: outlook, periods: 4)
            #expect(abs(demand.members.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
            sum += demand.mean
        }
        #expect((0..<120).allSatisfy { model.seasonalOutlooks[$0] == nil })
        return (sum / 15, model.seasonalOutlooks[120]?.remarks.last)
    }

    @Test("In summer next to nothing, before the season what it brought, within it the same, at its end an end")
    func turns() throws {
        let summer = try Self.demand(weeks: 130)
        #expect(summer.mean < 1 && summer.remark == nil)
        // 146 weeks: two weeks before the third season, two of the four weeks are in it.
        let before = try Self.demand(weeks: 146)
        #expect(before.mean > 25 && before.mean < 45, "\(before.mean)")
        #expect(before.remark?.contains("taken to come back with a probability of 9") == true)
        let within = try Self.demand(weeks: 151)
        #expect(within.mean > 60 && within.mean < 90 && within.remark?.hasPrefix("seasonal: back") == true, "\(within)")
        let end = try Self.demand(weeks: 157)
        #expect(end.mean < 50 && end.remark?.contains("taken to stop") == true, "\(end)")
    }

    @Test("After a single season its return is an even chance")
    func oneSeason() throws {
        let before = try Self.demand(weeks: 94)
        #expect(before.mean > 10 && before.mean < 30, "\(before)")
        #expect(before.remark == "seasonal: silent and then sold at this time a year ago, taken to come back with a probability of 50%")
    }

    @Test("Steady, rare and ended items have no season, nor has a year that was not watched")
    func none() {
        func turn(_ demand: [Double], unsold: Int = 0) -> SeasonTurn? {
            SeasonTurn(
                DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: demand), unsold: unsold, known: demand.count, year: 52, horizon: 4)
        }
        #expect(turn([Double](repeating: 3, count: 150)) == nil)
        #expect(turn((0..<150).map { $0 % 20 == 0 ? 1 : 0 }) == nil)
        #expect(turn((0..<150).map { $0 < 120 ? 3 : 0 }) == nil)
        // Back after a pause of 57 weeks; the pause began eight weeks before this time of the year.
        #expect(turn((0..<150).map { $0 < 90 || $0 >= 147 ? 8 : 0 }) == nil)
        let season = [Double](repeating: 5, count: 8) + [Double](repeating: 0, count: 43)
        #expect(turn(season) == nil && turn(season, unsold: 10) == nil)
        #expect(turn(season, unsold: 20)?.kind == .comingBack && turn(season, unsold: 20)?.total(4) == 15)
    }
}
