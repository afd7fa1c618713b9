import DemandModel
import TextForms

/// The distributions of total demand that a plan would order by, for a panel of series without supply terms.
///
///     let forecaster = try PanelForecaster(ForecastConfiguration(horizon: 4))
///     let totals = LeadTimeTotals(periods: 4, seasonLength: 1, forecaster: forecaster)
///     let paths = forecaster.forecast(series).compactMap { try? $0.get() }       // none failed
///     let demand = totals.distributions(of: paths, training: series)
///     print(demand.distributions[0]?.quantiles([0.5, 0.95]) ?? [])
public struct LeadTimeTotals: Sendable {
    /// L: periods that are added up.
    public let periods: Int
    /// Periods that repeat beyond the forecaster's horizon.
    public let seasonLength: Int
    /// Forecasts again from past origins; needs no quantiles.
    public let forecaster: PanelForecaster

    public struct Result: Sendable {
        /// One per series; `nil` where none can be computed.
        public var distributions: [DemandDistribution?]
        /// Remarks by the index of the series.
        public var remarks: [Int: String]
        /// Why no series has a distribution; `nil` where the panel could be learnt from.
        public var failure: String?
    }

    /// Periods count as days here: L periods are a lead time of L "days" under continuous review.
    private static let periodDays = 1.0
    /// Seasons that are years: of months, weeks and days.
    private static let yearLengths: Set = [12, 52, 53, 364, 365, 366]

    public init(periods: Int, seasonLength: Int, forecaster: PanelForecaster) {
        self.periods = periods
        self.seasonLength = seasonLength
        self.forecaster = forecaster
    }

    /// What plans compute: the series' own outlooks with what the panel shares (`LeadTimeDemandModel`).
    ///
    /// - Parameters:
    ///   - paths: the forecasts of the series, with cumulative variances.
    ///   - training: their histories, in the same order.
    public func distributions(of paths: [PathForecast], training: [DemandSeries]) -> Result {
        let outlooks = paths.map { $0.outlook(periodDays: Self.periodDays) }
        let model: LeadTimeDemandModel
        do throws(LeadTimeDemandError) {
            model = try LeadTimeDemandModel.fit(
                series: training, outlooks: outlooks, horizonPeriods: [Double](repeating: Double(periods), count: outlooks.count),
                seasonLength: seasonLength, year: Self.yearLengths.contains(seasonLength) ? seasonLength : 0,
                forecastYear: forecaster.configuration.lastYearPeriods
            ) { cut in
                forecaster.forecast(cut).map { try? $0.get().outlook(periodDays: Self.periodDays) }
            }
        } catch {
            return Result(distributions: outlooks.map { _ in nil }, remarks: [:], failure: "\(error)")
        }
        let totals = outlooks.indices.map { index in
            try? model.totalDemand(at: index, outlook: outlooks[index], periods: periods, seasonLength: seasonLength)
        }
        return Result(distributions: totals, remarks: model.remarks)
    }

    /// From one forecast alone, without what a panel shares.
    public func distribution(of path: PathForecast) -> DemandDistribution? {
        try? LeadTimeDemand(
            outlook: path.outlook(periodDays: Self.periodDays), leadTime: .fixed(days: Double(periods) * Self.periodDays), reviewPeriodDays: 0,
            seasonLength: seasonLength
        ).overLeadTime
    }
}
