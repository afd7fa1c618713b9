import DemandModel
import NumericCore
import TextForms

// Theory. Groups of items without a common item, each with a least and a most amount of money, under one budget B: with a multiplier
// theta for the budget and one more per binding limit, the Lagrangian still separates by item, and all items of a group share
// theta_g: theta itself where no limit of the group binds, more where its ceiling does, less where its floor does. Pegging (G. R.
// Bitran and A. C. Hax 1981): allocate without limits, hold the groups that pass their ceilings (or those that miss their floors,
// whichever miss by more money together) at their limits, allocate the rest of the money to the rest, and repeat. With the dual values
// D_g of the held groups at their limits l_g and D of the rest at the money that these leave,
//     D(B - sum of l_g) + sum of D_g(l_g)
// bounds every allocation within budget and limits, where theta_g >= theta at ceilings and <= theta at floors; else the bound without
// limits holds, which is no better.

/// The items of one limited group.
struct LimitedGroup {
    var name: String
    var members: [Int]
    var floor: Double
    var ceiling: Double
}

/// A group whose money is decided.
private struct HeldGroup {
    var reason: String
    var members: [Int]
    var limit: Double
    var isCeiling: Bool
    var allocation: Allocation
    /// What the levels hold: at a ceiling at most the limit, at a floor at least.
    var money: Double
}

/// Least weighted backorders for a budget where groups of items have a least and a most amount of it.
func allocate(
    _ items: [StockItem], budget: Double, money: PlanObjective.Money, limits: GroupLimits, problems: [ReplenishmentProblem]
) throws(PolicyError) -> Allocation {
    var open = try limitedGroups(items, limits: limits, problems: problems)
    var held: [HeldGroup] = []
    let unlimited = try allocate(items, budget: budget, money: money, problems: problems)
    var free = Array(items.indices)
    var rest = unlimited
    while true {
        let spent = Dictionary(uniqueKeysWithValues: zip(free, moneyOf(free.map { items[$0] }, rest, money)))
        func total(_ group: LimitedGroup) -> Double { group.members.reduce(0) { $0 + (spent[$1] ?? 0) } }
        let above = open.indices.filter { total(open[$0]) > open[$0].ceiling * (1 + 1e-12) }
        let below = open.indices.filter { total(open[$0]) < open[$0].floor * (1 - 1e-12) }
        if above.isEmpty && below.isEmpty { break }
        let excess = above.reduce(0) { $0 + total(open[$1]) - open[$1].ceiling }
        let deficit = below.reduce(0) { $0 + open[$1].floor - total(open[$1]) }
        let isCeiling = excess >= deficit
        let chosen = isCeiling ? above : below
        for index in chosen {
            held.append(try hold(open[index], isCeiling: isCeiling, items, money: money, subject: limits.subject, problems: problems))
        }
        open = open.indices.filter { !chosen.contains($0) }.map { open[$0] }
        let taken = Set(held.flatMap(\.members))
        free = items.indices.filter { !taken.contains($0) }
        let left = budget - held.reduce(0) { $0 + $1.money }
        guard left >= 0 else {
            throw .budgetBelowFloors(
                budget: budget, floors: budget - left, items: held.filter { !$0.isCeiling }.flatMap(\.members).map { problems[items[$0].problemIndex].key })
        }
        rest = try allocate(free.map { items[$0] }, budget: left, money: money, problems: problems)
    }
    return joined(items, free: free, rest: rest, held: held, budget: budget, unlimited: unlimited, money: money)
}

private func moneyOf(_ items: [StockItem], _ allocation: Allocation, _ money: PlanObjective.Money) -> [Double] {
    items.indices.map { index in
        items[index].unitCost * (money == .stockValue ? allocation.levels[index] : allocation.performances[index].averageOnHand)
    }
}

/// The groups that have a limit, in the order of their names.
func limitedGroups(
    _ items: [StockItem], limits: GroupLimits, problems: [ReplenishmentProblem]
) throws(PolicyError) -> [LimitedGroup] {
    var members: [String: [Int]] = [:]
    for (index, item) in items.enumerated() { members[problems[item.problemIndex].group, default: []].append(index) }
    var groups: [LimitedGroup] = []
    for name in Set(limits.floors.keys).union(limits.ceilings.keys).sorted() {
        let floor = limits.floors[name] ?? 0
        let ceiling = limits.ceilings[name] ?? .infinity
        let title = "the \(limits.subject.rawValue) \(name)"
        guard let own = members[name] else {
            throw .unknownGroup(subject: limits.subject.rawValue, name: name, nearest: nearestName(to: name, among: members.keys.sorted()))
        }
        for value in [floor, ceiling] where !(value >= 0) {
            throw .invalidValue(name: "a limit of \(title)", value: value, accepted: "a number, 0 or more")
        }
        guard floor <= ceiling else { throw .contradictoryLimits(name: title, floor: floor, ceiling: ceiling) }
        groups.append(LimitedGroup(name: name, members: own, floor: floor, ceiling: ceiling))
    }
    return groups
}

/// Gives a group exactly its ceiling, or at least its floor.
private func hold(
    _ group: LimitedGroup, isCeiling: Bool, _ items: [StockItem], money: PlanObjective.Money, subject: GroupLimits.Subject,
    problems: [ReplenishmentProblem]
) throws(PolicyError) -> HeldGroup {
    let own = group.members.map { items[$0] }
    let limit = isCeiling ? group.ceiling : group.floor
    let title = "the \(subject.rawValue) \(group.name)"
    let least = exactTotals(own, levels: own.map(\.floor), money: money).money
    if least > limit * (1 + 1e-12) { throw .contradictoryLimits(name: title, floor: least, ceiling: limit) }
    var allocation = try allocate(own, budget: limit, money: money, problems: problems)
    var spent = moneyOf(own, allocation, money).reduce(0, +)
    let reason = "\(title) is held at its \(isCeiling ? "maximum" : "minimum") of \(number(limit))"
    guard !isCeiling else { return HeldGroup(reason: reason, members: group.members, limit: limit, isCeiling: true, allocation: allocation, money: spent) }
    // A floor is a least amount: the units that are worth most until it is reached.
    var walk = AssortmentLevels(own, levels: allocation.levels)
    while spent < limit * (1 - 1e-12) {
        let steps = own.indices.filter { own[$0].isCount && walk.level($0) < own[$0].ceiling && own[$0].unitCost > 0 && !own[$0].isFixed }
            .map { walk.nextStep($0, money: money) }.filter { $0.gain > own[$0.item].weight * leastRatio }
        guard let best = steps.max(by: { $0.ratio != $1.ratio ? $0.ratio < $1.ratio : $0.item > $1.item }) else {
            // Continuous items end a rounding error short of their money.
            if spent >= limit * (1 - 1e-9) { break }
            throw .floorWithoutUse(name: title, floor: limit, useful: spent)
        }
        walk.moveUp(best.item)
        allocation.levels[best.item] = walk.level(best.item)
        allocation.performances[best.item] = own[best.item].performance(walk.level(best.item))
        spent = moneyOf(own, allocation, money).reduce(0, +)
    }
    return HeldGroup(reason: reason, members: group.members, limit: limit, isCeiling: false, allocation: allocation, money: spent)
}

/// One allocation of all items from its parts, with the bound of the whole.
private func joined(
    _ items: [StockItem], free: [Int], rest: Allocation, held: [HeldGroup], budget: Double, unlimited: Allocation,
    money: PlanObjective.Money
) -> Allocation {
    guard !held.isEmpty else { return unlimited }
    var levels = items.map(\.floor)
    var each = unlimited.performances
    func put(_ members: [Int], _ part: Allocation) {
        for (position, index) in members.enumerated() {
            levels[index] = part.levels[position]
            each[index] = part.performances[position]
        }
    }
    put(free, rest)
    for group in held { put(group.members, group.allocation) }
    var bound = rest.lowerBound
    var isDual = true
    for group in held {
        // The rest was given what the group left or took beyond its limit.
        bound += group.allocation.lowerBound + rest.multiplier * (group.limit - group.money)
        let own = group.allocation
        // With nothing to spend beyond the floors of its items, any multiplier is a group's own.
        let isBare = own.unspent == 0 && zip(group.members, own.levels).allSatisfy { items[$0].floor == $1 }
        isDual = isDual && (group.isCeiling ? isBare || own.multiplier >= rest.multiplier : own.multiplier <= rest.multiplier)
    }
    let reached = performanceTotals(items, levels: levels, each, money: money)
    var whole = Allocation(
        items, levels: levels, performances: each, multiplier: rest.multiplier,
        lowerBound: isDual ? max(bound, unlimited.lowerBound) : unlimited.lowerBound, reached: reached.weighted,
        unspent: max(0, budget - reached.money))
    for group in held {
        for index in group.members { whole.groups[index] = (group.reason, group.allocation.multiplier) }
    }
    return whole
}
