import CMath
import DemandModel
import NumericCore
import TextForms

/// Demand of a history whose shelf was empty at times: sales of such a period are only a lower bound of what was wanted.
///
/// The level around each period, what a promotion multiplies it by and one dispersion for the series are estimated by maximum likelihood
/// with censored periods counted by P(D >= sales) (Tobin 1958; for counts here the negative binomial), by EM. A censored period is then
/// given a number from the distribution of demand known to be at least its sales: at the median for the first, and at evenly
/// spread probabilities for the following ones (multiples of the golden ratio), so that mean and spread of the corrected
/// series are those of demand and the same history always gives the same numbers.
///
/// Demand that is no count (weights, lengths) is counted in the fraction of its mean sale that makes it most likely; what is added is a
/// multiple of that.
///
///     // Poisson 5 a day, at most 6 on the shelf: sales average 4.5, the corrected series 5.
///     let corrected = StockoutCensoring.corrected(history[0])
///     print(corrected.censored.count, corrected.addedUnits)
public struct StockoutCensoring: Sendable, Equatable {
    /// The series with demand in place of sales; `missing` may have grown by the inferred periods.
    public var series: DemandSeries
    /// Indices of periods whose sales were taken for a lower bound, ascending.
    public var censored: [Int]
    /// Indices of zero runs in a fast mover that no demand explains; taken as unknown, ascending.
    public var inferred: [Int]
    /// Units added to the sales of the censored periods.
    public var addedUnits: Double
    /// phi of the variance mean + phi mean^2 per period, by the censored likelihood; 0 where nothing is censored.
    public var dispersion: Double
    /// What a promotion multiplies the level by; 1 where there are no promotions.
    var promotionFactor = 1.0
    /// True where no period bounds demand from above, as every known one is censored.
    public var isUnbounded = false

    /// For planners, empty where nothing was changed.
    public var remarks: [String] {
        func periods(_ indices: [Int]) -> String { indices.count == 1 ? "1 period" : "\(indices.count) periods" }
        var result: [String] = []
        if !censored.isEmpty {
            let units = decimalText((addedUnits * 10).rounded() / 10)
            result.append("\(periods(censored)) with stock-outs: sales are a lower bound there, \(units) units of demand added")
        }
        if isUnbounded { result.append("every period has a stock-out, so nothing bounds demand from above: the forecast is a cautious one") }
        if !inferred.isEmpty {
            result.append("\(periods(inferred)) without any sale \(inferred.count == 1 ? "looks like a stock-out" : "look like stock-outs") "
                + "of a fast mover: taken as unknown")
        }
        return result
    }

    static let dispersionGrid = [0.001, 0.03, 0.06, 0.1, 0.15, 0.22, 0.3, 0.45, 0.6, 0.9, 1.3, 2.5]
    /// Periods over which the level around a period is averaged, each way (weights fall to 1/e).
    static let reach = 26.0
    /// Information (that of one unit of Poisson demand is one) that the panel's factor of a promotion, or a factor of 1, counts as.
    static let priorInformation = 10.0

    /// Corrects the flagged periods of one series. A series without flags is returned as it is.
    ///
    /// A flagged period counts as censored at its sales. Where every period is flagged nothing bounds demand from above (the likelihood has
    /// no maximum): demand is then what it would be if its level were that of the sales, and `isUnbounded` says so.
    public static func corrected(_ series: DemandSeries) -> StockoutCensoring { fitted(series).result }

    /// What a panel needs of one series: its correction, and what was expected and found in each period (empty where nothing was corrected).
    struct Fitted {
        var result: StockoutCensoring
        /// Expected demand by period, given that it was at least the sales where censored.
        var demand: [Double] = []
        /// Level by period, and the factor of its promotion if it has one; without what the panel has in common.
        var level: [Double] = []
        var promotion: [Double] = []
    }

    /// - Parameters:
    ///   - promotionFactor: of the panel, to which the series' own is drawn; `nil`: it is drawn to 1.
    ///   - common: what all series of the panel have in common, by period of this one; empty: nothing.
    static func fitted(_ series: DemandSeries, promotionFactor: Double? = nil, common: [Double] = []) -> Fitted {
        var result = StockoutCensoring(series: series, censored: [], inferred: [], addedUnits: 0, dispersion: 0)
        let n = series.count
        guard series.stockout.count == n, n > 0, series.demand.allSatisfy(\.isFinite) else { return Fitted(result: result) }
        let unknown = Set(series.missing)
        let known = (0..<n).filter { !unknown.contains($0) }
        let censored = known.filter { series.stockout[$0] }
        guard !censored.isEmpty else { return Fitted(result: result) }
        result.isUnbounded = censored.count == known.count
        var best: Candidate?
        for unit in units(of: series.demand) {
            let found = candidate(series, unit: unit, known: known, promotionFactor: promotionFactor, common: common, isUnbounded: result.isUnbounded)
            if let found, found.likelihood > best?.likelihood ?? -.infinity { best = found }
        }
        guard let best else { return Fitted(result: result) }
        result.dispersion = best.phi
        result.promotionFactor = best.fit.factor
        result.censored = censored
        for (k, t) in censored.enumerated() {
            let share = (0.5 + Double(k) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
            let sales = best.counts.demand[t]
            let added = max(0, conditionalQuantile(share, atLeast: sales, mean: best.fit.mean(best.counts, t), phi: best.phi) - sales)
            result.series.demand[t] = max(0, series.demand[t]) + added * best.unit
            result.addedUnits += added * best.unit
        }
        return Fitted(
            result: result, demand: best.filled.map { $0 * best.unit }, level: best.fit.level.map { $0 * best.unit },
            promotion: (0..<n).map { series.promotion.count == n && series.promotion[$0] ? best.fit.factor : 1 })
    }

    /// What a series is counted in: 1 for counts; its smallest sale, if all are multiples of it; else fractions of its mean sale, of which
    /// the likelihood chooses: weights of goods sold by the piece are lumpy, lengths off the roll are not.
    private static func units(of demand: [Double]) -> [Double] {
        let positive = demand.filter { $0 > 0 }
        guard positive.contains(where: { $0 != $0.rounded() }) else { return [1] }
        let mean = positive.reduce(0, +) / Double(positive.count)
        let least = positive.reduce(mean) { min($0, $1) }
        if mean < 50 * least, positive.allSatisfy({ abs($0 / least - ($0 / least).rounded()) < 1e-6 }) { return [least] }
        return [200, 50, 20, 8, 3].map { mean / $0 }
    }

    /// One unit with its most likely levels and dispersion.
    private struct Candidate {
        var unit: Double
        var counts: DemandSeries
        var filled: [Double]
        var likelihood: Double
        var phi: Double
        var fit: Fit
    }

    private static func candidate(
        _ series: DemandSeries, unit: Double, known: [Int], promotionFactor: Double?, common: [Double], isUnbounded: Bool
    ) -> Candidate? {
        var counts = series
        counts.demand = series.demand.map { (max(0, $0) / unit).rounded() }
        var best: Candidate?
        var filled = counts.demand
        // The density of what was sold, in the units of the series: each known sale is 1 / unit times the probability of its count.
        let density = unit == 1 ? 0 : -log(unit) * Double(known.count { !series.stockout[$0] && counts.demand[$0] > 0 })
        for phi in dispersionGrid {
            if isUnbounded { filled = counts.demand }
            let fit = censoredLevel(
                counts, known: known, phi: phi, prior: promotionFactor, common: common, steps: isUnbounded ? 1 : 25, filled: &filled)
            let likelihood = density + known.reduce(0.0) { $0 + logLikelihood(counts, at: $1, level: fit.mean(counts, $1), phi: phi) }
            guard likelihood > best?.likelihood ?? -.infinity else { break }          // one maximum: past it nothing gets better
            best = Candidate(unit: unit, counts: counts, filled: filled, likelihood: likelihood, phi: phi, fit: fit)
        }
        return best
    }

    /// Levels off promotion by period, the factor of a promotion, and what the panel has in common by period.
    private struct Fit {
        var level: [Double]
        var factor: Double
        var common: [Double]

        func mean(_ series: DemandSeries, _ t: Int) -> Double {
            level[t] * (common.isEmpty ? 1 : common[t]) * (series.promotion.indices.contains(t) && series.promotion[t] ? factor : 1)
        }
    }

    private static func distribution(_ mean: Double, _ phi: Double) -> NegativeBinomialDistribution {
        NegativeBinomialDistribution(size: 1 / phi, scale: phi * mean)
    }

    private static func logLikelihood(_ series: DemandSeries, at t: Int, level: Double, phi: Double) -> Double {
        let x = series.demand[t]
        guard series.stockout[t] else { return LeadTimeShape.logProbability(of: x, mean: level, phi: phi) }
        return x > 0 ? log(max(distribution(level, phi).upperTail(x - 1), 1e-300)) : 0
    }

    /// E-steps E[D | D >= x] = x + E[(D - x)+] / P(D >= x) and M-steps (averages of the filled history around each period, promoted periods
    /// divided by the factor of a promotion; this factor as demand over level of promoted periods).
    ///
    /// - Parameters:
    ///   - prior: factor of a promotion that counts as `priorInformation`; `nil`: 1.
    ///   - common: what the level of a period is multiplied by; empty: nothing.
    ///   - filled: where to start, and the filled history at the end.
    private static func censoredLevel(
        _ series: DemandSeries, known: [Int], phi: Double, prior: Double?, common: [Double], steps: Int, filled: inout [Double]
    ) -> Fit {
        let n = series.count
        var fit = Fit(level: [Double](repeating: 0, count: n), factor: 1, common: common)
        let decay = exp(-1 / reach)
        var isKnown = [Bool](repeating: false, count: n)
        for t in known { isKnown[t] = true }
        let promoted = series.promotion.count == n ? known.filter { series.promotion[$0] } : []
        // Without a period off promotion there is no level to compare with.
        let learnsFactor = !promoted.isEmpty && promoted.count < known.count
        if learnsFactor, let prior { fit.factor = prior }
        // Losses depend on sales and level alone: levels rounded to 1 part in 500 share one evaluation.
        for _ in 0..<steps {
            var forward = (sum: 0.0, weight: 0.0), backward = (sum: 0.0, weight: 0.0)
            var sums = [Double](repeating: 0, count: n), weights = sums
            func usual(_ t: Int) -> Double {
                filled[t] / (common.isEmpty ? 1 : common[t]) / (learnsFactor && series.promotion[t] ? fit.factor : 1)
            }
            for t in 0..<n {
                forward = (forward.sum * decay, forward.weight * decay)
                if isKnown[t] { forward = (forward.sum + usual(t), forward.weight + 1) }
                sums[t] += forward.sum
                weights[t] += forward.weight
            }
            for t in stride(from: n - 1, through: 0, by: -1) {
                sums[t] += backward.sum
                weights[t] += backward.weight
                if isKnown[t] { backward = (backward.sum + usual(t), backward.weight + 1) }
                backward = (backward.sum * decay, backward.weight * decay)
            }
            var change = 0.0
            for t in 0..<n {
                let updated = max(weights[t] > 0 ? sums[t] / weights[t] : 0, 1e-3)
                change = max(change, abs(updated - fit.level[t]) / updated)
                fit.level[t] = updated
            }
            if learnsFactor {
                // Demand over level, by information: what slow movers sold in a promotion says little.
                var ratios = priorInformation * (prior ?? 1), weights = priorInformation
                for t in promoted {
                    let level = fit.level[t] * (common.isEmpty ? 1 : common[t]), information = level / (1 + phi * level)
                    ratios += information * filled[t] / level
                    weights += information
                }
                let updated = min(max(ratios / weights, 0.1), 20)
                change = max(change, abs(updated - fit.factor) / updated)
                fit.factor = updated
            }
            if change < 5e-4 { break }
            var cache: [Int: Double] = [:]
            for t in known where series.stockout[t] {
                let x = series.demand[t], mean = fit.mean(series, t)
                let bucket = Int((log(mean) * 500).rounded()) &* 100_003 &+ Int(min(x, 1e9))
                if let value = cache[bucket] {
                    filled[t] = value
                    continue
                }
                let d = distribution(mean, phi)
                let tail = x > 0 ? d.upperTail(x - 1) : 1
                filled[t] = tail > 1e-12 ? x + d.losses(at: x).first / tail : x
                cache[bucket] = filled[t]
            }
        }
        return fit
    }

    private static func conditionalQuantile(_ share: Double, atLeast x: Double, mean: Double, phi: Double) -> Double {
        let d = distribution(mean, phi)
        let tail = x > 0 ? d.upperTail(x - 1) : 1
        guard tail > 1e-9 else { return x }
        // P(D > y) <= (1 - share) P(D >= x).
        let goal = (1 - share) * tail
        return smallestWhole(from: max(x, mean), lowest: x, limit: max(x, mean) * 100 + 100) { d.upperTail($0) <= goal }
    }
}
