import DemandModel
import Testing

@testable import DemandForecasting

@Suite("Demand without the effects that are known")
struct UsualDemandTests {
    private func series(_ demand: [Double]) -> DemandSeries {
        DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: demand)
    }

    @Test func `counts stay counts and keep their total`() {
        let demand = (0..<60).map { Double(($0 * 7) % 5) }
        let factors = (0..<64).map { $0 % 3 == 0 ? 1.7 : 1.0 }
        let usual = series(demand).divided(by: factors, isCount: true)
        #expect(usual.holdsCounts)
        let exact = zip(demand, factors).reduce(0) { $0 + $1.0 / $1.1 }
        #expect(abs(usual.demand.reduce(0, +) - exact) <= 0.5)
        for period in demand.indices where factors[period] == 1 || demand[period] == 0 { #expect(usual.demand[period] == demand[period]) }
    }

    @Test func `other demand is divided exactly, and returns and unknown periods stay`() {
        var one = series([3, -2, 0, 4.5])
        one.missing = [2]
        let usual = one.divided(by: [2, 2, 2, 1.5], isCount: false)
        #expect(usual.demand == [1.5, -2, 0, 3] && usual.missing == [2])
        #expect(one.divided(by: [], isCount: false) == one)
    }

    @Test func `multiplying a forecast scales noise by the factor and the rest by its square`() throws {
        let path = PathForecast(
            key: ItemLocation(item: "a"), mean: [4, 4], median: [4, 4], oneStepVariance: 6, cumulativeVariance: [6, 14],
            quantiles: [[2, 2], [7, 7]], totalMedian: nil, totalQuantiles: [], isCount: true, demandClass: .smooth, members: [], remarks: [])
        var found = try #require(try forecastByRegression(MadeShop(items: 1, locations: 1).input(horizon: 2)).forecasts[0])
        found.factors = [1, 1, 3, 1]
        found.widening = [1, 1]
        found.effectVariance = [0.5, 0.5]
        let result = path.multiplied(by: found)
        #expect(result.mean == [12, 4] && result.median == [12, 4] && result.quantiles == [[6, 2], [21, 7]])
        // 3 x 4 + 9 x 2 and, for both periods, 2 x 8 + 4 x 6; half a unit squared for the error of the effects.
        #expect(result.cumulativeVariance == [30.5, 40.5] && result.oneStepVariance == 30.5)
    }
}
