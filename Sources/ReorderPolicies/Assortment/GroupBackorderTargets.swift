import DemandModel

// Theory. Least money with weighted E[B] of all items <= T and of each group g <= t_g: with theta money per unit waiting for the total and
// more, theta_g >= theta, for a group whose own target binds, the Lagrangian separates by item. Holding the groups that would leave more
// waiting at their targets leaves more for the rest to leave waiting, whose theta falls: no group that is held is ever let go
// (Bitran & Hax 1981). D(T - sum of t_g) + sum of D_g(t_g), the duals of the rest and of the held groups, bounds the money.

/// Least money for a total of weighted backorders where groups of items have targets of their own.
func allocate(
    _ items: [StockItem], backorderTarget target: Double, money: PlanObjective.Money, limits: GroupLimits,
    problems: [ReplenishmentProblem]
) throws(PolicyError) -> Allocation {
    var targets = limits
    targets.floors = [:]
    targets.ceilings = limits.backorderCeilings ?? [:]
    var open = try limitedGroups(items, limits: targets, problems: problems)
    var held: [(group: LimitedGroup, allocation: Allocation, weighted: Double)] = []
    let unlimited = try allocate(items, backorderTarget: target, money: money)
    var free = Array(items.indices)
    var rest = unlimited
    func weighted(_ members: [Int], _ each: [PolicyPerformance]) -> Double {
        zip(members, each).reduce(0) { $0 + items[$1.0].weight * $1.1.expectedBackorders }
    }
    while true {
        let each = Dictionary(uniqueKeysWithValues: zip(free, rest.performances))
        let above = open.filter { group in weighted(group.members, group.members.compactMap { each[$0] }) > group.ceiling * (1 + 1e-12) }
        if above.isEmpty { break }
        for group in above {
            let own = group.members.map { items[$0] }
            let title = "the \(limits.subject.rawValue) \(group.name)"
            let allocation: Allocation
            do throws(PolicyError) {
                allocation = try allocate(own, backorderTarget: group.ceiling, money: money)
            } catch {
                guard case .targetOutOfReach(_, let least) = error else { throw error }
                throw .groupTargetOutOfReach(name: title, target: group.ceiling, least: least)
            }
            held.append((group, allocation, weighted(group.members, allocation.performances)))
        }
        let names = Set(above.map(\.name))
        open.removeAll { names.contains($0.name) }
        let taken = Set(held.flatMap(\.group.members))
        free = items.indices.filter { !taken.contains($0) }
        let left = max(0, target - held.reduce(0) { $0 + $1.weighted })
        rest = free.isEmpty ? Allocation([], levels: [], performances: [], multiplier: 0, lowerBound: 0, reached: 0)
            : try allocate(free.map { items[$0] }, backorderTarget: left, money: money)
    }
    guard !held.isEmpty else { return unlimited }
    var levels = items.map(\.floor)
    var each = unlimited.performances
    var bound = rest.lowerBound
    for (members, part) in [(free, rest)] + held.map({ ($0.group.members, $0.allocation) }) {
        for (position, index) in members.enumerated() {
            levels[index] = part.levels[position]
            each[index] = part.performances[position]
        }
    }
    for one in held { bound += one.allocation.lowerBound }
    // At its own target a unit waiting costs a group at least what it costs the rest; where rounding to units says otherwise, the bound
    // without group targets holds.
    let isDual = held.allSatisfy { rest.multiplier == 0 || $0.allocation.multiplier <= rest.multiplier }
    var whole = Allocation(
        items, levels: levels, performances: each, multiplier: rest.multiplier,
        lowerBound: isDual ? max(bound, unlimited.lowerBound) : unlimited.lowerBound,
        reached: performanceTotals(items, levels: levels, each, money: money).money)
    for one in held {
        let reason = "the \(limits.subject.rawValue) \(one.group.name) is held at its target of \(number(one.group.ceiling)) units waiting"
        for index in one.group.members { whole.groups[index] = (reason, one.allocation.multiplier) }
    }
    return whole
}
