import CMath
import DemandModel
import NumericCore
import ParallelWork

extension LeadTimePanelFit {
    /// Drift shapes, error tables, member shares and spread of counts or of other demand.
    ///
    /// - Parameters:
    ///   - past: windows with the outlook of their time.
    ///   - means, phis, totals: the windows that shapes and errors are learnt from (more of them where the outlook is not needed).
    ///   - owners: the series of each of these windows.
    ///   - overlap: how many of a series' windows share a period.
    mutating func learnKind(_ isCount: Bool, past: [Window], means: [Double], phis: [Double], totals: [Double], owners: [Int], overlap: Double) {
        var kind = Kind()
        guard totals.count >= Self.minimumWindows else { return }
        let sorted = means.sorted()
        kind.edges = Self.classEnds.map { sorted[Int($0 * Double(sorted.count))] }
        let classOf = means.map { kind.volumeClass($0) }
        let all = isCount ? LeadTimeShape.fit(means: means, phis: phis, totals: totals, owners: owners, prior: nil) : .steady
        var panelErrors: [Double] = []
        let errors: [Double]
        if isCount {
            errors = totals.indices.map { (totals[$0] - means[$0]) / (means[$0] + phis[$0] * means[$0] * means[$0]).squareRoot() }
        } else {
            errors = past.map { $0.variance > 0 ? ($0.total - $0.mean) / $0.variance.squareRoot() : 0 }
        }
        panelErrors = errors
        let panelTable = PooledErrorTable(errors: panelErrors)
        func shape(_ own: [Int], prior: LeadTimeShape) -> LeadTimeShape {
            .fit(means: own.map { means[$0] }, phis: own.map { phis[$0] }, totals: own.map { totals[$0] }, owners: own.map { owners[$0] }, prior: prior)
        }
        let largest = Self.classes - 1
        for c in 0..<Self.classes {
            let own = totals.indices.filter { classOf[$0] == c }
            if isCount {
                kind.shapes.append(shape(own, prior: c < largest ? all : shape(totals.indices.filter { classOf[$0] >= c - 1 }, prior: all)))
            } else {
                kind.shapes.append(.steady)
            }
            let table = PooledErrorTable(errors: own.map { errors[$0] })
            if isCount {
                let of = table == nil ? Array(totals.indices) : own
                let least = IndependentCustomers.leastRatio(means: of.map { means[$0] }, totals: of.map { totals[$0] }, overlap: overlap)
                kind.leastVarianceRatios.append(least)
                kind.tables.append((table ?? panelTable)?.held(least: least, means: of.map { means[$0] }, phis: of.map { phis[$0] }))
            } else {
                kind.tables.append(table ?? panelTable)
            }
        }
        kind.outlookFactors = outlookFactors(kind, isCount: isCount, past: past)
        kind.silenceFactors = silenceFactors(kind, isCount: isCount, past: past)
        kind.weights = learnWeights(kind, isCount: isCount, past: past)
        kind.spreadFactors = isCount ? spreadFactors(kind, past: past) : [Double](repeating: 1, count: Self.classes)
        kinds[isCount] = kind
    }

    /// Past totals over past outlooks per volume class. A window counts with 1 / (1 + phi m), as in the regression, and with no
    /// more than ten standard deviations; `priorWindows` further windows of the class's average say 1, of the largest items what their quarter says.
    private func outlookFactors(_ kind: Kind, isCount: Bool, past: [Window]) -> [Double] {
        guard isCount, past.count >= Self.minimumWindows / 2 else { return [Double](repeating: 1, count: Self.classes) }
        let priorWindows = 100.0
        var totals = [Double](repeating: 0, count: Self.classes), means = totals, counts = totals
        for window in past where window.features.silence.stage == 0 {
            let c = kind.volumeClass(window.pooledMean)
            let weight = 1 / (1 + window.phi * window.pooledMean)
            let most = window.pooledMean + 10 * (window.pooledMean + window.phi * window.pooledMean * window.pooledMean).squareRoot()
            totals[c] += weight * min(window.total, most)
            means[c] += weight * min(max(0, window.mean), most)
            counts[c] += 1
        }
        func factor(_ total: Double, _ mean: Double, _ count: Double, drawnTo known: Double) -> Double {
            guard mean > 0, count > 0 else { return known }
            let prior = mean * priorWindows / count
            return min(max((total + known * prior) / (mean + prior), 0.5), 2)
        }
        let largest = Self.classes - 1
        return (0..<Self.classes).map { c in
            guard c == largest else { return factor(totals[c], means[c], counts[c], drawnTo: 1) }
            let quarter = factor(totals[c - 1] + totals[c], means[c - 1] + means[c], counts[c - 1] + counts[c], drawnTo: 1)
            return factor(totals[c], means[c], counts[c], drawnTo: quarter)
        }
    }

    /// Past totals over past outlooks of items that had fallen silent, the class's factor taken out; `priorWindows` further windows of the
    /// stage's average say 1.
    private func silenceFactors(_ kind: Kind, isCount: Bool, past: [Window]) -> [Double] {
        var factors = [Double](repeating: 1, count: LeadTimeSilence.stages)
        guard isCount, past.count >= Self.minimumWindows / 2 else { return factors }
        let priorWindows = 20.0
        for stage in 1..<LeadTimeSilence.stages {
            var total = 0.0, mean = 0.0, count = 0.0
            for window in past where window.features.silence.stage == stage {
                let own = max(0, window.mean) * kind.outlookFactors[kind.volumeClass(window.pooledMean)]
                // Relative to the outlook, so that the silence of a large item says no more than that of a small one.
                let weight = 1 / (1 + own)
                total += weight * min(window.total, own + 10 * max(1, own))
                mean += weight * own
                count += 1
            }
            guard mean > 0 else { continue }
            let prior = mean * priorWindows / count
            factors[stage] = min(max((total + prior) / (mean + prior), 0.02), 2)
        }
        return factors
    }

    /// Shares of the members per volume class: least pinball loss on past windows, the panel's loss counting as `priorWindows` more.
    private func learnWeights(_ kind: Kind, isCount: Bool, past: [Window]) -> [LeadTimeWeights] {
        let alone = LeadTimeWeights(model: isCount ? 0.5 : 1, pooled: isCount ? 0.5 : 0, conformal: 0)
        guard past.count >= Self.minimumWindows / 2 else { return [LeadTimeWeights](repeating: alone, count: Self.classes) }
        let priorWindows = 400.0
        var sums = [[Double]](repeating: [Double](repeating: 0, count: LeadTimeWeights.candidates.count), count: Self.classes)
        var counts = [Double](repeating: 0, count: Self.classes)
        for i in LeadTimePanelFit.spread(Array(past.indices), atMost: 2400) {
            let window = past[i]
            let c = kind.volumeClass(window.pooledMean)
            let outlook = DemandOutlook.scaled(
                mean: window.mean, variance: window.variance, by: kind.outlookFactor(volumeClass: c, silence: window.features.silence), isCount: isCount)
            let own = DemandDistribution(mean: outlook.mean, variance: outlook.variance, isCount: isCount)
            let pooled = isCount
                ? DemandDistribution(members: kind.shapes[c].members(mean: window.pooledMean, phi: window.phi), isCount: true) : nil
            let spread = isCount
                ? (window.pooledMean + window.phi * window.pooledMean * window.pooledMean).squareRoot() : window.variance.squareRoot()
            let conformal = kind.tables[c].map {
                DemandDistribution(
                    members: [$0.member(centre: window.pooledMean, spread: spread, floorAtZero: isCount)], isCount: isCount)
            }
            let grid = LeadTimeLevels(
                [own, pooled, conformal].compactMap { $0 }, isCount: isCount)
            let losses = LeadTimeWeights.losses(
                levels: grid.levels, model: grid.cdf(of: own), pooled: pooled.map { grid.cdf(of: $0) },
                conformal: conformal.map { grid.cdf(of: $0) }, total: window.total, scale: lossScale(of: window), isCount: isCount)
            for j in losses.indices { sums[c][j] += losses[j] }
            counts[c] += 1
        }
        return zip(Self.drawn(sums, counts: counts, priorWindows: priorWindows), kind.tables).map { mixed, table in
            LeadTimeWeights.best(mixed, hasPooled: isCount, hasConformal: table != nil)
        }
    }

    /// Summed losses of each class with what they are drawn to: quarters to the panel's mean loss, as if by `priorWindows` more windows, the largest items to that of
    /// their whole quarter so drawn, as if by `largestPriorWindows`.
    static func drawn(_ sums: [[Double]], counts: [Double], priorWindows: Double) -> [[Double]] {
        let total = counts.reduce(0, +), largest = classes - 1
        let panel = sums[0].indices.map { j in sums.reduce(0) { $0 + $1[j] } / total }
        return sums.indices.map { c in
            panel.indices.map { j in
                guard c == largest else { return sums[c][j] + priorWindows * panel[j] }
                let quarter = (sums[c - 1][j] + sums[c][j] + priorWindows * panel[j]) / (counts[c - 1] + counts[c] + priorWindows)
                return sums[c][j] + largestPriorWindows * quarter
            }
        }
    }

    private static let largestPriorWindows = 100.0

    /// Windows whose demand is far outside their scale would decide alone: each counts with at most ten times its scale.
    func lossScale(of window: Window) -> Double {
        max(window.features.meanAbsoluteDifference * Double(horizon), abs(window.total) / 10)
    }

    /// Writes the pooled demand of the items at `indices`.
    func calibrate(_ indices: [Int], into model: inout LeadTimeDemandModel, threads: Int = 1) {
        var tableIndex: [Bool: [Int]] = [:]
        for isCount in [true, false] {
            guard let kind = kinds[isCount] else { continue }
            tableIndex[isCount] = kind.tables.enumerated().map { c, table in
                guard let table, kind.weights[c].conformal > 0 else { return -1 }
                model.errorTables.append(table)
                return model.errorTables.count - 1
            }
        }
        let tables = tableIndex
        let made = parallelMap(chunks: indices.count, threads: threads) { slot -> PooledDemand? in
            let i = indices[slot]
            guard let outlook = outlooks[i], let kind = kinds[outlook.isCount], let panel = shares[outlook.isCount], panel > 0,
                  let path = try? LeadTimePath(outlook: outlook, seasonLength: seasonLength),
                  let f = LeadTimeHistory.features(of: series[i], at: [series[i].count], panelLength: panelLength).first
            else { return nil }
            let at = path.total(periods: horizon)
            var mean = at.mean, phi = at.mean > 0 ? at.variance / (at.mean * at.mean) : 0
            if outlook.isCount {
                guard let base, support?.holds(f) == true else { return nil }
                (mean, phi) = Self.pooled(base, f)
                mean *= outlook.seasonRatio(periods: horizon)
                if let combined {
                    let row = Self.combination(pooledMean: mean, outlookMean: at.mean)
                    let eta = row.withUnsafeBufferPointer { combined.logMean($0) }
                    (mean, phi) = (exp(eta), combined.phi(logMean: eta, spread: f.spread))
                }
                let record = OwnRecord(series[i], horizon: horizon)
                mean = record.held(mean, isSilent: f.silence.stage > 0)
                phi = record.held(dispersion: phi, own: at.mean > 0 ? (at.variance - at.mean) / (at.mean * at.mean) : 0)
            }
            let c = kind.volumeClass(mean)
            let weights = kind.weights[c]
            let factor = pow(kind.outlookFactor(volumeClass: c, silence: f.silence), panel), spread = pow(kind.spreadFactors[c], panel)
            // panel x [members] + (1 - panel) x [the outlook alone, unless its silence is the end].
            let ended = outlook.isCount ? (1 - panel) * (1 - (LeadTimeDemandModel.returnProbability(series[i]) ?? 1)) : 0
            let part = panel / (1 - ended)
            var item = PooledDemand(
                horizonPeriods: horizon, mean: mean, dispersion: phi * spread, outlookMean: at.mean, outlookVariance: at.variance,
                outlookFactor: factor == 1 ? nil : factor, varianceFactor: spread == 1 ? nil : spread,
                modelWeight: 1 - part * (1 - weights.model), pooledWeight: part * weights.pooled, errorWeight: part * weights.conformal,
                driftWeights: weights.pooled > 0 ? kind.shapes[c].weights : [], dispersionShare: kind.shapes[c].dispersionShare,
                errorTable: weights.conformal > 0 ? tables[outlook.isCount]?[c] ?? -1 : -1)
            if ended > 0 { item.endedProbability = ended }
            return item
        }
        for (i, item) in zip(indices, made) where item != nil { model.items[i] = item }
    }
}
