import CMath
import NumericCore

/// Weights of past windows by how far their features lie from those of the others, so that an item like no other has a bounded say in
/// what is learnt of all (bounded leverage after Mallows; Hampel, Ronchetti, Rousseeuw & Stahel 1986, section 6.3).
///
/// The distance is the root mean square of the features' distances from their medians in units of their median absolute deviations
/// (at least `leastSpread`: features that are nearly the same everywhere leave room for rounding). Within `reach` of such units a window has
/// weight 1, beyond it the square of reach over distance.
enum LeadTimeLeverage {
    static let reach = 2.0
    static let leastSpread = 0.25
    /// Columns that are looked at: all but the constant and those of silence, which are 0 for most items.
    private static let columns = 1..<(LeadTimeFeatures.count - 3)

    static func weights(of samples: LeadTimeSamples) -> [Double] {
        let width = LeadTimeFeatures.count, count = samples.count
        guard count > 0 else { return [] }
        var squares = [Double](repeating: 0, count: count)
        let step = 1 + count / 2_000
        for j in columns {
            var some = stride(from: 0, to: count, by: step).map { samples.features[$0 * width + j] }
            let centre = orderStatistic(some.count / 2, of: &some)
            var distances = some.map { abs($0 - centre) }
            let spread = max(orderStatistic(distances.count / 2, of: &distances) / 0.6745, leastSpread)
            for i in 0..<count {
                let z = (samples.features[i * width + j] - centre) / spread
                squares[i] += z * z
            }
        }
        let limit = reach * reach * Double(columns.count)
        return squares.map { $0 <= limit ? 1 : limit / $0 }
    }
}
