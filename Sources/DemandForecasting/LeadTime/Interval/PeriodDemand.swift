import CMath
import DemandModel

extension DemandProcess {
    /// The distribution of demand in one coming period alone, from the same scenarios as demand over an interval.
    ///
    /// The outlook's variances are those of totals. Under the law of the local level model that they grow by, s^2 (1 + a (h - 1))^2 from one total to the
    /// next, one period's own error has the variance s^2 (1 + a^2 (h - 1)) (Hyndman, Koehler, Ord & Snyder 2008, sections 6.1 and 6.4): totals add up
    /// what a wrong level does in every period, a period has it once.
    ///
    ///     let process = DemandProcess(outlook: outlook, pooled: pooled, errorTables: errorTables)
    ///     process.demand(inPeriod: 1, errorTables: errorTables)?.quantiles([0.1, 0.5, 0.9])
    ///
    /// - Parameter period: 1 is the next.
    /// - Returns: `nil` beyond the outlook.
    public func demand(inPeriod period: Int, errorTables: [PooledErrorTable]) -> DemandDistribution? {
        guard period >= 1, period <= outlook.mean.count, outlook.cumulativeVariance.count == outlook.mean.count else { return nil }
        let totals = outlook.cumulativeVariance
        let mean = outlook.isCount ? max(0, outlook.mean[period - 1]) : outlook.mean[period - 1]
        let first = max(0, totals[0])
        var variance = first
        if period > 1 {
            let added = max(0, totals[period - 1] - totals[period - 2])
            // Demand that is larger in this period than in the first is as much less sure: its share of s^2 grows with the mean.
            let scale = outlook.mean[0] > 0 && mean > 0 ? first * mean / outlook.mean[0] : first
            let growth = scale > 0 ? max(1, (added / scale).squareRoot()) : 1
            let steps = Double(period - 1)
            variance = scale * (1 + (growth - 1) * (growth - 1) / steps)
        }
        return DemandDistribution(members: members(mean: mean, variance: variance, errorTables: errorTables), isCount: outlook.isCount)
    }
}
