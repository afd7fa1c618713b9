import CMath
import DemandModel
import TextForms

/// A jump near the end of a series that nothing before it is like: another level since then, for all that can be seen.
///
/// Members that follow growth take such a jump for a trend. They are therefore fitted to the series as if it had been at the old level
/// all along (`levelled`), and their forecast is then a mixture of two: the new level lasts, or the old one comes back.
public struct EndJump: Sendable, Equatable {
    /// Periods since it; 1 = the last period alone.
    public var age: Int
    /// Level since then over the level before it; 0 where nothing was wanted since.
    public var ratio: Double
    /// Median of the periods before it, units.
    public var levelBefore: Double
    /// Probability that the new level lasts.
    public var persistence = 1.0
    /// True where the series holds whole units only, which it no longer does once it is `levelled`.
    var isCount = false

    /// A jump is larger than so many robust standard deviations of the changes before it, and than `beyondLargest` times the
    /// largest of them.
    private static let deviations = 5.0, beyondLargest = 1.25
    /// Changes on the log scale are never taken to be smaller than that: a twelfth.
    private static let smallestDeviation = 0.08
    /// Of the mean, added before logarithms are taken, so that zeros have one.
    private static let offset = 0.1
    /// Periods on either side that make a level, and the fewest that have to lie before a jump.
    private static let window = 12, fewestBefore = 6
    /// Older jumps are part of the history.
    static let oldest = 52
    /// Ratios below this leave nothing to scale: the periods since are then taken as unknown.
    private static let smallestScalable = 0.1

    init(age: Int, ratio: Double, levelBefore: Double, persistence: Double = 1) {
        self.age = age
        self.ratio = ratio
        self.levelBefore = levelBefore
        self.persistence = persistence
    }

    /// The jump at the end of the known values `y`; `nil` where there is none.
    init?(_ y: [Double]) {
        let n = y.count
        guard n > Self.fewestBefore, y.allSatisfy({ $0 >= 0 && $0.isFinite }) else { return nil }
        let offset = Self.offset * y.reduce(0, +) / Double(n)
        guard offset > 0 else { return nil }
        let z = y.map { log($0 + offset) }
        // From the end: extremes of what came since, and candidates for where it began.
        var low = Double.infinity, high = -Double.infinity
        var found: EndJump?
        let oldest = min(Self.oldest, n - Self.fewestBefore)
        var lows = [Double](repeating: 0, count: n), highs = lows
        for t in 0..<n {
            lows[t] = t > 0 ? min(lows[t - 1], z[t]) : z[t]
            highs[t] = t > 0 ? max(highs[t - 1], z[t]) : z[t]
        }
        for age in 1...max(oldest, 1) where age <= oldest {
            let first = n - age
            low = min(low, z[first])
            high = max(high, z[first])
            let isUp = low > highs[first - 1]
            guard isUp || high < lows[first - 1] else { continue }
            let step = z[first] - z[first - 1]
            guard abs(step) > Self.deviations * Self.smallestDeviation, (step > 0) == isUp else { continue }
            var changes = [Double](repeating: 0, count: first - 1)
            var largest = 0.0
            for t in 1..<first {
                changes[t - 1] = z[t] - z[t - 1]
                largest = max(largest, abs(changes[t - 1]))
            }
            guard abs(step) > Self.beyondLargest * largest else { continue }
            let centre = PreparedSeries.median(changes)
            let deviation = max(1.4826 * PreparedSeries.median(changes.map { abs($0 - centre) }), Self.smallestDeviation)
            guard abs(step - centre) > Self.deviations * deviation else { continue }
            let before = Array(y[max(0, first - Self.window)..<first]), after = Array(y[first...].suffix(Self.window))
            let old = PreparedSeries.median(before), new = PreparedSeries.median(after)
            let change = log(new + offset) - log(old + offset)
            guard old > 0, abs(change) > 0.5 * abs(step) else { continue }
            found = EndJump(age: age, ratio: new / old, levelBefore: old)
            found?.isCount = y.allSatisfy { $0 < 0x1p53 && $0.rounded() == $0 }
            break
        }
        guard let found else { return nil }
        self = found
    }

    /// The series as it would be had it stayed at the level before the jump.
    func levelled(_ series: DemandSeries) -> DemandSeries {
        var result = series
        var left = age
        let hidden = Set(series.missing)
        for t in series.demand.indices.reversed() where left > 0 {
            guard !hidden.contains(t) else { continue }
            left -= 1
            if ratio >= Self.smallestScalable {
                result.demand[t] /= ratio
            } else {
                result.demand[t] = 0
                result.missing.append(t)
            }
        }
        result.missing.sort()
        return result
    }

    /// In words, for the planner.
    var remark: String {
        let since = age == 1 ? "in the last period" : "since \(age) periods"
        let percent = Int((100 * persistence).rounded())
        return "level changed to \(fixed(min(ratio, 1e6), 1)) times the one before \(since): taken to last with probability \(percent)%"
    }
}

extension DemandSeries {
    /// Demand of the known periods, in their order.
    var knownDemand: [Double] {
        guard !missing.isEmpty else { return demand }
        let hidden = Set(missing)
        return demand.indices.filter { !hidden.contains($0) }.map { demand[$0] }
    }
}
