import CMath
import DemandModel
import NumericCore
import TextForms

/// The evidence on one item-location's waiting lines. What does not depend on the line is found once.
struct ItemEvidence {
    let item: PlannedItem
    let override: OverrideCost?
    private let input: CauseInput
    private let suppliers: SupplierFacts
    private let asOf: CalendarDay
    /// Units of overdue open orders and of short deliveries, with the words for them.
    private var overdue: (units: Double, text: String)?
    private var missing: (units: Double, text: String)?
    /// Units of orders that are open so long that their records must be wrong.
    private var stale: (units: Double, text: String)?
    private let ofItem: (cause: BackorderCause, text: String)
    private let openUnits: Double

    init(item: PlannedItem, orders: [OpenOrder], shorts: [ShortDelivery], override: OverrideCost?, suppliers: SupplierFacts, input: CauseInput) {
        self.item = item
        self.override = override
        self.input = input
        self.suppliers = suppliers
        asOf = input.restock.asOf
        openUnits = orders.reduce(0) { $0 + $1.quantity }
        overdue = overdueOrders(orders, item: item, suppliers: suppliers, asOf: asOf)
        missing = shortUnits(shorts, item: item, asOf: asOf)
        let latest = orders.compactMap(\.orderedOn).max()
        // An order that is given up was placed: that it does not come is no decision.
        let givenUp = orders.filter { $0.isGivenUp(asOf: input.restock.asOf, leadTimeDays: item.supply.leadTimeDays) }
        stale = staleOrder(givenUp, item: item, asOf: asOf)
        ofItem = notOrdered(
            item, latest: latest, missing: (missing?.units ?? 0) + givenUp.reduce(0) { $0 + $1.quantity }, suppliers: suppliers, input: input)
            ?? limited(item, suppliers: suppliers, periodDays: input.periodDays)
            ?? moreDemand(item, periodDays: input.periodDays)
            ?? slower(item, orders: orders, suppliers: suppliers)
            ?? (.expected, expectedText(item))
    }

    /// The cause of a line that waits behind `ahead` units.
    mutating func cause(of line: CustomerBackorder, ahead: Double) -> (BackorderCause, String) {
        let supply = item.supply
        if supply.onHand < 0 { return (.data, "stock on hand is \(number(supply.onHand)): below nothing") }
        if supply.onHand >= ahead + line.quantity {
            return (.data, "\(number(supply.onHand)) units are on hand by the records, and \(number(ahead + line.quantity)) would serve this line and all before it")
        }
        if let stale, ahead < supply.onHand + stale.units { return (.data, stale.text) }
        if item.recommendation.policy == nil { return (.data, "the item is not planned: \(item.recommendation.reason)") }
        if let override, override.recommendedOrderUpTo > override.keptOrderUpTo + 0.5 {
            return (.decision, "its level is kept at \(number(override.keptOrderUpTo)) by hand (\(override.reason)); the plan would choose \(number(override.recommendedOrderUpTo))")
        }
        if ofItem.cause == .decision || ofItem.cause == .data { return ofItem }
        if let overdue, ahead < supply.onHand + overdue.units { return (.supplierLate, overdue.text) }
        if let missing, ahead < supply.onHand + missing.units { return (.supplierShort, missing.text) }
        if ofItem.cause == .capacity { return ofItem }
        if let lineSize = item.unitsPerOrderLine, line.quantity > 10, line.quantity > 8 * lineSize {
            return (.demandSpike, "this order asks for \(number(line.quantity)) units; order lines have \(number(lineSize)) on average")
        }
        return ofItem
    }
}

private func overdueOrders(_ orders: [OpenOrder], item: PlannedItem, suppliers: SupplierFacts, asOf: CalendarDay) -> (units: Double, text: String)? {
    var units = 0.0
    var first: (order: OpenOrder, text: String)?
    for order in orders {
        var text: String?
        if let promise = order.promisedOn {
            if promise < asOf { text = "promised for \(promise), \(promise.days(until: asOf)) days ago" }
        } else if let ordered = order.orderedOn {
            let lead = suppliers.curves.leadTime(item.supply, item: item.key.item, shift: 0).curve
            let age = ordered.days(until: asOf)
            if lead.probability(upTo: age - 1) > 0.9 { text = "ordered \(age) days ago; nine of ten orders take less" }
        }
        guard let text else { continue }
        units += order.quantity
        if first == nil || (order.orderedOn ?? asOf) < (first?.order.orderedOn ?? asOf) { first = (order, text) }
    }
    guard let first else { return nil }
    let name = first.order.orderID.isEmpty ? "an open order" : "order \(first.order.orderID)"
    return (units, "\(name) of \(number(first.order.quantity)) units: \(first.text)")
}

/// Half a year past its day, or three lead times where that is more, an order has been forgotten by the records rather than by the supplier.
private func staleOrder(_ givenUp: [OpenOrder], item: PlannedItem, asOf: CalendarDay) -> (units: Double, text: String)? {
    let lead = item.supply.leadTimeDays
    let stale = givenUp.compactMap { order in order.expectedOn(leadTimeDays: lead).map { (order, late: $0.days(until: asOf)) } }
        .filter { $0.late > max(182, Int(3 * lead)) }
    guard let first = stale.max(by: { $0.late < $1.late }) else { return nil }
    let name = first.0.orderID.isEmpty ? "an order" : "order \(first.0.orderID)"
    return (stale.reduce(0) { $0 + $1.0.quantity },
        "\(name) of \(number(first.0.quantity)) units is open \(first.late) days after its day: received and never closed, or lost")
}

/// Short deliveries that the stock of today can still feel: not older than lead time and review together, and a week.
private func shortUnits(_ shorts: [ShortDelivery], item: PlannedItem, asOf: CalendarDay) -> (units: Double, text: String)? {
    let window = Int((item.supply.protectionDays + 7).rounded(.up))
    let recent = shorts.filter { $0.receivedOn.days(until: asOf) <= window }
    guard let last = recent.last else { return nil }
    let units = recent.reduce(0) { $0 + $1.ordered - $1.usable }
    let rejected = last.received - last.usable
    return (units, "order \(last.orderID) brought \(number(last.usable)) usable of \(number(last.ordered)) units on \(last.receivedOn)"
        + (rejected > 0 ? " (\(number(rejected)) not accepted)" : ""))
}

/// The position has stayed further below its level than what was sold since the last look and what deliveries lacked.
private func notOrdered(
    _ item: PlannedItem, latest: CalendarDay?, missing: Double, suppliers: SupplierFacts, input: CauseInput
) -> (cause: BackorderCause, text: String)? {
    guard let policy = item.recommendation.policy, limited(item, suppliers: suppliers, periodDays: input.periodDays) == nil else { return nil }
    let supply = item.supply
    let sinceLook = max(1, supply.reviewPeriodDays)
    if let latest, Double(latest.days(until: input.restock.asOf)) <= 2 * sinceLook + 1 { return nil }
    let periods = Int((sinceLook / input.periodDays).rounded(.up)) + 1
    let sold = item.history.demand.suffix(periods).reduce(0, +)
    let batch = policy.orderQuantity ?? max(0, policy.orderUpTo - policy.reorderPoint - 1)
    let lacking = policy.orderUpTo - supply.inventoryPosition
    guard supply.inventoryPosition <= policy.reorderPoint, lacking > sold + missing + batch + max(2, 0.2 * policy.orderUpTo) else { return nil }
    if item.supply.defaultsUsed.contains("on_order") {
        return (.data, "the position of \(number(supply.inventoryPosition)) is \(number(lacking)) units below the level of \(number(policy.orderUpTo)), and no table says what is on order")
    }
    return (.decision, "the position of \(number(supply.inventoryPosition)) is \(number(lacking)) units below the level of \(number(policy.orderUpTo)) and only "
        + "\(number(sold)) were sold since the last look: "
        + (latest.map { "nothing has been ordered since \($0)" } ?? "nothing is on order"))
}

private func limited(_ item: PlannedItem, suppliers: SupplierFacts, periodDays: Double) -> (cause: BackorderCause, text: String)? {
    let supply = item.supply
    let name = supply.supplier
    guard let policy = item.recommendation.policy else { return nil }
    let lacking = policy.orderUpTo - supply.inventoryPosition
    if let most = supply.maximumOrderQuantity, most > 0, lacking > most {
        return (.capacity, "\(number(lacking)) units lack to the level and one order may have \(number(most)) at most")
    }
    guard let record = suppliers.records[name] else { return nil }
    if let capacity = record.capacityPerPeriod {
        let demand = suppliers.demand[name] ?? 0
        if item.recommendation.reason.contains("fewer for the capacity of") || demand > 0.97 * capacity {
            return (.capacity, "\(name) delivers at most \(number(capacity)) units a period; its items sell \(number(demand))")
        }
    }
    if let minimum = record.minimumOrderValue, minimum > 0, supply.inventoryPosition <= policy.reorderPoint,
       let value = suppliers.lacking[name], value > 0, value < minimum {
        return (.capacity, "what lacks from \(name) is worth \(number(value)), its minimum order is \(number(minimum))")
    }
    return nil
}

/// Demand over the protection interval, over two and over three of them, against what the time before led to expect.
private func moreDemand(_ item: PlannedItem, periodDays: Double) -> (cause: BackorderCause, text: String)? {
    let history = item.history.demand
    let window = max(1, Int((item.supply.protectionDays / periodDays).rounded()))
    let allowed = 1 - min(0.999, max(0.5, item.recommendation.performance?.cycleServiceLevel ?? 0.95))
    // Three looks share the odds of one.
    let limit = max(1e-9, allowed / 20 / 3)
    for multiple in 1...3 {
        let length = window * multiple
        // Enough before it to know what is usual.
        guard history.count >= length + max(8, window) else { return nil }
        let recent = history.suffix(length)
        let before = history.dropLast(length).suffix(104)
        let mean = before.reduce(0, +) / Double(before.count)
        var expected = mean
        // A season that comes every year is no surprise.
        let year = Int((365.25 / periodDays).rounded())
        if history.count >= year + length {
            let start = history.count - year - length / 2 - length
            let same = history[max(0, start)..<min(history.count - length, max(0, start) + 2 * length)]
            if !same.isEmpty { expected = max(expected, same.reduce(0, +) / Double(same.count)) }
        }
        let spread = before.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, before.count - 1))
        let total = recent.reduce(0, +)
        let usual = max(expected * Double(length), 0.1)
        // The mean is known from as many periods as there are; its own error counts.
        let variance = max(usual, spread * Double(length) * (1 + Double(length) / Double(before.count)))
        guard total > usual, tail(mean: usual, variance: variance, above: total) < limit else { continue }
        let largest = recent.max() ?? 0
        let excess = total - usual
        let share = excess > 0 ? (largest - usual / Double(length)) / excess : 0
        let sold = "\(number(total)) units were sold in \(length) periods, \(number(usual)) were to be expected"
        if multiple == 1, share >= 0.6 || length == 1 { return (.demandSpike, sold + "; \(number(largest)) of them in one period") }
        return (.forecast, sold)
    }
    return nil
}

private func tail(mean: Double, variance: Double, above total: Double) -> Double {
    NegativeBinomialDistribution(mean: mean, variance: variance).map { $0.upperTail(total - 1) } ?? PoissonDistribution(mean: mean).upperTail(total - 1)
}

/// Recent deliveries, or promises of what is on its way, take longer than the plan's lead time or than deliveries used to.
private func slower(_ item: PlannedItem, orders: [OpenOrder], suppliers: SupplierFacts) -> (cause: BackorderCause, text: String)? {
    let supply = item.supply
    if let history = suppliers.histories[supply.supplier] {
        let recent = history.recent, all = history.all
        let older = all.received - recent.received
        if recent.received >= 5, older >= 5 {
            let mean = recent.leadDays / Double(recent.received)
            let before = (all.leadDays - recent.leadDays) / Double(older)
            let spread = max(0.25, (all.leadDaysSquared - recent.leadDaysSquared) / Double(older) - before * before)
            let error = (spread / Double(recent.received) + spread / Double(older)).squareRoot()
            if mean > before + 3 * error, mean > 1.15 * before, mean > supply.leadTimeDays + 1 {
                return (.leadTime, "deliveries of the last half year took \(number(mean)) days on average, \(number(before)) before; the plan reckons with \(number(supply.leadTimeDays))")
            }
        }
        if supply.receivedLeadTimes == nil, all.received >= 5 {
            let mean = all.leadDays / Double(all.received)
            let spread = max(0.25, all.leadDaysSquared / Double(all.received) - mean * mean)
            if mean > supply.leadTimeDays + 3 * (spread / Double(all.received)).squareRoot(), mean > 1.15 * supply.leadTimeDays {
                return (.leadTime, "deliveries took \(number(mean)) days on average, the plan reckons with \(number(supply.leadTimeDays))")
            }
        }
    }
    for order in orders {
        guard let ordered = order.orderedOn, let promise = order.promisedOn else { continue }
        let days = Double(ordered.days(until: promise))
        if days > 1.3 * supply.leadTimeDays, days > supply.leadTimeDays + max(3, 2 * supply.leadTimeStandardDeviationDays) {
            return (.leadTime, "order \(order.orderID) was promised within \(number(days)) days, the plan reckons with \(number(supply.leadTimeDays))")
        }
    }
    return nil
}

private func expectedText(_ item: PlannedItem) -> String {
    guard let performance = item.recommendation.performance else { return "nothing out of the ordinary is seen" }
    return "nothing out of the ordinary is seen; the plan serves \(number(100 * performance.fillRate))% of its units at once and expects "
        + "\(number(performance.expectedBackorders)) waiting on average"
}

/// Up to two decimals, none needless.
func number(_ value: Double) -> String { upTo(2, value) }
