import DemandModel

extension LeadTimeDemand {
    /// The demand over the lead time plus any part of the review period, from the period-wise outlook of one item-location.
    ///
    /// Mean and error variance come from the outlook's curves at the real-valued number of days (`LeadTimePath`), a random
    /// lead time is mixed in (`LeadTimeSlice`), and the family follows from the moments (`DemandDistribution.init(mean:variance:isCount:)`).
    ///
    ///     let outlook = DemandOutlook(
    ///         key: ItemLocation(item: "mug"), mean: [7, 7, 7], cumulativeVariance: [14, 28, 42], isCount: true,
    ///         demandClass: .smooth, periodDays: 7, members: [])
    ///     let demand = try LeadTimeDemand(outlook: outlook, leadTime: .fixed(days: 10), reviewPeriodDays: 4)
    ///     print(demand.overLeadTime.mean, demand.overProtectionInterval.variance)      // 10.0 28.0
    ///
    /// - Parameters:
    ///   - outlook: means and cumulative error variances of the coming periods.
    ///   - leadTime: days from order to receipt.
    ///   - reviewPeriodDays: days between order opportunities; 0 = continuous review.
    ///   - seasonLength: periods that repeat beyond the outlook's horizon (1: the last period repeats).
    /// - Throws: `LeadTimeDemandError` for an outlook or supply terms that cannot be used.
    /// - Complexity: O(periods covered), some 20 microseconds with a random lead time.
    public init(
        outlook: DemandOutlook, leadTime: LeadTime, reviewPeriodDays: Double, seasonLength: Int = 1
    ) throws(LeadTimeDemandError) {
        self = try LeadTimeDemand(
            outlook: outlook, leadTime: leadTime, reviewPeriodDays: reviewPeriodDays, seasonLength: seasonLength,
            append: { mean, variance, probability, members in
                var member = DemandDistribution.Member(mean: mean, variance: variance, isCount: outlook.isCount)
                member.weight = probability
                members.append(member)
            })
    }

    /// As above with the members of each slice's distribution added by a function of (mean, variance, probability of the slice).
    ///
    /// - Parameter isCompacted: the same as `compacted()` of what comes without it.
    init(
        outlook: DemandOutlook, leadTime: LeadTime, reviewPeriodDays: Double, seasonLength: Int, isCompacted: Bool = false,
        append: (_ mean: Double, _ variance: Double, _ probability: Double, _ members: inout [DemandDistribution.Member]) -> Void
    ) throws(LeadTimeDemandError) {
        try leadTime.validate()
        guard reviewPeriodDays.isFinite, reviewPeriodDays >= 0 else { throw .invalidReviewPeriod(days: reviewPeriodDays) }
        let path = try LeadTimePath(outlook: outlook, seasonLength: seasonLength)
        let longest = leadTime.meanDays + 20 * leadTime.standardDeviationDays + reviewPeriodDays
        guard longest < 1e6 * path.periodDays else {
            throw .invalidLeadTime(meanDays: leadTime.meanDays, standardDeviationDays: leadTime.standardDeviationDays)
        }
        let extraDays = LeadTimeDemand.nodes(reviewPeriodDays: reviewPeriodDays).map { $0.fraction * reviewPeriodDays }
        let edges = LeadTimeEdges(leadTime, periodDays: path.periodDays, extraDays: extraDays)
        let distributions = extraDays.indices.map { place in
            var all: [DemandDistribution.Member] = []
            let slices = path.slices(over: leadTime, edges: edges, place: place, extraDays: extraDays[place])
            if slices.count > 1 { all.reserveCapacity(5 * slices.count) }
            for slice in slices { append(slice.mean, slice.variance, slice.probability, &all) }
            return DemandDistribution(members: all, isCount: outlook.isCount)
        }
        // One demand a day: that of the protection interval, which waiting units, fill rates and orders a year are all counted by.
        let protectionDays = leadTime.meanDays + reviewPeriodDays
        let meanPerDay = protectionDays > 0
            ? distributions[distributions.count - 1].mean / protectionDays : path.total(periods: 1).mean / path.periodDays
        self.init(
            leadTimeDays: leadTime.meanDays, leadTimeStandardDeviationDays: leadTime.standardDeviationDays,
            reviewPeriodDays: reviewPeriodDays, meanPerDay: meanPerDay, distributions: isCompacted ? distributions.map(\.compacted) : distributions)
    }
}
