/// What the `[network]` section of a plan file says: a warehouse that feeds locations with all their items.
public struct NetworkSettings: Sendable, Codable, Equatable {
    /// The location that feeds the others; `nil` where a table says who feeds whom.
    public var warehouse: String?
    /// The locations it feeds; `nil`: all others that sell.
    public var locations: [String]?
    /// Days from the warehouse to a location: mean and standard deviation; `nil`: 0 for the deviation, none for the mean.
    public var leadTimeDays: Double?
    public var leadTimeStandardDeviationDays: Double?
    /// Days between two transfers to a location; `nil`: as the items table or the defaults say.
    public var reviewPeriodDays: Double?
    /// Days from the warehouse to single locations (`[network.lead_times]`), which count before `leadTimeDays`.
    public var leadTimes: [String: Double] = [:]

    public init() {}
}

/// Where the goods of a location come from: one row of the `network` table.
public struct NetworkRoute: Sendable, Codable, Equatable {
    public var location: String
    /// The warehouse.
    public var source: String
    /// Days on the way: mean and standard deviation; `nil`: as the plan file says.
    public var leadTimeDays: Double?
    public var leadTimeStandardDeviationDays: Double?
    /// Days between two transfers; `nil`: as the plan file says.
    public var reviewPeriodDays: Double?

    public init(
        location: String, source: String, leadTimeDays: Double? = nil, leadTimeStandardDeviationDays: Double? = nil, reviewPeriodDays: Double? = nil
    ) {
        self.location = location
        self.source = source
        self.leadTimeDays = leadTimeDays
        self.leadTimeStandardDeviationDays = leadTimeStandardDeviationDays
        self.reviewPeriodDays = reviewPeriodDays
    }
}

/// What a warehouse does for the locations it feeds with an item, beside its own recommendation.
public struct WarehouseRole: Sendable, Codable, Equatable {
    /// Locations that it feeds.
    public var locations: Int
    /// Share of the item's demand that customers buy at the warehouse itself, 0...1: what counts in totals of customers.
    public var ownShare: Double
    /// Units that it owes locations and customers, on average over time.
    public var owedUnits: Double
    /// Units that locations ask for today, and of these the units that it does not have.
    public var requestedToday: Double
    public var shortToday: Double

    public init(locations: Int, ownShare: Double, owedUnits: Double, requestedToday: Double = 0, shortToday: Double = 0) {
        self.locations = locations
        self.ownShare = ownShare
        self.owedUnits = owedUnits
        self.requestedToday = requestedToday
        self.shortToday = shortToday
    }
}

/// Today's transfers of a plan, added up.
public struct TransferTotals: Sendable, Codable, Equatable {
    /// Item-locations that get something, and units.
    public var items = 0
    public var units = 0.0
    /// Units that locations ask for and warehouses do not have.
    public var shortUnits = 0.0
    /// Units that warehouses owe on average over time.
    public var owedUnits = 0.0

    public init() {}
}
