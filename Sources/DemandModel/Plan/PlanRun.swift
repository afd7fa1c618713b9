/// What moves an item's demand: one effect of a regression, as a factor with its interval.
public struct DemandEffect: Sendable, Codable, Equatable {
    /// For a person: `price`, `promotion`, `easter`, ...
    public var name: String
    /// What the effect multiplies demand by; for prices a cut of 10%.
    public var factor: Double
    /// 90% interval of the factor.
    public var lowerFactor: Double
    public var upperFactor: Double
    /// True where the item itself has never seen it: the effect is its group's or the panel's.
    public var isBorrowed: Bool
    /// How much of the effect is in the forecast, 0...1: all of what is known ahead, of others the regression's share. `nil` in runs that
    /// did not say.
    public var share: Double?

    public init(name: String, factor: Double, lowerFactor: Double, upperFactor: Double, isBorrowed: Bool, share: Double? = nil) {
        self.name = name
        self.factor = factor
        self.lowerFactor = lowerFactor
        self.upperFactor = upperFactor
        self.isBorrowed = isBorrowed
        self.share = share
    }
}

/// Forecasts of one series, period by period.
public struct SeriesForecast: Sendable, Codable, Equatable {
    public var uniqueID: String
    /// Start of each coming period as text (a date, a date-time or a whole number), as in the `ds` column.
    public var periodStarts: [String]
    /// Expected units per period.
    public var mean: [Double]
    /// Median per period; empty unless it was asked for.
    public var median: [Double]
    /// `quantiles[i][h]`: the i-th asked quantile of period h + 1.
    public var quantiles: [[Double]]

    public init(uniqueID: String, periodStarts: [String], mean: [Double], median: [Double] = [], quantiles: [[Double]] = []) {
        self.uniqueID = uniqueID
        self.periodStarts = periodStarts
        self.mean = mean
        self.median = median
        self.quantiles = quantiles
    }
}

/// Totals of a run: what `summary.json` and the end of `twobin plan` say.
public struct PlanSummary: Sendable, Codable, Equatable {
    public var plannedItems = 0
    public var cappedItems = 0
    /// Planned items that a planner should look at first; `nil` in runs that did not count them.
    public var checkItems: Int?
    public var itemsWithoutHistory = 0
    public var failedItems = 0
    public var rowsRead = 0
    public var quarantinedRows = 0
    /// Rows per quarantine code.
    public var quarantineCodes: [String: Int] = [:]
    /// Expected demand per year over all items, units.
    public var demandPerYear = 0.0
    public var expectedBackorders = 0.0
    public var weightedExpectedBackorders = 0.0
    public var backorderedUnitsPerYear = 0.0
    /// Share of all units served from the shelf at once.
    public var fillRate = 0.0
    public var averageInventoryValue = 0.0
    public var stockValue = 0.0
    /// Time-average units on hand, and their volume where the items table has one.
    public var averageUnits = 0.0
    public var storageVolume = 0.0
    public var itemsToOrder = 0
    public var unitsToOrder = 0.0
    public var valueToOrder = 0.0
    /// Least weighted E[B] that any policy could reach for the money (Lagrangian bound); `nil` where the objective has none.
    public var lowerBound: Double?
    /// (value - bound) / bound; `nil` where there is no bound above 0.
    public var gap: Double?
    /// The common Lagrange multiplier: weighted E[B] saved by one more unit of money.
    public var multiplier: Double?
    /// Columns of the items table that were filled from defaults, with the number of items.
    public var defaultsUsed: [String: Int] = [:]
    /// Frozen items and overrides with what they cost, in key order.
    public var overrides: [OverrideCost] = []
    /// Today's orders by supplier, in the order of their names; items that name none stand under an empty name.
    public var supplierOrders: [SupplierOrderTotal] = []
    /// What the cap on today's purchases did; `nil` where there is none.
    public var purchaseCap: PurchaseCapOutcome?
    /// What the averages of the coming year are, as multiples of those of today's levels; `nil` where averages are those of today's levels.
    public var leftOver: LeftOverFactors?
    /// Of all units wanted, the shares that wait longer than some days; `nil` in runs stored before it was kept.
    public var longWaits: LongWaitShares?
    /// Service by price, the cheapest quarter of the planned items first; fewer than four where there are fewer items with a price.
    public var priceQuartiles: [PriceQuartile] = []
    /// Units a year lost to customers who do not wait (`lost_sale_share`); 0 where no item has a share.
    public var lostUnitsPerYear = 0.0
    /// What comes in bulk order lines; `nil` where sales do not come as order lines or none is bulk.
    public var bulk: BulkTotals?
    public var warnings: [String] = []
    /// What a planner has to know before anything else, printed first; `nil`: nothing of the kind.
    public var firstWords: [String]?
    /// Units a year that are too old before they are sold, and their money; `nil` where no item has a shelf life.
    public var expiredUnitsPerYear: Double?
    public var expiredValuePerYear: Double?
    /// What goes from warehouses to locations today; `nil` where the plan has no `[network]`.
    public var transfers: TransferTotals?
    /// Items that are not planned because their parts or their successors are; `nil`: none.
    public var kitItems: Int?
    public var replacedItems: Int?
    /// The day after the last row of the sales (after its week or month, for totals); `nil` where rows have no dates, and in runs that did not say.
    public var salesEnd: CalendarDay?
    /// Item-locations that are sold, and of these the ones without a stock on hand in any table; `nil` in runs that did not say.
    public var itemsSold: Int?
    public var itemsWithoutStock: Int?

    public init() {}
}

extension PlanSummary {
    /// What the plan holds of the amount that a budget limits.
    public func held(_ money: PlanObjective.Money) -> Double {
        switch money {
        case .averageInventoryValue: averageInventoryValue
        case .stockValue: stockValue
        case .averageUnits: averageUnits
        case .storageVolume: storageVolume
        }
    }
}

/// A file a run was computed from.
public struct InputFile: Sendable, Codable, Equatable {
    /// `sales`, `items`, ...
    public var role: String
    /// As the user gave it, without secrets.
    public var path: String { address.shown }
    private let address: TableAddress
    /// SHA-256 of the bytes, lower-case hexadecimal.
    public var sha256: String
    public var rows: Int

    private enum CodingKeys: String, CodingKey {
        case role, sha256, rows
        case address = "path"
    }

    public init(role: String, path: String, sha256: String, rows: Int) {
        self.role = role
        address = TableAddress(addressWithoutSecrets(path))
        self.sha256 = sha256
        self.rows = rows
    }
}

/// A finished plan: what the store keeps and the exports write.
///
/// The id is a digest of inputs and configuration: the same plan has the same id, and planning it again replaces it.
public struct PlanRun: Sendable, Codable, Equatable {
    public var id: String
    /// The run a scenario was derived from; `nil` for a plan.
    public var parentID: String?
    /// The changes of a scenario (`lead_time=+20%`), in the order they were given.
    public var changes: [String]
    public var version: String
    public var asOf: CalendarDay
    public var calendar: PeriodCalendar
    public var configuration: PlanConfiguration
    public var inputs: [InputFile]
    public var summary: PlanSummary
    /// Sorted by item, then location.
    public var items: [PlannedItem]
    /// Errors of cumulative forecasts pooled over similar items, which `PlannedItem.pooled` refers to.
    public var errorTables: [PooledErrorTable] = []
    public var quarantine: [QuarantinedRow]
    /// Terms of the suppliers that the plan file's table names.
    public var suppliers: [SupplierRecord] = []
    /// Who waits and what is on its way; `nil` where no table says so, and in runs that did not keep it.
    public var backorders: BackorderFacts?
    /// What other amounts of stock money would reach; `nil` where it was not worked out with the plan.
    public var exchangeCurve: ExchangeCurve?
    /// What the forecasts were made from, for a later plan to take them over; `nil` where nobody asked.
    public var forecastRecord: ForecastRecord?
    /// The levels, for a later plan to take them over; `nil` where nobody asked, and in runs that are read from a store.
    public var keptPolicies: KeptPolicies?

    public init(
        id: String, parentID: String? = nil, changes: [String] = [], version: String, asOf: CalendarDay,
        calendar: PeriodCalendar, configuration: PlanConfiguration, inputs: [InputFile], summary: PlanSummary,
        items: [PlannedItem], quarantine: [QuarantinedRow]
    ) {
        self.id = id
        self.parentID = parentID
        self.changes = changes
        self.version = version
        self.asOf = asOf
        self.calendar = calendar
        self.configuration = configuration
        self.inputs = inputs
        self.summary = summary
        self.items = items
        self.quarantine = quarantine
    }
}
