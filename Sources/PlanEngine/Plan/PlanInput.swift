import DemandModel

/// What is known of one item-location's sales besides the series.
public struct SalesFacts: Sendable, Codable, Equatable {
    /// Median price paid, money per unit; `nil` where no price is known.
    public var medianPrice: Double?
    /// Mean units per customer order line; `nil` where sales are period totals.
    public var unitsPerOrderLine: Double?
    /// Sizes of the order lines; `nil` where sales are period totals.
    public var orderLines: OrderLines?

    public init(medianPrice: Double? = nil, unitsPerOrderLine: Double? = nil, orderLines: OrderLines? = nil) {
        self.medianPrice = medianPrice
        self.unitsPerOrderLine = unitsPerOrderLine
        self.orderLines = orderLines
    }
}

/// The data a plan is made from, already read: plain values, no files.
public struct PlanInput: Sendable {
    /// Sales strictly before this day are used.
    public var asOf: CalendarDay
    public var calendar: PeriodCalendar
    /// One series per item-location with sales, in any order.
    public var series: [DemandSeries]
    public var facts: [ItemLocation: SalesFacts]
    /// Rows of the items table; empty where there is none.
    public var items: [ItemRecord]
    /// What the items table leaves out and other tables know: read from receipts, open orders and customer backorders.
    public var observedSupply: [ItemLocation: ObservedSupply]
    /// The first period of the sales, where a reader tells; `nil`: that of the first series.
    public var firstPeriod: Int?
    /// Calendar events, past and coming.
    public var events: [CalendarEvent] = []
    /// Prices and promotions that are already decided.
    public var planned: [PlannedTerms] = []
    /// Minimum order values and capacities.
    public var suppliers: [SupplierRecord] = []
    /// Who waits, what is on its way and how suppliers have delivered.
    public var backorders: BackorderFacts?
    /// Days on which suppliers neither take orders nor work on them.
    public var closures: [SupplierClosure] = []
    /// Where an item-location's demand, stock and terms come from, for its reason and its explanation.
    public var notes: [ItemLocation: [ItemNote]] = [:]
    /// Item-locations that are not planned, and why: kits, whose parts are, and items that others have replaced.
    public var unplanned: [ItemLocation: UnplannedReason] = [:]
    /// What a planner has to know before anything else: no stock was read, for example; empty where there is nothing of the kind.
    public var firstWords: [String] = []
    public var inputs: [InputFile]
    public var quarantine: [QuarantinedRow]
    public var rowsRead: Int
    /// What the reader noticed and a planner should know, in plain words.
    public var warnings: [String]

    public init(
        asOf: CalendarDay, calendar: PeriodCalendar, series: [DemandSeries], facts: [ItemLocation: SalesFacts] = [:],
        items: [ItemRecord] = [], observedSupply: [ItemLocation: ObservedSupply] = [:], inputs: [InputFile] = [],
        quarantine: [QuarantinedRow] = [], rowsRead: Int = 0, warnings: [String] = []
    ) {
        self.asOf = asOf
        self.calendar = calendar
        self.series = series
        self.facts = facts
        self.items = items
        self.observedSupply = observedSupply
        self.inputs = inputs
        self.quarantine = quarantine
        self.rowsRead = rowsRead
        self.warnings = warnings
    }
}

/// Why an item-location that is sold is not planned.
public struct UnplannedReason: Sendable, Codable, Equatable {
    public var status: Recommendation.Status
    public var text: String

    public init(_ status: Recommendation.Status, _ text: String) {
        self.status = status
        self.text = text
    }
}

/// Supply facts observed in purchase history and open documents; each is used where the items table has no value of its own.
public struct ObservedSupply: Sendable, Codable, Equatable {
    /// Days from order to receipt.
    public var leadTimeDays: Double?
    public var leadTimeStandardDeviationDays: Double?
    /// The receipts that both were read from.
    public var receivedLeadTimes: ReceivedLeadTimes?
    /// Units on the shelf at the last count.
    public var onHand: Double?
    /// Units ordered and not received.
    public var onOrder: Double?
    /// Units that customers are waiting for.
    public var backordered: Double?
    /// Days that closures of the supplier add to the lead time, and these closures; `nil`: none.
    public var closureDays: Double?
    public var closures: [SupplierClosure]?

    public init(
        leadTimeDays: Double? = nil, leadTimeStandardDeviationDays: Double? = nil, onHand: Double? = nil, onOrder: Double? = nil,
        backordered: Double? = nil
    ) {
        self.leadTimeDays = leadTimeDays
        self.leadTimeStandardDeviationDays = leadTimeStandardDeviationDays
        self.onHand = onHand
        self.onOrder = onOrder
        self.backordered = backordered
    }
}
