import DemandModel
import NumericCore
import ParallelWork

extension RestockInput {
    /// What the dates of a stored run are computed from.
    public init(_ run: PlanRun) {
        self.init(asOf: run.asOf, items: run.items, facts: run.backorders ?? BackorderFacts(), delayDays: run.backorders?.delayDays ?? [:],
            reach: run.configuration.substituteReach ?? .ownLocation)
    }
}

extension CauseInput {
    /// What the causes of a stored run are judged from.
    public init(_ run: PlanRun) {
        self.init(
            restock: RestockInput(run), suppliers: run.suppliers, overrides: run.summary.overrides, periodDays: run.calendar.period.meanDays ?? 7)
    }
}

/// One row of `backorders.csv`: a waiting line with all that is known of it.
public struct WaitingRow: Sendable, Equatable {
    public var line: CustomerBackorder
    public var dates: WaitingLineDates
    public var cause: LineCause
    /// Days since the order; `nil` where its day is not known.
    public var ageDays: Int?
    /// Money that the customer pays for the line, by its price or the item's median price.
    public var value: Double?
    /// What could be sent in its place today; `nil` where nothing is suggested.
    public var substitute: SubstituteOffer?

    public init(
        line: CustomerBackorder, dates: WaitingLineDates, cause: LineCause, ageDays: Int? = nil, value: Double? = nil, substitute: SubstituteOffer? = nil
    ) {
        self.line = line
        self.dates = dates
        self.cause = cause
        self.ageDays = ageDays
        self.value = value
        self.substitute = substitute
    }
}

/// The waiting lines of a run with dates and causes, in the order in which they came.
public func waitingRows(_ run: PlanRun, threads: Int = 1) -> [WaitingRow] {
    guard let facts = run.backorders, !facts.waiting.isEmpty else { return [] }
    let input = RestockInput(run)
    let dates = restockDates(input, threads: threads)
    // Neither needs the other.
    let found = parallelMap(count: 2, threads: threads) { part -> (causes: [LineCause], offers: [Int: SubstituteOffer]) in
        part == 0 ? (lineCauses(CauseInput(run)), [:]) : ([], substituteOffers(input, dates: dates))
    }
    let causes = found[0].causes, offers = found[1].offers
    var prices: [ItemLocation: Double] = [:]
    for item in run.items { prices[item.key] = item.medianPrice }
    return input.facts.waiting.enumerated().map { index, line in
        WaitingRow(
            line: line, dates: dates.lines[index], cause: causes[index], ageDays: line.orderedOn.map { $0.days(until: run.asOf) },
            value: (line.price ?? prices[line.key]).map { ($0 * line.quantity * 1e6).rounded() / 1e6 }, substitute: offers[index])
    }
}
