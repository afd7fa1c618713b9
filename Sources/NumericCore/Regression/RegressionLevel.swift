import CMath

/// What a regression leaves, smoothed: a level that multiplies the regression's means and follows the series.
///
///     l_t = l_(t-1) + rate w_t (y_t / mu_t - l_(t-1)),    w_t = dispersion mu_t / (1 + dispersion mu_t)
///
/// Simple exponential smoothing of the ratio of demand to its regression mean, in which a period counts as much as it can tell (w is
/// 1 for large means and small where a period of the series holds next to no demand). The level starts at 1.
public struct RegressionLevel: Sendable, Equatable {
    /// Multiplies the means of the coming periods.
    public var level: Double
    /// Sum over the known rows of (y - l mu)^2 / (mu + dispersion mu^2), each term bounded by 25.
    public var loss: Double
    /// Mean of the weights w_t.
    public var meanWeight: Double

    /// - Parameter rate: 0 (no smoothing) to 1.
    public init(response: [Double], weight: [Double], mean: [Double], dispersion: Double, rate: Double) {
        var level = 1.0, loss = 0.0, weights = 0.0, known = 0.0
        for row in response.indices where weight[row] > 0 {
            let expected = mean[row]
            let error = response[row] - level * expected
            loss += weight[row] * min(25, error * error / (expected + dispersion * expected * expected))
            let informed = dispersion * expected / (1 + dispersion * expected)
            weights += weight[row] * informed
            known += weight[row]
            // One period moves the level by at most three times its present value.
            level += rate * informed * weight[row] * min(error / expected, 3 * level)
        }
        self.level = min(max(level, 0.02), 20)
        self.loss = loss
        meanWeight = known > 0 ? weights / known : 0
    }
}

/// Variance of the total demand of the first h coming periods, h = 1...mean.count, for means that a smoothed level multiplies.
///
/// A period's relative shock e_j has variance v_j = dispersion + 1 / mu_j; it moves the demand of its own period by mu_j e_j and the
/// level, hence each later mean, by the factor a e_j with a = rate x meanWeight:
///
///     Var_h = sum over j <= h of (mu_j + a sum over j < i <= h of mu_i)^2 v_j + (sum of mu_i)^2 v a / (2 - a)
///
/// The last term is the error of the present level (steady state of simple smoothing; v at the mean of mu). With equal means and
/// a = 0 this is h (mu + dispersion mu^2); with equal means and dispersion large it is the formula of simple exponential smoothing,
/// sigma^2 h [1 + a (h - 1) + a^2 (h - 1)(2h - 1) / 6], plus the level's error (Hyndman et al. 2008, section 6.4). O(horizon).
public func cumulativeVariance(mean: [Double], dispersion: Double, smoothing a: Double) -> [Double] {
    // With S_h the sum of the first h means and c_j = mu_j - a S_j, mu_j + a (S_h - S_j) = c_j + a S_h: three running sums give
    // every h in constant time.
    var total = 0.0, squares = 0.0, products = 0.0, shocks = 0.0
    return mean.indices.map { h in
        total += mean[h]
        if mean[h] > 0 {
            let shock = dispersion + 1 / mean[h], reach = mean[h] - a * total
            squares += reach * reach * shock
            products += reach * shock
            shocks += shock
        }
        let level = total > 0 ? (dispersion + Double(h + 1) / total) * a / (2 - a) : 0
        return max(0, squares + 2 * a * total * products + a * a * total * total * shocks) + total * total * level
    }
}
