import NumericCore

/// What the same places of earlier long seasons say by themselves: last week's hours, last year's days. The Fourier terms of
/// `LongSeason` give a long season one shape with the same short season all through it; these members see a Sunday whose hours differ
/// from a Monday's. Their series come without the Fourier part, which is put back with the forecast and cancels.
enum LongSeasonMember: String, CaseIterable {
    case last = "long seasonal naive"
    case mean = "long seasonal mean"

    /// How much less the season before counts in the mean.
    private static let decay = 0.7
    private static let mostSeasons = 8

    /// `nil` for a series of one long season or less; the mean needs two.
    func candidate(_ values: [Double], lag: Int, horizon: Int) -> MemberCandidate? {
        let n = values.count, seasons = min(n / lag, Self.mostSeasons)
        guard n > lag, self == .last || seasons >= 2 else { return nil }
        let shape = self == .last ? Array(values.suffix(lag)) : Self.mean(values, lag: lag, seasons: seasons)
        var sum = 0.0
        for t in lag..<n { sum += (values[t] - values[t - lag]) * (values[t] - values[t - lag]) }
        // Against a mean of several seasons the errors are smaller: var(y - mean) = var(y) (1 + sum of squared weights), against 2 var(y).
        let shrink = self == .last ? 1 : (1 + Self.squaredWeights(seasons)) / 2
        return MemberCandidate(
            isLog: false, score: nil, location: (0..<horizon).map { shape[$0 % lag] }, errorVariance: sum / Double(n - lag) * shrink,
            response: .smoothing(SmoothingParameters(alpha: 0, gamma: self == .last ? 1 : 1 - Self.decay), seasonLength: lag), factors: [])
    }

    /// The weighted mean of the last seasons, brought to the total of the last one.
    private static func mean(_ values: [Double], lag: Int, seasons: Int) -> [Double] {
        let n = values.count
        var shape = [Double](repeating: 0, count: lag), weight = 1.0, total = 0.0
        for k in 1...seasons {
            for slot in 0..<lag { shape[slot] += weight * values[n - k * lag + slot] }
            total += weight
            weight *= decay
        }
        for slot in 0..<lag { shape[slot] /= total }
        let now = values.suffix(lag).reduce(0, +), usual = shape.reduce(0, +)
        guard usual > 0, now >= 0 else { return shape }
        let level = min(max(now / usual, 0.5), 2)
        return shape.map { $0 * level }
    }

    private static func squaredWeights(_ seasons: Int) -> Double {
        var weight = 1.0, sum = 0.0, squares = 0.0
        for _ in 0..<seasons {
            sum += weight
            squares += weight * weight
            weight *= decay
        }
        return squares / (sum * sum)
    }
}
