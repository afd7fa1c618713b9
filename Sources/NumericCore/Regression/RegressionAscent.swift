/// Keeps reweighted least squares going uphill: a step that lowers the penalised log-likelihood is halved until it no longer does.
///
/// The likelihood of a negative binomial with log link is concave in the coefficients and the scoring direction points uphill, so
/// halving always ends at a higher point (Osborne 1992, "Fisher's method of scoring").
struct GuardedAscent {
    private var accepted: [Double] = []
    private var objective = -Double.infinity
    private var halvings = 0

    /// `nil` where the trial is accepted; else the point half way back to the last accepted one, to be tried next.
    mutating func halfWay(from trial: [Double], objective value: Double) -> [Double]? {
        let isWorse = !value.isFinite || value < objective - 1e-9 * abs(objective)
        if isWorse, !accepted.isEmpty, halvings < 10 {
            halvings += 1
            return zip(trial, accepted).map { 0.5 * ($0 + $1) }
        }
        accepted = trial
        objective = value
        halvings = 0
        return nil
    }
}

/// Half the sum of penalty_k (b_k - centre_k)^2: what a ridge takes off the log-likelihood. An empty centre is zero.
func ridgeTerm(_ coefficients: [Double], centre: [Double] = [], penalty: [Double]) -> Double {
    var sum = 0.0
    for k in penalty.indices {
        let deviation = coefficients[k] - (centre.isEmpty ? 0 : centre[k])
        sum += penalty[k] * deviation * deviation
    }
    return 0.5 * sum
}

/// The largest move of a coefficient, times the spread of its column.
func largestMove(from: [Double], to: [Double], unit: [Double]) -> Double {
    zip(zip(from, to), unit).map { abs($0.0 - $0.1) * $1.squareRoot() }.max() ?? 0
}
