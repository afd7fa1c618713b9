import DemandModel
import TextForms

/// The batch that orders come in under the supply terms: how far below S the position falls before an order is placed.
public struct OrderBatch: Sendable, Equatable {
    /// q = S - r, units.
    public var quantity: Double
    /// A largest order moves q away from what the item would choose: the decision is reported as `capped`. Packs and minimum orders round it up, as
    /// they are meant to: that is said and not called capped.
    public var isCapped: Bool
    /// What the limits did, in plain words.
    public var reasons: [String]
}

/// No order can satisfy the supply terms, or a term is not a usable number.
struct ImpossibleTerms: Error {
    var reason: String
}

/// The batch for a policy kind under the supply terms.
///
/// (r,Q), (s,S) and (R,s,S) start from the economic order quantity sqrt(2 K d / h) where an order cost, a unit cost and a holding
/// rate are known, with price breaks the quantity of least cost of buying, ordering and holding under them; from one unit (continuous demand: one day's mean
/// demand) otherwise; (R,S) from one unit. Then the minimum order,
/// the order multiple (the better of both neighbouring multiples, not the nearest) and the maximum order.
func orderBatch(
    terms: SupplyTerms, kind: ReplenishmentPolicy.Kind, evaluator: StockEvaluator
) throws(ImpossibleTerms) -> OrderBatch {
    let minimum = try limit(terms.minimumOrderQuantity, "minimum_order_quantity")
    var multiple = try limit(terms.orderMultiple, "order_multiple")
    let maximum = try limit(terms.maximumOrderQuantity, "maximum_order_quantity")
    var reasons: [String] = []
    if let given = multiple, evaluator.isCount, given != given.rounded() {
        multiple = given.rounded(.up)
        reasons.append("order multiple \(number(given)) taken as \(number(given.rounded(.up))) whole units")
    }
    let unit = multiple ?? (evaluator.isCount ? 1 : 0)
    func up(_ x: Double) -> Double { unit > 0 ? (x / unit).rounded(.up) * unit : x }
    func down(_ x: Double) -> Double { unit > 0 ? (x / unit).rounded(.down) * unit : x }
    let least = minimum.map(up) ?? 0
    let most = maximum.map(down)
    if let most, let maximum {
        if most <= 0 {
            throw ImpossibleTerms(
                reason: "order_multiple \(number(unit)) is larger than maximum_order_quantity \(number(maximum)): "
                    + "no order is possible; correct one of them")
        }
        if least > most {
            throw ImpossibleTerms(
                reason: "minimum_order_quantity \(number(minimum ?? 0))\(multiple == nil ? "" : " in multiples of \(number(unit))") "
                    + "is larger than maximum_order_quantity \(number(maximum)): no order is possible; correct one of them")
        }
    }
    let reviewDemand = evaluator.protectionMean - evaluator.leadTimeMean
    var wanted: Double
    let wantsEconomicQuantity = kind != .RS
    if wantsEconomicQuantity, let choice = quantityUnderBreaks(terms, perDay: evaluator.meanPerDay) {
        wanted = betterNeighbour(of: choice.quantity, unit: unit)
        // A pack less would cost the price of smaller orders.
        if wanted < choice.least { wanted = up(choice.least) }
        if choice.least > 0 { reasons.append("a unit costs \(number(choice.unitCost)) from an order of \(number(choice.least)) on") }
    } else if wantsEconomicQuantity, let unitCost = terms.unitCost, unitCost > 0, terms.orderCost > 0, terms.holdingRatePerYear > 0 {
        let perYear = evaluator.meanPerDay * daysPerYear
        let economic = economicOrderQuantity(
            fixedCost: terms.orderCost, holdingCost: unitCost * terms.holdingRatePerYear, demandRate: perYear)
        wanted = betterNeighbour(of: economic, unit: unit)
    } else if kind == .rQ || kind == .sS {
        wanted = evaluator.isCount ? 1 : betterNeighbour(of: evaluator.meanPerDay, unit: unit)
    } else {
        wanted = evaluator.isCount ? 1 : 0
    }
    var quantity = max(wanted, unit)
    var isCapped = false
    // What the item would order at a time: the economic quantity, or a review period's demand.
    let natural = max(wanted, evaluator.isPeriodic ? reviewDemand : 0)
    if let multiple, multiple > max(natural, 1) {
        reasons.append("order multiple \(number(multiple)) is more than the \(number(natural)) it would order at a time")
    }
    if least > quantity {
        quantity = least
        if least > natural {
            reasons.append("minimum order \(number(minimum ?? least)) is more than the \(number(natural)) it would order at a time")
        }
    }
    if let most, let maximum {
        if quantity > most {
            quantity = most
            isCapped = true
            reasons.append("maximum order \(number(maximum)) is less than the order quantity \(number(wanted)) it would choose")
        }
        if evaluator.isPeriodic && reviewDemand > most {
            isCapped = true
            reasons.append(
                "maximum order \(number(maximum)) per review is below the mean demand of a review period, \(number(reviewDemand)): "
                    + "stock falls behind whatever the order-up-to level")
        }
    }
    if evaluator.isCount { quantity = max(1, quantity.rounded(.up)) }
    guard quantity < 1e15 else {
        throw ImpossibleTerms(
            reason: "the order quantity would be \(quantity) units: order_cost \(number(terms.orderCost)) is out of proportion to what a unit "
                + "costs to hold; correct order_cost, unit_cost or holding_rate_per_year, or set maximum_order_quantity")
    }
    return OrderBatch(quantity: quantity, isCapped: isCapped, reasons: reasons)
}

/// The order quantity of least cost where the price depends on it (Hadley & Whitin 1963, section 2.11); `nil` without breaks, demand or holding costs.
private func quantityUnderBreaks(_ terms: SupplyTerms, perDay: Double) -> (quantity: Double, least: Double, unitCost: Double)? {
    guard let breaks = terms.priceBreaks, let first = breaks.first, terms.holdingRatePerYear > 0, perDay > 0 else { return nil }
    // Below the first break the unit cost counts.
    let hasBase = first.quantity > 1 && terms.unitCost != nil
    let quantities = (hasBase ? [0] : []) + breaks.map(\.quantity), costs = (hasBase ? [terms.unitCost ?? first.unitCost] : []) + breaks.map(\.unitCost)
    guard let best = economicOrderQuantity(
        fixedCost: max(terms.orderCost, 1e-9), holdingRate: terms.holdingRatePerYear, demandRate: perDay * daysPerYear, breakpoints: quantities, unitCosts: costs)
    else { return nil }
    return (best.result.quantity, best.region == 0 ? 0 : quantities[best.region], costs[best.region])
}

/// The multiple of `unit` (at least one) with the least EOQ cost, whose minimum is at `quantity`: the cost of Q is proportional
/// to Q/Q* + Q*/Q, so the switch lies at the geometric mean of two neighbours.
func betterNeighbour(of quantity: Double, unit: Double) -> Double {
    guard unit > 0, quantity.isFinite else { return quantity }
    let low = (quantity / unit).rounded(.down) * unit
    if low < unit { return unit }
    let high = low + unit
    return quantity * quantity <= low * high ? low : high
}

/// `nil` for absent or 0; throws for anything that is not a finite number >= 0.
private func limit(_ value: Double?, _ name: String) throws(ImpossibleTerms) -> Double? {
    guard let value else { return nil }
    guard value >= 0, value < .infinity else {
        throw ImpossibleTerms(reason: "\(name) is \(value): it must be a number, 0 or more")
    }
    return value > 0 ? value : nil
}

/// A number for a message: whole without a decimal point, otherwise with up to two decimals.
func number(_ x: Double) -> String { upTo(2, x) }

/// Money in a sentence: whole as it is, else with two decimals.
func money(_ x: Double) -> String {
    let text = upTo(2, x)
    guard let point = text.firstIndex(of: "."), text.distance(from: point, to: text.endIndex) == 2 else { return text }
    return text + "0"
}
