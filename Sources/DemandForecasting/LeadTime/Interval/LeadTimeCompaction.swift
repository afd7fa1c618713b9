import DemandModel

extension LeadTimeDemand {
    /// The same demand with fewer mixture members per node, so that an assortment can be optimised quickly.
    ///
    /// A random lead time times drift gives dozens of members, most of them nearly alike. Members are sorted by mean and merged
    /// within bands of the cumulative weight (0...0.3, ...0.6, ...0.85, ...0.96, ...1: finer towards the top, which decides the tail);
    /// members of pooled past errors are merged with each other. Merging keeps the mean and the variance of the mixture exactly (law of
    /// total variance) and its higher moments nearly. Nodes with no more members than bands stay as they are.
    ///
    ///     let quick = try LeadTimeDemand(outlook: outlook, leadTime: .gamma(meanDays: 14, standardDeviationDays: 4), reviewPeriodDays: 7).compacted()
    public func compacted() -> LeadTimeDemand {
        var result = self
        result.distributions = distributions.map(\.compacted)
        return result
    }
}

extension DemandDistribution {
    /// Upper ends of the bands of cumulative weight.
    private static let bands = [0.3, 0.6, 0.85, 0.96, 1.0]

    var compacted: DemandDistribution {
        guard members.count > DemandDistribution.bands.count + 1 else { return self }
        let errors = members.filter { $0.family == .empirical }
        let parametric = members.filter { $0.family != .empirical }.enumerated()
            .sorted { $0.element.mean == $1.element.mean ? $0.offset < $1.offset : $0.element.mean < $1.element.mean }.map(\.element)
        var merged: [Member] = []
        let total = parametric.reduce(0) { $0 + $1.weight }
        var band: [Member] = []
        var reached = 0.0
        var next = 0
        for (index, member) in parametric.enumerated() {
            band.append(member)
            reached += member.weight
            // A member that straddles the end of a band belongs to the band it starts in.
            if index == parametric.count - 1 || reached >= DemandDistribution.bands[next] * total {
                merged.append(mixed(band))
                band = []
                while next < DemandDistribution.bands.count - 1, reached >= DemandDistribution.bands[next] * total { next += 1 }
            }
        }
        var tables: [[Member]] = []
        for member in errors {
            if let known = tables.firstIndex(where: { $0[0].standardisedQuantiles == member.standardisedQuantiles }) {
                tables[known].append(member)
            } else {
                tables.append([member])
            }
        }
        merged += tables.map(mixed)
        return DemandDistribution(members: merged, isCount: isCount)
    }

    /// One member with the weight, mean and variance of several.
    private func mixed(_ group: [Member]) -> Member {
        guard group.count > 1 else { return group[0] }
        let weight = group.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return group[0] }
        let mean = group.reduce(0) { $0 + $1.weight * $1.mean } / weight
        let variance = group.reduce(0) { $0 + $1.weight * ($1.variance + ($1.mean - mean) * ($1.mean - mean)) } / weight
        if group[0].family == .empirical {
            return Member(family: .empirical, weight: weight, mean: mean, variance: variance, standardisedQuantiles: group[0].standardisedQuantiles)
        }
        var result = Member(mean: mean, variance: variance, isCount: isCount)
        result.weight = weight
        return result
    }
}
