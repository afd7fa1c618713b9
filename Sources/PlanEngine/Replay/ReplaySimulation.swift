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
    /// What the plans said of the same days (`ReplayPromise`), summed over days; 0 where a rule promises nothing.
    public var promisedOnHandUnitDays = 0.0
    public var promisedWaitingUnitDays = 0.0
    /// Sum over days of the position after the review that governs the day, less the promised one: stock that was left over.
    public var leftOverUnitDays = 0.0
    /// Sum over days of the expected demand since that review, less what came.
    public var demandShortUnitDays = 0.0

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
