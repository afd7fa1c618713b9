import CMath
import DemandForecasting
import DemandModel
import ReorderPolicies

/// Replays the whole policy over demand that came later: forecasts and levels are planned anew at each planning day from what was
/// known then, and both the plan and the textbook rule meet the same demand and the same lead times.
///
/// - Parameters:
///   - input: sales at daily periods, up to the last day of the replay.
///   - configuration: the plan's; its objective gives the weight, its period the buckets.
///   - from: the first planning day.
/// - Throws: `PlanError` where nothing can be replayed or planned.
public func replayPlan(
    _ input: PlanInput, configuration: PlanConfiguration, replay settings: ReplayConfiguration, from: CalendarDay,
    options: PlanOptions, progress: @escaping @Sendable (PlanEvent) -> Void = { _ in }
) throws(PlanError) -> ReplayReport {
    if configuration.hasNetwork { throw .infeasible("a replay supplies every location for itself and does not know [network]: leave the section out to replay") }
    let planningDays = settings.clock.planningDays
    let bucket = configuration.period ?? .week
    let first = PeriodCalendar(period: bucket, weekAnchor: from)
    let histories = input.series.sorted { $0.key < $1.key }.map(DailyHistory.init).filter { history in
        (history.series(before: from, calendar: first)?.demand.count { $0 > 0 } ?? 0) >= max(1, settings.leastActivePeriods)
    }
    guard !histories.isEmpty else { throw .nothingToPlan }
    let terms = supplyOf(histories.map(\.key), input: input, configuration: configuration)
    let without = terms.filter { $0.value.unitCost == nil }.map(\.key.uniqueID).sorted(by: bytesPrecede)
    if !without.isEmpty { throw .unitCostMissing(itemLocations: without) }
    let supplies = histories.map { terms[$0.key] ?? SupplyTerms(leadTimeDays: 0, reviewPeriodDays: 0) }
    let unitCosts = supplies.map { $0.unitCost ?? 0 }

    // What came: demand and, for each review, the lead time of its order, the same for every rule.
    let actual = histories.map { $0.days(from: from, count: settings.clock.days) }
    let leadTimes = zip(histories, supplies).map { history, supply in
        var random = SeededRandom(key: history.key, seed: settings.seed)
        let reviews = settings.clock.days / reviewDays(supply) + 1
        return (0..<reviews).map { _ in
            Int(random.gamma(mean: supply.leadTimeDays, standardDeviation: supply.leadTimeStandardDeviationDays).rounded())
        }
    }
    let fillsUp = configuration.policyKind == .sS || configuration.policyKind == .RsS
    func outcomes(_ levels: [[Double]], batches: [[Double]]) -> [ReplayOutcome] {
        histories.indices.map { index in
            replay(dailyDemand: actual[index][...], levels: levels[index], reviewEveryDays: reviewDays(supplies[index]),
                   leadTimeDays: leadTimes[index], clock: settings.clock, batches: batches[index], fillsUp: fillsUp)
        }
    }

    // The textbook rule first: its money sets the budgets of the plan's curve.
    let epochs = planningDays.map { from.advanced(by: $0) }
    let weekly = epochs.map { day in
        histories.map { $0.series(before: day, calendar: PeriodCalendar(period: .week, weekAnchor: day))?.demand ?? [] }
    }
    let textbook = settings.textbookFactors.map { z in
        ReplayedSetting(setting: z, outcomes: outcomes(histories.indices.map { index in
            epochs.indices.map { textbookLevel(weekly: weekly[$0][index], protectionDays: supplies[index].protectionDays, z: z) }
        }, batches: supplies.map { [leastOrder($0)] }))
    }
    let money = textbook.map { replayPoint($0, unitCosts: unitCosts).inventoryValue }
    let budgets = settings.budgets.isEmpty
        ? replayBudgets(from: money.min() ?? 0, to: money.max() ?? 0, count: settings.curvePoints) : settings.budgets.sorted()

    let objectives = budgets.map {
        PlanObjective(kind: .budget, money: .averageInventoryValue, target: $0, weight: configuration.objective.weight)
    } + settings.fillRateTargets.map { PlanObjective(kind: .fillRate, target: $0) }
    var promises = PlanPromises(settings: objectives.count)
    let fresh = histories.indices.map { index in
        ReplayTrack(dailyDemand: actual[index][...], reviewEveryDays: reviewDays(supplies[index]), leadTimeDays: leadTimes[index],
                    clock: settings.clock, fillsUp: fillsUp)
    }
    var tracks = objectives.map { _ in fresh }
    var lastLevels = objectives.map { _ in [Double](repeating: 0, count: histories.count) }
    var unplanned: Set<String> = []
    for (number, day) in epochs.enumerated() {
        let items = histories.indices.map { index in
            PlannedItem(
                key: histories[index].key, supply: supplies[index],
                history: histories[index].series(before: day, calendar: PeriodCalendar(period: bucket, weekAnchor: day))
                    ?? DemandSeries(key: histories[index].key, firstPeriod: 0, demand: []),
                unitsPerOrderLine: input.facts[histories[index].key]?.unitsPerOrderLine,
                recommendation: Recommendation(key: histories[index].key, status: .noHistory, protectionDays: supplies[index].protectionDays, reason: ""))
        }
        let planned = try planDay(
            items, asOf: day, calendar: PeriodCalendar(period: bucket, weekAnchor: day), objectives: objectives,
            positions: tracks.map { $0.map(\.position) }, renewedEveryDays: Double(settings.clock.replanEveryDays), promises: &promises, configuration: configuration, options: options, progress: progress)
        for index in planned.unplanned { unplanned.insert(histories[index].key.uniqueID) }
        let start = planningDays[number]
        let end = number + 1 < planningDays.count ? planningDays[number + 1] : settings.clock.days
        for slot in objectives.indices {
            for index in histories.indices {
                let path = planned.paths[slot][index]
                let kept = lastLevels[slot][index]
                tracks[slot][index].advance(to: end) { day in
                    guard let level = path.level(days: Double(day - start), isCount: planned.isCount[index]) else { return ReviewTarget(level: kept) }
                    return ReviewTarget(
                        level: level.orderUpTo, batch: level.orderUpTo - level.reorderPoint,
                        promise: ReplayPromise(level))
                }
                if let last = path.last { lastLevels[slot][index] = last.orderUpTo }
            }
        }
    }
    let replayed = objectives.indices.map { slot in
        ReplayedSetting(
            setting: objectives[slot].target, promisedFillRate: promises.fillRate(slot), promisedInventoryValue: promises.money(slot),
            promisedBackorders: promises.backorders(slot), outcomes: tracks[slot].map(\.outcome))
    }
    let plan = Array(replayed.prefix(budgets.count))
    func ratio(_ counted: [Double]) -> ReplayRatio {
        equalMoneyRatio(of: plan, against: textbook, unitCosts: unitCosts, shortfallValue: counted,
                        draws: settings.bootstrapDraws, seed: settings.seed)
    }
    return ReplayReport(
        from: from, configuration: settings, items: histories.count,
        plan: ReplayCurve(rule: "plan", points: plan.map { replayPoint($0, unitCosts: unitCosts) }),
        textbook: ReplayCurve(rule: "textbook", points: textbook.map { replayPoint($0, unitCosts: unitCosts) }),
        fillRates: ReplayCurve(rule: "fill_rate", points: replayed.dropFirst(budgets.count).map { replayPoint($0, unitCosts: unitCosts) }),
        backorderedUnits: ratio([Double](repeating: 1, count: unitCosts.count)), backorderedValue: ratio(unitCosts),
        unplanned: unplanned.sorted(by: bytesPrecede),
        stockoutItemDays: histories.reduce(0) {
            $0 + $1.stockoutDays(from: from.advanced(by: settings.clock.discardedDays), count: settings.clock.days - settings.clock.discardedDays)
        },
        itemDays: histories.count * (settings.clock.days - settings.clock.discardedDays))
}

/// Whole days between reviews; continuous review is a review each day.
private func reviewDays(_ supply: SupplyTerms) -> Int { max(1, Int(supply.reviewPeriodDays.rounded())) }

/// The least order that order multiple and minimum order allow; 0 for any.
private func leastOrder(_ supply: SupplyTerms) -> Double {
    let multiple = supply.orderMultiple ?? 0
    let minimum = supply.minimumOrderQuantity ?? 0
    return multiple > 0 ? max(multiple, (minimum / multiple).rounded(.up) * multiple) : minimum
}

private func supplyOf(_ keys: [ItemLocation], input: PlanInput, configuration: PlanConfiguration) -> [ItemLocation: SupplyTerms] {
    var records: [ItemLocation: ItemRecord] = [:]
    for record in input.items { records[record.key] = record }
    var terms: [ItemLocation: SupplyTerms] = [:]
    for key in keys {
        var own = resolveSupply(
            record: records[key], observed: input.observedSupply[key], defaults: configuration.defaults,
            medianPrice: input.facts[key]?.medianPrice)
        // Rules are compared over a range of budgets: levels kept by hand and stock limits would hold either rule back.
        own.stock = nil
        terms[key] = own
    }
    return terms
}

/// Budgets in equal ratios from 0.6 of the least money to 1.5 of the most.
private func replayBudgets(from low: Double, to high: Double, count: Int) -> [Double] {
    let (start, end) = (0.6 * low, 1.5 * high)
    guard start > 0, count > 1 else { return [high] }
    return (0..<count).map { start * exp(log(end / start) * Double($0) / Double(count - 1)) }
}
