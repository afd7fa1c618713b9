/// What the whole assortment is planned for.
public struct PlanObjective: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Least weighted expected backorders for an amount of inventory money.
        case budget
        /// Every item reaches the same fill rate.
        case fillRate = "fill_rate"
        /// Every item has stock on hand for the same share of time.
        case readyRate = "ready_rate"
        /// Every item has the same probability of no stock-out per cycle.
        case cycleService = "cycle_service"
        /// Least cost of holding, ordering and backorders.
        case cost
        /// Least money for a total of expected backorders.
        case expectedBackorders = "expected_backorders"
        /// Least money for a share of all units served from the shelf at once.
        case systemFillRate = "system_fill_rate"

        /// True where money is shared out over all items together.
        public var isAllocated: Bool { self == .budget || isLeastMoney }
        /// True where the least money for a target is sought: value and bound are money.
        public var isLeastMoney: Bool { self == .expectedBackorders || self == .systemFillRate }
    }

    /// Which amount of stock a budget limits.
    public enum Money: String, Sendable, Codable {
        /// Sum of unit cost x time-average on hand, pipeline excluded.
        case averageInventoryValue = "average_inventory_value"
        /// Sum of unit cost x S.
        case stockValue = "stock_value"
        /// Sum of time-average units on hand.
        case averageUnits = "average_units"
        /// Sum of volume per unit x time-average on hand.
        case storageVolume = "storage_volume"

        /// True where a unit counts its unit cost.
        public var isMoney: Bool { self == .averageInventoryValue || self == .stockValue }

        /// For a person.
        public var name: String { rawValue.replacing("_", with: " ") }

        /// One of what is counted, for a person: "a unit of money", "a unit of stock", "a unit of volume".
        public var unitName: String {
            switch self {
            case .averageInventoryValue, .stockValue: "a unit of money"
            case .averageUnits: "a unit of stock"
            case .storageVolume: "a unit of volume"
            }
        }
    }

    public enum Weight: String, Sendable, Codable, CaseIterable {
        case units
        /// Unit cost.
        case value
        /// Units divided by the mean order line: one per customer order.
        case customers
        /// The items column `backorder_weight`.
        case column
    }

    public var kind: Kind
    public var money: Money
    /// Budget (money, units or volume), service (share) or E[B] (units), by kind; 0 for `cost`.
    public var target: Double
    public var weight: Weight
    /// Shares of a budget that groups of items or suppliers may or must have, or their own targets of E[B]; `nil`: none.
    public var groupLimits: GroupLimits?

    public init(kind: Kind, money: Money = .averageInventoryValue, target: Double, weight: Weight = .units) {
        self.kind = kind
        self.money = money
        self.target = target
        self.weight = weight
    }
}

/// Values for what the items table leaves out (section `[defaults]` of the plan file).
public struct SupplyDefaults: Sendable, Codable, Equatable {
    public var leadTimeDays = 28.0
    public var leadTimeStandardDeviationDays = 0.0
    public var reviewPeriodDays = 7.0
    public var unitCost: Double?
    /// Where no unit cost is known: this share of the item's median selling price.
    public var unitCostShareOfPrice: Double?
    public var orderCost = 0.0
    public var holdingRatePerYear = 0.25
    public var backorderCostPerUnitDay: Double?
    /// Share of customers who do not wait, 0...1; `nil`: all wait.
    public var lostSaleShare: Double?

    public init() {}
}

/// How item codes of two tables are compared.
public enum CodeMatch: String, Sendable, Codable, CaseIterable {
    /// Byte for byte.
    case exact
    /// Leading zeros, case, spaces, dashes and the form of Unicode make no difference where a code then has one partner only.
    case loose
}

/// What is done about something that a planner has to know.
public enum Reaction: String, Sendable, Codable, CaseIterable {
    case warn
    case fail
}

/// Everything a plan is computed from besides the data: the plan file with flags, environment and defaults applied.
public struct PlanConfiguration: Sendable, Codable, Equatable {
    public enum WeekStart: String, Sendable, Codable, CaseIterable {
        /// Weeks are blocks of seven days that end on the day before `as_of`.
        case asOf = "as_of"
        case monday, tuesday, wednesday, thursday, friday, saturday, sunday
    }

    /// Uses sales strictly before this day; `nil`: the day after the last sale.
    public var asOf: CalendarDay?
    /// Files, folders, patterns or databases with the sales.
    public var salesPath = TableSource()
    public var salesDialect = "auto"
    /// How dates of the sales are written (`dmy`, `mdy`, ...); `nil`: detected.
    public var salesDateForm: String?
    /// Where the sales are rows of a database: the table, or a query that reads.
    public var salesTable: String?
    public var salesQuery: String?
    /// Time zone of the shop (`Europe/London`, `+02:00`) and the time its day starts (`HH:MM`); `nil`: dates as written, midnight.
    public var salesTimeZone: String?
    public var salesDayStart: String?
    /// Encoding of the sales files (`shift_jis`, `windows-1250`, ...); `nil`: told from the bytes.
    public var salesEncoding: String?
    /// Sold rows have quantities below zero (a list of goods issues); `nil`: told from the types of the rows.
    public var soldIsNegative: Bool?
    /// Decimals are marked with a comma; `nil`: told from the numbers.
    public var salesDecimalComma: Bool?
    /// Any row that cannot be used stops the run; `nil`: no.
    public var strict: Bool?
    /// What was read is kept in the output directory, so that the next run reads only new files and rows; `nil`: no.
    public var incremental: Bool?
    public var foldCase = false
    public var dropDuplicates = false
    /// What levels are set for; `nil`: all demand, bulk orders included.
    public var bulkOrders: BulkOrderCover?
    public var itemsPath: TableSource?
    public var calendarPath: TableSource?
    public var receiptsPath: TableSource?
    public var openOrdersPath: TableSource?
    public var backordersPath: TableSource?
    public var plannedPath: TableSource?
    public var suppliersPath: TableSource?
    public var snapshotsPath: TableSource?
    /// Levels set by hand.
    public var overridesPath: TableSource?
    /// Open orders are those that were approved and are kept in the run store; `nil`: no.
    public var openOrdersFromStore: Bool?
    /// The most that today's orders may cost; `nil`: no limit.
    public var purchaseCap: PurchaseCap?
    /// Sets that are made of other items, items that follow others, and days on which suppliers do not work; `nil`: none.
    public var kitsPath: TableSource?
    public var successorsPath: TableSource?
    public var closuresPath: TableSource?
    /// What may be sent in place of what; `nil`: no table.
    public var substitutesPath: TableSource?
    /// Prices by size of order.
    public var priceBreaksPath: TableSource?
    /// A warehouse that feeds locations, and a table of who feeds whom; `nil`: every location is supplied for itself.
    public var network: NetworkSettings?
    public var networkPath: TableSource?
    /// Share (0...1) of customers who would wait and take a substitute that is there (`[substitution] take_rate`); `nil`: not counted.
    public var substituteTakeRate: Double?
    /// From where something may be sent to those who wait (`[substitution] from`); `nil`: from their own location.
    public var substituteReach: SubstituteReach?
    /// How codes of the other tables are compared with those of the sales; `nil`: byte for byte.
    public var codeMatch: CodeMatch?
    /// What is done where much stock lies where nothing is sold; `nil`: the run stops.
    public var unseenStock: Reaction?
    /// What is done where the sales end long before `as_of`; `nil`: the run warns and plans from the day they end.
    public var staleSales: Reaction?
    /// Locations by the name they have in a table and the one they are planned under (`[locations]`); `nil`: as written.
    public var locations: [String: String]?
    /// All locations are planned as one; `nil`: no.
    public var ignoresLocations: Bool?
    /// A file with the password of the databases; `nil`: from the environment or the client library's own file.
    public var passwordFile: String?
    /// Column of a sales file by the name Twobin uses for it (`[sales.columns]`), where the header has another name.
    public var salesColumns: [String: String] = [:]
    /// The same of the items table (`[items.columns]`).
    public var itemsColumns: [String: String]?
    /// Share of sales rows (0...1) that may be quarantined before the run stops; `nil`: any.
    public var maximumQuarantinedShare: Double?
    /// `nil`: chosen from the data ("auto").
    public var period: Period? = .week
    public var weekStart = WeekStart.asOf
    /// Months are those of a retail calendar; `nil`: calendar months.
    public var retailPattern: RetailPattern?
    /// Whose public holidays are events of demand; `nil`: none but those of the calendar table.
    public var holidayCountry: HolidayCountry?
    /// Periods per season; `nil`: the period's default.
    public var seasonLength: Int?
    /// What the panel teaches is learnt from about so many items that their codes choose, and each item is then forecast by that alone; `nil`: from all.
    public var learnFrom: Int?
    /// Items that a panel which is planned in parts is learnt from where nothing is asked.
    public static let usualLearnFrom = 5_000
    public var objective = PlanObjective(kind: .fillRate, target: 0.95)
    /// Averages, budgets and promises are those of the coming year, with the stock that falling levels leave over (`[objective] averages = "coming_year"`), or of today's
    /// levels as if they stayed (`"today"`); `nil`: as `countsComingYear(_:)` says.
    public var countsLeftOver: Bool?
    /// True where averages are those of the coming year. Unless it is said, they are where an objective promises money on hand, units waiting or a fill rate (`budget` on average
    /// stock, `expected_backorders`, `system_fill_rate`, `fill_rate`). Plans with a horizon, and those that learn from a part of the items, speak of today's levels.
    public func countsComingYear(_ objective: PlanObjective) -> Bool {
        let isPromiseOfAYear = objective.kind == .fillRate || (objective.kind.isAllocated && objective.money != .stockValue)
        return countsLeftOver ?? (isPromiseOfAYear && levelHorizonDays == nil && learnFrom == nil)
    }
    /// Days from today that a plan's averages are meant for and levels follow the season over (`[objective] horizon_days`); `nil`: today's review
    /// alone, as if its level and its demand stayed.
    public var levelHorizonDays: Double?
    /// `nil`: RS, or rQ where the review period is 0.
    public var policyKind: ReplenishmentPolicy.Kind?
    /// Levels count what suppliers' orders lack (`[policy] yield = "receipts"`); `nil`: orders come whole.
    public var countsYield: Bool?
    public var defaults = SupplyDefaults()
    public var outputDirectory = "out"
    /// A database into whose tables each run is written besides: `postgresql://...` (without its password) or an SQLite file; `nil`: none.
    public var outputDatabase: TableAddress?
    /// How many plans the run store keeps; the oldest go when a new one is saved. `nil`: all.
    public var keptRuns: Int?
    /// Forecasts of an earlier plan in the store that were made from the same are taken over; `nil`: yes.
    public var reusesForecasts: Bool?
    /// Quantiles of the forecasts that are written.
    public var forecastQuantiles = [0.5, 0.9]
    /// Beyond which a finished run asks for a person; `nil`: no limits.
    public var alerts: AlertLimits?
    public var seed: UInt64 = 20_100_101

    public init() {}
}

/// From where something may be sent to those who wait for an item.
public enum SubstituteReach: String, Sendable, Codable, CaseIterable {
    case ownLocation = "own_location"
    /// Every location whose own customers can spare it: also the same item from another location.
    case anyLocation = "any_location"
}
