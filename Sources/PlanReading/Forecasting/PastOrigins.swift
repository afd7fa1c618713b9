import DemandForecasting
import DemandModel
import SalesIngestion

/// Forecasts of a panel from past origins: each sees only what was known before it, the pooled models included.
///
///     var origins = PastOrigins(windows: 3, step: 4)
///     let result = try origins.run(series, job: SeriesForecasting(horizon: 4, season: nil, quantiles: [], cumulative: false), closed: [], progress: { _, _ in })
package struct PastOrigins: Sendable {
    /// Origins; the last one lies `horizon` periods before the end of each series.
    package var windows: Int
    /// Periods between them.
    package var step: Int

    package init(windows: Int, step: Int) {
        self.windows = windows
        self.step = step
    }

    /// The forecast of one series from one origin.
    package struct Window: Sendable {
        /// Index of the series.
        package var series: Int
        /// Periods that were seen; those behind them are forecast.
        package var seen: Int
        package var forecast: SeriesForecast
    }

    package struct Result: Sendable {
        /// By series, then by origin, the earliest first.
        package var windows: [Window]
        package var failures: [SeriesFailure]
        package var remarks: [String]
    }

    /// - Parameters:
    ///   - series: sorted by id.
    ///   - job: what is asked of each origin.
    ///   - known: what is known ahead at an origin that sees so many periods of each series (`nil`: it does not forecast it); `nil`: what `job` knows.
    ///   - progress: told how many of how many forecasts are made.
    /// - Throws: as `SeriesForecasting.run`.
    package func run(
        _ series: [TimedSeries], job: SeriesForecasting, known: (_ seen: [Int?]) throws -> KnownAhead? = { _ in nil },
        shouldStop: @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (Int, Int) -> Void
    ) throws -> Result {
        var result = Result(windows: [], failures: [], remarks: [])
        let total = series.count * windows
        var short: Set<Int> = []
        for window in 0..<windows {
            let behind = job.horizon + (windows - 1 - window) * step
            let members = series.indices.filter { series[$0].demand.count > behind }
            short.formUnion(series.indices.filter { series[$0].demand.count <= behind })
            let seen = members.map { series[$0].prefix(series[$0].demand.count - behind) }
            guard !seen.isEmpty else { continue }
            let before = window * series.count
            var atOrigin = job
            if let known = try known(series.map { $0.demand.count > behind ? $0.demand.count - behind : nil }) { atOrigin.known = known }
            let forecast = try atOrigin.run(seen, shouldStop: shouldStop) { progress(before + $0, total) }
            var place = 0
            for one in forecast.forecasts {
                // Forecasts come in the order of the series; those that failed are left out.
                while seen[place].uniqueID != one.uniqueID { place += 1 }
                result.windows.append(Window(series: members[place], seen: seen[place].demand.count, forecast: one))
                place += 1
            }
            result.failures += forecast.failures.map {
                SeriesFailure(key: $0.key, message: "origin \(window + 1) of \(windows): \($0.message)")
            }
            for remark in forecast.remarks where !result.remarks.contains(remark) { result.remarks.append(remark) }
        }
        for index in short.sorted() {
            result.failures.append(
                SeriesFailure(
                    key: series[index].demand.key,
                    message: "its \(series[index].demand.count) periods are too few for \(windows) origins \(step) periods apart and \(job.horizon) periods behind the last: left out of the earlier ones"))
        }
        let order = result.windows.indices.sorted { (result.windows[$0].series, $0) < (result.windows[$1].series, $1) }
        result.windows = order.map { result.windows[$0] }
        return result
    }
}
