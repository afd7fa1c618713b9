import NumericCore

/// The members of demand in whole units that no recurrence walks, of all items: n1 at any level, weighted and summed.
///
/// Between two quantiles of past errors n1 is a parabola, so a level costs a search among a hundred numbers, which are the item's own, not copies.
/// Gamma and the rarer families are evaluated one by one.
struct OtherMembers: Sendable {
    /// One item's members.
    struct Slice: Sendable {
        var tables = 0..<0
        var rest = 0..<0

        var isEmpty: Bool { tables.isEmpty && rest.isEmpty }
    }

    private var tables: [(weight: Double, errors: EmpiricalDistribution)] = []
    private var rest: [(weight: Double, member: DistributionMember)] = []

    /// Adds the members of one item.
    mutating func add(_ members: [(weight: Double, member: DistributionMember)]) -> Slice {
        let firstTable = tables.count
        let firstRest = rest.count
        for (weight, member) in members {
            if case .empirical(let errors) = member {
                tables.append((weight, errors))
            } else {
                rest.append((weight, member))
            }
        }
        return Slice(tables: firstTable..<tables.count, rest: firstRest..<rest.count)
    }

    /// Sum of weight x n1.
    func firstLoss(_ slice: Slice, at x: Double) -> Double {
        var sum = 0.0
        for index in slice.tables { sum += tables[index].weight * tables[index].errors.firstLoss(at: x) }
        for index in slice.rest {
            sum += rest[index].weight * rest[index].member.losses(at: x, lattice: true, includingSecond: false).first
        }
        return sum
    }
}
