import DemandModel

/// One series cut at one origin: what the forecaster sees, what came, and the units that errors are counted in.
struct BacktestCase: Sendable {
    /// The history before the origin.
    var training: DemandSeries
    /// The periods after it; `nil` where demand is unknown.
    var actual: [Double?]
    /// Periods of `actual` that are known and flagged as stock-outs.
    var stockoutPeriods: Int
    /// Counts the origins of a run from the oldest, 0.
    var origin: Int
    /// History without gaps, from its first known period on (see `filled`): what the benchmarks are computed from.
    var history: [Double]
    /// Lag of the seasonal naive method: the season, or 1 where the history is no longer than a season.
    var lag: Int
    /// Mean |y_t - y_{t-lag}| and mean (y_t - y_{t-lag})^2 over the known periods of the training part.
    var seasonalDifference: Double
    var seasonalSquare: Double
    /// Mean |y_t - y_{t-1}|, the same.
    var firstDifference: Double

    /// Why a series has no case at an origin.
    enum Omission: Error { case tooShort, inactive }

    /// - Parameter end: index of the origin: periods 0..<end are history.
    init(_ series: DemandSeries, end: Int, origin: Int, seasonLength: Int, configuration: BacktestConfiguration) throws(Omission) {
        guard end >= 2 else { throw .tooShort }
        let hidden = Set(series.missing)
        let known = (0..<end).filter { !hidden.contains($0) }
        guard let first = known.first, known.count >= 2 else { throw .tooShort }
        guard known.count(where: { series.demand[$0] != 0 }) >= configuration.leastActivePeriods else { throw .inactive }
        training = BacktestCase.cut(series, end)
        actual = (end..<end + configuration.span).map { hidden.contains($0) ? nil : series.demand[$0] }
        stockoutPeriods = (end..<end + configuration.span).count {
            !hidden.contains($0) && series.stockout.indices.contains($0) && series.stockout[$0]
        }
        self.origin = origin
        history = BacktestCase.filled(series.demand, known: known, from: first, to: end)
        lag = history.count > seasonLength ? seasonLength : 1
        func differences(_ lag: Int) -> [Double] {
            known.compactMap { t in t - lag >= first && !hidden.contains(t - lag) ? series.demand[t] - series.demand[t - lag] : nil }
        }
        func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
        let seasonal = differences(lag)
        seasonalDifference = mean(seasonal.map(\.magnitude))
        seasonalSquare = mean(seasonal.map { $0 * $0 })
        firstDifference = lag == 1 ? seasonalDifference : mean(differences(1).map(\.magnitude))
    }

    private static func cut(_ series: DemandSeries, _ end: Int) -> DemandSeries {
        DemandSeries(
            key: series.key, firstPeriod: series.firstPeriod, demand: Array(series.demand.prefix(end)),
            missing: series.missing.filter { $0 < end }, price: Array(series.price.prefix(end)),
            promotion: Array(series.promotion.prefix(end)), stockout: Array(series.stockout.prefix(end)))
    }

    /// Unknown periods by linear interpolation between their neighbours; the last known value is carried to the end.
    private static func filled(_ demand: [Double], known: [Int], from first: Int, to end: Int) -> [Double] {
        var values = Array(demand[first..<end])
        var before = first
        for t in known {
            if t - before > 1 {
                let slope = (demand[t] - demand[before]) / Double(t - before)
                for gap in before + 1..<t { values[gap - first] = demand[before] + slope * Double(gap - before) }
            }
            before = t
        }
        for t in before + 1..<max(end, before + 1) { values[t - first] = demand[before] }
        return values
    }
}
