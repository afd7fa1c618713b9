import DemandModel
import ReorderPolicies

/// The limits that the items table sets for one item-location's stock.
///
/// - A shelf life holds S at the mean demand of lead time plus shelf life: the last unit of the position is sold, as expected, before
///   it is too old (first in, first out).
/// - A frozen item without override levels keeps today's inventory position as its S; its stock is replaced as it is sold.
func stockLimits(_ supply: SupplyTerms, meanPerDay: Double) -> StockLimits {
    guard let stock = supply.stock else { return StockLimits() }
    var limits = StockLimits(minimumOrderUpTo: stock.minimumStock, maximumOrderUpTo: stock.maximumStock)
    limits.targetFillRate = stock.targetFillRate
    if let days = stock.shelfLifeDays {
        let sellable = max(0, meanPerDay) * (supply.leadTimeDays + days)
        if sellable < limits.maximumOrderUpTo ?? .infinity {
            limits.maximumOrderUpTo = sellable
            limits.maximumReason = "shelf life of \(plain(days)) days"
        }
    }
    guard stock.isFixed else { return limits }
    limits.fixedReorderPoint = stock.overrideReorderPoint
    limits.fixedOrderUpTo = stock.overrideOrderUpTo
    if stock.overrideReorderPoint == nil, stock.overrideOrderUpTo == nil {
        limits.fixedOrderUpTo = max(0, supply.inventoryPosition)
    }
    let reason = stock.overrideReason.map { ": " + $0 } ?? ""
    limits.fixedReason = (stock.isFrozen == true ? "frozen" : "override") + reason
    return limits
}
