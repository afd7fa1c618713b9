/// Where one item-location of a run stands: the figures that a list shows, filters and sorts, without its history, forecast and
/// distribution. Every figure is the run's own.
public struct ItemStanding: Sendable, Equatable {
    public var key: ItemLocation
    public var supplier = ""
    /// The items column `group`; empty where the table has none.
    public var group = ""
    /// As in `recommendations.csv`: `ok`, `capped`, `no_history`, `failed`, ...
    public var status = ""
    /// Demand pattern: `smooth`, `erratic`, `intermittent`, `lumpy`; empty without an outlook.
    public var pattern = ""
    /// Money per unit.
    public var unitCost: Double?
    public var leadTimeDays = 0.0
    public var leadTimeStandardDeviationDays = 0.0
    public var reviewPeriodDays = 0.0
    /// Units.
    public var minimumOrderQuantity: Double?
    public var orderMultiple: Double?
    public var onHand = 0.0
    public var onOrder = 0.0
    public var backordered = 0.0
    /// Policy, units; `nil` without one.
    public var reorderPoint: Double?
    public var orderUpTo: Double?
    /// Units to order today, and the day by which the next order is due (YYYY-MM-DD).
    public var orderNow = 0.0
    public var orderBy: String?
    /// Time-average units waiting; share of units from the shelf, 0...1; time-average money on the shelf; safety stock, units.
    public var expectedBackorders: Double?
    public var fillRate: Double?
    public var averageInventoryValue: Double?
    public var safetyStock: Double?
    /// Days that the decision covers, and mean and standard deviation of demand in them, units.
    public var protectionDays = 0.0
    public var demandMean = 0.0
    public var demandStandardDeviation = 0.0
    /// Weight of one unit waiting in the objective.
    public var weight = 1.0
    /// True where levels are set by hand or frozen.
    public var isFixed = false
    /// What binds and what was assumed.
    public var reason = ""
    /// Columns of the items table whose value is a default.
    public var defaultsUsed: [String] = []

    public init(key: ItemLocation) { self.key = key }

    /// Units: on hand + on order - backordered.
    public var inventoryPosition: Double { onHand + onOrder - backordered }

    /// Units a day over the protection interval.
    public var demandPerDay: Double { protectionDays > 0 ? max(0, demandMean) / protectionDays : 0 }

    /// Money of today's order; `nil` without a unit cost.
    public var orderValue: Double? { unitCost.map { $0 * orderNow } }

    /// Days that the inventory position lasts at the demand of the protection interval; `nil` without demand.
    public var daysOfCover: Double? { demandPerDay > 0 ? max(0, inventoryPosition) / demandPerDay : nil }

    /// Units that are expected to be missing when an order placed today arrives; 0 where the position lasts that long.
    public var expectedShortage: Double { max(0, demandPerDay * leadTimeDays - inventoryPosition) }
}

extension ItemStanding {
    public init(_ item: PlannedItem) {
        self.init(key: item.key)
        let (supply, recommendation) = (item.supply, item.recommendation)
        supplier = supply.supplier
        group = supply.stock?.group ?? ""
        status = recommendation.status.rawValue
        pattern = item.outlook?.demandClass.rawValue ?? ""
        unitCost = supply.unitCost
        leadTimeDays = supply.leadTimeDays
        leadTimeStandardDeviationDays = supply.leadTimeStandardDeviationDays
        reviewPeriodDays = supply.reviewPeriodDays
        minimumOrderQuantity = supply.minimumOrderQuantity
        orderMultiple = supply.orderMultiple
        onHand = supply.onHand
        onOrder = supply.onOrder
        backordered = supply.backordered
        reorderPoint = recommendation.policy?.reorderPoint
        orderUpTo = recommendation.policy?.orderUpTo
        orderNow = recommendation.orderNow
        orderBy = recommendation.orderBy?.description
        expectedBackorders = recommendation.performance?.expectedBackorders
        fillRate = recommendation.performance?.fillRate
        averageInventoryValue = recommendation.averageInventoryValue
        safetyStock = recommendation.performance?.safetyStock
        protectionDays = recommendation.protectionDays
        demandMean = recommendation.demandMean
        demandStandardDeviation = recommendation.demandStandardDeviation
        weight = item.weight
        isFixed = supply.stock?.isFixed ?? false
        reason = recommendation.reason
        defaultsUsed = supply.defaultsUsed
    }
}
