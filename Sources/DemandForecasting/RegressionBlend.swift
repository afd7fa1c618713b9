import DemandModel
import Foundation
import NumericCore

/// Forecasts of a panel by smoothing and by regression, blended.
public struct RegressionBlend: Sendable {
    /// One per series, in the order of the input.
    public var forecasts: [Result<PathForecast, SeriesFailure>]
    /// Share of the regression in the blend, 0...1, learnt from the panel.
    public var weight: Double
    /// The regression by itself, with effects for explanations; `nil` where the panel gives it nothing to explain demand by.
    public var regression: RegressionPanelForecast?
}

/// Forecasts a panel by smoothing and, where prices, promotions or events are known, also by regression, and blends the two.
///
/// The regression's share is learnt on the panel: both methods forecast the last periods of the history from two earlier origins,
/// and the share with the least absolute error, of periods and of totals, over all series is taken (a least-squares share follows
/// a handful of extreme promotions). If the plan knows coming prices and promotions, the trial knows them too; if it does not, the trial does not.
/// Up to `trialSeries` series take part in the trial, whole groups at a time.
///
///     let blend = try forecastBlended(input, configuration: ForecastConfiguration(horizon: 9, seasonLength: 52))
///     print(blend.weight, blend.forecasts.count)
///
/// - Parameters:
///   - input: series, events, planned terms; its horizon is taken from the configuration.
///   - known: the regression's share where it has been learnt before; `nil` learns it here.
///   - progress: number of series smoothed so far, from any thread.
public func forecastBlended(
    _ input: RegressionInput, configuration: ForecastConfiguration, trialSeries: Int = 1500, weight known: Double? = nil,
    progress: (@Sendable (Int) -> Void)? = nil
) throws(RegressionForecastError) -> RegressionBlend {
    var input = input
    input.horizon = configuration.horizon
    let smoother: PanelForecaster
    do { smoother = try PanelForecaster(configuration) } catch { throw .unsolvable(error.description) }
    let smoothed = smoother.forecast(input.series, progress: progress)
    guard hasExplanations(input) else { return RegressionBlend(forecasts: smoothed, weight: 0, regression: nil) }
    if known == 0 { return RegressionBlend(forecasts: smoothed, weight: 0, regression: nil) }
    let regression = try forecastByRegression(input)
    let weight: Double
    if let known { weight = known } else { weight = try RegressionTrial(input: input, configuration: configuration, limit: trialSeries).weight() }
    let blended = input.series.indices.map { index -> Result<PathForecast, SeriesFailure> in
        guard case .success(let path) = smoothed[index], let other = regression.forecasts[index] else { return smoothed[index] }
        return .success(path.blended(with: other, weight: weight))
    }
    return RegressionBlend(forecasts: blended, weight: weight, regression: regression)
}

/// True where any series has prices that move or promotions, or there are events: else the smoothing knows all there is.
private func hasExplanations(_ input: RegressionInput) -> Bool {
    !input.events.isEmpty
        || input.series.contains { series in
            series.promotion.contains(true)
                || series.price.contains { $0.isFinite && $0 > 0 && $0 != series.price[0] }
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
        func widened(_ value: Double, around centre: Double, _ factor: Double, _ widening: Double) -> Double {
            let distance = (value - centre) * (1 + weight * (widening - 1))
            let moved = factor * (value >= 0 ? max(0, centre + distance) : centre + distance)
            return isCount ? moved.rounded() : moved
        }
        result.median = zip(median, scale).map { $0 * $1 }
        result.quantiles = quantiles.map { row in
            row.indices.map { widened(row[$0], around: median[$0], scale[$0], regression.widening[$0]) }
        }
        let before = mean.reduce(0, +), factor = before > 0 ? result.mean.reduce(0, +) / before : 1
        result.totalMedian = totalMedian.map { $0 * factor }
        result.totalQuantiles = totalQuantiles.map { widened($0, around: totalMedian ?? $0, factor, regression.totalWidening) }
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

/// Both methods on the end of the history, seen from earlier origins.
struct RegressionTrial {
    let input: RegressionInput
    let configuration: ForecastConfiguration
    let limit: Int

    /// Shares that are tried.
    private static let shares = (0...20).map { Double($0) / 20 }

    /// The share of the regression with the least absolute error; one half where no series is long enough for a trial.
    func weight() throws(RegressionForecastError) -> Double {
        let length = min(configuration.horizon, 8)
        let series = sample()
        var errors = Array(repeating: 0.0, count: RegressionTrial.shares.count)
        for origin in 1...2 {
            let cut = origin * length
            let kept = series.filter { input.series[$0].count >= cut + max(2 * length, 12) }
            guard !kept.isEmpty else { continue }
            var trial = input
            trial.horizon = length
            trial.series = kept.map { shortened(input.series[$0], by: cut) }
            trial.groups = input.groups.isEmpty ? [] : kept.map { input.groups[$0] }
            trial.categories = input.categories.isEmpty ? [] : kept.map { input.categories[$0] }
            trial.planned = input.planned.isEmpty ? [] : kept.flatMap { terms(of: input.series[$0], from: input.series[$0].count - cut, length: length) }
            let regression = try forecastByRegression(trial).forecasts
            var shorter = configuration
            shorter.horizon = length
            shorter.quantiles = []
            shorter.totalOverHorizon = false
            shorter.cumulativeVariance = false
            let smoother: PanelForecaster
            do { smoother = try PanelForecaster(shorter) } catch { throw .unsolvable(error.description) }
            let smoothed = smoother.forecast(trial.series)
            for (slot, index) in kept.enumerated() {
                guard case .success(let path) = smoothed[slot], let other = regression[slot] else { continue }
                add(input.series[index], from: input.series[index].count - cut, path.mean, other.mean, &errors)
            }
        }
        guard errors.contains(where: { $0 != errors[0] }) else { return 0.5 }
        var best = 0
        for position in errors.indices where errors[position] < errors[best] { best = position }
        return RegressionTrial.shares[best]
    }

    /// Absolute errors of the periods and of their total by share, in units of the series' mean.
    private func add(_ series: DemandSeries, from start: Int, _ smoothed: [Double], _ regression: [Double], _ errors: inout [Double]) {
        let history = series.demand[..<start]
        let scale = history.reduce(0) { $0 + abs($1) } / Double(max(history.count, 1))
        guard scale > 0 else { return }
        let unknown = Set(series.missing)
        for (position, share) in RegressionTrial.shares.enumerated() {
            var total = 0.0, absolute = 0.0
            for step in smoothed.indices {
                let period = start + step
                guard !unknown.contains(period), series.demand[period].isFinite, series.stockout.isEmpty || !series.stockout[period]
                else { continue }
                let error = series.demand[period] - (1 - share) * smoothed[step] - share * regression[step]
                total += error
                absolute += abs(error)
            }
            errors[position] += (abs(total) + absolute) / scale
        }
    }

    /// Positions of the series of every k-th group, in key order.
    private func sample() -> [Int] {
        let order = input.series.indices.sorted { input.series[$0].key < input.series[$1].key }
        guard order.count > limit else { return order }
        let names = order.map { input.groups.isEmpty ? input.series[$0].key.item : input.groups[$0] }
        var rank: [String: Int] = [:]
        for name in names where rank[name] == nil { rank[name] = rank.count }
        let step = (order.count + limit - 1) / max(limit, 1)
        return zip(order, names).filter { (rank[$0.1] ?? 0) % step == 0 }.map(\.0)
    }

    private func shortened(_ series: DemandSeries, by cut: Int) -> DemandSeries {
        var result = series
        let count = series.count - cut
        result.demand.removeLast(cut)
        result.missing.removeAll { $0 >= count }
        if !result.price.isEmpty { result.price.removeLast(cut) }
        if !result.promotion.isEmpty { result.promotion.removeLast(cut) }
        if !result.stockout.isEmpty { result.stockout.removeLast(cut) }
        return result
    }

    /// What was charged and promoted in the trial's periods, as if it had been planned.
    private func terms(of series: DemandSeries, from start: Int, length: Int) -> [PlannedTerms] {
        guard let calendar = input.calendar else { return [] }
        return (start..<(start + length)).map { period in
            let price = series.price.isEmpty ? Double.nan : series.price[period]
            return PlannedTerms(
                date: calendar.firstDay(of: series.firstPeriod + period), item: series.key.item, location: series.key.location,
                price: price.isFinite && price > 0 ? price : nil, promotion: series.promotion.isEmpty ? nil : series.promotion[period])
        }
    }
}
