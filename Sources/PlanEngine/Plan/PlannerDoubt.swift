import DemandForecasting
import DemandModel
import ReorderPolicies

/// Levels beyond this many times the most ever sold in as long a time are for a planner to look at.
private let doubtfulLevel = 2.0
/// The same for a level that holds a batch beyond its reorder point, in the time that it is to last.
private let doubtfulBatchLevel = 2.5
/// An order for an item that has ended with more than this probability is.
private let doubtfulLife = 0.5

/// Why a planner should look at a recommendation before it is ordered, in words; `nil` where it is like what the item has sold.
///
/// Levels that were set by hand (frozen, overrides, minimum stock) and launches without a sale are the planner's own and are not doubted.
///
///     check: S 1004 is 5.7 times the 175 units of its best 35 days so far
func plannerDoubt(_ item: PlannedItem, recommendation: Recommendation) -> String? {
    guard let policy = recommendation.policy,
          let ground = DoubtGround(item, protectionDays: recommendation.protectionDays, demandMean: recommendation.demandMean) else { return nil }
    switch ground.doubt(policy, orderNow: recommendation.orderNow) {
    case nil: return nil
    case .level(let name, let units, let record):
        let ratio = (units / max(record.most, 1e-9) * 10).rounded() / 10, periods = item.history.count
        let known = periods < record.window ? "of its \(periods) \(periods == 1 ? "period" : "periods")" : "of its best \(plain(record.days.rounded())) days"
        return "check: \(name) \(plain(units)) is \(plain(ratio)) times the \(plain(record.most.rounded())) units \(known) so far"
    case .ending: return "check: it seems to have ended; the level is for the case that it is still sold"
    }
}

/// What an item's levels and orders are doubted by: the same for every policy. O(periods of its history) to make.
struct DoubtGround: Sendable {
    enum Doubt {
        /// A level of so many units is far more than the item ever sold.
        case level(name: String, units: Double, record: Record)
        /// An order for an item that seems to have ended.
        case ending
    }

    /// The most that an item ever sold in so long a time.
    struct Record: Sendable {
        /// A period at least.
        var days: Double
        /// The same in whole periods.
        var window: Int
        var most: Double

        init(_ history: DemandSeries, days: Double, periodDays: Double) {
            self.days = max(days, periodDays)
            window = max(1, Int((self.days / periodDays).rounded()))
            most = history.largestTotal(periods: window) * max(1, self.days / periodDays / Double(window))
        }
    }

    /// Of the protection interval.
    let protection: Record
    /// Of the protection interval and the time that a batch is to last which the cost of an order asks for.
    let cover: Record
    private let minimumStock: Double
    private let hasEnded: Bool

    /// `nil` for what is the planner's own and not doubted.
    ///
    /// - Parameter demandMean: units wanted over the protection interval.
    init?(_ item: PlannedItem, protectionDays: Double, demandMean: Double) {
        guard let periodDays = item.outlook?.periodDays, periodDays > 0, item.supply.stock?.isFixed != true,
              item.history.demand.contains(where: { $0 > 0 }) else { return nil }
        protection = Record(item.history, days: protectionDays, periodDays: periodDays)
        let batch = economicBatch(item.supply, perDay: demandMean / max(protectionDays, 1e-9))
        cover = batch > 0 && demandMean > 0
            ? Record(item.history, days: min(protectionDays * (1 + batch / demandMean), periodDays * Double(item.history.count)), periodDays: periodDays)
            : protection
        minimumStock = item.supply.stock?.minimumStock ?? 0
        hasEnded = item.pooled?.endedProbability ?? 0 > doubtfulLife
    }

    func doubt(_ policy: ReplenishmentPolicy, orderNow: Double) -> Doubt? {
        let isSingle = policy.reorderPoint + 1 >= policy.orderUpTo, level = policy.orderUpTo
        if level > minimumStock {
            let asked = isSingle ? level : policy.reorderPoint + 1
            if asked > doubtfulLevel * protection.most { return .level(name: isSingle ? "S" : "r", units: isSingle ? asked : policy.reorderPoint, record: protection) }
            // What is held beyond the reorder point by batch sizes is no expectation of demand, but may be far too much all the same.
            let record = policy.kind == .RS ? protection : cover
            if level > doubtfulBatchLevel * record.most { return .level(name: "S", units: level, record: record) }
        }
        return hasEnded && orderNow > 0 ? .ending : nil
    }
}

/// Units of the batch that the cost of an order asks for; 0 where none is given or the policy orders what was sold.
private func economicBatch(_ supply: SupplyTerms, perDay: Double) -> Double {
    guard supply.orderCost > 0, supply.holdingRatePerYear > 0, let cost = supply.unitCost, cost > 0, perDay > 0 else { return 0 }
    return economicOrderQuantity(fixedCost: supply.orderCost, holdingCost: cost * supply.holdingRatePerYear, demandRate: perDay * daysPerYear)
}
