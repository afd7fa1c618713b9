import DemandModel

/// What a shop's page says of an item.
public enum Availability: String, Sendable, Codable, CaseIterable {
    case inStock = "in_stock"
    /// Can be ordered, with a date.
    case backorder
    /// Cannot be ordered: there is no date.
    case outOfStock = "out_of_stock"
    /// What is left is sold, and nothing is ordered any more.
    case ending
}

/// The state of one item-location for the shop front.
public struct ShopState: Sendable, Equatable {
    public var key: ItemLocation
    public var state: Availability
    /// Units free to sell.
    public var free: Double
    public var dates: DatePromise
    /// In plain words; empty where there is nothing to say.
    public var reason: String
}

/// The state of every item-location, in the order of the items.
///
/// A backorder needs a day that nine of ten such orders are filled by; without one the item is out of stock.
public func shopStates(_ items: [PlannedItem], facts: BackorderFacts) -> [ShopState] {
    var waiting: [ItemLocation: Double] = [:]
    for line in facts.waiting { waiting[line.key, default: 0] += line.quantity }
    return items.map { item in
        let free = max(0, item.supply.onHand - max(item.supply.backordered, waiting[item.key] ?? 0))
        let isEnding = item.supply.stock?.maximumStock == 0 || item.supply.stock?.overrideOrderUpTo == 0
        var state = ShopState(key: item.key, state: .inStock, free: free, dates: DatePromise(), reason: "")
        if free >= 1 {
            if isEnding {
                state.state = .ending
                state.reason = "what is left is sold: its level is set to 0"
            }
            return state
        }
        state.dates = item.recommendation.restock ?? DatePromise()
        if state.dates.p90 != nil, !isEnding {
            state.state = .backorder
            return state
        }
        state.dates = DatePromise()
        state.state = isEnding ? .ending : .outOfStock
        state.reason = if isEnding { "nothing is left and its level is set to 0" }
            else if item.recommendation.policy == nil { "it is not planned (\(item.recommendation.status.rawValue)), and nothing that is on its way reaches a new customer" }
            else { "no supply within two years reaches a new customer for sure" }
        return state
    }
}
