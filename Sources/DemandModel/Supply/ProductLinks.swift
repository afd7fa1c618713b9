/// One part of a kit: an item that is sold and never bought, because it is put together from others.
public struct KitPart: Sendable, Codable, Equatable {
    public var kit: String
    public var component: String
    /// Units of the component in one kit.
    public var quantity: Double

    public init(kit: String, component: String, quantity: Double) {
        self.kit = kit
        self.component = component
        self.quantity = quantity
    }
}

/// An item that takes the place of another one.
public struct Successor: Sendable, Codable, Equatable {
    public var old: String
    public var new: String
    /// From this day the new item is planned with the history of both; `nil`: at once.
    public var from: CalendarDay?
    /// Units of the new item that take the place of one of the old.
    public var ratio: Double

    public init(old: String, new: String, from: CalendarDay? = nil, ratio: Double = 1) {
        self.old = old
        self.new = new
        self.from = from
        self.ratio = ratio
    }
}

/// Days on which a supplier neither takes orders nor works on them.
public struct SupplierClosure: Sendable, Codable, Equatable {
    /// `nil`: every supplier.
    public var supplier: String?
    /// First and last day, both closed.
    public var first: CalendarDay
    public var last: CalendarDay

    public init(supplier: String?, first: CalendarDay, last: CalendarDay) {
        self.supplier = supplier
        self.first = first
        self.last = last
    }
}

/// A sentence on where an item-location's demand, stock or terms come from, under the word that a planner looks for.
public struct ItemNote: Sendable, Codable, Equatable {
    public enum Subject: String, Sendable, Codable {
        case kit, component, successor, closure, order, stock, terms, network
    }

    public var subject: Subject
    public var text: String

    public init(_ subject: Subject, _ text: String) {
        self.subject = subject
        self.text = text
    }
}
