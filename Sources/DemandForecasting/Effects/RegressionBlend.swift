import CMath
import DemandModel
import NumericCore
import ParallelWork

/// Forecasts of a panel by smoothing and by regression, blended.
public struct RegressionBlend: Sendable {
    /// One per series, in the order of the input.
    public var forecasts: [Result<PathForecast, SeriesFailure>]
    /// Share of the regression in the blend, 0...1, learnt from the panel.
    public var weight: Double
    /// The regression by itself, with effects for explanations; `nil` where the panel gives it nothing to explain demand by.
    public var regression: FittedRegression?
    /// Demand without the effects that are known ahead, and its forecasts: what lead-time demand is calibrated on. One per series, in
    /// the order of the input; where nothing is known ahead these are the series and forecasts themselves.
    public var usualDemand: [DemandSeries]
    public var usualForecasts: [PathForecast?]
    /// True where smoothing is of what known effects leave of demand; false where the trial said that they are better not used so.
    public var smoothsWhatIsLeft: Bool

    /// What later forecasts of the same panel should do as this one did.
    public var rule: RegressionBlendRule {
        RegressionBlendRule(
            weight: weight, smoothsWhatIsLeft: smoothsWhatIsLeft, termsAreKnown: regression?.termsAreKnown ?? false, hasEffects: regression != nil)
    }
}

/// What a blend learnt about its panel.
public struct RegressionBlendRule: Sendable, Codable, Equatable {
    /// Share of the regression.
    public var weight: Double
    public var smoothsWhatIsLeft: Bool
    public var termsAreKnown: Bool
    /// False where smoothing knows all there is.
    public var hasEffects: Bool
}

/// Forecasts a panel by smoothing and, where prices, promotions or events are known, also by regression, and blends the two.
///
/// Effects that are known ahead (events by the calendar, prices and promotions where coming ones are planned) apply to both: smoothing is
/// of demand divided by them, and their coming values multiply the blend. A planned promotion so counts in full, whatever the
/// regression's share. The share, and whether demand divided by effects is the better one to smooth, are learnt on the panel: all
/// forecast the last periods of the history from two earlier origins, and the least absolute error, of periods and of totals, over
/// all series decides (a least-squares share follows a handful of extreme promotions). If the plan knows coming prices and
/// promotions, the trial knows them too; if it does not, the trial does not. Up to `trialSeries` series take part in the trial,
/// whole groups at a time.
///
///     let blend = try forecastBlended(input, configuration: ForecastConfiguration(horizon: 9, seasonLength: 52))
///     print(blend.weight, blend.forecasts.count)
///
/// - Parameters:
///   - input: series, events, planned terms; its horizon is taken from the configuration.
///   - known: what has been learnt of this panel before; `nil` learns it here.
///   - chosen: which series are forecast; the others are only learnt from, and their forecasts are empty. `nil`: all.
///   - facts: what a panel has taught before (`learnBlended`); each group is then forecast by it alone. `nil`: all is learnt here.
///   - progress: number of series smoothed so far, from any thread.
public func forecastBlended(
    _ input: RegressionInput, configuration: ForecastConfiguration, trialSeries: Int = 1500, rule known: RegressionBlendRule? = nil,
    chosen: [Bool]? = nil, facts: BlendFacts? = nil, progress: (@Sendable (Int) -> Void)? = nil
) throws(RegressionForecastError) -> RegressionBlend {
    var input = input
    input.horizon = configuration.horizon
    let smoother: PanelForecaster
    do { smoother = try PanelForecaster(configuration) } catch { throw .unsolvable(error.description) }
    let known = facts?.rule ?? known
    guard known?.hasEffects ?? hasExplanations(input) else {
        let smoothed = smoother.forecast(input.series, chosen: chosen, facts: facts?.smoothing, progress: progress)
        return RegressionBlend(
            forecasts: smoothed, weight: 0, regression: nil, usualDemand: input.series, usualForecasts: smoothed.map { try? $0.get() },
            smoothsWhatIsLeft: false)
    }
    if let known { input.termsAreKnown = known.termsAreKnown }
    var regression = try FittedRegression.learning(input, known: facts?.regression).fitted
    input.termsAreKnown = regression.termsAreKnown
    let weight: Double, smoothsWhatIsLeft: Bool
    if let known {
        (weight, smoothsWhatIsLeft) = (known.weight, known.smoothsWhatIsLeft)
    } else {
        (weight, smoothsWhatIsLeft) = try RegressionTrial(input: input, configuration: configuration, limit: trialSeries).choice()
    }
    regression.usesFactors = smoothsWhatIsLeft
    let usualDemand = input.usualDemand(regression)
    // Each in its place: the forecasts of smoothing are let go of one by one.
    var blended = smoother.forecast(usualDemand, chosen: chosen, facts: facts?.smoothing, progress: progress).map { BlendedForecast(forecast: $0) }
    let fitted = regression
    parallelUpdate(&blended, threads: input.threads) { index, one in
        guard case .success(let path) = one.forecast else { return }
        guard chosen?[index] ?? true, let other = fitted.forecast(at: index, withEffects: false) else {
            one.usual = path
            return
        }
        let usual = path.blended(with: other.usual, weight: weight)
        one = BlendedForecast(forecast: .success(usual.multiplied(by: other)), usual: usual)
    }
    return RegressionBlend(
        forecasts: blended.map(\.forecast), weight: weight, regression: regression, usualDemand: usualDemand, usualForecasts: blended.map(\.usual),
        smoothsWhatIsLeft: smoothsWhatIsLeft)
}

/// The forecast of one series, and that of its demand without the effects that are known ahead.
private struct BlendedForecast: Sendable {
    var forecast: Result<PathForecast, SeriesFailure>
    var usual: PathForecast?
}

/// True where any series has prices that move or promotions, or there are events: else the smoothing knows all there is.
func hasExplanations(_ input: RegressionInput) -> Bool {
    !input.events.isEmpty
        || input.series.contains { series in
            func known(_ price: Double) -> Bool { price.isFinite && price > 0 }
            if series.promotion.contains(true) { return true }
            let prices = series.price
            let first = prices.first(where: known)
            return prices.contains { known($0) && $0 != first }
        }
}

extension PathForecast {
    /// The blend with a regression's forecast. Means are averaged; the standard deviation of a total is the average of the two
    /// (their errors are taken to move together: never too narrow). Medians keep their distance to the mean in proportion to it; so
    /// do quantiles, which then move away from the median by as much as the error of the effects widens the regression's own
    /// distribution of the period, times its share: a promotion of which little is known has wide quantiles.
    func blended(with regression: RegressionForecast, weight: Double) -> PathForecast {
        guard weight > 0 else { return self }
        var result = self
        result.mean = zip(mean, regression.mean).map { (1 - weight) * $0 + weight * $1 }
        let scale = zip(result.mean, mean).map { $1 > 0 ? $0 / $1 : 1 }
        func share(_ widening: Double) -> Double { 1 + weight * (widening - 1) }
        result.median = zip(median, scale).map { $0 * $1 }
        result.quantiles = quantiles.map { row in
            row.indices.map { widened(row[$0], around: median[$0], by: scale[$0], widening: share(regression.widening[$0])) }
        }
        let before = mean.reduce(0, +), factor = before > 0 ? result.mean.reduce(0, +) / before : 1
        result.totalMedian = totalMedian.map { $0 * factor }
        result.totalQuantiles = totalQuantiles.map { widened($0, around: totalMedian ?? $0, by: factor, widening: share(regression.totalWidening)) }
        func variance(_ a: Double, _ b: Double) -> Double {
            let deviation = (1 - weight) * a.squareRoot() + weight * b.squareRoot()
            return deviation * deviation
        }
        result.oneStepVariance = variance(oneStepVariance, regression.oneStepVariance)
        result.cumulativeVariance = zip(cumulativeVariance, regression.cumulativeVariance).map { variance($0, $1) }
        result.members = (members.map { ForecastMember(name: $0.name, weight: $0.weight * (1 - weight)) }
            + [ForecastMember(name: "Regression", weight: weight)])
            .enumerated().sorted { $0.element.weight == $1.element.weight ? $0.offset < $1.offset : $0.element.weight > $1.element.weight }
            .map(\.element)
        result.remarks += regression.remarks
        return result
    }
}
