import NumericCore

/// A serial system under continuous review: stage 1 faces the customers, stage N is supplied from outside.
///
/// Echelon base-stock levels by the recursion of Clark and Scarf (1960) in the form of Chen and Zheng (1994) and Shang and Song
/// (2003): with C_0(x) = (b + sum of h) [x]^-, for j = 1...N
/// C_j(y) = E[h_j (y - D_j) + C_{j-1}(min(S_{j-1}, y - D_j))], S_j = argmin C_j; the optimal cost is C_N(S_N).
public struct SerialSystem: Sendable {
    /// Echelon holding cost per unit and unit of time, customer's stage first.
    public var echelonHoldingCosts: [Double]
    /// Money per unit waiting and unit of time.
    public var backorderCost: Double
    /// Demand over each stage's lead time, customer's stage first.
    public var leadTimeDemands: [MixtureDistribution]

    public init(echelonHoldingCosts: [Double], backorderCost: Double, leadTimeDemands: [MixtureDistribution]) {
        self.echelonHoldingCosts = echelonHoldingCosts
        self.backorderCost = backorderCost
        self.leadTimeDemands = leadTimeDemands
    }

    /// Optimal echelon base-stock levels and cost per unit of time.
    ///
    /// Counts on whole numbers; continuous demand on a grid of 1/50 of the smallest standard deviation with linear interpolation.
    /// `nil` where the lists differ in length or are empty.
    public func optimum() -> (levels: [Double], cost: Double)? {
        guard !leadTimeDemands.isEmpty, echelonHoldingCosts.count == leadTimeDemands.count else { return nil }
        let isCount = leadTimeDemands.allSatisfy(\.isCount)
        let spreads = leadTimeDemands.map { $0.variance.squareRoot() }
        guard let narrowest = spreads.min(), isCount || narrowest > 0 else { return nil }
        let step = isCount ? 1 : narrowest / 50
        let totalMean = leadTimeDemands.reduce(0) { $0 + $1.mean }
        let totalSpread = spreads.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let top = Int(((totalMean + 10 * totalSpread) / step).rounded(.up))
        // Below zero the reach of the demands, so that y - D stays on the grid until it is linear.
        let bottom = -Int(((totalMean + 10 * totalSpread) / step).rounded(.up))
        let penalty = backorderCost + echelonHoldingCosts.reduce(0, +)
        var levels: [Double] = []
        var cost = 0.0
        // Cost-to-go below the previous stage's level, on the grid; linear with slope -penalty... at its lower end.
        var downstream = (bottom...top).map { penalty * max(0, -Double($0) * step) }
        var isFirst = true
        for (stage, demand) in leadTimeDemands.enumerated() {
            let holding = echelonHoldingCosts[stage]
            let kernel = weights(demand, step: step, isCount: isCount)
            var costs = [Double](repeating: 0, count: downstream.count)
            let lowerSlope = (downstream[1] - downstream[0])
            for i in costs.indices {
                let y = Double(bottom + i) * step
                var expected = 0.0
                if isFirst {
                    expected = penalty * demand.losses(at: y).first
                } else {
                    for (j, w) in kernel.values.enumerated() {
                        let at = i - kernel.lowest - j
                        if at >= downstream.count {
                            expected += w * downstream[downstream.count - 1]
                        } else if at >= 0 {
                            expected += w * downstream[at]
                        } else {
                            expected += w * (downstream[0] + Double(at) * lowerSlope)
                        }
                    }
                }
                costs[i] = holding * (y - demand.mean) + expected
            }
            var best = 0
            for i in costs.indices where costs[i] < costs[best] { best = i }
            var level = Double(bottom + best) * step
            var least = costs[best]
            if !isCount && best > 0 && best + 1 < costs.count {
                // Parabola through three points.
                let left = costs[best - 1]
                let right = costs[best + 1]
                let curvature = left - 2 * least + right
                if curvature > 0 {
                    let shift = 0.5 * (left - right) / curvature
                    level += shift * step
                    least -= 0.125 * (left - right) * (left - right) / curvature
                }
            }
            levels.append(level)
            cost = least
            downstream = costs.indices.map { $0 > best ? least : costs[$0] }
            isFirst = false
        }
        return (levels, cost)
    }

    /// Demand as weights on the grid, with its lowest index.
    private func weights(_ demand: MixtureDistribution, step: Double, isCount: Bool) -> (lowest: Int, values: [Double]) {
        let sd = demand.variance.squareRoot()
        let low = isCount ? 0 : Int(((demand.mean - 9 * sd) / step).rounded(.down))
        let high = Int(((demand.mean + 9 * sd + (isCount ? 40 : 0)) / step).rounded(.up))
        if isCount {
            return (low, DistributionTable(demand, levels: low...high).probabilities)
        }
        // Hat weights: exact for functions that are linear between grid points.
        var losses = ((low - 1)...(high + 1)).map { demand.losses(at: Double($0) * step).first / step }
        for i in losses.indices where !losses[i].isFinite { losses[i] = 0 }
        return (low, (low...high).map { losses[$0 - low] - 2 * losses[$0 - low + 1] + losses[$0 - low + 2] })
    }
}
