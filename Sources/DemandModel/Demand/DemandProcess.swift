/// Everything that is expected of one item-location's demand from now on: one mean path, and the scenarios that are mixed around it.
///
/// All that a plan says of demand is read from this value: the forecast of each period, the distribution of demand over any number of days
/// (over L, over L + R and between), its mean and standard deviation, units waiting and fill rates, and what is explained to a planner. The mean
/// over an interval is the mean path summed over it, so means add up over intervals, and two files of one run cannot speak of two demands.
///
/// This is data only; DemandForecasting makes it from an outlook and what the panel shares, and reads intervals from it.
public struct DemandProcess: Sendable, Equatable {
    /// Expected units in each coming period (all scenarios together), with the error variance of totals as the item's own past has it.
    public var outlook: DemandOutlook
    /// What the panel shares, in units of `outlook`; `nil` where the item stands for itself.
    public var pooled: PooledDemand?
    /// What may come, most probable first; probabilities sum to 1, and so do probability x meanFactor.
    public var scenarios: [DemandScenario]

    public init(outlook: DemandOutlook, pooled: PooledDemand?, scenarios: [DemandScenario]) {
        self.outlook = outlook
        self.pooled = pooled
        self.scenarios = scenarios
    }
}

/// One way that demand may go: a share of the mixture of a `DemandProcess`.
public struct DemandScenario: Sendable, Equatable {
    /// Why it may come.
    public enum Cause: String, Sendable, Codable, CaseIterable {
        /// The level of the item's own history and forecast.
        case goesOn = "goes on"
        /// The level as items with such a history had it, or a level that has moved from there.
        case likeSimilarItems = "like similar items"
        case levelFalls = "level falls"
        case levelRises = "level rises"
        /// As past forecasts of similar items erred.
        case pastErrors = "as past forecasts erred"
        /// The item is sold no more.
        case ended = "has ended"
        /// What look-alikes sold at this age.
        case lookAlikes = "as look-alikes"
        /// The season turns as in past years.
        case seasonTurns = "season turns"
    }

    /// How demand spreads around the scenario's mean over an interval.
    public enum Spread: Sendable, Equatable {
        /// The outlook's error variance at the scenario's level, times a factor.
        case ownErrors(varianceFactor: Double)
        /// Variance m + phi m^2, phi over the calibrated horizon; over other intervals phi follows the outlook's curves.
        case dispersion(Double)
        /// The same phi over every interval.
        case constantDispersion(Double)
        /// The shape of past errors (an index of the run's tables) with the spread of this phi.
        case pastErrors(table: Int, dispersion: Double)
        /// No demand.
        case none
    }

    public var cause: Cause
    public var probability: Double
    /// Mean of the scenario over any interval, as a multiple of the process's mean there.
    public var meanFactor: Double
    public var spread: Spread

    public init(cause: Cause, probability: Double, meanFactor: Double, spread: Spread) {
        self.cause = cause
        self.probability = probability
        self.meanFactor = meanFactor
        self.spread = spread
    }
}
