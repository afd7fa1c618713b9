import DemandModel

/// A regression's forecast of one series: in the shape of any member of the combination, with what it is made of.
public struct RegressionForecast: Sendable, Equatable {
    public var key: ItemLocation
    /// Expected units in each coming period.
    public var mean: [Double]
    /// Variance of the error one period ahead, units squared.
    public var oneStepVariance: Double
    /// Variance of the error of the total of the first h periods: noise, drift of the level, and estimated effects.
    public var cumulativeVariance: [Double]
    /// What the error of estimated effects multiplies the standard deviation of each coming period by, at least 1.
    public var widening: [Double]
    /// The same for the total over the horizon.
    public var totalWidening: Double
    /// Factor that the smoothed level puts on the regression's means: 1 where demand is as the regression says.
    public var level: Double
    /// What effects that are known ahead (events; prices and promotions where coming ones are planned) multiply demand by, in each period
    /// of the history and each coming one; empty where they change nothing.
    public var factors: [Double] = []
    /// `cumulativeVariance` for coming periods in which these factors are 1, and without the error of effects.
    public var usualCumulativeVariance: [Double] = []
    /// The part of `cumulativeVariance` that comes from the error of effects.
    public var effectVariance: [Double] = []
    public var effects: [RegressionEffect]
    /// What a planner should know; empty where there is nothing.
    public var remarks: [String]
}

/// One effect on the demand of a series, as `explain` shows it.
public struct RegressionEffect: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable {
        /// Per cent of demand for one per cent of price.
        case price
        /// Demand on promotion over demand without, at an unchanged price.
        case promotion
        /// Elasticity on promotion less elasticity without.
        case priceOnPromotion
        /// Per cent of demand for one per cent of another item's price in the same location.
        case otherPrice
        /// While prices and promotions of the category's other items let them sell twice as much as usual.
        case otherOffers
        /// After a promotion, or after a price cut.
        case aftermath
        case event
        case season
        case weekday
    }

    public var kind: Kind
    /// For a person: `price`, `promotion`, `price of 0012`, `easter`, `week before easter`.
    public var name: String
    /// Harmonic (0 is one wave a year) or day of the week (period number modulo 7) of a season or weekday; else 0.
    public var index = 0
    /// On the log scale. For prices this is the elasticity.
    public var coefficient: Double
    public var standardError: Double
    /// What the effect multiplies demand by: exp(coefficient) when its column is 1. For prices: a price cut of 10%.
    public var factor: Double
    /// 90% interval of `factor`.
    public var lowerFactor: Double
    public var upperFactor: Double
    /// True where the item itself has never seen it: the effect is its group's or the panel's.
    public var isBorrowed: Bool
}

/// Forecasts of a panel by regression.
public struct RegressionPanelForecast: Sendable {
    /// In the order of the input; `nil` where a series holds no demand at all.
    public var forecasts: [RegressionForecast?]
    /// What concerns the panel: columns that cannot be told apart, a calendar that ends early, promotions never seen.
    public var remarks: [String]
    /// Names of the regression's columns.
    public var columns: [String]
    public var dispersion: Double
    /// Rate of the smoothed level.
    public var levelRate: Double
    /// True where prices and promotions of coming periods are planned: their effects are then among `RegressionForecast.factors`.
    public var termsAreKnown = false
}
