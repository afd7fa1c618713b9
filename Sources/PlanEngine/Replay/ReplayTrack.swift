import DemandModel

/// What a plan says of the days between the receipts of one review's order and of the next one's: time averages, units.
struct ReplayPromise: Sendable, Equatable {
    /// Mean inventory position after the review.
    var position = 0.0
    var onHand = 0.0
    var waiting = 0.0

    init(position: Double = 0, onHand: Double = 0, waiting: Double = 0) {
        self.position = position
        self.onHand = onHand
        self.waiting = waiting
    }

    /// What a level of a plan's path says. In batches the mean position lies half a batch below.
    init(_ level: PathLevel) {
        let batch = level.orderUpTo - level.reorderPoint
        self.init(position: level.position - (batch > 1 ? 0.5 * (batch - 1) : 0), onHand: level.onHand, waiting: level.waiting)
    }

    /// Mean demand between the review and these days: what leaves of the position what is on hand and waiting.
    var demand: Double { position - onHand + waiting }
}

/// What a review orders up to, in which batches, and what the plan says of the days that its order governs.
struct ReviewTarget: Sendable, Equatable {
    var level: Double
    /// Above 1: whole batches, as many as keep the position at or below the level.
    var batch = 0.0
    /// `nil` for a rule that promises nothing.
    var promise: ReplayPromise?
}

/// One item-location on its way through a replay: an order-up-to policy against demand that came, with full backordering.
///
/// A day runs: receipts (waiting customers first), review (every `reviewEveryDays`, the first on day 0), demand, count. The shelf
/// starts with the first level on hand. An order arrives in the morning after its lead time, so that L + R days of demand fall
/// between a review and the receipt of the next review's order. Lead times are given, one per review, so that all rules meet the
/// same ones.
///
/// A day is governed by the latest review whose order has come: what is on the shelf then is the position after that review less the
/// demand since. So the stock held beyond a promise is, to the last unit, what was left over at the review, plus the demand that was
/// expected and did not come, plus the units waiting that were not expected.
struct ReplayTrack: Sendable {
    private(set) var outcome = ReplayOutcome()
    private let dailyDemand: ArraySlice<Double>
    private let reviewEvery: Int
    private let leadTimeDays: [Int]
    private let clock: ReplayClock
    /// An order, once a batch is missing, goes up to the level ((s,S) policies).
    private let fillsUp: Bool
    private var day = 0
    private var review = 0
    private var net = 0.0
    private var onOrder = 0.0
    private var hasStarted = false
    private var receipts: [Double]
    /// By day: the latest review whose order arrives then, counted from 1; 0 for none.
    private var arrivals: [Int]
    private var reviews: [(position: Double, promise: ReplayPromise?)] = []
    private var governor = 0

    /// - Parameters:
    ///   - dailyDemand: units per day, `clock.days` of them; negative days are returns and count as no demand.
    ///   - leadTimeDays: days from order to receipt, one per review.
    init(dailyDemand: ArraySlice<Double>, reviewEveryDays: Int, leadTimeDays: [Int], clock: ReplayClock, fillsUp: Bool = false) {
        self.dailyDemand = dailyDemand
        self.reviewEvery = max(1, reviewEveryDays)
        self.leadTimeDays = leadTimeDays
        self.clock = clock
        self.fillsUp = fillsUp
        receipts = [Double](repeating: 0, count: clock.days + 1)
        arrivals = [Int](repeating: 0, count: clock.days + 1)
    }

    /// On hand plus on order less what customers wait for; `nil` before the first day, when nothing is known of the shelf.
    var position: Double? { hasStarted ? net + onOrder : nil }

    /// Runs the days up to (not including) one.
    ///
    /// - Parameter target: what a review on a day orders up to.
    mutating func advance(to end: Int, _ target: (_ day: Int) -> ReviewTarget) {
        let last = min(end, clock.days, dailyDemand.count)
        if !hasStarted, day < last {
            let first = target(0)
            net = max(0, first.level)
            reviews.append((net, first.promise))
            hasStarted = true
        }
        while day < last {
            net += receipts[day]
            onOrder -= receipts[day]
            if day % reviewEvery == 0 { order(target(day)) }
            governor = max(governor, arrivals[day])
            let demand = max(0, dailyDemand[dailyDemand.startIndex + day])
            let served = min(demand, max(0, net))
            net -= demand
            if day >= clock.discardedDays { count(demand: demand, served: served) }
            day += 1
        }
    }

    private mutating func order(_ target: ReviewTarget) {
        var quantity = target.level - (net + onOrder)
        let batch = target.batch
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
        reviews.append((net + onOrder, target.promise))
        if arrival <= day { governor = max(governor, review) } else if arrival < clock.days { arrivals[arrival] = max(arrivals[arrival], review) }
    }

    private mutating func count(demand: Double, served: Double) {
        outcome.days += 1
        outcome.demand += demand
        outcome.backordered += demand - served
        outcome.onHandUnitDays += max(0, net)
        outcome.waitingUnitDays += max(0, -net)
        let governing = reviews[governor]
        guard let promise = governing.promise else { return }
        outcome.promisedOnHandUnitDays += promise.onHand
        outcome.promisedWaitingUnitDays += promise.waiting
        outcome.leftOverUnitDays += governing.position - promise.position
        outcome.demandShortUnitDays += promise.demand - (governing.position - net)
    }
}

/// Replays levels that are known from the start: those of each planning day.
///
/// - Parameters:
///   - levels: order-up-to level per planning day.
///   - batches: order sizes per planning day.
func replay(
    dailyDemand: ArraySlice<Double>, levels: [Double], reviewEveryDays: Int, leadTimeDays: [Int], clock: ReplayClock,
    batches: [Double] = [], fillsUp: Bool = false
) -> ReplayOutcome {
    guard !levels.isEmpty else { return ReplayOutcome() }
    var track = ReplayTrack(
        dailyDemand: dailyDemand, reviewEveryDays: reviewEveryDays, leadTimeDays: leadTimeDays, clock: clock, fillsUp: fillsUp)
    let planEvery = max(1, clock.replanEveryDays)
    track.advance(to: clock.days) { day in
        let plan = day / planEvery
        return ReviewTarget(level: levels[min(plan, levels.count - 1)], batch: batches.isEmpty ? 0 : batches[min(plan, batches.count - 1)])
    }
    return track.outcome
}
