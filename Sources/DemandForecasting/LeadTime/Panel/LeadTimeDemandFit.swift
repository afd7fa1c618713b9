import CMath
import DemandModel
import NumericCore
import ParallelWork

extension LeadTimeDemandModel {
    /// Learns the pooled model of a panel at the horizons that its items need.
    ///
    /// - Parameters:
    ///   - series: the histories, complete up to now, stock-outs corrected (`StockoutCensoring`).
    ///   - outlooks: the current outlook of each series; `nil` where none could be made: the item is left out.
    ///   - horizonPeriods: periods each item must be covered for (protection interval / period length; rounded here, and put
    ///     together in at most four horizons for the panel).
    ///   - seasonLength: periods that repeat beyond an outlook's horizon.
    ///   - reforecast: outlooks of cut-off histories, by the same forecaster as the current ones. Called with at most
    ///     `sampleSize` series per past origin over all horizons, three origins each.
    ///   - year: periods of a year, for items that are sold in one season only; 0: none.
    ///   - forecastYear: periods of the year whose season the outlooks follow where it has been seen (`ForecastConfiguration.lastYearPeriods`); `nil`: none.
    ///   - names: name of the group of each series, where look-alikes come from first; empty: one group.
    ///   - sampleSize: how many series are forecast anew from past origins.
    ///   - chosen: which series the model is asked for; the others are only learnt from, and of their outlooks only `isCount` counts. `nil`: all.
    ///   - threads: worker threads; no effect on results.
    /// - Throws: `LeadTimeDemandError.unequalPanel` where the three arrays differ in length.
    /// - Complexity: O(total periods + samples); about 0.1 ms per series besides `reforecast`.
    public static func fit(
        series: [DemandSeries], outlooks: [DemandOutlook?], horizonPeriods: [Double], seasonLength: Int = 1,
        year: Int = 0, forecastYear: Int? = nil, groups names: [String] = [], sampleSize: Int = 1000, chosen: [Bool]? = nil, threads: Int = 1,
        reforecast: ([DemandSeries]) -> [DemandOutlook?]
    ) throws(LeadTimeDemandError) -> LeadTimeDemandModel {
        try fitted(
            series: series, outlooks: outlooks, horizonPeriods: horizonPeriods, seasonLength: seasonLength, year: year,
            forecastYear: forecastYear, groups: names, sampleSize: sampleSize, chosen: chosen, threads: threads, reforecast: reforecast
        ).model
    }

    /// `fit`, with what the panel has taught.
    ///
    /// - Parameters:
    ///   - facts: what a panel has taught before; the items then get what it says of each, as if the others were not there. `nil`: it is learnt here.
    ///   - isComplete: also what no item here asks for is learnt: others may.
    public static func fitted(
        series: [DemandSeries], outlooks: [DemandOutlook?], horizonPeriods: [Double], seasonLength: Int = 1,
        year: Int = 0, forecastYear: Int? = nil, groups names: [String] = [], sampleSize: Int = 1000, chosen: [Bool]? = nil, facts: LeadTimeFacts? = nil,
        isComplete: Bool = false, threads: Int = 1, reforecast: ([DemandSeries]) -> [DemandOutlook?]
    ) throws(LeadTimeDemandError) -> (model: LeadTimeDemandModel, facts: LeadTimeFacts) {
        guard series.count == outlooks.count, series.count == horizonPeriods.count else {
            throw .unequalPanel(series: series.count, outlooks: outlooks.count)
        }
        var model = LeadTimeDemandModel(items: [PooledDemand?](repeating: nil, count: series.count), errorTables: [])
        let groups = facts.map { HorizonGroups(horizonPeriods: horizonPeriods, known: $0.groups) } ?? HorizonGroups(horizonPeriods: horizonPeriods)
        let panelLength = facts?.panelLength ?? series.reduce(0) { max($0, $1.count) }
        let seriesCount = facts?.seriesCount ?? series.count
        var learnt = LeadTimeFacts(seriesCount: seriesCount, panelLength: panelLength, groups: groups.joined, horizons: [])
        let season = facts == nil ? forecastYear.flatMap { KnownSeason(series, year: $0) } : nil
        for (group, horizon) in groups.horizons.enumerated() {
            let known = facts?.horizons[group]
            var fit = LeadTimePanelFit(
                series: series, outlooks: outlooks, horizon: horizon, seasonLength: seasonLength, panelLength: panelLength, season: season)
            if let known {
                fit.learnt = known.fit
            } else {
                fit.learn(sampleSize: max(100, sampleSize / groups.horizons.count), reforecast: reforecast)
            }
            let members = series.indices.filter { groups.groupOfItem[$0] == group && chosen?[$0] ?? true }
            fit.calibrate(members, into: &model, threads: threads)
            let lookAlikes = model.drawToLookAlikes(
                members, series: series, outlooks: outlooks, groups: names, horizon: horizon, seasonLength: seasonLength, panelLength: panelLength,
                known: known, isComplete: isComplete)
            model.endSilentItems(members, series: series, outlooks: outlooks, horizon: horizon, seasonLength: seasonLength)
            var recordRatio: Double?
            if seriesCount < Self.smallPanel, let counts = fit.shares[true], counts < 1 {
                recordRatio = model.narrowToRecords(
                    members, share: 1 - counts, series: series, outlooks: outlooks, horizon: horizon, seasonLength: seasonLength, known: known?.recordRatio)
            }
            let counts = fit.kinds[true]
            model.holdToIndependentCustomers(members, series: series, outlooks: outlooks, horizon: horizon, seasonLength: seasonLength) { mean in
                counts.map { $0.leastVarianceRatios[$0.volumeClass(mean)] } ?? 1
            }
            model.holdToRecords(members, series: series, outlooks: outlooks, horizon: horizon, seasonLength: seasonLength, threads: threads)
            let turns = model.turnSeasons(
                members, series: series, outlooks: outlooks, horizon: horizon, year: year, seasonLength: seasonLength, panelLength: panelLength,
                known: known?.turns, threads: threads)
            learnt.horizons.append(LeadTimeFacts.Horizon(
                fit: fit.learnt, launches: lookAlikes.launches, anyItems: lookAlikes.anyItems, recordRatio: recordRatio, turns: turns))
        }
        return (model, learnt)
    }

    /// In a panel too small to learn from, an item that has been silent for longer than its rhythm explains keeps its outlook with the
    /// probability that it comes back (`ItemLifecycle.returnProbability`), and has no demand otherwise. Where that is under a tenth, what is
    /// left of its demand is a trickle: stock for the case that all of it comes back would be bought for nobody.
    private mutating func endSilentItems(
        _ indices: [Int], series: [DemandSeries], outlooks: [DemandOutlook?], horizon: Int, seasonLength: Int
    ) {
        for i in indices where items[i] == nil {
            guard let back = Self.returnProbability(series[i]), let outlook = outlooks[i], outlook.isCount,
                  var alone = PooledDemand(standingAlone: outlook, horizon: horizon, seasonLength: seasonLength) else { continue }
            if back < 0.1 {
                alone.outlookFactor = 10 * back * back
            } else {
                alone.endedProbability = 1 - back
            }
            items[i] = alone
        }
    }

    /// Probability that an item that seems to be ending comes back; `nil` for all others.
    static func returnProbability(_ series: DemandSeries) -> Double? {
        let life = ItemLifecycle(series)
        return life.stage == .ending ? life.returnProbability : nil
    }

    /// In a panel too small to learn its members' spread from, no outlook claims to know less of a total than the plainest forecast has known
    /// (`SpreadByRecord`). Silent items and launches are left as they are.
    ///
    /// - Parameter known: what the panel taught; `nil`: it is learnt here.
    /// - Returns: what it teaches.
    private mutating func narrowToRecords(
        _ indices: [Int], share: Double, series: [DemandSeries], outlooks: [DemandOutlook?], horizon: Int, seasonLength: Int, known: Double?
    ) -> Double {
        let alone = indices.map { i -> PooledDemand? in
            guard let outlook = outlooks[i], outlook.isCount, items[i]?.lookAlike == nil, Self.returnProbability(series[i]) == nil else { return nil }
            return items[i] ?? PooledDemand(standingAlone: outlook, horizon: horizon, seasonLength: seasonLength)
        }
        let spread = SpreadByRecord(
            records: zip(indices, alone).map { $1 == nil ? nil : TotalErrorRecord(series[$0], horizon: horizon) },
            claimed: alone.map { $0?.outlookVariance ?? 0 }, panelRatio: known)
        for (position, i) in indices.enumerated() {
            guard var item = alone[position] else { continue }
            // Independent customers are the least that counts vary by.
            let least = min(1, item.outlookMean / max(item.outlookVariance, 1e-12))
            let factor = max(pow(spread.factor(position), share), least)
            guard factor < 1 else { continue }
            item.varianceFactor = (item.varianceFactor ?? 1) * factor
            items[i] = item
        }
        return spread.panelRatio
    }

    /// Holds what is expected of items of counts to what their own records have shown (`OwnRecord`): jumps in the last periods are carried
    /// on by some models as growth without end. Launches and turning seasons are left as they are.
    private mutating func holdToRecords(
        _ indices: [Int], series: [DemandSeries], outlooks: [DemandOutlook?], horizon: Int, seasonLength: Int, threads: Int
    ) {
        let held = heldToRecords(indices, series: series, outlooks: outlooks, horizon: horizon, seasonLength: seasonLength, threads: threads)
        for (i, one) in zip(indices, held) {
            guard let one else { continue }
            items[i] = one.item
            if let remark = one.remark { remarks[i] = remark }
        }
    }

    private func heldToRecords(
        _ indices: [Int], series: [DemandSeries], outlooks: [DemandOutlook?], horizon: Int, seasonLength: Int, threads: Int
    ) -> [(item: PooledDemand, remark: String?)?] {
        parallelMap(chunks: indices.count, threads: threads) { slot in
            let i = indices[slot]
            guard let outlook = outlooks[i], outlook.isCount, items[i]?.lookAlike == nil,
                  var item = items[i] ?? PooledDemand(standingAlone: outlook, horizon: horizon, seasonLength: seasonLength) else { return nil }
            let record = OwnRecord(series[i], horizon: horizon)
            let mean = DemandProcess(outlook: outlook, pooled: item, errorTables: errorTables).pooled?.outlookMean ?? item.outlookMean
            let own = (item.outlookVariance - item.outlookMean) / max(item.outlookMean * item.outlookMean, 1e-12)
            let factor = mean > record.limit ? record.limit / mean : 1
            // A standard deviation beyond the largest window ever is no knowledge of this item.
            let level = factor * item.outlookMean * (item.outlookFactor ?? 1)
            let most = record.limit * record.limit / max(level * level, 1e-12)
            let narrower = own * (item.varianceFactor ?? 1) > most ? most / own : nil
            guard factor < 1 || narrower != nil else { return nil }
            item.outlookFactor = (item.outlookFactor ?? 1) * factor
            item.mean *= factor
            if let narrower { item.varianceFactor = narrower }
            return (item, factor < 0.98 ? "forecast held at \(plainUnits(record.limit)) in \(horizon) periods, by what it has sold so far" : nil)
        }
    }

    /// Adds what look-alikes sold to the items at `indices` that have under eight periods of their own.
    ///
    /// - Returns: what launches, and the first known periods of all items (`nil` where nobody asked), have taught.
    private mutating func drawToLookAlikes(
        _ indices: [Int], series: [DemandSeries], outlooks: [DemandOutlook?], groups: [String], horizon: Int, seasonLength: Int,
        panelLength: Int, known: LeadTimeFacts.Horizon?, isComplete: Bool
    ) -> (launches: LookAlikes, anyItems: LookAlikes?) {
        let young = indices.filter { outlooks[$0]?.isCount == true && LookAlikes.age(of: series[$0]) != nil }
        let ages = isComplete ? Set(1..<LookAlikes.periods) : Set(young.compactMap { LookAlikes.age(of: series[$0])?.periods })
        func learn(watched: Int) -> LookAlikes {
            LookAlikes(
                series: series, isCount: outlooks.map { $0?.isCount == true }, groups: groups, horizon: horizon, panelLength: panelLength,
                ages: ages, watched: watched)
        }
        let launches = known?.launches ?? learn(watched: LookAlikes.periods)
        var anyItems = known?.anyItems ?? (isComplete ? learn(watched: 0) : nil)
        for i in young {
            let group = groups.isEmpty ? "" : groups[i]
            guard let outlook = outlooks[i], let own = LookAlikes.age(of: series[i]) else { continue }
            func demand(_ lookAlikes: LookAlikes) -> LookAlikeDemand? {
                lookAlikes.demand(age: own.periods, total: own.total, group: group, location: series[i].key.location)
            }
            var found = demand(launches), text = launches.described(group: group)
            if found == nil, items[i] == nil {
                // Neither launches nor the pooled regression know such an item: the first known periods of all items are better than nothing.
                let all = anyItems ?? learn(watched: 0)
                anyItems = all
                found = demand(all)
                text = "the first known periods of \(all.itemCount) items"
            }
            guard let found else { continue }
            if items[i] == nil {
                guard let alone = PooledDemand(standingAlone: outlook, horizon: horizon, seasonLength: seasonLength) else { continue }
                items[i] = alone
            }
            items[i]?.lookAlike = found
            lookAlikeRemarks[i] = "drawn to \(text)"
        }
        return (launches, anyItems)
    }
}

/// The horizons that the panel is calibrated at: those asked for, put together until at most four are left.
struct HorizonGroups: Equatable {
    /// Horizons, and which of them stands for a number of periods.
    struct Joined: Sendable, Codable, Equatable {
        var horizons: [Int] = []
        var groupOf: [Int: Int] = [:]
    }

    private(set) var joined = Joined()
    var horizons: [Int] { joined.horizons }
    var groupOfItem: [Int] = []

    private static func wanted(_ horizonPeriods: [Double]) -> [Int] {
        horizonPeriods.map { $0.isFinite ? min(max(1, Int($0.rounded())), 1000) : 1 }
    }

    /// Items of a panel whose horizons are known; one that no item had goes to the nearest in ratio, the shorter of two.
    init(horizonPeriods: [Double], known: Joined) {
        joined = known
        groupOfItem = Self.wanted(horizonPeriods).map { wanted in
            if let group = known.groupOf[wanted] { return group }
            func distance(_ group: Int) -> Double {
                Double(max(wanted, known.horizons[group])) / Double(min(wanted, known.horizons[group]))
            }
            return known.horizons.indices.min { distance($0) < distance($1) } ?? 0
        }
    }

    init(horizonPeriods: [Double]) {
        let wanted = Self.wanted(horizonPeriods)
        var counts: [Int: Int] = [:]
        for h in wanted { counts[h, default: 0] += 1 }
        // (horizon, items, members), neighbours nearest in ratio joined first, at the one with more items.
        var groups = counts.keys.sorted().map { (horizon: $0, items: counts[$0] ?? 0, members: [$0]) }
        while groups.count > 4 {
            var nearest = 0
            for i in 0..<(groups.count - 1) {
                let ratio = Double(groups[i + 1].horizon) / Double(groups[i].horizon)
                if ratio < Double(groups[nearest + 1].horizon) / Double(groups[nearest].horizon) { nearest = i }
            }
            let a = groups[nearest], b = groups[nearest + 1]
            groups[nearest] = (a.items >= b.items ? a.horizon : b.horizon, a.items + b.items, a.members + b.members)
            groups.remove(at: nearest + 1)
        }
        joined.horizons = groups.map(\.horizon)
        for (i, group) in groups.enumerated() {
            for h in group.members { joined.groupOf[h] = i }
        }
        groupOfItem = wanted.map { joined.groupOf[$0] ?? 0 }
    }
}

extension PooledDemand {
    /// An outlook alone over a horizon; `nil` where nothing is expected of it.
    init?(standingAlone outlook: DemandOutlook, horizon: Int, seasonLength: Int) {
        guard let at = try? LeadTimePath(outlook: outlook, seasonLength: seasonLength).total(periods: horizon), at.mean > 0 else { return nil }
        self.init(
            horizonPeriods: horizon, mean: at.mean, dispersion: max(0, at.variance - at.mean) / (at.mean * at.mean), outlookMean: at.mean,
            outlookVariance: at.variance, modelWeight: 1, pooledWeight: 0, errorWeight: 0, driftWeights: [], dispersionShare: 1, errorTable: -1)
    }
}

/// Whole units, for remarks.
private func plainUnits(_ value: Double) -> String { "\(Int(min(value, 1e15).rounded()))" }
