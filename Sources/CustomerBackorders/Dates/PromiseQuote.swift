import DemandModel
import NumericCore
import ReorderPolicies

/// What can be promised to a customer who asks for some units of an item today. A quote reserves nothing.
public struct PromiseQuote: Sendable, Equatable {
    /// An order on its way.
    public struct Arrival: Sendable, Equatable {
        public var order: OpenOrder
        public var dates: DatePromise
        public var basis: ArrivalBasis
    }

    /// A waiting line that would be served later, as it has a lower priority.
    public struct Displaced: Sendable, Equatable {
        public var line: CustomerBackorder
        public var before: DatePromise
        public var after: DatePromise
    }

    public var key: ItemLocation
    public var quantity: Double
    /// Units on the shelf, and those of them that nobody in front waits for.
    public var onHand: Double
    public var availableToday: Double
    /// Units of other customers that are served first.
    public var unitsAhead: Double
    /// When all units asked for are there.
    public var dates: DatePromise
    /// In the order of their middle days.
    public var arrivals: [Arrival]
    public var displaced: [Displaced]
    /// Units that later customers are expected to wait for until the next arrival, without and with this order.
    public var laterWaitingBefore: Double
    public var laterWaitingAfter: Double
}

/// Quotes an item: places the order in the queue and dates it.
///
/// - Parameters:
///   - quantity: units, above 0.
///   - priority: as in the table of waiting lines; `nil`: after all who have one.
///   - input: with the item among its items.
/// - Returns: `nil` where the item is not among the items.
public func quote(_ key: ItemLocation, quantity: Double, priority: Double? = nil, in input: RestockInput) -> PromiseQuote? {
    guard let index = input.items.firstIndex(where: { $0.key == key }) else { return nil }
    let item = input.items[index]
    let lines = input.facts.waiting.indices.filter { input.facts.waiting[$0].key == key }
    var asked = input
    asked.items = [item]
    asked.facts.waiting = lines.map { input.facts.waiting[$0] }
    asked.facts.openOrders = input.facts.openOrders.filter { $0.key == key }
    let without = restockDates(asked)
    let order = CustomerBackorder(orderID: "", key: key, orderedOn: input.asOf, quantity: quantity, priority: priority)
    var with = asked
    with.facts.waiting.append(order)
    with.items[0].supply.backordered += quantity
    let dated = restockDates(with)
    let own = asked.facts.waiting.count
    let ahead = dated.lines[own].unitsAhead
    let model = QueueModel(asked)
    var arrivals: [PromiseQuote.Arrival] = []
    for order in asked.facts.openOrders {
        let judged = model.arrival(of: order, supply: item.supply)
        arrivals.append(PromiseQuote.Arrival(order: order, dates: judged.dates, basis: judged.basis))
    }
    arrivals.sort { comesBefore($0.dates, $0.order, $1.dates, $1.order) }
    let displaced = without.lines.compactMap { before -> PromiseQuote.Displaced? in
        let after = dated.lines[before.line].dates
        return after == before.dates ? nil : .init(line: asked.facts.waiting[before.line], before: before.dates, after: after)
    }
    let free = max(0, item.supply.onHand - ahead)
    var result = PromiseQuote(
        key: key, quantity: quantity, onHand: item.supply.onHand, availableToday: min(quantity, free), unitsAhead: ahead, dates: dated.lines[own].dates,
        arrivals: arrivals, displaced: displaced, laterWaitingBefore: 0, laterWaitingAfter: 0)
    if let outlook = item.outlook {
        let until = arrivals.first?.dates.p50.map { input.asOf.days(until: $0) } ?? Int(item.supply.protectionDays.rounded())
        let demand = demandWithin(days: Double(max(1, until)), outlook: outlook)
        var total = 0.0
        for line in lines { total += input.facts.waiting[line].quantity }
        result.laterWaitingBefore = stockoutBeforeReceiptUnits(demand, free: max(0, item.supply.onHand - total))
        result.laterWaitingAfter = stockoutBeforeReceiptUnits(demand, free: max(0, item.supply.onHand - total - quantity))
    }
    return result
}

private func stockoutBeforeReceiptUnits(_ demand: DistributionMember, free: Double) -> Double {
    let isCount = switch demand {
    case .poisson, .negativeBinomial: true
    default: false
    }
    let whole = isCount ? free.rounded(.down) : free
    return stockoutBeforeReceipt(onHand: whole, demandUntilReceipt: MixtureDistribution(members: [(1, demand)], isCount: isCount)).expectedBackorders
}

/// By the middle day of the arrival, then by the number of the order.
func comesBefore(_ a: DatePromise, _ first: OpenOrder, _ b: DatePromise, _ second: OpenOrder) -> Bool {
    let day: Int32 = a.p50?.number ?? .max, other: Int32 = b.p50?.number ?? .max
    return day != other ? day < other : bytesPrecede(first.orderID, second.orderID)
}

/// Demand of the next days by the outlook's mean and variance of totals: negative binomial or Poisson for counts, else gamma.
func demandWithin(days: Double, outlook: DemandOutlook) -> DistributionMember {
    let periods = days / outlook.periodDays
    var mean = 0.0, left = periods
    for value in outlook.mean where left > 0 {
        mean += value * min(1, left)
        left -= 1
    }
    if left > 0 { mean += (outlook.mean.last ?? 0) * left }
    let whole = min(outlook.cumulativeVariance.count - 1, max(0, Int(periods.rounded(.up)) - 1))
    guard mean > 0, whole >= 0 else { return .point(max(0, mean)) }
    let variance = outlook.cumulativeVariance[whole] * min(1, periods / Double(whole + 1))
    if outlook.isCount {
        return NegativeBinomialDistribution(mean: mean, variance: max(variance, mean)).map { .negativeBinomial($0) } ?? .poisson(PoissonDistribution(mean: mean))
    }
    return variance > 0 ? .gamma(GammaDistribution(mean: mean, variance: variance)) : .point(mean)
}
