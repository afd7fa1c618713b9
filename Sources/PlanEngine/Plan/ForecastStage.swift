import DemandForecasting
import DemandModel
import NumericCore
import ParallelWork

/// What the forecasts of a panel say of the panel as a whole.
struct PanelFindings {
    var errorTables: [PooledErrorTable] = []
    /// For a planner: columns that cannot be told apart, a calendar that ends early, ...
    var remarks: [String] = []
    /// What the panel has taught; `nil` where nobody asked.
    var facts: PanelFacts?
}

/// What a panel is forecast from beside its items, and how.
struct ForecastSetting: Sendable {
    var calendar: PeriodCalendar
    var asOf: CalendarDay
    var events: [CalendarEvent]
    /// Prices and promotions, past and coming.
    var planned: [PlannedTerms]
    /// Which items stand in for which.
    var substitutes: [Substitute]
    var configuration: PlanConfiguration
    /// The items that are planned; `nil`: all. The others are only learnt from.
    var part: PlanPart?
    /// What a panel has taught before: the items are then forecast by it, each as if the others were not there. `nil`: these items teach it.
    var facts: PanelFacts?
    /// The items are a sample that a panel is learnt from, chosen so: nothing is planned.
    var sample: PanelSample?
    /// Periods of the panel where the items are some of it; only the first is known before it is learnt.
    var span: Range<Int>?
    /// Worker threads; no effect on results.
    var threads: Int

    init(_ input: PlanInput, configuration: PlanConfiguration, part: PlanPart? = nil, threads: Int) {
        calendar = input.calendar
        asOf = input.asOf
        events = input.events
        planned = input.planned
        substitutes = input.backorders?.substitutes ?? []
        span = input.firstPeriod.map { $0..<$0 }
        self.configuration = configuration
        self.part = part
        self.threads = threads
    }

    var periodDays: Double { calendar.period.meanDays ?? 1 }
    /// Periods per season: of the plan file, else the usual one of the period.
    var seasonLength: Int { configuration.seasonLength ?? calendar.period.defaultSeasonLength }
}

/// Forecasts every item with a history, and learns from the panel how far forecasts of totals err; a series that cannot be
/// forecast becomes `failed` and does not stop the others.
///
/// Smoothing is blended with a regression on prices, promotions and events where the data has any (`forecastBlended`).
func forecastItems(
    _ items: inout [PlannedItem], _ setting: ForecastSetting, progress: @escaping @Sendable (PlanEvent) -> Void
) throws(PlanError) -> PanelFindings {
    let withHistory = items.indices.filter { items[$0].history.count > 0 }
    let facts = setting.facts
    guard !withHistory.isEmpty || facts != nil else { return PanelFindings() }
    let periodDays = setting.periodDays, configuration = setting.configuration, calendar = setting.calendar, threads = setting.threads
    let horizon = facts?.horizon ?? forecastHorizon(items, periodDays: periodDays)
    var forecasting = ForecastConfiguration(horizon: horizon, seasonLength: setting.seasonLength)
    forecasting.threads = threads
    // Past windows have mostly the lengths of the learning's origins.
    forecasting.factors = SmoothingFactors()
    forecasting.yearPeriods = calendar.period.yearPeriods(seasonLength: forecasting.seasonLength)
    forecasting.quantiles = configuration.forecastQuantiles
    // Forecasts are made from demand and not from sales, which an empty shelf cuts off.
    var versions = withHistory.map { ItemHistory(withoutBulk: items[$0].history, bulk: items[$0].bulk) }
    let (credits, stockouts) = versions.correctLearning(
        planned: setting.planned, substitutes: setting.substitutes, mostCredited: configuration.substituteTakeRate ?? 1, events: setting.events, calendar: calendar,
        known: facts?.stockouts, isLearntFrom: { facts?.sample.holds($0.key) ?? true })
    var panel = RegressionInput(
        series: versions.map(\.corrected.series), horizon: horizon,
        periodsPerYear: 365.25 / periodDays, calendar: calendar, events: setting.events, planned: setting.planned)
    panel.threads = threads
    panel.stockoutsAreCorrected = true
    let groups = withHistory.map { items[$0].supply.stock?.group ?? "" }
    panel.categories = groups
    if let span = facts?.span ?? setting.sample.flatMap({ _ in setting.span }) {
        // Of a part it is not known what the rest offers.
        panel.categories = []
        panel.options.crossPriceItems = 0
        panel.span = span
        panel.termsAreKnown = setting.planned.contains { row in
            (row.price != nil || row.promotion != nil) && (0..<horizon).contains(calendar.periodNumber(of: row.date) - span.upperBound)
        }
    }

    // In a small panel the outlooks of all are learnt from.
    let isSmall = facts == nil && withHistory.count < LeadTimeDemandModel.smallPanel
    let chosen = isSmall ? nil : setting.sample.map { _ in withHistory.map { _ in false } } ?? setting.part.map { part in withHistory.map { part.holds(items[$0].key) } }
    let forecasts = setting.sample == nil ? facts?.forecasts : try learnForecasts(panel, forecasting)
    progress(.began(.forecasting, steps: chosen?.count { $0 } ?? withHistory.count))
    let found = try forecastHistories(
        panel, indices: withHistory, chosen: chosen, facts: forecasts, items: &items, configuration: forecasting, calendar: calendar, periodDays: periodDays,
        progress: progress)
    versions.keep(usual: found.usualDemand)
    // What a panel has taught says its own.
    var remarks = facts == nil ? found.remarks : []
    // Errors of totals, from past windows of the same panel forecast by the same method.
    progress(.began(.calibration, steps: 0))
    let model: LeadTimeDemandModel, leadTime: LeadTimeFacts
    var shorter = forecasting
    shorter.quantiles = []
    let slots = Dictionary(zip(panel.series.map(\.key), panel.series.indices), uniquingKeysWith: { first, _ in first })
    let demand = panel
    var unlearnt: [String] = []
    // Learnt from demand without the effects that are known ahead: coming ones then multiply all of the distribution.
    do throws(LeadTimeDemandError) {
        (model, leadTime) = try LeadTimeDemandModel.fitted(
            series: versions.compactMap(\.usual), outlooks: found.usualOutlooks,
            horizonPeriods: withHistory.map { items[$0].supply.protectionDays / periodDays },
            seasonLength: forecasting.seasonLength, year: Int((365.25 / periodDays).rounded()), forecastYear: forecasting.lastYearPeriods,
            groups: groups, chosen: chosen, facts: facts?.leadTime,
            isComplete: setting.sample != nil, threads: threads,
            reforecast: { cut in
                // Of a sample of the series, each by its place in the panel.
                let chosen = cut.compactMap { slots[$0.key] }
                var past = demand
                past.series = zip(chosen, cut).map { demand.series[$0].known(periods: $1.count) }
                past.categories = demand.categories.isEmpty ? [] : chosen.map { demand.categories[$0] }
                do throws(RegressionForecastError) {
                    return try forecastBlended(past, configuration: shorter, rule: found.rule).usualForecasts.map { $0?.outlook(periodDays: periodDays) }
                } catch {
                    // The errors of this window teach nothing; the plan says so.
                    unlearnt.append(error.description)
                    return []
                }
            })
    } catch {
        throw .numericCore("\(error)")
    }
    let offers = PlannedPromotions(setting.planned)
    var slotOfItem = [Int?](repeating: nil, count: items.count)
    for (slot, index) in withHistory.enumerated() { slotOfItem[index] = slot }
    let slotOf = slotOfItem, corrections = versions.map(\.corrected)
    parallelUpdate(&items, threads: threads) { index, item in
        guard let slot = slotOf[index], chosen?[slot] ?? true else { return }
        if let outlook = item.outlook { item.take(model.process(at: slot, outlook: outlook), quantiles: configuration.forecastQuantiles) }
        let ofStockouts = (credits[item.key] ?? []) + corrections[slot].remarks
        item.outlook?.remarks += ofStockouts
        if let remark = offers.remark(for: item.history, horizon: horizon, calendar: calendar) { item.outlook?.remarks.append(remark) }
        // New, ending and back after a pause: the pooled model has it in its numbers, the planner in words.
        // A silence because the shelf was empty is none.
        let lifecycle = [ItemLifecycle(corrections[slot].series.withoutMissing).remark, model.lookAlikeRemarks[slot]].compactMap { $0 }
        if !lifecycle.isEmpty, model.seasonalOutlooks[slot] == nil { item.outlook?.remarks.append(lifecycle.joined(separator: ", ")) }
        if let remark = model.remarks[slot] { item.outlook?.remarks.append(remark) }
    }
    if let first = unlearnt.first { remarks.append("\(unlearnt.count) of the past windows that the spread of demand is learnt from could not be forecast: \(first)") }
    if let sample = setting.sample, let forecasts {
        let seen = found.seenEffects.union(items.lazy.flatMap(\.effects).filter { !$0.isBorrowed }.map(\.name))
        return PanelFindings(facts: PanelFacts(
            sample: sample, horizon: horizon, span: panel.span ?? 0..<0, stockouts: stockouts, forecasts: forecasts,
            seenEffects: seen.sorted(by: bytesPrecede), leadTime: leadTime, launches: learnLaunches(items, histories: corrections.map(\.series), setting), orderLine: usualOrderLine(items), remarks: remarks))
    }
    forecastLaunches(&items, histories: corrections.map(\.series), setting, horizon: horizon)
    dropUnseenEffects(&items, seenElsewhere: facts.map { Set($0.seenEffects) } ?? found.seenEffects, amongThese: facts == nil)
    let effects = items.lazy.flatMap(\.effects)
    if effects.contains(where: { $0.share == 0 }), effects.allSatisfy({ $0.share == 0 }) {
        remarks.append("effects of prices, promotions and events are shown and not used: smoothing alone forecast past periods better")
    }
    return PanelFindings(errorTables: model.errorTables, remarks: (facts?.remarks ?? []) + remarks + (StockoutCensoring.summary(corrections).map { [$0] } ?? []))
}

/// What is left of the forecasts once every item has its own: the rest is let go before the panel is calibrated.
private struct UsualForecasts {
    /// Demand without the effects that are known ahead, and outlooks of it.
    var usualDemand: [DemandSeries]
    var usualOutlooks: [DemandOutlook?]
    var rule: RegressionBlendRule
    var remarks: [String]
    /// Names of effects that series which are only learnt from have seen.
    var seenEffects: Set<String>
}

/// Forecasts a panel, one series for each item at `indices`, and gives each item its outlook, forecast and effects, or its failure.
private func forecastHistories(
    _ panel: RegressionInput, indices: [Int], chosen: [Bool]?, facts: BlendFacts?, items: inout [PlannedItem], configuration: ForecastConfiguration, calendar: PeriodCalendar,
    periodDays: Double, progress: @escaping @Sendable (PlanEvent) -> Void
) throws(PlanError) -> UsualForecasts {
    let blend: RegressionBlend
    do throws(RegressionForecastError) {
        blend = try forecastBlended(panel, configuration: configuration, chosen: chosen, facts: facts) { done in progress(.reached(.forecasting, steps: done)) }
    } catch {
        throw .numericCore(error.description)
    }
    // Nearly all histories end in the same period: its texts and its season's waves are made once.
    var startsByPeriod: [Int: [String]] = [:], wavesByPeriod: [Int: SeasonWaves] = [:]
    let anyEffects = blend.regression.flatMap { fitted in panel.series.indices.lazy.map { fitted.effects(at: $0) }.first { !$0.isEmpty } } ?? []
    var seenEffects: Set<String> = []
    var slotOfItem = [Int?](repeating: nil, count: items.count)
    for (slot, index) in indices.enumerated() {
        let history = panel.series[slot], next = history.firstPeriod + history.count
        if startsByPeriod[next] == nil {
            startsByPeriod[next] = (0..<configuration.horizon).map { calendar.firstDay(of: next + $0).description }
            wavesByPeriod[next] = SeasonWaves(anyEffects, calendar: calendar, from: next)
        }
        if chosen?[slot] ?? true {
            slotOfItem[index] = slot
        } else if case .success = blend.forecasts[slot] {
            let effects = demandEffects(blend.regression?.effects(at: slot) ?? [], calendar: calendar, from: next, rule: blend.rule, waves: wavesByPeriod[next])
            for effect in effects where !effect.isBorrowed { seenEffects.insert(effect.name) }
        }
    }
    let slotOf = slotOfItem, startsOf = startsByPeriod, wavesOf = wavesByPeriod
    parallelUpdate(&items, threads: panel.threads) { index, item in
        guard let slot = slotOf[index] else { return }
        switch blend.forecasts[slot] {
        case .success(let path):
            let history = panel.series[slot], next = history.firstPeriod + history.count
            item.outlook = path.outlook(periodDays: periodDays)
            item.forecast = path.forecast(uniqueID: item.key.uniqueID, periodStarts: startsOf[next] ?? [])
            item.effects = demandEffects(
                blend.regression?.effects(at: slot) ?? [], calendar: calendar, from: next, rule: blend.rule, waves: wavesOf[next])
        case .failure(let failure):
            item.recommendation = Recommendation(
                key: item.key, status: .failed, protectionDays: item.supply.protectionDays, inventoryPosition: item.supply.inventoryPosition,
                reason: "forecast: \(failure.message)")
        }
    }
    return UsualForecasts(
        usualDemand: blend.usualDemand, usualOutlooks: blend.usualForecasts.map { $0?.outlook(periodDays: periodDays) }, rule: blend.rule,
        remarks: blend.regression?.remarks ?? remarksWithoutRegression(panel), seenEffects: seenEffects)
}

extension DemandSeries {
    /// The known periods alone, moved together; optional columns are left out.
    fileprivate var withoutMissing: DemandSeries {
        guard !missing.isEmpty else { return self }
        let unknown = Set(missing)
        return DemandSeries(key: key, firstPeriod: firstPeriod, demand: demand.indices.filter { !unknown.contains($0) }.map { demand[$0] })
    }
}

/// Promotions of the planned table by item: what makes a forecast higher than its past is worth a word.
private struct PlannedPromotions: Sendable {
    private let rows: [String: [PlannedTerms]]

    init(_ planned: [PlannedTerms]) {
        rows = Dictionary(grouping: planned.filter { $0.promotion == true }, by: \.item)
    }

    func remark(for series: DemandSeries, horizon: Int, calendar: PeriodCalendar) -> String? {
        let next = series.firstPeriod + series.count
        let periods = Set((rows[series.key.item] ?? []).lazy.filter {
            $0.item.utf8.elementsEqual(series.key.item.utf8) && ($0.location.map { $0.utf8.elementsEqual(series.key.location.utf8) } ?? true)
        }.map { calendar.periodNumber(of: $0.date) }).filter { (next..<next + horizon).contains($0) }
        guard let first = periods.min() else { return nil }
        return "promotion planned in \(periods.count) of the next \(horizon) \(calendar.period.rawValue)s, first from \(calendar.firstDay(of: first))"
    }
}

/// Periods to forecast: half as many again as the longest protection interval (room for scenarios), with two standard deviations
/// of its lead time, but no more than 400 (lead-time demand extends the outlook beyond by its stated rule).
private func forecastHorizon(_ items: [PlannedItem], periodDays: Double) -> Int {
    var longest = 0.0
    for item in items {
        longest = max(longest, item.supply.protectionDays + 2 * item.supply.leadTimeStandardDeviationDays)
    }
    return min(400, max(4, Int((1.5 * longest / periodDays).rounded(.up))))
}
