import DemandModel

/// Why an item needs a planner's eye. An item may need it for several reasons.
public enum AttentionKind: String, Sendable, CaseIterable {
    /// Customers wait for it today.
    case waiting
    /// Its position does not last, at expected demand, until an order placed today arrives.
    case runsOut = "runs_out"
    /// Something is ordered today.
    case orderNow = "order_now"
    /// A status that asks to be looked at: failed, check, or any that is not a plain result.
    case check
    /// A limit keeps the policy from what the objective asks.
    case capped
    /// Its level moved much since the last plan.
    case changed
    /// Stock on hand or lead time is a default: the recommendation rests on a number nobody gave.
    case assumed
    /// The last day of levels set by hand has passed: the plan chooses its own again.
    case expired

    /// What the reader sees.
    public var title: String {
        switch self {
        case .waiting: "Customers waiting now"
        case .runsOut: "Runs out before the next receipt"
        case .orderNow: "Order today"
        case .check: "Check"
        case .capped: "Capped by a limit"
        case .changed: "Changed since the last plan"
        case .assumed: "Rests on a default"
        case .expired: "Override has expired"
        }
    }

    /// How it is counted, in a sentence.
    public var explanation: String {
        switch self {
        case .waiting: "units promised to customers and not shipped"
        case .runsOut: "expected demand until an order placed today arrives is more than the inventory position"
        case .orderNow: "the position is at or below the reorder point, or the item joins its supplier's order"
        case .check: "the plan could not be made as usual: the reason says why"
        case .capped: "a minimum, multiple, maximum, shelf life or capacity binds"
        case .changed: "the order-up-to level moved by at least a quarter and by at least two units"
        case .assumed: "stock on hand or lead time is not in the tables and was filled from [defaults]"
        case .expired: "levels set by hand whose last day has passed: set them anew, or end them"
        }
    }
}

/// One reason to look at one item, with its size in units and in money.
public struct Attention: Sendable, Equatable {
    /// Position of the item in the list it was found in.
    public var index: Int
    public var kind: AttentionKind
    /// Units waiting, missing, to order or changed, by kind.
    public var units: Double
    /// The same in money; `nil` without a unit cost.
    public var money: Double?
    /// What moved, for `changed`, and what was set by hand, for `expired`; empty for the other kinds.
    public var causes: String

    init(index: Int, kind: AttentionKind, units: Double, unitCost: Double?, causes: String = "") {
        self.index = index
        self.kind = kind
        self.units = units
        money = unitCost.map { $0 * units }
        self.causes = causes
    }
}

/// What needs a planner's eye in a list of items, by kind, the worst first: most money, then most units, then key order. Items
/// without a unit cost come after those with one.
///
/// - Parameters:
///   - items: in key order.
///   - previous: the items of the plan before, in key order; `nil` where there is none.
///   - expired: levels set by hand whose last day has passed, in key order, at most one of an item.
/// - Complexity: O(n log n).
public func attention(_ items: [ItemStanding], previous: [ItemStanding]? = nil, expired: [LevelOverride] = []) -> [AttentionKind: [Attention]] {
    var found: [AttentionKind: [Attention]] = [:]
    func add(_ attention: Attention) { found[attention.kind, default: []].append(attention) }
    for (index, item) in items.enumerated() {
        if item.backordered > 0 { add(Attention(index: index, kind: .waiting, units: item.backordered, unitCost: item.unitCost)) }
        if item.expectedShortage > 0, item.orderUpTo != nil {
            add(Attention(index: index, kind: .runsOut, units: item.expectedShortage, unitCost: item.unitCost))
        }
        if item.orderNow > 0 { add(Attention(index: index, kind: .orderNow, units: item.orderNow, unitCost: item.unitCost)) }
        switch item.status {
        case "ok", "no_history": break
        case "capped": add(Attention(index: index, kind: .capped, units: item.expectedBackorders ?? 0, unitCost: item.unitCost))
        default: add(Attention(index: index, kind: .check, units: item.expectedBackorders ?? item.backordered, unitCost: item.unitCost))
        }
        if item.orderUpTo != nil, item.defaultsUsed.contains(where: { $0 == "on_hand" || $0 == "lead_time_days" }) {
            add(Attention(index: index, kind: .assumed, units: item.expectedBackorders ?? 0, unitCost: item.unitCost))
        }
    }
    if let previous { for change in levelChanges(from: previous, to: items) { add(change) } }
    for expiry in expiries(of: expired, in: items) { add(expiry) }
    for kind in found.keys {
        found[kind]?.sort { first, second in
            let (a, b) = (first.money ?? -1, second.money ?? -1)
            if a != b { return a > b }
            return first.units != second.units ? first.units > second.units : first.index < second.index
        }
    }
    return found
}

/// Items whose order-up-to level moved by at least a quarter and two units. Both lists are in key order. O(n).
func levelChanges(from before: [ItemStanding], to after: [ItemStanding]) -> [Attention] {
    var changes: [Attention] = []
    var old = 0
    for (index, item) in after.enumerated() {
        while old < before.count, before[old].key < item.key { old += 1 }
        guard old < before.count, before[old].key == item.key, let was = before[old].orderUpTo, let now = item.orderUpTo else { continue }
        let moved = (now - was).magnitude
        guard moved >= 2, moved >= 0.25 * max(was.magnitude, now.magnitude) else { continue }
        changes.append(Attention(
            index: index, kind: .changed, units: moved, unitCost: item.unitCost,
            causes: (["order-up-to \(rounded(was)) to \(rounded(now))"] + causes(from: before[old], to: item)).joined(separator: "; ")))
    }
    return changes
}

/// Inputs of the level that differ, with what they were and are.
private func causes(from old: ItemStanding, to new: ItemStanding) -> [String] {
    let values: [(String, Double?, Double?)] = [
        ("demand a day", old.demandPerDay, new.demandPerDay),
        ("demand sd", old.demandStandardDeviation, new.demandStandardDeviation),
        ("lead time", old.leadTimeDays, new.leadTimeDays),
        ("lead time sd", old.leadTimeStandardDeviationDays, new.leadTimeStandardDeviationDays),
        ("review period", old.reviewPeriodDays, new.reviewPeriodDays),
        ("unit cost", old.unitCost, new.unitCost),
        ("weight", old.weight, new.weight),
        ("minimum order", old.minimumOrderQuantity, new.minimumOrderQuantity),
        ("order multiple", old.orderMultiple, new.orderMultiple),
    ]
    return values.compactMap { name, before, after in
        before == after ? nil : "\(name) \(before.map(rounded) ?? "none") to \(after.map(rounded) ?? "none")"
    }
}

/// Levels set by hand whose last day is before the planning day and that nobody has ended or set anew since, in key order.
///
/// - Parameter overrides: of a store, in any order.
public func expiredOverrides(_ overrides: [LevelOverride], on asOf: CalendarDay) -> [LevelOverride] {
    var newest: [ItemLocation: LevelOverride] = [:]
    for override in overrides where override.number >= newest[override.key]?.number ?? .min { newest[override.key] = override }
    return newest.values.filter { override in override.endedAt == nil && override.expiresOn.map { $0 < asOf } ?? false }.sorted { $0.key < $1.key }
}

/// How far the plan's own level is from one that was set by hand and has expired. Both lists are in key order. O(n).
private func expiries(of overrides: [LevelOverride], in items: [ItemStanding]) -> [Attention] {
    var found: [Attention] = []
    var index = 0
    for override in overrides {
        while index < items.count, items[index].key < override.key { index += 1 }
        guard index < items.count, items[index].key == override.key else { continue }
        let item = items[index]
        let moved: Double = if let set = override.orderUpTo, let now = item.orderUpTo {
            (set - now).magnitude
        } else if let set = override.reorderPoint, let now = item.reorderPoint {
            (set - now).magnitude
        } else {
            0
        }
        let levels = [override.reorderPoint.map { "r \(rounded($0))" }, override.orderUpTo.map { "S \(rounded($0))" }].compactMap { $0 }.joined(separator: ", ")
        let own = item.orderUpTo.map { "; the plan chooses S \(rounded($0))" } ?? ""
        found.append(Attention(index: index, kind: .expired, units: moved, unitCost: item.unitCost, causes: "\(levels): \(override.fullReason)\(own)"))
    }
    return found
}
