/// What the forecasts of a plan were made from, each part as a digest: forecasts that would be made from the same are the same, to the last bit.
///
///     let night = ForecastSources(program: "0.2.0", configuration: "c1", calendar: "week", comingPeriod: 2890, histories: "a7", terms: "11", ahead: "0f")
///     print(night.difference(from: night) == nil)      // true
public struct ForecastSources: Sendable, Codable, Equatable {
    /// The program and the libraries whose arithmetic it uses.
    public var program: String
    /// The plan file, but for what no forecast reads.
    public var configuration: String
    /// How days become periods.
    public var calendar: String
    /// The first period that is not over on the planning day.
    public var comingPeriod: Int
    /// Demand, prices, promotions and empty shelves of the periods that are over.
    public var histories: String
    /// Of every item-location what forecasts read of its terms: the days that its level covers, their spread, its group, launches.
    public var terms: String
    /// Events, decided prices and promotions, substitutes.
    public var ahead: String

    public init(program: String, configuration: String, calendar: String, comingPeriod: Int, histories: String, terms: String, ahead: String) {
        self.program = program
        self.configuration = configuration
        self.calendar = calendar
        self.comingPeriod = comingPeriod
        self.histories = histories
        self.terms = terms
        self.ahead = ahead
    }

    /// All of it as one text.
    public var identity: String { [program, configuration, calendar, "\(comingPeriod)", histories, terms, ahead].joined(separator: " ") }

    /// The first part that is another one.
    public enum Difference: String, Sendable {
        case program, configuration, calendar, period, terms, ahead, histories
    }

    /// What is not as it was in an earlier plan; `nil`: all is.
    public func difference(from earlier: ForecastSources) -> Difference? {
        if program != earlier.program { return .program }
        if configuration != earlier.configuration { return .configuration }
        if calendar != earlier.calendar { return .calendar }
        if comingPeriod != earlier.comingPeriod { return .period }
        if terms != earlier.terms { return .terms }
        if ahead != earlier.ahead { return .ahead }
        return histories == earlier.histories ? nil : .histories
    }
}

/// What the forecasts of a plan were made from, and what they came to beside the items.
public struct ForecastRecord: Sendable, Codable, Equatable {
    public var sources: ForecastSources
    /// What the panel's forecasts had to say; part of the plan's warnings.
    public var remarks: [String]
    /// Item-locations with sales, or marked as a launch, that have no forecast, and why.
    public var unforecast: [Unforecast]

    public struct Unforecast: Sendable, Codable, Equatable {
        public var key: ItemLocation
        public var status: Recommendation.Status
        public var reason: String

        public init(key: ItemLocation, status: Recommendation.Status, reason: String) {
            self.key = key
            self.status = status
            self.reason = reason
        }
    }

    public init(sources: ForecastSources, remarks: [String] = [], unforecast: [Unforecast] = []) {
        self.sources = sources
        self.remarks = remarks
        self.unforecast = unforecast
    }
}

/// What the forecasting of a plan gave one item-location.
public struct ItemForecast: Sendable, Equatable {
    public var key: ItemLocation
    public var outlook: DemandOutlook?
    public var pooled: PooledDemand?
    public var effects: [DemandEffect]
    public var forecast: SeriesForecast?
    /// The same, and the history, as the store has them; `nil`: not known.
    public var carried: CarriedForecast?

    public init(
        key: ItemLocation, outlook: DemandOutlook?, pooled: PooledDemand?, effects: [DemandEffect], forecast: SeriesForecast?, carried: CarriedForecast? = nil
    ) {
        self.carried = carried
        self.key = key
        self.outlook = outlook
        self.pooled = pooled
        self.effects = effects
        self.forecast = forecast
    }
}

/// The forecasts of an earlier plan, as they were kept.
public struct EarlierForecasts: Sendable {
    /// The plan that they were made for, or taken over by.
    public var runID: String
    public var record: ForecastRecord
    public var errorTables: [PooledErrorTable]
    /// In key order.
    public var items: [ItemForecast]

    public init(runID: String, record: ForecastRecord, errorTables: [PooledErrorTable], items: [ItemForecast]) {
        self.runID = runID
        self.record = record
        self.errorTables = errorTables
        self.items = items
    }
}
