import DemandModel

/// How a plan takes over the forecasts of an earlier one whose forecasts were made from the same.
public struct ForecastReuse: Sendable {
    /// What tells this program, and the libraries whose arithmetic it uses, from others.
    public var program: String
    /// What tells this plan file from others, but for what no forecast reads.
    public var configuration: String
    /// The forecasts that were made from these sources; `nil`: there are none, or they cannot be trusted.
    public var find: @Sendable (ForecastSources) -> EarlierForecasts?
    /// The levels that were worked out from what has this digest; `nil`: there are none, or they cannot be trusted.
    public var findPolicies: @Sendable (String) -> KeptPolicies? = { _ in nil }

    public init(program: String, configuration: String, find: @escaping @Sendable (ForecastSources) -> EarlierForecasts?) {
        self.program = program
        self.configuration = configuration
        self.find = find
    }
}

/// Forecasts the items of a whole plan, or takes over an earlier plan's forecasts that were made from the same: the items are then what forecasting
/// would make them, to the last bit.
///
/// - Parameter learn: what the panel teaches, where the plan is made by that alone; not asked where nothing is forecast.
/// - Returns: what the panel's forecasts say, and what a later plan has to know to take them over.
func forecastOrTakeOver(
    _ items: inout [PlannedItem], _ setting: ForecastSetting, reuse: ForecastReuse, progress: @escaping @Sendable (PlanEvent) -> Void,
    learn: ([PlannedItem]) throws(PlanError) -> PanelFacts?
) throws(PlanError) -> (panel: PanelFindings, record: ForecastRecord) {
    let sources = ForecastSources(items, setting, program: reuse.program, configuration: reuse.configuration)
    if let earlier = reuse.find(sources), earlier.record.sources == sources, zip(items, earlier.items).allSatisfy({ $0.key == $1.key }),
       items.count == earlier.items.count {
        progress(.began(.forecasting, steps: 0))
        progress(.tookForecasts(of: earlier.runID))
        let panel = PanelFindings(errorTables: earlier.errorTables, remarks: earlier.record.remarks)
        let record = earlier.record
        takeOver(earlier, items: &items, orderLine: orderLineOfLaunches(items, setting))
        return (panel, record)
    }
    var setting = setting
    setting.facts = try learn(items)
    let panel = try forecastItems(&items, setting, progress: progress)
    return (panel, ForecastRecord(sources: sources, remarks: panel.remarks, unforecast: unforecast(items)))
}

/// Gives every item what an earlier plan's forecasting gave it.
private func takeOver(_ earlier: consuming EarlierForecasts, items: inout [PlannedItem], orderLine: Double?) {
    let unforecast = Dictionary(earlier.record.unforecast.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    for (index, known) in earlier.items.enumerated() {
        items[index].outlook = known.outlook
        items[index].pooled = known.pooled
        items[index].effects = known.effects
        items[index].forecast = known.forecast
        // The histories are the same, too.
        items[index].carriedForecast = known.carried
        if known.outlook != nil {
            if items[index].isUnsoldLaunch, items[index].unitsPerOrderLine == nil, let orderLine { items[index].unitsPerOrderLine = orderLine }
        } else if let reason = unforecast[known.key] {
            items[index].recommendation.status = reason.status
            items[index].recommendation.reason = reason.reason
        }
    }
}

/// The order line that launches take: of today's sales, which a plan that takes its forecasts over has read like any other.
private func orderLineOfLaunches(_ items: [PlannedItem], _ setting: ForecastSetting) -> Double? {
    guard items.contains(where: { $0.isUnsoldLaunch && $0.unitsPerOrderLine == nil }) else { return nil }
    guard setting.configuration.learnFrom != nil else { return usualOrderLine(items) }
    let sample = sampleOfPanel(items, setting, panelItems: nil)
    return usualOrderLine(items.filter { sample.holds($0.key) })
}

/// Items that forecasting left without a forecast, and what it said of them.
private func unforecast(_ items: [PlannedItem]) -> [ForecastRecord.Unforecast] {
    items.lazy.filter { !$0.hasOutlook && ($0.history.count > 0 || $0.isUnsoldLaunch) }.map {
        ForecastRecord.Unforecast(key: $0.key, status: $0.recommendation.status, reason: $0.recommendation.reason)
    }
}
