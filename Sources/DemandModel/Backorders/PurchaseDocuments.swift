/// One line of a purchase order that was received, in full or in part, or is still open.
public struct PurchaseReceipt: Sendable, Equatable {
    public var orderID: String
    public var key: ItemLocation
    public var supplier: String
    public var orderedOn: CalendarDay
    /// The first day that the supplier named; `nil` where the file does not say.
    public var promisedOn: CalendarDay?
    /// `nil`: not received yet.
    public var receivedOn: CalendarDay?
    /// Units; `nil` where the file does not say.
    public var orderedQuantity: Double?
    public var receivedQuantity: Double?
    public var acceptedQuantity: Double?

    public init(
        orderID: String = "", key: ItemLocation, supplier: String = "", orderedOn: CalendarDay, promisedOn: CalendarDay? = nil,
        receivedOn: CalendarDay? = nil, orderedQuantity: Double? = nil, receivedQuantity: Double? = nil, acceptedQuantity: Double? = nil
    ) {
        self.orderID = orderID
        self.key = key
        self.supplier = supplier
        self.orderedOn = orderedOn
        self.promisedOn = promisedOn
        self.receivedOn = receivedOn
        self.orderedQuantity = orderedQuantity
        self.receivedQuantity = receivedQuantity
        self.acceptedQuantity = acceptedQuantity
    }
}

/// A purchase order line that is on its way.
public struct OpenOrder: Sendable, Codable, Equatable {
    public var orderID: String
    public var key: ItemLocation
    public var supplier: String
    public var orderedOn: CalendarDay?
    public var promisedOn: CalendarDay?
    /// Units not received yet.
    public var quantity: Double
    /// The line of the order, where the table numbers them: lines that are equal but for it are two.
    public var line: String

    public init(
        orderID: String = "", key: ItemLocation, supplier: String = "", orderedOn: CalendarDay? = nil, promisedOn: CalendarDay? = nil, quantity: Double,
        line: String = ""
    ) {
        self.orderID = orderID
        self.key = key
        self.supplier = supplier
        self.orderedOn = orderedOn
        self.promisedOn = promisedOn
        self.quantity = quantity
        self.line = line
    }

    /// The promised day, else a lead time after the day of the order; `nil` where neither is known.
    public func expectedOn(leadTimeDays: Double) -> CalendarDay? {
        promisedOn ?? orderedOn.map { $0.advanced(by: Int(leadTimeDays.rounded())) }
    }

    /// Days past the expected one after which an order is taken for one that was never closed: a lead time, at least 30.
    public static func patienceDays(leadTimeDays: Double) -> Int { Int(max(30, leadTimeDays).rounded(.down)) }

    /// An order that is later than that and no longer counts as stock on its way.
    public func isGivenUp(asOf: CalendarDay, leadTimeDays: Double) -> Bool {
        expectedOn(leadTimeDays: leadTimeDays).map { $0.days(until: asOf) > OpenOrder.patienceDays(leadTimeDays: leadTimeDays) } ?? false
    }
}

/// One line of a customer order that waits for goods.
public struct CustomerBackorder: Sendable, Codable, Equatable {
    public var orderID: String
    public var key: ItemLocation
    public var orderedOn: CalendarDay?
    /// The day that the customer was told; `nil` where none was.
    public var promisedOn: CalendarDay?
    /// Units waiting.
    public var quantity: Double
    /// Who is served first: the smaller number; `nil` comes after every number.
    public var priority: Double?
    /// What the customer pays, money per unit.
    public var price: Double?

    public init(
        orderID: String = "", key: ItemLocation, orderedOn: CalendarDay? = nil, promisedOn: CalendarDay? = nil, quantity: Double,
        priority: Double? = nil, price: Double? = nil
    ) {
        self.orderID = orderID
        self.key = key
        self.orderedOn = orderedOn
        self.promisedOn = promisedOn
        self.quantity = quantity
        self.priority = priority
        self.price = price
    }
}
