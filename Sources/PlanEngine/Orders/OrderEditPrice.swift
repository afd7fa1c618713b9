import DemandModel
import ReorderPolicies

/// What ordering another number of units today than the plan says would change.
///
///     let price = orderEditPrice(of: item, in: run, units: 40)
///     print(price.money ?? 0, price.waiting ?? 0)      // money more or less, units waiting more or less
public struct OrderEditPrice: Sendable, Equatable {
    /// Units that the plan orders, and that are to be ordered.
    public var proposed: Double
    public var units: Double
    /// Money beyond the plan's; `nil` without a unit cost.
    public var money: Double?
    /// Units waiting beyond the plan's, on average from the arrival of today's order until the next one can arrive; `nil` without a forecast.
    public var waiting: Double?
    /// What the quantity does not keep to, in plain words: packs, minimum, most per order.
    public var remarks: [String]
}

/// The price of setting today's order of an item by hand.
///
/// An order of today counts from its arrival until the next one can arrive; the units waiting are the time average of that span, as a purchase cap
/// counts them, without weights.
public func orderEditPrice(of item: PlannedItem, in run: PlanRun, units: Double) -> OrderEditPrice {
    let supply = item.supply
    let proposed = item.recommendation.orderNow
    var remarks: [String] = []
    if units > 0 {
        if let pack = supply.orderMultiple, pack > 1, (units / pack - (units / pack).rounded()).magnitude > 1e-9 {
            remarks.append("not whole packs of \(plain(pack))")
        }
        if let least = supply.minimumOrderQuantity, units < least { remarks.append("below the item's minimum order of \(plain(least))") }
        if let most = supply.maximumOrderQuantity, units > most { remarks.append("above the item's most per order of \(plain(most))") }
    }
    var price = OrderEditPrice(proposed: proposed, units: units, money: supply.unitCost.map { $0 * (units - proposed) }, remarks: remarks)
    guard let demand = try? leadTimeDemand(of: item, in: run) ?? nil, let evaluator = try? StockEvaluator(demand) else { return price }
    func waiting(_ quantity: Double) -> Double {
        evaluator.averageLosses(at: supply.inventoryPosition + quantity, includingSecond: false).first
    }
    price.waiting = waiting(units) - waiting(proposed)
    return price
}
