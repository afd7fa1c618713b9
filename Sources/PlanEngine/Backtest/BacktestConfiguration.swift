/// What a backtest forecasts, from where, and how it is judged.
///
///     var configuration = BacktestConfiguration(horizon: 12, origins: 3)
///     configuration.leadTimePeriods = 4
public struct BacktestConfiguration: Sendable, Equatable {
    /// Periods forecast at each origin.
    public var horizon: Int
    /// Forecast origins per series; the last one lies `span` periods before the end of the series.
    public var origins: Int
    /// Periods between two origins; `nil`: the horizon, so that test parts do not overlap.
    public var step: Int?
    /// Periods L whose total demand is judged; `nil`: the horizon.
    public var leadTimePeriods: Int?
    /// Periods with demand that a series needs before an origin.
    public var leastActivePeriods = 2
    /// Also every model by itself.
    public var comparesMembers = true
    /// Workers; any number gives the same bytes.
    public var threads = 1
    /// Seed of the uniform numbers that decide outcomes equal to a count quantile.
    public var seed: UInt64 = 20_100_101

    /// Probabilities at which quantiles are judged.
    public static let levels = [0.5, 0.8, 0.9, 0.95, 0.99]

    public init(horizon: Int, origins: Int) {
        self.horizon = horizon
        self.origins = origins
    }

    /// L.
    public var totalPeriods: Int { leadTimePeriods ?? horizon }
    /// Periods that must follow an origin: the longer of horizon and L.
    public var span: Int { max(horizon, totalPeriods) }
    public var distance: Int { step ?? horizon }

    func validate() throws(BacktestError) {
        for (name, value) in [("horizon", horizon), ("lead-time-periods", totalPeriods), ("step", distance)]
        where !(1...10_000).contains(value) {
            throw .invalid("\(name) \(value): give 1...10000 periods")
        }
        guard (1...1000).contains(origins) else { throw .invalid("origins \(origins): give 1...1000") }
        guard leastActivePeriods >= 0 else { throw .invalid("least-active \(leastActivePeriods): give 0 or more periods") }
        guard threads >= 1 else { throw .invalid("threads \(threads): give 1 or more") }
    }
}

/// Why nothing can be backtested.
public enum BacktestError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The configuration asks for something that has no meaning.
    case invalid(String)
    /// No series is long enough for any origin; the text says what would be needed.
    case nothingToJudge(String)
    /// The forecaster cannot run.
    case forecaster(String)

    public var description: String {
        switch self {
        case .invalid(let text), .nothingToJudge(let text), .forecaster(let text): text
        }
    }
}
