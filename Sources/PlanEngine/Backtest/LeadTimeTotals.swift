import DemandForecasting
import DemandModel

/// The distributions of total demand that a plan would order by.
enum LeadTimeTotals {
    /// Periods count as days here: L periods are a lead time of L "days" under continuous review.
    static let periodDays = 1.0

    /// One distribution per series, as plans compute them; `nil` where none can be.
    static func distributions(
        of outlooks: [DemandOutlook], training: [DemandSeries], periods: Int, seasonLength: Int
    ) -> [DemandDistribution?] {
        outlooks.map { distribution(of: $0, periods: periods, seasonLength: seasonLength) }
    }

    /// From one outlook alone, without what a panel shares.
    static func distribution(of outlook: DemandOutlook, periods: Int, seasonLength: Int) -> DemandDistribution? {
        try? LeadTimeDemand(
            outlook: outlook, leadTime: .fixed(days: Double(periods) * periodDays), reviewPeriodDays: 0, seasonLength: seasonLength
        ).overLeadTime
    }
}
