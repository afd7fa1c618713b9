import DemandForecasting
import DemandModel
import ReorderPolicies

/// What is expected of one item's stock in the coming days, as a fan: the distribution of net stock (on hand less units waiting) on each
/// day, if today's order is placed as recommended and nothing more is ordered.
///
/// Demand until each day is the plan's own distribution of totals. The run does not hold the days on which open orders arrive: they
/// are taken to come in evenly over the lead time; today's order arrives after the lead time.
public struct StockFan: Sendable, Equatable {
    /// Days from the planning day, ascending, the first 0.
    public var days: [Double]
    /// Expected net stock, units.
    public var mean: [Double]
    /// Probabilities of the fan, ascending, and for each the net stock that is not exceeded with it.
    public var probabilities: [Double]
    public var quantiles: [[Double]]
    /// Day on which today's order arrives, and its units.
    public var arrivalDay: Double
    public var ordered: Double
    /// P(net stock < 0) just before that day.
    public var stockoutProbability: Double

    /// Bands of 50, 80 and 95%, with the median.
    public static let fan = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]
}

/// Projects one item's stock over its protection interval and half of it again.
///
/// - Returns: `nil` for an item without an outlook, or whose demand cannot be evaluated.
/// - Complexity: some 50 evaluations of a total's distribution, a few milliseconds.
public func stockFan(of item: PlannedItem, in run: PlanRun) -> StockFan? {
    guard let outlook = item.outlook else { return nil }
    let supply = item.supply
    let end = max(7, 1.5 * supply.protectionDays)
    let arrival = supply.leadTimeDays
    let step = end / 40
    var days = Array(stride(from: 0.0, through: end, by: step))
    // The day of the arrival twice: just before and just after.
    days = (days.filter { ($0 - arrival).magnitude > step / 4 } + [arrival, arrival]).sorted()
    var result = StockFan(
        days: days, mean: [], probabilities: StockFan.fan, quantiles: Array(repeating: [], count: StockFan.fan.count),
        arrivalDay: arrival, ordered: item.recommendation.orderNow, stockoutProbability: 0)
    let season = run.configuration.seasonLength ?? run.calendar.period.defaultSeasonLength
    var isArrived = false
    for (index, day) in days.enumerated() {
        let received = arrival > 0 ? supply.onOrder * min(1, day / arrival) : supply.onOrder
        var stock = supply.onHand - supply.backordered + received
        if index > 0, day == arrival, days[index - 1] == arrival { isArrived = true }
        if day > arrival { isArrived = true }
        if isArrived { stock += result.ordered }
        guard day > 0 else {
            result.mean.append(stock)
            for position in result.quantiles.indices { result.quantiles[position].append(stock) }
            continue
        }
        guard let demand = try? LeadTimeDemand(
            outlook: outlook, pooled: item.pooled, errorTables: run.errorTables, leadTime: .fixed(days: day), reviewPeriodDays: 0,
            seasonLength: season).compacted(), let probabilities = try? DemandProbabilities(demand.overLeadTime)
        else { return nil }
        result.mean.append(stock - probabilities.mean)
        for (position, probability) in StockFan.fan.enumerated() {
            result.quantiles[position].append(stock - probabilities.quantile(1 - probability))
        }
        if day == arrival, !isArrived { result.stockoutProbability = probabilities.expectedShortage(above: stock).probability }
    }
    return result
}

/// The distribution of demand over the protection interval as a curve, for a chart: what S is set against.
public struct DemandCurve: Sendable, Equatable {
    /// Units, ascending; for counts whole numbers (a bin's lowest).
    public var units: [Double]
    /// P(units <= D < next units).
    public var probabilities: [Double]
    /// Units per bin.
    public var width: Double
    public var mean: Double
    public var quantiles: [(probability: Double, units: Double)]

    public static func == (a: DemandCurve, b: DemandCurve) -> Bool {
        a.units == b.units && a.probabilities == b.probabilities && a.width == b.width && a.mean == b.mean
            && a.quantiles.map(\.units) == b.quantiles.map(\.units)
    }
}

/// The distribution of an item's demand over its protection interval in at most 60 bins, from nothing to the 99.5% quantile or S.
///
/// - Returns: `nil` for an item without an outlook, or whose demand cannot be evaluated.
public func leadTimeDemandCurve(of item: PlannedItem, in run: PlanRun) -> DemandCurve? {
    guard let outlook = item.outlook, let demand = try? leadTimeDemand(of: item, in: run) ?? nil,
          let probabilities = try? DemandProbabilities(demand.overProtectionInterval) else { return nil }
    let top = max(probabilities.quantile(0.995), item.recommendation.policy?.orderUpTo ?? 0, 1)
    let bottom = outlook.isCount ? 0 : min(0, probabilities.quantile(0.005))
    var width = (top - bottom) / 60
    if outlook.isCount { width = max(1, width.rounded(.up)) }
    guard width > 0, width.isFinite else { return nil }
    var curve = DemandCurve(units: [], probabilities: [], width: width, mean: probabilities.mean, quantiles: [])
    var below = outlook.isCount ? 0 : probabilities.probability(atMost: bottom)
    var start = bottom
    while start <= top, curve.units.count < 64 {
        let end = start + width
        let upTo = probabilities.probability(atMost: outlook.isCount ? end - 1 : end)
        curve.units.append(start)
        curve.probabilities.append(max(0, upTo - below))
        below = upTo
        start = end
    }
    curve.quantiles = [0.5, 0.8, 0.9, 0.95, 0.99].map { ($0, probabilities.quantile($0)) }
    return curve
}

/// The demand that an item's decision covers, as the plan evaluated it.
func leadTimeDemand(of item: PlannedItem, in run: PlanRun) throws(LeadTimeDemandError) -> LeadTimeDemand? {
    guard let outlook = item.outlook else { return nil }
    let season = run.configuration.seasonLength ?? run.calendar.period.defaultSeasonLength
    return try LeadTimeDemand(
        outlook: outlook, pooled: item.pooled, errorTables: run.errorTables, leadTime: LeadTime(item.supply),
        reviewPeriodDays: item.supply.reviewPeriodDays, seasonLength: season
    ).compacted()
}
