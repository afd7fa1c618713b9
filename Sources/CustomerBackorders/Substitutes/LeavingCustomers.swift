import DemandModel
import NumericCore
import ParallelWork

/// What it changes in the long run that part of an item-location's customers do not wait.
public struct LeavingEffect: Sendable, Equatable {
    public var key: ItemLocation
    /// Units waiting on average, and units a year that are not served from the shelf at once, with leaving over without.
    public var waitingRatio: Double
    public var shortRatio: Double
}

/// Lives items whose customers leave in part through the same days with and without leaving.
///
/// A share of the customers who find the shelf empty goes away and takes its demand along: nothing is ordered for it. Units waiting fall by more than that
/// share, as stock-outs end sooner; for base stock under Poisson demand and continuous review both figures are known exactly
/// (`partialLostSales`). Any policy, family of demand and limit of orders is lived as it is, with the level of demand drawn from the forecast's error. The figures are
/// ratios: what the plan's exact distributions say of an item with patient customers is multiplied with them.
///
/// - Returns: for each item-location with a policy, demand and a share of customers who leave, in key order.
/// - Complexity: 48 paths of 500 days and the time to get going for up to 1,000 items; for more, as many fewer paths, at least six.
public func leavingEffects(_ items: [PlannedItem], histories: [DeliveryHistory], threads: Int = 1) -> [LeavingEffect] {
    let leaving = items.indices.filter { (items[$0].supply.stock?.lostSaleShare ?? 0) > 0 && items[$0].recommendation.policy != nil }
    guard !leaving.isEmpty else { return [] }
    let losses = deliveryLosses(histories)
    let paths = max(6, min(48, 48_000 / leaving.count))
    return parallelMap(count: leaving.count, threads: threads) { slot -> LeavingEffect? in
        let planned = items[leaving[slot]]
        guard let share = planned.supply.stock?.lostSaleShare,
              let item = ReplayedItem(planned, loss: losses[planned.supply.supplier]?.mean ?? 0, capacityPerDay: .infinity) else { return nil }
        return LeavingReplay(item, share: min(1, share), paths: paths).effect(planned.key)
    }.compactMap { $0 }
}

/// The replay of one item with patient and with leaving customers.
struct LeavingReplay {
    private struct Sums {
        var waiting = 0.0, short = 0.0
    }

    private let item: ReplayedItem
    private let share: Double
    private let levels: [Double]
    private let days: Int

    init(_ item: ReplayedItem, share: Double, paths: Int, days: Int = 500) {
        self.item = item
        self.share = share
        self.days = item.warmUpDays + days
        // The middle of equal parts of the distribution of the level.
        levels = demandLevels(relativeError: item.relativeError, parts: (0...paths).map { Double($0) / Double(paths) })
    }

    func effect(_ key: ItemLocation) -> LeavingEffect {
        var patient = Sums(), leaving = Sums()
        for (path, level) in levels.enumerated() {
            var random = PlainRandom(state: item.seedValue &+ UInt64(path) &* 0x9E37_79B9 &+ 41)
            let noise = item.noise(level: level, days: days, random: &random)
            let chances = (0..<days).map { _ in (lead: random.uniform(), coin: random.uniform()) }
            live(level, noise, chances, share: 0, sums: &patient)
            live(level, noise, chances, share: share, sums: &leaving)
        }
        func ratio(_ new: Double, _ old: Double) -> Double { old > 1e-9 ? min(1, new / old) : 1 }
        // Where all leave, nobody waits.
        return LeavingEffect(key: key, waitingRatio: share >= 1 ? 0 : ratio(leaving.waiting, patient.waiting), shortRatio: ratio(leaving.short, patient.short))
    }

    private func live(_ level: Double, _ noise: [Double], _ chances: [(lead: Double, coin: Double)], share: Double, sums: inout Sums) {
        var net = item.policy.orderUpTo, position = net
        var receipts = [Double](repeating: 0, count: days + 1), missing = receipts
        let review = max(1, Int(item.reviewDays.rounded()))
        for day in 0..<days {
            net += receipts[day]
            position -= missing[day]
            let quantity = day % review == 0 ? item.order(position: position, limits: 1) : 0
            if quantity > 0 {
                let usable = quantity * (1 - item.loss)
                let arrival = day + item.arrivalDays(chances[day].lead, strength: 1)
                if arrival <= day {
                    net += usable
                    position += usable
                } else {
                    position += quantity
                    if arrival < days {
                        receipts[arrival] += usable
                        missing[arrival] += quantity - usable
                    }
                }
            }
            let before = max(0, -net)
            let demand = max(0, item.perDay * level + noise[day])
            let short = max(0, demand - max(0, net))
            var left = share * short
            // Customers leave whole: the share is met on average.
            if item.isCount { left = min(short, (left + chances[day].coin).rounded(.down)) }
            if share >= 1 { left = short }
            net -= demand - left
            position -= demand - left
            guard day >= item.warmUpDays else { continue }
            sums.short += short
            sums.waiting += 0.5 * (before + max(0, -net))
        }
    }
}
