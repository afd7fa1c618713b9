import NumericCore

/// The members of demand in whole units that no recurrence walks, of all items: n1 at any level, weighted and summed.
///
/// Quantiles of past errors lie in one flat table: between two of them n1 is a parabola, so a level costs a search among a hundred
/// numbers. Gamma and the rarer families are evaluated one by one.
struct OtherMembers: Sendable {
    /// One item's members.
    struct Slice: Sendable {
        var tables = 0..<0
        var rest = 0..<0

        var isEmpty: Bool { tables.isEmpty && rest.isEmpty }
    }

    private struct Table {
        var weight: Double
        var first: Int
        var count: Int
    }

    private var tables: [Table] = []
    /// Quantile and n1 there.
    private var knots: [SIMD2<Double>] = []
    private var rest: [(weight: Double, member: DistributionMember)] = []

    /// Adds the members of one item.
    mutating func add(_ members: [(weight: Double, member: DistributionMember)]) -> Slice {
        let firstTable = tables.count
        let firstRest = rest.count
        for (weight, member) in members {
            if case .empirical(let table) = member {
                let own = table.knots
                tables.append(Table(weight: weight, first: knots.count, count: own.count))
                knots += own
            } else {
                rest.append((weight, member))
            }
        }
        return Slice(tables: firstTable..<tables.count, rest: firstRest..<rest.count)
    }

    /// Sum of weight x n1.
    func firstLoss(_ slice: Slice, at x: Double) -> Double {
        var sum = 0.0
        for index in slice.tables { sum += tables[index].weight * firstLoss(tables[index], at: x) }
        for index in slice.rest {
            sum += rest[index].weight * rest[index].member.losses(at: x, lattice: true, includingSecond: false).first
        }
        return sum
    }

    private func firstLoss(_ table: Table, at x: Double) -> Double {
        var low = table.first
        var high = table.first + table.count
        let end = high
        while low < high {
            let middle = (low + high) / 2
            if knots[middle].x <= x { low = middle + 1 } else { high = middle }
        }
        if low == end { return 0 }
        let above = knots[low]
        let t = above.x - x
        if low == table.first { return above.y + t }
        let share = t / (above.x - knots[low - 1].x)
        return above.y + t * (Double(end - low) - 0.5 + 0.5 * share) / Double(table.count)
    }
}
