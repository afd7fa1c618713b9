import DemandForecasting
import DemandModel
import NumericCore
import SalesIngestion

/// Forecasts the series of a file, season by season, and puts the results back in the order of the file.
struct SeriesForecasting {
    var horizon: Int
    /// `nil`: the usual one of each series' period.
    var season: Int?
    var quantiles: [Double]
    var cumulative: Bool
    var wantsMedian = false
    var threads = 1

    struct Result {
        var forecasts: [SeriesForecast]
        var failures: [SeriesFailure]
        /// What the totals had to be limited by, for the log.
        var remarks: [String] = []
    }

    init(horizon: Int, season: Int?, quantiles: [Double], cumulative: Bool) {
        self.horizon = horizon
        self.season = season
        self.quantiles = quantiles
        self.cumulative = cumulative
    }

    /// - Parameter progress: told how many series are done; may be called from any thread.
    func run(_ series: [TimedSeries], progress: @escaping @Sendable (Int) -> Void) throws -> Result {
        var groups: [Int: [Int]] = [:]
        for (index, one) in series.enumerated() { groups[season ?? one.period.defaultSeasonLength, default: []].append(index) }
        var forecasts = [SeriesForecast?](repeating: nil, count: series.count)
        var failures: [(index: Int, failure: SeriesFailure)] = []
        var remarks: [(index: Int, text: String)] = []
        var finished = 0
        // Flagged stock-outs: sales there are a lower bound. Zeros without a flag are taken as they are; only plans look for stock-outs.
        let corrections = StockoutCensoring.corrected(panel: series.map(\.demand), inferring: false)
        let demand = corrections.map(\.series)
        if let remark = StockoutCensoring.summary(corrections) { remarks.append((-1, remark)) }
        for (length, members) in groups.sorted(by: { $0.key < $1.key }) {
            var configuration = ForecastConfiguration(horizon: horizon, seasonLength: length, cumulativeVariance: cumulative)
            configuration.threads = threads
            configuration.yearPeriods = members.allSatisfy { series[$0].period == .day } ? Period.day.yearPeriods(seasonLength: length) : nil
            configuration.quantiles = cumulative ? [] : quantiles
            let before = finished
            let forecaster: PanelForecaster
            do throws(ForecastError) {
                forecaster = try PanelForecaster(configuration)
            } catch {
                throw CommandFailure(.unusableInput, "\(error)")
            }
            let results = forecaster.forecast(members.map { demand[$0] }) { progress(before + $0) }
            var good: [(index: Int, path: PathForecast)] = []
            for (index, result) in zip(members, results) {
                switch result {
                case .success(let path): good.append((index, path))
                case .failure(let failure): failures.append((index, failure))
                }
            }
            if cumulative {
                let entries = good
                let totals = LeadTimeTotals(periods: horizon, seasonLength: length, forecaster: forecaster)
                    .distributions(of: good.map(\.path), training: good.map { demand[$0.index] })
                let rows = parallelMap(count: entries.count, threads: threads) { slot in
                    totals.distributions[slot].map { total($0, series[entries[slot].index]) }
                }
                for (slot, row) in rows.enumerated() {
                    let index = entries[slot].index
                    forecasts[index] = row
                    if row == nil {
                        let failure = SeriesFailure(
                            key: series[index].demand.key, message: "total demand has no distribution: its variance is not a number")
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
        path.forecast(uniqueID: series.uniqueID, periodStarts: series.nextTexts(horizon))
    }

    /// The distribution that plans order by: what the backtest judges as demand over L periods.
    private func total(_ demand: DemandDistribution, _ series: TimedSeries) -> SeriesForecast {
        let values = demand.quantiles([0.5] + quantiles)
        return SeriesForecast(
            uniqueID: series.uniqueID, periodStarts: [""], mean: [demand.mean], median: [values[0]],
            quantiles: values.dropFirst().map { [$0] })
    }
}
