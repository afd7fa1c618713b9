import DemandModel

/// The versions of one item's history. Each is made once, here, from the one before it; what forecasts, spreads and levels are worked out from is
/// one of them by name, and no other type changes a history.
///
///     let history = ItemHistory(sold: series[0], lines: nil, calendar: calendar, isCovered: true)
///     print(history.withoutBulk == series[0])    // true: there are no bulk lines
public struct ItemHistory: Sendable {
    /// Order lines of unusual size in what was sold; `nil` where there are none.
    public let bulk: BulkDemand?
    /// What levels are set from: as sold, without bulk lines that are not covered.
    public let withoutBulk: DemandSeries
    /// `withoutBulk` as it was wanted: prices and promotions of past days that the planned table knows are filled in, what was sold in place of an
    /// item that was out is that item's, and periods with an empty shelf are raised to what would have been sold. Until `correct` it is as sold.
    public fileprivate(set) var corrected: StockoutCensoring
    /// `corrected` without the effects that are known ahead (prices, promotions, events); `nil` until the panel has been forecast.
    public fileprivate(set) var usual: DemandSeries?

    /// Splits what was sold.
    ///
    /// - Parameters:
    ///   - lines: of the item's orders, among which bulk ones are looked for; `nil`: unknown.
    ///   - isCovered: stock is held for bulk lines, so that they stay in the history.
    public init(sold: DemandSeries, lines: OrderLines?, calendar: PeriodCalendar, isCovered: Bool) {
        let bulk = lines.flatMap { sold.bulkDemand(BulkOrders($0), calendar: calendar, isCovered: isCovered) }
        self.init(withoutBulk: bulk.map { $0.isCovered ? sold : sold.without($0) } ?? sold, bulk: bulk)
    }

    /// A history that was split before.
    public init(withoutBulk: DemandSeries, bulk: BulkDemand?) {
        self.bulk = bulk
        self.withoutBulk = withoutBulk
        corrected = StockoutCensoring(series: withoutBulk, censored: [], inferred: [], addedUnits: 0, dispersion: 0)
    }
}

extension [ItemHistory] {
    /// Makes the corrected version of all series of a panel: what one item sold in place of another is known only beside it.
    ///
    /// - Parameters:
    ///   - planned: prices and promotions by day, the past ones included.
    ///   - events: periods in which demand is not what it usually is; their zeros are no stock-outs.
    ///   - mostCredited: the largest share of an item's missing units that sales of its substitutes are taken for, 0...1.
    /// - Returns: for planners, by item-location: what substitutes have sold.
    public mutating func correct(
        planned: [PlannedTerms], substitutes: [Substitute], mostCredited: Double, events: [CalendarEvent], calendar: PeriodCalendar
    ) -> [ItemLocation: [String]] {
        correctLearning(planned: planned, substitutes: substitutes, mostCredited: mostCredited, events: events, calendar: calendar).credits
    }

    /// `correct`, with what the panel has taught.
    ///
    /// - Parameters:
    ///   - known: what a panel has taught before; `nil`: it is learnt here.
    ///   - isLearntFrom: whether a series was part of what taught it.
    public mutating func correctLearning(
        planned: [PlannedTerms], substitutes: [Substitute], mostCredited: Double, events: [CalendarEvent], calendar: PeriodCalendar,
        known: StockoutFacts? = nil, isLearntFrom: (DemandSeries) -> Bool = { _ in true }
    ) -> (credits: [ItemLocation: [String]], facts: StockoutFacts) {
        var series = map(\.withoutBulk).withPastTerms(planned, calendar: calendar)
        let credits = creditSubstituteSales(&series, rows: substitutes, most: mostCredited, calendar: calendar)
        let (corrections, facts) = StockoutCensoring.correctedLearning(
            series, cycle: calendar.period == .day ? 7 : 1, exempt: Set(events.map { calendar.periodNumber(of: $0.date) }), known: known,
            isLearntFrom: isLearntFrom)
        for (index, correction) in corrections.enumerated() { self[index].corrected = correction }
        return (credits, facts)
    }

    /// Keeps what the forecast of the panel takes for usual demand, in the order of the series.
    public mutating func keep(usual: [DemandSeries]) {
        for (index, series) in usual.enumerated() { self[index].usual = series }
    }
}

extension [DemandSeries] {
    /// The series with prices and promotions of past days that a planned table knows: sales show them only where something was sold.
    public func withPastTerms(_ planned: [PlannedTerms], calendar: PeriodCalendar) -> [DemandSeries] {
        guard !planned.isEmpty else { return self }
        return map(PastTerms(planned, calendar: calendar).filled)
    }
}
