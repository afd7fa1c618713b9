import CMath
import DemandModel

/// The outcomes of one rule with one setting, item by item.
struct ReplayedSetting {
    var setting: Double
    var promisedFillRate: Double?
    var promisedInventoryValue: Double?
    var promisedBackorders: Double?
    var outcomes: [ReplayOutcome]
}

/// Adds up a setting over the items.
func replayPoint(_ replayed: ReplayedSetting, unitCosts: [Double]) -> ReplayPoint {
    var point = ReplayPoint(
        setting: replayed.setting, promisedFillRate: replayed.promisedFillRate,
        promisedInventoryValue: replayed.promisedInventoryValue, promisedBackorders: replayed.promisedBackorders, inventoryValue: 0, demandUnits: 0, backorderedUnits: 0,
        backorderedValue: 0, fillRate: 1, averageBackorders: 0, meanWaitDays: 0)
    var waiting = 0.0, promisedMoney = 0.0, leftOver = 0.0, short = 0.0, late = 0.0
    for (outcome, cost) in zip(replayed.outcomes, unitCosts) {
        point.inventoryValue += cost * outcome.averageOnHand
        point.demandUnits += outcome.demand
        point.backorderedUnits += outcome.backordered
        point.backorderedValue += cost * outcome.backordered
        point.averageBackorders += outcome.averageBackorders
        waiting += outcome.waitingUnitDays
        guard outcome.days > 0 else { continue }
        promisedMoney += cost * outcome.promisedOnHandUnitDays / outcome.days
        leftOver += cost * outcome.leftOverUnitDays / outcome.days
        short += cost * outcome.demandShortUnitDays / outcome.days
        late += cost * (outcome.waitingUnitDays - outcome.promisedWaitingUnitDays) / outcome.days
    }
    if replayed.promisedInventoryValue != nil {
        point.heldBeyondPromise = point.inventoryValue - promisedMoney
        point.heldLeftOver = leftOver
        point.heldForDemandThatDidNotCome = short
        point.heldWhileOthersWait = late
    }
    if point.demandUnits > 0 {
        point.fillRate = 1 - point.backorderedUnits / point.demandUnits
        point.meanWaitDays = waiting / point.demandUnits
    }
    return point
}

/// Ratio of two rules' shortfalls at the money that the second one holds, geometric mean over its settings, with a bootstrap
/// interval over items.
///
/// The first rule's shortfall at a given money is read off its curve, log against log, between the two neighbouring points (the
/// end segments are continued beyond the ends).
///
/// - Parameter shortfallValue: counts a short unit of item i as this many (1 for units, the unit cost for value).
func equalMoneyRatio(
    of plan: [ReplayedSetting], against textbook: [ReplayedSetting], unitCosts: [Double], shortfallValue: [Double],
    draws: Int, seed: UInt64
) -> ReplayRatio {
    let items = unitCosts.count
    func table(_ settings: [ReplayedSetting]) -> [[(money: Double, short: Double)]] {
        settings.map { setting in
            (0..<items).map { (unitCosts[$0] * setting.outcomes[$0].averageOnHand, shortfallValue[$0] * setting.outcomes[$0].backordered) }
        }
    }
    let planTable = table(plan)
    let textbookTable = table(textbook)
    func ratios(_ counts: [Int]) -> [Double] {
        func sums(_ rows: [(money: Double, short: Double)]) -> (money: Double, short: Double) {
            var total = (money: 0.0, short: 0.0)
            for index in 0..<items where counts[index] > 0 {
                total.money += Double(counts[index]) * rows[index].money
                total.short += Double(counts[index]) * rows[index].short
            }
            return total
        }
        let curve = planTable.map(sums).sorted { $0.money < $1.money }
        return textbookTable.map(sums).map { interpolated(curve, at: $0.money) / $0.short }
    }
    func geometricMean(_ values: [Double]) -> Double {
        let usable = values.filter { $0.isFinite && $0 > 0 }
        return usable.isEmpty ? .nan : exp(usable.reduce(0) { $0 + log($1) } / Double(usable.count))
    }
    let perSetting = ratios([Int](repeating: 1, count: items))
    var random = SeededRandom(key: ItemLocation(item: "bootstrap"), seed: seed)
    var resampled: [Double] = []
    for _ in 0..<draws {
        var counts = [Int](repeating: 0, count: items)
        for _ in 0..<items { counts[Int(random.uniform() * Double(items))] += 1 }
        let mean = geometricMean(ratios(counts))
        if mean.isFinite { resampled.append(mean) }
    }
    resampled.sort()
    func point(_ share: Double) -> Double {
        resampled.isEmpty ? .nan : resampled[min(resampled.count - 1, Int(share * Double(resampled.count)))]
    }
    return ReplayRatio(ratio: geometricMean(perSetting), low: point(0.05), high: point(0.95), perSetting: perSetting)
}

private func interpolated(_ curve: [(money: Double, short: Double)], at money: Double) -> Double {
    let usable = curve.filter { $0.money > 0 && $0.short > 0 }
    guard usable.count > 1, money > 0 else { return usable.first?.short ?? .nan }
    var upper = 1
    while upper < usable.count - 1, usable[upper].money < money { upper += 1 }
    let (a, b) = (usable[upper - 1], usable[upper])
    guard b.money > a.money else { return b.short }
    let share = log(money / a.money) / log(b.money / a.money)
    return exp(log(a.short) + share * log(b.short / a.short))
}
