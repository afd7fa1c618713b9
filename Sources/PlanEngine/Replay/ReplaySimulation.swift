/// What happened to one item-location over the counted days of a replay.
public struct ReplayOutcome: Sendable, Codable, Equatable {
    /// Days that were counted.
    public var days = 0.0
    /// Units demanded.
    public var demand = 0.0
    /// Units demanded that were not served from the shelf at once.
    public var backordered = 0.0
    /// Sum over days of the units on the shelf at the end of the day.
    public var onHandUnitDays = 0.0
    /// Sum over days of the units that customers were waiting for at the end of the day.
    public var waitingUnitDays = 0.0
    /// Orders placed.
    public var orders = 0.0

    public init() {}

    public var fillRate: Double { demand > 0 ? 1 - backordered / demand : 1 }
    public var averageOnHand: Double { days > 0 ? onHandUnitDays / days : 0 }
    /// Time-average E[B] as it came out.
    public var averageBackorders: Double { days > 0 ? waitingUnitDays / days : 0 }
    /// Mean wait over all units demanded, days (Little's law).
    public var meanWaitDays: Double { demand > 0 ? waitingUnitDays / demand : 0 }
}

/// How time runs in a replay; all in whole days.
public struct ReplayClock: Sendable, Codable, Equatable {
    /// Days simulated, and how many of them at the start are not counted.
    public var days: Int
    public var discardedDays: Int
    /// Days between the planning of new levels.
    public var replanEveryDays: Int

    public init(days: Int = 126, discardedDays: Int = 28, replanEveryDays: Int = 28) {
        self.days = days
        self.discardedDays = discardedDays
        self.replanEveryDays = replanEveryDays
    }

    /// Days, counted from the start, on which levels are planned.
    public var planningDays: [Int] { Array(stride(from: 0, to: days, by: max(1, replanEveryDays))) }
}

/// Replays an order-up-to policy for one item-location over demand that came, with full backordering.
///
/// A day runs: receipts (waiting customers first), review (every `reviewEveryDays`, the first on day 0), demand, count. The shelf
/// starts with the first level on hand. An order arrives in the morning after its lead time, so that L + R days of demand fall
/// between a review and the receipt of the next review's order. Lead times are given, one per review, so that all rules meet the
/// same ones.
///
/// - Parameters:
///   - dailyDemand: units per day, `clock.days` of them; negative days are returns and count as no demand.
///   - levels: order-up-to level per planning day.
///   - leadTimeDays: days from order to receipt, one per review.
///   - batches: order sizes per planning day; above 1, whole batches are ordered, as many as keep the position at or below the level.
///   - fillsUp: an order, once a batch is missing, goes up to the level ((s,S) policies).
func replay(
    dailyDemand: ArraySlice<Double>, levels: [Double], reviewEveryDays: Int, leadTimeDays: [Int], clock: ReplayClock,
    batches: [Double] = [], fillsUp: Bool = false
) -> ReplayOutcome {
    var outcome = ReplayOutcome()
    guard let first = levels.first else { return outcome }
    var net = max(0, first)
    var onOrder = 0.0
    var receipts = [Double](repeating: 0, count: clock.days + 1)
    var review = 0
    var level = first
    var batch = 0.0
    let planEvery = max(1, clock.replanEveryDays)
    let reviewEvery = max(1, reviewEveryDays)
    for day in 0..<min(clock.days, dailyDemand.count) {
        net += receipts[day]
        onOrder -= receipts[day]
        if day % planEvery == 0 {
            level = levels[min(day / planEvery, levels.count - 1)]
            batch = batches.isEmpty ? 0 : batches[min(day / planEvery, batches.count - 1)]
        }
        if day % reviewEvery == 0 {
            var quantity = level - (net + onOrder)
            if batch > 1 { quantity = fillsUp ? (quantity >= batch ? quantity : 0) : (quantity / batch).rounded(.down) * batch }
            let arrival = day + (review < leadTimeDays.count ? leadTimeDays[review] : leadTimeDays.last ?? 0)
            review += 1
            if quantity > 0 {
                if day >= clock.discardedDays { outcome.orders += 1 }
                if arrival <= day {
                    net += quantity
                } else {
                    onOrder += quantity
                    if arrival < clock.days { receipts[arrival] += quantity }
                }
            }
        }
        let demand = max(0, dailyDemand[dailyDemand.startIndex + day])
        let served = min(demand, max(0, net))
        net -= demand
        guard day >= clock.discardedDays else { continue }
        outcome.days += 1
        outcome.demand += demand
        outcome.backordered += demand - served
        outcome.onHandUnitDays += max(0, net)
        outcome.waitingUnitDays += max(0, -net)
    }
    return outcome
}
