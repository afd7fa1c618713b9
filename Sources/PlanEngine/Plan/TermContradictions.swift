import DemandModel

/// What is wrong with the terms of an item taken together: one sentence for each contradiction, with the rule that the plan follows.
///
/// - The supplier's smallest order (minimum order in whole packs) above the maximum stock, or above what sells within the shelf life: the order is placed
///   whole when one is due, and stock goes above the limit.
/// - It is above a year's demand: it is placed when one is due, and lasts more than a year.
///
/// A maximum order below a pack or below the minimum order, and a minimum stock above the maximum stock, leave no order or level at all: such an item
/// is `failed`.
///
///     terms.minimumOrderQuantity = 1000; terms.stock?.maximumStock = 50
///     termContradictions(terms, meanPerDay: 1).count       // 2
func termContradictions(_ supply: SupplyTerms, meanPerDay: Double) -> [String] {
    let pack = supply.orderMultiple.flatMap { $0 > 0 ? $0 : nil } ?? 0
    var least = max(supply.minimumOrderQuantity ?? 0, pack)
    if pack > 0 { least = (least / pack).rounded(.up) * pack }
    guard least > 1, least.isFinite else { return [] }
    let name = least > pack && supply.minimumOrderQuantity != nil ? "minimum order \(plain(least))" : "pack of \(plain(least))"
    var found: [String] = []
    if let most = supply.stock?.maximumStock, least > most {
        found.append("\(name) is more than the maximum stock of \(plain(most)): ordered whole when it is due, above the maximum")
    }
    let yearly = 365.25 * max(0, meanPerDay)
    if let days = supply.stock?.shelfLifeDays, meanPerDay > 0, least > meanPerDay * days {
        found.append("\(name) is more than sells within the shelf life of \(plain(days)) days")
    }
    if yearly > 0, least > yearly { found.append("\(name) is \(plain((10 * least / yearly).rounded() / 10)) years of demand") }
    return found
}
