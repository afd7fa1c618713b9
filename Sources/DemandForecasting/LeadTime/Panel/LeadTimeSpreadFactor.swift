import CMath
import DemandModel

/// How much narrower or wider a class's mixtures must be than their members.
///
/// A mixture of members that are each right is too wide: its variance has that between the members' means besides (linear pools
/// of calibrated forecasts are underconfident: Gneiting & Ranjan 2013, Electronic Journal of Statistics 7, section 3.2, whose
/// spread-adjusted linear pool this is). So the variance of the outlook's member and the dispersion phi of the pooled members are
/// multiplied by one factor per volume class. Means, drift and the Poisson part of the pooled members stay; the families stay too.
///
/// The factor is the one with the least pinball loss on past windows, found at each past origin by itself, the panel's mean loss of that
/// origin counting as `priorWindows` more windows. All windows of an origin share the weather of that moment: after a calm stretch
/// everything looks too wide. So a factor is used only where all origins ask for one on the same side of 1, and then the one nearest to 1.
enum LeadTimeSpreadFactor {
    static let candidates = [0.4, 0.55, 0.75, 1, 1.3, 1.8]
    static let priorWindows = 400.0
    /// Windows that are looked at, over all origins.
    static let windows = 1600

    /// - Parameter found: the best factor of each past origin.
    static func agreed(_ found: [Double]) -> Double {
        guard let least = found.min(), let most = found.max() else { return 1 }
        return most < 1 ? most : least > 1 ? least : 1
    }

    /// The candidate with the least loss for a class.
    ///
    /// - Parameter losses: summed losses, one per candidate.
    static func best(losses: [Double]) -> Double {
        var best = 1.0, least = Double.infinity
        // From 1 outwards, so that 1 wins where nothing tells them apart.
        for j in candidates.indices.sorted(by: { abs(log(candidates[$0])) < abs(log(candidates[$1])) }) {
            if losses[j] < least {
                least = losses[j]
                best = candidates[j]
            }
        }
        return best
    }
}

extension LeadTimePanelFit {
    /// The factor of each volume class of counts; 1 without enough windows.
    func spreadFactors(_ kind: Kind, past: [Window]) -> [Double] {
        let none = [Double](repeating: 1, count: Self.classes)
        guard past.count >= Self.minimumWindows / 2 else { return none }
        let origins = Array(Set(past.map(\.periodsAgo))).sorted()
        let zero = [Double](repeating: 0, count: LeadTimeSpreadFactor.candidates.count)
        var sums = [[[Double]]](repeating: [[Double]](repeating: zero, count: Self.classes), count: origins.count)
        var counts = [[Double]](repeating: [Double](repeating: 0, count: Self.classes), count: origins.count)
        for i in LeadTimePanelFit.spread(Array(past.indices), atMost: LeadTimeSpreadFactor.windows) {
            guard let origin = origins.firstIndex(of: past[i].periodsAgo) else { continue }
            let c = kind.volumeClass(past[i].pooledMean)
            for (j, factor) in LeadTimeSpreadFactor.candidates.enumerated() {
                sums[origin][c][j] += loss(of: past[i], volumeClass: c, kind, spreadFactor: factor)
            }
            counts[origin][c] += 1
        }
        let found = origins.indices.filter { counts[$0].contains { $0 > 0 } }.map { origin in
            Self.drawn(sums[origin], counts: counts[origin], priorWindows: LeadTimeSpreadFactor.priorWindows).map { LeadTimeSpreadFactor.best(losses: $0) }
        }
        return (0..<Self.classes).map { c in LeadTimeSpreadFactor.agreed(found.map { $0[c] }) }
    }

    /// Scaled pinball loss of the mixture that the item of a past window would have had.
    private func loss(of window: Window, volumeClass c: Int, _ kind: Kind, spreadFactor: Double) -> Double {
        let weights = kind.weights[c]
        let pooled = PooledDemand(
            horizonPeriods: horizon, mean: window.pooledMean, dispersion: window.phi * spreadFactor, outlookMean: window.mean,
            outlookVariance: window.variance, outlookFactor: kind.outlookFactor(volumeClass: c, silence: window.features.silence),
            varianceFactor: spreadFactor, modelWeight: weights.model, pooledWeight: weights.pooled, errorWeight: weights.conformal,
            driftWeights: kind.shapes[c].weights, dispersionShare: kind.shapes[c].dispersionShare, errorTable: 0)
        let tables = kind.tables[c].map { [$0] } ?? []
        let process = DemandProcess(outlook: .standing(for: window), pooled: pooled, errorTables: tables)
        let centre = process.pooled.map { ($0.outlookMean, $0.outlookVariance) } ?? (window.mean, window.variance)
        let distribution = DemandDistribution(
            members: process.members(mean: centre.0, variance: centre.1, errorTables: tables), isCount: true)
        let grid = LeadTimeLevels([distribution], isCount: true)
        let cdf = grid.cdf(of: distribution)
        return LeadTimeWeights.probabilities.reduce(0) { sum, p in
            let q = LeadTimeLevels.quantile(p, levels: grid.levels, cdf: cdf, isCount: true)
            return sum + (window.total >= q ? p * (window.total - q) : (1 - p) * (q - window.total))
        } / lossScale(of: window)
    }
}

extension DemandOutlook {
    /// An outlook of one period that is a past window: for losses, which look at the whole window only.
    fileprivate static func standing(for window: LeadTimePanelFit.Window) -> DemandOutlook {
        DemandOutlook(
            key: ItemLocation(item: ""), mean: [window.mean], cumulativeVariance: [window.variance], isCount: true, demandClass: .none,
            periodDays: 1, members: [])
    }
}
