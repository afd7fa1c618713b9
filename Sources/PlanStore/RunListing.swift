import DemandModel
import Foundation

/// One line of `twobin runs`: what is known of a run without loading its items.
public struct RunListing: Sendable, Equatable {
    public enum Kind: String, Sendable { case plan, scenario }

    public var id: String
    public var kind: Kind
    /// The run a scenario was derived from.
    public var parentID: String?
    public var createdAt: Date
    public var asOf: CalendarDay
    /// Of Twobin, when the run was made.
    public var version: String
    public var items: Int
    /// Units waiting on average, over all items.
    public var expectedBackorders: Double
    /// Share of units served from the shelf at once.
    public var fillRate: Double
    /// Money: unit cost x average on hand, and unit cost x S, over all items.
    public var averageInventoryValue: Double
    public var stockValue: Double
}
