import CustomerBackorders
import DemandModel

/// Fills in when items without free stock can be had again.
///
/// - Parameter facts: `nil` where no table says who waits and what is on its way: dates then come from the items table and the plan alone.
func addRestockDates(to items: inout [PlannedItem], facts: BackorderFacts?, asOf: CalendarDay, threads: Int) {
    let dates = newUnitDates(RestockInput(asOf: asOf, items: items, facts: facts ?? BackorderFacts(), delayDays: facts?.delayDays ?? [:]), threads: threads)
    for index in items.indices { items[index].recommendation.restock = dates[items[index].key] }
}

/// Counts in what the policies reach that part of the customers do not wait (`lost_sale_share`).
///
/// Levels, money and bound stay those of patient customers: a level that relied on customers leaving would drive them away.
func countLeaving(in items: inout [PlannedItem], facts: BackorderFacts?, threads: Int) {
    let effects = leavingEffects(items, histories: facts?.histories ?? [], threads: threads)
    guard !effects.isEmpty else { return }
    var places: [ItemLocation: Int] = [:]
    for (index, item) in items.enumerated() { places[item.key] = index }
    for effect in effects {
        guard let place = places[effect.key], let share = items[place].supply.stock?.lostSaleShare,
              var performance = items[place].recommendation.performance else { continue }
        let old = performance.expectedBackorders
        performance.expectedBackorders *= effect.waitingRatio
        performance.expectedWaitDays *= effect.waitingRatio
        performance.backorderedUnitsPerYear *= effect.shortRatio
        performance.fillRate = 1 - (1 - performance.fillRate) * effect.shortRatio
        performance.probabilityOfWaiting = performance.probabilityOfWaiting.map { $0 * effect.shortRatio }
        items[place].recommendation.performance = performance
        items[place].recommendation.longWaits = items[place].recommendation.longWaits?.scaled(by: effect.waitingRatio)
        let lost = share * performance.backorderedUnitsPerYear
        items[place].recommendation.addReasons(["about \(plain((lost * 100).rounded() / 100)) units a year are lost: \(plain((10_000 * share).rounded() / 100))% of "
            + "customers do not wait; \(threeDecimals(performance.expectedBackorders)) units waiting in place of \(threeDecimals(old))"])
    }
}

/// Counts in what the policies reach that goods with a shelf life expire: what is thrown away, and who waits for it.
///
/// Levels, money and bound stay those of goods that last; what a shelf life caps is capped before.
func countWaste(in items: inout [PlannedItem], facts: BackorderFacts?, threads: Int) {
    let effects = wasteEffects(items, histories: facts?.histories ?? [], threads: threads)
    guard !effects.isEmpty else { return }
    var places: [ItemLocation: Int] = [:]
    for (index, item) in items.enumerated() { places[item.key] = index }
    for effect in effects {
        guard let place = places[effect.key], var performance = items[place].recommendation.performance else { continue }
        performance.expiredUnitsPerYear = effect.expiredUnitsPerYear
        performance.expectedBackorders *= effect.waitingRatio
        performance.expectedWaitDays *= effect.waitingRatio
        let short = min(effect.shortRatio, performance.fillRate < 1 ? 1 / (1 - performance.fillRate) : 1)
        performance.backorderedUnitsPerYear *= short
        performance.fillRate = max(0, 1 - (1 - performance.fillRate) * short)
        performance.probabilityOfWaiting = performance.probabilityOfWaiting.map { min(1, $0 * short) }
        items[place].recommendation.performance = performance
        guard effect.expiredUnitsPerYear >= 0.05 else { continue }
        let value = items[place].unitCost.map { ", \(plain((effect.expiredUnitsPerYear * $0 * 100).rounded() / 100)) money" } ?? ""
        items[place].recommendation.addReasons(["about \(plain((10 * effect.expiredUnitsPerYear).rounded() / 10)) units a year are too old before they are sold\(value)"])
    }
}

/// Counts substitution in what the policies reach: units waiting fall by what substitutes serve, and rise where stock is given away.
///
/// Levels stay what the objective has chosen without substitutes: a level that relied on them would leave both items short.
///
/// - Returns: for the summary; `nil` where nothing is counted.
func countSubstitution(
    in items: inout [PlannedItem], facts: BackorderFacts?, configuration: PlanConfiguration, asOf: CalendarDay, threads: Int
) -> String? {
    guard let rows = facts?.substitutes, let rate = configuration.substituteTakeRate, rate > 0 else { return nil }
    let effects = substitutionEffects(items, rows: rows, takeRate: rate, histories: facts?.histories ?? [], asOf: asOf, threads: threads)
    guard !effects.isEmpty else { return nil }
    var places: [ItemLocation: Int] = [:]
    for (index, item) in items.enumerated() { places[item.key] = index }
    var before = 0.0, after = 0.0
    for effect in effects {
        guard let place = places[effect.key], var performance = items[place].recommendation.performance else { continue }
        let old = performance.expectedBackorders
        before += old
        performance.expectedBackorders *= effect.waitingRatio
        performance.expectedWaitDays *= effect.waitingRatio
        performance.backorderedUnitsPerYear *= effect.shortRatio
        if let waiting = performance.probabilityOfWaiting { performance.probabilityOfWaiting = min(1, waiting * effect.shortRatio) }
        after += performance.expectedBackorders
        items[place].recommendation.performance = performance
        items[place].recommendation.longWaits = items[place].recommendation.longWaits?.scaled(by: effect.shortRatio)
        var reasons: [String] = []
        if effect.takenShare > 0.005 {
            reasons.append("substitutes serve \(plain((1000 * effect.takenShare).rounded() / 10))% of the units that would wait: "
                + "\(threeDecimals(performance.expectedBackorders)) in place of \(threeDecimals(old)) units waiting")
        }
        if effect.givenPerYear >= 0.05 {
            reasons.append("about \(plain((10 * effect.givenPerYear).rounded() / 10)) units a year stand in for other items")
        }
        items[place].recommendation.addReasons(reasons)
    }
    return "substitutes are expected to serve customers of \(effects.count { $0.takenShare > 0 }) items: \(threeDecimals(after)) units waiting in place of "
        + "\(threeDecimals(before)) (take_rate \(plain(rate)); levels, bound and gap are without them)"
}

private func threeDecimals(_ value: Double) -> String { plain((value * 1000).rounded() / 1000) }
