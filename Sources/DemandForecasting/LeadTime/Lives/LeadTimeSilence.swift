import CMath

/// How much an item's silence up to now says that it is no longer sold.
///
/// The pooled regression reads it in three columns and learns from the panel's past windows what they mean there: where items come back
/// after long pauses (spare parts) next to nothing, where they are taken out of the assortment that hardly any demand is left.
struct LeadTimeSilence: Sendable, Equatable {
    /// log of the probability that the item is still sold (`ItemLifecycle.aliveProbability`), at least -10.
    var logAlive: Double
    /// log of the longest pause before over this one, at most 0: below 0 only for a silence that the item never showed.
    var logLongestPause: Double

    static let none = LeadTimeSilence(logAlive: 0, logLongestPause: 0)

    init(logAlive: Double, logLongestPause: Double) {
        self.logAlive = logAlive
        self.logLongestPause = logLongestPause
    }

    /// - Parameters:
    ///   - first, last: periods of the first and the last demand; negative before any.
    ///   - positives: periods with demand.
    ///   - longestGap: most periods without demand between two with demand.
    ///   - origin: periods known.
    init(first: Int, last: Int, positives: Int, longestGap: Int, origin: Int) {
        guard positives >= 2, last >= first, origin > last else {
            self = .none
            return
        }
        let silent = origin - 1 - last
        let share = min(0.99, Double(positives) / Double(last - first + 1))
        logAlive = max(-10, log(max(1e-9, ItemLifecycle.aliveProbability(silence: silent, demandShare: share))))
        logLongestPause = min(0, log(Double(longestGap + 1) / Double(silent + 1)))
    }

    /// The first three units of `logAlive` apart from the rest: what is most of the way to certainty may count differently.
    var values: [Double] { [max(logAlive, -3), min(0, logAlive + 3), logLongestPause] }

    /// 0 for items that are probably sold, 1 for those that probably end (under 0.2), 2 for those that are as good as ended (under 0.02).
    var stage: Int { logAlive > log(0.2) ? 0 : logAlive > log(0.02) ? 1 : 2 }
    static let stages = 3
}
