import CMath
import DemandModel
import NumericCore

/// How the level of an item drifts until the end of the horizon, learnt from the panel: with probability w_k the level becomes
/// c_k times the estimate (dying, falling, steady, growing, taking off), and demand is negative binomial around it.
///
/// The distribution of total demand is sum_k w_k NB(mean m c_k, dispersion psi phi): the multipliers c_k are fixed support
/// points, the weights their maximum likelihood estimates (EM; the mixing distribution of Laird 1978 on a grid) and psi, the
/// share of the item's dispersion that is not drift, the best of a few values. One set per volume class, each drawn to the
/// panel's by a prior of `priorWindows` windows.
struct LeadTimeShape: Sendable, Codable, Equatable {
    static let multipliers = [0.05, 0.25, 0.6, 1, 1.8, 4, 10]
    static let dispersionShares = [0.2, 0.4, 0.7, 1]
    static let priorWindows = 40.0

    /// Probability of each multiplier, sum 1; those under 1% are set to zero.
    var weights: [Double]
    var dispersionShare: Double

    /// One shape that is steady: for panels that are too small to learn from.
    static let steady = LeadTimeShape(weights: [0, 0, 0, 1, 0, 0, 0], dispersionShare: 1)

    /// - Parameter owners: whose window each is. No change of level is believed on one item's word: the item that says most for a multiplier
    ///   is left out of its weight.
    static func fit(means: [Double], phis: [Double], totals: [Double], owners: [Int], prior: LeadTimeShape?) -> LeadTimeShape {
        let n = totals.count, k = multipliers.count
        guard n > 0 else { return prior ?? steady }
        var best = prior ?? steady
        var bestLikelihood = -Double.infinity
        var likelihood = [Double](repeating: 0, count: n * k)
        for share in dispersionShares {
            var offset = 0.0
            for i in 0..<n {
                var top = -Double.infinity
                for j in 0..<k {
                    let value = logProbability(of: totals[i], mean: means[i] * multipliers[j], phi: phis[i] * share)
                    likelihood[i * k + j] = value
                    top = max(top, value)
                }
                offset += top
                for j in 0..<k { likelihood[i * k + j] = exp(likelihood[i * k + j] - top) }
            }
            var weights = [Double](repeating: 1 / Double(k), count: k)
            var value = 0.0
            for _ in 0..<60 {
                var sums = prior.map { p in p.weights.map { $0 * priorWindows } } ?? [Double](repeating: 0, count: k)
                value = offset
                for i in 0..<n {
                    var mixed = 0.0
                    for j in 0..<k { mixed += weights[j] * likelihood[i * k + j] }
                    value += log(mixed)
                    for j in 0..<k { sums[j] += weights[j] * likelihood[i * k + j] / mixed }
                }
                let total = sums.reduce(0, +)
                weights = sums.map { $0 / total }
            }
            if value > bestLikelihood + 1e-9 {
                bestLikelihood = value
                best = LeadTimeShape(
                    weights: pruned(withoutLoudest(weights, likelihood: likelihood, owners: owners, prior: prior)), dispersionShare: share)
            }
        }
        return best
    }

    /// The weights without what the loudest item of each multiplier adds to it, which goes to "steady".
    private static func withoutLoudest(_ weights: [Double], likelihood: [Double], owners: [Int], prior: LeadTimeShape?) -> [Double] {
        let k = multipliers.count, n = owners.count
        guard n > 0, let steady = multipliers.firstIndex(of: 1) else { return weights }
        var byOwner: [Int: [Double]] = [:]
        var sums = prior.map { p in p.weights.map { $0 * priorWindows } } ?? [Double](repeating: 0, count: k)
        for i in 0..<n {
            var mixed = 0.0
            for j in 0..<k { mixed += weights[j] * likelihood[i * k + j] }
            var own = byOwner[owners[i]] ?? [Double](repeating: 0, count: k)
            for j in 0..<k {
                let part = weights[j] * likelihood[i * k + j] / mixed
                own[j] += part
                sums[j] += part
            }
            byOwner[owners[i]] = own
        }
        for j in 0..<k where j != steady {
            let loudest = byOwner.values.reduce(0) { max($0, $1[j]) }
            sums[j] -= loudest
            sums[steady] += loudest
        }
        let total = sums.reduce(0, +)
        return sums.map { max(0, $0) / total }
    }

    private static func pruned(_ weights: [Double]) -> [Double] {
        let kept = weights.map { $0 < 0.01 ? 0 : $0 }
        let total = kept.reduce(0, +)
        return kept.map { $0 / total }
    }

    /// log P(Y = y) of the negative binomial with mean m and variance m + phi m^2, by log-gamma functions.
    static func logProbability(of y: Double, mean m: Double, phi: Double) -> Double {
        let r = 1 / phi
        return logGamma(y + r) - logGamma(r) - logGamma(y + 1) - r * log1p(phi * m) - y * log1p(r / m)
    }

    /// The members for an item: `mean` m and dispersion phi at the interval asked for.
    func members(mean: Double, phi: Double) -> [DemandDistribution.Member] {
        var result: [DemandDistribution.Member] = []
        for (weight, multiplier) in zip(weights, Self.multipliers) where weight > 0 {
            let m = mean * multiplier
            var member = DemandDistribution.Member(mean: m, variance: m + dispersionShare * phi * m * m, isCount: true)
            member.weight = weight
            result.append(member)
        }
        return result
    }
}
