import NumericCore
import CMath
import ParallelWork

/// The models that are fitted to a panel as a whole: autoregressions of the series as they are and behind their seasonal
/// adjustment, direct regressions behind it, on seasonal differences and on the sums of whole seasons; each raw and logarithmic.
struct PooledMembers: Sendable, Codable {
    enum Kind: Int, CaseIterable, Sendable { case plain, plainLog, adjusted, adjustedLog }

    /// In the order of `Kind`; without a season the adjusted ones are the plain ones.
    private let autoregressions: [PooledAutoregression]
    /// Each raw, logarithmic.
    private let directs: [PooledDirectRegression]
    private let seasonals: [PooledSeasonalRegression]
    private let seasonSums: [PooledDirectRegression]

    /// - Parameter sample: regular series of the panel, in key order.
    init(sample: [PreparedSeries], seasonLength: Int, horizon: Int, threads: Int) {
        let values = parallelMap(count: Kind.allCases.count, threads: threads) { index in
            sample.compactMap { Self.values($0, Kind.allCases[index], seasonLength: seasonLength) }
        }
        autoregressions = parallelMap(count: seasonLength > 1 ? 4 : 2, threads: threads) { index in
            PooledAutoregression(series: values[index], seasonLength: seasonLength)
        }
        directs = [Kind.adjusted, .adjustedLog].map {
            PooledDirectRegression(series: values[$0.rawValue], horizon: horizon, threads: threads)
        }
        seasonals = seasonLength > 1 ? [Kind.plain, .plainLog].map {
            PooledSeasonalRegression(series: values[$0.rawValue], seasonLength: seasonLength, horizon: horizon, threads: threads)
        } : []
        let sums = SeasonSums(seasonLength: seasonLength, horizon: horizon)
        seasonSums = seasonLength > 1 ? [false, true].map { isLog in
            PooledDirectRegression(
                series: sample.compactMap { $0.isNonNegative ? sums.scaledSums($0.filled, isLog: isLog)?.values : nil },
                horizon: sums.seasons, threads: threads)
        } : []
    }

    func seasonal(isLog: Bool) -> PooledSeasonalRegression? { seasonals.isEmpty ? nil : seasonals[isLog ? 1 : 0] }

    func seasonSums(isLog: Bool) -> PooledDirectRegression? { seasonSums.isEmpty ? nil : seasonSums[isLog ? 1 : 0] }

    func autoregression(_ kind: Kind) -> PooledAutoregression? {
        kind.rawValue < autoregressions.count ? autoregressions[kind.rawValue] : nil
    }

    func direct(isLog: Bool) -> PooledDirectRegression { directs[isLog ? 1 : 0] }

    private static func values(_ series: PreparedSeries, _ kind: Kind, seasonLength: Int) -> [Double]? {
        let isLog = kind == .plainLog || kind == .adjustedLog
        guard series.isPositive || !isLog else { return nil }
        var values = series.filled
        let logs = isLog ? (series.missing.isEmpty ? series.logs : values.map { log($0) }) : []
        guard kind == .adjusted || kind == .adjustedLog else { return isLog ? logs : values }
        let adjustment = SeasonalAdjustment(values: values, seasonLength: seasonLength)
        if isLog { return adjustment.removedLogs(logs) }
        for t in values.indices { values[t] /= adjustment.factor(t) }
        return values
    }
}
