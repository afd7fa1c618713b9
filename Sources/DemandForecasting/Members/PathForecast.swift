import DemandModel

/// Forecast of one series over the coming periods 1...horizon.
///
/// The forecast is a combination: its quantile at every probability is the weighted average of its members' quantiles (Vincent
/// averaging; Lichtendahl, Grushka-Cockayne and Winkler 2013), so `median` is the average of the members' medians and `mean`
/// that of their means. Where the history has no negative value the forecast has none.
public struct PathForecast: Sendable, Equatable {
    public var key: ItemLocation
    /// Expected units per period.
    public var mean: [Double]
    /// Median per period.
    public var median: [Double]
    /// Variance of the error one period ahead, units squared.
    public var oneStepVariance: Double
    /// Variance of the error of the total of the first h periods at [h - 1], units squared; empty unless asked for.
    /// Of the mixture of the members: mean of their variances plus variance of their means.
    public var cumulativeVariance: [Double]
    /// `quantiles[i][h - 1]`: the i-th asked quantile of period h. Whole numbers where `isCount`.
    public var quantiles: [[Double]]
    /// `boundaryShares[i][h - 1]`: of the outcomes equal to that quantile, the share that has to count as covered for the quantile
    /// to cover exactly its probability under this forecast: (q - F(Q - 1)) / (F(Q) - F(Q - 1)) for counts, else 1. Empty
    /// unless asked for.
    public var boundaryShares: [[Double]] = []
    /// Median and asked quantiles of the total over the horizon, if asked for.
    public var totalMedian: Double?
    public var totalQuantiles: [Double]
    /// True where the history holds whole, non-negative units only.
    public var isCount: Bool
    public var demandClass: DemandClass
    /// Models with their shares, largest first.
    public var members: [ForecastMember]
    public var remarks: [String]
    /// What last year's season multiplies each coming period by; empty where it is not used.
    public var seasonFactors: [Double] = []
    /// Every model that could be fitted, as if it were the whole combination; its name is its only member's. Empty unless asked for.
    public var memberForecasts: [PathForecast] = []

    /// The form plans are computed from.
    public func outlook(periodDays: Double) -> DemandOutlook {
        var outlook = DemandOutlook(
            key: key, mean: mean, cumulativeVariance: cumulativeVariance, isCount: isCount, demandClass: demandClass,
            periodDays: periodDays, members: members, remarks: remarks)
        if !seasonFactors.isEmpty { outlook.seasonFactors = seasonFactors }
        return outlook
    }

    /// The form tables are written from.
    public func forecast(uniqueID: String, periodStarts: [String]) -> SeriesForecast {
        SeriesForecast(uniqueID: uniqueID, periodStarts: periodStarts, mean: mean, median: median, quantiles: quantiles)
    }
}

/// Why one series could not be forecast; the others of the panel are.
public struct SeriesFailure: Error, Sendable, Equatable, CustomStringConvertible {
    public var key: ItemLocation
    public var message: String

    public init(key: ItemLocation, message: String) {
        self.key = key
        self.message = message
    }

    public var description: String { "\(key.uniqueID): \(message)" }
}
