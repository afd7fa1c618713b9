import DemandModel
import Foundation
import NumericCore

/// Demand of a history whose shelf was empty at times: sales of such a period are only a lower bound of what was wanted.
///
/// The level around each period and one dispersion for the series are estimated by maximum likelihood with censored periods
/// counted by P(D >= sales) (Tobin 1958; for counts here the negative binomial), by EM. A censored period is then given a
/// whole number from the distribution of demand known to be at least its sales: at the median for the first, and at evenly
/// spread probabilities for the following ones (multiples of the golden ratio), so that mean and spread of the corrected
/// series are those of demand and the same history always gives the same numbers.
///
///     // Poisson 5 a day, at most 6 on the shelf: sales average 4.5, the corrected series 5.
///     let corrected = StockoutCensoring.corrected(series)
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

    /// For planners, empty where nothing was changed.
    public var remarks: [String] {
        var result: [String] = []
        if !censored.isEmpty {
            let units = (addedUnits * 10).rounded() / 10
            result.append("\(censored.count) periods with stock-outs: sales are a lower bound there, \(units) units of demand added")
        }
        if !inferred.isEmpty {
            result.append("\(inferred.count) periods without any sale look like stock-outs of a fast mover: taken as unknown")
        }
        return result
    }

    static let dispersionGrid = [0.001, 0.05, 0.15, 0.3, 0.6, 1.2, 2.5]
    /// Periods over which the level around a period is averaged, each way (weights fall to 1/e).
    static let reach = 26.0

    /// Corrects the flagged periods of one series. A series that is not counts, or without flags, is returned as it is.
    ///
    /// A flagged period counts as censored at its sales. Where every period is flagged there is nothing to learn the level
    /// from but the bounds themselves, which the likelihood still uses.
    public static func corrected(_ series: DemandSeries) -> StockoutCensoring {
        var result = StockoutCensoring(series: series, censored: [], inferred: [], addedUnits: 0, dispersion: 0)
        let n = series.count
        guard series.stockout.count == n, n > 0,
              series.demand.allSatisfy({ $0.isFinite && $0 >= 0 && $0 == $0.rounded() }) else { return result }
        let unknown = Set(series.missing)
        let known = (0..<n).filter { !unknown.contains($0) }
        let censored = known.filter { series.stockout[$0] }
        guard !censored.isEmpty else { return result }
        var best = (likelihood: -Double.infinity, phi: 0.0, level: [Double]())
        var filled = series.demand
        for phi in dispersionGrid {
            let level = censoredLevel(series, known: known, phi: phi, filled: &filled)
            let likelihood = known.reduce(0.0) { $0 + logLikelihood(series, at: $1, level: level[$1], phi: phi) }
            guard likelihood > best.likelihood else { break }          // one maximum: past it nothing gets better
            best = (likelihood, phi, level)
        }
        guard best.likelihood > -.infinity else { return result }
        result.dispersion = best.phi
        result.censored = censored
        for (k, t) in censored.enumerated() {
            let share = (0.5 + Double(k) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
            let sales = series.demand[t]
            let demand = conditionalQuantile(share, atLeast: sales, mean: best.level[t], phi: best.phi)
            result.series.demand[t] = max(sales, demand)
            result.addedUnits += result.series.demand[t] - sales
        }
        return result
    }

    private static func distribution(_ mean: Double, _ phi: Double) -> NegativeBinomialDistribution {
        NegativeBinomialDistribution(size: 1 / phi, scale: phi * mean)
    }

    private static func logLikelihood(_ series: DemandSeries, at t: Int, level: Double, phi: Double) -> Double {
        let x = series.demand[t]
        guard series.stockout[t] else { return LeadTimeShape.logProbability(of: x, mean: level, phi: phi) }
        return x > 0 ? log(max(distribution(level, phi).upperTail(x - 1), 1e-300)) : 0
    }

    /// E-steps E[D | D >= x] = x + E[(D - x)+] / P(D >= x) and M-steps (averages of the filled history around each period).
    ///
    /// - Parameter filled: where to start, and the filled history at the end.
    private static func censoredLevel(_ series: DemandSeries, known: [Int], phi: Double, filled: inout [Double]) -> [Double] {
        let n = series.count
        var level = [Double](repeating: 0, count: n)
        let decay = exp(-1 / reach)
        var isKnown = [Bool](repeating: false, count: n)
        for t in known { isKnown[t] = true }
        // Losses depend on sales and level alone: levels rounded to 1 part in 500 share one evaluation.
        for _ in 0..<25 {
            var forward = (sum: 0.0, weight: 0.0), backward = (sum: 0.0, weight: 0.0)
            var sums = [Double](repeating: 0, count: n), weights = sums
            for t in 0..<n {
                forward = (forward.sum * decay, forward.weight * decay)
                if isKnown[t] { forward = (forward.sum + filled[t], forward.weight + 1) }
                sums[t] += forward.sum
                weights[t] += forward.weight
            }
            for t in stride(from: n - 1, through: 0, by: -1) {
                sums[t] += backward.sum
                weights[t] += backward.weight
                if isKnown[t] { backward = (backward.sum + filled[t], backward.weight + 1) }
                backward = (backward.sum * decay, backward.weight * decay)
            }
            var change = 0.0
            for t in 0..<n {
                let updated = max(weights[t] > 0 ? sums[t] / weights[t] : 0, 1e-3)
                change = max(change, abs(updated - level[t]) / updated)
                level[t] = updated
            }
            if change < 5e-4 { break }
            var cache: [Int: Double] = [:]
            for t in known where series.stockout[t] {
                let x = series.demand[t]
                let bucket = Int((log(level[t]) * 500).rounded()) &* 100_003 &+ Int(min(x, 1e9))
                if let value = cache[bucket] {
                    filled[t] = value
                    continue
                }
                let d = distribution(level[t], phi)
                let tail = x > 0 ? d.upperTail(x - 1) : 1
                filled[t] = tail > 1e-12 ? x + d.losses(at: x).first / tail : x
                cache[bucket] = filled[t]
            }
        }
        return level
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
