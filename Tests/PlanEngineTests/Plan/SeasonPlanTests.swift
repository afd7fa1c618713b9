import DemandModel
import Testing

@testable import PlanEngine

/// Items of one season, through a plan.
@Suite struct SeasonPlanTests {
    /// A hundred weeks: six steady items and one that is sold in weeks 44 to 51 of a year of 52 only.
    private func plan(weeks: Int) throws -> PlannedItem {
        var input = SmallShop.input()
        let last = SmallShop.calendar.periodNumber(of: SmallShop.asOf) - 1
        input.series = (0..<7).map { index in
            let demand = (0..<weeks).map { week -> Double in
                let noise = Double((week * 7 + index * 5) % 11)
                return index < 6 ? Double(index) + noise : (week % 52 >= 44 ? 15 + noise : 0)
            }
            let first = demand.firstIndex { $0 > 0 } ?? 0
            return DemandSeries(
                key: ItemLocation(item: index < 6 ? "item-\(index)" : "tinsel"), firstPeriod: last - weeks + 1 + first, demand: Array(demand[first...]))
        }
        let run = try makePlan(
            input, configuration: SmallShop.configuration(PlanObjective(kind: .fillRate, target: 0.9)), id: "plan-1",
            options: PlanOptions(version: "test"))
        return try #require(run.items.first { $0.key.item == "tinsel" })
    }

    @Test func nothingInSummerAndLastYearsSeasonBeforeTheNext() throws {
        let summer = try plan(weeks: 52 + 26)
        #expect(summer.recommendation.demandMean < 1 && summer.recommendation.orderNow < 10, "\(summer.recommendation)")
        // Five weeks of protection from week 42 on: three of them in the season.
        let autumn = try plan(weeks: 52 + 42)
        #expect(autumn.recommendation.demandMean > 15 && autumn.recommendation.demandMean < 60)
        #expect(autumn.recommendation.reason.contains("seasonal: silent and then sold at this time a year ago"))
        #expect(!autumn.recommendation.reason.contains("probably ending"))
        let forecast = try #require(autumn.forecast)
        #expect(forecast.mean[0] < 1 && forecast.mean[3] > 5, "\(forecast.mean)")
        #expect( forecast.quantiles.allSatisfy { $0.count == forecast.mean.count })
    }
}
