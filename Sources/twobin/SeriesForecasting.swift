import DemandForecasting
import DemandModel
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
        var finished = 0
        for (length, members) in groups.sorted(by: { $0.key < $1.key }) {
            var configuration = ForecastConfiguration(horizon: horizon, seasonLength: length, cumulativeVariance: false)
            configuration.threads = threads
            configuration.quantiles = quantiles
            configuration.totalOverHorizon = cumulative
            let before = finished
            let results: [Swift.Result<PathForecast, SeriesFailure>]
            do throws(ForecastError) {
                results = try PanelForecaster(configuration).forecast(members.map { series[$0].demand }) { progress(before + $0) }
            } catch {
                throw CommandFailure(.unusableInput, "\(error)")
            }
            for (slot, index) in members.enumerated() {
                switch results[slot] {
                case .success(let path): forecasts[index] = cumulative ? total(path, series[index]) : periods(path, series[index])
                case .failure(let failure): failures.append((index, failure))
                }
            }
            finished += members.count
        }
        return Result(forecasts: forecasts.compactMap { $0 }, failures: failures.sorted { $0.index < $1.index }.map(\.failure))
    }

    private func periods(_ path: PathForecast, _ series: TimedSeries) -> SeriesForecast {
        path.forecast(uniqueID: series.uniqueID, periodStarts: series.nextTexts(horizon))
    }

    private func total(_ path: PathForecast, _ series: TimedSeries) -> SeriesForecast {
        SeriesForecast(
            uniqueID: series.uniqueID, periodStarts: [""], mean: [path.mean.reduce(0, +)], median: path.totalMedian.map { [$0] } ?? [],
            quantiles: path.totalQuantiles.map { [$0] })
    }
}
