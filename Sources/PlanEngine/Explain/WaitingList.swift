import CustomerBackorders
import DemandModel

/// One customer's order line that waits, with the days by which it is served.
public struct WaitingCustomer: Sendable, Equatable {
    public var order: CustomerBackorder
    /// Units before it in the queue of its item-location.
    public var unitsAhead: Double
    public var dates: DatePromise
    /// Probability that it is served by the day the customer was promised; `nil` without a promise.
    public var promiseKept: Double?
    /// The days by which all lines of its order are served.
    public var wholeOrder: DatePromise
    /// What could be sent in its place today; `nil` where nothing is suggested.
    public var substitute: SubstituteOffer?
    /// Why it waits.
    public var cause: LineCause
}

/// Everyone who waits in a run, those whose promise is least sure first, then by the day of the order; the order of the file decides
/// among equals. Empty for a run without a table of customer backorders.
///
/// - Parameter threads: worker threads; no effect on results.
public func waitingCustomers(of run: PlanRun, threads: Int = 1) -> [WaitingCustomer] {
    guard let facts = run.backorders, !facts.waiting.isEmpty else { return [] }
    let input = RestockInput(run)
    let dates = restockDates(input, threads: threads)
    let offers = substituteOffers(input, dates: dates)
    let causes = lineCauses(CauseInput(run))
    let lines = dates.lines.map { line in
        WaitingCustomer(
            order: facts.waiting[line.line], unitsAhead: line.unitsAhead, dates: line.dates, promiseKept: line.promiseKept, wholeOrder: line.order,
            substitute: offers[line.line], cause: causes[line.line])
    }
    return lines.enumerated().sorted { a, b in
        let (first, second) = (a.element.promiseKept ?? 2, b.element.promiseKept ?? 2)
        if first != second { return first < second }
        let (p, q) = (a.element.order.orderedOn?.number ?? .max, b.element.order.orderedOn?.number ?? .max)
        return p != q ? p < q : a.offset < b.offset
    }.map(\.element)
}
