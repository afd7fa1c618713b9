import DemandModel
import Foundation

/// Weighted members of one series' forecast.
struct Combination {
    var members: [(path: MemberPath, weight: Double)]

    /// Shares below this add nothing that can be seen and are dropped before the rest is scaled to 1.
    static let smallestShare = 1e-3

    /// Drops the smallest shares and scales the rest to 1.
    static func pruned(_ weights: [Double]) -> [Double] {
        let kept = weights.map { $0 >= smallestShare ? $0 : 0 }
        let total = kept.reduce(0, +)
        return total > 0 ? kept.map { $0 / total } : kept
    }

    func mean(_ h: Int) -> Double { members.reduce(0) { $0 + $1.weight * $1.path.mean(h) } }

    func quantile(_ h: Int, score: Double) -> Double { members.reduce(0) { $0 + $1.weight * $1.path.quantile(h, score: score) } }

    /// Variance of one period, of the mixture.
    func variance(_ h: Int) -> Double {
        let centre = mean(h)
        return members.reduce(0) { sum, member in
            let distance = member.path.mean(h) - centre
            return sum + member.weight * (member.path.variance(h) + distance * distance)
        }
    }

    /// Variance of the totals, of the mixture.
    func cumulativeVariance(horizon: Int) -> [Double] {
        var result = [Double](repeating: 0, count: horizon), own = [Double](repeating: 0, count: members.count)
        var largest = 0.0
        for h in 0..<horizon {
            var centre = 0.0
            for (i, member) in members.enumerated() {
                own[i] += member.path.mean(h)
                centre += member.weight * own[i]
            }
            var sum = 0.0
            for (i, member) in members.enumerated() {
                let distance = own[i] - centre
                sum += member.weight * (member.path.cumulativeVariance[h] + distance * distance)
            }
            // Crossing members may come closer again; what is known of a longer total is never more than of a shorter one.
            largest = max(largest, sum)
            result[h] = largest
        }
        return result
    }

    /// Names and shares, largest first (equal shares in the order of the members).
    func shares() -> [ForecastMember] {
        members.enumerated().sorted { a, b in
            a.element.weight != b.element.weight ? a.element.weight > b.element.weight : a.offset < b.offset
        }.map { ForecastMember(name: $0.element.path.name, weight: $0.element.weight) }
    }
}
