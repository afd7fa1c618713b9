import CMath
import DemandModel
import TextForms

/// Lead-time demand for a whole panel: what items of the same assortment have in common, learnt from their past windows.
///
/// For each item the distribution of total demand is a mixture of three members:
///
/// 1. the outlook's own mean and exact cumulative variance (negative binomial or Poisson for counts, else gamma or normal);
/// 2. a negative binomial with mean and dispersion pooled over the panel (`LeadTimeRegression`), mixed over the drift of the level
///    (`LeadTimeShape`); counts only;
/// 3. the pooled standardised errors of the item's volume class (`PooledErrorTable`).
///
/// An item with under eight periods has a fourth one, what look-alikes sold at its age (`LookAlikes`), which gives way to the others as
/// its own evidence arrives.
///
/// The shares are those with the least pinball loss on past windows of this panel, per volume class, drawn to the panel's; so is the spread
/// of the mixture (`LeadTimeSpreadFactor`). Panels
/// with fewer than 200 past windows keep to the first member. Nothing is fitted per item, nothing is random: the same panel
/// gives the same model.
///
///     let model = LeadTimeDemandModel.fit(
///         series: series, outlooks: outlooks, horizonPeriods: [3, 3, 3], periodDays: 30.4, reforecast: { forecaster.outlooks($0) })
///     let demand = try model.leadTimeDemand(at: 0, outlook: outlooks[0], leadTime: .fixed(days: 61), reviewPeriodDays: 30)
public struct LeadTimeDemandModel: Sendable, Codable, Equatable {
    /// Per item, in the order of the panel; `nil` where the panel adds nothing.
    public var items: [PooledDemand?]
    public var errorTables: [PooledErrorTable]
    /// Remarks per item for planners ("forecast held at three times ..."); absent without any.
    public var remarks: [Int: String]
    /// What the items with under eight periods are drawn to, for planners: "drawn to 134 look-alikes of group mugs".
    public var lookAlikeRemarks: [Int: String] = [:]
    /// Outlooks that take the place of the given ones: of items at the turn of their season (`SeasonTurn`).
    public var seasonalOutlooks: [Int: DemandOutlook] = [:]

    public init(items: [PooledDemand?], errorTables: [PooledErrorTable], remarks: [Int: String] = [:]) {
        self.items = items
        self.errorTables = errorTables
        self.remarks = remarks
    }

    /// Lead-time demand of the item at an index of the panel, from its outlook and supply terms.
    public func leadTimeDemand(
        at index: Int, outlook: DemandOutlook, leadTime: LeadTime, reviewPeriodDays: Double, seasonLength: Int = 1
    ) throws(LeadTimeDemandError) -> LeadTimeDemand {
        try LeadTimeDemand(
            outlook: seasonalOutlooks[index] ?? outlook, pooled: items[index], errorTables: errorTables, leadTime: leadTime,
            reviewPeriodDays: reviewPeriodDays, seasonLength: seasonLength)
    }

    /// Total demand of the coming `periods` periods.
    public func totalDemand(at index: Int, outlook: DemandOutlook, periods: Int, seasonLength: Int = 1)
        throws(LeadTimeDemandError) -> DemandDistribution {
        guard periods >= 1 else { throw .invalidHorizon(periods: periods) }
        return try leadTimeDemand(
            at: index, outlook: outlook, leadTime: .fixed(days: Double(periods) * outlook.periodDays), reviewPeriodDays: 0,
            seasonLength: seasonLength
        ).overLeadTime
    }
}

extension LeadTimeDemand {
    /// Lead-time demand with what the panel adds to the item's outlook (`nil`: the outlook alone).
    ///
    /// The pooled members hold over the horizon that the panel was calibrated at; at any other number of days, and in each slice
    /// of a random lead time, mean and relative dispersion follow the outlook's own curves.
    public init(
        outlook: DemandOutlook, pooled: PooledDemand?, errorTables: [PooledErrorTable], leadTime: LeadTime,
        reviewPeriodDays: Double, seasonLength: Int = 1
    ) throws(LeadTimeDemandError) {
        guard let pooled else {
            self = try LeadTimeDemand(
                outlook: outlook, leadTime: leadTime, reviewPeriodDays: reviewPeriodDays, seasonLength: seasonLength)
            return
        }
        let usable = pooled.usableOutlook(outlook)
        self = try LeadTimeDemand(
            outlook: usable, leadTime: leadTime, reviewPeriodDays: reviewPeriodDays, seasonLength: seasonLength,
            members: { mean, variance, isCount in
                pooled.members(mean: mean, variance: variance, isCount: isCount, errorTables: errorTables)
            })
    }
}

extension PooledDemand {
    /// Where the outlook's mean is nearly nothing beside the pooled one, its curves say nothing: a level outlook with the pooled
    /// mean and variance takes its place. Where it is beyond the limit that the history sets (see `LeadTimeDemandModel.fit`), it
    /// is scaled down to it.
    func usableOutlook(_ outlook: DemandOutlook) -> DemandOutlook {
        var result = outlook
        if needsLevelOutlook {
            let h = Double(horizonPeriods)
            let variance = mean + dispersion * mean * mean
            result.mean = [Double](repeating: mean / h, count: horizonPeriods)
            result.cumulativeVariance = (1...horizonPeriods).map { variance * Double($0) / h }
        }
        return result
    }

    var needsLevelOutlook: Bool { !(outlookMean > 0.05 * mean) && outlookMean >= 0 && mean > 0 }

    /// The members at a mean and variance of the (usable) outlook.
    func members(mean m: Double, variance v: Double, isCount: Bool, errorTables: [PooledErrorTable]) -> [DemandDistribution.Member] {
        let level = needsLevelOutlook
        let baseMean = level ? mean : outlookMean
        let baseVariance = level ? mean + dispersion * mean * mean : outlookVariance
        guard m > 0, baseMean > 0 || !isCount else { return [DemandDistribution.Member(mean: m, variance: v, isCount: isCount)] }
        var result: [DemandDistribution.Member] = []
        if modelWeight > 0 {
            let outlook = DemandOutlook.scaled(mean: m, variance: v, by: outlookFactor ?? 1, isCount: isCount)
            var own = DemandDistribution.Member(mean: outlook.mean, variance: outlook.variance * (varianceFactor ?? 1), isCount: isCount)
            own.weight = modelWeight
            result.append(own)
        }
        // Relative dispersion here against that at the horizon, by the outlook's curves; 1/t where they show none.
        let shorter = baseMean / m
        let atHorizon = (baseVariance - baseMean) / (baseMean * baseMean), here = (v - m) / (m * m)
        let ratio = atHorizon > 1e-3 && here > 0 ? here / atHorizon : shorter
        let phi = dispersion * min(max(ratio, 0.2 * min(1, shorter)), 5 * max(1, shorter))
        let pooledMean = isCount ? mean * m / baseMean : m
        if pooledWeight > 0 {
            let shape = LeadTimeShape(weights: driftWeights, dispersionShare: dispersionShare)
            for var member in shape.members(mean: pooledMean, phi: phi) {
                member.weight *= pooledWeight
                result.append(member)
            }
        }
        if errorWeight > 0, errorTables.indices.contains(errorTable) {
            let spread = (isCount ? pooledMean + phi * pooledMean * pooledMean : v).squareRoot()
            var member = errorTables[errorTable].member(centre: pooledMean, spread: spread, floorAtZero: isCount)
            member.weight = errorWeight
            result.append(member)
        }
        if let lookAlike {
            for index in result.indices { result[index].weight *= 1 - lookAlike.share }
            result.removeAll { $0.weight <= 0 }
            let mean = lookAlike.mean * m / baseMean
            var member = DemandDistribution.Member(mean: mean, variance: mean + lookAlike.dispersion * mean * mean, isCount: true)
            member.weight = lookAlike.share
            result.append(member)
        }
        return result
    }
}
