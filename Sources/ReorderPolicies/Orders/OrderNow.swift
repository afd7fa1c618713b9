import DemandModel

/// What to order today.
public struct OrderNow: Sendable, Equatable {
    /// Units after multiple, minimum and maximum; 0 if none.
    public var quantity: Double
    /// The maximum order cuts today's order.
    public var isCapped: Bool
    public var reasons: [String]
}

/// Units to order today under a policy: nothing while the inventory position is above r; otherwise (r,Q) orders the least multiple
/// of Q that lifts the position above r, the order-up-to policies up to S, in multiples, at least the minimum and at most the
/// maximum order. Where a larger order has a lower price it is made that large if this saves more than holding what it brings too early costs.
///
///     var terms = SupplyTerms(leadTimeDays: 7, reviewPeriodDays: 7, onHand: 3)
///     terms.orderMultiple = 6
///     let policy = ReplenishmentPolicy(kind: .RS, reorderPoint: 14, orderUpTo: 20)
///     orderNow(policy: policy, terms: terms, isCount: true).quantity      // 12: 17 units in whole sixes
///
/// - Parameter meanPerDay: expected demand, units; 0: price breaks are left aside.
public func orderNow(policy: ReplenishmentPolicy, terms: SupplyTerms, isCount: Bool, meanPerDay: Double = 0) -> OrderNow {
    let order = orderQuantity(policy, OrderTerms(terms, meanPerDay: meanPerDay), isCount: isCount)
    var reasons: [String] = []
    if order.quantity > order.wanted, let price = terms.priceBreaks?.unitCost(of: order.quantity) {
        let before = terms.priceBreaks?.unitCost(of: order.wanted) ?? terms.unitCost
        reasons.append("\(number(order.quantity)) ordered in place of \(number(order.wanted)): a unit then costs \(number(price))"
            + (before.map { " in place of \(number($0))" } ?? "") + ", which saves more than holding the rest early costs")
    }
    if order.isCapped, let maximum = terms.maximumOrderQuantity {
        reasons.append("today's order of \(number(order.wanted)) is cut to the maximum order of \(number(maximum))")
    }
    return OrderNow(quantity: order.quantity, isCapped: order.isCapped, reasons: reasons)
}

/// What today's order of an item depends on beside its policy.
public struct OrderTerms: Sendable {
    /// Units.
    public var inventoryPosition: Double
    var orderMultiple: Double?
    var minimumOrderQuantity: Double?
    var maximumOrderQuantity: Double?
    private var discounts: OrderDiscounts?

    /// - Parameter meanPerDay: expected demand, units; 0: price breaks are left aside.
    public init(_ terms: SupplyTerms, meanPerDay: Double = 0) {
        inventoryPosition = terms.inventoryPosition
        orderMultiple = terms.orderMultiple
        minimumOrderQuantity = terms.minimumOrderQuantity
        maximumOrderQuantity = terms.maximumOrderQuantity
        discounts = OrderDiscounts(terms, meanPerDay: meanPerDay)
    }

    /// The size that an order of so many units is better given for its price.
    func discounted(_ quantity: Double, up: (Double) -> Double) -> Double { discounts?.better(quantity, position: inventoryPosition, up: up) ?? quantity }
}

/// The units of `orderNow` without words.
///
/// - Returns: units to order today; what they would be without the maximum order that cuts them, or without the price break that raises them.
public func orderQuantity(
    _ policy: ReplenishmentPolicy, _ terms: OrderTerms, isCount: Bool
) -> (quantity: Double, wanted: Double, isCapped: Bool) {
    let position = terms.inventoryPosition
    guard position <= policy.reorderPoint, position.isFinite else { return (0, 0, false) }
    let multiple = terms.orderMultiple.flatMap { $0 > 0 ? (isCount ? $0.rounded(.up) : $0) : nil } ?? (isCount ? 1 : 0)
    func up(_ x: Double) -> Double { multiple > 0 ? (x / multiple).rounded(.up) * multiple : x }
    func down(_ x: Double) -> Double { multiple > 0 ? (x / multiple).rounded(.down) * multiple : x }
    var quantity: Double
    if policy.kind == .rQ, let batch = policy.orderQuantity, batch > 0 {
        // The least n with position + n Q > r; for continuous demand a position just at r + Q - n Q counts as above.
        quantity = (((policy.reorderPoint - position) / batch).rounded(.down) + 1) * batch
    } else {
        let gap = policy.orderUpTo - position
        quantity = multiple > 1 || !isCount ? down(gap) : gap.rounded(.up)
        if quantity <= 0 && gap > 0 { quantity = up(gap) }
    }
    if let minimum = terms.minimumOrderQuantity, quantity < minimum { quantity = up(minimum) }
    if let maximum = terms.maximumOrderQuantity, maximum > 0, quantity > maximum {
        return (max(0, down(maximum)), quantity, true)
    }
    return (max(0, quantity > 0 ? terms.discounted(quantity, up: up) : quantity), quantity, false)
}
