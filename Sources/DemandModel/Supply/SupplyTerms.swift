/// One row of the `items` table as it was read: everything but the key may be absent.
public struct ItemRecord: Sendable, Codable, Equatable {
    public var key: ItemLocation
    public var supplier: String?
    /// Money per unit.
    public var unitCost: Double?
    public var leadTimeDays: Double?
    public var leadTimeStandardDeviationDays: Double?
    public var reviewPeriodDays: Double?
    /// Money per order placed.
    public var orderCost: Double?
    /// Share of unit cost per year.
    public var holdingRatePerYear: Double?
    /// Money per unit waiting and day.
    public var backorderCostPerUnitDay: Double?
    public var backorderWeight: Double?
    /// Units.
    public var minimumOrderQuantity: Double?
    public var orderMultiple: Double?
    public var maximumOrderQuantity: Double?
    public var onHand: Double?
    public var onOrder: Double?
    public var backordered: Double?
    /// Limits and overrides of the stock; empty where the table has none.
    public var stock: StockTerms {
        get { stockApart?.value ?? StockTerms() }
        set { stockApart = newValue.isEmpty ? nil : Apart(newValue) }
    }
    private var stockApart: Apart<StockTerms>?
    /// Names and codes; empty where the table has none.
    public var card: ItemCard {
        get { cardApart?.value ?? ItemCard() }
        set { cardApart = newValue.isEmpty ? nil : Apart(newValue) }
    }
    private var cardApart: Apart<ItemCard>?
    /// From the table of price breaks, by quantity; `nil`: one price.
    public var priceBreaks: [PriceBreak]?
    /// The warehouse that feeds the location (`[network]`); `nil`: a supplier does.
    public var source: String?

    private enum CodingKeys: String, CodingKey {
        case key, supplier, unitCost, leadTimeDays, leadTimeStandardDeviationDays, reviewPeriodDays, orderCost, holdingRatePerYear, backorderCostPerUnitDay,
             backorderWeight, minimumOrderQuantity, orderMultiple, maximumOrderQuantity, onHand, onOrder, backordered, priceBreaks, source
        case stockApart = "stock"
        case cardApart = "card"
    }

    public init(key: ItemLocation) { self.key = key }
}

extension ItemRecord {
    /// Takes from another record what this one does not say.
    ///
    /// - Parameter includingStock: false: the units on hand, on order and promised stay as they are.
    public mutating func fillGaps(from other: ItemRecord, includingStock: Bool = true) {
        supplier = supplier ?? other.supplier
        for field in ItemRecord.terms + (includingStock ? ItemRecord.units : []) where self[keyPath: field] == nil { self[keyPath: field] = other[keyPath: field] }
        stock.group = stock.group ?? other.stock.group
        stock.isFrozen = stock.isFrozen ?? other.stock.isFrozen
        stock.overrideReason = stock.overrideReason ?? other.stock.overrideReason
        stock.isLaunch = stock.isLaunch ?? other.stock.isLaunch
    }

    private static let units: [WritableKeyPath<ItemRecord, Double?> & Sendable] = [\.onHand, \.onOrder, \.backordered]
    private static let terms: [WritableKeyPath<ItemRecord, Double?> & Sendable] = [
        \.unitCost, \.leadTimeDays, \.leadTimeStandardDeviationDays, \.reviewPeriodDays, \.orderCost, \.holdingRatePerYear, \.backorderCostPerUnitDay, \.backorderWeight,
        \.minimumOrderQuantity, \.orderMultiple, \.maximumOrderQuantity, \.stock.volumePerUnit, \.stock.shelfLifeDays,
        \.stock.targetFillRate, \.stock.minimumStock, \.stock.maximumStock, \.stock.lostSaleShare, \.stock.overrideReorderPoint, \.stock.overrideOrderUpTo,
    ]
}

/// Lead times of past receipts: days in ascending order, with weights that sum to 1.
public struct ReceivedLeadTimes: Sendable, Codable, Equatable {
    public var days: [Double]
    public var weights: [Double]

    public init(days: [Double], weights: [Double]) {
        self.days = days
        self.weights = weights
    }
}

/// The terms an item-location is supplied under, with every default filled in.
public struct SupplyTerms: Sendable, Codable, Equatable {
    public var supplier: String
    /// Money per unit. `nil` where neither the items table nor the plan file gives one: a money objective cannot be met then.
    public var unitCost: Double?
    /// Days from order to receipt: mean and standard deviation (0 = fixed).
    public var leadTimeDays: Double
    public var leadTimeStandardDeviationDays: Double
    /// Days between order opportunities; 0 = continuous review.
    public var reviewPeriodDays: Double
    public var orderCost: Double
    public var holdingRatePerYear: Double
    public var backorderCostPerUnitDay: Double?
    public var backorderWeight: Double
    /// Units; `nil` where there is no limit.
    public var minimumOrderQuantity: Double?
    public var orderMultiple: Double?
    public var maximumOrderQuantity: Double?
    /// Units now: on the shelf, ordered and not received, promised to customers and not shipped.
    public var onHand: Double
    public var onOrder: Double
    public var backordered: Double
    /// Names of the columns of `items` whose value is a default (as in the file: `lead_time_days`, ...), in the order of the table.
    public var defaultsUsed: [String]
    /// Limits and overrides of the stock; `nil` where the items table has none.
    public var stock: StockTerms? {
        get { stockApart?.value }
        set { stockApart = newValue.map { Apart($0) } }
    }
    private var stockApart: Apart<StockTerms>?
    /// The lead times that mean and standard deviation were read from; `nil` where the items table or a default gives these.
    public var receivedLeadTimes: ReceivedLeadTimes?
    /// Days of `leadTimeDays` that closures of the supplier add, and the closures to come; `nil`: none.
    public var closureDays: Double?
    public var closures: [SupplierClosure]?
    /// Prices by size of order, by quantity; `nil`: one price, `unitCost`.
    public var priceBreaks: [PriceBreak]?
    /// The warehouse whose transfers take the place of orders (`[network]`); `nil`: a supplier delivers. `supplier` then has its name, too.
    public var source: String?

    private enum CodingKeys: String, CodingKey {
        case supplier, unitCost, leadTimeDays, leadTimeStandardDeviationDays, reviewPeriodDays, orderCost, holdingRatePerYear, backorderCostPerUnitDay,
             backorderWeight, minimumOrderQuantity, orderMultiple, maximumOrderQuantity, onHand, onOrder, backordered, defaultsUsed, receivedLeadTimes,
             closureDays, closures, priceBreaks, source
        case stockApart = "stock"
    }

    public init(
        supplier: String = "", unitCost: Double? = nil, leadTimeDays: Double, leadTimeStandardDeviationDays: Double = 0,
        reviewPeriodDays: Double, orderCost: Double = 0, holdingRatePerYear: Double = 0.25,
        backorderCostPerUnitDay: Double? = nil, backorderWeight: Double = 1,
        minimumOrderQuantity: Double? = nil, orderMultiple: Double? = nil, maximumOrderQuantity: Double? = nil,
        onHand: Double = 0, onOrder: Double = 0, backordered: Double = 0, defaultsUsed: [String] = []
    ) {
        self.supplier = supplier
        self.unitCost = unitCost
        self.leadTimeDays = leadTimeDays
        self.leadTimeStandardDeviationDays = leadTimeStandardDeviationDays
        self.reviewPeriodDays = reviewPeriodDays
        self.orderCost = orderCost
        self.holdingRatePerYear = holdingRatePerYear
        self.backorderCostPerUnitDay = backorderCostPerUnitDay
        self.backorderWeight = backorderWeight
        self.minimumOrderQuantity = minimumOrderQuantity
        self.orderMultiple = orderMultiple
        self.maximumOrderQuantity = maximumOrderQuantity
        self.onHand = onHand
        self.onOrder = onOrder
        self.backordered = backordered
        self.defaultsUsed = defaultsUsed
    }

    /// Units that stand against future demand: on hand + on order - backordered.
    public var inventoryPosition: Double { onHand + onOrder - backordered }

    /// What a stock decision must cover: L + R under periodic review, L under continuous review.
    public var protectionDays: Double { leadTimeDays + reviewPeriodDays }
}
