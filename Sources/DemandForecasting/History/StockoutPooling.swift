import CMath
import DemandModel

extension StockoutCensoring {
    /// Demand of this many units of information is added to what a period has in common, as if it were an ordinary one: a factor that
    /// two or three small series suggest is little moved.
    private static let priorCommonInformation = 16.0
    private static let passes = 2

    /// Corrects the flagged series of a panel with the help of all of them.
    ///
    /// Shelves run empty when demand is high, in promotions and in season, and a series that was empty then cannot tell by itself how
    /// high. So each series' factor of a promotion is drawn to that of all series with stock-outs; and the level of a period is multiplied by
    /// what the other series of the panel have in common in it, sum of demand over sum of levels, each series counting by the information of
    /// its negative binomial, m / (1 + phi m). A season, a day of the week or a holiday of the whole shop is in that factor.
    ///
    /// - Parameters:
    ///   - known: what a panel has taught; `nil`: it is learnt here.
    ///   - isLearntFrom: whether a series was part of what taught it.
    /// - Complexity: `passes` + 1 corrections of each flagged series, and one average of each other.
    static func pooled(
        _ panel: [DemandSeries], known: StockoutFacts? = nil, isLearntFrom: (DemandSeries) -> Bool = { _ in true }
    ) -> (results: [StockoutCensoring], facts: StockoutFacts) {
        var fits = panel.map { fitted($0) }
        var learnt = StockoutFacts(firstPeriod: known?.firstPeriod ?? panel.map(\.firstPeriod).min() ?? 0)
        guard fits.contains(where: { !$0.demand.isEmpty }) else { return (fits.map(\.result), learnt) }
        let first = learnt.firstPeriod
        let span = known?.passes.first?.demand.count ?? (panel.map { $0.firstPeriod + $0.count }.max() ?? first) - first
        for number in 0..<(known?.passes.count ?? passes) {
            let factor = known?.passes[number].promotionFactor ?? promotionFactor(known == nil ? fits : [])
            var demand = [Double](repeating: 0, count: span), weight = demand
            func add(_ index: Int, sign: Double, _ demand: inout [Double], _ weight: inout [Double]) {
                let one = panel[index], fit = fits[index]
                guard !fit.result.isUnbounded else { return }
                let level = fit.level.isEmpty ? plainLevel(one, promotionFactor: factor) : zip(fit.level, fit.promotion).map { $0 * $1 }
                let found = fit.demand.isEmpty ? one.demand : fit.demand
                let phi = fit.demand.isEmpty ? 0.3 : fit.result.dispersion
                let unknown = Set(one.missing)
                for t in one.demand.indices where level[t] > 0 && found[t].isFinite && !unknown.contains(t) && demand.indices.contains(one.firstPeriod - first + t) {
                    let information = level[t] / (1 + phi * level[t])
                    demand[one.firstPeriod - first + t] += sign * information * found[t] / level[t]
                    weight[one.firstPeriod - first + t] += sign * information
                }
            }
            if let pass = known?.passes[number] {
                (demand, weight) = (pass.demand, pass.weight)
            } else {
                for index in panel.indices { add(index, sign: 1, &demand, &weight) }
            }
            learnt.passes.append(StockoutFacts.Pass(promotionFactor: factor, demand: demand, weight: weight))
            var next = fits
            for index in panel.indices where !fits[index].demand.isEmpty {
                // A series' own noise must not come back to it as what all have in common.
                let own = panel[index].firstPeriod - first
                var others = (demand: demand, weight: weight)
                if isLearntFrom(panel[index]) { add(index, sign: -1, &others.demand, &others.weight) }
                let common = panel[index].demand.indices.map { t in
                    guard others.demand.indices.contains(own + t) else { return 1.0 }
                    return min(max((others.demand[own + t] + priorCommonInformation) / (others.weight[own + t] + priorCommonInformation), 0.1), 10)
                }
                next[index] = fitted(panel[index], promotionFactor: factor, common: common)
            }
            fits = next
        }
        return (fits.map(\.result), learnt)
    }

    /// What a promotion multiplies demand by over all series with stock-outs, by information.
    private static func promotionFactor(_ fits: [Fitted]) -> Double? {
        var ratios = 0.0, weights = 0.0
        for fit in fits where !fit.demand.isEmpty && !fit.result.isUnbounded {
            for t in fit.demand.indices where fit.result.series.promotion.indices.contains(t) && fit.result.series.promotion[t] {
                let information = fit.level[t] / (1 + fit.result.dispersion * fit.level[t])
                ratios += information * fit.demand[t] / fit.level[t]
                weights += information
            }
        }
        return weights > 0 ? ratios / weights : nil
    }

    /// The level around each period of a series without stock-outs, times the factor of its promotions.
    private static func plainLevel(_ series: DemandSeries, promotionFactor: Double?) -> [Double] {
        let unknown = Set(series.missing), decay = exp(-1 / reach), n = series.count
        let promotion = (0..<n).map { series.promotion.count == n && series.promotion[$0] ? promotionFactor ?? 1 : 1 }
        var sums = [Double](repeating: 0, count: n), weights = sums
        for order in [Array(0..<n), Array((0..<n).reversed())] {
            var sum = 0.0, weight = 0.0
            for t in order {
                (sum, weight) = (sum * decay, weight * decay)
                if !unknown.contains(t), series.demand[t].isFinite { (sum, weight) = (sum + max(0, series.demand[t]) / promotion[t], weight + 1) }
                sums[t] += sum
                weights[t] += weight
            }
        }
        return (0..<n).map { weights[$0] > 0 ? sums[$0] / weights[$0] * promotion[$0] : 0 }
    }
}
