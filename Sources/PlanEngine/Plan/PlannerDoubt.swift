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
    guard let policy = recommendation.policy, let periodDays = item.outlook?.periodDays, periodDays > 0,
          item.supply.stock?.isFixed != true, item.history.demand.contains(where: { $0 > 0 }) else { return nil }
    // What is held beyond the reorder point by batch sizes is no expectation of demand, but may be far too much all the same.
    let single = policy.reorderPoint + 1 >= policy.orderUpTo
    let level = policy.orderUpTo, asked = single ? level : policy.reorderPoint + 1
    let days = max(recommendation.protectionDays, periodDays)
    let window = max(1, Int((days / periodDays).rounded()))
    let most = item.history.largestTotal(periods: window) * max(1, days / periodDays / Double(window))
    if asked > doubtfulLevel * most || level > doubtfulBatchLevel * most, level > item.supply.stock?.minimumStock ?? 0 {
        let ratio = (level / max(most, 1e-9) * 10).rounded() / 10
        let known = item.history.count < window ? "of its \(item.history.count) \(item.history.count == 1 ? "period" : "periods")" : "of its best \(plain(days.rounded())) days"
        return "check: S \(plain(level)) is \(plain(ratio)) times the \(plain(most.rounded())) units \(known) so far"
    }
    if let ended = item.pooled?.endedProbability, ended > doubtfulLife, recommendation.orderNow > 0 {
        return "check: it seems to have ended; the level is for the case that it is still sold"
    }
    return nil
}
