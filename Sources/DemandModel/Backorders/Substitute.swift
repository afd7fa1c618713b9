/// An item that may be sent in place of another.
public struct Substitute: Sendable, Codable, Equatable {
    public var item: String
    public var substitute: String
    /// Units of the substitute for one unit of the item.
    public var ratio: Double
    /// The item stands in for the substitute as well.
    public var isTwoWay: Bool
    /// The smaller number is tried first; `nil` last.
    public var priority: Double?
    public var validFrom: CalendarDay?
    public var validTo: CalendarDay?
    /// The customer must be asked.
    public var needsConsent: Bool

    public init(
        item: String, substitute: String, ratio: Double = 1, isTwoWay: Bool = false, priority: Double? = nil, validFrom: CalendarDay? = nil,
        validTo: CalendarDay? = nil, needsConsent: Bool = true
    ) {
        self.item = item
        self.substitute = substitute
        self.ratio = ratio
        self.isTwoWay = isTwoWay
        self.priority = priority
        self.validFrom = validFrom
        self.validTo = validTo
        self.needsConsent = needsConsent
    }

    /// True on a day between the first and the last.
    public func isValid(on day: CalendarDay) -> Bool { (validFrom ?? day) <= day && day <= (validTo ?? day) }
}
