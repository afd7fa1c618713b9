import DemandModel
import ReorderPolicies
import Testing

@testable import PlanEngine

/// Stocks that promise to serve a share of demand, and what came of the promise.
@Suite struct FillPromiseTests {
    /// Poisson with mean 4 by hand: E[(X - 5)+] = 0.410, E[(X - 6)+] = 0.195.
    @Test func stockIsTheLeastThatKeepsThePromise() throws {
        let demand = DemandDistribution(mean: 4, variance: 4, isCount: true)
        let promise = FillPromise(rate: 0.9, of: try DemandProbabilities(demand), isCount: true)
        #expect(promise.stock == 6)
        #expect(abs(promise.expectedShortage - 0.195_434_581_5) < 1e-9)
    }

    @Test(arguments: [(0.003, 0.04), (0.8, 1.9), (30.0, 4000.0), (1e6, 4e10)])
    func noSmallerStockWouldDo(mean: Double, variance: Double) throws {
        let demand = DemandDistribution(mean: mean, variance: variance, isCount: true)
        let probabilities = try DemandProbabilities(demand)
        for rate in FillPromise.rates {
            let promise = FillPromise(rate: rate, of: probabilities, isCount: true)
            #expect(promise.stock == promise.stock.rounded())
            #expect(promise.expectedShortage <= (1 - rate) * mean * (1 + 1e-9))
            if promise.stock > 0 {
                #expect(probabilities.expectedShortage(above: promise.stock - 1).units > (1 - rate) * mean)
            }
        }
    }

    /// Demand that is not counts meets the promise exactly; without demand nothing is needed.
    @Test func continuousDemandMeetsThePromiseExactly() throws {
        let gamma = DemandDistribution(mean: 12.5, variance: 90, isCount: false)
        let promise = FillPromise(rate: 0.95, of: try DemandProbabilities(gamma), isCount: false)
        #expect(abs(promise.expectedShortage - 0.05 * 12.5) < 1e-6)
        let none = FillPromise(rate: 0.95, of: try DemandProbabilities(DemandDistribution(mean: 0, variance: 0, isCount: true)), isCount: true)
        #expect(none.stock == 0)
    }

    /// Where the forecast distribution is the true one, as much is served as was promised.
    @Test func aRightForecastKeepsItsPromises() throws {
        let demand = DemandDistribution(mean: 3, variance: 12, isCount: true)
        let probabilities = try DemandProbabilities(demand)
        let promises = FillPromise.rates.map { FillPromise(rate: $0, of: probabilities, isCount: true) }
        var sums = FillSums()
        let draws = 20_000
        // Every quantile once: a sample without chance.
        for i in 0..<draws {
            sums.add(mean: demand.mean, promises: promises, actual: probabilities.quantile((Double(i) + 0.5) / Double(draws)))
        }
        let measures = sums.measures
        #expect(measures.count == 3)
        for measure in measures {
            #expect(measure.promised >= measure.rate)
            #expect(abs(measure.achieved - measure.promised) < 1e-3)
            // Units short and left over come as promised, too.
            #expect(abs(measure.short - measure.promisedShort) < 0.02 * measure.promisedShort)
            #expect(abs(measure.left - measure.promisedLeft) < 0.01 * measure.promisedLeft)
        }
    }
}
