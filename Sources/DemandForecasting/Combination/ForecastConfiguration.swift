import NumericCore

/// What a panel forecast is asked for.
///
///     var configuration = ForecastConfiguration(horizon: 12, seasonLength: 52)
///     configuration.quantiles = [0.5, 0.9]
public struct ForecastConfiguration: Sendable, Equatable {
    /// Periods ahead, 1...10,000.
    public var horizon: Int
    /// Periods per season, 1 = none; up to 366.
    public var seasonLength: Int
    /// Workers; any number gives the same bytes.
    public var threads: Int
    /// Probabilities strictly between 0 and 1 of the per-period quantiles; none unless asked.
    public var quantiles: [Double]
    /// Also the median and the quantiles of the total over the whole horizon.
    public var totalOverHorizon: Bool
    /// Also `cumulativeVariance`: O(horizon^2) per series where log-scale members take part.
    public var cumulativeVariance: Bool
    /// Also `PathForecast.boundaryShares`: what a backtest needs to count outcomes at a count's quantile.
    public var boundaryShares = false
    /// Also what each model forecasts by itself (`PathForecast.memberForecasts`), for judging models side by side.
    public var memberForecasts = false

    /// Where factors are kept from one panel to the next, which changes no result; `nil`: each forecaster keeps its own.
    public var factors: SmoothingFactors?

    /// Periods of a year, where they do not follow from the season length (364 of days with a season of 7); `nil`: they do.
    public var yearPeriods: Int?

    /// False where the panel is forecast without last year's season, to compare.
    var usesLastYear = true
    /// Periods after which a season of a year comes again; `nil` where the panel has none.
    var yearLength: Int? {
        if let yearPeriods { return yearPeriods }
        switch seasonLength {
        case 12, 52, 53: return seasonLength
        case 364...366: return 364
        default: return nil
        }
    }

    /// Periods of the year whose season forecasts follow after one of it (`LastYear`); `nil`: none.
    public var lastYearPeriods: Int? { usesLastYear && seasonLength <= LongSeason.longestStateSeason ? yearLength : nil }

    /// Of a season that is taken out before fitting (`LongSeason`): the periods back to the same place in it.
    var longLag: Int?

    public static let longestHorizon = 10_000
    public static let longestSeason = 366

    public init(
        horizon: Int, seasonLength: Int = 1, threads: Int = 1, quantiles: [Double] = [],
        totalOverHorizon: Bool = false, cumulativeVariance: Bool = true
    ) {
        self.horizon = horizon
        self.seasonLength = seasonLength
        self.threads = threads
        self.quantiles = quantiles
        self.totalOverHorizon = totalOverHorizon
        self.cumulativeVariance = cumulativeVariance
    }

    func validate() throws(ForecastError) {
        guard (1...Self.longestHorizon).contains(horizon) else {
            throw .invalid("horizon \(horizon): give 1...\(Self.longestHorizon) periods")
        }
        guard (1...Self.longestSeason).contains(seasonLength) else {
            throw .invalid("season length \(seasonLength): give 1 (no season) to \(Self.longestSeason) periods")
        }
        guard threads >= 1 else { throw .invalid("threads \(threads): give 1 or more") }
        for q in quantiles where !(q > 0 && q < 1) {
            throw .invalid("quantile \(q): give a probability strictly between 0 and 1")
        }
    }
}

/// Why nothing can be forecast at all.
public enum ForecastError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The configuration asks for something that has no meaning.
    case invalid(String)
    /// The linear algebra library cannot be used.
    case linearAlgebra(String)

    public var description: String {
        switch self {
        case .invalid(let text), .linearAlgebra(let text): text
        }
    }
}
