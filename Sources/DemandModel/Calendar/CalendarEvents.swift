/// One row of the `calendar` table: something that happens on a day and may move demand.
///
/// `item` and `location` narrow it; where they are `nil` the event is for every item or location.
///
///     let easter = CalendarEvent(date: CalendarDay(iso: "2010-04-04")!, name: "easter")
///     let tasting = CalendarEvent(date: CalendarDay(iso: "2010-05-08")!, name: "tasting", item: "0012", location: "north")
///     print(easter.applies(to: ItemLocation(item: "0012")))         // true
///     print(tasting.applies(to: ItemLocation(item: "0012")))        // false: only at `north`
public struct CalendarEvent: Sendable, Codable, Equatable {
    public var date: CalendarDay
    /// As in the file: `easter`, `store closed`, ...
    public var name: String
    public var item: String?
    public var location: String?
    /// Days from the event itself: -2 for the second day before it, 0 for its own. Days around an event have effects of their own in
    /// daily data; in longer periods they count as days of the event.
    public var offset = 0

    public init(date: CalendarDay, name: String, item: String? = nil, location: String? = nil, offset: Int = 0) {
        self.date = date
        self.name = name
        self.item = item
        self.location = location
        self.offset = offset
    }

    /// `easter`, `easter, 2 days before`, `easter, 1 day after`.
    public var nameWithOffset: String {
        guard offset != 0 else { return name }
        return "\(name), \(abs(offset)) \(abs(offset) == 1 ? "day" : "days") \(offset < 0 ? "before" : "after")"
    }

    /// True where the event is meant for this item-location.
    public func applies(to key: ItemLocation) -> Bool {
        (item.map { $0.utf8.elementsEqual(key.item.utf8) } ?? true)
            && (location.map { $0.utf8.elementsEqual(key.location.utf8) } ?? true)
    }
}

/// One row of the `planned` table: the price or promotion of an item-location that is already decided for a coming day, or was
/// decided for one that has passed.
///
/// A row holds from its date until the end of its period; a later row of the same period replaces what it names. But a period of
/// which any row is on promotion is on promotion, at the price of the last such row, as in sales.
///
///     let offer = PlannedTerms(date: CalendarDay(iso: "2010-12-06")!, item: "0012", price: 1.99, promotion: true)
public struct PlannedTerms: Sendable, Codable, Equatable {
    public var date: CalendarDay
    public var item: String
    /// `nil`: every location that sells the item.
    public var location: String?
    /// Money per unit; `nil` where the row does not say.
    public var price: Double?
    /// `nil` where the row does not say.
    public var promotion: Bool?

    public init(date: CalendarDay, item: String, location: String? = nil, price: Double? = nil, promotion: Bool? = nil) {
        self.date = date
        self.item = item
        self.location = location
        self.price = price
        self.promotion = promotion
    }
}
