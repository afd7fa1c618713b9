import CustomerBackorders
import DemandModel
import ReorderPolicies

/// The share of an order below which what suppliers lose is not counted: roundings of partial deliveries.
private let leastLoss = 0.001

/// What each supplier's orders lack, from its deliveries: suppliers who bring everything are left out.
func orderLosses(_ histories: [DeliveryHistory]) -> [String: OrderLosses] {
    deliveryLosses(histories).reduce(into: [:]) { result, entry in
        guard entry.value.mean >= leastLoss else { return }
        result[entry.key] = OrderLosses(mean: entry.value.mean, meanSquare: entry.value.meanSquare)
    }
}

/// How many units one order of an item usually has, before its policy is known: a review period's demand, the least order and pack, and
/// the economic quantity where the policy orders in quantities.
func usualOrder(_ supply: SupplyTerms, demand: LeadTimeDemand, kind: ReplenishmentPolicy.Kind?) -> (units: Double, isFixed: Bool) {
    let review = demand.meanPerDay * demand.reviewPeriodDays
    var fixed = max(supply.minimumOrderQuantity ?? 0, supply.orderMultiple ?? 0)
    let kind = kind ?? (demand.reviewPeriodDays > 0 ? .RS : .rQ)
    if kind != .RS, let cost = supply.unitCost, cost > 0, supply.orderCost > 0, supply.holdingRatePerYear > 0 {
        fixed = max(fixed, economicOrderQuantity(
            fixedCost: supply.orderCost, holdingCost: cost * supply.holdingRatePerYear, demandRate: demand.meanPerDay * daysPerYear))
    }
    return fixed > review ? (fixed, true) : (max(review, demand.overLeadTime.isCount ? 1 : 0), review <= 0)
}

/// In a sentence, the suppliers whose orders lack something that the levels do not count; `nil`: none that matters.
func uncountedLosses(_ items: [PlannedItem], histories: [DeliveryHistory], configuration: PlanConfiguration) -> String? {
    guard configuration.countsYield != true else { return nil }
    var known: [String: Double] = [:]
    for history in histories where history.item == nil && history.firstShares.reduce(0, +) >= 10 { known[history.supplier] = 0 }
    for (supplier, loss) in deliveryLosses(histories) where known[supplier] != nil && loss.mean >= 0.01 { known[supplier] = loss.mean }
    let suppliers = Set(items.map(\.supply.supplier))
    let short = known.filter { $0.value > 0 && suppliers.contains($0.key) }.sorted { $0.value != $1.value ? $0.value > $1.value : bytesPrecede($0.key, $1.key) }
    guard !short.isEmpty else { return nil }
    let names = short.prefix(3).map { "\($0.key.isEmpty ? "(no supplier)" : $0.key) \(plain((1000 * $0.value).rounded() / 10))%" }.joined(separator: ", ")
    return "part of what is ordered never becomes usable: \(names)\(short.count > 3 ? " and \(short.count - 3) more" : ""); levels take orders to come whole "
        + "([policy] yield = \"receipts\" counts it)"
}
