import NumericCore

/// The members of an item's demand in whole units that no recurrence walks: n1 at any level, weighted and summed.
///
/// Between two quantiles of past errors n1 is a parabola, so a level costs a search from the last level's place among a hundred numbers, which are the
/// item's own, not copies.
/// Gamma and the rarer families are evaluated one by one.
struct OtherMembers {
    private var tables: [(weight: Double, errors: EmpiricalDistribution, rank: Int)] = []
    private var rest: [(weight: Double, member: DistributionMember)] = []

    var isEmpty: Bool { tables.isEmpty && rest.isEmpty }

    mutating func add(weight: Double, _ member: DistributionMember) {
        if case .empirical(let errors) = member {
            tables.append((weight, errors, 0))
        } else {
            rest.append((weight, member))
        }
    }

    /// Sum of weight x n1.
    mutating func firstLoss(at x: Double) -> Double {
        var sum = 0.0
        for index in tables.indices { sum += tables[index].weight * tables[index].errors.firstLoss(at: x, near: &tables[index].rank) }
        for index in rest.indices { sum += rest[index].weight * rest[index].member.losses(at: x, lattice: true, includingSecond: false).first }
        return sum
    }
}
