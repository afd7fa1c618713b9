import DemandModel
import NumericCore
import ParallelWork

/// What a panel teaches a regression on prices, promotions and events: small, and the same value wherever it is used. Groups (the locations of an item) are
/// forecast by it one by one, and a panel may be cut between them.
struct RegressionFacts: Sendable, Codable {
    var regression: PanelRegressionFacts
    var columns: RegressionColumns
    /// Relative log prices of all histories.
    var lowestPrice: Double
    var highestPrice: Double
    var levelRate: Double
    var inflation: [Double]
    var hasPastPromotion: Bool
    var termsAreKnown: Bool
    var remarks: [String]

    var priceRange: ClosedRange<Double> { min(lowestPrice, highestPrice)...max(lowestPrice, highestPrice) }
}

/// What a panel teaches its forecasts: smoothing, and the regression where the data has anything to explain demand by.
public struct BlendFacts: Sendable, Codable {
    var smoothing: ForecastFacts
    /// `nil` where smoothing knows all there is.
    var regression: RegressionFacts?
    public let rule: RegressionBlendRule
}

/// Learns from a panel what `forecastBlended` learns when it is not told; offers of other items are not looked at (`RegressionInput.categories`).
public func learnBlended(_ given: RegressionInput, configuration: ForecastConfiguration, trialSeries: Int = 1500) throws(RegressionForecastError) -> BlendFacts {
    var input = given
    input.horizon = configuration.horizon
    input.categories = []
    input.options.crossPriceItems = 0
    let smoother: PanelForecaster
    do { smoother = try PanelForecaster(configuration) } catch { throw .unsolvable(error.description) }
    guard hasExplanations(input) else {
        return BlendFacts(
            smoothing: smoother.learn(input.series), regression: nil,
            rule: RegressionBlendRule(weight: 0, smoothsWhatIsLeft: false, termsAreKnown: false, hasEffects: false))
    }
    var (regression, facts) = try FittedRegression.learning(input, known: nil)
    input.termsAreKnown = regression.termsAreKnown
    let choice = try RegressionTrial(input: input, configuration: configuration, limit: trialSeries).choice()
    regression.usesFactors = choice.smoothsWhatIsLeft
    facts.termsAreKnown = regression.termsAreKnown
    return BlendFacts(
        smoothing: smoother.learn(input.usualDemand(regression)), regression: facts,
        rule: RegressionBlendRule(
            weight: choice.weight, smoothsWhatIsLeft: choice.smoothsWhatIsLeft, termsAreKnown: regression.termsAreKnown, hasEffects: true))
}

extension RegressionInput {
    /// Demand without the effects that are known ahead, one series each.
    func usualDemand(_ regression: FittedRegression) -> [DemandSeries] {
        parallelMap(chunks: series.count, threads: threads) { place in
            let factors = regression.factors(at: place)
            return factors.isEmpty ? series[place] : series[place].divided(by: factors, isCount: series[place].holdsCounts)
        }
    }
}
