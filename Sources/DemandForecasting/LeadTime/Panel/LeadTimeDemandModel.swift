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
///     let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 3, seasonLength: 12))
///     func outlooks(_ series: [DemandSeries]) -> [DemandOutlook?] { forecaster.forecast(series).map { try? $0.get().outlook(periodDays: 30.4) } }
///     let model = try LeadTimeDemandModel.fit(
///         series: history, outlooks: outlooks(history), horizonPeriods: history.map { _ in 3 }, seasonLength: 12, reforecast: outlooks)
///     if let outlook = outlooks(history)[0] {
///         print(try model.leadTimeDemand(at: 0, outlook: outlook, leadTime: .fixed(days: 61), reviewPeriodDays: 30).overLeadTime.mean)
///     }
public struct LeadTimeDemandModel: Sendable, Codable, Equatable {
    /// Panels of fewer series teach less than large ones: there the outlooks of all series are learnt from too.
    public static let smallPanel = 300

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
            process(at: index, outlook: outlook), errorTables: errorTables, leadTime: leadTime, reviewPeriodDays: reviewPeriodDays,
            seasonLength: seasonLength)
    }

    /// What is expected of the item at an index of the panel: its outlook with what the panel adds.
    public func process(at index: Int, outlook: DemandOutlook) -> DemandProcess {
        DemandProcess(outlook: seasonalOutlooks[index] ?? outlook, pooled: items[index], errorTables: errorTables)
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
