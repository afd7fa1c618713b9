import DemandForecasting
import DemandModel

/// What a panel teaches, learnt once: with it any part of the panel is planned as the whole would be, to the byte, by whoever has the part.
///
///     let options = PlanOptions(threads: 2, version: "1")
///     let facts = try learnPanel(panel, configuration: run.configuration, panelItems: 200_000, options: options)
///     let one = try PartialPlan(part, configuration: run.configuration, facts: facts, options: options)
///
/// It is learnt from a sample of the items that their codes choose (`PanelSample`), so it has the size of the sample's models and not of the panel.
public struct PanelFacts: Sendable, Codable {
    /// The layout; what another version has learnt is learnt again.
    public static let currentVersion = 3

    public let version: Int
    /// Which items taught it.
    public let sample: PanelSample
    /// Periods to forecast.
    var horizon: Int
    /// The first period of the panel's sales, and the first coming one.
    var firstPeriod: Int
    var comingPeriod: Int
    var stockouts: StockoutFacts
    var forecasts: BlendFacts
    /// Names of effects that some item has seen: others borrow them.
    var seenEffects: [String]
    var leadTime: LeadTimeFacts
    var launches: LaunchFacts
    /// Units of the usual order line; `nil` where sales are period totals.
    var orderLine: Double?
    /// What a planner should know of it.
    public var remarks: [String]

    init(
        sample: PanelSample, horizon: Int, span: Range<Int>, stockouts: StockoutFacts, forecasts: BlendFacts, seenEffects: [String], leadTime: LeadTimeFacts,
        launches: LaunchFacts, orderLine: Double?, remarks: [String]
    ) {
        version = Self.currentVersion
        self.sample = sample
        self.horizon = horizon
        firstPeriod = span.lowerBound
        comingPeriod = span.upperBound
        self.stockouts = stockouts
        self.forecasts = forecasts
        self.seenEffects = seenEffects
        self.leadTime = leadTime
        self.launches = launches
        self.orderLine = orderLine
        self.remarks = remarks
    }
}

/// About so many items of a panel, chosen by a hash of their codes: the same on every machine, with all locations of an item or none.
public struct PanelSample: Sendable, Codable, Equatable {
    /// Items whose hash is at most this are in it.
    public let limit: UInt64

    /// - Parameters:
    ///   - count: how many items are wanted.
    ///   - items: how many different items the panel has.
    public init(_ count: Int, of items: Int) {
        limit = count >= items || items < 1 ? .max : UInt64.max / UInt64(items) * UInt64(max(count, 1))
    }

    public func holds(_ key: ItemLocation) -> Bool { limit == .max || PanelSample.hash(key.item) <= limit }

    /// FNV-1a over the code's bytes, mixed once more so that its high bits are as good as its low ones.
    static func hash(_ item: String) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in item.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        value ^= value >> 32
        value = value &* 0xD6E8_FEB8_6659_FD93
        return value ^ value >> 32
    }
}

/// Learns from a sample how its panel is forecast.
func learnForecasts(_ panel: RegressionInput, _ configuration: ForecastConfiguration) throws(PlanError) -> BlendFacts {
    do throws(RegressionForecastError) {
        return try learnBlended(panel, configuration: configuration)
    } catch {
        throw .numericCore(error.description)
    }
}

/// Periods of the panel, from its first sale on.
func panelSpan(_ items: [PlannedItem], firstPeriod: Int?) -> Range<Int> {
    let sold = items.filter { $0.history.count > 0 }
    let first = firstPeriod ?? sold.map(\.history.firstPeriod).min() ?? 0
    return first..<max(first, sold.map { $0.history.firstPeriod + $0.history.count }.max() ?? first)
}

extension PanelFacts {
    var span: Range<Int> { firstPeriod..<max(firstPeriod, comingPeriod) }
}

/// Learns what a panel teaches from the items of an input that a sample holds; the others are passed over.
///
/// - Parameters:
///   - input: the panel, or the rows of the sample alone.
///   - panelItems: how many different items the whole panel has; `nil`: those of the input.
/// - Throws: `PlanError` where there is nothing to learn from.
public func learnPanel(
    _ input: PlanInput, configuration: PlanConfiguration, panelItems: Int? = nil, options: PlanOptions,
    progress: @escaping @Sendable (PlanEvent) -> Void = { _ in }
) throws(PlanError) -> PanelFacts {
    let items = unplannedItems(input, configuration: configuration)
    return try learn(from: items, ForecastSetting(input, configuration: configuration, threads: options.threads), panelItems: panelItems, progress: progress)
}

func learn(
    from items: [PlannedItem], _ setting: ForecastSetting, panelItems: Int?, progress: @escaping @Sendable (PlanEvent) -> Void
) throws(PlanError) -> PanelFacts {
    let sample = sampleOfPanel(items, setting, panelItems: panelItems)
    var chosen = items.filter { sample.holds($0.key) }
    var setting = setting
    setting.sample = sample
    setting.span = panelSpan(items, firstPeriod: setting.span?.lowerBound)
    setting.part = nil
    guard let facts = try forecastItems(&chosen, setting, progress: progress).facts else { throw .nothingToPlan }
    return facts
}

/// Which items a panel is learnt from.
func sampleOfPanel(_ items: [PlannedItem], _ setting: ForecastSetting, panelItems: Int?) -> PanelSample {
    PanelSample(setting.configuration.learnFrom ?? PlanConfiguration.usualLearnFrom, of: panelItems ?? differentItems(items))
}

/// Different items; sorted by key, all locations of one stand together.
private func differentItems(_ items: [PlannedItem]) -> Int {
    items.indices.count { $0 == 0 || !items[$0].key.item.utf8.elementsEqual(items[$0 - 1].key.item.utf8) }
}
