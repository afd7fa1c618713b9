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
        var order: [Int] = []
        order.reserveCapacity(members.count)
        var errors: [Int] = []
        for index in members.indices {
            if members[index].family == .empirical {
                errors.append(index)
                continue
            }
            // Members of slices ascend, but for the scenarios of each: insertion is quick, and leaves equal means in their order.
            var place = order.count
            while place > 0, members[order[place - 1]].mean > members[index].mean { place -= 1 }
            order.insert(index, at: place)
        }
        var merged: [Member] = []
        merged.reserveCapacity(DemandDistribution.bands.count + 1)
        var start = 0
        var reached = 0.0
        var next = 0
        let total = order.reduce(0) { $0 + members[$1].weight }
        for (position, index) in order.enumerated() {
            reached += members[index].weight
            // A member that straddles the end of a band belongs to the band it starts in.
            if position == order.count - 1 || reached >= DemandDistribution.bands[next] * total {
                merged.append(mixed(order[start...position]))
                start = position + 1
                while next < DemandDistribution.bands.count - 1, reached >= DemandDistribution.bands[next] * total { next += 1 }
            }
        }
        var tables: [[Int]] = []
        for index in errors {
            if let known = tables.firstIndex(where: { members[$0[0]].cut == members[index].cut && members[$0[0]].standardisedQuantiles == members[index].standardisedQuantiles }) {
                tables[known].append(index)
            } else {
                tables.append([index])
            }
        }
        for table in tables { merged.append(mixed(table[...])) }
        return DemandDistribution(members: merged, isCount: isCount)
    }

    /// One member with the weight, mean and variance of several.
    private func mixed(_ group: ArraySlice<Int>) -> Member {
        let first = group[group.startIndex]
        guard group.count > 1 else { return members[first] }
        var weight = 0.0
        for index in group { weight += members[index].weight }
        guard weight > 0 else { return members[first] }
        var mean = 0.0
        for index in group { mean += members[index].weight * members[index].mean }
        mean /= weight
        var variance = 0.0
        for index in group { variance += members[index].weight * (members[index].variance + (members[index].mean - mean) * (members[index].mean - mean)) }
        variance /= weight
        if members[first].family == .empirical {
            var result = Member(
                family: .empirical, weight: weight, mean: mean, variance: variance, standardisedQuantiles: members[first].standardisedQuantiles)
            result.cut = members[first].cut
            return result
        }
        var result = Member(mean: mean, variance: variance, isCount: isCount)
        result.weight = weight
        return result
    }
}
