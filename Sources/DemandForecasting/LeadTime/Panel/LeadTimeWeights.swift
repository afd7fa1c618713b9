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
    /// - Parameter members: distribution functions on the same levels (`LeadTimeLevels`); `nil` where a member is absent.
    static func losses(
        levels: [Double], model: [Double], pooled: [Double]?, conformal: [Double]?, total: Double, scale: Double, isCount: Bool
    ) -> [Double] {
        var result = [Double](repeating: 0, count: candidates.count)
        var mixed = [Double](repeating: 0, count: levels.count)
        for (c, candidate) in candidates.enumerated() {
            for s in levels.indices {
                mixed[s] = candidate.model * model[s]
                if let pooled { mixed[s] += candidate.pooled * pooled[s] }
                if let conformal { mixed[s] += candidate.conformal * conformal[s] }
            }
            for p in probabilities {
                let q = LeadTimeLevels.quantile(p, levels: levels, cdf: mixed, isCount: isCount)
                result[c] += (total >= q ? p * (total - q) : (1 - p) * (q - total)) / scale
            }
        }
        return result
    }

    /// How much less a mixture without the pooled member must lose to be taken.
    static let lessWithoutPooled = 0.01

    /// The best candidate for summed losses; a candidate that uses an absent member is left out, and one without the pooled
    /// member, where there is one, counts `lessWithoutPooled` more: drift must not drop out of a class because of a few past windows.
    static func best(_ losses: [Double], hasPooled: Bool, hasConformal: Bool) -> LeadTimeWeights {
        var best = 0, least = Double.infinity
        for (i, c) in candidates.enumerated() {
            if !hasPooled && c.pooled > 0 { continue }
            if !hasConformal && c.conformal > 0 { continue }
            let loss = hasPooled && c.pooled == 0 ? losses[i] * (1 + lessWithoutPooled) : losses[i]
            if loss < least {
                least = loss
                best = i
            }
        }
        return least < .infinity ? candidates[best] : LeadTimeWeights(model: 1, pooled: 0, conformal: 0)
    }
}
