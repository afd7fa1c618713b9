extension DemandOutlook {
    /// Expected units of the first `days` days; beyond the outlook the last period repeats.
    ///
    ///     outlook.expectedDemand(days: 14)       // two weeks of a weekly outlook
    public func expectedDemand(days: Double) -> Double {
        guard periodDays > 0, days > 0, let last = mean.last else { return 0 }
        let periods = days / periodDays
        let whole = min(Double(mean.count), periods.rounded(.down))
        let sum = mean.prefix(Int(whole)).reduce(0, +)
        return sum + (periods - whole) * (Int(whole) < mean.count ? mean[Int(whole)] : last)
    }

    /// The outlook of a day that comes later: what is expected from then on, as far as it can be said today.
    ///
    /// The mean path goes on where it is on that day. The variance of the total of h periods is that of the first h periods of today's outlook,
    /// moved to the later total's mean (`scaled`): relative spread stays what it is for so long an interval.
    ///
    /// - Parameter days: 0 or more. At least one period is left, the last one.
    public func later(byDays days: Double) -> DemandOutlook {
        guard days > 0, periodDays > 0, !mean.isEmpty else { return self }
        let periods = days / periodDays
        let left = max(1, mean.count - Int(periods.rounded(.up)))
        var result = self
        result.mean.removeLast(mean.count - left)
        result.cumulativeVariance.removeLast(cumulativeVariance.count - min(left, cumulativeVariance.count))
        var now = 0.0
        var then = 0.0
        var before = expectedDemand(days: days)
        for index in 0..<left {
            let after = expectedDemand(days: days + Double(index + 1) * periodDays)
            result.mean[index] = after - before
            before = after
            now += mean[index]
            then += result.mean[index]
            if index < result.cumulativeVariance.count, now > 0, then >= 0 {
                result.cumulativeVariance[index] = DemandOutlook.scaled(
                    mean: now, variance: cumulativeVariance[index], by: then / now, isCount: isCount).variance
            }
        }
        return result
    }
}
