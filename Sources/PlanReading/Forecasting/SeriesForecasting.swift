import DemandForecasting
import DemandModel
import NumericCore
import ParallelWork
import SalesIngestion

/// Forecasts the series of a file, season by season, and puts the results back in the order of the file.
package struct SeriesForecasting: Sendable {
    package var horizon: Int
    /// `nil`: the usual one of each series' period.
    package var season: Int?
    package var quantiles: [Double]
    package var cumulative: Bool
    package var wantsMedian = false
    package var threads = 1
    /// Days on which the shop is closed; `nil`: none.
    package var closed: ClosedDays?
    /// Coming prices and promotions, and events, of series by day, week or month; `nil`: forecasts do without them. Not with `closed`, nor for
    /// totals.
    package var known: KnownAhead?

    package struct Result {
        package var forecasts: [SeriesForecast]
        package var failures: [SeriesFailure]
        /// What the totals had to be limited by, for the log.
        package var remarks: [String] = []
    }

    package init(horizon: Int, season: Int?, quantiles: [Double], cumulative: Bool) {
        self.horizon = horizon
        self.season = season
        self.quantiles = quantiles
        self.cumulative = cumulative
    }

    /// - Parameters:
    ///   - shouldStop: asked between the parts of the work.
    ///   - progress: told how many series are done; may be called from any thread.
    /// - Throws: `PlanReadingError`, and `CancellationError` where the caller wants it to stop.
    package func run(
        _ series: [TimedSeries], shouldStop: @Sendable () -> Bool = { false }, progress: @escaping @Sendable (Int) -> Void
    ) throws -> Result {
        struct Group: Hashable, Comparable {
            var season: Int, horizon: Int
            /// Of the calendar, where one is needed.
            var period: String, weekday: Int32
            static func < (a: Group, b: Group) -> Bool { (a.season, a.horizon, a.period, a.weekday) < (b.season, b.horizon, b.period, b.weekday) }
        }
        var groups: [Group: [Int]] = [:]
        for (index, one) in series.enumerated() {
            let length = closed != nil && (season ?? 7) == 7 ? closed?.seasonLength : season
            let calendar = known == nil ? nil : one.periodCalendar
            let group = Group(
                season: length ?? one.seasonLength, horizon: closed?.openHorizon(of: one, horizon: horizon) ?? horizon,
                period: calendar?.period.rawValue ?? "", weekday: calendar?.weekAnchor.number ?? 0)
            groups[group, default: []].append(index)
        }
        var forecasts = [SeriesForecast?](repeating: nil, count: series.count)
        var failures: [(index: Int, failure: SeriesFailure)] = []
        var remarks: [(index: Int, text: String)] = []
        var finished = 0
        // Flagged stock-outs: sales there are a lower bound. Zeros without a flag are taken as they are; only plans look for stock-outs.
        let corrections = StockoutCensoring.corrected(panel: series.map(\.demand), inferring: false)
        let closed = self.closed
        let demand = zip(series, corrections.map(\.series)).map { one, demand in closed?.openDays(of: one, demand: demand) ?? demand }
        if let closed { remarks.append((-1, closed.remark)) }
        if let remark = StockoutCensoring.summary(corrections) { remarks.append((-1, remark)) }
        for (group, members) in groups.sorted(by: { $0.key < $1.key }) {
            if shouldStop() { throw CancellationError() }
            let length = group.season
            guard group.horizon > 0 else {
                // Every coming day is a closed one.
                for index in members {
                    let nothing = Array(repeating: 0.0, count: cumulative ? 1 : horizon)
                    forecasts[index] = SeriesForecast(
                        uniqueID: series[index].uniqueID, periodStarts: cumulative ? [""] : series[index].nextTexts(horizon), mean: nothing, median: nothing, quantiles: quantiles.map { _ in nothing })
                }
                finished += members.count
                continue
            }
            var configuration = ForecastConfiguration(horizon: group.horizon, seasonLength: length, cumulativeVariance: cumulative)
            configuration.threads = threads
            configuration.yearPeriods = members.allSatisfy { series[$0].period == .day } ? Period.day.yearPeriods(seasonLength: length) : nil
            configuration.quantiles = cumulative ? [] : quantiles
            let before = finished
            let forecaster: PanelForecaster
            do throws(ForecastError) {
                forecaster = try PanelForecaster(configuration)
            } catch {
                throw PlanReadingError("\(error)")
            }
            let results: [Swift.Result<PathForecast, SeriesFailure>]
            if let known, let first = members.first, let calendar = series[first].periodCalendar {
                let found = try forecastKnowing(known, demand: members.map { demand[$0] }, calendar: calendar, configuration: configuration) { progress(before + $0) }
                results = found.forecasts
                for remark in found.remarks { remarks.append((first, remark)) }
            } else {
                results = forecaster.forecast(members.map { demand[$0] }) { progress(before + $0) }
            }
            var good: [(index: Int, path: PathForecast)] = []
            for (index, result) in zip(members, results) {
                switch result {
                case .success(let path): good.append((index, path))
                case .failure(let failure): failures.append((index, failure))
                }
            }
            if cumulative {
                let entries = good
                let totals = LeadTimeTotals(periods: group.horizon, seasonLength: length, forecaster: forecaster)
                    .distributions(of: good.map(\.path), training: good.map { demand[$0.index] })
                let rows = parallelMap(count: entries.count, threads: threads) { slot in
                    totals.distributions[slot].map { total($0, series[entries[slot].index]) }
                }
                for (slot, row) in rows.enumerated() {
                    let index = entries[slot].index
                    forecasts[index] = row
                    if row == nil {
                        let failure = SeriesFailure(
                            key: series[index].demand.key, message: totals.failure.map { "total demand has no distribution: \($0)" } ?? "total demand has no distribution: its variance is not a number")
                        failures.append((index, failure))
                    }
                    if let text = totals.remarks[slot] { remarks.append((index, "\(series[index].uniqueID): \(text)")) }
                }
            } else {
                for (index, path) in good { forecasts[index] = periods(path, series[index]) }
            }
            finished += members.count
        }
        return Result(
            forecasts: forecasts.compactMap { $0 }, failures: failures.sorted { $0.index < $1.index }.map(\.failure),
            remarks: remarks.sorted { $0.index < $1.index }.map(\.text))
    }

    private func periods(_ path: PathForecast, _ series: TimedSeries) -> SeriesForecast {
        if let closed {
            let texts = Array(repeating: "", count: closed.openHorizon(of: series, horizon: horizon))
            return closed.filled(path.forecast(uniqueID: series.uniqueID, periodStarts: texts), series: series, horizon: horizon)
        }
        return path.forecast(uniqueID: series.uniqueID, periodStarts: series.nextTexts(horizon))
    }

    /// The distribution that plans order by: what the backtest judges as demand over L periods.
    private func total(_ demand: DemandDistribution, _ series: TimedSeries) -> SeriesForecast {
        let values = demand.quantiles([0.5] + quantiles)
        return SeriesForecast(
            uniqueID: series.uniqueID, periodStarts: [""], mean: [demand.mean], median: [values[0]],
            quantiles: values.dropFirst().map { [$0] })
    }
}
