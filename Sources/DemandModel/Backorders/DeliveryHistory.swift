/// Days with a weight each: what is left of many deliveries once only their durations count.
public struct WeightedDays: Sendable, Codable, Equatable {
    /// Ascending, each once.
    public var days: [Int]
    /// Deliveries; older ones may count less than one.
    public var weights: [Double]
    /// Sum of the squares of the single deliveries' weights; `nil`: each counts one.
    public var squares: Double?

    public init(days: [Int] = [], weights: [Double] = [], squares: Double? = nil) {
        self.days = days
        self.weights = weights
        self.squares = squares
    }

    public var total: Double { weights.reduce(0, +) }

    /// Deliveries of equal weight that would tell as much: the square of the sum over the sum of squares (Kish 1965, section 11.7). Weights
    /// say what counts more; a history in which all deliveries count half tells no less than one in which all count one.
    public var cases: Double {
        let sum = total
        guard let squares, squares > 0 else { return sum }
        return sum * sum / squares
    }
    public var isEmpty: Bool { days.isEmpty }

    /// `nil` without any day.
    public var mean: Double? {
        let sum = total
        return sum > 0 ? zip(days, weights).reduce(0) { $0 + Double($1.0) * $1.1 } / sum : nil
    }
}

/// Order lines counted by how they kept the supplier's first promise.
///
/// A line is due when its first promised day has passed. It is on time when all that came of it had come by that day; overdue lines that
/// are still open are due and not on time. It is in full when the usable units reach the ordered ones.
public struct DeliveryCounts: Sendable, Codable, Equatable {
    /// Lines received, and lines still open.
    public var received = 0
    public var open = 0
    /// Open lines whose promised day has passed.
    public var overdue = 0
    /// Lines with a promise that is due, those of them on time, and those both on time and in full.
    public var due = 0
    public var onTime = 0
    public var onTimeInFull = 0
    /// Sum of days late over the due lines that were received (0 for those in time).
    public var daysLate = 0
    public var dueReceived = 0
    /// Received lines whose quantities are known, and those of them in full.
    public var measured = 0
    public var inFull = 0
    /// Units over the measured lines; what came beyond the order does not count.
    public var orderedUnits = 0.0
    public var receivedUnits = 0.0
    /// Received and accepted units over the lines that say both.
    public var inspectedUnits = 0.0
    public var acceptedUnits = 0.0
    /// Sum of lead times and of their squares over the received lines, days.
    public var leadDays = 0.0
    public var leadDaysSquared = 0.0

    public init() {}
}

/// How a supplier has delivered, all its items together or one item: what arrival dates and scorecards are computed from.
public struct DeliveryHistory: Sendable, Codable, Equatable {
    public var supplier: String
    /// `nil`: all items of the supplier.
    public var item: String?
    /// Days from order to receipt of the received lines, and ages of the lines still open.
    public var leadTimes: WeightedDays
    public var openAges: WeightedDays
    /// Days late against the first promise (negative: early), and how far past it the open lines are (negative: not due).
    public var daysLate: WeightedDays
    public var openDaysLate: WeightedDays
    /// Weights of the usable share of the first delivery: `firstShares[i]` for a share of i / 20, i = 0...20.
    public var firstShares: [Double]
    /// Of first deliveries that were not whole: weights of those whose rest came and of those whose rest did not, and the days until it came.
    public var restCame: Double
    public var restFailed: Double
    public var restGaps: WeightedDays
    /// All lines, and those ordered in the last half year before the planning day.
    public var all: DeliveryCounts
    public var recent: DeliveryCounts

    public init(supplier: String, item: String? = nil) {
        self.supplier = supplier
        self.item = item
        leadTimes = WeightedDays()
        openAges = WeightedDays()
        daysLate = WeightedDays()
        openDaysLate = WeightedDays()
        firstShares = []
        restCame = 0
        restFailed = 0
        restGaps = WeightedDays()
        all = DeliveryCounts()
        recent = DeliveryCounts()
    }
}

/// A delivery that brought fewer usable units than were ordered.
public struct ShortDelivery: Sendable, Codable, Equatable {
    public var orderID: String
    public var key: ItemLocation
    public var supplier: String
    public var receivedOn: CalendarDay
    public var ordered: Double
    public var received: Double
    public var usable: Double

    public init(orderID: String, key: ItemLocation, supplier: String, receivedOn: CalendarDay, ordered: Double, received: Double, usable: Double) {
        self.orderID = orderID
        self.key = key
        self.supplier = supplier
        self.receivedOn = receivedOn
        self.ordered = ordered
        self.received = received
        self.usable = usable
    }
}

/// Who waits and what is on its way: what a run keeps so that dates, causes, scorecards and notices can be computed from it alone.
public struct BackorderFacts: Sendable, Codable, Equatable {
    /// Lines waiting before the planning day, in the order of the file.
    public var waiting: [CustomerBackorder]
    /// Purchase order lines under way before the planning day, in the order of the files.
    public var openOrders: [OpenOrder]
    /// Sorted by supplier, then item; the row of all its items comes first.
    public var histories: [DeliveryHistory]
    /// Short deliveries of the last half year, oldest first.
    public var shortDeliveries: [ShortDelivery]
    /// Share of purchase orders with several lines whose lines all came on one day; `nil` where no such order is known.
    public var togetherShare: Double?
    /// Days by which a scenario moves a supplier's deliveries; `nil`: none.
    public var delayDays: [String: Int]?
    /// What may be sent in place of what; `nil` where no table says so.
    public var substitutes: [Substitute]?

    public init(
        waiting: [CustomerBackorder] = [], openOrders: [OpenOrder] = [], histories: [DeliveryHistory] = [], shortDeliveries: [ShortDelivery] = [],
        togetherShare: Double? = nil
    ) {
        self.waiting = waiting
        self.openOrders = openOrders
        self.histories = histories
        self.shortDeliveries = shortDeliveries
        self.togetherShare = togetherShare
    }

    public var isEmpty: Bool { waiting.isEmpty && openOrders.isEmpty && histories.isEmpty && (substitutes ?? []).isEmpty }
}
