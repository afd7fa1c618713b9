import CMath
import DemandModel

/// What an item's own history has shown over windows of the horizon: what is believed of it without evidence of its own is held to this.
///
/// A mean may be half as much again as the largest window so far, more where the history holds few of them, and no less than half the
/// smallest since the launch; dispersion no more than eight times the item's own or, where that is next to nothing, that of a record as short.
struct OwnRecord: Sendable, Equatable {
    static let mostOverLargest = 1.5
    static let leastOverSmallest = 0.5
    static let mostDispersions = 8.0

    /// Units; over windows of the horizon since the first demand, in proportion where the history is shorter.
    let largest: Double
    let smallest: Double
    /// Horizons since the first demand.
    let windows: Double
    let periodsWithDemand: Int

    init(_ series: DemandSeries, horizon: Int) {
        let first = series.demand.firstIndex { $0 > 0 } ?? series.count
        let age = series.count - first
        var sum = 0.0, most = 0.0, least = Double.infinity
        for t in first..<series.count {
            sum += series.demand[t]
            if t - first >= horizon { sum -= series.demand[t - horizon] }
            most = max(most, sum)
            if t - first >= horizon - 1 { least = min(least, sum) }
        }
        let share = age > 0 && age < horizon ? Double(horizon) / Double(age) : 1
        largest = most * share
        smallest = least.isFinite ? max(0, least) : 0
        windows = Double(age) / Double(horizon)
        periodsWithDemand = series.demand.count { $0 > 0 }
    }

    /// The most that a mean over the horizon is believed to be.
    var limit: Double { max(1, largest) * Self.mostOverLargest * (1 + 1 / max(windows, 1)) }

    func held(_ mean: Double, isSilent: Bool) -> Double {
        max(min(mean, limit), isSilent ? 0 : Self.leastOverSmallest * smallest)
    }

    func held(dispersion phi: Double, own: Double) -> Double {
        min(phi, Self.mostDispersions * max(own, 1 / Double(max(1, periodsWithDemand))))
    }
}

extension DemandSeries {
    /// The largest total of any `periods` consecutive periods (of the whole history where that is shorter).
    public func largestTotal(periods: Int) -> Double {
        var sum = 0.0, largest = 0.0
        for t in demand.indices {
            sum += demand[t]
            if t >= periods { sum -= demand[t - periods] }
            largest = max(largest, sum)
        }
        return largest
    }
}
