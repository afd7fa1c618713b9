/// What the panel adds to one item's outlook: its mean and dispersion over a horizon as pooled over all items, how levels of items
/// like it drift, and the shares of the members of its distribution. A few numbers per item; error tables are shared.
///
/// Made by `LeadTimeDemandModel` in DemandForecasting, which also defines the mixture.
public struct PooledDemand: Sendable, Codable, Equatable {
    /// Periods over which the panel was calibrated.
    public var horizonPeriods: Int
    /// Units over the horizon.
    public var mean: Double
    /// phi of the variance mean + phi mean^2 over the horizon (counts); relative variance where not counts.
    public var dispersion: Double
    /// Mean and error variance that the item's own outlook gives over the horizon.
    public var outlookMean: Double
    public var outlookVariance: Double
    /// What the first member's mean is multiplied by: past totals over past forecasts of items of this volume; absent: 1.
    public var outlookFactor: Double?
    /// What the first member's variance is multiplied by, so that the mixture is as wide as past errors were; absent: 1.
    public var varianceFactor: Double?
    /// Shares of the members, sum 1: the outlook's own variance, the pooled negative binomial with drift, pooled errors.
    public var modelWeight: Double
    public var pooledWeight: Double
    public var errorWeight: Double
    /// Probabilities that the level changes by the factors of the model (counts only), and the share of dispersion besides drift.
    public var driftWeights: [Double]
    public var dispersionShare: Double
    /// Index into the panel's error tables; -1 without one.
    public var errorTable: Int
    /// What look-alikes sold, for an item with under eight periods, or past years' same weeks; absent for others.
    public var lookAlike: LookAlikeDemand?
    /// Probability that the item is sold no more, where its own silence says so; absent: 0.
    public var endedProbability: Double?
    /// True where `outlookMean` and the outlook are means of the whole mixture (`DemandProcess`); absent in runs of earlier versions,
    /// whose mixtures have another mean than their outlooks.
    public var isCentred: Bool?

    public init(
        horizonPeriods: Int, mean: Double, dispersion: Double, outlookMean: Double, outlookVariance: Double,
        outlookFactor: Double? = nil, varianceFactor: Double? = nil, modelWeight: Double, pooledWeight: Double, errorWeight: Double, driftWeights: [Double], dispersionShare: Double,
        errorTable: Int, lookAlike: LookAlikeDemand? = nil
    ) {
        self.horizonPeriods = horizonPeriods
        self.mean = mean
        self.dispersion = dispersion
        self.outlookMean = outlookMean
        self.outlookVariance = outlookVariance
        self.outlookFactor = outlookFactor
        self.varianceFactor = varianceFactor
        self.modelWeight = modelWeight
        self.pooledWeight = pooledWeight
        self.errorWeight = errorWeight
        self.driftWeights = driftWeights
        self.dispersionShare = dispersionShare
        self.errorTable = errorTable
        self.lookAlike = lookAlike
    }
}

/// Demand of an item with hardly any history as look-alikes had it at its age: negative binomial, a member of the item's mixture.
public struct LookAlikeDemand: Sendable, Codable, Equatable {
    /// Share of the mixture; the other members share the rest.
    public var share: Double
    /// Units over the horizon.
    public var mean: Double
    /// phi of the variance mean + phi mean^2 over the horizon.
    public var dispersion: Double
    /// True where these are the same weeks of past years (`SeasonTurn`); absent: look-alikes.
    public var isSeason: Bool?

    public init(share: Double, mean: Double, dispersion: Double, isSeason: Bool? = nil) {
        self.share = share
        self.mean = mean
        self.dispersion = dispersion
        self.isSeason = isSeason
    }
}

/// Errors of cumulative forecasts, standardised and pooled over items of similar volume.
public struct PooledErrorTable: Sendable, Codable, Equatable {
    /// Quantiles of the errors, standardised once more to mean 0 and variance 1, at probabilities (i + 1/2) / count.
    public var quantiles: [Double]
    /// Mean and variance of the errors in units of the item's scale.
    public var mean: Double
    public var variance: Double

    public init(quantiles: [Double], mean: Double, variance: Double) {
        self.quantiles = quantiles
        self.mean = mean
        self.variance = variance
    }
}
