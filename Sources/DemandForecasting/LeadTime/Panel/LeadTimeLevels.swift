import CMath
import DemandModel
import NumericCore

/// Distribution functions of a few members on common levels of demand, fast and to about three digits: enough to compare
/// mixtures on past windows (what recommendations are made of is evaluated exactly elsewhere).
///
/// Counts up to 512 units are summed by recurrence over every whole number; larger totals use 96 levels, finer near zero, and
/// the gamma distribution of the same moments at x + 1/2 in place of the negative binomial.
struct LeadTimeLevels {
    let levels: [Double]
    let everyWholeNumber: Bool

    init(_ distributions: [DemandDistribution], isCount: Bool) {
        var low = Double.infinity, high = 0.0, middle = 0.0
        for d in distributions {
            middle = max(middle, d.mean)
            for m in d.members {
                let sd = m.variance.squareRoot()
                low = min(low, m.mean - 4 * sd)
                high = max(high, m.mean + 6 * sd)
            }
        }
        everyWholeNumber = isCount && high <= 512
        if everyWholeNumber {
            levels = (0...Int(high.rounded(.up))).map(Double.init)
        } else if isCount {
            let first = max(0.5, middle / 50)
            let top = max(first * 2, min(high, middle * 40))
            let step = log(top / first) / 94
            levels = [0] + (0...94).map { (first * exp(step * Double($0))).rounded(.down) }
        } else {
            let floor = low.isFinite ? low : 0, top = max(high, floor + 1e-9)
            levels = (0..<96).map { floor + (top - floor) * Double($0) / 95 }
        }
    }

    func cdf(of distribution: DemandDistribution) -> [Double] {
        var result = [Double](repeating: 0, count: levels.count)
        for member in distribution.members {
            switch member.family {
            case .negativeBinomial where everyWholeNumber, .poisson where everyWholeNumber:
                addByRecurrence(member, to: &result)
            case .negativeBinomial, .poisson:
                let gamma = GammaDistribution(mean: member.mean, variance: member.variance)
                for s in levels.indices { result[s] += member.weight * gamma.cdf(levels[s] + 0.5) }
            default:
                let evaluated = member.evaluated()
                for s in levels.indices { result[s] += member.weight * evaluated.cdf(levels[s]) }
            }
        }
        return result
    }

    /// P(k) = P(k - 1) (r + k - 1) / k q from P(0) = (1 + m / r)^-r; log P(0) is at least -600 for totals this small.
    private func addByRecurrence(_ member: DemandDistribution.Member, to result: inout [Double]) {
        let m = member.mean, excess = max(member.variance - m, 1e-9 * m)
        let r = m * m / excess, q = excess / member.variance
        var term = exp(-r * log1p(m / r)), sum = 0.0
        for k in levels.indices {
            if k > 0 { term *= q * (r + Double(k - 1)) / Double(k) }
            sum += term
            result[k] += member.weight * min(1, sum)
        }
    }

    /// The smallest level (whole number for counts) where the function reaches p, linear between levels that are not neighbours.
    static func quantile(_ p: Double, levels: [Double], cdf: [Double], isCount: Bool) -> Double {
        var low = 0, high = levels.count - 1
        guard cdf[high] > p else { return levels[high] }
        while low < high {
            let middle = (low + high) / 2
            if cdf[middle] >= p - 1e-12 { high = middle } else { low = middle + 1 }
        }
        guard high > 0, cdf[high] > cdf[high - 1], levels[high] - levels[high - 1] > (isCount ? 1 : 0) else { return levels[high] }
        let share = max(0, (p - cdf[high - 1]) / (cdf[high] - cdf[high - 1]))
        let x = levels[high - 1] + share * (levels[high] - levels[high - 1])
        return isCount ? x.rounded(.up) : x
    }
}
