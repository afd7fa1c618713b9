/// What a buyer is told about one item-location: one row of `recommendations.csv`.
public struct Recommendation: Sendable, Codable, Equatable {
    public enum Status: String, Sendable, Codable {
        case ok
        /// A limit (largest order, maximum stock, shelf life, capacity) keeps the policy from what the objective asks.
        case capped
        /// Planned, but a planner should look first: the level is far beyond anything ever sold in as long a time, the item seems to have
        /// ended, or its terms contradict each other; `reason` says which.
        case check
        /// The item has no sales history: nothing is recommended.
        case noHistory = "no_history"
        /// The item is put together from others, which are planned for its demand: it is not ordered itself.
        case kit
        /// Another item has taken its place and is planned with its history: it is not ordered any more.
        case replaced
        /// The item could not be planned; `reason` says why.
        case failed
    }

    public var key: ItemLocation
    public var status: Status
    /// Absent where the status is `noHistory` or `failed`.
    public var policy: ReplenishmentPolicy?
    public var performance: PolicyPerformance?
    /// L + R (periodic review) or L (continuous), days.
    public var protectionDays: Double
    /// Mean and standard deviation of demand over `protectionDays`, units.
    public var demandMean: Double
    public var demandStandardDeviation: Double
    /// Money: unit cost x average on hand; `nil` without a unit cost.
    public var averageInventoryValue: Double?
    public var inventoryPosition: Double
    /// Units to order today after multiples and limits, 0 if none.
    public var orderNow: Double
    /// The day by which the next order is expected to be due, `nil` if demand never brings the position to r.
    public var orderBy: CalendarDay?
    /// When a unit ordered by a customer today is filled; `nil` where there is free stock.
    public var restock: DatePromise?
    /// What binds and what was assumed, in plain words.
    public var reason: String
    /// Days until expected demand has used up the inventory position, today's order left out; `nil` for ten years or more.
    public var daysOfCover: Double?
    /// The day by which demand has used up the inventory position with a probability of a half, and of a tenth, today's order left
    /// out; `nil` where that is more than two years ahead.
    public var stockoutP50: CalendarDay?
    public var stockoutP10: CalendarDay?
    /// Units of `orderNow` that the item does not need today: packs for a supplier's minimum, or all of an order that joins another's.
    public var addedForSupplier: Double?
    /// Units that a supplier's capacity, or today's purchase cap, takes from the item's own order.
    public var heldBack: Double?
    /// What the last plan of an earlier day recommended; `nil` where there is none.
    public var previous: PreviousLevels? {
        get { previousApart?.value }
        set { previousApart = newValue.map { Apart($0) } }
    }
    private var previousApart: Apart<PreviousLevels>?
    /// Levels of the coming reviews over the horizon of the plan's averages, today's first; `nil` where the plan has no horizon. `performance` is that of
    /// today's level; `averageInventoryValue` is then the average of the path, with what is left over.
    public var levelPath: [PathLevel]?
    /// Units that wait longer than a week, a fortnight, a month; `nil` without a policy, and in runs stored before it was kept.
    public var longWaits: LongWaitShares?
    /// What a warehouse does for the locations that it feeds; `nil` for all others.
    public var warehouse: WarehouseRole? {
        get { warehouseApart?.value }
        set { warehouseApart = newValue.map { Apart($0) } }
    }
    private var warehouseApart: Apart<WarehouseRole>?

    private enum CodingKeys: String, CodingKey {
        case key, status, policy, performance, protectionDays, demandMean, demandStandardDeviation, averageInventoryValue, inventoryPosition, orderNow,
             orderBy, restock, reason, daysOfCover, stockoutP50, stockoutP10, addedForSupplier, heldBack, levelPath, longWaits
        case previousApart = "previous"
        case warehouseApart = "warehouse"
    }

    public init(
        key: ItemLocation, status: Status, policy: ReplenishmentPolicy? = nil, performance: PolicyPerformance? = nil,
        protectionDays: Double, demandMean: Double = 0, demandStandardDeviation: Double = 0,
        averageInventoryValue: Double? = nil, inventoryPosition: Double = 0, orderNow: Double = 0,
        orderBy: CalendarDay? = nil, reason: String
    ) {
        self.key = key
        self.status = status
        self.policy = policy
        self.performance = performance
        self.protectionDays = protectionDays
        self.demandMean = demandMean
        self.demandStandardDeviation = demandStandardDeviation
        self.averageInventoryValue = averageInventoryValue
        self.inventoryPosition = inventoryPosition
        self.orderNow = orderNow
        self.orderBy = orderBy
        self.reason = reason
    }
}
