import DemandModel
import NumericCore
import ParallelWork

/// What a shelf life does to an item-location in the long run.
public struct WasteEffect: Sendable, Equatable {
    public var key: ItemLocation
    /// Units that are too old before they are sold, a year.
    public var expiredUnitsPerYear: Double
    /// Units waiting on average, and units a year that are not served from the shelf at once, with expiry over without.
    public var waitingRatio: Double
    public var shortRatio: Double
}

/// Lives items with a shelf life through the same days with and without expiry.
///
/// A unit can be sold for `shelf_life_days` days after it has come; the oldest is sold first. What expires is gone from the position, and ordered anew at the next review. How
/// much expires has no closed form under periodic review with a lead time (Nahmias 1982): it is counted, with the level of demand drawn from the forecast's error.
///
/// - Returns: for each item-location with a policy, demand and a shelf life, in key order.
/// - Complexity: 48 paths of 500 days and the time to get going for up to 1,000 items; for more, as many fewer paths, at least six.
public func wasteEffects(_ items: [PlannedItem], histories: [DeliveryHistory], threads: Int = 1) -> [WasteEffect] {
    let aging = items.indices.filter { (items[$0].supply.stock?.shelfLifeDays ?? 0) > 0 && items[$0].recommendation.policy != nil }
    guard !aging.isEmpty else { return [] }
    let losses = deliveryLosses(histories)
    let paths = max(6, min(48, 48_000 / aging.count))
    return parallelMap(count: aging.count, threads: threads) { slot -> WasteEffect? in
        let planned = items[aging[slot]]
        guard let days = planned.supply.stock?.shelfLifeDays,
              let item = ReplayedItem(planned, loss: losses[planned.supply.supplier]?.mean ?? 0, capacityPerDay: .infinity) else { return nil }
        return WasteReplay(item, shelfLifeDays: days, paths: paths).effect(planned.key)
    }.compactMap { $0 }
}

/// The replay of one item with and without expiry.
struct WasteReplay {
    private struct Sums {
        var waiting = 0.0, short = 0.0, expired = 0.0
    }

    private let item: ReplayedItem
    private let life: Int
    private let levels: [Double]
    private let warmUp: Int
    private let days: Int

    init(_ item: ReplayedItem, shelfLifeDays: Double, paths: Int, days: Int = 500) {
        self.item = item
        life = max(1, Int(shelfLifeDays.rounded()))
        warmUp = item.warmUpDays + life
        self.days = warmUp + days
        levels = demandLevels(relativeError: item.relativeError, parts: (0...paths).map { Double($0) / Double(paths) })
    }

    func effect(_ key: ItemLocation) -> WasteEffect {
        var lasting = Sums(), aging = Sums()
        for (path, level) in levels.enumerated() {
            var random = PlainRandom(state: item.seedValue &+ UInt64(path) &* 0x9E37_79B9 &+ 53)
            let noise = item.noise(level: level, days: days, random: &random)
            let leads = (0..<days).map { _ in random.uniform() }
            live(level, noise, leads, expires: false, sums: &lasting)
            live(level, noise, leads, expires: true, sums: &aging)
        }
        let years = Double(levels.count * (days - warmUp)) / 365.25
        func ratio(_ new: Double, _ old: Double) -> Double { old > 1e-9 ? max(1, new / old) : 1 }
        return WasteEffect(
            key: key, expiredUnitsPerYear: aging.expired / years, waitingRatio: ratio(aging.waiting, lasting.waiting), shortRatio: ratio(aging.short, lasting.short))
    }

    private func live(_ level: Double, _ noise: [Double], _ leads: [Double], expires: Bool, sums: inout Sums) {
        var waiting = 0.0, underWay = 0.0
        // Batches on the shelf, oldest first: the last morning on which they can be sold, and units.
        var shelf: [(last: Int, units: Double)] = []
        var oldest = 0
        var onHand = 0.0
        var receipts = [Double](repeating: 0, count: days + 1), missing = receipts
        let review = max(1, Int(item.reviewDays.rounded()))
        func receive(_ units: Double, _ day: Int) {
            let served = min(units, waiting)
            waiting -= served
            guard units > served else { return }
            shelf.append((day + life - 1, units - served))
            onHand += units - served
        }
        receive(item.policy.orderUpTo, 0)
        for day in 0..<days {
            underWay -= missing[day] + receipts[day]
            if receipts[day] > 0 { receive(receipts[day], day) }
            let position = onHand + underWay - waiting
            let quantity = day % review == 0 ? item.order(position: position, limits: 1) : 0
            if quantity > 0 {
                let usable = quantity * (1 - item.loss)
                let arrival = day + item.arrivalDays(leads[day], strength: 1)
                if arrival <= day { receive(usable, day) } else {
                    underWay += quantity
                    if arrival < days {
                        receipts[arrival] += usable
                        missing[arrival] += quantity - usable
                    }
                }
            }
            let before = waiting
            let demand = max(0, item.perDay * level + noise[day])
            let short = max(0, demand - onHand)
            var left = min(demand, onHand)
            onHand -= left
            waiting += short
            while left > 0, oldest < shelf.count {
                let taken = min(left, shelf[oldest].units)
                shelf[oldest].units -= taken
                left -= taken
                if shelf[oldest].units <= 1e-12 { oldest += 1 } else { break }
            }
            var expired = 0.0
            while expires, oldest < shelf.count, shelf[oldest].last <= day {
                expired += shelf[oldest].units
                oldest += 1
            }
            onHand = max(0, onHand - expired)
            guard day >= warmUp else { continue }
            sums.short += short
            sums.waiting += 0.5 * (before + waiting)
            sums.expired += expired
        }
    }
}
