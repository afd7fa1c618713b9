import DemandModel

/// What a panel regression forecast is made from.
public struct RegressionInput: Sendable {
    /// One series per item-location, in any order; each is forecast from the period after its last.
    public var series: [DemandSeries]
    /// Coming periods to forecast, 1 or more.
    public var horizon: Int
    /// Periods in a year (52.18 for weeks, 12 for months), or in whatever season there is; 1 or less for none.
    public var periodsPerYear: Double
    /// Maps days to periods; needed where `events` or `planned` hold rows.
    public var calendar: PeriodCalendar?
    public var events: [CalendarEvent]
    /// Prices and promotions already decided. Where they are silent the last price holds and nothing is on promotion. Rows of days
    /// that have passed belong into `series` (`withPastTerms`).
    public var planned: [PlannedTerms]
    /// Name of the group whose effects a series shares, one per series; empty: the item (all its locations).
    public var groups: [String]
    /// Name of the category of goods of each series: items of one category in one location draw customers from one another, so each
    /// sees the offers of the others (`RegressionRivals`). Empty, or an empty name: unknown, and nothing is assumed.
    public var categories: [String] = []
    /// True where the demand of periods with an empty shelf has been corrected (`StockoutCensoring`): they then count like any other.
    /// False leaves them out. Shelves run empty when demand is high, so what is left is the quieter part of the history.
    public var stockoutsAreCorrected = false
    /// Whether coming prices and promotions count as known; `nil`: they do where any is planned for a coming period.
    public var termsAreKnown: Bool?
    /// Periods from the first of the panel to the first coming one, where the series are some of a panel; `nil`: as the series say.
    public var span: Range<Int>?
    /// Worker threads; the result does not depend on it.
    public var threads = 1
    public var options: RegressionOptions

    public init(
        series: [DemandSeries], horizon: Int, periodsPerYear: Double, calendar: PeriodCalendar? = nil,
        events: [CalendarEvent] = [], planned: [PlannedTerms] = [], groups: [String] = [], options: RegressionOptions = .init()
    ) {
        self.series = series
        self.horizon = horizon
        self.periodsPerYear = periodsPerYear
        self.calendar = calendar
        self.events = events
        self.planned = planned
        self.groups = groups
        self.options = options
    }
}

/// Settings of the regression; the defaults were chosen by rolling origins, as docs/methods/regression.md says.
public struct RegressionOptions: Sendable, Equatable {
    /// Strength of the draw of shared effects to zero, of groups to the panel, of series to their group, in periods.
    public var sharedPenaltyPeriods = 0.01
    public var groupPenaltyPeriods = 20.0
    public var seriesPenaltyPeriods = 300.0
    /// Rates of the level that are tried over the whole panel; the one with the least one-step loss is taken.
    public var levelRates = [0, 0.05, 0.1, 0.2, 0.3, 0.45]
    /// Own price columns for each item of an assortment of at most this many items that is sold in five or more locations.
    public var crossPriceItems = 15
    /// Most event names that get a column of their own, the most frequent first.
    public var eventColumns = 24
    /// A forecast above this multiple of what was ever seen is cut to it, and reported. Seen is the series' own highest demand, or, for
    /// its size, that of any series of its group: there an uplift that the series itself never had has its evidence.
    public var highestMultiple = 3.0

    public init() {}
}

/// Why no regression could be fitted.
public enum RegressionForecastError: Error, Equatable, Sendable, CustomStringConvertible {
    case horizonNotPositive(Int)
    case groupCount(expected: Int, found: Int)
    /// Optional columns of a series are neither empty nor as long as its demand.
    case columnLength(uniqueID: String, column: String, expected: Int, found: Int)
    case noCalendar
    case unsolvable(String)

    public var description: String {
        switch self {
        case .horizonNotPositive(let horizon): "the horizon of a regression forecast is \(horizon): ask for one period or more"
        case .groupCount(let expected, let found): "\(found) group or category names for \(expected) series: give one per series, or none"
        case .columnLength(let id, let column, let expected, let found):
            "series \(id) has \(expected) periods of demand but \(found) of \(column): give one per period, or none"
        case .noCalendar: "events and planned prices are given by day, but no calendar says in which period a day lies"
        case .unsolvable(let reason): reason
        }
    }
}
