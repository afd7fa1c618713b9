import DemandModel
import NumericCore

/// Shares of the members of a mixture (model's own exact variance, pooled negative binomial with drift, pooled conformal
/// errors), learnt by pinball loss on past windows.
struct LeadTimeWeights: Sendable, Codable, Equatable {
    var model: Double
    var pooled: Double
    var conformal: Double

    static let probabilities = [0.5, 0.8, 0.9, 0.95, 0.99]

    /// All mixtures in steps of a quarter.
    static let candidates: [LeadTimeWeights] = {
        var result: [LeadTimeWeights] = []
        for a in 0...4 {
            for b in 0...(4 - a) {
                result.append(LeadTimeWeights(model: Double(a) / 4, pooled: Double(b) / 4, conformal: Double(4 - a - b) / 4))
            }
        }
        return result
    }()

    /// Pinball loss of every candidate at one past window, summed over the probabilities and divided by the scale.
    ///
    /// Each member's quantiles bracket the mixture's; the members' distribution functions at a few points in the bracket, linear in
    /// between, are enough for all candidates.
    static func losses(
        model: MixtureDistribution, pooled: MixtureDistribution?, conformal: MixtureDistribution?, total: Double, scale: Double,
        isCount: Bool
    ) -> [Double] {
        let members = [model, pooled, conformal]
        var result = [Double](repeating: 0, count: candidates.count)
        let points = 9
        for p in probabilities {
            var low = Double.infinity, high = -Double.infinity
            for member in members {
                guard let x = member?.quantile(p) else { continue }
                low = min(low, x)
                high = max(high, x)
            }
            func pinball(_ q: Double) -> Double { (total >= q ? p * (total - q) : (1 - p) * (q - total)) / scale }
            guard high > low, high < .infinity else {
                for c in candidates.indices { result[c] += pinball(low) }
                continue
            }
            // Whole points where counts allow: the mixture's quantile is then exact.
            let exact = isCount && high - low < Double(points)
            let steps = exact ? Int(high - low) : points - 1
            var cdfs = [[Double]](repeating: [], count: 3)
            var grid: [Double] = []
            for s in 0...steps {
                var x = exact ? low + Double(s) : low + (high - low) * Double(s) / Double(steps)
                if isCount { x = x.rounded(.down) }
                grid.append(x)
            }
            for m in 0..<3 {
                if let member = members[m] { cdfs[m] = grid.map { member.cdf($0) } }
            }
            for (c, candidate) in candidates.enumerated() {
                let shares = [candidate.model, candidate.pooled, candidate.conformal]
                var before = 0.0, quantile = high
                for s in grid.indices {
                    var f = 0.0
                    for m in 0..<3 where shares[m] > 0 {
                        if cdfs[m].isEmpty { f = .nan } else { f += shares[m] * cdfs[m][s] }
                    }
                    guard f >= p - 1e-12 else {
                        before = f
                        continue
                    }
                    quantile = grid[s]
                    if !exact, s > 0, f > before {
                        let x = grid[s - 1] + (grid[s] - grid[s - 1]) * (p - before) / (f - before)
                        quantile = isCount ? x.rounded(.up) : x
                    }
                    break
                }
                result[c] += pinball(quantile)
            }
        }
        return result
    }

    /// The best candidate for summed losses; a candidate that uses an absent member is left out.
    static func best(_ losses: [Double], hasPooled: Bool, hasConformal: Bool) -> LeadTimeWeights {
        var best = 0, least = Double.infinity
        for (i, c) in candidates.enumerated() {
            if !hasPooled && c.pooled > 0 || !hasConformal && c.conformal > 0 { continue }
            if losses[i] < least {
                least = losses[i]
                best = i
            }
        }
        return least < .infinity ? candidates[best] : LeadTimeWeights(model: 1, pooled: 0, conformal: 0)
    }
}
