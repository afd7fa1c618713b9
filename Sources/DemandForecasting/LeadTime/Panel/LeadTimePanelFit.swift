import CMath
import DemandModel
import NumericCore

/// One horizon of the pooled model while it is learnt.
///
/// 1. A regression for counts on all past windows of the panel (at most 40,000).
/// 2. Outlooks of a sample of series from past origins; a second regression combines the pooled mean with the outlook's where
///    that makes the past more likely.
/// 3. Drift shapes, error tables, member shares and the spread of the mixture per volume class.
struct LeadTimePanelFit {
    /// Where the volume classes end, in shares of the past windows: quarters, and of the last quarter its largest quarter by itself. Volumes of a shop span orders of
    /// magnitude at that end, and what sells a thousand in an interval errs by less than what sells a hundred
    /// (docs/methods/lead-time-demand.md).
    static let classEnds = [0.25, 0.5, 0.75, 0.9375]
    static let classes = classEnds.count + 1
    static let minimumWindows = 200
    static let largestSample = 40_000

    let series: [DemandSeries]
    let outlooks: [DemandOutlook?]
    let horizon: Int
    let seasonLength: Int
    let panelLength: Int
    /// What is known today of the season in the panel's past; `nil` where today's forecasts do not use it.
    let season: KnownSeason?

    var base: LeadTimeRegression?
    /// Where the regressions may be asked.
    var support: LeadTimeSupport?
    var combined: LeadTimeRegression?
    var kinds: [Bool: Kind] = [:]
    /// How much of what is learnt for counts (true) and other demand (false) is used.
    var shares: [Bool: Double] = [:]

    /// Nothing of what fifty items seem to have in common is used, all of what two hundred have: what is learnt from fewer is what one odd
    /// item among them did.
    static func panelShare(items: Int) -> Double { min(max((Double(items) - 50) / 150, 0), 1) }

    /// What is learnt for counts (true) and for other demand (false).
    struct Kind: Sendable, Codable {
        var edges: [Double] = []
        var shapes: [LeadTimeShape] = []
        var tables: [PooledErrorTable?] = []
        var weights: [LeadTimeWeights] = []
        /// What the dispersion of each class's mixtures is multiplied by (`LeadTimeSpreadFactor`).
        var spreadFactors: [Double] = []
        /// The least variance over mean that counts of each class are held to (`IndependentCustomers`).
        var leastVarianceRatios: [Double] = []
        /// What outlooks of each class are multiplied by.
        var outlookFactors: [Double] = []
        /// What outlooks of items of each stage of silence are multiplied by besides (`LeadTimeSilence.stage`).
        var silenceFactors = [Double](repeating: 1, count: LeadTimeSilence.stages)

        func outlookFactor(volumeClass c: Int, silence: LeadTimeSilence) -> Double {
            outlookFactors[c] * silenceFactors[silence.stage]
        }

        func volumeClass(_ mean: Double) -> Int { edges.firstIndex { mean <= $0 } ?? edges.count }
    }

    /// A past window of a sampled series with the outlook of that time.
    struct Window {
        var isCount: Bool
        /// Index of its series.
        var owner = 0
        /// From which past origin.
        var periodsAgo = 0
        var features: LeadTimeFeatures
        var mean: Double
        var variance: Double
        /// What the season multiplies the outlook by, and with it what the panel says of the level.
        var seasonRatio: Double
        var total: Double
        var pooledMean = 0.0
        var phi = 0.0
    }

    init(
        series: [DemandSeries], outlooks: [DemandOutlook?], horizon: Int, seasonLength: Int, panelLength: Int, season: KnownSeason? = nil
    ) {
        self.series = series
        self.outlooks = outlooks
        self.horizon = horizon
        self.seasonLength = seasonLength
        self.panelLength = panelLength
        self.season = season
    }

    mutating func learn(sampleSize: Int, reforecast: ([DemandSeries]) -> [DemandOutlook?]) {
        let counts = series.indices.filter { outlooks[$0]?.isCount == true }
        // Windows reach back over at most seven tenths of the history, a third of a horizon apart.
        let step = max(1, (horizon + 1) / 3)
        let windows = max(0, min(12, (7 * panelLength / 10 - horizon) / step))
        var samples = LeadTimeSamples()
        if windows > 0, !counts.isEmpty {
            samples = .collect(
                series, indices: LeadTimePanelFit.spread(counts, atMost: Self.largestSample / windows), horizon: horizon,
                windows: windows, step: step, panelLength: panelLength, season: season)
        }
        var sampleMeans: [Double] = [], samplePhis: [Double] = []
        shares[true] = Self.panelShare(items: samples.distinctItems)
        shares[false] = Self.panelShare(items: series.indices.count { outlooks[$0]?.isCount == false })
        guard shares.values.contains(where: { $0 > 0 }) else { return }
        support = shares[true] == 0 ? nil : LeadTimeSupport(samples, least: Self.minimumWindows)
        if support != nil {
            let start = [log(Double(horizon)), 0.3, 0.4, 0.3] + [Double](repeating: 0, count: LeadTimeFeatures.count - 4)
            let fitted = LeadTimeRegression.fit(
                features: samples.features, width: LeadTimeFeatures.count, spread: samples.spread,
                totals: samples.total, ratios: samples.seasonRatio, leverage: LeadTimeLeverage.weights(of: samples), start: start)
            base = fitted
            samples.features.withUnsafeBufferPointer { all in
                for i in 0..<samples.count {
                    let width = LeadTimeFeatures.count
                    let eta = fitted.logMean(UnsafeBufferPointer(rebasing: all[(i * width)..<((i + 1) * width)]))
                    sampleMeans.append(exp(eta) * samples.seasonRatio[i])
                    samplePhis.append(fitted.phi(logMean: eta, spread: samples.spread[i]))
                }
            }
        }
        var past = holdouts(sampleSize: sampleSize, reforecast: reforecast)
        combine(&past)
        for isCount in [true, false] {
            let own = past.filter { $0.isCount == isCount }
            if isCount ? base == nil : shares[false] == 0 { continue }
            if combined == nil, isCount {
                learnKind(isCount, past: own, means: sampleMeans, phis: samplePhis, totals: samples.total, owners: samples.owner,
                    overlap: Double(horizon) / Double(step))
            } else {
                let origins = Self.holdouts(horizon: horizon, panelLength: panelLength)
                learnKind(
                    isCount, past: own, means: own.map(\.pooledMean), phis: own.map(\.phi), totals: own.map(\.total), owners: own.map(\.owner),
                    overlap: Double(horizon) / Double(max(1, origins[1] - origins[0])))
            }
        }
    }

    /// How many periods ago outlooks are made anew: one, two and three horizons, but nearer to each other where the last would leave
    /// less than some 11 of 20 periods of the history. Errors of forecasts from a fraction of the history are larger than those to come.
    static func holdouts(horizon: Int, panelLength: Int) -> [Int] {
        let apart = max(1, min(horizon, (9 * panelLength / 20 - horizon) / 2))
        return [horizon, horizon + apart, horizon + 2 * apart]
    }

    /// Outlooks from past origins of an evenly spread sample of the series.
    private func holdouts(sampleSize: Int, reforecast: ([DemandSeries]) -> [DemandOutlook?]) -> [Window] {
        var result: [Window] = []
        for back in Self.holdouts(horizon: horizon, panelLength: panelLength) {
            let eligible = series.indices.filter { i in
                outlooks[i].map { (shares[$0.isCount] ?? 0) > 0 } == true && series[i].count - back >= 4
            }
            let chosen = LeadTimePanelFit.spread(eligible, atMost: sampleSize)
            guard !chosen.isEmpty else { continue }
            let cut = chosen.map { series[$0].known(periods: series[$0].count - back) }
            let forecasts = reforecast(cut)
            guard forecasts.count == cut.count else { continue }
            for (position, i) in chosen.enumerated() {
                guard let outlook = forecasts[position], let now = outlooks[i],
                      let total = series[i].total(from: cut[position].count, periods: horizon),
                      let path = try? LeadTimePath(outlook: outlook, seasonLength: seasonLength) else { continue }
                let features = LeadTimeHistory.features(of: cut[position], at: [cut[position].count], panelLength: panelLength - back)
                guard let f = features.first, f.positives >= 2, f.meanAbsoluteDifference > 0 else { continue }
                var at = path.total(periods: horizon)
                var ratio = outlook.seasonRatio(periods: horizon)
                if let season, outlook.seasonFactors == nil {
                    ratio = season.ratio(from: series[i].firstPeriod + cut[position].count, horizon: horizon)
                    at = DemandOutlook.scaled(mean: at.mean, variance: at.variance, by: ratio, isCount: now.isCount)
                }
                result.append(Window(
                    isCount: now.isCount, owner: i, periodsAgo: back, features: f, mean: at.mean, variance: at.variance, seasonRatio: ratio, total: total))
            }
        }
        return result
    }

    /// Sets the pooled mean and dispersion of every window; a second regression where the outlook adds information. The first knows levels and no
    /// calendar: its mean is moved by the season that the outlook follows.
    private mutating func combine(_ past: inout [Window]) {
        guard let base else {
            for i in past.indices { past[i].pooledMean = past[i].mean }
            return
        }
        var rows: [Double] = [], spreads: [LeadTimeSpread] = [], totals: [Double] = []
        var before = 0.0
        for i in past.indices where past[i].isCount {
            let pooled = Self.pooled(base, past[i].features)
            let mean = pooled.mean * past[i].seasonRatio
            past[i].pooledMean = mean
            past[i].phi = pooled.phi
            rows += Self.combination(pooledMean: mean, outlookMean: past[i].mean)
            spreads.append(past[i].features.spread)
            totals.append(past[i].total)
            before += LeadTimeShape.logProbability(of: past[i].total, mean: mean, phi: pooled.phi)
        }
        guard totals.count >= Self.minimumWindows else { return }
        let second = LeadTimeRegression.fit(
            features: rows, width: 4, spread: spreads, totals: totals, start: [0, 1, 0, 0],
            startDispersion: base.dispersion)
        var after = 0.0
        var candidates: [(mean: Double, phi: Double)] = []
        rows.withUnsafeBufferPointer { all in
            for i in totals.indices {
                let eta = second.logMean(UnsafeBufferPointer(rebasing: all[(i * 4)..<(i * 4 + 4)]))
                let phi = second.phi(logMean: eta, spread: spreads[i])
                candidates.append((exp(eta), phi))
                after += LeadTimeShape.logProbability(of: totals[i], mean: exp(eta), phi: phi)
            }
        }
        // The outlook must make past windows more likely by a hundredth of a natural unit each.
        guard (after - before) / Double(totals.count) > 0.01 else { return }
        combined = second
        var k = 0
        for i in past.indices where past[i].isCount {
            past[i].pooledMean = candidates[k].mean
            past[i].phi = candidates[k].phi
            k += 1
        }
    }

    static func pooled(_ model: LeadTimeRegression, _ f: LeadTimeFeatures) -> (mean: Double, phi: Double) {
        let eta = f.values.withUnsafeBufferPointer { model.logMean($0) }
        return (exp(eta), model.phi(logMean: eta, spread: f.spread))
    }

    /// 1, log pooled mean, what the outlook says beside it (held within a factor of five), and that once more by volume.
    static func combination(pooledMean: Double, outlookMean: Double) -> [Double] {
        let p = log(pooledMean)
        let difference = min(max(log((max(0, outlookMean) + 0.1) / (pooledMean + 0.1)), -1.6), 1.6)
        return [1, p, difference, difference * min(max(p, -2), 6)]
    }

    /// Every k-th index, at most `limit` of them.
    static func spread(_ indices: [Int], atMost limit: Int) -> [Int] {
        guard indices.count > limit, limit > 0 else { return indices }
        return (0..<limit).map { indices[$0 * indices.count / limit] }
    }
}
