import DemandModel

/// A replenishment policy in the numbers that other systems ask for.
///
/// Twobin orders when the inventory position is at or below r. A system that orders strictly below its minimum is given r and one
/// step: one unit for counted items, a hundredth for others. A system that fills up to a maximum and rounds *up* to whole packs is given
/// the maximum from which rounding up does what Twobin's rounding down does from S: with packs of m, S - m + 1 for counted items,
/// since ceil((S - m + 1 - x) / m) = floor((S - x) / m) for whole numbers. For (r,Q) this is r + 1, for single units it is S.
public struct StockRule: Sendable, Equatable {
    public var key: ItemLocation
    public var kind: ReplenishmentPolicy.Kind
    /// r: the highest position at which Twobin orders, units.
    public var reorderPoint: Double
    /// S, units: for (r,Q) the position after an order at r, r + Q.
    public var orderUpTo: Double
    /// Units that orders are multiples of: Q under (r,Q), else the pack; 1 for counted single units.
    public var multiple: Double
    /// True where stock comes in whole units.
    public var isCount: Bool

    /// The least difference between two stocks: a unit, or a hundredth.
    public var step: Double { isCount ? 1 : 0.01 }

    /// The number at which a system orders under its trigger.
    public func minimum(_ trigger: RuleTrigger) -> Double {
        trigger == .below ? cleaned(reorderPoint + step) : cleaned(reorderPoint)
    }

    /// S as it is, for systems that fill up to it in single units or round down to whole packs.
    public var maximum: Double { cleaned(orderUpTo) }

    /// The maximum of a system that rounds up to whole packs.
    public var maximumWhenRoundedUp: Double {
        multiple > step ? cleaned(orderUpTo - multiple + step) : cleaned(orderUpTo)
    }

    /// True where an order is always for the same number of units or a multiple of it.
    public var isFixedQuantity: Bool { kind == .rQ }

    /// Hundredths of items that are not counted: what systems keep of a quantity.
    private func cleaned(_ value: Double) -> Double { isCount ? value : (value * 100).rounded() / 100 }

    /// The rule of an item with a policy that can be exported.
    /// - Returns: `nil` with the reason where there is none.
    public static func rule(for item: PlannedItem) -> Result<StockRule, LeftOut> {
        let recommendation = item.recommendation
        func leave(_ reason: String) -> Result<StockRule, LeftOut> { .failure(LeftOut(key: item.key, reason: reason)) }
        switch recommendation.status {
        case .noHistory: return leave("no history: nothing is recommended")
        case .failed: return leave("the plan of this item failed: " + recommendation.reason)
        case .ok, .capped: break
        case .check: return leave("to be looked at first: " + recommendation.reason)
        case .kit: return leave("a kit: its parts are planned")
        case .replaced: return leave("replaced: its successor is planned")
        }
        guard let policy = recommendation.policy, policy.reorderPoint.isFinite, policy.orderUpTo.isFinite else {
            return leave("no policy: nothing is recommended")
        }
        let isCount = item.outlook?.isCount ?? true
        var multiple = item.supply.orderMultiple.flatMap { $0 > 0 ? (isCount ? $0.rounded(.up) : $0) : nil } ?? (isCount ? 1 : 0.01)
        if policy.kind == .rQ, let batch = policy.orderQuantity, batch > 0 { multiple = batch }
        return .success(StockRule(
            key: item.key, kind: policy.kind, reorderPoint: policy.reorderPoint, orderUpTo: policy.orderUpTo, multiple: multiple, isCount: isCount))
    }
}

/// An item that is not in an export, with the reason: it is listed beside the file.
public struct LeftOut: Error, Sendable, Equatable {
    public var key: ItemLocation
    public var reason: String

    /// The reason of an item whose numbers are those of an earlier run.
    public static let unchanged = "unchanged"

    public init(key: ItemLocation, reason: String) {
        self.key = key
        self.reason = reason
    }
}
