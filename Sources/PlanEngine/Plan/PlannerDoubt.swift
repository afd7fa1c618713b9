import DemandForecasting
import DemandModel

/// Levels beyond this many times the most ever sold in as long a time are for a planner to look at.
private let doubtfulLevel = 2.0
/// The same for a level that holds a batch beyond its reorder point.
private let doubtfulBatchLevel = 2.5
/// An order for an item that has ended with more than this probability is.
private let doubtfulLife = 0.5

/// Why a planner should look at a recommendation before it is ordered, in words; `nil` where it is like what the item has sold.
///
/// Levels that were set by hand (frozen, overrides, minimum stock) and launches without a sale are the planner's own and are not doubted.
///
///     check: S 1004 is 5.7 times the 175 units of its best 35 days so far
func plannerDoubt(_ item: PlannedItem, recommendation: Recommendation) -> String? {
    guard let policy = recommendation.policy, let ground = DoubtGround(item, protectionDays: recommendation.protectionDays) else { return nil }
    switch ground.doubt(policy, orderNow: recommendation.orderNow) {
    case nil: return nil
    case .level:
        let most = ground.most, ratio = (policy.orderUpTo / max(most, 1e-9) * 10).rounded() / 10, periods = item.history.count
        let known = periods < ground.window ? "of its \(periods) \(periods == 1 ? "period" : "periods")" : "of its best \(plain(ground.days.rounded())) days"
        return "check: S \(plain(policy.orderUpTo)) is \(plain(ratio)) times the \(plain(most.rounded())) units \(known) so far"
    case .ending: return "check: it seems to have ended; the level is for the case that it is still sold"
    }
}

/// What an item's levels and orders are doubted by: the same for every policy. O(periods of its history) to make.
struct DoubtGround: Sendable {
    enum Doubt {
        /// Far more than the item ever sold.
        case level
        /// An order for an item that seems to have ended.
        case ending
    }

    /// Days and periods of the protection interval, a period at least, and the most that was ever sold in them.
    let days: Double
    let window: Int
    let most: Double
    private let minimumStock: Double
    private let hasEnded: Bool

    /// `nil` for what is the planner's own and not doubted.
    init?(_ item: PlannedItem, protectionDays: Double) {
        guard let periodDays = item.outlook?.periodDays, periodDays > 0, item.supply.stock?.isFixed != true,
              item.history.demand.contains(where: { $0 > 0 }) else { return nil }
        days = max(protectionDays, periodDays)
        window = max(1, Int((days / periodDays).rounded()))
        most = item.history.largestTotal(periods: window) * max(1, days / periodDays / Double(window))
        minimumStock = item.supply.stock?.minimumStock ?? 0
        hasEnded = item.pooled?.endedProbability ?? 0 > doubtfulLife
    }

    func doubt(_ policy: ReplenishmentPolicy, orderNow: Double) -> Doubt? {
        // What is held beyond the reorder point by batch sizes is no expectation of demand, but may be far too much all the same.
        let single = policy.reorderPoint + 1 >= policy.orderUpTo
        let level = policy.orderUpTo, asked = single ? level : policy.reorderPoint + 1
        if asked > doubtfulLevel * most || level > doubtfulBatchLevel * most, level > minimumStock { return .level }
        return hasEnded && orderNow > 0 ? .ending : nil
    }
}
