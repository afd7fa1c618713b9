import DemandForecasting
import DemandModel

/// The distributions of total demand that a plan would order by.
struct LeadTimeTotals {
    let periods: Int
    let seasonLength: Int
    let forecaster: PanelForecaster

    /// Periods count as days here: L periods are a lead time of L "days" under continuous review.
    private static let periodDays = 1.0

    /// One distribution per series of a panel, as plans compute them: with what the panel shares; `nil` where none can be computed.
    func distributions(of paths: [PathForecast], training: [DemandSeries]) -> [DemandDistribution?] {
        let outlooks = paths.map { $0.outlook(periodDays: Self.periodDays) }
        let model = try? LeadTimeDemandModel.fit(
            series: training, outlooks: outlooks, horizonPeriods: [Double](repeating: Double(periods), count: outlooks.count),
            seasonLength: seasonLength
        ) { cut in
            forecaster.forecast(cut).map { try? $0.get().outlook(periodDays: Self.periodDays) }
        }
        return outlooks.indices.map { index in
            guard let model else { return nil }
            return try? model.totalDemand(at: index, outlook: outlooks[index], periods: periods, seasonLength: seasonLength)
        }
    }

    /// From one forecast alone, without what a panel shares.
    func distribution(of path: PathForecast) -> DemandDistribution? {
        try? LeadTimeDemand(
            outlook: path.outlook(periodDays: Self.periodDays), leadTime: .fixed(days: Double(periods) * Self.periodDays), reviewPeriodDays: 0,
            seasonLength: seasonLength
        ).overLeadTime
    }
}
