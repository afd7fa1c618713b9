/// The result of an economic order quantity model.
public struct OrderQuantity: Sendable, Equatable {
    /// Q, units.
    public var quantity: Double
    /// Money per unit of time of the demand rate.
    public var cost: Double

    public init(quantity: Double, cost: Double) {
        self.quantity = quantity
        self.cost = cost
    }
}

/// EOQ Q* = sqrt(2 K d / h) (Harris 1913; Zipkin 2000, 3.2.3): fixed cost K per order, holding cost h per unit and year, demand d
/// per year. Infinite for h = 0.
///
///     economicOrderQuantity(fixedCost: 8, holdingCost: 0.225, demandRate: 1300)      // 304.0467800264368
public func economicOrderQuantity(fixedCost: Double, holdingCost: Double, demandRate: Double) -> Double {
    (2 * fixedCost * demandRate / holdingCost).squareRoot()
}

/// Cost of ordering Q at a time: K d / Q + h Q / 2.
public func orderQuantityCost(_ quantity: Double, fixedCost: Double, holdingCost: Double, demandRate: Double) -> Double {
    fixedCost * demandRate / quantity + 0.5 * holdingCost * quantity
}

/// EOQ in packs with a minimum order: the multiple of `pack` (0: any quantity), at least `minimum`, of least cost.
///
/// Both neighbouring multiples are compared: the cost is flatter above the optimum than below, so rounding to the nearest can lose.
///
///     economicOrderQuantity(fixedCost: 50, holdingCost: 0.8, demandRate: 730, pack: 24, minimum: 500).quantity      // 504
public func economicOrderQuantity(
    fixedCost: Double, holdingCost: Double, demandRate: Double, pack: Double, minimum: Double = 0
) -> OrderQuantity {
    let free = economicOrderQuantity(fixedCost: fixedCost, holdingCost: holdingCost, demandRate: demandRate)
    var quantity = betterNeighbour(of: free, unit: pack)
    if quantity < minimum { quantity = pack > 0 ? (minimum / pack).rounded(.up) * pack : minimum }
    return OrderQuantity(
        quantity: quantity,
        cost: orderQuantityCost(quantity, fixedCost: fixedCost, holdingCost: holdingCost, demandRate: demandRate))
}

/// EOQ with planned backorders.
public struct PlannedBackorders: Sendable, Equatable {
    /// Q, units.
    public var quantity: Double
    /// Share of demand that waits, h / (h + p).
    public var backorderedShare: Double
    /// Money per unit of time.
    public var cost: Double
    /// Time averages, units.
    public var averageBackorders: Double
    public var averageOnHand: Double
}

/// EOQ with backorders planned at cost p per unit and unit of time: Q = sqrt(2 K d (h + p) / (h p)) (Zipkin 2000, 3.3).
///
///     plannedBackorders(fixedCost: 8, holdingCost: 0.225, backorderCost: 5, demandRate: 1300).quantity      // 310.81255515896464
public func plannedBackorders(
    fixedCost: Double, holdingCost h: Double, backorderCost p: Double, demandRate: Double
) -> PlannedBackorders {
    let quantity = (2 * fixedCost * demandRate * (h + p) / (h * p)).squareRoot()
    let share = h / (h + p)
    return PlannedBackorders(
        quantity: quantity, backorderedShare: share,
        cost: (2 * fixedCost * demandRate * h * p / (h + p)).squareRoot(),
        averageBackorders: 0.5 * quantity * share * share,
        averageOnHand: 0.5 * quantity * (1 - share) * (1 - share))
}

/// Economic production quantity: stock builds up at the production rate less demand, EOQ with h (1 - d / m).
///
///     economicProductionQuantity(fixedCost: 8, holdingCost: 0.225, demandRate: 1300, productionRate: 1700).quantity      // 626.808
public func economicProductionQuantity(
    fixedCost: Double, holdingCost: Double, demandRate: Double, productionRate: Double
) -> OrderQuantity {
    let effective = holdingCost * (1 - demandRate / productionRate)
    let quantity = economicOrderQuantity(fixedCost: fixedCost, holdingCost: effective, demandRate: demandRate)
    return OrderQuantity(
        quantity: quantity,
        cost: orderQuantityCost(quantity, fixedCost: fixedCost, holdingCost: effective, demandRate: demandRate))
}

/// EOQ with random yield: of Q ordered, Q Z arrive, E[Z] = mean, sd of Z given (Snyder & Shen 2019, section 9.3.2):
/// Q = sqrt(2 K d / (h (sd^2 + mean^2))), cost K d / (Q mean) + h Q (sd^2 + mean^2) / (2 mean).
public func economicOrderQuantity(
    fixedCost: Double, holdingCost: Double, demandRate: Double, yieldMean: Double, yieldStandardDeviation: Double
) -> OrderQuantity {
    let square = yieldStandardDeviation * yieldStandardDeviation + yieldMean * yieldMean
    let quantity = (2 * fixedCost * demandRate / (holdingCost * square)).squareRoot()
    return OrderQuantity(
        quantity: quantity,
        cost: fixedCost * demandRate / (quantity * yieldMean) + 0.5 * holdingCost * quantity * square / yieldMean)
}

/// EOQ with all-units price breaks: the unit price applies to the whole order (Snyder & Shen 2019, section 3.4.2).
///
/// - Parameters:
///   - holdingRate: share of unit cost per unit of time.
///   - breakpoints: least quantity of each price, ascending, the first usually 0.
///   - unitCosts: price from each breakpoint on.
/// - Returns: quantity and cost (purchase included), and the index of its price; `nil` where the lists are empty or differ in length.
public func economicOrderQuantity(
    fixedCost: Double, holdingRate: Double, demandRate: Double, breakpoints: [Double], unitCosts: [Double]
) -> (result: OrderQuantity, region: Int)? {
    guard !breakpoints.isEmpty, breakpoints.count == unitCosts.count else { return nil }
    var best: (result: OrderQuantity, region: Int)?
    for region in breakpoints.indices {
        let holding = holdingRate * unitCosts[region]
        var quantity = economicOrderQuantity(fixedCost: fixedCost, holdingCost: holding, demandRate: demandRate)
        quantity = max(quantity, breakpoints[region])
        // Above the next breakpoint the next price applies: this region cannot hold its optimum.
        if region + 1 < breakpoints.count && quantity >= breakpoints[region + 1] { continue }
        let cost = unitCosts[region] * demandRate
            + orderQuantityCost(quantity, fixedCost: fixedCost, holdingCost: holding, demandRate: demandRate)
        if best.map({ cost < $0.result.cost }) ?? true { best = (OrderQuantity(quantity: quantity, cost: cost), region) }
    }
    return best
}
