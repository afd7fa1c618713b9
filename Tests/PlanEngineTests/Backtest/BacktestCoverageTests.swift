import Foundation
import DemandModel
import Testing

@testable import PlanEngine

/// The definitions of a single case.
@Suite struct BacktestCoverageTests {
    @Test func pinballLossWeighsBothSides() {
        #expect(abs(pinballLoss(0.9, 10, 12) - 1.8) < 1e-12)
        #expect(abs(pinballLoss(0.9, 10, 8) - 0.2) < 1e-12)
        #expect(pinballLoss(0.5, 3, 3) == 0)
    }

    /// Where the forecast distribution is the true one, each quantile covers exactly its level; counting all of the outcomes at the
    /// quantile would cover more.
    @Test func aRightCountForecastCoversItsLevels() throws {
        let demand = DemandDistribution(members: [.init(family: .negativeBinomial, mean: 0.8, variance: 1.9)], isCount: true)
        let forecast = try #require(TotalForecast(demand))
        let truth = DemandProbabilitiesTable(demand)
        var random = SeededRandom(key: ItemLocation(item: "coverage"), seed: 1)
        let draws = 40_000
        var covered = [Double](repeating: 0, count: 5), plain = covered
        for _ in 0..<draws {
            let y = truth.draw(random.uniform()), u = random.uniform()
            for i in 0..<5 {
                if isCovered(y, forecast.quantiles[i], forecast.boundaryShares[i], u) { covered[i] += 1 }
                if y <= forecast.quantiles[i] { plain[i] += 1 }
            }
        }
        for (i, level) in BacktestConfiguration.levels.enumerated() {
            // Four standard errors.
            #expect(abs(covered[i] / Double(draws) - level) < 4 * (level * (1 - level) / Double(draws)).squareRoot())
            #expect(plain[i] >= covered[i])
        }
        #expect(plain[0] / Double(draws) > 0.55)
    }

    @Test func missingPeriodsAreLeftOut() throws {
        var configuration = BacktestConfiguration(horizon: 3, origins: 1)
        configuration.leadTimePeriods = 2
        let series = DemandSeries(
            key: ItemLocation(item: "a"), firstPeriod: 0, demand: [0, 4, 6, 0, 8, 5, 0, 7], missing: [0, 3, 6])
        let one = try BacktestCase(series, end: 5, origin: 0, seasonLength: 1, configuration: configuration)
        #expect(one.history == [4, 6, 7, 8])
        #expect(one.training.missing == [0, 3])
        #expect(one.actual == [5, nil, 7])
        // Only 4 -> 6 is a difference between known neighbours.
        #expect(one.firstDifference == 2)
        let forecast = ModelForecast(
            model: .historicalMean, share: nil, mean: [6, 6, 6], median: [6, 6, 6], quantiles: (0..<5).map { _ in [6, 6, 6] },
            boundaryShares: (0..<5).map { _ in [1, 1, 1] }, total: TotalForecast(DemandDistribution(mean: 12, variance: 4, isCount: true)))
        let score = CaseScore(forecast, one, uniforms: [0.5, 0.5, 0.5, 0.5], configuration: configuration)
        #expect(score.scaledError == 0.5)
        #expect(score.periods == 2)
        #expect(score.covered == [1, 1, 1, 1, 1])
        #expect(score.error == 0)
        #expect(score.total == nil)
    }

    @Test func originsThatSayNothingAreRefused() {
        let configuration = BacktestConfiguration(horizon: 1, origins: 1)
        let quiet = DemandSeries(key: ItemLocation(item: "a"), firstPeriod: 0, demand: [0, 0, 1, 0, 5])
        #expect(throws: BacktestCase.Omission.inactive) {
            try BacktestCase(quiet, end: 4, origin: 0, seasonLength: 1, configuration: configuration)
        }
        #expect(throws: BacktestCase.Omission.tooShort) {
            try BacktestCase(quiet, end: 1, origin: 0, seasonLength: 1, configuration: configuration)
        }
        #expect(throws: BacktestCase.Omission.tooShort) {
            try BacktestCase(quiet, end: -3, origin: 0, seasonLength: 1, configuration: configuration)
        }
    }
}

/// Draws from a count distribution by walking up its cumulative probabilities.
private struct DemandProbabilitiesTable {
    private var cumulative: [Double] = []

    init(_ demand: DemandDistribution) {
        // Negative binomial by its recurrence, p_0 = p^r and p_{k+1} = p_k (r + k) / (k + 1) (1 - p), summed here independently.
        let mean = demand.mean, variance = demand.variance
        let p = mean / variance, r = mean * mean / (variance - mean)
        var probability = exp(r * log(p)), sum = 0.0
        for k in 0..<200 {
            sum += probability
            cumulative.append(sum)
            probability *= (r + Double(k)) / Double(k + 1) * (1 - p)
        }
    }

    func draw(_ uniform: Double) -> Double { Double(cumulative.firstIndex { uniform < $0 } ?? 0) }
}
