import DemandModel

/// What a replay compares, and over which days.
public struct ReplayConfiguration: Sendable, Codable, Equatable {
    public var clock = ReplayClock()
    /// Item-locations need demand in at least this many periods before the first planning day to be replayed.
    public var leastActivePeriods = 1
    /// Factors z of the textbook rule that is compared at equal money.
    public var textbookFactors = [0.84, 1.28, 1.64, 2.33]
    /// Points of the plan's own curve: budgets between the money that the textbook rule holds at the first and at the last factor,
    /// and a little beyond.
    public var curvePoints = 7
    /// Budgets to replay in place of a curve; empty: the curve.
    public var budgets: [Double] = []
    /// Unit fill rates, each promised for every item, whose promise is put beside what came.
    public var fillRateTargets = [0.9, 0.95, 0.98]
    /// Draws of the bootstrap over items.
    public var bootstrapDraws = 200
    public var seed: UInt64 = 20_100_101

    public init() {}
}

/// One rule with one setting, replayed: what it promised and what came.
public struct ReplayPoint: Sendable, Codable, Equatable {
    /// The setting: z, the budget in money, or the fill rate promised for every item.
    public var setting: Double
    /// Mean over the planning days of what the plan said, `nil` for the textbook rule, which promises nothing but z.
    public var promisedFillRate: Double?
    public var promisedInventoryValue: Double?
    /// Time-average units waiting.
    public var promisedBackorders: Double?
    /// What came, over all items.
    public var inventoryValue: Double
    public var demandUnits: Double
    public var backorderedUnits: Double
    public var backorderedValue: Double
    public var fillRate: Double
    /// Time-average units waiting.
    public var averageBackorders: Double
    public var meanWaitDays: Double
    /// Average inventory value that was held beyond what the plans said of the same days, and where it comes from: stock left over at reviews (the
    /// position after a review, less the one expected), demand that was expected and did not come, and units waiting beyond those expected. The three
    /// sum to the first; `nil` for a rule that promises nothing.
    public var heldBeyondPromise: Double?
    public var heldLeftOver: Double?
    public var heldForDemandThatDidNotCome: Double?
    public var heldWhileOthersWait: Double?
}

/// A rule over all its settings.
public struct ReplayCurve: Sendable, Codable, Equatable {
    public var rule: String
    public var points: [ReplayPoint]
}

/// A ratio of two rules at equal money, with a bootstrap interval over items.
public struct ReplayRatio: Sendable, Codable, Equatable {
    /// Geometric mean over the textbook's settings of (plan / textbook).
    public var ratio: Double
    /// 5% and 95% points of the bootstrap.
    public var low: Double
    public var high: Double
    /// The ratio at each of the textbook's settings.
    public var perSetting: [Double]
}

/// The outcome of a replay.
public struct ReplayReport: Sendable, Codable, Equatable {
    public var from: CalendarDay
    public var configuration: ReplayConfiguration
    public var items: Int
    public var plan: ReplayCurve
    public var textbook: ReplayCurve
    /// The plan with one fill rate for every item.
    public var fillRates: ReplayCurve
    public var backorderedUnits: ReplayRatio
    public var backorderedValue: ReplayRatio
    /// Item-locations that could not be planned at some planning day: replayed with the last level they had (0 at first).
    public var unplanned: [String]
    /// Counted item-days whose shelf was empty by the sales file (`stockout`): the demand replayed there is only what was sold.
    public var stockoutItemDays = 0
    /// Counted item-days in all.
    public var itemDays = 0
}
