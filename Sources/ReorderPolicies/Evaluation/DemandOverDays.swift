import DemandModel

/// An item's demand over any number of days up to its protection interval, from what is known of it at the nodes.
struct DemandOverDays: Sendable {
    let demand: LeadTimeDemand
    /// Read once: they are packed.
    let nodes: [DemandDistribution]

    init(_ demand: LeadTimeDemand) {
        self.demand = demand
        nodes = demand.distributions
    }

    /// Demand over a number of days, at most L + R: between the nodes by their members' ways, below L in proportion to it.
    func over(_ days: Double) -> DemandDistribution {
        let isCount = nodes[0].isCount
        if days <= 0 { return DemandDistribution(members: [.init(family: .deterministic, mean: 0, variance: 0)], isCount: isCount) }
        if days >= demand.leadTimeDays, demand.reviewPeriodDays > 0 {
            let u = min(1, (days - demand.leadTimeDays) / demand.reviewPeriodDays)
            if let paths = memberPaths(nodes, readsBetween: u > 0 && u < 1) {
                return DemandDistribution(members: paths.map { $0.member(u) }, isCount: isCount)
            }
        }
        // Where members cannot be followed: the nearest longer of the distributions, scaled.
        let places = LeadTimeDemand.nodes(reviewPeriodDays: demand.reviewPeriodDays)
        func reached(_ node: Int) -> Double { demand.leadTimeDays + places[node].fraction * demand.reviewPeriodDays }
        let index = places.indices.first { reached($0) >= days } ?? places.count - 1
        let share = min(1, days / reached(index))
        let members = nodes[index].members.map { member in
            if member.family == .listed {
                var scaled = DemandDistribution.Member(mean: share * member.mean, variance: share * member.variance, isCount: true)
                scaled.weight = member.weight
                return share == 1 ? member : scaled
            }
            var scaled = member
            scaled.mean *= share
            scaled.variance *= share
            return scaled
        }
        return DemandDistribution(members: members, isCount: nodes[index].isCount)
    }
}
